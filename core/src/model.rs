//! Plain data that the engine shows: snapshots, never handles.

mod account;
mod attachment;
mod avatar;
mod conversation;
mod encryption;
mod export;
mod files;
mod form;
mod history;
mod invitation;
mod later;
mod level;
mod link;
mod message;
mod privacy;
mod profile;
mod relation;
mod report;
mod room;
mod secret;
mod server;

pub use account::{
    Account, ChannelBinding, ConnectSettings, Connection, OwnPresence, Proxy, Security, Show, Step,
    Transport,
};
pub use attachment::{
    Attachment, AttachmentKind, Held, Place, Transfer, TransferFailure, TransferStep,
};
pub use avatar::Avatar;
pub use conversation::{ChatState, Conversation, Preview, Subscription};
pub use encryption::{DeviceKey, DeviceKeys, Encryption, Mode, Sealing, Trust, Unreadable};
pub use export::{ExportFormat, ExportNames, ExportWords};
pub use files::{FetchFrom, FileOffer, FilePolicy, FileUsage, Filed, Voice};
pub use form::{
    Answer, Choice, Field, FieldKind, FilledIn, Form, Media, Picture, Problem, Validation,
};
pub use history::{Archiving, Fault, History, Keeps, Limit, Progress};
pub use invitation::{Invitation, InvitationOffer, InvitationPurpose, Invitations};
pub use later::{Later, Reminder, Waiting};
pub use level::Level;
pub use link::LinkPreview;
pub use message::{Direction, Message, Milestone, Moderated, Stage, State};
pub use privacy::Exceptions;
pub use profile::{Card, Contacts, Privacy, Profile, Program, Resource};
pub use relation::{About, ChangeKind, OwnChange, Reaction, Reply, Version};
pub use report::{Cited, Report, ReportReason};
pub use room::{
    Affiliation, Author, FoundRoom, Member, Nature, Occupant, OccupantsChange, Refusal, Removal,
    Role, Room, RoomInvitation, RoomInvitations, Seen, Standing,
};
pub use secret::{Secret, SecretPlace};
pub use server::{Purpose, Reached, Server, ServerContacts, Shown, Status};
