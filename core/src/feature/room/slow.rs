//! Slow mode (XEP-0500): in some rooms everybody has to wait between two messages. What is said earlier
//! waits here for its time, instead of being refused by the room.

use std::time::{Duration, Instant};

use super::Room;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::Affiliation;
use crate::{ConversationId, ItemId};

/// Nobody is made to wait longer by what a room says of itself.
const LONGEST: Duration = Duration::from_secs(3_600);

/// The room counts by its own clock, from when it has heard us.
const GRACE: Duration = Duration::from_millis(300);

/// When we have said something in a room.
#[derive(Debug, Default)]
pub(super) struct Slow {
    spoke: Option<Instant>,
    /// Something waits for its time.
    waits: bool,
}

impl Slow {
    /// Something was said: what comes next has to wait.
    pub(super) fn spoke(&mut self, now: Instant) {
        self.spoke = Some(now);
    }

    pub(super) fn waits(&self) -> bool {
        self.waits
    }
}

impl Room {
    /// How long everybody has to wait between two messages, where that holds for us.
    fn pause(&self) -> Option<Duration> {
        let seconds = self
            .info
            .as_ref()?
            .slow_mode
            .filter(|seconds| *seconds > 0)?;
        let pause = Duration::from_secs(seconds.into()).min(LONGEST) + GRACE;
        (self.affiliation < Affiliation::Admin).then_some(pause)
    }

    /// Until when nothing can be said.
    fn silent_until(&self, now: Instant) -> Option<Instant> {
        let until = self.slow.spoke? + self.pause()?;
        (until > now).then_some(until)
    }

    /// When what waits can be said.
    pub(super) fn slow_wake(&self) -> Option<Instant> {
        let spoke = self.slow.spoke.filter(|_| self.slow.waits)?;
        Some(spoke + self.pause().unwrap_or_default())
    }
}

impl Account {
    /// Something is about to be said in a room; whether it has to wait.
    pub(crate) fn slows(&mut self, id: ConversationId, stanza: &str) -> bool {
        // Only what has words for everybody counts (§5); in text, the sign before it would be written
        // otherwise.
        let head = stanza.split('>').next().unwrap_or_default();
        if !head.contains("groupchat") || !stanza.contains("<body") {
            return false;
        }
        let now = Instant::now();
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return false;
        };
        // Nothing overtakes what waits.
        if !room.slow.waits && room.silent_until(now).is_none() {
            room.slow.spoke(now);
            return false;
        }
        if !std::mem::replace(&mut room.slow.waits, true) {
            self.dirty.insert(id);
        }
        true
    }

    /// A room has refused something because it came too soon, whatever our clock says: it is said once more
    /// in its time.
    pub(crate) async fn came_too_soon(
        &mut self,
        id: ConversationId,
        item: ItemId,
        turn: &mut Turn,
    ) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.pause().is_some() && room.bounced.take(item) {
            room.slow.spoke(Instant::now());
            self.say_again(id, item, turn).await;
        }
    }

    /// Something of the outbox goes no further; where nothing else waits for its time, nothing does.
    pub(crate) fn slow_settled(&mut self, id: ConversationId) {
        let waits = self.outbox.values().filter(|one| one.conversation == id);
        let waits = waits.filter(|one| !self.handed.contains(&one.seq)).count();
        if let Some(room) = self.rooms.all.get_mut(&id).filter(|_| waits == 0)
            && std::mem::take(&mut room.slow.waits)
        {
            self.dirty.insert(id);
        }
    }

    /// Whether something waits for its time in a room.
    pub(crate) fn is_slowed(&self, id: ConversationId) -> bool {
        self.rooms.all.get(&id).is_some_and(|room| room.slow.waits)
    }

    /// Time has passed: what has waited goes out, the next one of it.
    pub(super) fn tick_slow(&mut self, id: ConversationId, now: Instant, turn: &mut Turn) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.slow.waits && room.silent_until(now).is_none() {
            room.slow.waits = false;
            self.dirty.insert(id);
            self.release_outbox(turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kept::Kept;
    use super::*;
    use waxwing_proto::room::info::RoomInfo;

    fn room(slow_mode: u32) -> Room {
        let mut room = Room::new(Kept::default());
        room.info = Some(RoomInfo {
            slow_mode: Some(slow_mode),
            ..RoomInfo::default()
        });
        room
    }

    #[test]
    fn whoever_has_spoken_waits_unless_they_run_the_room() {
        let now = Instant::now();
        let mut room = room(20);
        assert_eq!(room.silent_until(now), None, "nothing was said");
        room.slow.spoke(now);
        let until = room.silent_until(now).unwrap();
        assert!(until > now + Duration::from_secs(20));
        assert_eq!(room.silent_until(until), None);
        room.affiliation = Affiliation::Admin;
        assert_eq!(room.silent_until(now), None);
    }

    #[test]
    fn no_room_makes_anybody_wait_for_ever() {
        let now = Instant::now();
        let mut endless = room(u32::MAX);
        endless.slow.spoke(now);
        assert_eq!(endless.silent_until(now + LONGEST + GRACE), None);
        let mut quick = room(0);
        quick.slow.spoke(now);
        assert_eq!(quick.silent_until(now), None);
    }
}
