//! What is on the desktop: one notice for each conversation, counting; one for all that came while
//! nobody was here. Whatever comes close together is collected, so that a flood is a few notices.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use waxwing_core::{ConversationId, ItemId};

/// What came while nobody was here is collected for so long: several accounts catch up side by side.
const COLLECT: Duration = Duration::from_millis(1_500);

/// Between two changes of the desktop. What comes meanwhile is shown together.
const CALM: Duration = Duration::from_secs(1);

/// News of more conversations than this at once are one notice.
const SINGLY: usize = 3;

/// Which notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// That of a conversation.
    Conversation(ConversationId),
    /// That of several.
    Together,
    /// That of a reminder.
    Reminder(u64),
}

/// Messages of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heap {
    /// The newest.
    pub item: ItemId,
    /// Its text; empty where it was taken back.
    pub text: String,
    /// Of a group: the nick of who said it.
    pub author: String,
    /// Of a group: it was said to us alone.
    pub private: bool,
    /// How many there are.
    pub count: u32,
    /// They were said while nobody was here.
    pub missed: bool,
}

/// What has to be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stir {
    /// Nothing.
    Rest,
    /// Come back after so long.
    Wait(Duration),
    /// Show these, and come back after so long.
    Show(Vec<(Key, Vec<(ConversationId, Heap)>)>, Duration),
}

/// What is on the desktop, and what is going to be.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    pending: BTreeMap<ConversationId, Heap>,
    shown: BTreeMap<ConversationId, Heap>,
    together: BTreeMap<ConversationId, Heap>,
    /// Those whose messages say something else than the desktop does.
    changed: BTreeSet<Key>,
    /// Messages that were taken back while they were told of: none counts twice.
    gone: BTreeSet<(ConversationId, u64)>,
    waiting: bool,
}

impl Heap {
    /// With what came later.
    fn and(&mut self, later: Self) {
        self.count = self.count.saturating_add(later.count);
        self.missed &= later.missed;
        if later.item >= self.item {
            self.item = later.item;
            self.text = later.text;
            self.author = later.author;
            self.private = later.private;
        }
    }

    /// One of them says something else by now, or was taken back; whether that makes a difference.
    fn follow(&mut self, item: ItemId, text: Option<&str>) -> bool {
        let newest = self.item.seq == item.seq;
        match text {
            None => {
                self.count = self.count.saturating_sub(1);
                if newest {
                    self.text.clear();
                }
                true
            }
            Some(text) if newest && self.text != text && !self.text.is_empty() => {
                text.clone_into(&mut self.text);
                true
            }
            Some(_) => false,
        }
    }
}

impl Notices {
    /// Something worth a notice came.
    pub fn put(&mut self, conversation: ConversationId, heap: Heap) {
        match self.pending.get_mut(&conversation) {
            Some(before) => before.and(heap),
            None => {
                self.pending.insert(conversation, heap);
            }
        }
    }

    /// A message says something else by now, or was taken back. Gives back which notice has to go.
    pub fn change(
        &mut self,
        conversation: ConversationId,
        item: ItemId,
        text: Option<&str>,
    ) -> Option<Key> {
        let known = [&self.pending, &self.shown, &self.together];
        if !known.iter().any(|heaps| heaps.contains_key(&conversation)) {
            return None;
        }
        if text.is_none() && !self.gone.insert((conversation, item.seq)) {
            return None;
        }
        // It stands in one of the three, and what came later may wait already.
        let place = [
            (&mut self.shown, Some(Key::Conversation(conversation))),
            (&mut self.together, Some(Key::Together)),
            (&mut self.pending, None),
        ];
        for (heaps, key) in place {
            let Some(heap) = heaps.get_mut(&conversation) else {
                continue;
            };
            if heap.item.seq < item.seq || !heap.follow(item, text) {
                continue;
            }
            let empty = heap.count == 0;
            if empty {
                heaps.remove(&conversation);
            }
            let over = empty && heaps.is_empty();
            return match key {
                Some(Key::Conversation(_)) if empty => key,
                Some(Key::Together) if over => key,
                _ => {
                    self.changed.extend(key);
                    None
                }
            };
        }
        None
    }

    /// The notices that have to say something else, without a sound.
    pub fn mended(&mut self) -> Vec<(Key, Vec<(ConversationId, Heap)>)> {
        let changed = std::mem::take(&mut self.changed).into_iter();
        let all = changed.map(|key| {
            let heaps = match key {
                Key::Conversation(id) => {
                    let heap = self.shown.get(&id);
                    heap.map(|heap| (id, heap.clone())).into_iter().collect()
                }
                Key::Together => self.all_together(),
                // The engine tells a reminder anew when its message changes.
                Key::Reminder(_) => Vec::new(),
            };
            (key, heaps)
        });
        all.filter(|(_, heaps): &(Key, Vec<_>)| !heaps.is_empty())
            .collect()
    }

    /// All that came at once was put.
    pub fn stir(&mut self) -> Stir {
        if self.waiting || (self.pending.is_empty() && self.changed.is_empty()) {
            return Stir::Rest;
        }
        self.waiting = true;
        match self.pending.values().any(|heap| heap.missed) {
            true => Stir::Wait(COLLECT),
            false => Stir::Show(self.show(), CALM),
        }
    }

    /// The time to come back.
    pub fn wake(&mut self) -> Stir {
        self.waiting = !self.pending.is_empty() || !self.changed.is_empty();
        match self.waiting {
            true => Stir::Show(self.show(), CALM),
            false => Stir::Rest,
        }
    }

    fn show(&mut self) -> Vec<(Key, Vec<(ConversationId, Heap)>)> {
        let pending = std::mem::take(&mut self.pending);
        let missed = pending.values().filter(|heap| heap.missed).count();
        if missed > 1 || pending.len() > SINGLY {
            for (id, heap) in pending {
                match self.together.get_mut(&id) {
                    Some(before) => before.and(heap),
                    None => {
                        self.together.insert(id, heap);
                    }
                }
            }
            self.changed.remove(&Key::Together);
            return vec![(Key::Together, self.all_together())];
        }
        let singly = pending.into_iter().map(|(id, heap)| {
            self.changed.remove(&Key::Conversation(id));
            let shown = match self.shown.get_mut(&id) {
                Some(before) => {
                    before.and(heap);
                    before.clone()
                }
                None => self.shown.entry(id).or_insert(heap).clone(),
            };
            (Key::Conversation(id), vec![(id, shown)])
        });
        singly.collect()
    }

    fn all_together(&self) -> Vec<(ConversationId, Heap)> {
        let all = self.together.iter();
        all.map(|(id, heap)| (*id, heap.clone())).collect()
    }

    /// Notices of a conversation are over: those up to a message, of which `left` are not seen yet,
    /// or all. Gives back which have to go from the desktop.
    pub fn over(
        &mut self,
        conversation: ConversationId,
        upto: Option<ItemId>,
        left: u32,
    ) -> Vec<Key> {
        let is_over = |heap: &mut Heap| {
            let stays = left > 0 && upto.is_some_and(|upto| heap.item > upto);
            heap.count = heap.count.min(left.max(1));
            !stays
        };
        let end = |heaps: &mut BTreeMap<ConversationId, Heap>| {
            let over = heaps.get_mut(&conversation).is_some_and(is_over);
            over && heaps.remove(&conversation).is_some()
        };
        end(&mut self.pending);
        let single = end(&mut self.shown).then_some(Key::Conversation(conversation));
        let together = end(&mut self.together) && self.together.is_empty();
        self.forget_gone(conversation);
        single
            .into_iter()
            .chain(together.then_some(Key::Together))
            .collect()
    }

    /// Nobody is told of any message of a conversation: none was taken back.
    fn forget_gone(&mut self, conversation: ConversationId) {
        let known = [&self.pending, &self.shown, &self.together];
        if !known.iter().any(|heaps| heaps.contains_key(&conversation)) {
            self.gone.retain(|(id, _)| *id != conversation);
        }
    }

    /// A notice is gone from the desktop: what comes next is counted anew.
    pub fn closed(&mut self, key: Key) {
        match key {
            Key::Conversation(id) => {
                self.shown.remove(&id);
            }
            Key::Together => self.together.clear(),
            Key::Reminder(_) => {}
        }
        let known = [&self.pending, &self.shown, &self.together];
        self.gone
            .retain(|(id, _)| known.iter().any(|heaps| heaps.contains_key(id)));
        self.changed.remove(&key);
    }

    /// The messages that a notice is about: of each conversation the newest.
    pub fn about(&self, key: Key) -> Vec<(ConversationId, ItemId)> {
        let place = |(id, heap): (&ConversationId, &Heap)| (*id, heap.item);
        match key {
            Key::Conversation(id) => {
                let shown = self.shown.get_key_value(&id);
                shown.map(place).into_iter().collect()
            }
            Key::Together => self.together.iter().map(place).collect(),
            Key::Reminder(_) => Vec::new(),
        }
    }

    /// Nothing is to be shown any more; gives back whether something was.
    pub fn clear(&mut self) -> bool {
        self.pending.clear();
        self.changed.clear();
        self.gone.clear();
        let some = !self.shown.is_empty() || !self.together.is_empty();
        self.shown.clear();
        self.together.clear();
        some
    }
}

#[cfg(test)]
mod tests {
    use waxwing_core::Timestamp;

    use super::*;

    const ROMY: ConversationId = ConversationId(1);
    const THEO: ConversationId = ConversationId(2);

    fn item(n: u64) -> ItemId {
        ItemId {
            at: Timestamp(n.cast_signed()),
            seq: n,
        }
    }

    fn heap(n: u64, count: u32, missed: bool) -> Heap {
        Heap {
            item: item(n),
            text: format!("text {n}"),
            author: String::new(),
            private: false,
            count,
            missed,
        }
    }

    /// What is shown: which notice, and how many messages of whom.
    fn shown(stir: Stir) -> Vec<(Key, Vec<(u32, u32)>)> {
        let Stir::Show(all, _) = stir else {
            panic!("{stir:?}")
        };
        let counts = |heaps: Vec<(ConversationId, Heap)>| {
            let heaps = heaps.into_iter();
            heaps.map(|(id, heap)| (id.0, heap.count)).collect()
        };
        all.into_iter()
            .map(|(key, heaps)| (key, counts(heaps)))
            .collect()
    }

    #[test]
    fn the_first_is_shown_at_once_and_a_flood_together() {
        let mut notices = Notices::default();
        assert_eq!(notices.stir(), Stir::Rest);
        notices.put(ROMY, heap(1, 1, false));
        let romy = Key::Conversation(ROMY);
        assert_eq!(shown(notices.stir()), [(romy, vec![(1, 1)])]);
        for n in 2..=500 {
            notices.put(ROMY, heap(n, 1, false));
            assert_eq!(notices.stir(), Stir::Rest);
        }
        let Stir::Show(all, _) = notices.wake() else {
            panic!("what came meanwhile")
        };
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].1[0].1.count, all[0].1[0].1.text.as_str()),
            (500, "text 500")
        );
        assert_eq!(notices.wake(), Stir::Rest);
        assert_eq!(notices.about(romy), [(ROMY, item(500))]);
    }

    #[test]
    fn a_notice_follows_its_message() {
        let romy = Key::Conversation(ROMY);
        let mut notices = Notices::default();
        assert_eq!(notices.change(ROMY, item(1), None), None, "there is none");
        notices.put(ROMY, heap(1, 1, false));
        notices.put(ROMY, heap(2, 1, false));
        let _ = notices.stir();
        assert_eq!(notices.change(ROMY, item(2), Some("text 2")), None);
        assert_eq!(notices.wake(), Stir::Rest, "nothing new");
        assert_eq!(notices.change(ROMY, item(1), Some("not the newest")), None);
        assert_eq!(notices.stir(), Stir::Rest);
        assert_eq!(notices.change(ROMY, item(2), Some("better")), None);
        assert_eq!(shown(notices.stir()), [], "no news, no sound");
        let mended = notices.mended();
        assert_eq!(
            (mended[0].0, mended[0].1[0].1.text.as_str()),
            (romy, "better")
        );
        // Taken back: the other one is left. Said twice it counts once.
        assert_eq!(notices.change(ROMY, item(2), None), None);
        assert_eq!(notices.change(ROMY, item(2), None), None);
        assert_eq!(shown(notices.wake()), []);
        let left = &notices.mended()[0].1[0].1;
        assert_eq!((left.count, left.text.as_str()), (1, ""));
        assert_eq!(notices.change(ROMY, item(1), None), Some(romy));
        assert_eq!(notices.mended(), []);
        assert_eq!(notices.about(romy), []);
        // What was not shown yet never is.
        let mut notices = Notices::default();
        notices.put(ROMY, heap(5, 1, true));
        notices.put(THEO, heap(6, 1, true));
        let _ = notices.stir();
        assert_eq!(notices.change(ROMY, item(5), None), None);
        let theo = (Key::Conversation(THEO), vec![(2, 1)]);
        assert_eq!(shown(notices.wake()), [theo]);
    }

    #[test]
    fn what_was_missed_in_several_is_one_notice() {
        let mut notices = Notices::default();
        notices.put(ROMY, heap(3, 7, true));
        assert_eq!(notices.stir(), Stir::Wait(COLLECT));
        notices.put(THEO, heap(5, 5, true));
        assert_eq!(notices.stir(), Stir::Rest, "one waits already");
        let both = (Key::Together, vec![(1, 7), (2, 5)]);
        assert_eq!(shown(notices.wake()), [both]);
        // It goes when all of it was read.
        assert_eq!(notices.over(ROMY, None, 0), []);
        assert_eq!(notices.about(Key::Together), [(THEO, item(5))]);
        assert_eq!(notices.over(THEO, None, 0), [Key::Together]);
        // What was missed in one conversation only, is that one's.
        let mut notices = Notices::default();
        notices.put(ROMY, heap(3, 7, true));
        let _ = notices.stir();
        let one = (Key::Conversation(ROMY), vec![(1, 7)]);
        assert_eq!(shown(notices.wake()), [one]);
    }

    #[test]
    fn news_of_many_at_once_are_one_notice() {
        let mut notices = Notices::default();
        for n in 1..=4 {
            notices.put(ConversationId(n), heap(u64::from(n), 1, false));
        }
        assert_eq!(shown(notices.stir()).len(), 1);
    }

    #[test]
    fn what_was_read_is_over_and_what_is_left_stays() {
        let mut notices = Notices::default();
        notices.put(ROMY, heap(8, 3, false));
        let _ = notices.stir();
        notices.put(ROMY, heap(9, 1, false));
        assert_eq!(notices.over(ROMY, Some(item(7)), 2), []);
        assert_eq!(shown(notices.wake())[0].1, [(1, 3)], "2 and 1 more");
        let romy = Key::Conversation(ROMY);
        assert_eq!(notices.over(ROMY, Some(item(9)), 0), [romy]);
        assert_eq!(notices.over(ROMY, None, 0), [], "once");
        // Read before it was shown.
        notices.put(ROMY, heap(10, 1, false));
        assert_eq!(notices.over(ROMY, None, 0), []);
        assert_eq!(notices.wake(), Stir::Rest);
    }

    #[test]
    fn who_closes_a_notice_has_the_next_one_count_anew() {
        let mut notices = Notices::default();
        notices.put(ROMY, heap(1, 4, false));
        let _ = notices.stir();
        notices.closed(Key::Conversation(ROMY));
        notices.put(ROMY, heap(2, 1, false));
        assert_eq!(shown(notices.wake())[0].1, [(1, 1)]);
    }
}
