//! Archives that lie, and others who speak in their name (XEP-0313 §6; CVE-2019-16237,
//! CVE-2020-26547): what was not asked for, or not by the archive that was asked, is dropped.

use waxwing_core::Command;
use waxwing_core::Timestamp;
use waxwing_core::command::history;
use waxwing_core::command::search::Filter;
use waxwing_core::model::{Fault, Progress, State};
use waxwing_tests::server::{Policy, Server};
use waxwing_tests::{Client, Stage};

use super::{Scene, THEO, meet};

const NS: &str = "urn:xmpp:mam:2";

/// A question to the archive.
struct Question {
    id: String,
    query: String,
    max: u32,
}

/// Romy signs in again, and the script is asked in the archive's place.
async fn asked() -> (Scene, Question) {
    let mut scene = meet().await;
    scene.wait_complete().await;
    scene
        .stage
        .server()
        .bend(|policy| policy.leave_to_script = vec![NS]);
    scene.stage.server().end(&scene.jid, "system-shutdown");
    scene.stage.server().forget(&scene.jid);
    let question = next(&mut scene).await;
    scene
        .romy
        .wait("it is asked", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::News).then_some(())
        })
        .await;
    (scene, question)
}

async fn next(scene: &mut Scene) -> Question {
    // What else it asks an archive (its preferences) is nobody's business here.
    let said = loop {
        let said = scene.script.expect_one().await;
        if said.has_child("query", NS) {
            break said;
        }
    };
    let query = said.get_child("query", NS).expect("a question");
    let max = query.get_child("set", "http://jabber.org/protocol/rsm");
    let max = max.and_then(|set| set.get_child("max", "http://jabber.org/protocol/rsm"));
    Question {
        id: said.attr("id").expect("an id").to_owned(),
        query: query.attr("queryid").expect("a name").to_owned(),
        max: max.expect("a bound").text().parse().expect("a number"),
    }
}

/// A result in somebody's name; empty for nobody's.
fn result(from: &str, query: &str, id: &str, stamp: &str, inside: &str) -> String {
    let from = match from {
        "" => String::new(),
        from => format!("from='{from}'"),
    };
    format!(
        "<message to='$me' {from}><result xmlns='{NS}' queryid='{query}' id='{id}'>\
         <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>\
         {inside}</forwarded></result></message>"
    )
}

fn said(jid: &str, text: &str) -> String {
    format!(
        "<message xmlns='jabber:client' from='{THEO}/x' to='{jid}' type='chat' id='{text}'>\
         <body>{text}</body></message>"
    )
}

fn end(question: &Question, first: &str, last: &str, complete: bool) -> String {
    format!(
        "<iq type='result' id='{}' to='$me'><fin xmlns='{NS}' complete='{complete}'>\
         <set xmlns='http://jabber.org/protocol/rsm'><first>{first}</first><last>{last}</last>\
         </set></fin></iq>",
        question.id
    )
}

const THEN: &str = "2010-07-10T23:08:25Z";

impl Scene {
    async fn wait_complete(&mut self) {
        self.romy
            .wait("the whole history", |world| {
                let history = &world.account()?.history;
                (history.progress == Progress::Complete).then_some(())
            })
            .await;
    }

    /// With the first result the page before it was asked for: there is none.
    async fn nothing_before(&mut self) {
        let question = next(self).await;
        self.script.receive(&format!(
            "<iq type='result' id='{}' to='$me'><fin xmlns='{NS}' complete='true'/></iq>",
            question.id
        ));
    }

    fn shown(&self) -> Vec<String> {
        let texts = self.romy.world.texts(self.conversation);
        texts.into_iter().map(str::to_owned).collect()
    }
}

/// The server's own words count, of what nobody else says, and nothing of it is kept.
#[tokio::test]
async fn what_was_found_counts_from_the_archive_that_was_asked() {
    let mut scene = meet().await;
    scene.wait_complete().await;
    let before = scene.shown();
    scene
        .stage
        .server()
        .bend(|policy| policy.leave_to_script = vec![NS]);
    let request = scene.romy.request();
    scene.romy.send(Command::History(history::Command::Find {
        request,
        account: scene.romy.account(),
        words: "prize".to_owned(),
        conversation: None,
        before: None,
        filter: Filter::default(),
    }));
    let asked = scene.script.expect_one().await;
    scene.script.receive(&format!(
        "<iq type='result' id='{}' to='$me'><query xmlns='{NS}'><x xmlns='jabber:x:data' type='form'>\
         <field var='withtext'/></x></query></iq>",
        asked.attr("id").expect("an id")
    ));
    let question = next(&mut scene).await;
    let (jid, query) = (scene.jid.clone(), question.query.clone());
    let prize = said(&jid, "a prize from a stranger");
    for (from, query) in [
        ("evil@example.net", query.as_str()),
        (THEO, &query),
        ("localhost", &query),
        ("", "guessed"),
        ("", ""),
    ] {
        let forged = result(from, query, "forged", THEN, &prize);
        scene.script.receive(&forged);
    }
    let elsewhere = said("somebody@example.net", "a prize of somebody else");
    let nested = format!(
        "<message xmlns='jabber:client' from='{jid}'><received xmlns='urn:xmpp:carbons:2'>\
         <forwarded xmlns='urn:xmpp:forward:0'>{prize}</forwarded></received></message>"
    );
    for (id, inside) in [
        ("a", elsewhere),
        ("b", nested),
        ("c", "<nonsense/>".to_owned()),
    ] {
        let told = result("", &query, id, THEN, &inside);
        scene.script.receive(&told);
    }
    // More than was asked for.
    for number in 0..300 {
        let text = said(&jid, &format!("prize {number}"));
        let told = result("", &query, &format!("p{number}"), THEN, &text);
        scene.script.receive(&told);
    }
    scene.script.receive(&end(&question, "p0", "p299", true));
    let (hits, older) = scene
        .romy
        .wait("what was found", |world| world.kept.get(&request).cloned())
        .await;
    let text = |hit: &waxwing_core::event::history::Kept| -> String {
        hit.excerpt.iter().map(|part| part.text.as_str()).collect()
    };
    assert_eq!((hits.len(), older), (50, None));
    assert!(
        hits.iter().all(|hit| text(hit).starts_with("prize ")),
        "{hits:?}"
    );
    assert_eq!(scene.shown(), before, "nothing of it is kept");
}

#[tokio::test]
async fn only_the_archive_that_was_asked_answers() {
    let (mut scene, question) = asked().await;
    let jid = scene.jid.clone();
    let query = question.query.as_str();
    for (from, query, text) in [
        ("evil@example.net", query, "from a stranger"),
        (THEO, query, "from a contact"),
        ("localhost", query, "from the server"),
        (&format!("{jid}/phone"), query, "from another device"),
        ("", "guessed", "guessed by a stranger"),
        ("", "", "to no question"),
        (&jid, "f27", "of another question"),
    ] {
        let forged = result(from, query, "forged", THEN, &said(&jid, text));
        scene.script.receive(&forged);
    }
    let other = said("somebody@example.net", "of somebody else");
    scene.script.receive(&result("", query, "a", THEN, &other));
    let inside = said(&jid, "a carbon inside");
    let carbon = format!(
        "<message xmlns='jabber:client' from='{jid}'><received xmlns='urn:xmpp:carbons:2'>\
         <forwarded xmlns='urn:xmpp:forward:0'>{inside}</forwarded></received></message>"
    );
    scene.script.receive(&result("", query, "b", THEN, &carbon));
    for text in ["true", "the same once more"] {
        let true_one = result(&jid, query, "c", THEN, &said(&jid, text));
        scene.script.receive(&true_one);
    }
    scene.script.receive(&end(&question, "a", "c", true));
    scene.nothing_before().await;
    scene.wait_complete().await;
    scene.romy.wait_message(scene.conversation, "true").await;
    scene.assert_alive().await;
    assert_eq!(scene.shown(), ["true", "still there? 1"]);
    // What comes when nobody asks is nothing at all.
    let late = result(&jid, query, "d", THEN, &said(&jid, "too late"));
    scene.script.receive(&late);
    scene.assert_alive().await;
    assert_eq!(scene.shown(), ["true", "still there? 1", "still there? 2"]);
}

#[tokio::test]
async fn times_that_nobody_can_believe_move_nothing() {
    let (mut scene, question) = asked().await;
    let jid = scene.jid.clone();
    let stamps = [
        THEN,
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "292277026596-12-04T15:30:07Z",
        "soon",
        "2010-07-10T23:08:26Z",
    ];
    for (number, stamp) in stamps.iter().enumerate() {
        let text = format!("number {number}");
        let id = format!("a{number}");
        scene
            .script
            .receive(&result("", &question.query, &id, stamp, &said(&jid, &text)));
    }
    scene.script.receive(&end(&question, "a0", "a5", true));
    scene.nothing_before().await;
    scene.wait_complete().await;
    scene.assert_alive().await;
    let mut expected: Vec<String> = (0..6).map(|number| format!("number {number}")).collect();
    expected.push("still there? 1".to_owned());
    assert_eq!(scene.shown(), expected);
    let all = scene.romy.world.messages(scene.conversation);
    assert!(
        all.iter().all(|one| one.id.at <= Timestamp::now()),
        "{all:?}"
    );
}

#[tokio::test]
async fn a_page_without_measure_is_not_taken() {
    let (mut scene, mut question) = asked().await;
    let jid = scene.jid.clone();
    for round in 0..5 {
        for number in 0..2_000 {
            let id = format!("a{number}");
            let row = result("", &question.query, &id, THEN, &said(&jid, "again"));
            scene.script.receive(&row);
        }
        let _before = next(&mut scene).await;
        scene.script.receive(&end(&question, "a0", "a1999", false));
        if round < 4 {
            question = next(&mut scene).await;
        }
    }
    scene
        .romy
        .wait("it is given up", |world| {
            let history = &world.account()?.history;
            matches!(
                history.progress,
                Progress::Failed {
                    fault: Fault::Nonsense,
                    ..
                }
            )
            .then_some(())
        })
        .await;
    scene.assert_alive().await;
    assert_eq!(scene.shown(), ["still there? 1"]);
}

#[tokio::test]
async fn a_page_with_holes_is_asked_for_again() {
    let (mut scene, question) = asked().await;
    let jid = scene.jid.clone();
    let row = |question: &Question, id: &str| {
        result(
            "",
            &question.query,
            id,
            THEN,
            &said(&jid, &format!("number {id}")),
        )
    };
    scene.script.receive(&row(&question, "a"));
    scene.script.receive(&end(&question, "a", "b", true));
    let _before = next(&mut scene).await;
    let again = next(&mut scene).await;
    assert!(again.max < question.max, "{} {}", again.max, question.max);
    scene.script.receive(&row(&again, "a"));
    scene.script.receive(&row(&again, "b"));
    scene.script.receive(&end(&again, "a", "b", true));
    scene.nothing_before().await;
    scene.wait_complete().await;
    scene
        .romy
        .wait_message(scene.conversation, "number b")
        .await;
    assert_eq!(scene.shown(), ["number a", "number b"]);
}

#[tokio::test]
async fn an_archive_that_says_no_is_told_and_asked_again_by_hand() {
    let (mut scene, question) = asked().await;
    let jid = scene.jid.clone();
    scene.script.receive(&format!(
        "<iq type='error' id='{}' to='$me'><error type='auth'><forbidden \
         xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        question.id
    ));
    scene
        .romy
        .wait("it is told", |world| {
            let history = &world.account()?.history;
            matches!(
                history.progress,
                Progress::Failed {
                    fault: Fault::Refused,
                    retry_at: Some(_),
                    ..
                }
            )
            .then_some(())
        })
        .await;
    let account = scene.romy.account();
    scene
        .romy
        .send(Command::History(history::Command::Resume { account }));
    let again = next(&mut scene).await;
    scene
        .script
        .receive(&result("", &again.query, "a", THEN, &said(&jid, "at last")));
    scene.script.receive(&end(&again, "a", "a", true));
    scene.nothing_before().await;
    scene.wait_complete().await;
    scene.romy.wait_message(scene.conversation, "at last").await;
}

#[tokio::test]
async fn without_an_archive_nothing_waits() {
    let policy = Policy {
        archive: false,
        ..Policy::default()
    };
    let server = Server::start_with(policy, waxwing_tests::certificate::Kind::Good).await;
    let stage = Stage::in_memory(server);
    let (login, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in(&login).await;
    let conversation = romy.open_conversation(theo.jid.as_str()).await;
    romy.wait("there is none", |world| {
        let history = &world.account()?.history;
        (history.progress == Progress::NotOffered).then_some(())
    })
    .await;
    romy.say(conversation, "hello");
    romy.wait_state(conversation, "hello", &State::Sent).await;
}
