//! Which rooms all devices of the account are in (XEP-0402). What another device enters, we enter; what it
//! leaves, we leave. Bookmarks of before (XEP-0048) are read once a session and only added, where the
//! server does not convert them itself.

use std::collections::{BTreeSet, HashMap};

use jid::BareJid;
use waxwing_proto::bookmarks::{self, Bookmark};
use waxwing_proto::iq::Request;
use waxwing_proto::pep;
use waxwing_proto::stanza_error::{Condition, StanzaError};

use super::Asked;
use super::kept::Told as Said;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::own_node::{OwnNode, Refusal};
use crate::feature::roster::{About, Question};
use crate::model::{Level, Standing};
use crate::{ConversationId, Timestamp};

/// The bookmarks of the account.
#[derive(Debug, Default)]
pub(super) struct Bookmarks {
    /// What the account says, by room.
    known: HashMap<BareJid, Bookmark>,
    /// Of these, what does not stand in the node yet: in the old list only, or refused for now.
    elsewhere: BTreeSet<BareJid>,
    /// Where they are kept.
    node: OwnNode,
    /// The server keeps those of before alike.
    converts: bool,
    /// What is yet to be published.
    due: BTreeSet<BareJid>,
    /// What is being published, one of a room at a time: some servers tell two in any order.
    under_way: HashMap<BareJid, UnderWay>,
    /// What is being taken away: what is told of it meanwhile was published before.
    going: BTreeSet<BareJid>,
}

/// A bookmark that was published.
#[derive(Debug)]
struct UnderWay {
    bookmark: Bookmark,
    /// The server has answered; that it tells us what we have said may come later.
    answered: bool,
    /// That came, too.
    told: bool,
    /// Another device was heard meanwhile: nobody knows which came last, and what differs is published anew.
    overtaken: bool,
}

/// What a bookmark says of what the person lays down.
fn said(bookmark: &Bookmark) -> Said {
    let level = bookmark.notify().and_then(|notify| notify.setting());
    Said {
        pinned: bookmark.is_pinned(),
        level: level.map(Level::from),
    }
}

/// More than anybody has.
const MOST: usize = 5_000;

impl Bookmarks {
    pub(super) fn has(&self, room: &BareJid) -> bool {
        self.known.contains_key(room)
    }

    pub(super) fn password(&self, room: &BareJid) -> Option<String> {
        self.known.get(room)?.password()
    }

    pub(super) fn forget_session(&mut self) {
        self.node.begin(true);
        self.going.clear();
        self.under_way.clear();
    }
}

impl Account {
    /// A session without a past: our account is asked.
    pub(super) fn ask_bookmarks(&mut self, turn: &mut Turn) {
        let question = Question::About(About::Room(Asked::Bookmarks));
        self.ask_of(None, Request::Get(bookmarks::query()), question, turn);
    }

    /// The account's server has said what it does with bookmarks.
    pub(crate) fn learn_bookmark_conversion(&mut self, converts: bool, turn: &mut Turn) {
        self.rooms.bookmarks.converts = converts;
        if !converts {
            let question = Question::About(About::Room(Asked::BookmarksBefore));
            let request = Request::Get(bookmarks::query_before());
            self.ask_of(None, request, question, turn);
        }
    }

    /// All bookmarks were told.
    pub(super) fn learn_bookmarks(&mut self, outcome: Outcome, turn: &mut Turn) {
        let told = match outcome {
            Ok(answer) => bookmarks::parse(answer.as_ref()),
            Err(Unanswered::Refused(error)) if error.condition == Condition::ItemNotFound => {
                return self.no_bookmarks(turn);
            }
            // Nothing is known of them: none is taken for gone, and none is written over.
            Err(_) => return,
        };
        self.rooms.bookmarks.known.clear();
        let named: BTreeSet<BareJid> = told.iter().map(|(room, _)| room.clone()).collect();
        for (room, bookmark) in told {
            self.take_bookmark(room.clone(), bookmark, turn);
            self.note_bookmarked(&room, true);
        }
        self.rooms.bookmarks.node.open();
        // What another device took away, while we were here or not.
        for room in self.bookmarked() {
            if !named.contains(&room) {
                self.lose_bookmark(&room, turn);
            }
        }
        self.publish_due(turn);
    }

    /// There is no node: nobody has made it yet, or the server has lost it. A device that leaves a room
    /// takes one bookmark away, and not the node: nothing is taken for gone.
    fn no_bookmarks(&mut self, turn: &mut Turn) {
        self.rooms.bookmarks.known.clear();
        let lost = self.bookmarked();
        self.rooms.bookmarks.due.extend(lost);
        self.rooms.bookmarks.node.open();
        self.publish_due(turn);
    }

    /// The rooms that the account's bookmarks had when they were told last.
    fn bookmarked(&self) -> Vec<BareJid> {
        let all = self.rooms.all.iter();
        all.filter(|(_, room)| room.kept.bookmarked)
            .filter_map(|(id, _)| self.room_jid(*id))
            .collect()
    }

    /// A room is among the account's bookmarks, or no longer.
    fn note_bookmarked(&mut self, jid: &BareJid, bookmarked: bool) {
        let Some(id) = self.room_of(jid) else {
            return;
        };
        if let Some(room) = self.rooms.all.get_mut(&id)
            && room.kept.bookmarked != bookmarked
        {
            room.kept.bookmarked = bookmarked;
            self.dirty.insert(id);
            self.keep_room(id);
        }
    }

    pub(super) fn learn_bookmarks_before(&mut self, outcome: Outcome, turn: &mut Turn) {
        let Ok(answer) = outcome else {
            return;
        };
        for (room, bookmark) in bookmarks::parse_before(answer.as_ref()) {
            if !self.rooms.bookmarks.has(&room) {
                self.rooms.bookmarks.due.insert(room.clone());
                self.take_bookmark(room.clone(), bookmark, turn);
                self.rooms.bookmarks.elsewhere.insert(room);
            }
        }
        self.publish_due(turn);
    }

    /// Another device of ours has changed bookmarks. The caller knows that it is our account that tells.
    pub(crate) fn hear_bookmarks(&mut self, event: &pep::Event<'_>, turn: &mut Turn) {
        let (told, gone) = bookmarks::told(event.items);
        for (room, bookmark) in told {
            if self.rooms.bookmarks.going.contains(&room) {
                continue;
            }
            if self.comes_back_to_us(&room, &bookmark) {
                // It says nothing new, and what was laid down since holds.
            } else if self.rooms.bookmarks.due.contains(&room) {
                // What we are about to say comes after it.
                self.merge_bookmark(&room, bookmark, turn);
            } else {
                self.take_bookmark(room.clone(), bookmark, turn);
            }
            self.note_bookmarked(&room, true);
        }
        for room in gone {
            self.rooms.bookmarks.known.remove(&room);
            self.lose_bookmark(&room, turn);
        }
        self.publish_due(turn);
    }

    fn take_bookmark(&mut self, jid: BareJid, bookmark: Bookmark, turn: &mut Turn) {
        if jid.node().is_none() || self.contacts.contains_key(&jid) {
            return;
        }
        if self.rooms.bookmarks.known.len() >= MOST || !self.has_room_for_own() {
            return;
        }
        let id = self.ensure_room(&jid, turn);
        let known = &mut self.rooms.bookmarks.known;
        let before = known.insert(jid.clone(), bookmark.clone());
        if before.as_ref() == Some(&bookmark) {
            return;
        }
        self.take_what_is_laid_down(id, &bookmark, turn);
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        room.kept.label = bookmark.name();
        let nick = bookmark.nick().filter(|nick| *nick != room.kept.nick);
        // Who has left it without a connection does not come back because nobody could be told.
        room.kept.left &= bookmark.autojoin();
        // Nor is anybody put out who goes in at this moment: the bookmark follows once they are in.
        let autojoin = (bookmark.autojoin() && !room.kept.left) || room.entering.is_awaited();
        room.kept.autojoin = autojoin;
        if room.kept.left {
            self.rooms.bookmarks.due.insert(jid);
        }
        if let Some(password) = bookmark.password() {
            room.password = Some(password);
        }
        let standing = room.standing.clone();
        if let Some(nick) = nick {
            match standing {
                Standing::Joined => self.ask_nick(id, &nick, turn),
                // It is on its way in under another one: that one is taken.
                Standing::Joining if room.entering.deadline.is_some() => {
                    room.entering.wanted = Some(nick);
                }
                _ => {
                    room.entering.wanted = None;
                    room.kept.nick = nick;
                }
            }
        }
        self.keep_room(id);
        let is_in = matches!(standing, Standing::Joined | Standing::Joining);
        if autojoin && !is_in {
            self.line_up(id);
        } else if !autojoin && is_in {
            self.go_out(id, turn);
        } else if !autojoin && let Some(room) = self.rooms.all.get_mut(&id) {
            room.stay.stay_out();
            room.entering.give_up();
        }
        self.dirty.insert(id);
    }

    /// What we have published is told to us, too: the first time, it is no news.
    fn comes_back_to_us(&mut self, room: &BareJid, bookmark: &Bookmark) -> bool {
        let Some(ours) = self.rooms.bookmarks.under_way.get_mut(room) else {
            return false;
        };
        if ours.told || ours.bookmark != *bookmark {
            ours.overtaken = true;
            return false;
        }
        ours.told = true;
        if !ours.overtaken {
            let known = &mut self.rooms.bookmarks.known;
            known.insert(room.clone(), bookmark.clone());
            self.bookmark_says(room, said(bookmark));
        }
        true
    }

    /// Another device has changed a bookmark that we are about to change, too.
    fn merge_bookmark(&mut self, jid: &BareJid, bookmark: Bookmark, turn: &mut Turn) {
        if let Some(id) = self.room_of(jid) {
            self.take_what_is_laid_down(id, &bookmark, turn);
            self.keep_room(id);
            let known = &mut self.rooms.bookmarks.known;
            known.insert(jid.clone(), bookmark);
        }
    }

    /// What a bookmark says of what the person lays down: where another device has changed it, it holds
    /// here; where somebody here has, it is told.
    fn take_what_is_laid_down(&mut self, id: ConversationId, bookmark: &Bookmark, turn: &mut Turn) {
        let told = said(bookmark);
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut room.kept.told, told);
        let now = Timestamp::now().0;
        self.flag(id, turn, |flags| {
            if told.pinned != before.pinned {
                flags.pinned = told.pinned.then(|| flags.pinned.unwrap_or(now));
                flags.archived &= !told.pinned;
            }
            if told.level != before.level {
                flags.level = told.level;
            }
        });
        let ours = self.laid_down(id);
        if ours.is_some_and(|ours| ours != told)
            && let Some(jid) = self.room_jid(id)
        {
            self.rooms.bookmarks.due.insert(jid);
        }
    }

    /// What the person has laid down for a room, as far as a bookmark says it.
    fn laid_down(&self, id: ConversationId) -> Option<Said> {
        let flags = &self.talks.get(&id)?.record.flags;
        Some(Said {
            pinned: flags.pinned.is_some(),
            level: flags.level,
        })
    }

    /// The person has laid down something for a conversation: of a room, its bookmark says it.
    pub(crate) fn tell_bookmark(&mut self, id: ConversationId, turn: &mut Turn) {
        let known = |jid| self.rooms.bookmarks.has(&jid);
        if self.rooms.has(id) && self.room_jid(id).is_some_and(known) {
            self.publish_bookmark(id, turn);
        }
    }

    /// A room is no longer among the bookmarks: every device leaves it.
    fn lose_bookmark(&mut self, jid: &BareJid, turn: &mut Turn) {
        let Some(id) = self.room_of(jid) else {
            return;
        };
        // Somebody goes in at this moment: the bookmark follows once we are in.
        let new = |room: &super::Room| {
            let under_way = room.entering.next_wake().is_some();
            room.entering.is_awaited() || (under_way && !room.kept.bookmarked)
        };
        let new = self.rooms.all.get(&id).is_some_and(new);
        self.note_bookmarked(jid, false);
        if self.rooms.bookmarks.due.contains(jid) || new {
            return;
        }
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.kept.autojoin = false;
            room.kept.left = false;
            // Why we are not in it stays told.
            if !matches!(room.standing, Standing::Joined | Standing::Joining) {
                room.stay.stay_out();
                room.entering.give_up();
                self.rooms.queue.retain(|other| *other != id);
                self.dirty.insert(id);
                return self.keep_room(id);
            }
        }
        self.go_out(id, turn);
        self.keep_room(id);
        self.dirty.insert(id);
    }

    /// What we do with a room is told to our other devices.
    pub(super) fn publish_bookmark(&mut self, id: ConversationId, turn: &mut Turn) {
        if let Some(jid) = self.room_jid(id) {
            self.rooms.bookmarks.due.insert(jid);
            self.publish_due(turn);
        }
    }

    fn publish_due(&mut self, turn: &mut Turn) {
        if !self.rooms.bookmarks.node.is_open() || !self.is_online() {
            return;
        }
        for jid in std::mem::take(&mut self.rooms.bookmarks.due) {
            let ours = self.rooms.bookmarks.under_way.get(&jid);
            if ours.is_some_and(|ours| !ours.answered) {
                self.rooms.bookmarks.due.insert(jid);
                continue;
            }
            let Some(bookmark) = self.bookmark_of(&jid) else {
                continue;
            };
            let before = self
                .rooms
                .bookmarks
                .known
                .insert(jid.clone(), bookmark.clone());
            let here = !self.rooms.bookmarks.elsewhere.remove(&jid);
            if here && before.as_ref() == Some(&bookmark) {
                if !bookmark.autojoin() {
                    self.forget_leaving(&jid);
                }
                continue;
            }
            let full = self.rooms.bookmarks.node.needs_options();
            let order = Request::Set(bookmarks::publish(&jid, &bookmark, full));
            let says = said(&bookmark);
            let under_way = &mut self.rooms.bookmarks.under_way;
            let ours = UnderWay {
                bookmark,
                answered: false,
                told: false,
                overtaken: false,
            };
            under_way.insert(jid.clone(), ours);
            let question = Question::About(About::Room(Asked::Bookmark(jid, says)));
            self.ask_of(None, order, question, turn);
        }
    }

    /// The bookmark of a room as it is to be.
    fn bookmark_of(&self, jid: &BareJid) -> Option<Bookmark> {
        let id = self.room_of(jid)?;
        let room = self.rooms.all.get(&id)?;
        let known = self.rooms.bookmarks.known.get(jid).cloned();
        let new = known.is_none();
        let mut bookmark = known.unwrap_or_default().with_autojoin(room.kept.autojoin);
        if new && !room.kept.name.is_empty() {
            bookmark = bookmark.with_name(&room.kept.name);
        }
        // Who goes by the wanted one is gone some day.
        let nick = room.entering.wanted.as_ref().unwrap_or(&room.kept.nick);
        if bookmark.nick().as_deref() != Some(nick.as_str()) {
            bookmark = bookmark.with_nick(nick);
        }
        if let Some(password) = room.password.as_deref().filter(|_| room.is_joined()) {
            bookmark = bookmark.with_password(password);
        }
        let (ours, there) = (self.laid_down(id)?, said(&bookmark));
        if ours.level != there.level {
            let notify = bookmark.notify().unwrap_or_default();
            bookmark = bookmark.with_notify(&notify.with(ours.level.map(Into::into)));
        }
        if ours.pinned != there.pinned {
            bookmark = bookmark.with_pinned(ours.pinned);
        }
        Some(bookmark)
    }

    /// Our account has a bookmark as we have published it.
    fn bookmark_says(&mut self, jid: &BareJid, told: Said) {
        let Some(id) = self.room_of(jid) else {
            return;
        };
        self.dirty.insert(id);
        if let Some(room) = self.rooms.all.get_mut(&id)
            && room.kept.told != told
        {
            room.kept.told = told;
            self.keep_room(id);
        }
    }

    /// Our account knows that a room was left.
    fn forget_leaving(&mut self, jid: &BareJid) {
        let Some(id) = self.room_of(jid) else {
            return;
        };
        if let Some(room) = self.rooms.all.get_mut(&id)
            && std::mem::take(&mut room.kept.left)
        {
            self.keep_room(id);
        }
    }

    pub(super) fn bookmark_published(
        &mut self,
        (jid, says): (&BareJid, Said),
        outcome: &Outcome,
        turn: &mut Turn,
    ) {
        let ours = self.rooms.bookmarks.under_way.get_mut(jid);
        let says_left = ours.as_ref().is_some_and(|ours| !ours.bookmark.autojoin());
        let overtaken = ours.is_none_or(|ours| {
            ours.answered = true;
            ours.overtaken
        });
        if outcome.is_err() {
            self.rooms.bookmarks.under_way.remove(jid);
        }
        match outcome {
            Ok(_) => {
                self.note_bookmarked(jid, true);
                if says_left {
                    self.forget_leaving(jid);
                }
                if !overtaken {
                    self.bookmark_says(jid, says);
                }
                self.publish_due(turn);
            }
            Err(Unanswered::Refused(error)) => match self.rooms.bookmarks.node.refused() {
                Refusal::Never => tracing::warn!(?error, "the server does not keep bookmarks"),
                refusal => {
                    // It is published anew as it was meant, with all that others have put into it.
                    self.rooms.bookmarks.elsewhere.insert(jid.clone());
                    self.rooms.bookmarks.due.insert(jid.clone());
                    if refusal == Refusal::Make {
                        let question = Question::About(About::Room(Asked::BookmarksMade));
                        let order = Request::Set(bookmarks::create());
                        self.ask_of(None, order, question, turn);
                    }
                }
            },
            Err(unanswered) => {
                tracing::warn!(?unanswered, "the server does not keep a bookmark");
                self.publish_due(turn);
            }
        }
    }

    /// The node is there, or was before: then it is not as it shall be, or the server can't tell.
    pub(super) fn bookmarks_made(&mut self, outcome: &Outcome, turn: &mut Turn) {
        let there = |error: &StanzaError| error.condition == Condition::Conflict;
        if matches!(outcome, Err(Unanswered::Refused(error)) if there(error)) {
            let question = Question::About(About::Room(Asked::BookmarksConfigured));
            let order = Request::Set(bookmarks::configure());
            return self.ask_of(None, order, question, turn);
        }
        self.bookmarks_configured(outcome, turn);
    }

    /// The node is as it shall be, or stays as it is.
    pub(super) fn bookmarks_configured(&mut self, outcome: &Outcome, turn: &mut Turn) {
        if !matches!(outcome, Err(Unanswered::Offline)) {
            self.rooms.bookmarks.node.open();
            self.publish_due(turn);
        }
    }

    /// There is no such room any more.
    pub(super) fn drop_bookmark(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        self.note_bookmarked(&jid, false);
        if self.rooms.bookmarks.known.remove(&jid).is_some() && self.is_online() {
            self.rooms.bookmarks.going.insert(jid.clone());
            let question = Question::About(About::Room(Asked::BookmarkGone(jid.clone())));
            let order = Request::Set(bookmarks::retract(&jid));
            self.ask_of(None, order, question, turn);
        }
    }

    /// A bookmark is gone, or is not.
    pub(super) fn bookmark_gone(&mut self, room: &BareJid, outcome: Outcome) {
        self.rooms.bookmarks.going.remove(room);
        if let Err(error) = outcome {
            tracing::info!(?error, "a bookmark is not gone");
        }
    }
}
