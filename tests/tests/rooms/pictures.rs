//! Pictures of rooms (XEP-0486) and of those who are in them (XEP-0153).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::{Affiliation, Avatar, Picture};
use waxwing_core::{Command, ConversationId, Error};
use waxwing_proto::avatar::Id;
use waxwing_tests::{Backend, Client, Peer, Stage};

use super::{address, enter, join, meet, order, raw};

scenarios!(
    a_group_has_a_picture,
    nobody_else_gives_it_one,
    those_who_are_there_have_faces
);

/// Eight by eight pixels, red.
const RED: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPY4q6HFTEMLQkAJPtKQe02KH4\
    AAAAASUVORK5CYII=";

fn bytes() -> Vec<u8> {
    STANDARD.decode(RED).expect("a picture")
}

fn is_red(avatar: Option<&Avatar>) -> bool {
    avatar.is_some_and(|avatar| {
        let here = std::fs::read(&avatar.path).expect("a file");
        avatar.id == Id::of(&bytes()).to_string() && here == bytes()
    })
}

async fn set(
    client: &mut Client,
    conversation: ConversationId,
    bytes: Option<Vec<u8>>,
) -> Result<(), Error> {
    let picture = bytes.map(|bytes| Picture {
        mime: "image/png".to_owned(),
        bytes,
    });
    let set = |request| Deed::SetPicture {
        request,
        conversation,
        picture,
    };
    order(client, set).await
}

async fn wait_red(client: &mut Client, room: &str) {
    client
        .wait_conversation(room, "has its picture", |one| is_red(one.avatar.as_ref()))
        .await;
}

async fn wait_bare(client: &mut Client, room: &str) {
    client
        .wait_conversation(room, "has no picture", |one| one.avatar.is_none())
        .await;
}

async fn a_group_has_a_picture(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in(&romy).await;
    let (account, mut made) = (romy.account(), None);
    let create = |request| Deed::Create {
        request: *made.insert(request),
        account,
        name: "Plans".to_owned(),
        people: Vec::new(),
    };
    order(&mut romy, create).await.expect("made");
    let id = romy.world.entered[&made.expect("asked")];
    let room = romy.world.conversations[&id].jid.to_string();
    set(&mut romy, id, Some(bytes())).await.expect("given");
    wait_red(&mut romy, &room).await;
    // Who comes later sees it, and who was there sees that it goes.
    let whom = theo.jid.clone();
    let admit = |request| Deed::SetAffiliation {
        request,
        conversation: id,
        jid: whom,
        affiliation: Affiliation::Member,
        reason: String::new(),
    };
    order(&mut romy, admit).await.expect("a member");
    let mut theo = Client::signed_in(&theo).await;
    join(&mut theo, &room).await.expect("let in");
    wait_red(&mut theo, &room).await;
    set(&mut romy, id, None).await.expect("taken away");
    // It goes on telling the picture of before (`muc/vcard.lib.lua` keeps the first hash).
    if stage.backend() != Backend::NewerProsody {
        wait_bare(&mut romy, &room).await;
        wait_bare(&mut theo, &room).await;
    }
    // It is remembered.
    set(&mut romy, id, Some(bytes())).await.expect("given");
    wait_red(&mut theo, &room).await;
    let profile = theo.shut_down().await;
    let mut theo = Client::open(profile).await;
    wait_red(&mut theo, &room).await;
}

async fn nobody_else_gives_it_one(stage: &Stage) {
    let (mut romy, id, _theo, room) = meet(stage).await;
    let refused = set(&mut romy, id, Some(bytes())).await;
    assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    let odd = set(&mut romy, id, Some(b"<svg/>".to_vec())).await;
    assert_eq!(odd, Err(Error::InvalidPicture));
    wait_bare(&mut romy, &room).await;
}

async fn those_who_are_there_have_faces(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let room = address(&theo);
    let mut theo = Peer::sign_in(&theo).await;
    let card = format!(
        "<iq type='set' id='card'><vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE>\
         <BINVAL>{RED}</BINVAL></PHOTO></vCard></iq>"
    );
    raw(&mut theo, &card).await;
    theo.settle().await;
    enter(&mut theo, &room, "theo").await;
    let mut romy = Client::signed_in(&romy).await;
    let id = join(&mut romy, &room).await.expect("let in");
    romy.send(Command::Room(Deed::Follow {
        conversation: id,
        on: true,
    }));
    let shown = format!(
        "<presence to='{room}/theo'><x xmlns='vcard-temp:x:update'><photo>{}</photo></x></presence>",
        Id::of(&bytes())
    );
    raw(&mut theo, &shown).await;
    romy.wait("theo has a face", |world| {
        let one = world.occupants.get(&id)?.get("theo")?;
        is_red(one.avatar.as_ref()).then_some(())
    })
    .await;
}
