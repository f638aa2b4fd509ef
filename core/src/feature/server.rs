//! The connection page: what the server is and can do, asked when somebody looks; and its status page
//! (XEP-0455), asked only when the person says so, because the address tells a third party about us.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::JoinSet;
use waxwing_proto::contact_addresses::{self, Purpose as Named};
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::{Address, outage, version};

use crate::account::Account;
use crate::account::connect::{self, Facts};
use crate::account::turn::Turn;
use crate::event::account::Event as Told;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::model::{Program, Purpose, Reached, Server, ServerContacts, Status};
use crate::store::{NoteRecord, Op, Shelf, Unit};
use crate::{Event, Timestamp};

/// What is known of the server, and what is being asked.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    reached: Option<Reached>,
    software: Option<Program>,
    server_features: Vec<String>,
    account_features: Vec<String>,
    contacts: Vec<ServerContacts>,
    /// `None` until the server has said so, or it was looked up in the store.
    status_addresses: Option<Vec<String>>,
    status: Option<Status>,
    /// How many answers are awaited.
    open: usize,
    jobs: JoinSet<Status>,
}

/// What is asked for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inquiry {
    /// What the server can do.
    Server,
    /// What it can do for the account.
    Account,
    /// What it runs.
    Software,
}

/// Where a server says whether it is down: kept, because it is of use when the server can't be asked.
#[derive(Serialize, Deserialize)]
struct AddressesV1 {
    addresses: Vec<String>,
}

impl Inspection {
    /// The next status that was fetched; while nothing is fetched, never.
    pub(crate) async fn fetched(&mut self) -> Status {
        match self.jobs.join_next().await {
            Some(Ok(status)) => status,
            Some(Err(error)) => Status::Failed(error.to_string()),
            None => std::future::pending().await,
        }
    }

    /// A connection stands.
    pub(crate) fn connected(&mut self, facts: Facts, resumable: bool, resumed: bool) {
        let now = Timestamp::now();
        let before = self.reached.take().filter(|_| resumed);
        let count = before.as_ref().map_or(0, |before| before.resumed);
        self.reached = Some(Reached {
            place: facts.place,
            cipher: facts.cipher,
            chain: facts.chain,
            since: now,
            session_since: before.map_or(now, |before| before.session_since),
            resumable,
            resumed: count + u32::from(resumed),
        });
    }
}

impl Account {
    /// Asks the server what it is, and tells what is known by now.
    pub(crate) async fn inspect(&mut self, turn: &mut Turn) {
        if self.server.status_addresses.is_none() {
            self.server.status_addresses = self.recall_addresses().await;
        }
        if self.is_online() && self.server.open == 0 {
            let server = self.own.domain().parse::<Address>().ok();
            let own = Address::from(&self.record.jid);
            let info = || Request::Get(disco::info_query(None));
            for (to, request, inquiry) in [
                (server.clone(), info(), Inquiry::Server),
                (Some(own), info(), Inquiry::Account),
                (server, Request::Get(version::query()), Inquiry::Software),
            ] {
                let Some(to) = to else { continue };
                let question = Question::About(About::Inquiry(inquiry));
                let deadline = Instant::now() + PATIENCE;
                if let Ok(stanza) = self
                    .questions
                    .request(Some(&to), request, question, deadline)
                {
                    self.server.open += 1;
                    turn.send.push(stanza);
                }
            }
        }
        self.tell_server();
    }

    /// An answer for the page came, or none.
    pub(crate) fn learn_inquiry(&mut self, inquiry: Inquiry, outcome: Outcome) {
        self.server.open = self.server.open.saturating_sub(1);
        if let Ok(Some(answer)) = outcome {
            match inquiry {
                Inquiry::Software => self.server.software = version::parse(&answer).map(program),
                Inquiry::Server => {
                    if let Some(info) = Info::parse(&answer) {
                        self.learn_addresses(&info);
                        self.server.server_features = features(&info);
                    }
                }
                Inquiry::Account => {
                    if let Some(info) = Info::parse(&answer) {
                        self.server.account_features = features(&info);
                    }
                }
            }
        }
        if self.server.open == 0 {
            self.tell_server();
        }
    }

    /// Takes in whom the server names; where it says whether it is down is written down.
    pub(crate) fn learn_addresses(&mut self, info: &Info) {
        let named = contact_addresses::parse(info).into_iter();
        self.server.contacts = named
            .map(|(purpose, addresses)| ServerContacts {
                purpose: purpose.into(),
                addresses,
            })
            .collect();
        let addresses = outage::addresses(info);
        let known = self.server.status_addresses.as_ref();
        if known != Some(&addresses) && (known.is_some() || !addresses.is_empty()) {
            self.keep_addresses(&addresses);
        }
        self.server.status_addresses = Some(addresses);
    }

    /// Asks the status page of the server, because the person wants to know.
    pub(crate) async fn check_status(&mut self) {
        if self.server.status_addresses.is_none() {
            self.server.status_addresses = self.recall_addresses().await;
        }
        let first = self.server.status_addresses.iter().flatten().next();
        let Some(address) = first.cloned().filter(|_| self.server.jobs.is_empty()) else {
            return;
        };
        let config = self.line.config().clone();
        let language = self.parts.language.clone();
        self.server.status = Some(Status::Asking);
        self.server.jobs.spawn(async move {
            match connect::fetch(&config, &address).await {
                Ok(text) => read_status(&text, &language),
                Err(failure) => Status::Failed(failure.to_string()),
            }
        });
        self.tell_server();
    }

    /// The status page has answered.
    pub(crate) fn learn_status(&mut self, status: Status) {
        self.server.status = Some(status);
        self.tell_server();
    }

    fn tell_server(&self) {
        let known = &self.server;
        let server = Server {
            account: self.record.id,
            domain: self.record.jid.domain().to_string(),
            reached: known.reached.clone().filter(|_| self.is_online()),
            software: known.software.clone(),
            server_features: known.server_features.clone(),
            account_features: known.account_features.clone(),
            contacts: known.contacts.clone(),
            status_addresses: known.status_addresses.clone().unwrap_or_default(),
            status: known.status.clone().unwrap_or(Status::Unasked),
            loading: known.open > 0,
        };
        self.tell(Event::Account(Told::Server(Arc::new(server))));
    }

    async fn recall_addresses(&self) -> Option<Vec<String>> {
        let notes = self.parts.store.notes(self.record.id, Shelf::Server).await;
        let note = notes.ok()?.into_iter().find(|note| note.version == 1)?;
        Some(note.read::<AddressesV1>().ok()?.addresses)
    }

    fn keep_addresses(&self, addresses: &[String]) {
        let addresses = addresses.to_vec();
        let stored = AddressesV1 { addresses };
        match NoteRecord::new(self.record.id, Shelf::Server, "", 1, &stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::warn!(%error, "where the status is told can't be kept"),
        }
    }
}

/// Reads the status (XEP-0455 §2.2): an empty object says that all is well; members that are not known,
/// or of another type, count as missing.
fn read_status(text: &str, language: &str) -> Status {
    let status = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(status)) => status,
        Ok(_) => return Status::Failed("not a status".to_owned()),
        Err(error) => return Status::Failed(error.to_string()),
    };
    let word = |name: &str| status.get(name).and_then(Value::as_str);
    let words = status.get("message").and_then(Value::as_object);
    let words = words.into_iter().flatten();
    let words = words.filter_map(|(tag, words)| Some((tag.as_str(), words.as_str()?)));
    let told = outage::read(
        status.get("planned").and_then(Value::as_bool),
        word("beginning"),
        word("expected_end"),
        words,
        language,
    );
    match told {
        Some(told) => Status::Outage {
            planned: told.planned,
            begin: Timestamp(told.begin),
            end: told.end.map(Timestamp),
            words: told.words,
        },
        None if status.contains_key("beginning") => Status::Failed("no time".to_owned()),
        None => Status::Well,
    }
}

fn features(info: &Info) -> Vec<String> {
    let mut features: Vec<String> = info.features.iter().take(MOST).cloned().collect();
    features.sort_unstable();
    features.dedup();
    features
}

fn program(software: version::Software) -> Program {
    Program {
        name: software.name,
        version: software.version,
        os: software.os.unwrap_or_default(),
    }
}

impl From<Named> for Purpose {
    fn from(purpose: Named) -> Self {
        match purpose {
            Named::Abuse => Self::Abuse,
            Named::Admin => Self::Admin,
            Named::Feedback => Self::Feedback,
            Named::Sales => Self::Sales,
            Named::Security => Self::Security,
            Named::Status => Self::Status,
            Named::Support => Self::Support,
        }
    }
}

/// Whoever looks at the page does not wait longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// More features than any server has.
const MOST: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_as_far_as_it_makes_sense() {
        assert_eq!(read_status("{}", "en"), Status::Well);
        assert_eq!(read_status("{\"planned\":true}", "en"), Status::Well);
        for bad in [
            "",
            "[]",
            "42",
            "<html>",
            "{\"beginning\":\"soon\"}",
            "{\"beginning\":7}",
        ] {
            assert!(matches!(read_status(bad, "en"), Status::Failed(_)), "{bad}");
        }
        let told = read_status(
            "{\"planned\":\"yes\",\"beginning\":\"2021-01-12T01:01:01Z\",\"expected_end\":5,\
             \"message\":{\"default\":\"Update\",\"en\":5},\"more\":[]}",
            "en",
        );
        let outage = Status::Outage {
            planned: false,
            begin: Timestamp(1_610_413_261_000_000),
            end: None,
            words: "Update".to_owned(),
        };
        assert_eq!(told, outage);
    }

    #[test]
    fn a_session_is_as_old_as_it_was_resumed() {
        let mut known = Inspection::default();
        known.connected(Facts::default(), true, true);
        let first = known.reached.clone().unwrap();
        assert_eq!(first.resumed, 1);
        known.connected(Facts::default(), true, true);
        let second = known.reached.clone().unwrap();
        assert_eq!(
            (second.resumed, second.session_since),
            (2, first.session_since)
        );
        known.connected(Facts::default(), false, false);
        assert_eq!(known.reached.unwrap().resumed, 0);
    }
}
