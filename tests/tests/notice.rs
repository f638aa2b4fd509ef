//! What a person lays down for a conversation, and which messages are worth a notice then; what was
//! read on another device is none any more. And notes to ourselves, which all devices have once.

use serde_json::json;
use waxwing_core::command::contact;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{Conversation, Direction, Level, State};
use waxwing_core::{Command, ConversationId, Timestamp};
use waxwing_tests::backend::Login;
use waxwing_tests::{Client, Peer, Stage};

scenarios!(
    what_is_muted_gives_no_notice,
    only_what_names_us_is_noticed_where_we_want_it_so,
    what_was_read_on_another_device_is_no_notice_any_more,
    a_notice_follows_its_message,
    what_was_archived_comes_back_unless_it_is_muted,
    what_was_laid_down_is_there_after_a_restart,
    one_notice_stands_for_all_that_was_missed,
    notes_to_ourselves_are_on_all_devices_once
);

/// Romy, and Theo who is slixmpp. The conversation is not open.
async fn meet(stage: &Stage) -> (Client, Peer, Login, ConversationId) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut client = Client::signed_in(&romy).await;
    let theo = Peer::sign_in(&theo).await;
    let talk = client
        .wait_conversation(theo.jid(), "is there", |_| true)
        .await;
    (client, theo, romy, talk.id)
}

/// Lays something down and waits until it holds.
async fn lay_down(
    client: &mut Client,
    theo: &Peer,
    command: Talk,
    fits: impl Fn(&Conversation) -> bool,
) {
    let what = format!("{command:?}");
    let id = client.world.conversation(theo.jid()).expect("theo").id;
    client.tell(id, command);
    client.wait_conversation(theo.jid(), &what, fits).await;
}

/// Has Theo say this, and waits until it is here.
async fn hear(client: &mut Client, theo: &mut Peer, romy: &Login, words: &str) {
    theo.say(romy.jid.as_str(), words, words).await;
    client
        .wait_conversation(theo.jid(), words, |one| {
            one.last.as_ref().is_some_and(|last| last.text == words)
        })
        .await;
}

fn noticed(client: &Client) -> Vec<&str> {
    let notices = client.world.notices.iter();
    notices.map(|(_, text)| text.as_str()).collect()
}

async fn what_is_muted_gives_no_notice(stage: &Stage) {
    let (mut client, mut theo, romy, _) = meet(stage).await;
    let until = Some(Timestamp(i64::MAX));
    lay_down(&mut client, &theo, Talk::Mute { until }, |one| {
        one.muted_until == until
    })
    .await;
    hear(&mut client, &mut theo, &romy, "while it is muted").await;
    // It was muted until a moment ago.
    let until = Some(Timestamp(Timestamp::now().0 - 1));
    lay_down(&mut client, &theo, Talk::Mute { until }, |one| {
        one.muted_until == until
    })
    .await;
    hear(&mut client, &mut theo, &romy, "its time is over").await;
    lay_down(
        &mut client,
        &theo,
        Talk::SetLevel {
            level: Some(Level::Nothing),
        },
        |one| one.level == Some(Level::Nothing),
    )
    .await;
    hear(&mut client, &mut theo, &romy, "nothing is wanted").await;
    lay_down(&mut client, &theo, Talk::SetLevel { level: None }, |one| {
        one.level.is_none()
    })
    .await;
    hear(&mut client, &mut theo, &romy, "as everywhere").await;
    client
        .wait("the notice", |world| {
            (world.notices.len() == 2).then_some(())
        })
        .await;
    assert_eq!(noticed(&client), ["its time is over", "as everywhere"]);
    let talk = client.world.conversation(theo.jid()).expect("theo");
    assert_eq!(
        talk.unread, 4,
        "what gives no notice is unread all the same"
    );
}

async fn only_what_names_us_is_noticed_where_we_want_it_so(stage: &Stage) {
    let (mut client, mut theo, romy, _) = meet(stage).await;
    let level = Some(Level::Mentions);
    lay_down(&mut client, &theo, Talk::SetLevel { level }, |one| {
        one.level == level
    })
    .await;
    hear(&mut client, &mut theo, &romy, "just words").await;
    let named = format!("and you, {}?", romy.user().to_uppercase());
    hear(&mut client, &mut theo, &romy, &named).await;
    client
        .wait("the notice", |world| {
            (!world.notices.is_empty()).then_some(())
        })
        .await;
    assert_eq!(noticed(&client), [named.as_str()]);
}

async fn what_was_read_on_another_device_is_no_notice_any_more(stage: &Stage) {
    let (mut desk, mut theo, romy, at_desk) = meet(stage).await;
    let mut phone = Client::signed_in(&romy).await;
    let at_phone = phone.open_conversation(theo.jid()).await;
    hear(&mut desk, &mut theo, &romy, "to both").await;
    desk.wait("the notice", |world| {
        (!world.notices.is_empty()).then_some(())
    })
    .await;
    assert_eq!(desk.world.notices_over, []);
    phone.wait_message(at_phone, "to both").await;
    phone.tell(at_phone, Talk::MarkRead);
    desk.wait("the end of the notice", |world| {
        (!world.notices_over.is_empty()).then_some(())
    })
    .await;
    assert_eq!(desk.world.notices_over, [at_desk]);
    // Whoever answers has read it, too; and so has who looks here.
    hear(&mut desk, &mut theo, &romy, "once more").await;
    phone.say(at_phone, "read it");
    desk.wait("the end of the second", |world| {
        (world.notices_over.len() == 2).then_some(())
    })
    .await;
    hear(&mut desk, &mut theo, &romy, "and again").await;
    desk.tell(at_desk, Talk::MarkRead);
    desk.wait("the end of the third", |world| {
        (world.notices_over.len() == 3).then_some(())
    })
    .await;
    assert_eq!(noticed(&desk), ["to both", "once more", "and again"]);
}

/// What was corrected or taken back does not stay on the desktop as it was.
async fn a_notice_follows_its_message(stage: &Stage) {
    let (mut client, mut theo, romy, id) = meet(stage).await;
    let to = romy.jid.as_str();
    theo.say(to, "n1", "At eigth").await;
    client
        .wait("the notice", |world| {
            (!world.notices.is_empty()).then_some(())
        })
        .await;
    theo.tell(json!({ "do": "correct", "to": to, "of": "n1", "body": "At eight" }))
        .await;
    client
        .wait("its correction", |world| {
            let right = (id, Some("At eight".to_owned()));
            world.notices_changed.contains(&right).then_some(())
        })
        .await;
    theo.tell(json!({ "do": "retract", "to": to, "of": "n1" }))
        .await;
    client
        .wait("its end", |world| {
            world.notices_changed.contains(&(id, None)).then_some(())
        })
        .await;
    assert_eq!(noticed(&client), ["At eigth"], "no second notice");
    // What was read is no notice any more.
    client.tell(id, Talk::MarkRead);
    client
        .wait("the end of the notice", |world| {
            (!world.notices_over.is_empty()).then_some(())
        })
        .await;
    let told = client.world.notices_changed.len();
    theo.tell(json!({ "do": "correct", "to": to, "of": "n1", "body": "Nine" }))
        .await;
    hear(&mut client, &mut theo, &romy, "and then").await;
    assert_eq!(client.world.notices_changed.len(), told);
}

async fn what_was_archived_comes_back_unless_it_is_muted(stage: &Stage) {
    let (mut client, mut theo, romy, id) = meet(stage).await;
    let order = Some(5);
    lay_down(&mut client, &theo, Talk::Pin { on: true, order }, |one| {
        one.pinned && one.pin_order == 5
    })
    .await;
    let archive = Talk::Archive { on: true };
    lay_down(&mut client, &theo, archive.clone(), |one| {
        one.archived && !one.pinned
    })
    .await;
    theo.say(romy.jid.as_str(), "b1", "are you there?").await;
    client
        .wait_conversation(theo.jid(), "comes back", |one| {
            one.unread == 1 && !one.archived
        })
        .await;
    let until = Some(Timestamp(i64::MAX));
    client.tell(id, Talk::Mute { until });
    lay_down(&mut client, &theo, archive, |one| one.archived).await;
    hear(&mut client, &mut theo, &romy, "and now?").await;
    let talk = client.world.conversation(theo.jid()).expect("theo");
    assert!(talk.archived, "muted");
}

async fn what_was_laid_down_is_there_after_a_restart(stage: &Stage) {
    let (mut client, theo, _, id) = meet(stage).await;
    client.tell(
        id,
        Talk::Pin {
            on: true,
            order: Some(-3),
        },
    );
    let until = Some(Timestamp(4_000_000_000_000_000));
    client.tell(id, Talk::Mute { until });
    let level = Some(Level::Mentions);
    client.tell(id, Talk::SetLevel { level });
    let name = " Choir\n".to_owned();
    lay_down(&mut client, &theo, Talk::SetFolder { name }, |one| {
        one.folder == "Choir"
    })
    .await;
    let profile = client.shut_down().await;
    let client = Client::open(profile).await;
    let talk = client.world.conversation(theo.jid()).expect("theo");
    assert!(talk.pinned && !talk.archived && !talk.notes);
    assert_eq!(talk.pin_order, -3);
    assert_eq!((talk.muted_until, talk.level), (until, level));
    assert_eq!(talk.folder, "Choir");
}

async fn one_notice_stands_for_all_that_was_missed(stage: &Stage) {
    let (client, mut theo, romy, id) = meet(stage).await;
    let profile = client.shut_down().await;
    for number in 1..=4 {
        let text = format!("number {number}");
        theo.say(romy.jid.as_str(), &text, &text).await;
    }
    theo.settle().await;
    let mut client = Client::open(profile).await;
    let told: u32 = client
        .wait("all of them", |world| {
            let told = world.noticed.iter().map(|(_, count)| count).sum();
            (told >= 4).then_some(told)
        })
        .await;
    assert_eq!(told, 4);
    assert!(client.world.noticed.iter().all(|(talk, _)| *talk == id));
}

async fn notes_to_ourselves_are_on_all_devices_once(stage: &Stage) {
    let romy = stage.account("romy");
    let mut desk = Client::signed_in(&romy).await;
    let mut phone = Client::signed_in(&romy).await;
    let request = desk.request();
    desk.send(Command::Contact(contact::Command::OpenNotes {
        request,
        account: desk.account(),
    }));
    assert_eq!(desk.wait_done(request).await, Ok(()));
    let at_desk = desk.open_conversation(romy.jid.as_str()).await;
    let notes = desk.world.conversation(romy.jid.as_str()).expect("notes");
    assert!(notes.notes && !notes.knocks);
    desk.say(at_desk, "buy milk");
    let at_phone = phone.open_conversation(romy.jid.as_str()).await;
    let copy = phone.wait_message(at_phone, "buy milk").await;
    assert_eq!(copy.direction, Direction::Outgoing);
    phone.say(at_phone, "and bread");
    phone.wait_message(at_phone, "and bread").await;
    desk.wait_message(at_desk, "and bread").await;
    desk.wait("it is sent", |world| {
        let state = &world.message(at_desk, "buy milk")?.state;
        matches!(state, State::Sent | State::Delivered | State::Displayed).then_some(())
    })
    .await;
    for (device, at) in [(&desk, at_desk), (&phone, at_phone)] {
        assert_eq!(device.world.texts(at), ["buy milk", "and bread"]);
        let notes = device.world.conversation(romy.jid.as_str()).expect("notes");
        assert_eq!((notes.unread, notes.notes), (0, true));
        assert_eq!(device.world.notices, []);
    }
    // And on a machine that comes later.
    let mut late = Client::signed_in(&romy).await;
    let at_late = late.open_conversation(romy.jid.as_str()).await;
    late.wait_message(at_late, "buy milk").await;
    late.wait_message(at_late, "and bread").await;
    assert_eq!(late.world.texts(at_late), ["buy milk", "and bread"]);
}
