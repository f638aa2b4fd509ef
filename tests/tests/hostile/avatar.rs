//! Pictures that are not what they should be, and whoever has none to show.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waxwing_proto::avatar::{DATA, Id, METADATA};

use super::{Scene, THEO, meet};

const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

/// Eight by eight pixels.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPY4q6HFTEMLQkAJPtKQe0\
    2KH4AAAAASUVORK5CYII=";

fn id_of(bytes: &[u8]) -> String {
    Id::of(bytes).to_string()
}

fn picture() -> Vec<u8> {
    STANDARD.decode(PICTURE).expect("a picture")
}

impl Scene {
    /// Somebody's node says which picture they show.
    fn shows_picture(&self, from: &str, id: &str, more: &str) {
        self.script.receive(&format!(
            "<message type='headline' from='{from}' to='$me'><event xmlns='{PUBSUB}#event'>\
             <items node='{METADATA}'><item id='{id}'><metadata xmlns='{METADATA}'>\
             <info id='{id}' type='image/png' {more}/></metadata></item></items></event></message>"
        ));
    }

    /// Theo is asked for a picture; gives the id of the question.
    async fn asked_for(&mut self, id: &str) -> String {
        let asked = self
            .script
            .expect(&format!(
                "<iq type='get' to='{THEO}' id='$id'><pubsub xmlns='{PUBSUB}'>\
                 <items node='{DATA}'><item id='{id}'/></items></pubsub></iq>"
            ))
            .await;
        asked["id"].clone()
    }

    fn answers(&self, question: &str, named: &str, text: &str) {
        self.script.receive(&format!(
            "<iq type='result' from='{THEO}' to='$me' id='{question}'><pubsub xmlns='{PUBSUB}'>\
             <items node='{DATA}'><item id='{named}'><data xmlns='{DATA}'>{text}</data></item>\
             </items></pubsub></iq>"
        ));
    }

    async fn assert_bare(&mut self) {
        self.assert_alive().await;
        let theo = self.romy.world.conversation(THEO).expect("Theo");
        assert_eq!(theo.avatar, None);
    }

    async fn assert_shown(&mut self, id: &str) {
        self.romy
            .wait_conversation(THEO, "shows the picture", |theo| {
                theo.avatar.as_ref().is_some_and(|avatar| avatar.id == id)
            })
            .await;
    }
}

#[tokio::test]
async fn bytes_that_are_not_what_was_named_are_dropped() {
    let mut scene = meet().await;
    let id = id_of(b"something else");
    scene.shows_picture(THEO, &id, "");
    let question = scene.asked_for(&id).await;
    scene.answers(&question, &id, PICTURE);
    // It is not asked for again in this session, however often it is told.
    scene.shows_picture(THEO, &id, "");
    scene.script.expect_silence().await;
    scene.assert_bare().await;
    // The true one is still welcome.
    let id = id_of(&picture());
    scene.shows_picture(THEO, &id, "");
    let question = scene.asked_for(&id).await;
    scene.answers(&question, &id, PICTURE);
    scene.assert_shown(&id).await;
}

#[tokio::test]
async fn what_is_told_twice_is_asked_for_once() {
    let mut scene = meet().await;
    let id = id_of(&picture());
    scene.shows_picture(THEO, &id, "");
    scene.shows_picture(THEO, &id, "");
    let question = scene.asked_for(&id).await;
    scene.answers(&question, &id, PICTURE);
    scene.assert_shown(&id).await;
    scene.script.expect_silence().await;
}

#[tokio::test]
async fn a_name_without_bytes_leaves_what_was_there() {
    let mut scene = meet().await;
    let id = id_of(&picture());
    scene.shows_picture(THEO, &id, "");
    let question = scene.asked_for(&id).await;
    scene.answers(&question, &id, PICTURE);
    scene.assert_shown(&id).await;
    let other = id_of(b"never published");
    scene.shows_picture(THEO, &other, "");
    let question = scene.asked_for(&other).await;
    scene.script.receive(&format!(
        "<iq type='error' from='{THEO}' to='$me' id='{question}'><error type='cancel'>\
         <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    ));
    scene.script.expect_silence().await;
    scene.assert_shown(&id).await;
}

#[tokio::test]
async fn what_is_too_large_or_elsewhere_is_never_asked_for() {
    let mut scene = meet().await;
    let id = id_of(&picture());
    for more in [
        "bytes='1000000000'",
        "bytes='70' url='https://track.example/me.png'",
        "bytes='70' url='http://127.0.0.1:631/'",
    ] {
        scene.shows_picture(THEO, &id, more);
    }
    scene.script.expect_silence().await;
    scene.assert_bare().await;
    // Who says that it is small and sends much is not believed either.
    scene.shows_picture(THEO, &id, "bytes='70'");
    let question = scene.asked_for(&id).await;
    scene.answers(&question, &id, &"A".repeat(900_000));
    scene.assert_bare().await;
}

#[tokio::test]
async fn nobody_shows_a_picture_in_the_name_of_another() {
    let mut scene = meet().await;
    let id = id_of(&picture());
    let own = scene.jid.clone();
    for from in [
        "stranger@localhost".to_owned(),
        format!("{THEO}/desk"),
        format!("{own}/phone"),
        "localhost".to_owned(),
    ] {
        scene.shows_picture(&from, &id, "");
    }
    scene.script.expect_silence().await;
    // An answer from somebody else is none.
    scene.shows_picture(THEO, &id, "");
    let question = scene.asked_for(&id).await;
    scene.script.receive(&format!(
        "<iq type='result' from='mia@localhost/x' to='$me' id='{question}'>\
         <pubsub xmlns='{PUBSUB}'><items node='{DATA}'><item id='{id}'>\
         <data xmlns='{DATA}'>{PICTURE}</data></item></items></pubsub></iq>"
    ));
    scene.assert_bare().await;
    scene.answers(&question, &id, PICTURE);
    scene.assert_shown(&id).await;
}

#[tokio::test]
async fn bombs_are_not_even_kept() {
    let mut scene = meet().await;
    let mut bomb = picture();
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    for bytes in [bomb, b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()] {
        let id = id_of(&bytes);
        scene.shows_picture(THEO, &id, "");
        let question = scene.asked_for(&id).await;
        scene.answers(&question, &id, &STANDARD.encode(&bytes));
        scene.assert_bare().await;
        let file = scene.romy.profile().path().join("avatars").join(&id);
        assert!(!file.exists());
    }
}

#[tokio::test]
async fn a_thousand_changes_ask_for_little() {
    let mut scene = meet().await;
    // Only the first is asked for, and what is the newest when it has failed.
    let first = id_of(&0_u32.to_be_bytes());
    scene.shows_picture(THEO, &first, "");
    let first = scene.asked_for(&first).await;
    for count in 1..1_000_u32 {
        scene.shows_picture(THEO, &id_of(&count.to_be_bytes()), "");
    }
    scene.assert_alive().await;
    scene.answers(&first, "x", PICTURE);
    let newest = id_of(&999_u32.to_be_bytes());
    let question = scene.asked_for(&newest).await;
    scene.answers(&question, &newest, PICTURE);
    scene.script.expect_silence().await;
    scene.assert_bare().await;
    // Each told anew when nothing is under way: at some point it is enough.
    let mut asked = 2;
    for count in 1_000..1_100_u32 {
        let id = id_of(&count.to_be_bytes());
        scene.shows_picture(THEO, &id, "");
        if asked < 50 {
            asked += 1;
            let question = scene.asked_for(&id).await;
            scene.answers(&question, &id, PICTURE);
        }
    }
    scene.script.expect_silence().await;
    scene.assert_bare().await;
}
