//! What contacts may know of us: that a message arrived (XEP-0184), that it was seen (XEP-0333), that
//! we type (XEP-0085), since when nobody has looked at the window (XEP-0319), what runs here
//! (XEP-0092). Each can be switched for all contacts and for single ones; strangers learn none of it,
//! whatever the switches say.

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::disco::Info;
use waxwing_proto::xml::Tree;
use waxwing_proto::{chat_state, idle, markers, receipts, version};

use crate::Timestamp;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::{Exceptions, Privacy};
use crate::store::{NoteRecord, Op, Shelf};

impl Account {
    /// What this address may know of us; nothing where it may not see our presence.
    pub(crate) fn may_know(&self, jid: &BareJid) -> Privacy {
        if !self.may_see_us(jid) {
            return NOTHING;
        }
        let exceptions = self.book.exceptions.get(jid).copied();
        exceptions.unwrap_or_default().from(self.book.privacy)
    }

    /// From now on all contacts are told this, but for those for whom something else was said.
    pub(crate) fn set_privacy(&mut self, privacy: Privacy, turn: &mut Turn) {
        if self.book.privacy == privacy {
            return;
        }
        self.book.privacy = privacy;
        self.book.changed = true;
        self.keep_privacy(turn);
        self.follow_privacy(turn);
    }

    /// From now on one contact is told something else than all the others.
    pub(crate) fn set_exceptions(
        &mut self,
        jid: &BareJid,
        exceptions: Exceptions,
        turn: &mut Turn,
    ) {
        let before = self.book.exceptions.get(jid).copied().unwrap_or_default();
        if before == exceptions || !self.contacts.contains_key(jid) {
            return;
        }
        if exceptions.is_empty() {
            self.forget_exceptions(jid, turn);
        } else {
            self.book.exceptions.insert(jid.clone(), exceptions);
            let name = note_name(jid);
            let stored = ExceptionsV1::from(exceptions);
            match NoteRecord::new(self.record.id, Shelf::Profile, &name, 1, &stored) {
                Ok(note) => turn.ops.push(Op::PutNote(note)),
                Err(error) => tracing::error!(%error, "an exception can't be written down"),
            }
        }
        self.follow_privacy(turn);
    }

    /// Somebody is no contact any more, or like all the others again.
    pub(crate) fn forget_exceptions(&mut self, jid: &BareJid, turn: &mut Turn) {
        if self.book.exceptions.remove(jid).is_some() {
            turn.ops.push(Op::RemoveNote {
                account: self.record.id,
                shelf: Shelf::Profile,
                name: note_name(jid),
            });
        }
    }

    fn follow_privacy(&mut self, turn: &mut Turn) {
        let encryption = self.parts.tuning.encryption;
        self.info = own_info(&self.parts.software.name, self.claimed(), encryption);
        let all: Vec<_> = self.talks.keys().copied().collect();
        for id in all {
            self.allow_states(id);
        }
        self.tell_presence(turn);
    }

    /// What somebody at least is told: what we say that we can do is the same for all.
    pub(crate) fn claimed(&self) -> Privacy {
        claimed(self.book.privacy, self.book.exceptions.values())
    }

    /// Since when we are away, if every contact may know: what is told to all goes to all.
    pub(crate) fn told_idle(&self) -> Option<Timestamp> {
        let idle = self.book.attendance.idle();
        idle.filter(|_| self.tells_all())
    }

    /// Some contact is told since when nobody looks.
    pub(crate) fn tells_idle(&self) -> bool {
        self.claimed().last_seen
    }

    fn tells_all(&self) -> bool {
        let hidden = self.book.exceptions.values();
        let mut hidden = hidden.filter(|one| one.last_seen == Some(false));
        self.book.privacy.last_seen && hidden.next().is_none()
    }

    /// Where not every contact may know since when nobody looks, those who may are told one by one.
    pub(crate) fn tell_idle(&self, turn: &mut Turn) {
        let Some(since) = self.book.attendance.idle() else {
            return;
        };
        if self.tells_all() || !self.tells_idle() {
            return;
        }
        let here = self.talks.values();
        let here = here.filter(|talk| !talk.resources.is_empty());
        let may_know = here.filter(|talk| self.may_know(&talk.record.jid).last_seen);
        for talk in may_know.take(MOST_TOLD) {
            let presence = self.own_presence().with(idle::element(since.0));
            turn.send
                .push(presence.with_attr("to", talk.record.jid.as_str()));
        }
    }

    /// The same for one who has just come.
    pub(crate) fn tell_idle_to(&self, jid: &BareJid, turn: &mut Turn) {
        let Some(since) = self.book.attendance.idle() else {
            return;
        };
        if !self.tells_all() && self.may_know(jid).last_seen {
            let presence = self.own_presence().with(idle::element(since.0));
            turn.send.push(presence.with_attr("to", jid.as_str()));
        }
    }
}

/// What is told to whoever may not see us.
const NOTHING: Privacy = Privacy {
    receipts: false,
    markers: false,
    typing: false,
    last_seen: false,
    version: false,
};

fn claimed<'a>(all: Privacy, exceptions: impl Iterator<Item = &'a Exceptions>) -> Privacy {
    exceptions.fold(all, |known, one| Privacy {
        receipts: known.receipts || one.receipts == Some(true),
        markers: known.markers || one.markers == Some(true),
        typing: known.typing || one.typing == Some(true),
        last_seen: known.last_seen || one.last_seen == Some(true),
        version: known.version || one.version == Some(true),
    })
}

/// What we say that we can do: not what is switched off.
pub(crate) fn own_info(name: &str, privacy: Privacy, encryption: bool) -> Info {
    let mut info = Info::own(name);
    info.features.retain(|feature| match feature.as_str() {
        "eu.siacs.conversations.axolotl.devicelist+notify"
        | "urn:xmpp:omemo:2:devices+notify"
        | waxwing_proto::encryption::NS => encryption,
        receipts::NS => privacy.receipts,
        markers::NS => privacy.markers,
        chat_state::NS => privacy.typing,
        version::NS => privacy.version,
        _ => true,
    });
    info
}

/// The name of the note about one contact; no address has a slash in front.
const EXCEPTIONS: &str = "/privacy/";

fn note_name(jid: &BareJid) -> String {
    format!("{EXCEPTIONS}{jid}")
}

/// What a note says, and about whom; `None` where it is about something else, or broken.
pub(crate) fn recall(note: &NoteRecord) -> Option<(BareJid, Exceptions)> {
    let jid = BareJid::new(note.name.strip_prefix(EXCEPTIONS)?).ok()?;
    let stored = (note.version == 1).then(|| note.read::<ExceptionsV1>());
    Some((jid, stored?.ok()?.into()))
}

#[derive(Serialize, Deserialize)]
struct ExceptionsV1 {
    receipts: Option<bool>,
    markers: Option<bool>,
    typing: Option<bool>,
    last_seen: Option<bool>,
    version: Option<bool>,
}

impl From<Exceptions> for ExceptionsV1 {
    fn from(one: Exceptions) -> Self {
        Self {
            receipts: one.receipts,
            markers: one.markers,
            typing: one.typing,
            last_seen: one.last_seen,
            version: one.version,
        }
    }
}

impl From<ExceptionsV1> for Exceptions {
    fn from(stored: ExceptionsV1) -> Self {
        Self {
            receipts: stored.receipts,
            markers: stored.markers,
            typing: stored.typing,
            last_seen: stored.last_seen,
            version: stored.version,
        }
    }
}

/// Contacts who are online at once; beyond, they learn of it with the next presence.
const MOST_TOLD: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    #[test]
    fn what_is_switched_off_is_not_claimed() {
        let claims = |info: &Info| {
            [receipts::NS, markers::NS, chat_state::NS, version::NS].map(|ns| info.has(ns))
        };
        assert_eq!(
            claims(&own_info("Waxwing", Privacy::default(), true)),
            [true; 4]
        );
        let none = own_info("Waxwing", NOTHING, true);
        assert_eq!(claims(&none), [false; 4]);
        assert!(none.has("urn:xmpp:ping"));
        // One contact who may know is reason enough to say that it can be done.
        let one = Exceptions {
            markers: Some(true),
            typing: Some(false),
            ..Exceptions::default()
        };
        let claimed = claimed(NOTHING, [one].iter());
        assert!(claimed.markers && !claimed.typing && !claimed.receipts);
    }

    #[test]
    fn an_exception_is_written_down_and_read() {
        let one = Exceptions {
            markers: Some(false),
            last_seen: Some(true),
            ..Exceptions::default()
        };
        let jid = BareJid::new("romy@example.org").unwrap();
        let stored = ExceptionsV1::from(one);
        let bytes = postcard::to_stdvec(&stored).unwrap();
        let bytes: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../tests/old-store/exceptions-v1.hex");
        assert_eq!(sample.trim(), bytes);
        let note = |name: &str, version| {
            NoteRecord::new(AccountId(1), Shelf::Profile, name, version, &stored).unwrap()
        };
        assert_eq!(recall(&note(&note_name(&jid), 1)), Some((jid, one)));
        for (name, version) in [("/privacy", 1), ("/privacy/@@", 1), ("/privacy/a@b", 9)] {
            assert_eq!(recall(&note(name, version)), None, "{name}");
        }
        let told = one.from(Privacy::default());
        assert!(!told.markers && told.last_seen && told.receipts);
    }
}
