//! What can get in the way of the history: many messages, a limit, a pause, a kill, ids that have
//! expired, rows that come late or can't be read, and more strangers than there is room for.

use std::time::Duration;

use minidom::Element;
use waxwing_core::Command;
use waxwing_core::command::history;
use waxwing_core::model::{Limit, Progress};
use waxwing_core::{Config, Tuning};
use waxwing_tests::certificate::Kind;
use waxwing_tests::client::World;
use waxwing_tests::deadline::DEADLINE;
use waxwing_tests::server::{Policy, Server};
use waxwing_tests::{Backend, Client, Flow, Login, Peer, Profile, Stage, Victim, Way};

use super::{complete, numbered, texts};

/// Who has said what stands in the archive.
pub(super) const THEO: &str = "theo@localhost";

pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A server that gives small pages, with Romy's account; Theo is her contact.
async fn small_pages(page: usize) -> (Stage, Login) {
    let policy = Policy {
        archive_page: page,
        ..Policy::default()
    };
    let stage = Stage::in_memory(Server::start_with(policy, Kind::Good).await);
    let romy = stage.account("romy");
    stage.contact(&romy, THEO, "Theo", "both");
    (stage, romy)
}

/// Theo said these, a second after each other, the last of them so long ago.
pub(super) fn keep(stage: &Stage, romy: &Login, numbers: std::ops::Range<usize>, ago: Duration) {
    let end = numbers.end;
    for number in numbers {
        let text = format!("number {number}");
        let ago = ago + Duration::from_secs((end - number) as u64);
        keep_one(stage, romy, THEO, &text, ago);
    }
}

pub(super) fn keep_one(stage: &Stage, romy: &Login, from: &str, text: &str, ago: Duration) {
    let id: String = text.chars().take(20).collect();
    let stanza = format!(
        "<message type='chat' from='{from}/x' to='{}' id='{id}'><body>{text}</body></message>",
        romy.jid
    );
    stage.server().keep(romy.jid.as_str(), &stanza, ago);
}

async fn wait_progress(client: &mut Client, wanted: Progress) {
    client
        .wait(&format!("{wanted:?}"), |world| {
            let history = &world.account()?.history;
            (history.progress == wanted).then_some(())
        })
        .await;
}

fn history(client: &Client, command: fn(waxwing_core::AccountId) -> history::Command) {
    let command = command(client.account());
    client.send(Command::History(command));
}

/// Signed in while the archive was still empty, and away.
pub(super) async fn been_here(
    romy: &Login,
    command: fn(waxwing_core::AccountId) -> history::Command,
) -> Profile {
    let mut client = Client::signed_in(romy).await;
    complete(&mut client).await;
    history(&client, command);
    client.shut_down().await
}

async fn shown(client: &mut Client) -> Vec<String> {
    let conversation = client.open_conversation(THEO).await;
    texts(client, conversation).await
}

/// As many come from Prosody in the benchmark ten times over; this is about what is asked.
#[tokio::test]
async fn five_thousand_messages_come_whole_and_in_order() {
    let (stage, romy) = small_pages(100).await;
    keep(&stage, &romy, 0..5_000, DAY);
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..5_000));
    let asked = stage.server().asked(romy.jid.as_str()).len();
    assert!((50..=52).contains(&asked), "{asked} questions for 50 pages");
}

#[tokio::test]
async fn the_limit_holds_until_it_is_another() {
    let (stage, romy) = small_pages(50).await;
    let profile = been_here(&romy, |account| history::Command::SetLimit {
        account,
        limit: Limit::Month,
    })
    .await;
    keep(&stage, &romy, 0..60, 400 * DAY);
    keep(&stage, &romy, 60..120, 60 * DAY);
    keep(&stage, &romy, 120..180, 10 * DAY);
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    complete(&mut client).await;
    // Whole pages are taken in: nothing that came is thrown away.
    assert_eq!(shown(&mut client).await, numbered(80..180));
    let asked = stage.server().asked(romy.jid.as_str()).len();
    // Not further, by itself or after a restart.
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(80..180));
    assert_eq!(stage.server().asked(romy.jid.as_str()).len(), asked + 1);
    history(&client, |account| history::Command::SetLimit {
        account,
        limit: Limit::ThreeMonths,
    });
    client.wait_message_above(80).await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(30..180));
    history(&client, |account| history::Command::SetLimit {
        account,
        limit: Limit::Everything,
    });
    client.wait_message_above(30).await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..180));
}

/// A way to wait for work that has not begun yet.
trait Reaches {
    /// More than so many of the oldest are still missing; waits until fewer are.
    async fn wait_message_above(&mut self, missing: usize);
}

impl Reaches for Client {
    async fn wait_message_above(&mut self, missing: usize) {
        let before = self.world.account().expect("romy").history.reached;
        self.wait(&format!("more than all but {missing}"), |world| {
            let now = world.account()?.history.reached;
            (now < before).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_pause_lasts_over_a_restart_and_keeps_nothing_new() {
    let (stage, romy) = small_pages(50).await;
    let profile = been_here(&romy, |account| history::Command::Pause { account }).await;
    keep(&stage, &romy, 0..180, DAY);
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    wait_progress(&mut client, Progress::Paused).await;
    assert_eq!(shown(&mut client).await, numbered(130..180));
    let profile = client.shut_down().await;
    // More than a page of news is fetched all the same; only what is older waits.
    keep(&stage, &romy, 180..300, Duration::ZERO);
    let mut client = Client::open(profile).await;
    assert!(client.world.account().expect("romy").history.paused);
    client.wait_online().await;
    wait_progress(&mut client, Progress::Paused).await;
    assert_eq!(shown(&mut client).await, numbered(130..300));
    history(&client, |account| history::Command::Resume { account });
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..300));
}

#[tokio::test]
async fn killed_in_the_midst_of_it_it_goes_on_where_it_was() {
    let (stage, romy) = small_pages(10).await;
    keep(&stage, &romy, 0..600, DAY);
    let (proxy, behind) = stage.through_proxy(&romy).await;
    let profile = Profile::new();
    let program = env!("CARGO_BIN_EXE_waxwing-victim");
    let mut victim = Victim::start(program, profile.path());
    victim.sign_in(&behind).await;
    // So slow that it is killed before its end.
    proxy.set(Way::Down, Flow::Delay(Duration::from_millis(15)));
    for _ in 0..4 {
        let end = victim
            .wait("some pages", |world| {
                let history = &world.account()?.history;
                let some = history.fetched >= 50 && history.progress == Progress::Older;
                let end = history.progress == Progress::Complete;
                (some || end).then_some(end)
            })
            .await;
        assert!(!end, "it was over before it was killed");
        victim.kill().await;
        victim = Victim::start(program, profile.path());
    }
    victim.kill().await;
    proxy.set(Way::Down, Flow::Pass);
    let mut client = Client::open(profile).await;
    assert_eq!(client.world.recovered, []);
    client.wait_online().await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..600));
    let asked = stage.server().asked(romy.jid.as_str()).len();
    assert!(asked < 120, "{asked} pages for 60: it began anew each time");
}

fn after(question: &Element) -> Option<String> {
    let set = question.get_child("set", "http://jabber.org/protocol/rsm")?;
    let after = set.get_child("after", "http://jabber.org/protocol/rsm")?;
    Some(after.text())
}

#[tokio::test]
async fn ends_that_have_expired_are_found_again() {
    let (stage, romy) = small_pages(50).await;
    let jid = romy.jid.as_str();
    let profile = been_here(&romy, |account| history::Command::Pause { account }).await;
    keep(&stage, &romy, 0..200, DAY);
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    wait_progress(&mut client, Progress::Paused).await;
    assert_eq!(shown(&mut client).await, numbered(150..200));
    // The end to go on from is gone, and what is older is not: the server has let it go by hand.
    let gone = stage.server().archived(jid).swap_remove(150);
    stage.server().remove(jid, &gone);
    history(&client, |account| history::Command::Resume { account });
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..200));
    // Now everything is, and much is said: the archive is looked at from an end that is not there.
    let newest = stage.server().archived(jid).pop().expect("a message");
    stage.server().expire(jid, 0);
    let script = stage.server().script(jid);
    for number in 200..420 {
        script.receive(&format!(
            "<message type='chat' from='{THEO}/x' to='$me' id='l{number}'>\
             <body>number {number}</body></message>"
        ));
    }
    let server = stage.server();
    client
        .wait("the archive is looked at from there", |world| {
            let heard = world.conversation(THEO)?.last.as_ref()?.text == "number 419";
            let mut asked = server.asked(jid).into_iter();
            let asked = asked.any(|one| after(&one).as_deref() == Some(newest.as_str()));
            (heard && asked).then_some(())
        })
        .await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..420));
}

/// Some servers show a row late, above one that was seen before it: what was away meanwhile finds it.
#[tokio::test]
async fn what_the_archive_shows_late_is_found_in_its_place() {
    let (stage, romy) = small_pages(50).await;
    keep(&stage, &romy, 0..20, DAY);
    let client = Client::signed_in(&romy).await;
    let mut client = client;
    complete(&mut client).await;
    let profile = client.shut_down().await;
    stage
        .server()
        .keep_before(romy.jid.as_str(), 18, &late(&romy, "late 18"));
    keep(&stage, &romy, 20..50, Duration::ZERO);
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    complete(&mut client).await;
    let mut expected = numbered(0..50);
    expected.insert(18, "late 18".to_owned());
    client
        .wait_conversation(THEO, "all are counted", |theo| theo.unread >= 30)
        .await;
    assert_eq!(shown(&mut client).await, expected);
}

fn late(romy: &Login, text: &str) -> String {
    format!(
        "<message type='chat' from='{THEO}/x' to='{}' id='late'><body>{text}</body></message>",
        romy.jid
    )
}

/// What makes no sense costs itself, and nothing beside it.
/// It fails once, as a server does that has just started, and knows in the next moment what had
/// arrived: that does not go out again in between.
#[tokio::test]
async fn an_archive_that_is_short_of_breath_is_asked_again_first() {
    const NS: &str = "urn:xmpp:mam:2";
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let (proxy, behind) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&behind).await;
    wait_progress(&mut client, Progress::Complete).await;
    let conversation = client.open_conversation(theo.jid()).await;
    proxy.set(Way::Down, Flow::Swallow);
    client.say(conversation, "once");
    theo.wait_message("once").await;
    stage.end_session(&romy);
    let mut script = stage.server().script(romy.jid.as_str());
    stage
        .server()
        .bend(|policy| policy.leave_to_script = vec![NS]);
    proxy.set(Way::Down, Flow::Pass);
    proxy.cut();
    let failed = |world: &World| {
        let history = &world.account()?.history;
        matches!(history.progress, Progress::Failed { .. }).then_some(())
    };
    let refuse = async {
        loop {
            let said = script.expect_one().await;
            if said.has_child("query", NS) {
                script.receive(&format!(
                    "<iq type='error' id='{}' to='$me'><error type='cancel'><internal-server-error \
                     xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                    said.attr("id").expect("an id")
                ));
            }
        }
    };
    tokio::select! {
        () = client.wait("it fails", failed) => {}
        () = refuse => {}
    }
    stage
        .server()
        .bend(|policy| policy.leave_to_script = Vec::new());
    client.say(conversation, "twice");
    // What is said to others comes here, too.
    let said = loop {
        let said = script.expect_one().await;
        if let Some(body) = said.get_child("body", "jabber:client") {
            break body.text();
        }
    };
    assert_eq!(said, "twice");
    assert_eq!(texts(&mut client, conversation).await, ["once", "twice"]);
}

#[tokio::test]
async fn a_row_that_makes_no_sense_costs_only_itself() {
    let (stage, romy) = small_pages(20).await;
    let jid = romy.jid.as_str();
    keep(&stage, &romy, 0..30, 3 * DAY);
    for nonsense in [
        "<message type='chat' from='theo@@localhost' to='nobody'><body>nonsense</body></message>",
        "<presence from='theo@localhost'/>",
        "<message><body/><body/></message>",
    ] {
        stage.server().keep(jid, nonsense, 2 * DAY + DAY / 2);
    }
    keep(&stage, &romy, 30..45, 2 * DAY);
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..45));
}

/// More than is read of one stanza.
const TOO_LONG: usize = 100_000;

/// It ends the stream whenever it comes, and is stepped over in the end: its neighbours above and below
/// are here, also those of the same second.
#[tokio::test]
async fn a_row_that_breaks_every_connection_costs_only_itself() {
    let (stage, romy) = small_pages(20).await;
    let jid = romy.jid.as_str();
    keep(&stage, &romy, 0..40, 2 * DAY);
    for number in 40..45 {
        let text = format!("number {number}");
        keep_one(&stage, &romy, THEO, &text, DAY + DAY / 2);
    }
    let poison = format!(
        "<message type='chat' from='{THEO}/x' to='{jid}'><body>poison</body>\
         <x xmlns='long'>{}</x></message>",
        "x".repeat(TOO_LONG)
    );
    stage.server().keep(jid, &poison, DAY + DAY / 2);
    keep(&stage, &romy, 45..60, DAY);
    let mut client = Client::open_with(Profile::new(), |config: &mut Config| {
        config.tuning = Tuning {
            first_wait: Duration::from_millis(5),
            longest_wait: Duration::from_millis(40),
            stanza_bytes: TOO_LONG,
            encryption: false,
            ..Tuning::default()
        };
    })
    .await;
    client.sign_in(&romy).await.expect("the login is right");
    complete(&mut client).await;
    assert_eq!(shown(&mut client).await, numbered(0..60));
}

/// There is room for so many strangers; that what others said is not here is told, and stays told.
#[tokio::test]
async fn more_strangers_than_there_is_room_for_are_not_lost_unseen() {
    let (stage, romy) = small_pages(250).await;
    for number in 0..1_010 {
        let from = format!("s{number}@elsewhere.example");
        keep_one(&stage, &romy, &from, "hello", DAY);
    }
    keep(&stage, &romy, 0..3, Duration::ZERO);
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let left_out = |client: &Client| client.world.account().expect("romy").history.left_out;
    assert!(left_out(&client));
    assert_eq!(shown(&mut client).await, numbered(0..3));
    let strangers = client.world.conversations.values();
    let strangers = strangers.filter(|one| one.jid.as_str() != THEO).count();
    assert_eq!(strangers, 1_000);
    let client = Client::open(client.shut_down().await).await;
    assert!(left_out(&client), "it stays told");
}

/// What is said while the history takes a page in may change a message of that page, and is told before it.
#[tokio::test]
async fn what_is_corrected_while_its_page_comes_stays_corrected() {
    let (stage, romy) = small_pages(250).await;
    let jid = romy.jid.as_str();
    keep(&stage, &romy, 0..1, 2 * DAY);
    let mut client = Client::signed_in(&romy).await;
    complete(&mut client).await;
    let conversation = client.open_conversation(THEO).await;
    keep(&stage, &romy, 1..251, DAY);
    let asked = stage.server().asked(jid).len();
    stage.server().cut(jid);
    stage.server().forget(jid);
    let asks = async {
        while stage.server().asked(jid).len() == asked {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(DEADLINE, asks).await.expect("it asks");
    // How long that takes nobody knows: some of them come in the midst of it.
    for number in 1..=250 {
        let correction = format!(
            "<message type='chat' from='{THEO}/x' to='{jid}' id='c{number}'><body>changed {number}</body>\
             <replace xmlns='urn:xmpp:message-correct:0' id='number {number}'/></message>"
        );
        stage.server().send(jid, &correction);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    client.wait_message(conversation, "changed 250").await;
    complete(&mut client).await;
    client
        .wait("all of them are changed", |world| {
            let rows = world.messages(conversation);
            let mut said = rows.iter().skip(1);
            let changed = said.all(|row| row.text.starts_with("changed"));
            (changed && rows.len() == 251).then_some(())
        })
        .await;
}
