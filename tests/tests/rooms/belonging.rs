//! Who belongs to a group, whether they are in it or not.

use waxwing_core::command::room::Command;
use waxwing_core::model::{Affiliation, Member};
use waxwing_core::{BareJid, ConversationId};
use waxwing_tests::{Backend, Client, Stage};

use super::{join, make_group, order, wait_invited};

scenarios!(everybody_of_a_group_is_known_whether_there_or_not);

/// Romy makes a group with june and theo, who have not come yet.
async fn group(stage: &Stage) -> (Client, Client, ConversationId, String, [BareJid; 3]) {
    let (romy, june) = stage.friends("romy", "june");
    let theo = stage.account("theo");
    let people = [romy.jid.clone(), june.jid.clone(), theo.jid.clone()];
    let mut romy = Client::signed_in(&romy).await;
    let june = Client::signed_in(&june).await;
    let (id, room) = make_group(&mut romy, people[1..].to_vec()).await;
    (romy, june, id, room, people)
}

fn is(all: &[Member], wanted: &[(&BareJid, Affiliation)]) -> bool {
    let ranks = all.iter().map(|one| (&one.jid, one.affiliation));
    let mut ranks: Vec<_> = ranks.collect();
    let mut wanted = wanted.to_vec();
    ranks.sort();
    wanted.sort();
    ranks == wanted
}

async fn wait_members(client: &mut Client, room: &str, wanted: &[(&BareJid, Affiliation)]) {
    client
        .wait_conversation(room, &format!("{wanted:?} belong to it"), |one| {
            (one.room.as_ref()).is_some_and(|room| is(&room.members, wanted))
        })
        .await;
}

/// Somebody gets another affiliation.
async fn make(client: &mut Client, group: ConversationId, whom: &BareJid, what: Affiliation) {
    order(client, |request| Command::SetAffiliation {
        request,
        conversation: group,
        jid: whom.clone(),
        affiliation: what,
        reason: String::new(),
    })
    .await
    .expect("done");
}

async fn everybody_of_a_group_is_known_whether_there_or_not(stage: &Stage) {
    let (mut romy, mut june, id, room, [r, j, t]) = group(stage).await;
    let all = [
        (&r, Affiliation::Owner),
        (&j, Affiliation::Member),
        (&t, Affiliation::Member),
    ];
    wait_members(&mut romy, &room, &all).await;
    // Whoever comes learns it, too.
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    wait_members(&mut june, &room, &all).await;
    // What is others is known at once.
    make(&mut romy, id, &t, Affiliation::None).await;
    let rest = [all[0], all[1]];
    wait_members(&mut romy, &room, &rest).await;
    make(&mut romy, id, &j, Affiliation::Admin).await;
    let rest = [all[0], (&j, Affiliation::Admin)];
    wait_members(&mut romy, &room, &rest).await;
    june.wait_conversation(&room, "june is one of those who run it", |one| {
        let room = one.room.as_ref().expect("a room");
        let mine = room.members.iter().find(|one| one.jid == j);
        mine.is_some_and(|one| one.affiliation == Affiliation::Admin)
    })
    .await;
    // It is known before there is a connection.
    let profile = romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    let kept = romy
        .wait("the group of before", |world| {
            world.conversation(&room).cloned()
        })
        .await;
    assert!(is(&kept.room.expect("a room").members, &rest));
    // What was others meanwhile is known to whoever looks.
    let there = june.world.conversation(&room).expect("a room").id;
    make(&mut june, there, &t, Affiliation::Member).await;
    super::wait_standing(&mut romy, &room, &waxwing_core::model::Standing::Joined).await;
    romy.send(waxwing_core::Command::Room(Command::Follow {
        conversation: id,
        on: true,
    }));
    let again = [rest[0], rest[1], (&t, Affiliation::Member)];
    wait_members(&mut romy, &room, &again).await;
}

/// What was others meanwhile is told from the version that is known (XEP-0463).
#[tokio::test]
async fn from_one_version_to_the_next_nobody_is_asked_for_lists() {
    let stage = Stage::on(Backend::Memory).await;
    let (mut romy, mut june, id, room, [r, j, t]) = group(&stage).await;
    let all = [
        (&r, Affiliation::Owner),
        (&j, Affiliation::Member),
        (&t, Affiliation::Member),
    ];
    wait_members(&mut romy, &room, &all).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    wait_members(&mut june, &room, &all).await;
    let profile = june.shut_down().await;
    for (whom, affiliation) in [(&t, Affiliation::None), (&j, Affiliation::Admin)] {
        make(&mut romy, id, whom, affiliation).await;
    }
    let before = stage.server().counters();
    let mut june = Client::open(profile).await;
    let rest = [all[0], (&j, Affiliation::Admin)];
    wait_members(&mut june, &room, &rest).await;
    wait_members(&mut romy, &room, &rest).await;
    super::wait_standing(&mut june, &room, &waxwing_core::model::Standing::Joined).await;
    let after = stage.server().counters();
    assert_eq!(after.versions_asked, before.versions_asked + 1);
    assert_eq!(
        after.lists_asked, before.lists_asked,
        "nobody asks for lists"
    );
}
