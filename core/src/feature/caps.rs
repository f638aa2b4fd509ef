//! What the programs of our contacts can do (XEP-0115, XEP-0390): asked once per hash, kept over
//! restarts, and believed of others only where the hash fits, so that one contact can't speak for
//! another's program.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jid::BareJid;
use minidom::Element;
use serde::{Deserialize, Serialize};
use waxwing_proto::caps::{self, Caps};
use waxwing_proto::chat_state::{self, Support};
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::presence::{Kind, Presence, Resource};
use waxwing_proto::stanza_error::StanzaError;
use waxwing_proto::{Address, ecaps2};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::roster::Question;
use crate::store::{EVERYBODY, NoteRecord, Op, Shelf, Unit};
use crate::{ConversationId, Timestamp};

/// What is known about programs.
#[derive(Debug, Default)]
pub(crate) struct KnownCaps {
    /// The shelf has been read.
    loaded: bool,
    /// By verified hash.
    known: HashMap<String, Known>,
    /// Hashes about which somebody is being asked, or was in vain.
    asked: HashMap<String, Tried>,
    /// What single resources said that proves nothing about others, by full address.
    personal: HashMap<String, Features>,
}

type Features = Arc<[String]>;

#[derive(Debug)]
struct Known {
    features: Features,
    /// The day on which it was of use last, counted from 1970.
    day: i64,
}

#[derive(Debug, Default)]
struct Tried {
    /// An answer is due.
    waiting: bool,
    /// Who gave no answer that fits: they aren't asked again.
    whom: HashSet<BareJid>,
}

/// What a resource says about its program in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// XEP-0115
    First(Caps),
    /// XEP-0390
    Second(ecaps2::Hash),
}

impl Claim {
    /// The better one of those that a resource makes.
    pub(crate) fn of(ecaps2: Option<&ecaps2::Hash>, caps: Option<&Caps>) -> Option<Self> {
        let second = ecaps2.cloned().map(Self::Second);
        second.or_else(|| caps.cloned().map(Self::First))
    }

    fn key(&self) -> String {
        match self {
            Self::First(caps) => {
                let hash = caps.hash.as_deref().unwrap_or("none");
                format!("1 {hash} {}", caps.ver)
            }
            Self::Second(hash) => format!("2 {} {}", hash.algorithm.as_str(), hash.digest),
        }
    }

    fn query_node(&self) -> String {
        match self {
            Self::First(caps) => caps.query_node(),
            Self::Second(hash) => hash.query_node(),
        }
    }

    /// The answer is the one that was promised.
    fn holds(&self, info: &Info) -> bool {
        match self {
            Self::First(caps) => caps::verify(caps, info).is_ok(),
            Self::Second(hash) => hash.fits(info),
        }
    }
}

impl KnownCaps {
    /// No answer came; another contact with the same program may give one.
    pub(crate) fn give_up(&mut self, from: &Address, claim: &Claim) {
        let tried = self.asked.entry(claim.key()).or_default();
        tried.waiting = false;
        if tried.whom.len() < MAX_TRIES {
            tried.whom.insert(from.bare().clone());
        }
    }

    /// The session is over: who was asked in it may be asked again.
    pub(crate) fn forget_session(&mut self) {
        self.asked.clear();
        self.personal.clear();
    }

    /// Whether to ask this one about that claim, which then counts as asked.
    fn asks(&mut self, from: &BareJid, claim: &Claim) -> bool {
        let key = claim.key();
        if self.asked.len() >= MAX_KNOWN && !self.asked.contains_key(&key) {
            return false;
        }
        let tried = self.asked.entry(key).or_default();
        let asks = !tried.waiting && tried.whom.len() < MAX_TRIES && !tried.whom.contains(from);
        tried.waiting |= asks;
        asks
    }

    /// What a resource can do; `None` where nobody knows yet.
    fn features(&self, resource: &Resource, full: &str) -> Option<&Features> {
        let claim = Claim::of(resource.ecaps2.as_ref(), resource.caps.as_ref())?;
        let known = self.known.get(&claim.key()).map(|known| &known.features);
        known.or_else(|| self.personal.get(full))
    }

    /// Takes over what was written down; gives the names of what is too much.
    fn load(&mut self, notes: &[NoteRecord]) -> Vec<String> {
        self.loaded = true;
        for note in notes {
            if let (1, Ok(stored)) = (note.version, note.read::<CapsV1>()) {
                let known = Known {
                    features: stored.features.into(),
                    day: stored.day,
                };
                self.known.insert(note.name.clone(), known);
            }
        }
        let mut gone = Vec::new();
        while self.known.len() > MAX_KNOWN {
            gone.extend(self.drop_oldest());
        }
        gone
    }

    fn drop_oldest(&mut self) -> Option<String> {
        let oldest = self.known.iter().min_by_key(|(_, known)| known.day);
        let key = oldest.map(|(key, _)| key.clone())?;
        self.known.remove(&key);
        Some(key)
    }
}

impl Account {
    /// Reads what earlier sessions have learnt, before the first presences of this one.
    pub(crate) async fn load_caps(&mut self) {
        if self.known_caps.loaded {
            return;
        }
        match self.parts.store.notes(EVERYBODY, Shelf::Caps).await {
            Ok(notes) => {
                let gone = self.known_caps.load(&notes);
                for name in gone {
                    self.forget_caps(name);
                }
            }
            Err(error) => tracing::warn!(%error, "what programs can do is asked anew"),
        }
    }

    /// Asks what a program can do of which nothing is known; takes over what is known.
    pub(crate) fn ask_caps(&mut self, presence: &Presence, turn: &mut Turn) {
        let Some(from) = presence.from.address() else {
            return;
        };
        if presence.kind != Kind::Available {
            self.known_caps.personal.remove(&from.to_string());
            return;
        }
        let (second, first) = (presence.ecaps2(), presence.caps());
        let Some(claim) = Claim::of(second.as_ref(), first.as_ref()) else {
            return;
        };
        // Asking shows that we are here.
        let (from, bare) = (from.clone(), from.bare().clone());
        if !self.known_caps.known.contains_key(&claim.key()) {
            if self.may_see_us(&bare) && self.known_caps.asks(&bare, &claim) {
                self.ask_about(from, claim, turn);
            }
            return;
        }
        self.use_caps(&claim.key());
        if let Some(&id) = self.by_jid.get(&bare) {
            self.learn_states(id);
        }
    }

    fn ask_about(&mut self, from: Address, claim: Claim, turn: &mut Turn) {
        let query = Request::Get(disco::info_query(Some(&claim.query_node())));
        let deadline = Instant::now() + PATIENCE;
        let to = from.clone();
        let question = Question::Caps { from, claim };
        match self.questions.request(Some(&to), query, question, deadline) {
            Ok(stanza) => turn.send.push(stanza),
            Err(full) => {
                if let Question::Caps { from, claim } = full.0 {
                    self.known_caps.give_up(&from, &claim);
                }
            }
        }
    }

    /// An answer came, or an error.
    pub(crate) fn learn_caps(
        &mut self,
        from: &Address,
        claim: &Claim,
        outcome: Result<Option<Element>, StanzaError>,
    ) {
        let info = outcome.ok().flatten().and_then(|query| Info::parse(&query));
        let Some(info) = info else {
            self.known_caps.give_up(from, claim);
            return;
        };
        let features = bounded(&info);
        if !claim.holds(&info) || features.len() < info.features.len() {
            // True of this one, perhaps, but of nobody else.
            self.known_caps.give_up(from, claim);
            if self.known_caps.personal.len() < MAX_PERSONAL {
                let personal = &mut self.known_caps.personal;
                personal.insert(from.to_string(), features.into());
            }
            if let Some(&id) = self.by_jid.get(from.bare()) {
                self.learn_states(id);
            }
            return;
        }
        self.keep_caps(claim.key(), features);
        let all: Vec<ConversationId> = self
            .talks
            .values()
            .filter(|talk| !talk.resources.is_empty())
            .map(|talk| talk.record.id)
            .collect();
        for id in all {
            self.learn_states(id);
        }
    }

    /// The other side understands chat states if any of its programs does, and does not if none of
    /// them does and all are known.
    pub(crate) fn learn_states(&mut self, id: ConversationId) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let mut support = Support::No;
        for resource in talk.resources.iter() {
            let name = resource.name.as_deref().unwrap_or_default();
            let full = format!("{}/{name}", talk.record.jid);
            match self.known_caps.features(resource, &full) {
                Some(features) if features.iter().any(|one| one == chat_state::NS) => {
                    talk.composer.learn(Support::Yes);
                    self.ticking.touch(id);
                    return;
                }
                Some(_) => {}
                None => support = Support::Unknown,
            }
        }
        if support == Support::No && !talk.resources.is_empty() {
            talk.composer.learn(Support::No);
            self.ticking.touch(id);
        }
    }

    fn keep_caps(&mut self, key: String, features: Vec<String>) {
        self.known_caps.asked.remove(&key);
        if self.known_caps.known.len() >= MAX_KNOWN
            && let Some(oldest) = self.known_caps.drop_oldest()
        {
            self.forget_caps(oldest);
        }
        let known = Known {
            features: features.into(),
            day: today(),
        };
        self.write_caps(&key, &known);
        self.known_caps.known.insert(key, known);
    }

    /// It was of use today: of those that are kept, the ones not used for longest go first.
    fn use_caps(&mut self, key: &str) {
        let today = today();
        let Some(known) = self.known_caps.known.get_mut(key) else {
            return;
        };
        if known.day != today {
            known.day = today;
            let known = Known {
                features: Arc::clone(&known.features),
                day: today,
            };
            self.write_caps(key, &known);
        }
    }

    fn write_caps(&self, key: &str, known: &Known) {
        let stored = CapsV1 {
            day: known.day,
            features: known.features.to_vec(),
        };
        match NoteRecord::new(EVERYBODY, Shelf::Caps, key, 1, &stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::error!(%error, "what a program can do is not written down"),
        }
    }

    fn forget_caps(&self, name: String) {
        let gone = Op::RemoveNote {
            account: EVERYBODY,
            shelf: Shelf::Caps,
            name,
        };
        self.parts.store.put(Unit::from(gone));
    }
}

/// The features that are worth keeping; fewer than there are where it is too much.
fn bounded(info: &Info) -> Vec<String> {
    let short = info.features.iter().filter(|one| one.len() <= MAX_FEATURE);
    short.take(MAX_FEATURES).cloned().collect()
}

fn today() -> i64 {
    Timestamp::now().0 / 86_400_000_000
}

#[derive(Serialize, Deserialize)]
struct CapsV1 {
    day: i64,
    features: Vec<String>,
}

/// More programs and versions than the contacts of one person have.
const MAX_KNOWN: usize = 500;

/// What single resources say is worth less, and is gone with them.
const MAX_PERSONAL: usize = 500;

/// As many contacts are asked about a hash before it is given up: who shows a hash without its
/// answer must not keep us from asking an honest one.
const MAX_TRIES: usize = 4;

/// The richest clients have about a hundred.
const MAX_FEATURES: usize = 300;

/// As a namespace, with room to spare.
const MAX_FEATURE: usize = 256;

/// A contact who does not answer in that time is not asked again in this session.
const PATIENCE: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests;
