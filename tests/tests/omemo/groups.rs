//! Private groups are encrypted for all who belong to them, whether they are there or not.

use waxwing_core::ConversationId;
use waxwing_core::model::{Mode, State};
use waxwing_tests::{Client, Stage};

use super::wait_sealed;
use crate::rooms::{join, make_group, wait_invited};

scenarios!(
    everybody_of_a_private_group_reads_it,
    who_was_away_reads_it_later
);

/// Romy has made a group with june and theo; all are ours.
async fn meet(stage: &Stage) -> ([Client; 3], [ConversationId; 3], String) {
    let (romy, june) = stage.friends("romy", "june");
    let theo = stage.account("theo");
    let people = vec![june.jid.clone(), theo.jid.clone()];
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut june = Client::signed_in_sealed(&june).await;
    let mut theo = Client::signed_in_sealed(&theo).await;
    let (_, room) = make_group(&mut romy, people).await;
    let mut ids = Vec::new();
    for client in [&mut june, &mut theo] {
        wait_invited(client).await;
        join(client, &room).await.expect("a member");
    }
    let mut clients = [romy, june, theo];
    for client in &mut clients {
        let id = client.open_conversation(&room).await;
        client
            .wait_conversation(&room, "can be encrypted", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 2
            })
            .await;
        ids.push(id);
    }
    let ids = ids.try_into().expect("three");
    (clients, ids, room)
}

async fn everybody_of_a_private_group_reads_it(stage: &Stage) {
    let ([mut romy, mut june, mut theo], [r, j, t], _) = meet(stage).await;
    for round in 0..2 {
        let text = format!("from romy {round}");
        romy.say(r, &text);
        wait_sealed(&mut june, j, &text).await;
        wait_sealed(&mut theo, t, &text).await;
        romy.wait_state(r, &text, &State::Delivered).await;
        let text = format!("from june {round}");
        june.say(j, &text);
        wait_sealed(&mut romy, r, &text).await;
        wait_sealed(&mut theo, t, &text).await;
        let text = format!("from theo {round}");
        theo.say(t, &text);
        wait_sealed(&mut romy, r, &text).await;
        wait_sealed(&mut june, j, &text).await;
        theo.wait_state(t, &text, &State::Delivered).await;
    }
    for (client, id) in [(&romy, r), (&june, j), (&theo, t)] {
        let all = client.world.messages(id);
        assert_eq!(all.len(), 6, "{all:#?}");
        assert!(
            all.iter()
                .all(|one| one.sealing.is_some() && !one.is_unreadable())
        );
    }
}

async fn who_was_away_reads_it_later(stage: &Stage) {
    let ([mut romy, mut june, mut theo], [r, j, t], room) = meet(stage).await;
    romy.say(r, "before");
    wait_sealed(&mut june, j, "before").await;
    wait_sealed(&mut theo, t, "before").await;
    let profile = theo.shut_down().await;
    for number in 0..3 {
        let text = format!("romy, meanwhile {number}");
        romy.say(r, &text);
        wait_sealed(&mut june, j, &text).await;
        let text = format!("june, meanwhile {number}");
        june.say(j, &text);
        wait_sealed(&mut romy, r, &text).await;
    }
    let mut theo = Client::open_sealed(profile).await;
    theo.wait_online().await;
    let t = theo.open_conversation(&room).await;
    for number in 0..3 {
        for who in ["romy", "june"] {
            wait_sealed(&mut theo, t, &format!("{who}, meanwhile {number}")).await;
        }
    }
    theo.say(t, "all of it is here");
    wait_sealed(&mut romy, r, "all of it is here").await;
    wait_sealed(&mut june, j, "all of it is here").await;
}
