//! Contacts with several devices of which only some know a feature (XEP-0115, XEP-0085 §5.1).

use waxwing_core::model::{ChatState, Show};

use super::{THEO, meet};

/// The hash of a program that understands chat states.
const STATES: &str = "OrXKVt1f4B9f0C0PpCxU4UhfY1U=";

#[tokio::test]
async fn one_device_that_understands_typing_is_enough() {
    let mut scene = meet().await;
    let caps = |ver: &str| {
        format!(
            "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://example.org' \
             ver='{ver}'/>"
        )
    };
    let answer = |device: &str, id: &str, features: &str| {
        format!(
            "<iq type='result' from='{THEO}/{device}' to='$me' id='{id}'>\
             <query xmlns='http://jabber.org/protocol/disco#info'>\
             <identity category='client' type='pc' name='Test'/>{features}</query></iq>"
        )
    };
    let states = "<feature var='http://jabber.org/protocol/chatstates'/>";
    for (device, ver, features) in [("new", STATES, states), ("old", "b2xk", "")] {
        scene.script.receive(&format!(
            "<presence from='{THEO}/{device}'>{}</presence>",
            caps(ver)
        ));
        let asked = format!(
            "<iq type='get' id='$id' to='{THEO}/{device}'>\
             <query xmlns='http://jabber.org/protocol/disco#info' \
             node='https://example.org#{ver}'/></iq>"
        );
        let asked = scene.script.expect(&asked).await;
        scene
            .script
            .receive(&answer(device, &asked["id"], features));
    }
    scene
        .romy
        .wait_conversation(THEO, "has both", |theo| {
            theo.show == Show::Online && theo.resources == 2
        })
        .await;
    scene.script.expect_silence().await;
    scene.romy.compose(scene.conversation, ChatState::Composing);
    scene
        .script
        .expect_sometime(
            "<message type='chat' id='$id'>\
             <composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
        )
        .await;
}
