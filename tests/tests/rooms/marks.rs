//! What a person lays down for a room is the same on all of their devices: pinned (XEP-0469), of which
//! messages they want to hear (XEP-0492).

use serde_json::json;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::Level;
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::{address, enter, join, raw};

scenarios!(
    what_is_laid_down_here_holds_there,
    quick_changes_hold_and_others_are_heard,
    what_was_laid_down_offline_is_told
);

async fn wait_marks(client: &mut Client, room: &str, pinned: bool, level: Option<Level>) {
    let what = format!("pinned: {pinned}, {level:?}");
    client
        .wait_conversation(room, &what, |one| {
            one.pinned == pinned && one.level == level
        })
        .await;
}

async fn two_devices(stage: &Stage) -> (Client, Client, Peer, String) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    enter(&mut theo, &room, "theo").await;
    let mut desk = Client::signed_in(&romy).await;
    let mut sofa = Client::signed_in(&romy).await;
    join(&mut desk, &room).await.expect("let in");
    for device in [&mut desk, &mut sofa] {
        device
            .wait_conversation(&room, "is a bookmark", |one| {
                one.room.as_ref().is_some_and(|room| room.bookmarked)
            })
            .await;
    }
    let peer = Peer::sign_in(&romy).await;
    (desk, sofa, peer, room)
}

fn pin(client: &Client, room: &str, on: bool) {
    let id = client.world.conversation(room).expect("the room").id;
    client.tell(id, Talk::Pin { on, order: None });
}

fn set_level(client: &Client, room: &str, level: Option<Level>) {
    let id = client.world.conversation(room).expect("the room").id;
    client.tell(id, Talk::SetLevel { level });
}

async fn what_is_laid_down_here_holds_there(stage: &Stage) {
    let (mut desk, mut sofa, mut peer, room) = two_devices(stage).await;
    pin(&desk, &room, true);
    wait_marks(&mut sofa, &room, true, None).await;
    set_level(&sofa, &room, Some(Level::Nothing));
    wait_marks(&mut desk, &room, true, Some(Level::Nothing)).await;
    // A program that none of us wrote reads both in the bookmark, and takes both back.
    let ask = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
               <items node='urn:xmpp:bookmarks:1'/></pubsub>";
    peer.tell(json!({ "do": "ask", "xml": ask })).await;
    let answer = peer
        .wait("the bookmarks", |event| event["event"] == "answer")
        .await;
    let xml = answer["xml"].as_str().expect("xml");
    assert!(xml.contains("urn:xmpp:bookmarks-pinning:0"), "{xml}");
    assert!(xml.contains("urn:xmpp:notification-settings"), "{xml}");
    let bare = format!(
        "<iq type='set' id='bare'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <publish node='urn:xmpp:bookmarks:1'><item id='{room}'>\
         <conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item></publish></pubsub></iq>"
    );
    raw(&mut peer, &bare).await;
    wait_marks(&mut desk, &room, false, None).await;
    wait_marks(&mut sofa, &room, false, None).await;
}

/// What comes back of two quick changes takes neither of them back, and leaves nobody deaf.
async fn quick_changes_hold_and_others_are_heard(stage: &Stage) {
    if matches!(stage.backend(), Backend::Ejabberd | Backend::NewerEjabberd) {
        // It tells what was published shortly one after the other in any order: nobody can know what holds
        // until they look the next time.
        return;
    }
    let (mut desk, mut sofa, _peer, room) = two_devices(stage).await;
    for round in 0..5 {
        pin(&desk, &room, true);
        set_level(&desk, &room, Some(Level::Nothing));
        pin(&desk, &room, false);
        set_level(&desk, &room, Some(Level::Mentions));
        wait_marks(&mut sofa, &room, false, Some(Level::Mentions)).await;
        wait_marks(&mut desk, &room, false, Some(Level::Mentions)).await;
        pin(&sofa, &room, true);
        wait_marks(&mut desk, &room, true, Some(Level::Mentions)).await;
        set_level(&sofa, &room, None);
        // Both at once: in the end both say the same.
        pin(&desk, &room, false);
        wait_marks(&mut sofa, &room, false, None).await;
        wait_marks(&mut desk, &room, false, None).await;
        assert_eq!(desk.world.store_failures, [], "{round}");
    }
}

async fn what_was_laid_down_offline_is_told(stage: &Stage) {
    let (mut desk, mut sofa, _peer, room) = two_devices(stage).await;
    sofa.switch_off().await;
    pin(&sofa, &room, true);
    set_level(&sofa, &room, Some(Level::Mentions));
    wait_marks(&mut sofa, &room, true, Some(Level::Mentions)).await;
    // It is not forgotten when the program ends before it is online.
    let profile = sofa.shut_down().await;
    let mut sofa = Client::open(profile).await;
    sofa.switch_on();
    wait_marks(&mut desk, &room, true, Some(Level::Mentions)).await;
    wait_marks(&mut sofa, &room, true, Some(Level::Mentions)).await;
    // And what another device laid down meanwhile holds after a restart.
    let profile = sofa.shut_down().await;
    pin(&desk, &room, false);
    wait_marks(&mut desk, &room, false, Some(Level::Mentions)).await;
    set_level(&desk, &room, None);
    let mut late = Client::open(profile).await;
    wait_marks(&mut late, &room, false, None).await;
}
