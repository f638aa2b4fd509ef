//! An archive of 50,000 messages in 200 conversations, as Prosody would have written it over two
//! years: stamps in whole seconds, both directions, bursts of talk; receipts and markers where the
//! other side's program asks for them. Written straight into Prosody's database, not sent.

use std::path::Path;

use rusqlite::{Connection, Transaction, params};
use uuid::Builder;
use waxwing_tests::Login;
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::xml::escape;

use crate::prose::Prose;
use crate::world::{CONTACTS, contacts};

/// How many messages have a text; receipts and markers come on top.
pub(crate) const MESSAGES: usize = 50_000;
/// The archive begins so many seconds before now, and ends a day before.
const SPAN: i64 = 2 * 365 * 86_400;
/// The longest time between two messages of one burst, in seconds.
const PAUSE: usize = 90;
const LONGEST_BURST: usize = 24;
/// Of a hundred messages so many are ours.
const OURS_PERCENT: usize = 45;
/// With one in so many contacts each message is answered by a receipt.
const RECEIPTS: usize = 5;
/// With one in so many contacts the last message of a burst is marked as displayed.
const MARKERS: usize = 4;

/// As `mod_storage_sql` makes it, where it has not; the indexes it makes itself when it is loaded.
pub(crate) const TABLE: &str = r#"
CREATE TABLE IF NOT EXISTS "prosodyarchive" (
    "sort_id" INTEGER PRIMARY KEY AUTOINCREMENT, "host" TEXT NOT NULL, "user" TEXT NOT NULL,
    "store" TEXT NOT NULL, "key" TEXT NOT NULL, "when" INTEGER NOT NULL, "with" TEXT NOT NULL,
    "type" TEXT NOT NULL, "value" MEDIUMTEXT NOT NULL)"#;
/// A message of a host and a user, from when, with whom, under a key.
pub(crate) const INSERT: &str = r#"
INSERT INTO "prosodyarchive" ("host", "user", "store", "when", "with", "key", "type", "value")
VALUES (?, ?, 'archive', ?, ?, ?, 'xml', ?)"#;

/// What was written.
#[derive(Debug)]
pub(crate) struct Archive {
    /// Stanzas in all.
    pub(crate) stanzas: usize,
    /// The texts, sorted.
    pub(crate) texts: Vec<String>,
}

/// Writes the archive of an account.
///
/// # Errors
/// When the database does not take it.
pub(crate) fn write(file: &Path, login: &Login) -> Result<Archive, rusqlite::Error> {
    let mut db = Connection::open(file)?;
    db.execute_batch(TABLE)?;
    let transaction = db.transaction()?;
    let mut writer = Writer::new(login, &transaction);
    while writer.texts.len() < MESSAGES {
        writer.burst()?;
    }
    let (stanzas, mut texts) = (writer.stanzas, writer.texts);
    transaction.commit()?;
    texts.sort_unstable();
    Ok(Archive { stanzas, texts })
}

struct Writer<'a> {
    transaction: &'a Transaction<'a>,
    user: &'a str,
    own: &'a str,
    contacts: Vec<String>,
    prose: Prose,
    now: i64,
    stanzas: usize,
    texts: Vec<String>,
}

/// One side of a conversation, with its device.
struct Sides {
    ours: String,
    theirs: String,
    with: String,
    receipts: bool,
    markers: bool,
}

impl<'a> Writer<'a> {
    fn new(login: &'a Login, transaction: &'a Transaction<'a>) -> Self {
        Self {
            transaction,
            user: login.user(),
            own: login.jid.as_str(),
            contacts: contacts().map(|(jid, _)| jid).collect(),
            prose: Prose::new(),
            now: chrono::Utc::now().timestamp() - SPAN - 86_400,
            stanzas: 0,
            texts: Vec::new(),
        }
    }

    /// Two people talk for a while. Each contact has the first word once, so that nobody is left out.
    fn burst(&mut self) -> Result<(), rusqlite::Error> {
        let bursts = 2 * MESSAGES / LONGEST_BURST;
        self.now += (SPAN as usize / bursts / 2 + self.prose.below(SPAN as usize / bursts)) as i64;
        let place = match self.stanzas {
            0..2000 => self.stanzas % CONTACTS,
            _ => self.prose.below(CONTACTS).min(self.prose.below(CONTACTS)),
        };
        let with = self.contacts[place].clone();
        let sides = Sides {
            ours: format!("{}/laptop.Wm4x", self.own),
            theirs: format!("{with}/phone.{place}"),
            with,
            receipts: place.is_multiple_of(RECEIPTS),
            markers: place.is_multiple_of(MARKERS),
        };
        let length = 1 + self.prose.below(LONGEST_BURST);
        for number in 1..=length.min(MESSAGES - self.texts.len()) {
            self.now += self.prose.below(PAUSE) as i64;
            let ours = self.prose.below(100) < OURS_PERCENT;
            self.message(&sides, ours, number == length)?;
        }
        Ok(())
    }

    fn message(&mut self, sides: &Sides, ours: bool, last: bool) -> Result<(), rusqlite::Error> {
        let id = self.uuid();
        let text = self.prose.next_text();
        let body = escape(&text);
        let (from, to) = match ours {
            true => (&sides.ours, sides.with.as_str()),
            false => (&sides.theirs, self.own),
        };
        self.put(
            sides,
            &format!(
                "<message id='{id}' from='{from}' to='{to}' type='chat' xml:lang='en'>\
                 <body>{body}</body><request xmlns='urn:xmpp:receipts'/>\
                 <markable xmlns='urn:xmpp:chat-markers:0'/>\
                 <origin-id id='{id}' xmlns='urn:xmpp:sid:0'/></message>"
            ),
        )?;
        self.texts.push(text);
        let payloads = [
            (sides.receipts, "received", "urn:xmpp:receipts"),
            (
                sides.markers && last,
                "displayed",
                "urn:xmpp:chat-markers:0",
            ),
        ];
        for (_, name, namespace) in payloads.into_iter().filter(|(wanted, ..)| *wanted) {
            let (from, to) = match ours {
                true => (&sides.theirs, &sides.ours),
                false => (&sides.ours, &sides.theirs),
            };
            let own = self.uuid();
            self.put(
                sides,
                &format!(
                    "<message id='{own}' from='{from}' to='{to}' type='chat'>\
                     <{name} id='{id}' xmlns='{namespace}'/></message>"
                ),
            )?;
        }
        Ok(())
    }

    fn put(&mut self, sides: &Sides, stanza: &str) -> Result<(), rusqlite::Error> {
        let key = self.uuid();
        let mut insert = self.transaction.prepare_cached(INSERT)?;
        insert.execute(params![
            DOMAIN, self.user, self.now, sides.with, key, stanza
        ])?;
        self.stanzas += 1;
        Ok(())
    }

    fn uuid(&mut self) -> String {
        let bytes = std::array::from_fn(|_| self.prose.below(256) as u8);
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}
