//! The XML console: everything that goes over the wire, and no secret of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waxwing_core::command::{account, console, conversation};
use waxwing_core::event::console::{Direction, Entry, Kind};
use waxwing_core::model::State;
use waxwing_core::{AccountId, Command, Error};
use waxwing_tests::{Backend, Client, Peer, Stage};

scenarios!(
    a_conversation_is_seen_and_no_secret_of_it,
    what_is_typed_is_sent_if_it_is_one_stanza,
    a_closed_console_hears_nothing
);

async fn a_conversation_is_seen_and_no_secret_of_it(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    open(&client, account);
    client.send(Command::Account(account::Command::Reconnect { account }));
    wait_entry(&mut client, "the login", |entry| {
        entry.direction == Direction::In && entry.xml.starts_with("<success")
    })
    .await;
    client.wait_online().await;
    let conversation = client.open_conversation(theo.jid()).await;
    client.say(conversation, "what is on the wire?");
    client
        .wait_state(conversation, "what is on the wire?", &State::Delivered)
        .await;
    theo.say(romy.jid.as_str(), "m1", "this is").await;
    client.wait_message(conversation, "this is").await;
    let proof = [
        (Direction::In, Kind::Nonza, "<challenge"),
        (Direction::Out, Kind::Nonza, "<response"),
    ];
    // Where there are tokens, nothing is asked.
    let modern = matches!(
        stage.backend(),
        Backend::NewerProsody | Backend::NewerEjabberd
    );
    let proof = proof.into_iter().filter(|_| !modern);
    for (direction, kind, part) in proof.chain([
        (Direction::Out, Kind::Stream, "<stream:stream"),
        (Direction::In, Kind::Stream, "<stream:stream"),
        (Direction::In, Kind::Nonza, "<stream:features"),
        (Direction::Out, Kind::Nonza, "<starttls"),
        (Direction::In, Kind::Nonza, "<proceed"),
        (Direction::Out, Kind::Nonza, "<auth"),
        (Direction::Out, Kind::Nonza, "<enable"),
        (Direction::Out, Kind::Presence, "<presence"),
        (Direction::Out, Kind::Iq, "jabber:iq:roster"),
        (Direction::Out, Kind::Message, "what is on the wire?"),
        (Direction::In, Kind::Message, "this is"),
        (Direction::Out, Kind::Nonza, "<r "),
        (Direction::In, Kind::Nonza, "<a "),
    ]) {
        wait_entry(&mut client, part, |entry| {
            entry.direction == direction && entry.kind == kind && entry.xml.contains(part)
        })
        .await;
    }
    for entry in &client.world.console {
        assert_harmless(entry, &romy.password);
    }
}

/// SCRAM's messages are base64 of `n,,n=…`, `r=…,s=…,i=…`, `c=…,r=…,p=…`, `v=…`; PLAIN's of the password
/// itself. No text that stands where one of these may stand is left.
fn assert_harmless(entry: &Entry, password: &str) {
    let xml = &entry.xml;
    assert!(!xml.contains(password), "{xml}");
    assert!(!xml.contains(&STANDARD.encode(password)), "{xml}");
    let words = xml.split(|c: char| matches!(c, '<' | '>' | '\'' | '"') || c.is_whitespace());
    for word in words.filter(|word| word.len() >= 8) {
        let Ok(bytes) = STANDARD.decode(word) else {
            continue;
        };
        // Ids that happen to be base64 are no text.
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for part in [password, ",r=", "r=", "v=", "n=", ",p="] {
            assert!(!text.contains(part), "{text:?} in {xml}");
        }
    }
}

async fn what_is_typed_is_sent_if_it_is_one_stanza(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    open(&client, account);
    let message = format!(
        "<message to='{}' type='chat' id='typed'><body>by hand</body></message>",
        theo.jid()
    );
    assert_eq!(send(&mut client, account, &message).await, Ok(()));
    theo.wait_message("by hand").await;
    for (xml, kind) in [
        ("", "invalid"),
        ("<message>", "invalid"),
        ("<presence/><presence/>", "invalid"),
        ("</stream:stream>", "invalid"),
        ("<!DOCTYPE a><message/>", "invalid"),
        ("<message>&lol;</message>", "invalid"),
        ("<r xmlns='urn:xmpp:sm:3'/>", "nonza"),
        ("<message xmlns='jabber:server'/>", "nonza"),
    ] {
        let outcome = send(&mut client, account, xml).await;
        match kind {
            "nonza" => assert_eq!(outcome, Err(Error::NotAStanza), "{xml}"),
            _ => assert!(matches!(outcome, Err(Error::InvalidXml(_))), "{xml}"),
        }
    }
    // It counts as any other stanza does: what is said after it is acknowledged.
    let conversation = client.open_conversation(theo.jid()).await;
    client.say(conversation, "as usual");
    client
        .wait_state(conversation, "as usual", &State::Delivered)
        .await;
    let joined: Vec<_> = client.world.connections.iter().collect();
    let online = |one: &&&_| matches!(one, waxwing_core::model::Connection::Online { .. });
    assert_eq!(joined.iter().filter(online).count(), 1, "{joined:?}");

    let missing = AccountId(account.0 + 100);
    assert_eq!(
        send(&mut client, missing, "<presence/>").await,
        Err(Error::NotFound)
    );
}

async fn a_closed_console_hears_nothing(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = Peer::sign_in(&theo).await;
    let mut client = Client::signed_in(&romy).await;
    let account = client.account();
    let conversation = client.open_conversation(theo.jid()).await;
    open(&client, account);
    client.say(conversation, "heard");
    wait_entry(&mut client, "heard", |entry| entry.xml.contains("heard")).await;
    client
        .wait_state(conversation, "heard", &State::Delivered)
        .await;
    client.send(Command::Console(console::Command::Close { account }));
    client.tell(conversation, conversation::Command::MarkRead);
    client.say(conversation, "unheard");
    client
        .wait_state(conversation, "unheard", &State::Delivered)
        .await;
    let heard = |entry: &Entry| entry.xml.contains("unheard");
    assert!(!client.world.console.iter().any(heard));
}

fn open(client: &Client, account: AccountId) {
    client.send(Command::Console(console::Command::Open { account }));
}

async fn send(client: &mut Client, account: AccountId, xml: &str) -> Result<(), Error> {
    let request = client.request();
    client.send(Command::Console(console::Command::Send {
        request,
        account,
        xml: xml.to_owned(),
    }));
    client.wait_done(request).await
}

async fn wait_entry(client: &mut Client, what: &str, fits: impl Fn(&Entry) -> bool) {
    client
        .wait(&format!("{what} in the console"), |world| {
            world.console.iter().any(&fits).then_some(())
        })
        .await;
}
