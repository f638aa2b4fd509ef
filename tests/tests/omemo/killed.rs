//! Our process is killed again and again while it encrypts and decrypts: no session gets ahead of what was stored, and
//! none falls behind what was sent.

use std::collections::BTreeMap;
use std::time::Duration;

use waxwing_core::command::conversation::Command as C;
use waxwing_core::model::State;
use waxwing_core::{Command, ConversationId};
use waxwing_tests::chance::Chance;
use waxwing_tests::{Client, Profile, Stage, Victim};

use super::{jid, wait_on, wait_sealed};
use crate::kill::read_all;

scenarios!(killed_again_and_again_all_of_it_is_read_once);

const KILLS: u64 = 12;

/// The same moments and bursts each time; another number plays another evening.
const SEED: u64 = 0x5eed_0384;

/// A run is killed within this time of its start.
const LONGEST_RUN: u64 = 700;

/// What each side says in a run, at most.
const BURST: u64 = 5;

fn start(profile: &Profile) -> Victim {
    Victim::start_sealed(env!("CARGO_BIN_EXE_waxwing-victim"), profile.path())
}

async fn killed_again_and_again_all_of_it_is_read_once(stage: &Stage) {
    println!("seed {SEED:#x}");
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Client::signed_in_sealed(&theo).await;
    let (romys, theos) = (romy.jid.to_string(), jid(&theo));
    let profile = Profile::new();
    let mut victim = start(&profile);
    victim.sign_in(&romy).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let to_theo = victim
        .wait("the conversation", |world| {
            world.conversation(&theos).map(|theo| theo.id)
        })
        .await;
    victim.kill().await;

    let mut chance = Chance(SEED);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for kill in 0..KILLS {
        let mut victim = start(&profile);
        victim.send(&Command::Conversation(to_theo, C::Open)).await;
        for n in 0..=chance.below(BURST) {
            let text = format!("theo {kill} {n}");
            theo.say(to_romy, &text);
            theirs.push(text);
            let say = Command::Conversation(to_theo, C::say(format!("romy {kill} {n}")));
            victim.send(&say).await;
        }
        victim
            .listen(Duration::from_millis(chance.below(LONGEST_RUN)))
            .await;
        let told = victim.world.texts(to_theo).into_iter().map(str::to_owned);
        ours.extend(told.filter(|text| text.starts_with(&format!("romy {kill} "))));
        victim.kill().await;
        theo.catch_up();
    }

    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    assert_eq!(romy.open_conversation(&theos).await, to_theo);
    theo.say(to_romy, "the end of theo");
    wait_sealed(&mut romy, to_theo, "the end of theo").await;
    romy.say(to_theo, "the end of romy");
    wait_sealed(&mut theo, to_romy, "the end of romy").await;
    romy.wait_state(to_theo, "the end of romy", &State::Delivered)
        .await;
    read_all(&mut romy, to_theo).await;
    read_all(&mut theo, to_romy).await;
    all_once(&mut romy, to_theo, &theirs).await;
    all_once(&mut theo, to_romy, &ours).await;
}

/// Every one of these texts is there once, and nothing that can't be read.
async fn all_once(client: &mut Client, id: ConversationId, texts: &[String]) {
    for text in texts {
        client.wait_message(id, text).await;
    }
    let messages = client.world.messages(id);
    let mut count = BTreeMap::<&str, usize>::new();
    for message in messages {
        assert!(!message.is_unreadable(), "{message:?}");
        *count.entry(&message.text).or_default() += 1;
    }
    let doubled: Vec<_> = count.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}
