//! What came of a page: rows for those who look, counters, previews, notices, and what need not be
//! sent again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::archive::{MAX_PAGE, PageOutcome, TalkOutcome};
use crate::model::{Direction, Message, Preview, State};
use crate::store::Op;
use crate::{Change, ConversationId, ItemId, Timestamp};

impl Account {
    /// Takes in what came of a page; `first`: nothing was here of the archive before it.
    pub(crate) async fn take_outcome(
        &mut self,
        mut outcome: PageOutcome,
        first: bool,
        turn: &mut Turn,
    ) {
        self.page_may_wait();
        if first {
            self.begin_history(&mut outcome, turn);
        }
        let altered = std::mem::take(&mut self.backlog.altered);
        let altered = renew(altered, &mut outcome);
        self.show_altered(altered, turn);
        let retold = std::mem::take(&mut self.backlog.retold);
        let moved = outcome.moved.iter().map(|(id, _, row)| (*id, row.id.seq));
        let new = outcome.new.iter().map(|(id, row)| (*id, row.id.seq));
        let told = moved.chain(new).filter(|key| retold.contains(key));
        turn.renewed.extend(told);
        turn.settled = Some(outcome.number);
        for (conversation, message) in &outcome.new {
            self.miss(*conversation, message, turn);
        }
        for (id, old, message) in &outcome.moved {
            self.follow_own(*old, message, turn);
            turn.followed |= self.is_followed(*id, message.id);
            self.tell_versions_of(*id, message.id).await;
        }
        let touched: Vec<_> = outcome.talks.iter().map(|talk| talk.conversation).collect();
        let stirred = self.stirred(&touched);
        for talk in outcome.talks {
            self.take_talk(talk, turn).await;
        }
        self.read_after_page(&outcome.moved, &touched, turn).await;
        for id in stirred {
            self.recount(id, turn).await;
        }
        let moved = outcome.moved.iter().map(|(id, _, row)| (id, row));
        let new = outcome.new.iter().map(|(id, row)| (id, row));
        let with_files = self.with_files(moved.chain(new));
        for (id, from) in self.show_page(outcome.new, outcome.moved, turn) {
            self.show_sunk(id, from, turn).await;
        }
        for (id, rows) in with_files {
            self.want_shown(id, rows, turn).await;
        }
        self.backlog.stirred.clear();
        self.backlog.read.clear();
        // What waited long enough to be sent again may stand in the page.
        turn.outbox.retain(|seq| self.outbox.contains_key(seq));
    }

    /// Those in which something came in or was read while the history had the page: what came may be
    /// in the page, too, and must not be counted twice.
    fn stirred(&self, touched: &[ConversationId]) -> Vec<ConversationId> {
        let is_stirred = |id: &ConversationId| {
            let read = self.talks.get(id).map(|talk| talk.record.read_upto);
            let handed = self.backlog.read.get(id).copied();
            let came = self.backlog.stirred.get(id).is_some_and(|came| *came > 0);
            came || (handed.is_some() && handed != read)
        };
        touched.iter().copied().filter(is_stirred).collect()
    }

    /// Counts what is unread as the history has it by now.
    async fn recount(&mut self, id: ConversationId, turn: &mut Turn) {
        let read = self.talks.get(&id).and_then(|talk| talk.record.read_upto);
        let Some(read) = read else {
            return;
        };
        let unread = self.unread_behind(id, read, turn).await;
        if let Some(talk) = self.talks.get_mut(&id)
            && talk.record.unread != unread
        {
            talk.record.unread = unread;
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
    }

    /// The history could not take a page in: what got further meanwhile is shown all the same.
    pub(crate) fn page_not_stored(&mut self, turn: &mut Turn) {
        let altered = std::mem::take(&mut self.backlog.altered);
        self.show_altered(altered, turn);
    }

    /// Shows what got further while the history had a page that did not move it.
    fn show_altered(&mut self, altered: Altered, turn: &mut Turn) {
        for ((id, _), message) in altered {
            let open = self.talks.get(&id).and_then(|talk| talk.open);
            turn.show(id, open, message);
        }
    }

    /// The newest page is the first that this machine sees: all of it is old, but for what has come
    /// in meanwhile.
    fn begin_history(&mut self, outcome: &mut PageOutcome, turn: &mut Turn) {
        let Some(newest) = outcome.spans.first().map(|span| span.newest.at) else {
            return;
        };
        let live = outcome.moved.iter();
        let live = live.filter(|(_, _, message)| message.direction == Direction::Incoming);
        let oldest = live.map(|(_, _, message)| message.id.at.0.saturating_sub(1));
        let oldest = oldest.min().map(Timestamp);
        let began = oldest.map_or(newest, |oldest| newest.min(oldest));
        self.set_beginning(began, turn);
        for talk in &mut outcome.talks {
            let id = talk.conversation;
            let unread = self.talks.get(&id).map_or(0, |talk| talk.record.unread);
            let since = self.backlog.stirred.get(&id).copied().unwrap_or_default();
            talk.unread = unread.saturating_sub(since);
            talk.read = Some(ItemId {
                at: began,
                seq: u64::MAX,
            });
        }
    }

    /// A message of ours stands in the archive: it need not be sent again, and where it waits all the
    /// same, it has another place.
    fn follow_own(&mut self, old: ItemId, message: &Message, turn: &mut Turn) {
        if message.direction != Direction::Outgoing {
            return;
        }
        let mut entries = self.outbox.values();
        let Some(entry) = entries.find(|entry| entry.item.seq == old.seq).cloned() else {
            return;
        };
        if message.state != State::Pending {
            self.remove_entry(entry.seq, turn);
        } else if entry.item != message.id {
            let entry = crate::store::OutboxRecord {
                item: message.id,
                ..entry
            };
            self.outbox.insert(entry.seq, entry.clone());
            turn.ops.push(Op::PutOutbox(entry));
        }
    }

    /// Gives the rows of a page to those who look at their conversations; gives back where it takes
    /// more than that, since a row has left what is shown.
    fn show_page(
        &mut self,
        new: Vec<(ConversationId, Arc<Message>)>,
        moved: Vec<(ConversationId, ItemId, Arc<Message>)>,
        turn: &mut Turn,
    ) -> BTreeMap<ConversationId, ItemId> {
        let mut shown: BTreeMap<ConversationId, (Vec<ItemId>, Vec<Arc<Message>>)> = BTreeMap::new();
        let mut sunk: BTreeMap<ConversationId, ItemId> = BTreeMap::new();
        for (id, old, message) in moved {
            if let Some(talk) = self.talks.get_mut(&id)
                && let Some(open) = talk.open
            {
                // A window that has everything has it from its first row on.
                let lowest = match talk.first {
                    Some(first) if open == ItemId::default() => first,
                    _ => open,
                };
                if old >= lowest && message.id < lowest && !message.is_hidden() {
                    let lowest = sunk.entry(id).or_insert(message.id);
                    *lowest = message.id.min(*lowest);
                }
                let (gone, rows) = shown.entry(id).or_default();
                if old != message.id || message.is_hidden() {
                    gone.push(old);
                }
                if !message.is_hidden() {
                    rows.push(message);
                }
            }
        }
        for (id, message) in new {
            if self.is_open(id) {
                shown.entry(id).or_default().1.push(message);
            }
        }
        for (id, (gone, rows)) in shown {
            if !sunk.contains_key(&id) {
                self.show_rows(id, gone, rows, turn);
            }
        }
        sunk
    }

    /// Those of the rows with files, by the conversations that somebody looks at.
    fn with_files<'a>(
        &self,
        rows: impl Iterator<Item = (&'a ConversationId, &'a Arc<Message>)>,
    ) -> BTreeMap<ConversationId, Vec<Arc<Message>>> {
        let mut found: BTreeMap<ConversationId, Vec<Arc<Message>>> = BTreeMap::new();
        for (id, row) in rows {
            if !row.attachments.is_empty() && !row.is_hidden() && self.is_open(*id) {
                found.entry(*id).or_default().push(Arc::clone(row));
            }
        }
        found
    }

    /// Files in rows that a page has brought before somebody's eyes come as if they had opened the
    /// conversation now.
    async fn want_shown(
        &mut self,
        id: ConversationId,
        mut rows: Vec<Arc<Message>>,
        turn: &mut Turn,
    ) {
        let talk = self.talks.get(&id);
        let Some((open, first)) = talk.and_then(|talk| Some((talk.open?, talk.first))) else {
            return;
        };
        let lowest = open.max(first.unwrap_or_default());
        rows.retain(|row| row.id >= lowest);
        self.want_seen(id, &rows, turn).await;
    }

    /// Rows that the window has went below all that it has: it is given everything from the lowest
    /// of them on, so that nothing is missing in between and nothing that it has is taken away.
    async fn show_sunk(&mut self, id: ConversationId, from: ItemId, turn: &mut Turn) {
        let before = ItemId {
            seq: from.seq.saturating_sub(1),
            ..from
        };
        let page = self.parts.archive.page_after(id, before, MAX_PAGE).await;
        let above = self.parts.archive.page(id, Some(from), 1).await;
        let older = above.map_or(true, |above| !above.items.is_empty());
        match page {
            Ok(page) if !page.newer => {
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.open = Some(if older { from } else { ItemId::default() });
                    talk.first = page.items.first().map(|item| item.id);
                }
                turn.changes.push((id, Change::Upserted(page.items)));
                let more = Change::Older {
                    items: Vec::new(),
                    older,
                };
                turn.changes.push((id, more));
            }
            // More than anybody has in a window without having gone back far.
            Ok(_) => self.open(id, turn).await,
            Err(error) => turn.failed = Some(error),
        }
    }

    fn is_open(&self, id: ConversationId) -> bool {
        self.talks.get(&id).is_some_and(|talk| talk.open.is_some())
    }

    fn show_rows(
        &mut self,
        id: ConversationId,
        gone: Vec<ItemId>,
        mut rows: Vec<Arc<Message>>,
        turn: &mut Turn,
    ) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let Some(open) = talk.open else {
            return;
        };
        rows.sort_by_key(|row| row.id);
        // A window that has everything is not given the rest of a long history: only what follows
        // the first row it had, and word that there is more.
        let oldest = match talk.first {
            _ if open != ItemId::default() => open,
            Some(first) => first,
            None => {
                let most = rows.len().saturating_sub(SHOWN);
                let first = rows.get(most).map(|row| row.id);
                talk.first = first;
                first.unwrap_or_default()
            }
        };
        let below = rows.partition_point(|row| row.id < oldest);
        if below > 0 {
            talk.open = Some(oldest);
        }
        let seen = rows.split_off(below);
        // Rows that are told with their new place move there; nothing of them is gone in between.
        let stays: BTreeSet<u64> = seen.iter().map(|row| row.id.seq).collect();
        let gone = gone.into_iter();
        let gone: BTreeSet<ItemId> = gone
            .filter(|item| *item >= oldest && !stays.contains(&item.seq))
            .collect();
        if !gone.is_empty() {
            let gone = gone.into_iter().collect();
            turn.changes.push((id, Change::Removed(gone)));
        }
        if !seen.is_empty() {
            turn.changes.push((id, Change::Upserted(seen)));
        }
        if !rows.is_empty() {
            let older = Change::Older {
                items: Vec::new(),
                older: true,
            };
            turn.changes.push((id, older));
        }
    }

    /// The newest message of a conversation, and how much of it is unread.
    pub(super) async fn take_talk(&mut self, mut outcome: TalkOutcome, turn: &mut Turn) {
        let id = outcome.conversation;
        // What they say whom the person does not want to hear is no news.
        let except = self.ignored(id).to_vec();
        if !except.is_empty() {
            let unread = self.parts.archive.unread(id, outcome.read, except).await;
            // It has counted what came in meanwhile, too.
            let since = self.backlog.stirred_in(id);
            if let Ok(unread) = unread {
                outcome.unread = unread.saturating_sub(since).min(outcome.unread);
            }
        }
        let stirred = self.backlog.stirred.remove(&outcome.conversation);
        let incoming = stirred.unwrap_or_default();
        let handed = self.backlog.read.get(&outcome.conversation).copied();
        let Some(talk) = self.talks.get_mut(&outcome.conversation) else {
            return;
        };
        let before = talk.record.clone();
        // Who has read it since knows better than the page.
        if handed.is_none_or(|handed| handed == talk.record.read_upto) {
            talk.record.unread = outcome.unread.saturating_add(incoming);
            talk.record.read_upto = outcome.read.max(talk.record.read_upto);
        }
        if let Some(newest) = outcome.newest
            && is_newest(newest.id.at, talk.record.last.as_ref(), stirred.is_some())
        {
            talk.record.last = None;
            preview::see(&mut talk.record, &newest);
        }
        if talk.record != before {
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(outcome.conversation);
        }
    }
}

/// Whether the newest message that a page knows of is what the list has to show, and not what was said
/// since the page was handed over, by whomever: that is newer than all of it. Where nobody has said
/// anything, what the list shows may have moved with the page.
fn is_newest(newest: Timestamp, shown: Option<&Preview>, stirred: bool) -> bool {
    !stirred || shown.is_none_or(|shown| shown.at <= newest)
}

/// Messages as they are now, by conversation and row.
pub(super) type Altered = HashMap<(ConversationId, u64), Arc<Message>>;

/// What got further since the page was handed over is taken as it is now; gives back what the page
/// has not moved.
fn renew(mut altered: Altered, outcome: &mut PageOutcome) -> Altered {
    if altered.is_empty() {
        return altered;
    }
    let now = |message: &mut Arc<Message>, known: Option<Arc<Message>>| {
        if let Some(known) = known {
            // What it says, the history knows.
            let now = Arc::make_mut(message);
            now.state.clone_from(&known.state);
            now.sent_at = known.sent_at;
            now.delivered_at = known.delivered_at;
            now.displayed_at = known.displayed_at;
        }
    };
    for talk in &mut outcome.talks {
        if let Some(newest) = &mut talk.newest {
            let key = (talk.conversation, newest.id.seq);
            now(newest, altered.get(&key).cloned());
        }
    }
    for (conversation, _, message) in &mut outcome.moved {
        let key = (*conversation, message.id.seq);
        now(message, altered.remove(&key));
    }
    altered
}

/// What fills a large window.
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(at: i64) -> Preview {
        Preview {
            text: "ours".to_owned(),
            at: Timestamp(at),
            direction: Direction::Outgoing,
            state: State::Pending,
            ..Preview::default()
        }
    }

    #[test]
    fn what_was_said_while_a_page_came_in_stays_the_newest() {
        let page = Timestamp(10);
        assert!(!is_newest(page, Some(&shown(11)), true));
        assert!(is_newest(page, Some(&shown(9)), true));
        assert!(is_newest(page, None, true));
        // It has moved with the page.
        assert!(is_newest(page, Some(&shown(11)), false));
    }
}
