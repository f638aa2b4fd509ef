//! Who could read what is said in a conversation, as it is shown, and whom the person leaves out.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;
use omemo_rs::Address as Device;
use omemo_rs::account::{Moment, Plan, Reach};
use omemo_rs::identity::IdentityKey;
use omemo_rs::store::KeyRow;
use omemo_rs::trust::Trust;

use crate::ConversationId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::encryption::{NO_READER, Readers, View};
use crate::model::{Mode, State};
use crate::store::{Op, Seal, Sealed};

impl Account {
    /// What is known of who could read what is said.
    pub(crate) fn encryption_of(&self, id: ConversationId) -> View {
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        let view = self.encryption.views.get(&id).cloned();
        let locked = self.encryption.is_locked() && !self.read_only;
        let possible =
            (locked || self.encryption.is_there()) && self.readers(id) != Readers::Anybody;
        let mode = match sealing {
            _ if !possible && sealing != Some(Sealed::Always) => Mode::Impossible,
            Some(Sealed::Never) => Mode::Off,
            Some(Sealed::Always) => Mode::On,
            Some(Sealed::Whenever) | None => match view.as_ref().map(|view| view.mode) {
                // It is for those who can.
                Some(Mode::Impossible) if self.rooms.has(id) => Mode::On,
                known => known.unwrap_or_default(),
            },
        };
        let too_many = possible && mode != Mode::Off && self.readers(id) == Readers::TooMany;
        let mode = match too_many {
            true => Mode::On,
            false => mode,
        };
        let view = view.unwrap_or_default();
        let talk = self.talks.get(&id);
        let left_out = talk.map(|talk| &talk.record.left_out);
        let is_left_out = |jid: &BareJid| left_out.is_some_and(|left_out| left_out.contains(jid));
        let held = self.rooms.has(id)
            && mode == Mode::On
            && !view.without.is_empty()
            && (view.readers == 0 || !view.without.iter().all(is_left_out));
        let opted_out = talk.and_then(|talk| talk.record.opted_out.clone());
        View {
            mode,
            held: held || too_many,
            too_many,
            opted_out: opted_out.filter(|_| mode != Mode::Off),
            locked: locked && !self.line.is_locked() && matches!(mode, Mode::On | Mode::Unknown),
            ..view
        }
    }

    /// Once all can read what is encrypted, all of it is, whatever comes.
    pub(super) fn put_view(
        &mut self,
        id: ConversationId,
        (view, sure): (View, bool),
        turn: &mut Turn,
    ) {
        let (on, complete) = (view.mode == Mode::On, view.without.is_empty());
        let before = self.encryption.views.insert(id, view);
        if before.as_ref() != self.encryption.views.get(&id) {
            self.dirty.insert(id);
        }
        self.plan_recheck(id, complete);
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        if sure && on && sealing == Some(Sealed::Whenever) {
            self.keep_sealing(id, Sealed::Always, turn);
        }
    }

    /// Without whom something is encrypted if need be. Where nobody else is in a private group yet, nobody has to be able
    /// to read what is said there: in plain it would be in its archive for all who come.
    pub(super) fn left_out(&self, id: ConversationId, people: &[String]) -> BTreeSet<String> {
        let talk = self.talks.get(&id);
        let left_out = talk.into_iter().flat_map(|talk| &talk.record.left_out);
        let mut left_out: BTreeSet<String> = left_out.map(ToString::to_string).collect();
        if self.rooms.has(id) && people.is_empty() {
            left_out.insert(self.record.jid.to_string());
        }
        left_out
    }

    /// Somebody asks for what is not encrypted (XEP-0384 §5.7): nothing is said until the person has decided about that.
    pub(super) fn hear_opt_out(&mut self, from: &BareJid, reason: &str, turn: &mut Turn) {
        let id = self.by_jid.get(from).copied();
        let Some((id, talk)) = id.and_then(|id| Some((id, self.talks.get_mut(&id)?))) else {
            return;
        };
        if *from == self.record.jid || talk.record.sealing == Sealed::Never {
            return;
        }
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        talk.record.opted_out = Some(reason.chars().take(LONGEST_REASON).collect());
        talk.stored = true;
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
    }

    /// What is said waits for the person's word.
    pub(super) fn is_opted_out(&self, id: ConversationId) -> bool {
        let talk = self.talks.get(&id);
        talk.is_some_and(|talk| {
            talk.record.opted_out.is_some() && talk.record.sealing != Sealed::Never
        })
    }

    /// The person does not mind that some of a group can't read what is said: what was not sent for that is.
    pub(crate) async fn leave_people_out(
        &mut self,
        id: ConversationId,
        people: Vec<BareJid>,
        turn: &mut Turn,
    ) {
        if !self.rooms.has(id) {
            return;
        }
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.record.left_out.extend(people);
        talk.stored = true;
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
        let due = self.outbox.values().filter(|entry| entry.seal == Seal::Due);
        let due = due.filter(|entry| entry.conversation == id);
        turn.outbox.extend(due.map(|entry| entry.seq));
        let failed = self.parts.archive.failed(id).await;
        for item in failed.unwrap_or_default() {
            let row = self.now(id, item, turn).await;
            let state = row.as_ref().map(|row| &row.state);
            if matches!(state, Some(State::Failed { condition, .. }) if condition == NO_READER) {
                self.resend(id, item, turn).await;
            }
        }
    }
}

/// Keys that were first seen within so many seconds came together.
const TOGETHER: u64 = 3600;

/// A device is new for so many seconds.
const NEW: u64 = 3 * 24 * 3600;

/// As much of a reason is kept, in characters.
const LONGEST_REASON: usize = 300;

/// The keys that are known of those who could read something.
struct Known<'plan>(BTreeMap<&'plan str, Vec<(IdentityKey, KeyRow)>>);

impl<'plan> Known<'plan> {
    fn of(plan: &'plan Plan, moment: &Moment<'_, '_>) -> Self {
        let mut known = BTreeMap::new();
        for (of, _) in &plan.devices {
            known
                .entry(of.jid.as_str())
                .or_insert_with(|| moment.store.key_rows(&of.jid).unwrap_or_default());
        }
        Self(known)
    }

    fn rows(&self, of: &Device) -> &[(IdentityKey, KeyRow)] {
        self.0.get(of.jid.as_str()).map_or(&[], Vec::as_slice)
    }

    /// What is known of the key of a device that can read it.
    fn row(&self, of: &Device, reach: &Reach) -> Option<&KeyRow> {
        let Reach::Ready(identity) = reach else {
            return None;
        };
        let mut rows = self.rows(of).iter();
        rows.find_map(|(key, row)| (key == identity).then_some(row))
    }

    /// When the first key of its owner was seen.
    fn first_seen(&self, of: &Device) -> Option<u64> {
        self.rows(of).iter().map(|(_, row)| row.first_seen).min()
    }
}

/// Who could read something, in numbers; and whether everybody can for sure, whatever their lists say.
pub(super) fn view_of(plan: &Plan, own: &str, moment: &Moment<'_, '_>) -> (View, bool) {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let theirs = || plan.devices.iter().filter(|(of, _)| of.jid != own);
    let readers = theirs().filter(|(_, reach)| matches!(reach, Reach::Ready(_) | Reach::Waiting));
    let lost =
        theirs().filter(|(_, reach)| matches!(reach, Reach::Unreachable | Reach::OtherVersion));
    let known = Known::of(plan, moment);
    let is_verified = |(of, reach): &(Device, Reach)| {
        let row = known.row(of, reach);
        row.is_some_and(|row| row.trust == Trust::Verified)
    };
    // Blindly trusted, of somebody of whom another key was known before.
    let is_fresh = |(of, reach): &&(Device, Reach)| {
        let first = known.first_seen(of);
        known.row(of, reach).zip(first).is_some_and(|(row, first)| {
            row.trust == Trust::Blind
                && row.first_seen > first.saturating_add(TOGETHER)
                && row.first_seen.saturating_add(NEW) > moment.now
        })
    };
    let ours = plan.devices.iter();
    let ours = ours.filter(|(of, reach)| of.jid == own && matches!(reach, Reach::Ready(_)));
    let readers_count = count(readers.count());
    let ready: BTreeSet<&str> = plan.ready().map(|of| of.jid.as_str()).collect();
    let sure = theirs().next().is_some() && theirs().all(|(of, _)| ready.contains(of.jid.as_str()));
    let view = View {
        mode: match (plan.waiting && theirs().next().is_none(), readers_count) {
            (true, 0) => Mode::Unknown,
            // They have devices, none of which can be reached: it waits, or is not sent.
            (_, 0) if plan.without.is_empty() && theirs().next().is_some() => Mode::On,
            (_, 0) => Mode::Impossible,
            _ if !plan.without.is_empty() => Mode::Impossible,
            _ => Mode::On,
        },
        readers: readers_count,
        undecided: count(plan.undecided().count()),
        unreachable: count(lost.count()),
        without: plan
            .without
            .iter()
            .filter_map(|jid| jid.parse().ok())
            .collect(),
        fresh: count(theirs().filter(is_fresh).count()),
        held: false,
        too_many: false,
        opted_out: None,
        // Who else reads along are our own devices.
        verified: readers_count > 0 && theirs().chain(ours).all(is_verified),
        locked: false,
    };
    (view, sure && plan.without.is_empty())
}

#[cfg(test)]
mod tests {
    use omemo_rs::identity::IdentityKeyPair;
    use omemo_rs::random::System;
    use omemo_rs::store::{Memory, Transaction};
    use omemo_rs::{DeviceId, Profile};

    use super::*;

    const NOW: u64 = 1_000_000_000;
    const OURS: &str = "romy@example.org";
    const THEIRS: &str = "theo@example.org";

    /// What is shown where these devices can read it: whose, since when their key is known, and how it is trusted.
    fn view(devices: &[(&str, u64, Trust)]) -> View {
        let rows = Memory::new();
        let mut store = Transaction::new(&rows);
        let mut plan = Plan {
            profile: Profile::Omemo2,
            devices: Vec::new(),
            without: Vec::new(),
            left_out: BTreeSet::new(),
            waiting: false,
            retry: None,
            actions: Vec::new(),
        };
        for (number, (jid, first_seen, trust)) in (1..).zip(devices) {
            let pair = IdentityKeyPair::generate(&mut System).expect("a pair");
            let identity = pair.identity();
            let row = KeyRow {
                trust: *trust,
                first_seen: *first_seen,
                last_read: 0,
                edwards: None,
            };
            store.put_key_row(jid, &identity, &row);
            let of = Device::new((*jid).to_owned(), DeviceId::new(number));
            plan.devices.push((of, Reach::Ready(identity)));
        }
        let moment = Moment {
            store: &mut store,
            now: NOW,
            random: &mut System,
        };
        view_of(&plan, OURS, &moment).0
    }

    #[test]
    fn a_device_is_new_beside_others() {
        let long_ago = NOW - 100 * NEW;
        let fresh = |all: &[(&str, u64, Trust)]| view(all).fresh;
        let known = (THEIRS, long_ago, Trust::Blind);
        assert_eq!(fresh(&[known]), 0);
        assert_eq!(fresh(&[(THEIRS, NOW - 60, Trust::Blind)]), 0, "the first");
        assert_eq!(fresh(&[known, (THEIRS, NOW - 60, Trust::Blind)]), 1);
        assert_eq!(fresh(&[known, (THEIRS, NOW - 60, Trust::Verified)]), 0);
        assert_eq!(fresh(&[known, (THEIRS, NOW - NEW - 1, Trust::Blind)]), 0);
        assert_eq!(
            fresh(&[known, ("ann@example.org", NOW - 60, Trust::Blind)]),
            0
        );
    }

    #[test]
    fn all_is_verified_only_with_our_own_devices() {
        let theirs = (THEIRS, NOW, Trust::Verified);
        assert!(view(&[theirs]).verified);
        assert!(!view(&[theirs, (OURS, NOW, Trust::Blind)]).verified);
        let both = view(&[theirs, (OURS, NOW, Trust::Verified)]);
        assert!(both.verified);
        assert_eq!(both.readers, 1, "of theirs");
    }
}
