//! A page of a server's archive (XEP-0313) on its way into the history, and what came of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{
    About, Attachment, Author, Direction, LinkPreview, Message, Moderated, Reply, Sealing,
};
use crate::store::Dedup;
use crate::{AccountId, BareJid, ConversationId, ItemId, Timestamp};

/// One page of an archive: neighbours, in the archive's order, without anything left out.
#[derive(Clone, Debug)]
pub(crate) struct ArchivePage {
    /// Whose page.
    pub(crate) account: AccountId,
    /// Whose archive: our own address (rooms have theirs).
    pub(crate) archive: BareJid,
    /// Which query it answers.
    pub(crate) place: PagePlace,
    /// Oldest first; every result, also those without anything to show.
    pub(crate) rows: Vec<ArchivedRow>,
    /// The archive has nothing beyond, in the direction of the query.
    pub(crate) complete: bool,
    /// Messages that the archive can't have had before what this page says: those stored here since
    /// the page was asked for have at least this `seq` …
    pub(crate) since: u64,
    /// … and those that were not sent yet have one of these.
    pub(crate) waiting: Vec<u64>,
    /// Up to where each conversation was cleared by the person: what is older does not come back.
    pub(crate) cleared: HashMap<ConversationId, Timestamp>,
    /// Up to where each conversation was read, for counting what is unread; one that is not here
    /// was never read.
    pub(crate) read: HashMap<ConversationId, ItemId>,
}

/// Which query a page answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PagePlace {
    /// The newest page there is.
    Top,
    /// What comes before the oldest row of a span, or before one that joined it since.
    Below(SpanId),
    /// What comes after the newest row of a span.
    Above(SpanId),
    /// The last ones before a time: what is here has gaps on both sides of it.
    Aside,
}

/// One result of an archive.
#[derive(Clone, Debug)]
pub(crate) struct ArchivedRow {
    /// The archive's id of it.
    pub(crate) id: String,
    /// When the archive got it.
    pub(crate) stamp: Timestamp,
    /// What it is.
    pub(crate) content: Archived,
}

/// What stands in an archive.
#[derive(Clone, Debug)]
pub(crate) enum Archived {
    /// Nothing to show.
    Nothing,
    /// Something was said.
    Message {
        /// Where; it is known to the store.
        conversation: ConversationId,
        /// From [`crate::store::Store::next_seq`]; unused where the message is here already.
        seq: u64,
        /// Whose it is.
        direction: Direction,
        /// The address it came from, with its resource.
        sender: String,
        /// The text.
        text: String,
        /// The id it carries on the wire; may be empty.
        origin_id: String,
        /// By what it is known again, the archive's id first.
        dedup: Vec<Dedup>,
        /// What else there is to it.
        beside: Box<Beside>,
    },
    /// A device has a message of ours (XEP-0184).
    Receipt {
        /// Where.
        conversation: ConversationId,
        /// The id of the message on the wire.
        of: String,
        /// The full address of the device.
        from: String,
    },
    /// Somebody was shown a message (XEP-0333).
    Displayed {
        /// Where.
        conversation: ConversationId,
        /// The id of the message on the wire.
        of: String,
        /// The full address of the device.
        from: String,
        /// Incoming: they have seen ours. Outgoing: some device of ours has shown theirs.
        direction: Direction,
    },
}

/// What there is to a message beside its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Beside {
    /// What it does to another, and the id of that.
    pub(crate) about: Option<About>,
    /// What it answers.
    pub(crate) reply: Option<Reply>,
    /// It is hidden: the hint.
    pub(crate) spoiler: Option<String>,
    /// It was taken back before it came.
    pub(crate) retracted_at: Option<Timestamp>,
    /// Its signs are no styling.
    pub(crate) unstyled: bool,
    /// Its files.
    pub(crate) attachments: Vec<Attachment>,
    /// Who of a room has said it.
    pub(crate) author: Option<Author>,
    /// It was said between two in a room: to or by whom.
    pub(crate) private: Option<String>,
    /// A moderator took it back, or takes back what it is about.
    pub(crate) moderated: Option<Moderated>,
    /// What is said of its links.
    pub(crate) previews: Vec<LinkPreview>,
    /// How it came through encryption.
    pub(crate) sealing: Option<Sealing>,
    /// The stanza, while it waits to be read.
    pub(crate) sealed: Option<String>,
}

impl Beside {
    /// The message with it.
    pub(crate) fn put_to(self, message: Message) -> Message {
        Message {
            about: self.about,
            reply: self.reply,
            spoiler: self.spoiler,
            retracted_at: self.retracted_at,
            unstyled: self.unstyled,
            attachments: self.attachments,
            author: self.author,
            private: self.private,
            moderated: self.moderated,
            previews: self.previews,
            sealing: self.sealing,
            sealed: self.sealed,
            ..message
        }
    }
}

/// What came of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageOutcome {
    /// The number of the page, for [`super::Archive::settled`].
    pub(crate) number: u64,
    /// The spans of that archive, newest first.
    pub(crate) spans: Vec<Span>,
    /// Messages that were not here.
    pub(crate) new: Vec<(ConversationId, Arc<Message>)>,
    /// Messages that were here: settled, got further, changed, or all of it; with where they stood.
    /// Also those that are hidden by now.
    pub(crate) moved: Vec<(ConversationId, ItemId, Arc<Message>)>,
    /// Each conversation that was touched.
    pub(crate) talks: Vec<TalkOutcome>,
}

/// What a page means for the list of conversations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TalkOutcome {
    /// Which.
    pub(crate) conversation: ConversationId,
    /// Its newest message.
    pub(crate) newest: Option<Arc<Message>>,
    /// Up to where it was read, where the page knows of more: shown on another device of ours, or
    /// answered from one. Where [`ArchivePage::read`] stands now, otherwise.
    pub(crate) read: Option<ItemId>,
    /// Messages of theirs behind that.
    pub(crate) unread: u32,
}

/// A name of a stretch; given by the history and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SpanId(pub(crate) i64);

/// A stretch of an archive that is here without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its name.
    pub(crate) id: SpanId,
    /// Its first row.
    pub(crate) oldest: Mark,
    /// Its last row.
    pub(crate) newest: Mark,
    /// The archive has nothing before it.
    pub(crate) whole: bool,
}

/// A row of an archive, whether it has anything to show or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The archive's id.
    pub(crate) id: String,
    /// Its place.
    pub(crate) at: Timestamp,
}
