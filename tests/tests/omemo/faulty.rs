//! A server that fails in what encryption needs of it: nothing is lost by that, and all of it goes on by itself.

use std::time::Duration;

use omemo_rs::{Profile, stanza};
use waxwing_core::model::{Mode, State};
use waxwing_tests::chance::Chance;
use waxwing_tests::{Client, Fate, Login, Moody, Peer, Stage};

use super::forger::{Forger, list, listed, listed_within, publish_bundle, publish_list, write};
use super::{jid, open_behind, signed_in_behind, wait_on, wait_own_device, wait_sealed};

scenarios!(
    a_server_in_a_bad_mood_costs_no_list_and_no_message,
    a_new_device_shows_itself_after_a_bad_mood,
    what_is_refused_at_first_is_published_otherwise,
    a_list_that_can_not_be_read_is_not_an_empty_one,
    who_keeps_silent_about_a_device_holds_up_nobody,
    a_message_waits_for_a_bundle_that_comes_later
);

/// So long a bad mood lasts.
const BAD: Duration = Duration::from_secs(60);

/// A device that could not show itself tries again after at most 40 seconds, and may find the server as it was.
const AGAIN: Duration = Duration::from_secs(60);

/// The same moods each time.
const SEED: u64 = 0x5eed_0060;

const ERRORS: [&str; 6] = [
    "precondition-not-met",
    "item-not-found",
    "internal-server-error",
    "forbidden",
    "resource-constraint",
    "service-unavailable",
];

/// Everything fails, each time in another way.
fn bad_mood() -> impl FnMut(&str) -> Fate + Send + 'static {
    println!("seed {SEED:#x}");
    let mut chance = Chance(SEED);
    move |_| {
        let at = chance.below(ERRORS.len() as u64 + 1) as usize;
        ERRORS
            .get(at)
            .map_or(Fate::Silence, |one| Fate::Refuse(one))
    }
}

/// Whether an order publishes a list of devices.
fn publishes_list(asked: &str) -> bool {
    let list = |profile: Profile| asked.contains(stanza::devices_node(profile));
    asked.contains("<publish ") && Profile::ALL.into_iter().any(list)
}

/// The numbers that the server shows, in order.
async fn shown(hand: &mut Peer, whose: &str, count: usize) -> [Vec<u32>; 2] {
    let mut all = [Vec::new(), Vec::new()];
    for (profile, ids) in Profile::ALL.into_iter().zip(&mut all) {
        *ids = listed_within(AGAIN, hand, whose, profile, count).await;
        ids.sort_unstable();
    }
    all
}

/// Romy has two devices, one of them behind somebody moody, and theo one.
struct Scene {
    moody: Moody,
    romy: Client,
    other: Client,
    theo_login: Login,
    theo: Client,
    hand: Peer,
}

async fn meet(stage: &Stage) -> Scene {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let (moody, by_moody) = Moody::before(&romy_login).await;
    let romy = signed_in_behind(&by_moody).await;
    let other = Client::signed_in_sealed(&romy_login).await;
    let theo = Client::signed_in_sealed(&theo_login).await;
    let hand = Peer::sign_in_as(&romy_login, "hand").await;
    Scene {
        moody,
        romy,
        other,
        theo_login,
        theo,
        hand,
    }
}

async fn a_server_in_a_bad_mood_costs_no_list_and_no_message(stage: &Stage) {
    let Scene {
        moody,
        mut romy,
        mut other,
        theo_login,
        mut theo,
        mut hand,
    } = meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = theo.open_conversation(&romys).await;
    theo.wait_conversation(&romys, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    let beside = other.open_conversation(&theos).await;
    wait_own_device(&mut romy).await;
    romy.say(to_theo, "before");
    wait_sealed(&mut theo, to_romy, "before").await;
    wait_sealed(&mut other, beside, "before").await;
    theo.say(to_romy, "before, too");
    wait_sealed(&mut romy, to_theo, "before, too").await;
    let before = shown(&mut hand, &romys, 2).await;

    let profile = romy.shut_down().await;
    moody.set(bad_mood());
    moody.heard().clear();
    let begin = tokio::time::Instant::now();
    let mut romy = open_behind(profile).await;
    romy.wait_online().await;
    let to_theo = romy.open_conversation(&theos).await;
    let mut round = 0;
    // It is the mood that takes its time, and all the while they talk.
    while begin.elapsed() < BAD {
        let text = format!("in a bad mood {round}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        wait_sealed(&mut other, beside, &text).await;
        let text = format!("and back {round}");
        theo.say(to_romy, &text);
        wait_sealed(&mut romy, to_theo, &text).await;
        round += 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    {
        let heard = moody.heard();
        let published = heard.iter().filter(|(asked, _)| publishes_list(asked));
        assert_eq!(published.count(), 0, "nothing after a failure: {heard:#?}");
        assert!(heard.len() < 120, "{} questions", heard.len());
    }
    moody.set(|_| Fate::Pass);
    assert_eq!(shown(&mut hand, &romys, 2).await, before);
    // A device that came meanwhile is found by itself.
    let mut late = Client::signed_in_sealed(&theo_login).await;
    romy.wait_conversation(&theos, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    let back = late.open_conversation(&romys).await;
    romy.say(to_theo, "after it");
    wait_sealed(&mut theo, to_romy, "after it").await;
    wait_sealed(&mut late, back, "after it").await;
    wait_sealed(&mut other, beside, "after it").await;
    assert_eq!(shown(&mut hand, &romys, 2).await, before);
}

async fn a_new_device_shows_itself_after_a_bad_mood(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut first = Client::signed_in_sealed(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&first), jid(&theo));
    wait_on(&mut first, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let mut hand = Peer::sign_in_as(&romy_login, "hand").await;
    let before = shown(&mut hand, &romys, 1).await;
    let (moody, by_moody) = Moody::before(&romy_login).await;
    moody.set(bad_mood());
    let mut second = signed_in_behind(&by_moody).await;
    second.open_conversation(&theos).await;
    tokio::time::sleep(BAD).await;
    assert_eq!(shown(&mut hand, &romys, 1).await, before);
    assert!(moody.heard().len() < 120, "{}", moody.heard().len());
    moody.heard().clear();
    moody.set(|_| Fate::Pass);
    let after = shown(&mut hand, &romys, 2).await;
    for (after, before) in after.iter().zip(&before) {
        assert!(before.iter().all(|id| after.contains(id)));
    }
    // It was never without the first one.
    {
        let heard = moody.heard();
        let published = heard.iter().filter(|(asked, _)| publishes_list(asked));
        for (asked, _) in published {
            assert!(asked.contains(&before[0][0].to_string()), "{asked}");
        }
    }
    second
        .wait_conversation(&theos, "can be encrypted for", |talk| {
            talk.encryption.mode == Mode::On && talk.encryption.readers == 1
        })
        .await;
    theo.wait_conversation(&romys, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    let to_theo = second.open_conversation(&theos).await;
    let beside = first.open_conversation(&theos).await;
    second.say(to_theo, "from the new one");
    wait_sealed(&mut theo, to_romy, "from the new one").await;
    // A device of ours whose bundle could not be had holds up nobody; it reads along as soon as that was asked for again.
    let mut copied = false;
    for number in 0..12 {
        let text = format!("for the other one {number}");
        second.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        let copy = wait_sealed(&mut first, beside, &text);
        copied = tokio::time::timeout(Duration::from_secs(5), copy)
            .await
            .is_ok();
        if copied {
            break;
        }
    }
    assert!(copied, "the other one never reads along");
    theo.say(to_romy, "to both");
    wait_sealed(&mut second, to_theo, "to both").await;
    wait_sealed(&mut first, beside, "to both").await;
}

async fn what_is_refused_at_first_is_published_otherwise(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let (moody, by_moody) = Moody::before(&romy_login).await;
    moody.set(|asked| match asked.contains("publish-options") {
        true => Fate::Refuse("precondition-not-met"),
        false => Fate::Pass,
    });
    let mut romy = signed_in_behind(&by_moody).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    romy.say(to_theo, "all the same");
    wait_sealed(&mut theo, to_romy, "all the same").await;
    theo.say(to_romy, "both ways");
    wait_sealed(&mut romy, to_theo, "both ways").await;
    let heard = moody.heard();
    let refused = heard.iter().filter(|(_, fate)| *fate != Fate::Pass);
    // The mark that tells copies apart comes behind them.
    let refused = refused.filter(|(asked, _)| !asked.contains(stanza::MARKS_NODE));
    // Two lists and two bundles, each once.
    assert_eq!(refused.count(), 4, "{heard:#?}");
}

/// An answer that is something else, or has a list in it that is none.
async fn a_list_that_can_not_be_read_is_not_an_empty_one(stage: &Stage) {
    let Scene {
        moody,
        mut romy,
        other,
        mut theo,
        mut hand,
        ..
    } = meet(stage).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    romy.say(to_theo, "before");
    wait_sealed(&mut theo, to_romy, "before").await;
    let before = shown(&mut hand, &romys, 2).await;
    other.shut_down().await;
    let mut profile = romy.shut_down().await;
    for (number, answer) in [
        "",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'/>",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='NODE'><item id='current'>\
         <list xmlns='urn:x:other'/></item></items></pubsub>",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='another'/></pubsub>",
        // Nothing is there: once that is not believed.
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='NODE'/></pubsub>",
    ]
    .into_iter()
    .enumerate()
    {
        moody.heard().clear();
        let mut answered = [false; 2];
        moody.set(move |asked| {
            for (profile, answered) in Profile::ALL.into_iter().zip(&mut answered) {
                let node = stanza::devices_node(profile);
                let once = !*answered || number < 4;
                if asked.contains("<items") && asked.contains(node) && once {
                    *answered = true;
                    return Fate::Say(answer.replace("NODE", node));
                }
            }
            Fate::Pass
        });
        let mut romy = open_behind(profile).await;
        romy.wait_online().await;
        let to_theo = romy.open_conversation(&theos).await;
        let text = format!("all the same {number}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        theo.say(to_romy, &text);
        romy.wait_state(to_theo, &text, &State::Delivered).await;
        profile = romy.shut_down().await;
        let heard = moody.heard();
        let published = heard.iter().filter(|(asked, _)| publishes_list(asked));
        assert_eq!(published.count(), 0, "{answer}: {heard:#?}");
        assert!(
            heard.iter().any(|(_, fate)| *fate != Fate::Pass),
            "{answer}"
        );
    }
    assert_eq!(shown(&mut hand, &romys, 2).await, before);
}

/// Theo's second hand lists a device of which the server never says anything.
async fn who_keeps_silent_about_a_device_holds_up_nobody(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let (moody, by_moody) = Moody::before(&romy_login).await;
    moody.set(|asked| match asked.contains("bundles:4321") {
        true => Fate::Silence,
        false => Fate::Pass,
    });
    let mut romy = signed_in_behind(&by_moody).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let mut hand = Peer::sign_in_as(&theo_login, "hand").await;
    let legacy = Profile::Legacy;
    let device = listed(&mut hand, &theos, legacy, 1).await[0];
    let both = list(legacy, [device, 4321].map(|id| id.to_string()));
    publish_list(&mut hand, legacy, &both).await;
    romy.wait_conversation(&theos, "has two devices", |talk| {
        talk.encryption.readers == 2
    })
    .await;
    let begin = tokio::time::Instant::now();
    romy.say(to_theo, "without it");
    wait_sealed(&mut theo, to_romy, "without it").await;
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(25), "{took:?}");
    let begin = tokio::time::Instant::now();
    romy.say(to_theo, "and again");
    wait_sealed(&mut theo, to_romy, "and again").await;
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(moody.heard().iter().any(|(_, fate)| *fate == Fate::Silence));
}

/// Theo is encrypted for, and the only device on his list has nothing published yet.
async fn a_message_waits_for_a_bundle_that_comes_later(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo_login).await;
    let legacy = Profile::Legacy;
    let forger = Forger::new(815);
    let ids = list(legacy, [forger.device.to_string()]);
    publish_list(&mut theo, legacy, &ids).await;
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let theos = theo.jid().to_owned();
    let id = romy.open_conversation(&theos).await;
    romy.tell(
        id,
        waxwing_core::command::conversation::Command::SetEncrypted { on: true },
    );
    romy.wait_conversation(&theos, "has a device that can't be reached", |talk| {
        talk.encryption.mode == Mode::On && talk.encryption.unreachable == 1
    })
    .await;
    romy.say(id, "as soon as you can");
    romy.wait_message(id, "as soon as you can").await;
    let bundle = write(legacy, &forger.bundle(legacy));
    publish_bundle(&mut theo, legacy, forger.device, &bundle).await;
    // Nobody tells of bundles: it is asked for again.
    romy.wait_state(id, "as soon as you can", &State::Sent)
        .await;
}
