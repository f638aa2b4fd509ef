//! What is done where the state has lost something: the newest copy that knows more is taken, and
//! what it says is compared with the history, which knows what became of each message.

use std::collections::HashSet;

use super::backup::Content;
use super::database::{Trouble, guarded};
use super::journal::{Entry, SetState};
use super::opening::{Loaded, PORTION, read};
use super::record::Write;
use super::tree::Tree;
use super::{Record, key, migrate, plan};
use crate::archive::{History, Truth};
use crate::model::State;
use crate::{Error, Timestamp};

/// The condition of a message of ours that waited in an outbox that was lost; a server never gives
/// it (RFC 6120 §8.3.3 has no such).
pub const OUTBOX_LOST: &str = "outbox-lost";

/// Puts a copy into a database that is new, and loads it.
pub(super) fn restore(loaded: Loaded, content: &Content) -> Result<Loaded, Error> {
    let database = loaded.database;
    for portion in content.writes.chunks(PORTION) {
        guarded(|| database.apply(portion))?;
    }
    let epoch = content.epoch.write().map_err(Trouble::from)?;
    guarded(|| database.apply(&[epoch]))?;
    guarded(|| migrate::set(&database, content.schema))?;
    guarded(|| migrate::run(&database))?;
    Ok(guarded(|| read(database, false))?)
}

/// Brings what was loaded into step with the history. `whole` says that nothing was lost there, so
/// an account that it does not know was removed.
pub(super) fn reconcile(loaded: &mut Loaded, history: &History, whole: bool) -> Result<(), Error> {
    let truth = history.truth()?;
    let mut writes = Vec::new();
    if whole {
        drop_removed(loaded, &truth, &mut writes);
    }
    // A session of before the damage counts stanzas that nobody here remembers.
    for key in guarded(|| loaded.database.keys(Tree::Session, &[], usize::MAX))? {
        writes.push(plan::remove(Tree::Session, key));
    }
    settle_outbox(loaded, history, &truth, &mut writes);
    refresh(loaded, &truth, &mut writes)?;
    for portion in writes.chunks(PORTION) {
        guarded(|| loaded.database.apply(portion))?;
    }
    Ok(guarded(|| loaded.database.barrier())?)
}

fn drop_removed(loaded: &mut Loaded, truth: &Truth, writes: &mut Vec<Write>) {
    let is_there = |id| truth.accounts.contains(&id);
    let gone = loaded.accounts.iter().filter(|each| !is_there(each.id));
    writes.extend(gone.map(|each| plan::remove(super::AccountRecord::TREE, key::account(each.id))));
    loaded.accounts.retain(|each| is_there(each.id));
    loaded.contacts.retain(|each| is_there(each.account));
    loaded.conversations.retain(|each| is_there(each.account));
    loaded.outbox.retain(|each| is_there(each.account));
}

/// What was sent since is not sent again; what waited and is lost can be sent again by hand.
fn settle_outbox(loaded: &mut Loaded, history: &History, truth: &Truth, writes: &mut Vec<Write>) {
    let on_the_road: HashSet<_> = loaded
        .journal
        .iter()
        .filter_map(|(_, entry)| match entry {
            Entry::Message(record) => Some((record.conversation, record.message.id.seq)),
            _ => None,
        })
        .collect();
    let waits = |place| truth.pending.contains_key(&place) || on_the_road.contains(&place);
    let (kept, done): (Vec<_>, Vec<_>) = std::mem::take(&mut loaded.outbox)
        .into_iter()
        .partition(|entry| waits((entry.conversation, entry.item.seq)));
    for entry in done {
        let key = key::outbox(entry.account, entry.seq);
        writes.push(plan::remove(super::OutboxRecord::TREE, key));
    }
    let listed: HashSet<_> = kept
        .iter()
        .map(|entry| (entry.conversation, entry.item.seq))
        .collect();
    loaded.outbox = kept;
    let lost = truth
        .pending
        .iter()
        .filter(|(place, _)| !listed.contains(place));
    let failed = lost.map(|((conversation, _), item)| {
        Entry::State(SetState {
            conversation: *conversation,
            item: *item,
            state: State::Failed {
                condition: OUTBOX_LOST.to_owned(),
                text: String::new(),
            },
            at: Timestamp::now(),
        })
    });
    history.tell(failed.collect());
}

/// The list shows the newest message that the history has.
fn refresh(loaded: &mut Loaded, truth: &Truth, writes: &mut Vec<Write>) -> Result<(), Error> {
    for conversation in &mut loaded.conversations {
        let Some(newest) = truth.newest.get(&conversation.id) else {
            continue;
        };
        let shown = conversation.last.as_ref().map(|last| last.at);
        if shown.is_none_or(|shown| shown < newest.at) {
            conversation.last = Some(newest.clone());
            writes.push(Write::put(conversation).map_err(Trouble::from)?);
        }
    }
    Ok(())
}
