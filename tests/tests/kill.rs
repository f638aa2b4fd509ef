//! Our process is killed again and again while it receives and sends. What the server was told has
//! arrived is in the history, once; what was said is with the other side, once for whoever looks
//! at ids (RFC 6120 §8.1.3); and the store opens each time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use waxwing_core::command::conversation::Command as C;
use waxwing_core::model::{Progress, State};
use waxwing_core::{Command, ConversationId};
use waxwing_tests::chance::Chance;
use waxwing_tests::{Backend, Client, Login, Peer, Profile, Stage, Victim};

/// The ids under which each text came to the other side.
type Heard = BTreeMap<String, BTreeSet<String>>;

const KILLS: u64 = 50;

/// The same moments and bursts each time; another number plays another evening.
const SEED: u64 = 0x5eed_0037;

/// A run is killed within this time of its start: some while they open the store or sign in, most
/// in the middle of talking.
const LONGEST_RUN: u64 = 360;

/// What each side says in a run, at most.
const BURST: u64 = 6;

#[tokio::test]
async fn killed_fifty_times_it_loses_nothing_and_doubles_nothing() {
    println!("seed {SEED:#x}");
    let started = Instant::now();
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let profile = Profile::new();
    let conversation = settle_in(&profile, &romy, &mut theo).await;

    let mut chance = Chance(SEED);
    let (mut told, mut heard) = (BTreeSet::new(), Heard::new());
    for kill in 0..KILLS {
        let texts = run_and_kill(kill, &profile, conversation, &romy, &mut theo, &mut chance).await;
        told.extend(texts);
        listen(&mut theo, &mut heard).await;
    }

    let mut client = Client::open(profile).await;
    assert_eq!(client.world.recovered, [], "nothing was found broken");
    client.wait_online().await;
    assert_eq!(client.open_conversation(theo.jid()).await, conversation);
    // What was said before has been taken in once this has: the order is kept.
    theo.say(romy.jid.as_str(), "end", "the end of theo").await;
    client.wait_message(conversation, "the end of theo").await;
    client.say(conversation, "the end of romy");
    client
        .wait_state(conversation, "the end of romy", &State::Delivered)
        .await;
    read_all(&mut client, conversation).await;
    listen(&mut theo, &mut heard).await;
    compare(&client, conversation, &told, &heard);
    println!("{} kept messages in {:?}", told.len(), started.elapsed());
}

/// Signs in once, in peace.
async fn settle_in(profile: &Profile, romy: &Login, theo: &mut Peer) -> ConversationId {
    let mut victim = start(profile);
    victim.sign_in(romy).await;
    let conversation = victim
        .wait("the conversation", |world| {
            world.conversation(theo.jid()).map(|theo| theo.id)
        })
        .await;
    victim.kill().await;
    conversation
}

/// Lets both sides talk and kills ours. Gives back the texts of ours that it has told are kept.
async fn run_and_kill(
    kill: u64,
    profile: &Profile,
    conversation: ConversationId,
    romy: &Login,
    theo: &mut Peer,
    chance: &mut Chance,
) -> Vec<String> {
    let mut victim = start(profile);
    let moment = Duration::from_millis(chance.below(LONGEST_RUN));
    let (in_all, out_all) = (chance.below(BURST) + 1, chance.below(BURST) + 1);
    victim
        .send(&Command::Conversation(conversation, C::Open))
        .await;
    for n in 0..in_all.max(out_all) {
        if n < in_all {
            let id = format!("t{kill}-{n}");
            theo.say(romy.jid.as_str(), &id, &format!("theo {kill} {n}"))
                .await;
        }
        if n < out_all {
            let text = format!("romy {kill} {n}");
            let say = Command::Conversation(conversation, C::say(text));
            victim.send(&say).await;
        }
    }
    victim.listen(moment).await;
    let ours = victim.world.texts(conversation).into_iter();
    let told = ours
        .filter(|text| text.starts_with(&format!("romy {kill} ")))
        .map(str::to_owned)
        .collect();
    victim.kill().await;
    told
}

fn start(profile: &Profile) -> Victim {
    Victim::start(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path())
}

/// Turns the pages of a conversation back to its beginning.
pub(crate) async fn read_all(client: &mut Client, conversation: ConversationId) {
    client
        .wait("the server's archive was looked at", |world| {
            let progress = &world.account()?.history.progress;
            matches!(progress, Progress::Complete | Progress::NotOffered).then_some(())
        })
        .await;
    let is_complete = |timeline: &waxwing_core::Timeline| !timeline.has_older();
    loop {
        let timeline = &client.world.timelines[&conversation];
        if is_complete(timeline) {
            return;
        }
        let (length, first) = (timeline.items().len(), timeline.items()[0].id);
        client.tell(conversation, C::LoadOlder { before: first });
        client
            .wait("an older page", |world| {
                let timeline = &world.timelines[&conversation];
                (timeline.items().len() > length || is_complete(timeline)).then_some(())
            })
            .await;
    }
}

/// Takes in what the other side has heard until now.
async fn listen(theo: &mut Peer, heard: &mut Heard) {
    for event in theo.settle().await {
        if event["event"] == "message" {
            let word = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
            heard.entry(word("body")).or_default().insert(word("id"));
        }
    }
}

fn compare(client: &Client, conversation: ConversationId, told: &BTreeSet<String>, heard: &Heard) {
    let texts = client.world.texts(conversation);
    let distinct: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(
        distinct.len(),
        texts.len(),
        "nothing is there twice: {texts:?}"
    );
    let from_theo = texts
        .iter()
        .filter(|text| text.starts_with("theo "))
        .count();
    let mut chance = Chance(SEED);
    let mut said = 0;
    for kill in 0..KILLS {
        let _moment = chance.below(LONGEST_RUN);
        let (theirs, _ours) = (chance.below(BURST) + 1, chance.below(BURST) + 1);
        for n in 0..theirs {
            let text = format!("theo {kill} {n}");
            assert!(distinct.contains(text.as_str()), "lost: {text}");
            said += 1;
        }
    }
    assert_eq!(from_theo, said, "everything of theirs, and no more");
    for text in told {
        assert!(
            distinct.contains(text.as_str()),
            "told as kept, and lost: {text}"
        );
    }
    for text in texts.iter().filter(|text| text.starts_with("romy ")) {
        let ids = heard.get(*text).map_or(0, BTreeSet::len);
        assert_eq!(ids, 1, "{text} came under {ids} ids");
        let state = client.world.message(conversation, text).map(|it| &it.state);
        assert_eq!(state, Some(&State::Delivered), "{text}");
    }
    let strange = heard
        .keys()
        .find(|text| !distinct.contains(text.as_str()) && text.starts_with("romy "));
    assert_eq!(strange, None, "sent, and not in our own history");
}
