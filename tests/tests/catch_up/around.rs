//! What is far back: the server looks for it (XEP-0431), and it is fetched by its date.

use std::time::Duration;

use waxwing_core::command::search::{Filter, Sender};
use waxwing_core::command::{conversation, history};
use waxwing_core::event::history::Kept;
use waxwing_core::model::{Direction, Limit, Progress};
use waxwing_core::{Command, ConversationId, Error, Timestamp};
use waxwing_tests::certificate::Kind;
use waxwing_tests::server::{Policy, Server};
use waxwing_tests::{Client, Login, Stage};

use super::trouble::{DAY, THEO, been_here, keep, keep_one};
use super::{complete, numbered, texts};

const FULLTEXT: &str = "{urn:xmpp:fulltext:0}fulltext";
const JUNE: &str = "june@localhost";

/// A server that can be searched by this field, with Romy's account.
async fn searchable(field: Option<&'static str>) -> (Stage, Login) {
    let policy = Policy {
        archive_words: field,
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let romy = stage.account("romy");
    stage.contact(&romy, THEO, "Theo", "both");
    (stage, romy)
}

/// Romy's client with what is no older than a month, of 350 messages.
async fn month(stage: &Stage, romy: &Login) -> Client {
    month_with(stage, romy, &[]).await
}

/// The same, and June has said something 300 days ago.
async fn month_with(stage: &Stage, romy: &Login, june: &[&str]) -> Client {
    let profile = been_here(romy, |account| history::Command::SetLimit {
        account,
        limit: Limit::Month,
    })
    .await;
    keep(stage, romy, 0..100, 400 * DAY);
    for text in june {
        keep_one(stage, romy, JUNE, text, 300 * DAY);
    }
    keep(stage, romy, 100..300, 200 * DAY);
    keep(stage, romy, 300..350, 10 * DAY);
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    complete(&mut client).await;
    client
}

async fn find(
    client: &mut Client,
    words: &str,
    conversation: Option<ConversationId>,
    before: Option<String>,
) -> Result<(Vec<Kept>, Option<String>), Error> {
    seek(client, (words, Filter::default()), conversation, before).await
}

async fn seek(
    client: &mut Client,
    (words, filter): (&str, Filter),
    conversation: Option<ConversationId>,
    before: Option<String>,
) -> Result<(Vec<Kept>, Option<String>), Error> {
    let request = client.request();
    let account = client.account();
    client.send(Command::History(history::Command::Find {
        request,
        account,
        words: words.to_owned(),
        conversation,
        before,
        filter,
    }));
    client
        .wait("what the server has found", |world| {
            let found = world.kept.get(&request).cloned().map(Ok);
            let refused = world.done.get(&request).cloned().and_then(Result::err);
            found.or(refused.map(Err))
        })
        .await
}

async fn fetch(client: &mut Client, at: Timestamp) {
    let request = client.request();
    let account = client.account();
    client.send(Command::History(history::Command::FetchAround {
        request,
        account,
        at,
    }));
    assert_eq!(client.wait_done(request).await, Ok(()));
}

/// The texts around a time, as they are shown at once.
async fn around(client: &mut Client, id: ConversationId, at: Timestamp) -> Vec<String> {
    client.tell(id, conversation::Command::Close);
    client.world.timelines.remove(&id);
    client.tell(id, conversation::Command::OpenAt { at });
    client
        .wait("what was said then", |world| {
            let shown = world.timelines.get(&id)?.items();
            Some(shown.iter().map(|one| one.text.clone()).collect())
        })
        .await
}

fn ago(ago: Duration) -> Timestamp {
    let micros = i64::try_from(ago.as_micros()).expect("a time");
    Timestamp(Timestamp::now().0 - micros)
}

#[tokio::test]
async fn a_day_far_back_is_shown_before_all_between_is_here() {
    let (stage, romy) = searchable(None).await;
    let mut client = month(&stage, &romy).await;
    let theo = client.open_conversation(THEO).await;
    assert_eq!(texts(&mut client, theo).await, numbered(250..350));
    let before = stage.server().asked(romy.jid.as_str()).len();
    let at = ago(400 * DAY + Duration::from_secs(51));
    fetch(&mut client, at).await;
    let shown = around(&mut client, theo, at).await;
    for wanted in ["number 30", "number 49", "number 50", "number 70"] {
        assert!(
            shown.iter().any(|text| text == wanted),
            "{wanted} in {shown:?}"
        );
    }
    // Two questions were enough for that: the page before it, and the one behind.
    let asked = stage.server().asked(romy.jid.as_str());
    let form = |one: &minidom::Element| one.has_child("x", "jabber:x:data");
    assert!(form(&asked[before]), "{:?}", asked[before]);
    assert!(!form(&asked[before + 1]), "{:?}", asked[before + 1]);
    // The gap above it closes by itself, and then the limit holds again.
    client
        .wait("all between", |world| {
            let history = &world.account()?.history;
            let reached = history.reached? < at;
            (reached && history.progress == Progress::Complete).then_some(())
        })
        .await;
    let all = texts(&mut client, theo).await;
    assert_eq!(all.last().map(String::as_str), Some("number 349"));
    assert_eq!(all, numbered(350 - all.len()..350), "nothing is missing");
    // What was said then is not news.
    client
        .wait_conversation(THEO, "as many as came while nobody was there", |theo| {
            theo.unread as usize == all.len()
        })
        .await;
    assert_eq!(client.world.notices.len(), 1, "{:?}", client.world.notices);
}

#[tokio::test]
async fn what_only_the_server_has_is_found_and_fetched() {
    for field in [FULLTEXT, "withtext"] {
        let (stage, romy) = searchable(Some(field)).await;
        let mut client = month(&stage, &romy).await;
        let theo = client.open_conversation(THEO).await;
        let (hits, older) = find(&mut client, "Number 4", Some(theo), None)
            .await
            .expect("hits");
        let texts = said(&hits);
        let wanted: Vec<String> = (40..50).rev().map(|one| format!("number {one}")).collect();
        assert_eq!(texts[..10], wanted);
        assert_eq!((texts.len(), older), (11, None), "{texts:?}");
        assert!(hits.iter().all(|hit| hit.direction == Direction::Incoming));
        assert!(hits.iter().all(|hit| hit.conversation == theo));
        let hit = &hits[0];
        fetch(&mut client, hit.at).await;
        let shown = around(&mut client, theo, hit.at).await;
        assert!(shown.contains(&"number 49".to_owned()), "{shown:?}");
        let timeline = client.world.timelines.get(&theo).expect("what is shown");
        let found = timeline.items().iter().find(|one| one.text == "number 49");
        assert_eq!(found.expect("the hit").stanza_id, hit.id);
    }
}

#[tokio::test]
async fn more_than_a_page_is_found_page_by_page() {
    let (stage, romy) = searchable(Some(FULLTEXT)).await;
    let mut client = month(&stage, &romy).await;
    keep_one(&stage, &romy, JUNE, "number one of june", 300 * DAY);
    let (mut all, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let (hits, older) = find(&mut client, "number", None, before)
            .await
            .expect("hits");
        all.extend(hits);
        pages += 1;
        match older {
            Some(older) => before = Some(older),
            None => break,
        }
    }
    let mut ids: Vec<_> = all.iter().map(|hit| hit.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all.len(), pages), (351, 351, 8));
    let empty = find(&mut client, "  ", None, None).await;
    assert_eq!(empty.err(), Some(Error::NotFound));
    let nowhere = find(&mut client, "x", Some(ConversationId(999)), None).await;
    assert_eq!(nowhere.err(), Some(Error::NotFound));
}

fn said(hits: &[Kept]) -> Vec<String> {
    let text = |hit: &Kept| hit.excerpt.iter().map(|part| &*part.text).collect();
    hits.iter().map(text).collect()
}

/// What a question says of a field of the form.
fn narrowed(question: &minidom::Element, var: &str) -> Option<String> {
    const FORM: &str = "jabber:x:data";
    let mut fields = question.get_child("x", FORM)?.children();
    let field = fields.find(|field| field.attr("var") == Some(var))?;
    Some(field.get_child("value", FORM)?.text())
}

#[tokio::test]
async fn dates_and_a_person_narrow_the_search_of_the_server() {
    let file = "number two: https://example.org/a.pdf";
    let (stage, romy) = searchable(Some(FULLTEXT)).await;
    let mut client = month_with(&stage, &romy, &["number one of june", file]).await;
    let asked = |stage: &Stage| {
        let asked = stage.server().asked(romy.jid.as_str());
        asked.last().expect("a question").clone()
    };
    let from_june = Filter {
        from: vec![Sender::Address(JUNE.to_owned())],
        ..Filter::default()
    };
    let (hits, older) = seek(&mut client, ("number", from_june), None, None)
        .await
        .expect("hits");
    assert_eq!((hits.len(), older), (2, None), "{:?}", said(&hits));
    assert_eq!(narrowed(&asked(&stage), "with").as_deref(), Some(JUNE));

    let years = Filter {
        since: Some(ago(301 * DAY)),
        until: Some(ago(250 * DAY)),
        ..Filter::default()
    };
    let (hits, older) = seek(&mut client, ("number", years), None, None)
        .await
        .expect("hits");
    assert_eq!((hits.len(), older), (2, None), "{:?}", said(&hits));
    let question = asked(&stage);
    assert!(narrowed(&question, "start").is_some() && narrowed(&question, "end").is_some());
    assert_eq!(narrowed(&question, "with"), None);

    // What no server is asked: pages that have nothing of it are gone over.
    let with_file = Filter {
        file: true,
        ..Filter::default()
    };
    let (hits, older) = seek(&mut client, ("number", with_file.clone()), None, None)
        .await
        .expect("hits");
    assert_eq!(said(&hits), [file]);
    assert!(older.is_some(), "the beginning was not reached");
    let theo = client.open_conversation(THEO).await;
    let (hits, _) = seek(&mut client, ("number", with_file), Some(theo), None)
        .await
        .expect("an answer");
    assert_eq!(said(&hits), [""; 0]);

    let elsewhere = Filter {
        among: vec![ConversationId(999)],
        ..Filter::default()
    };
    let (hits, older) = seek(&mut client, ("number", elsewhere), None, None)
        .await
        .expect("an answer");
    assert_eq!((hits.len(), older), (0, None));
}
