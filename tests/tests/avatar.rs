//! Pictures of people (XEP-0084, XEP-0153, XEP-0398), with slixmpp on the other side where it can.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use waxwing_core::command::{account, avatar};
use waxwing_core::model::{Avatar, Picture, Show};
use waxwing_core::{AccountId, Command, Error, RequestId};
use waxwing_proto::avatar::Id;
use waxwing_tests::{Backend, Client, Login, Peer, Stage};

scenarios!(
    a_contacts_picture_is_fetched_kept_and_taken_back,
    a_picture_on_a_card_is_shown,
    ours_is_published_changed_and_removed,
    ours_is_for_contacts_or_for_everybody,
    what_can_not_be_published_is_said
);

/// Eight by eight pixels, red.
const RED: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPY4q6HFTEMLQkAJPtKQe02KH4\
    AAAAASUVORK5CYII=";
/// The same in blue.
const BLUE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPQsDmBFTEMLQkAJntLAWOwtn\
    gAAAAASUVORK5CYII=";

fn bytes(picture: &str) -> Vec<u8> {
    STANDARD.decode(picture).expect("a picture")
}

fn id(picture: &str) -> String {
    Id::of(&bytes(picture)).to_string()
}

/// Shown is this very picture, from a file that has its bytes.
fn is(avatar: Option<&Avatar>, picture: &str) -> bool {
    avatar.is_some_and(|avatar| {
        avatar.id == id(picture) && std::fs::read(&avatar.path).expect("a file") == bytes(picture)
    })
}

async fn wait_avatar(client: &mut Client, with: &str, picture: &str) {
    client
        .wait_conversation(with, "shows the picture", |one| {
            is(one.avatar.as_ref(), picture)
        })
        .await;
}

async fn wait_bare(client: &mut Client, with: &str) {
    client
        .wait_conversation(with, "shows no picture", |one| one.avatar.is_none())
        .await;
}

async fn order(
    client: &mut Client,
    make: impl FnOnce(RequestId, AccountId) -> avatar::Command,
) -> Result<(), Error> {
    let (request, account) = (client.request(), client.account());
    client.send(Command::Avatar(make(request, account)));
    client.wait_done(request).await
}

async fn publish(client: &mut Client, bytes: Vec<u8>, everybody: bool) -> Result<(), Error> {
    let mime = "image/png".to_owned();
    let picture = Picture { mime, bytes };
    order(client, |request, account| avatar::Command::Publish {
        request,
        account,
        picture,
        everybody,
    })
    .await
}

async fn remove(client: &mut Client) -> Result<(), Error> {
    order(client, |request, account| avatar::Command::Remove {
        request,
        account,
    })
    .await
}

fn both(stage: &Stage) -> (Login, Login) {
    stage.friends("romy", "theo")
}

async fn a_contacts_picture_is_fetched_kept_and_taken_back(stage: &Stage) {
    let (romy, theo) = both(stage);
    let theo_jid = theo.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut peer = Peer::sign_in(&theo).await;
    romy.wait_conversation(&theo_jid, "is online", |theo| theo.show == Show::Online)
        .await;
    for picture in [RED, BLUE] {
        peer.tell(json!({ "do": "avatar", "data": picture })).await;
        peer.wait("published", |event| event["event"] == "avatar_set")
            .await;
        wait_avatar(&mut romy, &theo_jid, picture).await;
    }
    // After a restart it is there before anybody has said anything.
    let profile = romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    let shown = romy.world.conversation(&theo_jid).cloned();
    assert!(is(shown.and_then(|theo| theo.avatar).as_ref(), BLUE));
    romy.wait_online().await;
    peer.tell(json!({ "do": "avatar" })).await;
    wait_bare(&mut romy, &theo_jid).await;
    // One that was there before needs no fetching.
    peer.tell(json!({ "do": "avatar", "data": RED })).await;
    wait_avatar(&mut romy, &theo_jid, RED).await;
    // Some clients remove the whole node instead, which not every server tells.
    let tells = [Backend::Prosody, Backend::NewerProsody].contains(&stage.backend());
    let gone = "<iq type='set' id='gone'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>\
                <delete node='urn:xmpp:avatar:metadata'/></pubsub></iq>";
    if tells {
        peer.tell(json!({ "do": "raw", "xml": gone })).await;
        wait_bare(&mut romy, &theo_jid).await;
    }
    // With the last account they all go.
    let folder = romy.profile().path().join("avatars");
    assert!(folder.exists());
    let (request, account) = (romy.request(), romy.account());
    romy.send(Command::Account(account::Command::Remove {
        request,
        account,
    }));
    assert_eq!(romy.wait_done(request).await, Ok(()));
    assert!(!folder.exists());
}

async fn a_picture_on_a_card_is_shown(stage: &Stage) {
    let (romy, theo) = both(stage);
    let theo_jid = theo.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut peer = Peer::sign_in(&theo).await;
    romy.wait_conversation(&theo_jid, "is online", |theo| theo.show == Show::Online)
        .await;
    peer.tell(json!({ "do": "card_photo", "data": RED })).await;
    peer.wait("published", |event| event["event"] == "avatar_set")
        .await;
    wait_avatar(&mut romy, &theo_jid, RED).await;
}

async fn ours_is_published_changed_and_removed(stage: &Stage) {
    let (romy, theo) = both(stage);
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.to_string());
    let mut other = Client::signed_in(&romy.with_resource("other")).await;
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Client::signed_in(&theo).await;
    romy.wait_conversation(&theo_jid, "is online", |theo| theo.show == Show::Online)
        .await;
    for picture in [RED, BLUE] {
        assert_eq!(publish(&mut romy, bytes(picture), false).await, Ok(()));
        for client in [&mut romy, &mut other] {
            client
                .wait("our own picture", |world| {
                    is(world.account()?.avatar.as_ref(), picture).then_some(())
                })
                .await;
        }
        wait_avatar(&mut theo, &romy_jid, picture).await;
    }
    assert_eq!(remove(&mut romy).await, Ok(()));
    for client in [&mut romy, &mut other] {
        client
            .wait("no picture", |world| {
                world.account()?.avatar.is_none().then_some(())
            })
            .await;
    }
    wait_bare(&mut theo, &romy_jid).await;
}

async fn ours_is_for_contacts_or_for_everybody(stage: &Stage) {
    let (romy, theo) = both(stage);
    let romy_jid = romy.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut peer = Peer::sign_in(&theo).await;
    peer.wait_presence(&romy_jid, "available").await;
    // The same node, for others than before: it has to be told.
    for everybody in [false, true, false] {
        let picture = if everybody { BLUE } else { RED };
        let published = publish(&mut romy, bytes(picture), everybody).await;
        assert_eq!(published, Ok(()));
        let ask = json!({ "do": "ask_avatar", "jid": romy_jid, "id": id(picture) });
        peer.tell(ask).await;
        let told = peer
            .wait("the picture", |event| event["event"] == "avatar")
            .await;
        assert_eq!(told["data"], picture);
        if everybody {
            // Who knows nothing but cards sees it too, whoever has put it there.
            let what = "its hash in a presence";
            peer.wait(what, |event| event["photo"] == id(picture)).await;
            peer.tell(json!({ "do": "ask_photo", "jid": romy_jid }))
                .await;
            let told = peer
                .wait("the card", |event| event["event"] == "photo")
                .await;
            assert_eq!(told["data"], picture);
        }
    }
}

async fn what_can_not_be_published_is_said(stage: &Stage) {
    let login = stage.account("romy");
    let mut romy = Client::signed_in(&login).await;
    let mut huge = bytes(RED);
    huge.resize(200 * 1024, 0);
    let mut bomb = bytes(RED);
    bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    for odd in [Vec::new(), b"<svg/>".to_vec(), huge, bomb] {
        let published = publish(&mut romy, odd, false).await;
        assert_eq!(published, Err(Error::InvalidPicture));
    }
    assert_eq!(remove(&mut romy).await, Ok(()), "there was none");
    let (request, account) = (romy.request(), AccountId(99));
    romy.send(Command::Avatar(avatar::Command::Remove {
        request,
        account,
    }));
    assert_eq!(romy.wait_done(request).await, Err(Error::NotFound));
}
