//! Commands about rooms (XEP-0045). What is said in them goes by [`super::conversation`].

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::model::{Affiliation, Answer, Author, Picture, Role, Secret};
use crate::{AccountId, ConversationId, ItemId, RequestId};

/// About a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Make a private group: for members, who see each other's addresses, and kept when nobody is in it.
    /// `Done` comes when it is there; [`crate::event::room::Event::Entered`] says where.
    Create {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// What it is called.
        name: String,
        /// Who is invited.
        people: Vec<BareJid>,
    },
    /// Make a channel that everybody may enter and find.
    CreateChannel {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// What it is called.
        name: String,
        /// Its address, or what shall stand before the `@` on the account's own service.
        address: String,
    },
    /// Enter a room, and again after each start, on all devices; also one that was left, or did not let us
    /// in. `Done` comes when we are in it, or are not let in.
    Join {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Its address; `xmpp:` in front is accepted.
        address: String,
        /// The nick to go by; `None`: the one of before, or the account's name.
        #[serde(default)]
        nick: Option<String>,
        /// What lets us in.
        #[serde(default)]
        password: Option<Secret>,
    },
    /// Leave a room, on all devices; its history stays here.
    Leave {
        /// Which.
        conversation: ConversationId,
    },
    /// Go by another nick.
    SetNick {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// The nick.
        nick: String,
    },
    /// Give a room another subject; empty for none.
    SetSubject {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// The subject.
        subject: String,
    },
    /// Invite somebody: a member of a room for members they become by it, where we may make such.
    Invite {
        /// Answered with `Done`.
        request: RequestId,
        /// Where to.
        conversation: ConversationId,
        /// Whom.
        jid: BareJid,
        /// Why; may be empty.
        #[serde(default)]
        reason: String,
    },
    /// An invitation is not wanted: it goes, and whoever sent it learns so where `tell` is set.
    Decline {
        /// Which account.
        account: AccountId,
        /// Into which room.
        room: BareJid,
        /// Tell whoever sent it.
        #[serde(default)]
        tell: bool,
    },
    /// Give an occupant another role; [`Role::None`] throws them out.
    SetRole {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// Whom.
        nick: String,
        /// The role.
        role: Role,
        /// Why; may be empty.
        #[serde(default)]
        reason: String,
    },
    /// Make a person something else to a room; [`Affiliation::Outcast`] bans them.
    SetAffiliation {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// Whom.
        jid: BareJid,
        /// What to make them.
        affiliation: Affiliation,
        /// Why; may be empty.
        #[serde(default)]
        reason: String,
    },
    /// Tell who is this to a room: [`crate::event::room::Event::Members`] comes before `Done`.
    Members {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// Which.
        affiliation: Affiliation,
    },
    /// Tell how a room can be configured: [`crate::event::room::Event::Config`] comes before `Done`.
    AskConfig {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
    },
    /// Configure a room. What was not asked for before is not changed.
    Configure {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// What to change in the form that was told last.
        answers: Vec<Answer>,
    },
    /// Give a room another picture, or none (XEP-0486): a PNG, JPEG, GIF or WebP of at most 128 KiB that is
    /// ready to be shown. Owners may.
    SetPicture {
        /// Answered with `Done`.
        request: RequestId,
        /// Which.
        conversation: ConversationId,
        /// The picture; what it is, its bytes say. `None`: it shall have none.
        #[serde(default)]
        picture: Option<Picture>,
    },
    /// Put an end to a room.
    Destroy {
        /// Answered with `Done`.
        request: RequestId,
        /// Which.
        conversation: ConversationId,
        /// Where everybody shall go instead.
        #[serde(default)]
        alternative: Option<BareJid>,
        /// Why; may be empty.
        #[serde(default)]
        reason: String,
    },
    /// Take back what somebody else has said (XEP-0425).
    Moderate {
        /// Answered with `Done`.
        request: RequestId,
        /// Where.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
        /// Why; may be empty.
        #[serde(default)]
        reason: String,
    },
    /// Ask the moderators to be let speak.
    AskVoice {
        /// Where.
        conversation: ConversationId,
    },
    /// Don't let somebody speak who asks for it; [`Self::SetRole`] lets them. They are not told.
    RefuseVoice {
        /// Where.
        conversation: ConversationId,
        /// Whom.
        nick: String,
    },
    /// Hear somebody no longer, or again: what they say is kept, makes no noise, counts nowhere and is covered
    /// in the window. Only this device does, and nobody is told.
    Ignore {
        /// Where.
        conversation: ConversationId,
        /// Whom.
        author: Author,
        /// Whether to.
        on: bool,
    },
    /// Tell who is in a room, now and whenever that changes, or no longer.
    Follow {
        /// Which.
        conversation: ConversationId,
        /// Whether to.
        on: bool,
    },
    /// Look for rooms of a service: [`crate::event::room::Event::Found`] comes before `Done`.
    Search {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account asks.
        account: AccountId,
        /// The service; `None`: the one of the account's server.
        #[serde(default)]
        service: Option<String>,
        /// Words of the name or address; empty for all.
        #[serde(default)]
        words: String,
    },
    /// Look for channels of all servers: [`crate::event::room::Event::Found`] comes before `Done`. The words
    /// go to a service that none of the person's servers runs ([`crate::Tuning::channel_search`], XEP-0433): they
    /// have to know.
    SearchEverywhere {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account asks.
        account: AccountId,
        /// Words of the name, the description or the address.
        words: String,
    },
    /// Tell what a room is like before it is entered: [`crate::event::room::Event::Found`] with one room
    /// comes before `Done`.
    Preview {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account asks.
        account: AccountId,
        /// Its address.
        address: String,
    },
}

/// Where a command goes.
pub(crate) enum Way {
    /// To an account.
    Account(AccountId),
    /// To the account of a conversation.
    Conversation(ConversationId),
}

impl Command {
    /// Where it goes, and who waits for its outcome.
    pub(crate) fn route(&self) -> (Way, Option<RequestId>) {
        match self {
            Self::Create {
                request, account, ..
            }
            | Self::CreateChannel {
                request, account, ..
            }
            | Self::Join {
                request, account, ..
            }
            | Self::Search {
                request, account, ..
            }
            | Self::SearchEverywhere {
                request, account, ..
            }
            | Self::Preview {
                request, account, ..
            } => (Way::Account(*account), Some(*request)),
            Self::Decline { account, .. } => (Way::Account(*account), None),
            Self::SetNick {
                request,
                conversation,
                ..
            }
            | Self::SetSubject {
                request,
                conversation,
                ..
            }
            | Self::Invite {
                request,
                conversation,
                ..
            }
            | Self::SetRole {
                request,
                conversation,
                ..
            }
            | Self::SetAffiliation {
                request,
                conversation,
                ..
            }
            | Self::Members {
                request,
                conversation,
                ..
            }
            | Self::AskConfig {
                request,
                conversation,
            }
            | Self::Configure {
                request,
                conversation,
                ..
            }
            | Self::SetPicture {
                request,
                conversation,
                ..
            }
            | Self::Destroy {
                request,
                conversation,
                ..
            }
            | Self::Moderate {
                request,
                conversation,
                ..
            } => (Way::Conversation(*conversation), Some(*request)),
            Self::Leave { conversation }
            | Self::AskVoice { conversation }
            | Self::RefuseVoice { conversation, .. }
            | Self::Ignore { conversation, .. }
            | Self::Follow { conversation, .. } => (Way::Conversation(*conversation), None),
        }
    }
}
