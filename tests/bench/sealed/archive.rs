//! An archive of 20,000 encrypted messages in 20 conversations, as Prosody would have written it over ten days: what
//! others have said, and what our other device has said to them. Half of the people speak the older version of OMEMO.
//! Each device has one session with the one that is away, which had been used in both directions before.

use std::error::Error;
use std::path::Path;

use minidom::Element;
use omemo_rs::random::System;
use omemo_rs::sce::{self, Envelope};
use omemo_rs::{Profile, stanza};
use rusqlite::{Connection, Transaction, params};
use tokio::runtime::Runtime;
use uuid::Uuid;
use waxwing_core::measuring::Keys;
use waxwing_proto::xml::Tree;
use waxwing_proto::{encryption, hints};
use waxwing_tests::Login;
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::xml::escape;

use crate::catchup::archive::{INSERT, TABLE};
use crate::omemo::people::{People, Rows};
use crate::prose::Prose;

/// How many messages are encrypted.
pub(super) const MESSAGES: usize = 20_000;
/// How many people there are.
pub(super) const CORRESPONDENTS: usize = 20;
/// The archive begins so many seconds before now, and ends a minute before.
const SPAN: i64 = 10 * 86_400;
/// Of a hundred messages so many are ours.
const OURS_PERCENT: usize = 45;
const LONGEST_BURST: usize = 24;
/// What was said before the device was away.
const FIRST: &str = "Before all that";

/// Writes one message in plain, which is older than the rest.
///
/// # Errors
/// When the database does not take it.
pub(super) fn write_first(file: &Path, login: &Login, with: &str) -> rusqlite::Result<()> {
    let mut db = Connection::open(file)?;
    db.execute_batch(TABLE)?;
    let transaction = db.transaction()?;
    let id = Uuid::new_v4();
    let stanza = format!(
        "<message id='{id}' from='{with}/phone' to='{}' type='chat'><body>{FIRST}</body></message>",
        login.jid
    );
    let long_ago = chrono::Utc::now().timestamp() - SPAN - 3600;
    put(&transaction, login, long_ago, with, &stanza)?;
    transaction.commit()
}

/// Encrypts and writes the rest: for the account's devices with these profiles, of which the first reads and the second
/// writes. Gives all texts, sorted.
///
/// # Errors
/// When the devices don't know each other, or the database does not take it.
pub(super) fn write(
    file: &Path,
    login: &Login,
    with: &[String],
    profiles: [&Path; 2],
    runtime: &Runtime,
) -> Result<Vec<String>, Box<dyn Error>> {
    let own = login.jid.as_str();
    let mut people = People::default();
    let mut ours = Vec::new();
    for profile in profiles {
        let keys = runtime.block_on(Keys::open(profile))?;
        ours.push(people.join(own, &Profile::ALL, Rows::Kept(Box::new(keys)))?);
    }
    let [reader, writer] = [ours[0], ours[1]];
    let mut theirs = Vec::new();
    for (number, jid) in with.iter().enumerate() {
        let speaks: &[Profile] = match number % 2 {
            0 => &Profile::ALL,
            _ => &[Profile::Legacy],
        };
        theirs.push(people.join(jid, speaks, Rows::default())?);
    }
    for jid in with {
        for at in [reader, writer] {
            people.version(at, jid)?;
            people.say(at, jid, b"hello")?;
        }
    }
    for at in theirs.iter().copied().chain([writer]) {
        people.version(at, own)?;
    }
    let mut db = Connection::open(file)?;
    let transaction = db.transaction()?;
    let (mut prose, mut texts) = (Prose::new(), vec![FIRST.to_owned()]);
    let begin = chrono::Utc::now().timestamp() - SPAN;
    let (mut place, mut left) = (0, 0);
    while texts.len() <= MESSAGES {
        if left == 0 {
            (place, left) = (prose.below(with.len()), 1 + prose.below(LONGEST_BURST));
        }
        left -= 1;
        let jid = with[place].as_str();
        let at_s = begin + (SPAN - 60) * texts.len() as i64 / MESSAGES as i64;
        let (at, from, to, resource) = match prose.below(100) < OURS_PERCENT {
            true => (writer, own, jid, "laptop"),
            false => (theirs[place], jid, own, "phone"),
        };
        let text = prose.next_text();
        let stanza = sealed(&mut people, at, (from, resource), to, &text)?;
        put(&transaction, login, at_s, jid, &stanza)?;
        texts.push(text);
    }
    transaction.commit()?;
    for at in ours {
        runtime.block_on(people.finish_turn(at))?;
        runtime.block_on(people.close(at));
    }
    texts.sort_unstable();
    Ok(texts)
}

/// A message as a client of today sends it, encrypted as the engine does it.
fn sealed(
    people: &mut People,
    at: usize,
    (from, resource): (&str, &str),
    to: &str,
    text: &str,
) -> Result<String, Box<dyn Error>> {
    let id = Uuid::new_v4();
    let body = escape(text);
    let plain: Element = format!(
        "<message xmlns='jabber:client' id='{id}' to='{to}' type='chat'>\
         <body>{body}</body><request xmlns='urn:xmpp:receipts'/>\
         <markable xmlns='urn:xmpp:chat-markers:0'/>\
         <origin-id id='{id}' xmlns='urn:xmpp:sid:0'/></message>"
    )
    .parse()?;
    let (shell, plaintext) = match people.version(at, to)? {
        Profile::Legacy => {
            let (shell, body) = encryption::part_older(&plain);
            (shell, body.ok_or("no body")?.into_bytes())
        }
        Profile::Omemo2 => {
            let (shell, inside) = encryption::part(&plain);
            let envelope = Envelope {
                content: inside.into_iter().filter(sce::may_be_inside).collect(),
                from: Some(from.to_owned()),
                to: Some(to.to_owned()),
                time: None,
            };
            (shell, envelope.seal(&mut System)?)
        }
    };
    let outgoing = people.encrypt(at, to, &plaintext)?;
    if outgoing.message.keys.iter().any(|key| key.key_exchange) {
        return Err(format!("{from} has not heard of everybody").into());
    }
    // The server says whose it is.
    let whole = shell
        .with_attr("from", &format!("{from}/{resource}"))
        .with(stanza::write_message(outgoing.profile, &outgoing.message))
        .with(stanza::encryption_hint(outgoing.profile))
        .with(hints::store())
        .with(encryption::excuse());
    Ok(String::from(&whole))
}

fn put(
    transaction: &Transaction<'_>,
    login: &Login,
    at: i64,
    with: &str,
    stanza: &str,
) -> rusqlite::Result<()> {
    let key = Uuid::new_v4().to_string();
    let mut insert = transaction.prepare_cached(INSERT)?;
    insert.execute(params![DOMAIN, login.user(), at, with, key, stanza])?;
    Ok(())
}
