//! What is to happen later: messages that wait for their time are said once, in the order of their
//! times, whatever happens to our process meanwhile; and the person is reminded.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use waxwing_core::command::{conversation, later};
use waxwing_core::model::{Later, Stage as Step, State};
use waxwing_core::{AccountId, Command, ConversationId, Timestamp};
use waxwing_tests::chance::Chance;
use waxwing_tests::{Backend, Client, Peer, Profile, Stage, Victim};

scenarios!(
    what_is_planned_is_said_in_the_order_of_its_times,
    what_is_overdue_is_said_with_the_next_connection,
);

const MINUTE: i64 = 60 * 1_000_000;

/// So many milliseconds from now.
fn in_ms(ms: i64) -> Timestamp {
    Timestamp(Timestamp::now().0 + ms * 1_000)
}

fn plan(conversation: ConversationId, text: &str, at: Timestamp) -> Command {
    Command::Later(later::Command::Say {
        conversation,
        text: text.to_owned(),
        reply_to: None,
        spoiler: None,
        previews: Vec::new(),
        at,
    })
}

fn waiting(later: Option<&Later>) -> Vec<&str> {
    let waiting = later.map(|later| later.waiting.as_slice());
    let waiting = waiting.unwrap_or_default();
    waiting.iter().map(|it| it.text.as_str()).collect()
}

/// Waits until exactly this waits, the next first.
async fn wait_waiting(client: &mut Client, texts: &[&str]) {
    let account = client.account();
    client
        .wait(&format!("{texts:?} waits"), |world| {
            let later = world.later.get(&account).map(AsRef::as_ref);
            (waiting(later) == texts).then_some(())
        })
        .await;
}

fn id_of(client: &Client, text: &str) -> u64 {
    let later = &client.world.later[&client.account()];
    let found = later.waiting.iter().find(|it| it.text == text);
    found.expect("it waits").id
}

async fn what_is_planned_is_said_in_the_order_of_its_times(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let id = client.open_conversation(theo.jid()).await;
    let far = in_ms(3_600_000);
    client.send(plan(id, "second", in_ms(1_500)));
    client.send(plan(id, "first", in_ms(1_400)));
    client.send(plan(id, " \n", far));
    client.send(plan(ConversationId(99), "nowhere", far));
    client.send(plan(id, "never", far));
    client.send(plan(id, "a word", far));
    client.send(plan(id, "now", Timestamp(far.0 + 1)));
    wait_waiting(&mut client, &["first", "second", "never", "a word", "now"]).await;
    let (never, word, now) = (
        id_of(&client, "never"),
        id_of(&client, "a word"),
        id_of(&client, "now"),
    );
    client.send(Command::Later(later::Command::Drop {
        conversation: id,
        id: never,
    }));
    client.send(Command::Later(later::Command::Change {
        conversation: id,
        id: word,
        text: Some("third".to_owned()),
        at: Some(in_ms(1_600)),
    }));
    client.send(Command::Later(later::Command::SayNow {
        conversation: id,
        id: now,
    }));
    // Of another conversation: nothing happens.
    client.send(Command::Later(later::Command::Drop {
        conversation: ConversationId(99),
        id: word,
    }));
    for text in ["now", "first", "second", "third"] {
        let heard = theo.wait_message(text).await;
        assert_eq!(heard["body"], text);
        client.wait_message(id, text).await;
    }
    wait_waiting(&mut client, &[]).await;
    assert_eq!(
        client.world.texts(id),
        ["now", "first", "second", "third"],
        "and nothing else"
    );
    let message = client.wait_message(id, "third").await;
    client.tell(
        id,
        conversation::Command::Follow {
            item: Some(message.id),
        },
    );
    let planned = client
        .wait("its way", |world| {
            let (_, steps) = world.followed.as_ref()?;
            let planned = steps.iter().find(|step| step.stage == Step::Planned)?;
            Some(planned.at)
        })
        .await;
    assert!(planned <= message.id.at && planned > Timestamp(message.id.at.0 - MINUTE));
    assert_eq!(client.world.said_late, []);
}

async fn what_is_overdue_is_said_with_the_next_connection(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let id = client.open_conversation(theo.jid()).await;
    client.switch_off().await;
    let over = in_ms(-120_000);
    client.send(plan(id, "late two", over));
    client.send(plan(id, "late one", Timestamp(over.0 - 1)));
    wait_waiting(&mut client, &["late one", "late two"]).await;
    let profile = client.shut_down().await;

    let mut client = Client::open(profile).await;
    wait_waiting(&mut client, &["late one", "late two"]).await;
    client.switch_on();
    let id = client.open_conversation(theo.jid()).await;
    for text in ["late one", "late two"] {
        theo.wait_message(text).await;
        client.wait_state(id, text, &State::Delivered).await;
    }
    let late = client
        .wait("they were late", |world| {
            (world.said_late.len() == 2).then(|| world.said_late.clone())
        })
        .await;
    assert_eq!(late[0], Timestamp(over.0 - 1));
    wait_waiting(&mut client, &[]).await;
}

/// Kills while messages leave the list: each is said once, whatever the moment.
#[tokio::test]
async fn killed_at_any_moment_it_says_what_was_planned_once() {
    const KILLS: u64 = 12;
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let program = env!("CARGO_BIN_EXE_waxwing-victim");
    let mut victim = Victim::start(program, profile.path());
    victim.sign_in(&romy).await;
    let id = victim
        .wait("the account is kept", |world| {
            let theo = world.conversation(theo.jid())?.id;
            (!world.done.is_empty()).then_some(theo)
        })
        .await;
    let mut chance = Chance(0x1a7e);
    let (mut kept, mut heard) = (BTreeSet::new(), BTreeMap::<String, BTreeSet<String>>::new());
    for kill in 0..KILLS {
        for n in 0..3 {
            let at = in_ms(100 + n * 40);
            victim
                .send(&plan(id, &format!("planned {kill} {n}"), at))
                .await;
        }
        victim
            .listen(Duration::from_millis(chance.below(400)))
            .await;
        let told = victim.world.later.get(&AccountId(1)).map(AsRef::as_ref);
        kept.extend(waiting(told).into_iter().map(str::to_owned));
        victim.kill().await;
        listen(&mut theo, &mut heard).await;
        victim = Victim::start(program, profile.path());
    }
    victim.shut_down().await;
    let mut client = Client::open(profile).await;
    assert_eq!(client.open_conversation(theo.jid()).await, id);
    wait_waiting(&mut client, &[]).await;
    client.say(id, "the end");
    client.wait_state(id, "the end", &State::Delivered).await;
    crate::kill::read_all(&mut client, id).await;
    listen(&mut theo, &mut heard).await;
    let texts = client.world.texts(id);
    let distinct: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(distinct.len(), texts.len(), "twice: {texts:?}");
    assert!(!kept.is_empty(), "something was told as kept");
    for text in &kept {
        assert!(distinct.contains(text.as_str()), "lost: {text}");
    }
    for text in distinct {
        assert_eq!(heard.get(text).map(BTreeSet::len), Some(1), "{text}");
    }
}

async fn listen(theo: &mut Peer, heard: &mut BTreeMap<String, BTreeSet<String>>) {
    for event in theo.settle().await {
        if event["event"] == "message" {
            let word = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
            heard.entry(word("body")).or_default().insert(word("id"));
        }
    }
}

#[tokio::test]
async fn somebody_is_reminded_also_after_a_restart_and_of_what_it_says_by_then() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let id = client.open_conversation(theo.jid()).await;
    theo.say(romy.jid.as_str(), "m1", "Call the plumber").await;
    let first = client.wait_message(id, "Call the plumber").await;
    client.say(id, "I will water the plants");
    let second = client
        .wait_state(id, "I will water the plants", &State::Delivered)
        .await;
    let remind = |item, at| {
        Command::Later(later::Command::Remind {
            conversation: id,
            item,
            at,
        })
    };
    client.send(remind(first.id, in_ms(500)));
    client.send(remind(second.id, in_ms(600_000)));
    client
        .wait("the first reminder", |world| {
            let due = world.due.first()?;
            (due.item.seq == first.id.seq && due.text == "Call the plumber" && due.told)
                .then_some(())
        })
        .await;
    client.tell(id, conversation::Command::Retract { item: second.id });
    let account = client.account();
    client
        .wait("nothing stays of what was taken back", |world| {
            let reminders = &world.later.get(&account)?.reminders;
            let second = reminders.iter().find(|it| it.item.seq == second.id.seq)?;
            second.text.is_empty().then_some(())
        })
        .await;
    let late = client.world.later[&account].reminders[1].id;
    client.send(Command::Later(later::Command::Change {
        conversation: id,
        id: late,
        text: None,
        at: Some(in_ms(1_500)),
    }));
    let mut client = Client::open(client.shut_down().await).await;
    let told = &client.world.later[&account].reminders;
    assert!(told[0].told && told[0].text == "Call the plumber");
    client
        .wait("the second reminder", |world| {
            let reminders = &world.later.get(&account)?.reminders;
            let second = reminders.iter().find(|it| it.id == late)?;
            second.told.then_some(())
        })
        .await;
    let reminders = client.world.later[&account].reminders.clone();
    for reminder in &reminders {
        client.send(Command::Later(later::Command::Drop {
            conversation: id,
            id: reminder.id,
        }));
    }
    client
        .wait("no reminders", |world| {
            world.later[&account].reminders.is_empty().then_some(())
        })
        .await;
    let client = Client::open(client.shut_down().await).await;
    assert!(!client.world.later.contains_key(&account), "none is left");
}
