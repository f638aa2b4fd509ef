//! Places of files that are told by who has no right to, without end, or of nothing (XEP-0447, XEP-0367).

use waxwing_core::model::{Attachment, Message, Place};
use waxwing_tests::share::jpeg;
use waxwing_tests::{FileServer, Goods, Share};

use super::{Scene, THEO, meet};

impl Scene {
    fn tell(&mut self, from: &str, id: &str, payloads: &str) {
        self.script.receive(&format!(
            "<message type='chat' from='{from}/desk' to='$me' id='{id}'>{payloads}</message>"
        ));
    }

    /// Waits until the files of all messages fit.
    async fn wait_files(
        &mut self,
        what: &str,
        fits: impl Fn(&[&Attachment]) -> bool,
    ) -> Vec<Message> {
        let talk = self.conversation;
        let seen = self.romy.wait(what, |world| {
            let messages = world.messages(talk).iter();
            let with: Vec<_> = messages.filter(|one| !one.attachments.is_empty()).collect();
            let files: Vec<_> = with.iter().map(|one| &one.attachments[0]).collect();
            fits(&files).then(|| with.iter().map(|one| Message::clone(one)).collect())
        });
        seen.await
    }
}

#[tokio::test]
async fn nobody_else_tells_where_a_file_is() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let picture = jpeg(1_000);
    let url = server.put("/1.jpg", Goods::File(picture.clone()));
    let share = Share::picture(&url).of(&picture);
    scene.tell(THEO, "f1", &share.announced());
    scene
        .wait_files("it is told of", |files| files.len() == 1)
        .await;
    // A stranger has another conversation, and our other devices say what is ours.
    scene.tell("nobody@localhost", "f2", &share.placed("f1"));
    let jid = scene.jid.clone();
    let copy = format!(
        "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>\
         <message xmlns='jabber:client' type='chat' from='{jid}/phone' to='{THEO}' id='f3'>{}</message>\
         </forwarded></sent>",
        share.placed("f1")
    );
    scene
        .script
        .receive(&format!("<message from='{jid}' to='$me'>{copy}</message>"));
    let messages = scene
        .wait_files("ours is a message of its own", |files| {
            files.len() == 2 && matches!(files[1].place, Place::Here(_))
        })
        .await;
    assert_eq!(messages[0].attachments[0].sources, [""; 0]);
    assert_eq!(messages[1].attachments[0].name, "1.jpg");
    scene.assert_alive().await;
}

#[tokio::test]
async fn places_without_end_or_sense_change_nothing() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let picture = jpeg(1_000);
    let url = server.put("/1.jpg", Goods::File(picture.clone()));
    let share = Share::picture(&url).of(&picture);
    scene.tell(THEO, "f1", &share.announced());
    for number in 0..100 {
        let sources = (0..50).map(|place| server.address(&format!("/none/{number}/{place}.jpg")));
        let other = Share {
            sources: sources.collect(),
            ..share.clone()
        };
        scene.tell(THEO, &format!("p{number}"), &other.placed("f1"));
    }
    for (number, source) in ["http://localhost/x", "file:///etc/passwd", "https://", ""]
        .into_iter()
        .enumerate()
    {
        let other = Share {
            sources: vec![source.to_owned()],
            ..share.clone()
        };
        scene.tell(
            THEO,
            &format!("u{number}"),
            &other.placed("f1").replace("jabber:x:oob", "x"),
        );
    }
    scene.assert_alive().await;
    let messages = scene
        .wait_files("there is one file", |files| files.len() == 1)
        .await;
    let sources = &messages[0].attachments[0].sources;
    assert_eq!(sources.len(), 8, "{sources:?}");
    // A text has no file to be at some place: it is told of one that nobody knew.
    scene.say("a text");
    scene.tell(THEO, "t1", "<body>another</body>");
    scene.tell(THEO, "t2", &share.placed("t1"));
    // Who takes a file back has taken it back.
    scene.tell(
        THEO,
        "r1",
        "<retract xmlns='urn:xmpp:message-retract:1' id='f1'/>",
    );
    scene.tell(THEO, "r2", &share.placed("f1"));
    scene.assert_alive().await;
    let messages = scene
        .wait_files("the place of no file", |files| {
            files.len() == 1 && matches!(files[0].place, Place::Here(_))
        })
        .await;
    assert_eq!(messages[0].origin_id, "t2");
}
