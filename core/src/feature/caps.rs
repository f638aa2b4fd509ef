//! What the programs of our contacts can do (XEP-0115): asked once per hash, believed only where the
//! hash fits, so that one contact can't speak for another's program.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use minidom::Element;
use waxwing_proto::Address;
use waxwing_proto::caps::{self, Caps};
use waxwing_proto::chat_state::{self, Support};
use waxwing_proto::disco::{self, Info};
use waxwing_proto::iq::Request;
use waxwing_proto::presence::{Kind, Presence, Resource};
use waxwing_proto::stanza_error::StanzaError;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::roster::Question;

/// What was learnt in this run.
#[derive(Debug, Default)]
pub(crate) struct KnownCaps {
    /// Whether programs with that hash understand chat states; `None` while the answer is due.
    states: HashMap<String, Option<bool>>,
}

impl KnownCaps {
    /// Whether a device is known to understand chat states.
    fn understands(&self, device: &Resource) -> bool {
        let caps = device.caps.as_ref();
        caps.is_some_and(|caps| self.states.get(&key(caps)) == Some(&Some(true)))
    }

    /// No answer came; another contact with the same program may give one.
    pub(crate) fn give_up(&mut self, caps: &Caps) {
        self.states.remove(&key(caps));
    }
}

impl Account {
    /// Asks what a program can do of which nothing is known; takes over what is known.
    pub(crate) fn ask_caps(&mut self, presence: &Presence, turn: &mut Turn) {
        // Asking shows that we are here.
        let seen = presence
            .from
            .bare()
            .is_some_and(|bare| self.may_see_us(bare));
        if presence.kind != Kind::Available || !seen {
            return;
        }
        let (Some(from), Some(caps)) = (presence.from.address(), presence.caps()) else {
            return;
        };
        match self.known_caps.states.get(&key(&caps)) {
            Some(Some(states)) => {
                let states = *states;
                self.learn_states(from, states);
            }
            Some(None) => {}
            None if self.known_caps.states.len() >= MAX_KNOWN => {}
            None => {
                let query = Request::Get(disco::info_query(Some(&caps.query_node())));
                let question = Question::Caps {
                    from: from.clone(),
                    caps: caps.clone(),
                };
                let deadline = Instant::now() + PATIENCE;
                let to = from.clone();
                if let Ok(stanza) = self.questions.request(Some(&to), query, question, deadline) {
                    self.known_caps.states.insert(key(&caps), None);
                    turn.send.push(stanza);
                }
            }
        }
    }

    /// An answer came, or an error.
    pub(crate) fn learn_caps(
        &mut self,
        from: &Address,
        caps: &Caps,
        outcome: Result<Option<Element>, StanzaError>,
    ) {
        let info = outcome.ok().flatten().and_then(|query| Info::parse(&query));
        let Some(info) = info else {
            self.known_caps.give_up(caps);
            return;
        };
        let states = info.has(chat_state::NS);
        if caps::verify(caps, &info).is_err() {
            // True of this one, perhaps, but of nobody else.
            self.known_caps.give_up(caps);
            self.learn_states(from, states);
            return;
        }
        self.known_caps.states.insert(key(caps), Some(states));
        let same: Vec<Address> = self
            .talks
            .values()
            .filter(|talk| {
                let mut resources = talk.resources.iter();
                resources.any(|one| one.caps.as_ref().is_some_and(|one| key(one) == key(caps)))
            })
            .map(|talk| Address::from(&talk.record.jid))
            .collect();
        for contact in same {
            self.learn_states(&contact, states);
        }
    }

    /// What one device of a contact understands; it is told if any of them does.
    fn learn_states(&mut self, from: &Address, states: bool) {
        let Some(&id) = self.by_jid.get(from.bare()) else {
            return;
        };
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let known = &self.known_caps;
        let states = states || talk.resources.iter().any(|one| known.understands(one));
        talk.composer
            .learn(if states { Support::Yes } else { Support::No });
        self.ticking.touch(id);
    }
}

fn key(caps: &Caps) -> String {
    format!("{:?} {}", caps.hash, caps.ver)
}

/// Far more programs than exist.
const MAX_KNOWN: usize = 2_000;

/// A contact who does not answer in that time is asked again when it comes back.
const PATIENCE: Duration = Duration::from_secs(30);
