//! What our other devices do: copies of what they send and get (XEP-0280), notes we write to
//! ourselves, and what our account's server promises about the ids it gives (XEP-0359 §6).
//!
//! What another device of ours has said is our own, and stands in the conversation as such. A copy is
//! never answered, neither by a receipt nor by a marker: who got it directly does that.

use std::collections::{BTreeSet, HashMap};

use jid::BareJid;
use waxwing_proto::carbons::{self, Refused};
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::mds::{self, Position};
use waxwing_proto::message::{Kind, Message as Wire};
use waxwing_proto::room::invitation;
use waxwing_proto::{Address, bookmarks, markers, stanza_id, vcard_avatar};

use crate::ConversationId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::console;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::encryption::{self, Between, Writer};
use crate::feature::own_node::OwnNode;
use crate::feature::roster::{About, Question};
use crate::model::Direction;
use crate::store::Dedup;

/// What is known of our other devices, and of what binds them together.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// So many copies were not believed.
    refused: u64,
    /// Places that were told and not looked at yet.
    pub(super) told: Vec<Position>,
    /// Where the places are kept.
    pub(super) node: OwnNode,
    /// The newest of the archive is here.
    pub(super) caught_up: bool,
    /// Conversations whose place may be published now.
    pub(super) ready: BTreeSet<ConversationId>,
    /// Places whose message is not here yet.
    pub(super) foretold: HashMap<BareJid, String>,
    /// The older place that ours was held against last, by conversation.
    pub(super) withstood: HashMap<ConversationId, String>,
    /// What is being published, by conversation.
    pub(super) publishing: HashMap<ConversationId, Publishing>,
}

/// An order to publish a place.
#[derive(Debug)]
pub(super) struct Publishing {
    /// The place.
    pub(super) stanza_id: String,
    /// The row up to which was read.
    pub(super) read: u64,
    /// That row is the place itself.
    pub(super) all: bool,
}

/// The namespaces that promise that a `<stanza-id/>` in our account's name is from our server: the
/// second implies the first (XEP-0313 §3.1).
const PROMISES: [&str; 2] = [stanza_id::NS, ARCHIVE];

/// The namespace of archives.
const ARCHIVE: &str = "urn:xmpp:mam:2";

/// What marks a private message of a room (XEP-0045 §7.5): for whoever is in that room only.
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

impl Account {
    /// A session without a past: copies are wanted, and what the account's server can do is asked.
    pub(crate) fn begin_elsewhere(&mut self, turn: &mut Turn) {
        self.elsewhere.node.begin(false);
        self.elsewhere.caught_up = false;
        self.elsewhere.publishing.clear();
        self.elsewhere.withstood.clear();
        let enable = Request::Set(carbons::enable());
        self.ask_of(None, enable, Question::About(About::Copies), turn);
        let own = Address::from(&self.record.jid);
        let query = Request::Get(disco::info_query(None));
        let question = Question::About(About::OwnAccount);
        self.ask_of(Some(&own), query, question, turn);
    }

    /// The server makes copies from now on, or does not.
    pub(crate) fn copies_enabled(&self, outcome: Outcome) {
        if let Err(Unanswered::Refused(error)) = outcome {
            tracing::info!(?error, "the server makes no copies for other devices");
        }
    }

    /// The account's server has said what it does for the account.
    pub(crate) fn learn_own_account(&mut self, outcome: Outcome, turn: &mut Turn) {
        let info = match outcome {
            Ok(answer) => answer,
            Err(Unanswered::Refused(_)) => None,
            // Whoever has had a device has one on a slow server, too.
            Err(Unanswered::Silence) => return self.begin_encryption_unasked(turn),
            Err(Unanswered::Offline) => return,
        };
        let Some(info) = info.and_then(|answer| Info::parse(&answer)) else {
            return self.begin_encryption(false, turn);
        };
        let promised = PROMISES.iter().any(|promise| info.has(promise));
        if self.book.server.stanza_ids != promised {
            self.book.server.stanza_ids = promised;
            self.keep_server();
        }
        self.learn_conversion(info.has(vcard_avatar::CONVERSION));
        // Where there is no archive, there is nothing to wait for.
        let archive = info.has(ARCHIVE);
        self.elsewhere.caught_up |= !archive;
        self.ask_whether_whole(archive, turn);
        let offered = info.has(mds::NEEDS);
        self.ask_places(offered, turn);
        self.ask_levels(offered, turn);
        self.begin_encryption(offered || info.is("pubsub", "pep"), turn);
        let converts = info.has(bookmarks::COMPAT) || info.has(bookmarks::COMPAT_PEP);
        self.learn_bookmark_conversion(converts, turn);
    }

    /// The id that our archive gave a message, where our server promises that nobody else could.
    pub(crate) fn archive_id<'a>(&self, wire: &'a Wire) -> Option<&'a str> {
        let promised = self.book.server.stanza_ids;
        stanza_id::stanza_id(wire, &self.record.jid).filter(|_| promised)
    }

    /// A copy that must not be believed: gone without a trace it would be a message lost, so it is
    /// counted and shown.
    pub(crate) fn refuse_copy(&mut self, why: Refused) {
        self.elsewhere.refused = self.elsewhere.refused.saturating_add(1);
        let count = self.elsewhere.refused;
        tracing::warn!(%why, count, "dropped");
        self.console
            .note(console::Kind::Dropped, &format!("{why}; {count} so far"));
    }

    /// Another device of ours has said something, or has seen something.
    pub(crate) async fn handle_sent(&mut self, wire: &Wire, turn: &mut Turn) {
        if matches!(wire.kind, Kind::Error | Kind::Groupchat) {
            return;
        }
        let to = wire.to.address();
        if let Some(id) = to.and_then(|to| self.room_of(to.bare())) {
            // Something that another device of ours has said to one only.
            if let Some(nick) = to.and_then(|to| to.resource()).map(str::to_owned) {
                let ours = Direction::Outgoing;
                self.hear_private(wire, (id, &nick), ours, turn).await;
            }
            return;
        }
        if wire.payload("x", MUC_USER).is_some() || invitation::find(wire).is_some() {
            return;
        }
        let own = self.record.jid.clone();
        let with = wire.to.bare().cloned().unwrap_or_else(|| own.clone());
        let known = match encryption::is_sealed(wire) {
            true => {
                let names = self.dedup_keys(wire, &own, &encryption::print(wire));
                self.is_known(&names, turn).await
            }
            false => false,
        };
        let between = Between {
            from: Writer::Known(&own),
            to: &with,
            room: false,
        };
        let Some(unsealed) = self.unsealed(wire, between, known, turn) else {
            return;
        };
        let whole = unsealed.wire.clone();
        let wire = whole.as_ref();
        if let Some(of) = markers::displayed(wire) {
            self.seen_elsewhere(of, &with, turn).await;
        }
        let read = self.heard(wire);
        let Some(heard) = unsealed.heard(read) else {
            return;
        };
        let mut dedup = self.dedup_keys(wire, &own, &heard.known_by);
        if self.is_known(&dedup, turn).await {
            return;
        }
        let begins = heard.speaks && self.has_room_for_own();
        if !begins && !self.by_jid.contains_key(&with) {
            tracing::debug!("no room for another conversation, or nothing to begin one with");
            return;
        }
        let id = self.ensure_talk(&with, true, turn);
        self.know(id, turn);
        dedup.extend(Self::named(wire, &own));
        dedup.extend(self.sealed_key(&heard));
        let message = self.row_of(wire, (id, &own), &heard);
        // A receipt names it by what it carries, whatever else tells it from others.
        dedup.extend(wire.id.clone().map(|id| Dedup::Origin { from: own, id }));
        let Some(message) = self.take_act(id, message, (&heard, &dedup), turn).await else {
            return;
        };
        let mut message = message;
        self.want_files(id, &mut message, &with, turn);
        let item = message.id;
        self.read_by_writing(id, item);
        if let Some(talk) = self.talks.get_mut(&id) {
            // Whoever answers there has told what there was to tell.
            talk.record.reading.owed = None;
        }
        self.put_message(id, message, dedup, turn);
        self.fulfil(&with, item, turn).await;
    }
}
