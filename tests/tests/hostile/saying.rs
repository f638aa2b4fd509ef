//! Corrections, retractions, reactions and answers of whoever has no right to them, of what does not
//! exist, of each other, and without end (XEP-0308, 0424, 0444, 0461, 0428, 0382).

use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{ChangeKind, Message, State};

use super::{Scene, THEO, meet};

const MALLORY: &str = "mallory@localhost";
const MIA: &str = "mia@localhost";

fn replace(of: &str) -> String {
    format!("<replace xmlns='urn:xmpp:message-correct:0' id='{of}'/>")
}

fn retract(of: &str) -> String {
    format!("<retract xmlns='urn:xmpp:message-retract:1' id='{of}'/>")
}

fn react(of: &str, emojis: &[&str]) -> String {
    let all: String = emojis
        .iter()
        .map(|one| format!("<reaction>{one}</reaction>"))
        .collect();
    format!("<reactions xmlns='urn:xmpp:reactions:0' id='{of}'>{all}</reactions>")
}

impl Scene {
    fn hears(&self, from: &str, id: &str, body: &str, more: &str) {
        let body = match body {
            "" => String::new(),
            body => format!("<body>{body}</body>"),
        };
        self.script.receive(&format!(
            "<message type='chat' from='{from}/desk' to='$me' id='{id}'>{body}{more}</message>"
        ));
    }

    fn texts(&self) -> Vec<&str> {
        self.romy.world.texts(self.conversation)
    }

    async fn row(&mut self, what: &str, fits: impl Fn(&Message) -> bool) -> Message {
        let conversation = self.conversation;
        self.romy
            .wait(what, |world| {
                let mut all = world.messages(conversation).iter();
                all.find(|one| fits(one)).map(|one| (**one).clone())
            })
            .await
    }

    /// Romy says something and the server has it; the id it went out with.
    async fn says(&mut self, text: &str) -> String {
        self.romy.say(self.conversation, text);
        let pattern = format!("<message type='chat' id='$id'><body>{text}</body></message>");
        self.script.expect_sometime(&pattern).await;
        let message = self.row("it is said", |one| {
            one.text == text && one.state != State::Pending
        });
        message.await.origin_id
    }
}

#[tokio::test]
async fn a_correction_counts_from_its_author_only() {
    let mut scene = meet().await;
    let ours = scene.says("ours").await;
    scene.hears(THEO, "m1", "his", "");
    scene.row("his", |one| one.text == "his").await;
    scene.hears(MIA, "x1", "of another conversation", "");
    scene.hears(MALLORY, "e1", "pwned by mallory", &replace("m1"));
    scene.hears(THEO, "e2", "pwned by theo", &replace(&ours));
    scene.hears(THEO, "e3", "of another", &replace("x1"));
    scene.hears(THEO, "e4", "of itself", &replace("e4"));
    scene.hears(THEO, "e5", "of nothing", &replace("never-was"));
    scene.hears(THEO, "m2", "gone soon", "");
    scene.hears(THEO, "m3", "", &retract("m2"));
    scene.hears(THEO, "e6", "of what is gone", &replace("m2"));
    scene.assert_alive().await;
    scene.row("gone", |one| one.retracted_at.is_some()).await;
    let expected = [
        "ours",
        "his",
        "pwned by theo",
        "of another",
        "of itself",
        "of nothing",
        "",
        "of what is gone",
        "still there? 1",
    ];
    assert_eq!(scene.texts(), expected, "each stands on its own");
    let all = scene.romy.world.messages(scene.conversation);
    assert!(all.iter().all(|one| one.edited_at.is_none()));
    scene
        .romy
        .wait_conversation(MALLORY, "said it for himself", |mallory| {
            let last = mallory.last.as_ref();
            mallory.knocks && last.is_some_and(|last| last.text == "pwned by mallory")
        })
        .await;
}

#[tokio::test]
async fn nobody_else_takes_anything_back() {
    let mut scene = meet().await;
    let ours = scene.says("ours").await;
    scene.hears(THEO, "m1", "his", "");
    scene.row("his", |one| one.text == "his").await;
    scene.hears(MALLORY, "e1", "taken back", &retract("m1"));
    scene.hears(THEO, "e2", "", &retract(&ours));
    scene.hears(THEO, "e3", "I take yours back", &retract(&ours));
    scene.hears(
        THEO,
        "e4",
        "",
        &format!(
            "<apply-to xmlns='urn:xmpp:fasten:0' id='{ours}'>\
             <retract xmlns='urn:xmpp:message-retract:0'/></apply-to>"
        ),
    );
    scene.assert_alive().await;
    assert_eq!(
        scene.texts(),
        ["ours", "his", "I take yours back", "still there? 1"]
    );
    let all = scene.romy.world.messages(scene.conversation);
    assert!(all.iter().all(|one| one.retracted_at.is_none()));
}

#[tokio::test]
async fn a_correction_that_comes_twice_or_of_a_correction_counts_once() {
    let mut scene = meet().await;
    scene.hears(THEO, "m1", "first", "");
    for _ in 0..3 {
        scene.hears(THEO, "c1", "second", &replace("m1"));
    }
    // Some programs name the last correction instead of the first message.
    scene.hears(THEO, "c2", "third", &replace("c1"));
    scene.hears(THEO, "r1", "", &react("c1", &["👍"]));
    let now = scene.row("the third", |one| one.text == "third").await;
    scene
        .row("what he feels", |one| one.reactions.len() == 1)
        .await;
    let item = Some(now.id);
    scene.romy.tell(scene.conversation, Talk::Versions { item });
    scene
        .romy
        .wait("three versions", |world| {
            let texts: Vec<&str> = world.versions.iter().map(|one| &*one.text).collect();
            (texts == ["first", "second", "third"]).then_some(())
        })
        .await;
    scene.assert_alive().await;
    assert_eq!(scene.texts(), ["third", "still there? 1"], "one row");
}

#[tokio::test]
async fn reactions_are_emoji_few_and_bounded() {
    let mut scene = meet().await;
    scene.hears(THEO, "m1", "well?", "");
    for n in 0..200 {
        let emoji = ["👍", "🎉", "🐢", "❤️"][n % 4];
        scene.hears(THEO, &format!("r{n}"), "", &react("m1", &[emoji]));
        scene.hears(THEO, &format!("s{n}"), "", &react("never-was", &[emoji]));
    }
    let long = "👩\u{200d}".repeat(500);
    let bad = ["lol", "", "👍👍", &long, "👍", "👍", "&lt;b&gt;"];
    scene.hears(THEO, "bad", "", &react("m1", &bad));
    scene.hears(MALLORY, "evil", "", &react("m1", &["🐍"]));
    scene.assert_alive().await;
    let felt = scene
        .row("the last", |one| {
            one.text == "well?" && one.reactions.iter().any(|one| one.emoji == "👍")
        })
        .await;
    assert_eq!(felt.reactions.len(), 1);
    assert_eq!(felt.reactions[0].by, [THEO]);
    assert_eq!(scene.texts(), ["well?", "still there? 1"]);
    // Told after its rows; feelings are nothing to be read.
    let two = |theo: &waxwing_core::model::Conversation| theo.unread == 2;
    scene.romy.wait_conversation(THEO, "two unread", two).await;
    assert!(scene.romy.world.conversation(MALLORY).is_none());
    let feelings = scene.romy.world.notices.iter();
    assert!(
        feelings.clone().count() <= 2,
        "{:?}",
        scene.romy.world.notices
    );
}

#[tokio::test]
async fn places_of_a_fallback_that_make_no_sense_hide_nothing() {
    let mut scene = meet().await;
    scene.hears(THEO, "m1", "question", "");
    let places = [
        ("-1", "4"),
        ("5", "2"),
        ("0", "99999"),
        ("a", "b"),
        ("7", "7"),
    ];
    for (n, (start, end)) in places.iter().enumerate() {
        let more = format!(
            "<reply xmlns='urn:xmpp:reply:0' id='m1'/><fallback xmlns='urn:xmpp:fallback:0' \
             for='urn:xmpp:reply:0'><body start='{start}' end='{end}'/></fallback>"
        );
        scene.hears(THEO, &format!("a{n}"), &format!("answer {n}"), &more);
        let answer = scene.row("it is whole", |one| one.text == format!("answer {n}"));
        let reply = answer.await.reply.expect("an answer");
        assert_eq!(reply.quote, "question");
    }
    // Who says of their own words that they are for others only, without saying why, has said them.
    let alone = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body/></fallback>";
    scene.hears(THEO, "h1", "not hidden", alone);
    let itself = "<reply xmlns='urn:xmpp:reply:0' id='h2'/>";
    scene.hears(THEO, "h2", "answers itself", itself);
    scene.assert_alive().await;
    assert!(scene.texts().contains(&"not hidden"));
    let itself = scene
        .row("itself", |one| one.text == "answers itself")
        .await;
    assert_eq!(itself.reply, None);
}

/// What was refused is told where it is seen, and the message is what it was.
#[tokio::test]
async fn a_change_that_comes_back_shows_itself() {
    let mut scene = meet().await;
    scene.says("as it was").await;
    let item = scene.row("said", |one| one.text == "as it was").await.id;
    let text = "as it should be".to_owned();
    scene
        .romy
        .tell(scene.conversation, Talk::Correct { item, text });
    let sent = scene
        .script
        .expect_sometime(
            "<message type='chat' id='$id'><body>as it should be</body>\
             <replace xmlns='urn:xmpp:message-correct:0'/></message>",
        )
        .await;
    let bounce = |id: &str| {
        format!(
            "<message type='error' from='{THEO}' to='$me' id='{id}'><error type='cancel'>\
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        )
    };
    scene.script.receive(&bounce(&sent["id"]));
    let now = scene
        .row("the correction came back", |one| {
            let change = one.change.as_ref();
            change.is_some_and(|one| matches!(one.state, State::Failed { .. }))
        })
        .await;
    assert_eq!((now.id.seq, now.text.as_str()), (item.seq, "as it was"));
    assert!(!matches!(now.state, State::Failed { .. }), "{now:?}");
    let change = now.change.expect("a change");
    assert_eq!(change.kind, ChangeKind::Correction);
    assert_eq!(change.text, "as it should be");
    scene.romy.tell(scene.conversation, Talk::Resend { item });
    scene
        .row("tried again", |one| {
            one.text == "as it should be" && one.change.is_none()
        })
        .await;
    let text = "once more".to_owned();
    scene
        .romy
        .tell(scene.conversation, Talk::Correct { item, text });
    let sent = scene
        .script
        .expect_sometime(
            "<message type='chat' id='$id'><body>once more</body>\
             <replace xmlns='urn:xmpp:message-correct:0'/></message>",
        )
        .await;
    scene.script.receive(&bounce(&sent["id"]));
    scene
        .row("it came back, too", |one| {
            one.text == "as it should be" && one.change.is_some()
        })
        .await;
    scene.romy.tell(scene.conversation, Talk::Discard { item });
    scene
        .row("given up", |one| {
            one.text == "as it should be" && one.change.is_none()
        })
        .await;
    let emojis = vec!["🐍".to_owned()];
    scene
        .romy
        .tell(scene.conversation, Talk::React { item, emojis });
    let sent = scene
        .script
        .expect_sometime(
            "<message type='chat' id='$id'><reactions xmlns='urn:xmpp:reactions:0'>\
             <reaction>🐍</reaction></reactions></message>",
        )
        .await;
    scene.script.receive(&bounce(&sent["id"]));
    let now = scene
        .row("not wanted", |one| {
            one.change.as_ref().is_some_and(|one| {
                one.kind == ChangeKind::Reaction && matches!(one.state, State::Failed { .. })
            })
        })
        .await;
    assert_eq!(now.reactions, [], "as it was before (XEP-0444)");
    scene.assert_alive().await;
}
