//! Blocking somebody and telling the server why (XEP-0377).

use waxwing_proto::Address;
use waxwing_proto::reporting::{self, MAX_CITED};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::roster::{About, Question};
use crate::model::{Cited, Direction, Message, Report, ReportReason};
use crate::{ConversationId, Error, RequestId};

/// The messages that are named where nobody has chosen any.
const NEWEST: usize = 10;

/// The rows that are looked at for these: of a long talk, both sides have said something.
const LOOKED_AT: u32 = 50;

/// The longest words, in bytes: a page of a book.
const LONGEST: usize = 4_000;

impl Account {
    /// Blocks an address, and says why.
    pub(crate) async fn block_and_report(
        &mut self,
        request: RequestId,
        typed: &str,
        report: &Report,
        turn: &mut Turn,
    ) {
        match self.check_report(typed, report) {
            Ok(address) => {
                let messages = self.cited(&address, &report.cite).await;
                let order = reporting::block(
                    &address,
                    &reporting::Report {
                        reason: report.reason.into(),
                        text: report.text.trim(),
                        language: &self.parts.language,
                        by: &self.record.jid,
                        messages: &messages,
                        to_origin: report.to_origin,
                        to_third_parties: report.to_third_parties,
                    },
                );
                let question = Question::About(About::Block { request, address });
                self.order(request, order, question, turn);
            }
            Err(error) => turn.done.push((request, Err(error))),
        }
    }

    fn check_report(&self, typed: &str, report: &Report) -> Result<Address, Error> {
        if !self.is_online() {
            return Err(Error::Offline);
        }
        if !self.book.server.reporting {
            return Err(Error::NotOffered);
        }
        if report.text.len() > LONGEST {
            return Err(Error::InvalidText);
        }
        self.blockable(typed)
    }

    /// The ids of the messages that are to be looked at; only what the reported have said here, and
    /// our own server's archive has.
    async fn cited(&self, address: &Address, cite: &Cited) -> Vec<String> {
        let Some(&id) = self.by_jid.get(address.bare()) else {
            return Vec::new();
        };
        if address.local().is_none() {
            return Vec::new();
        }
        let found = match cite {
            Cited::Nothing => Ok(Vec::new()),
            Cited::Newest => self.newest_of_theirs(id).await,
            Cited::These(items) => {
                let mut found = Vec::new();
                for item in items.iter().take(MAX_CITED) {
                    match self.parts.archive.get(id, *item).await {
                        Ok(message) => found.extend(message.as_deref().and_then(named)),
                        Err(error) => tracing::warn!(%error, "a message can't be cited"),
                    }
                }
                Ok(found)
            }
        };
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "no message can be cited");
            Vec::new()
        })
    }

    /// What they have said last, oldest first.
    async fn newest_of_theirs(&self, id: ConversationId) -> Result<Vec<String>, Error> {
        let page = self.parts.archive.page(id, None, LOOKED_AT).await?;
        let newest = page.items.iter().rev();
        let newest = newest.filter_map(|message| named(message)).take(NEWEST);
        let mut ids: Vec<String> = newest.collect();
        ids.reverse();
        Ok(ids)
    }
}

/// The id that the archive gave a message of theirs.
fn named(message: &Message) -> Option<String> {
    let theirs = message.direction == Direction::Incoming && !message.stanza_id.is_empty();
    theirs.then(|| message.stanza_id.clone())
}

impl From<ReportReason> for reporting::Reason {
    fn from(reason: ReportReason) -> Self {
        match reason {
            ReportReason::Spam => Self::Spam,
            ReportReason::Abuse => Self::Abuse,
        }
    }
}
