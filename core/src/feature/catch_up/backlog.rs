//! What is fetched of the history, and what has still to be.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use waxwing_proto::archive::{Bounds, CatchUp, Place, Stage};

use super::Done;
use super::choice::Choice;
use super::{aside, reach, seek};
use crate::archive::{Archived, PagePlace, Span};
use crate::feature::notice::Missed;
use crate::model::{self, Message};
use crate::{ConversationId, Error, ItemId, Timestamp};

/// What is fetched, and what has still to be.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    /// Knows what to ask next; none until the history has said what is here.
    pub(super) machine: Option<CatchUp<Archived>>,
    /// What is here, newest first.
    pub(super) spans: Vec<Span>,
    pub(super) choice: Choice,
    /// Somebody wants to see something older at once.
    pub(super) reach: Option<reach::Reach>,
    /// Somebody wants to see what was said around a time.
    pub(super) aside: Option<aside::Aside>,
    /// Somebody wants the server to look for something.
    pub(super) seek: Option<seek::Seek>,
    /// The field of the archive's form that takes words, once that was asked in this session.
    pub(super) words_field: Option<Option<&'static str>>,
    /// What is stored from here on came after the newest page so far was asked for.
    pub(super) since: u64,
    /// What the history is asked to do; one thing at a time.
    pub(super) jobs: JoinSet<Done>,
    pub(super) fetched: u64,
    /// This is the first session on this machine, and the archive was not looked at yet. Later, where
    /// the archive was empty at first, its first page is news like any other.
    pub(super) newcomer: bool,
    /// What came while nobody was here and is worth a notice.
    pub(in crate::feature) missed: HashMap<ConversationId, Missed>,
    /// How many messages of theirs came in conversations since the page was handed over.
    pub(super) stirred: HashMap<ConversationId, u32>,
    /// What got further since then: the page knows less of it.
    pub(super) altered: HashMap<(ConversationId, u64), Arc<Message>>,
    /// What was changed by others since then, and told as it is by now: the page knows less of that, too.
    pub(super) retold: HashSet<(ConversationId, u64)>,
    /// Up to where its conversations were read then.
    pub(super) read: HashMap<ConversationId, Option<ItemId>>,
    /// Results since the server last heard that it may forget some.
    pub(super) unhandled: u32,
    /// Messages since the archive was last looked at.
    pub(super) spoken: u32,
    /// When it is looked at because the order may be another, or because nobody speaks any more.
    pub(super) audit_at: Option<Instant>,
    /// The connection was lost before that.
    pub(super) audit_owed: bool,
    /// The last connection ended because of what the server sent.
    pub(super) spoiled: bool,
    /// What was handed over in a lost session waits for what the archive says about it.
    pub(super) waiting: Option<Waiting>,
    pub(super) retry_at: Option<(Instant, Timestamp)>,
    /// How often it has failed in this session since all was fetched.
    pub(super) failures: usize,
    /// The history could not do what it was asked.
    pub(super) fault: Option<Error>,
    pub(super) told: Option<model::History>,
    pub(super) told_at: Option<Instant>,
    /// What came while nobody was here is here, or can't be had.
    pub(super) looked: bool,
    /// The places of our other devices have not heard of that yet.
    pub(super) places_due: bool,
}

/// The outbox waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    /// The oldest of what waits was said then, and the server's clock may be another.
    pub(super) since: i64,
    /// No longer than this, unless the archive goes on answering.
    pub(super) until: Instant,
    /// No longer than this in any case.
    pub(super) last: Instant,
}

impl Backlog {
    /// With what the person has chosen.
    pub(crate) fn new(choice: Choice) -> Self {
        Self {
            choice,
            ..Self::default()
        }
    }

    /// What the history has done next; while it does nothing, never.
    pub(crate) async fn done(&mut self) -> Done {
        match self.jobs.join_next().await {
            Some(Ok(done)) => done,
            Some(Err(error)) => Done::Spans(Err(Error::Store(error.to_string()))),
            None => std::future::pending().await,
        }
    }

    /// When there is something to do.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        let waiting = self.waiting.map(|waiting| waiting.until);
        let retry = self.retry_at.map(|(at, _)| at);
        waiting.into_iter().chain(retry).chain(self.audit_at).min()
    }

    /// Whether the history has a page, of which it is not told yet what came of it.
    pub(crate) fn has_page(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Whether the outbox has to wait for what the archive says.
    pub(crate) fn holds_outbox(&self) -> bool {
        self.waiting.is_some()
    }

    /// The connection is lost, and whether what the server sent is to blame.
    pub(crate) fn lost(&mut self, spoiled: bool) {
        self.spoiled = spoiled;
        self.retry_at = None;
        self.failures = 0;
    }

    /// How long to wait after a failure that is over in a moment, most often.
    pub(super) fn next_pause(&mut self) -> Duration {
        let pause = PAUSES.get(self.failures).copied();
        self.failures = self.failures.saturating_add(1);
        pause.unwrap_or(LONGEST_PAUSE)
    }

    /// Somebody has said something in a conversation.
    pub(crate) fn stir(&mut self, id: ConversationId, incoming: bool, room: bool) {
        let soon = Instant::now() + DOUBT;
        // What is said in a room does not stand in the account's archive.
        self.spoken = self.spoken.saturating_add(u32::from(!room));
        if !room && self.audit_at.is_none_or(|at| at > soon) {
            self.audit_at = Some(Instant::now() + QUIET);
        }
        if self.has_page() {
            *self.stirred.entry(id).or_default() += u32::from(incoming);
        }
    }

    /// How many messages of theirs came in a conversation since the page was handed over.
    pub(crate) fn stirred_in(&self, id: ConversationId) -> u32 {
        self.stirred.get(&id).copied().unwrap_or_default()
    }

    /// Something that was missed in a conversation is yet to be told.
    pub(crate) fn has_missed(&self, id: ConversationId) -> bool {
        self.missed.contains_key(&id)
    }

    /// The server got something of ours after what stands behind it here: the order is the archive's.
    pub(crate) fn doubt(&mut self) {
        let soon = Instant::now() + DOUBT;
        self.audit_at = Some(self.audit_at.map_or(soon, |at| at.min(soon)));
    }

    /// A message of ours got further; `true` where the page that the history has may move it: then
    /// it is shown with the page, so that rows that were moved together are seen together.
    pub(crate) fn alter(&mut self, conversation: ConversationId, message: &Arc<Message>) -> bool {
        if !self.has_page() {
            return false;
        }
        let key = (conversation, message.id.seq);
        self.altered.insert(key, Arc::clone(message));
        self.read.contains_key(&conversation)
    }

    /// A message is told as the history has it by now: what the page or an earlier turn knew of it is told no
    /// more after that.
    pub(crate) fn retell(&mut self, conversation: ConversationId, message: &Message) {
        let key = (conversation, message.id.seq);
        self.altered.remove(&key);
        if self.has_page() {
            self.retold.insert(key);
        }
    }

    /// Whether all that was said while we were away is here, or can't be had.
    pub(crate) fn has_looked(&self) -> bool {
        self.looked
    }

    /// Whether what comes in was said while nobody was here.
    pub(crate) fn is_behind(&self) -> bool {
        !self.looked && !self.newcomer
    }

    /// A conversation was read.
    pub(crate) fn seen(&mut self, id: ConversationId) {
        self.missed.remove(&id);
    }

    /// Whether what came while nobody was here has just been fetched; tells it once.
    pub(crate) fn take_places_due(&mut self) -> bool {
        std::mem::take(&mut self.places_due)
    }

    pub(super) fn stage(&self) -> Stage {
        self.machine.as_ref().map_or(Stage::Idle, CatchUp::stage)
    }

    /// What the person wants, as bounds.
    pub(crate) fn bounds(&self) -> Bounds {
        let bounds = Bounds {
            horizon: self.choice.horizon(Timestamp::now()),
            paused: self.choice.paused,
        };
        match &self.reach {
            Some(reach) => reach.widen(bounds),
            None => bounds,
        }
    }

    /// The place of a page among what is here now.
    pub(super) fn place(&self, place: &Place) -> Option<PagePlace> {
        place_in(&self.spans, place)
    }
}

/// The place of a page among the stretches that are here.
pub(crate) fn place_in(spans: &[Span], place: &Place) -> Option<PagePlace> {
    let mut spans = spans.iter();
    match place {
        Place::Top => Some(PagePlace::Top),
        Place::Below(id) => spans
            .find(|span| span.oldest.id == *id)
            .map(|span| PagePlace::Below(span.id)),
        Place::Above(id) => spans
            .find(|span| span.newest.id == *id)
            .map(|span| PagePlace::Above(span.id)),
    }
}

/// What was to be over in a moment and is not, is hurried less and less.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];

/// After a failure that need not last.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Where the order is in doubt, it is looked at so soon: what else is under way comes along.
const DOUBT: Duration = Duration::from_secs(2);

/// What was said last gets its place in the archive once nobody has spoken for so long.
const QUIET: Duration = Duration::from_secs(20);
