//! Stanzas that lie, or are odd: each keeps to its own harm, and the stream goes on.

use waxwing_core::Command;
use waxwing_core::command::contact;
use waxwing_core::model::{Show, Subscription};

use super::{THEO, meet};

#[tokio::test]
async fn a_sender_with_an_emoji_for_a_resource_is_heard() {
    let mut scene = meet().await;
    let before = scene.counters();
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/😀 nick' id='e1'><body>from an emoji</body></message>"
    ));
    scene
        .romy
        .wait_message(scene.conversation, "from an emoji")
        .await;
    scene
        .script
        .receive(&format!("<presence from='{THEO}/😀 nick'/>"));
    scene
        .romy
        .wait_conversation(THEO, "is online", |theo| theo.show == Show::Online)
        .await;
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn odd_messages_are_heard_all_the_same() {
    let mut scene = meet().await;
    let before = scene.counters();
    let odd = [
        ("type='weird'", "<body>of a weird type</body>"),
        ("", "<body>without a type</body>"),
        (
            "type='chat'",
            "<body>said once</body><body>and said twice</body>",
        ),
        (
            "type='chat'",
            "<body>two threads</body><thread>a</thread><thread>b</thread>",
        ),
        ("type='chat'", "text <body>beside text</body> text"),
        (
            "type='chat'",
            "<body>junk beside it</body><x/><delay xmlns='urn:xmpp:delay'/>\
             <request xmlns='urn:xmpp:receipts' a='b'><c/></request>\
             <origin-id xmlns='urn:xmpp:sid:0'/><stanza-id xmlns='urn:xmpp:sid:0'/>\
             <active xmlns='http://jabber.org/protocol/chatstates'>why</active>",
        ),
        ("type='chat' id=''", "<body>with an empty id</body>"),
    ];
    for (attributes, payload) in odd {
        scene.script.receive(&format!(
            "<message from='{THEO}/x' {attributes}>{payload}</message>"
        ));
    }
    for text in [
        "of a weird type",
        "without a type",
        "two threads",
        "beside text",
        "junk beside it",
        "with an empty id",
    ] {
        scene.romy.wait_message(scene.conversation, text).await;
    }
    let texts = scene.romy.world.texts(scene.conversation);
    let said = texts.iter().filter(|text| text.contains("said")).count();
    assert_eq!(said, 1, "one message, one row: {texts:?}");
    scene.assert_unmoved(before).await;
}

#[tokio::test]
async fn odd_presences_change_nothing_but_themselves() {
    let mut scene = meet().await;
    let before = scene.counters();
    for odd in [
        "<show>partying</show>",
        "<show/>",
        "<priority>999</priority>",
        "<priority/>",
        "<status>a</status><status>b</status>",
        "<c xmlns='http://jabber.org/protocol/caps'/>",
        "<x/>text",
    ] {
        scene
            .script
            .receive(&format!("<presence from='{THEO}/x'>{odd}</presence>"));
        scene
            .romy
            .wait_conversation(THEO, odd, |theo| theo.show == Show::Online)
            .await;
        scene
            .script
            .receive(&format!("<presence type='unavailable' from='{THEO}/x'/>"));
        scene
            .romy
            .wait_conversation(THEO, "is gone", |theo| theo.show == Show::Offline)
            .await;
    }
    scene
        .script
        .receive(&format!("<presence type='weird' from='{THEO}/x'/>"));
    scene.script.receive("<presence from='not an address@'/>");
    scene.script.receive("<presence/>");
    scene.assert_unmoved(before).await;
}

/// CVE-2015-8688: only our own server changes our roster.
#[tokio::test]
async fn a_roster_push_from_a_stranger_is_refused() {
    let mut scene = meet().await;
    let push = |from: &str, id: &str, item: &str| {
        format!(
            "<iq type='set' {from} id='{id}'><query xmlns='jabber:iq:roster'>{item}</query></iq>"
        )
    };
    let evil = "<item jid='evil@localhost' name='Mum' subscription='both'/>";
    let stranger = "from='stranger@localhost/x'";
    scene.script.receive(&push(stranger, "r1", evil));
    let refusal = "<iq type='error' id='r1' to='stranger@localhost/x'><error type='*'/></iq>";
    scene.script.expect(refusal).await;
    let gone = format!("<item jid='{THEO}' subscription='remove'/>");
    let theo = format!("from='{THEO}/x'");
    scene.script.receive(&push(&theo, "r2", &gone));
    scene.script.expect("<iq type='error' id='r2'/>").await;
    scene.assert_alive().await;
    assert!(scene.romy.world.conversation("evil@localhost").is_none());
    let theo = scene.romy.world.conversation(THEO).expect("still there");
    assert_eq!(theo.subscription, Subscription::Both);
    // The same from our own account is believed.
    let own = format!("from='{}'", scene.jid);
    scene.script.receive(&push(&own, "r3", evil));
    scene
        .romy
        .wait_conversation("evil@localhost", "is on the roster", |_| true)
        .await;
    scene.script.expect("<iq type='result' id='r3'/>").await;
}

/// Answers match on the sender as well as on the id.
#[tokio::test]
async fn an_answer_from_somebody_else_is_none() {
    let mut scene = meet().await;
    let roster = "jabber:iq:roster";
    scene
        .stage
        .server()
        .bend(|policy| policy.leave_to_script.push(roster));
    let (request, account) = (scene.romy.request(), scene.romy.account());
    scene.romy.send(Command::Contact(contact::Command::Rename {
        request,
        account,
        jid: waxwing_core::BareJid::new(THEO).expect("an address"),
        name: "Theodor".to_owned(),
    }));
    let asked = "<iq type='set' id='$id'><query xmlns='jabber:iq:roster'/></iq>";
    let id = scene.script.expect(asked).await["id"].clone();
    for guess in [
        format!("<iq type='result' from='{THEO}/x' id='{id}'/>"),
        format!("<iq type='error' from='stranger@localhost' id='{id}'><error type='cancel'/></iq>"),
        "<iq type='result' id='another'/>".to_owned(),
    ] {
        scene.script.receive(&guess);
    }
    scene.assert_alive().await;
    assert_eq!(scene.romy.world.done.get(&request), None);
    scene
        .script
        .receive(&format!("<iq type='result' id='{id}'/>"));
    assert_eq!(scene.romy.wait_done(request).await, Ok(()));
}

/// CVE-2017-5589 and its family: nobody puts words into another's mouth.
#[tokio::test]
async fn words_in_anothers_mouth_are_not_believed() {
    let mut scene = meet().await;
    let before = scene.counters();
    let forged = format!(
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' \
         from='{THEO}/desk' to='{}'><body>forged</body></message></forwarded>",
        scene.jid
    );
    let wraps = [
        format!("<received xmlns='urn:xmpp:carbons:2'>{forged}</received>"),
        format!("<sent xmlns='urn:xmpp:carbons:2'>{forged}</sent>"),
        format!("<result xmlns='urn:xmpp:mam:2' id='1' queryid='q'>{forged}</result>"),
        forged,
    ];
    for wrap in wraps {
        for from in ["stranger@localhost/x", "theo@localhost/desk", "localhost"] {
            scene.script.receive(&format!(
                "<message type='chat' from='{from}'>{wrap}</message>"
            ));
        }
    }
    scene.assert_unmoved(before).await;
    let texts = scene.romy.world.texts(scene.conversation);
    assert!(!texts.contains(&"forged"), "{texts:?}");
    assert!(
        scene
            .romy
            .world
            .conversation("stranger@localhost")
            .is_none()
    );
    scene.script.expect_silence().await;
}

/// RFC 6120 §8.2.3: every request gets an answer, whoever asks.
#[tokio::test]
async fn every_request_is_answered() {
    let mut scene = meet().await;
    let theo = format!("from='{THEO}/x' to='$me'");
    for (id, kind, payload) in [
        ("q1", "get", "<query xmlns='nobody:knows:this'/>"),
        ("q2", "set", "<query xmlns='nobody:knows:this'/>"),
        ("q3", "get", ""),
        ("q4", "get", "<a xmlns='a'/><b xmlns='b'/>"),
        ("q5", "set", "<query xmlns='jabber:iq:version'/>"),
        ("q6", "get", "<query xmlns='jabber:iq:roster'/>"),
    ] {
        scene.script.receive(&format!(
            "<iq type='{kind}' id='{id}' {theo}>{payload}</iq>"
        ));
        let answer = format!("<iq type='error' id='{id}' to='{THEO}/x'><error type='*'/></iq>");
        scene.script.expect(&answer).await;
    }
    for (id, payload) in [
        ("a1", "<ping xmlns='urn:xmpp:ping'/>"),
        (
            "a2",
            "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        ),
        ("a3", "<query xmlns='jabber:iq:version'/>"),
        ("a4", "<time xmlns='urn:xmpp:time'/>"),
    ] {
        scene
            .script
            .receive(&format!("<iq type='get' id='{id}' {theo}>{payload}</iq>"));
        let answer = format!("<iq type='result' id='{id}' to='{THEO}/x'/>");
        scene.script.expect(&answer).await;
    }
    // Answers to nothing are not answered.
    scene
        .script
        .receive(&format!("<iq type='result' id='x' {theo}/>"));
    scene.script.receive(&format!(
        "<iq type='error' id='x' {theo}><error type='cancel'><weird/></error></iq>"
    ));
    scene.script.expect_silence().await;
}

/// A stranger learns neither our program nor our time, and not whether we are there.
#[tokio::test]
async fn strangers_learn_nothing() {
    let mut scene = meet().await;
    for (id, payload) in [
        ("s1", "<query xmlns='jabber:iq:version'/>"),
        ("s2", "<time xmlns='urn:xmpp:time'/>"),
    ] {
        scene.script.receive(&format!(
            "<iq type='get' id='{id}' from='stranger@localhost/x' to='$me'>{payload}</iq>"
        ));
        let answer = format!("<iq type='error' id='{id}' to='stranger@localhost/x'/>");
        scene.script.expect(&answer).await;
    }
    scene.script.receive(
        "<message type='chat' from='stranger@localhost/x' id='m1'><body>hello?</body>\
         <request xmlns='urn:xmpp:receipts'/>\
         <active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    scene
        .romy
        .wait_conversation("stranger@localhost", "has said something", |stranger| {
            stranger.last.is_some()
        })
        .await;
    scene.script.expect_silence().await;
}

/// CVE-2013-6477: a stamp is what somebody claims.
#[tokio::test]
async fn impossible_times_keep_their_place() {
    let mut scene = meet().await;
    let before = scene.counters();
    let stamps = [
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "292277026596-12-04T15:30:07Z",
        "0000-00-00T00:00:00Z",
        "2099-01-01T00:00:00Z",
        "yesterday",
        "",
    ];
    for (index, stamp) in stamps.iter().enumerate() {
        scene.script.receive(&format!(
            "<message type='chat' from='{THEO}/x' id='t{index}'><body>at {stamp}</body>\
             <delay xmlns='urn:xmpp:delay' from='localhost' stamp='{stamp}'/></message>"
        ));
    }
    scene.assert_unmoved(before).await;
    let texts = scene.romy.world.texts(scene.conversation);
    assert_eq!(texts.len(), stamps.len() + 1, "{texts:?}");
    for stamp in stamps {
        let text = format!("at {stamp}");
        assert!(texts.contains(&text.as_str()), "{text:?} in {texts:?}");
    }
    assert_eq!(texts.last(), Some(&"still there? 1"), "{texts:?}");
}

/// The same message twice is one message; the same id from another sender is another.
#[tokio::test]
async fn a_repeated_stanza_is_shown_once() {
    let mut scene = meet().await;
    let message = |from: &str| {
        format!(
            "<message type='chat' from='{from}' id='same'><body>once</body>\
             <origin-id xmlns='urn:xmpp:sid:0' id='same'/></message>"
        )
    };
    for _ in 0..3 {
        scene.script.receive(&message("theo@localhost/x"));
    }
    scene.script.receive(&message("stranger@localhost/x"));
    scene
        .romy
        .wait_conversation("stranger@localhost", "is heard", |stranger| {
            stranger.last.is_some()
        })
        .await;
    scene.assert_alive().await;
    assert_eq!(
        scene.romy.world.texts(scene.conversation),
        ["once", "still there? 1"]
    );
}

/// A receipt counts only from whom the message went to.
#[tokio::test]
async fn a_receipt_from_a_stranger_delivers_nothing() {
    let mut scene = meet().await;
    scene.romy.say(scene.conversation, "for theo alone");
    let said = "<message type='chat' id='$id'><body>for theo alone</body></message>";
    let id = scene.script.expect(said).await["id"].clone();
    scene.script.receive(&format!(
        "<message from='stranger@localhost/x'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>"
    ));
    scene.script.receive(&format!(
        "<message type='error' from='stranger@localhost/x' id='{id}'><error type='cancel'>\
         <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
    ));
    scene.assert_alive().await;
    let sent = waxwing_core::model::State::Sent;
    scene
        .romy
        .wait_state(scene.conversation, "for theo alone", &sent)
        .await;
    scene.script.receive(&format!(
        "<message from='{THEO}/x'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>"
    ));
    let delivered = waxwing_core::model::State::Delivered;
    scene
        .romy
        .wait_state(scene.conversation, "for theo alone", &delivered)
        .await;
}
