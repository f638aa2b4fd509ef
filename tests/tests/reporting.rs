//! Somebody is blocked, and the server learns why (XEP-0377).

use waxwing_core::command::{console, contact, conversation};
use waxwing_core::event::console::{Direction, Entry};
use waxwing_core::model::{Cited, Report, ReportReason};
use waxwing_core::{Command, Error};
use waxwing_tests::{Backend, Client, Peer, Stage};

scenarios!(
    who_is_reported_is_blocked_and_the_server_knows_why,
    only_what_they_said_is_named
);

const REPORTING: &str = "urn:xmpp:reporting:1";

fn spam(text: &str, cite: Cited) -> Report {
    Report {
        reason: ReportReason::Spam,
        text: text.to_owned(),
        cite,
        to_origin: true,
        to_third_parties: false,
    }
}

/// Whether the server wants to know, once it has said what it can do. Of the real ones only the newer
/// Prosody does.
async fn wants_to_know(client: &mut Client, stage: &Stage) -> bool {
    let expected = matches!(stage.backend(), Backend::Memory | Backend::NewerProsody);
    client
        .wait("what the server can do", |world| {
            let contacts = world.contacts.values().next()?;
            let answered = contacts.blocked.is_some() && contacts.reporting == expected;
            answered.then_some(())
        })
        .await;
    let account = client.account();
    client.send(Command::Console(console::Command::Open { account }));
    expected
}

async fn report(client: &mut Client, address: &str, report: Report) -> Result<(), Error> {
    let (request, account) = (client.request(), client.account());
    client.send(Command::Contact(contact::Command::Report {
        request,
        account,
        address: address.to_owned(),
        report,
    }));
    client.wait_done(request).await
}

fn is_report(entry: &&Entry) -> bool {
    entry.direction == Direction::Out && entry.xml.contains(REPORTING)
}

/// The last report that went out.
async fn sent(client: &mut Client) -> String {
    let last = client.wait("a report", |world| {
        let last = world.console.iter().rev().find(is_report)?;
        Some(last.xml.clone())
    });
    last.await
}

async fn who_is_reported_is_blocked_and_the_server_knows_why(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let theo_jid = theo.jid.to_string();
    let mut client = Client::signed_in(&romy).await;
    let offered = wants_to_know(&mut client, stage).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.say(romy.jid.as_str(), "s1", "buy this").await;
    let stranger = client
        .wait_conversation(&theo_jid, "writes", |theo| theo.knocks)
        .await;
    let talk = client.open_conversation(&theo_jid).await;
    let said = client.wait_message(talk, "buy this").await;
    let told = spam("He sells <things> & more", Cited::Newest);
    let outcome = report(&mut client, &theo_jid, told).await;
    if !offered {
        assert_eq!(outcome, Err(Error::NotOffered));
        let there = client.world.conversation(&theo_jid).expect("a stranger");
        assert!(!there.blocked, "nothing was done by halves");
        assert!(!client.world.console.iter().any(|one| is_report(&one)));
        return;
    }
    assert_eq!(outcome, Ok(()));
    client
        .wait("he is gone", |world| {
            let blocked = world.contacts.values().next()?.blocked.as_ref()?;
            let there = world.conversations.contains_key(&stranger.id);
            (blocked.contains(&theo_jid) && !there).then_some(())
        })
        .await;
    let xml = sent(&mut client).await;
    assert!(!said.stanza_id.is_empty(), "{said:?}");
    for part in [
        "urn:xmpp:reporting:spam",
        "He sells &lt;things&gt; &amp; more",
        said.stanza_id.as_str(),
        "report-origin",
    ] {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
    assert!(!xml.contains("third-party"), "{xml}");
    assert_eq!(client.world.notices, []);
}

async fn only_what_they_said_is_named(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let theo = stage.account("theo");
    let mut client = Client::signed_in(&romy).await;
    if !wants_to_know(&mut client, stage).await {
        return;
    }
    let mut friend = Peer::sign_in(&june).await;
    friend
        .say(romy.jid.as_str(), "j1", "a secret of June")
        .await;
    let with_june = client.open_conversation(june.jid.as_str()).await;
    let secret = client.wait_message(with_june, "a secret of June").await;
    let mut theo_peer = Peer::sign_in(&theo).await;
    theo_peer.say(romy.jid.as_str(), "s1", "you fool").await;
    let with_theo = client.open_conversation(theo.jid.as_str()).await;
    let theirs = client.wait_message(with_theo, "you fool").await;
    client.tell(with_theo, conversation::Command::say("who are you?"));
    let ours = client.wait_message(with_theo, "who are you?").await;
    let cite = Cited::These(vec![secret.id, theirs.id, ours.id]);
    let outcome = report(&mut client, theo.jid.as_str(), spam("", cite)).await;
    assert_eq!(outcome, Ok(()));
    let xml = sent(&mut client).await;
    assert!(xml.contains(&theirs.stanza_id), "{xml}");
    assert_eq!(xml.matches("urn:xmpp:sid:0").count(), 1, "{xml}");
    assert!(!xml.contains(&secret.stanza_id), "{xml}");
    // A whole server has said nothing, and nobody writes a book about it.
    let cite = Cited::These(vec![theirs.id]);
    let outcome = report(&mut client, "spam.example", spam("", cite)).await;
    assert_eq!(outcome, Ok(()));
    let xml = client
        .wait("a report of a server", |world| {
            let mut out = world.console.iter().filter(is_report);
            let found = out.find(|entry| entry.xml.contains("spam.example"))?;
            Some(found.xml.clone())
        })
        .await;
    assert!(!xml.contains("urn:xmpp:sid:0"), "{xml}");
    let long = "x".repeat(100_000);
    let outcome = report(&mut client, june.jid.as_str(), spam(&long, Cited::Nothing)).await;
    assert_eq!(outcome, Err(Error::InvalidText));
    let own = report(&mut client, romy.jid.as_str(), spam("", Cited::Nothing)).await;
    assert!(matches!(own, Err(Error::InvalidAddress(_))), "{own:?}");
}
