//! The engine of Waxwing: accounts, conversations and their history over XMPP, without a window.
//!
//! # How to hold it
//!
//! [`Engine::start`] opens a profile directory and gives back two ends: the [`Engine`], which takes
//! [`Command`]s and never blocks, and [`Events`], the one ordered stream of what has changed. Small
//! things (an account, a conversation) travel as whole snapshots: replace what you had. The rows of
//! an open conversation travel as [`Change`]s; apply them to a [`Timeline`].
//!
//! ```no_run
//! # async fn run() -> Result<(), waxwing_core::Error> {
//! use waxwing_core::{Command, Config, Engine, command::account};
//!
//! let (engine, mut events) = Engine::start(Config::new("/tmp/profile"))?;
//! engine.send(Command::Account(account::Command::SetPresence {
//!     account: waxwing_core::AccountId(1),
//!     presence: Default::default(),
//! }));
//! while let Some(event) = events.next().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```

#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod command;
pub mod event;
pub mod model;
pub mod query;

mod account;
mod archive;
mod engine;
mod error;
mod export;
mod feature;
mod files;
#[doc(hidden)]
pub mod filling;
mod http;
mod id;
#[doc(hidden)]
pub mod measuring;
mod network;
mod store;
mod supervisor;
mod timeline;
mod tuning;
mod vault;

pub use command::Command;
pub use engine::{Config, Engine, Events, Software};
pub use error::{
    Certificate, CertificateProblem, ClientCertificateProblem, Error, Failure, Part, Protection,
    ProxyProblem, Recovered, Retry, Tampering,
};
pub use event::Event;
pub use feature::chat::{NOT_THERE, TOO_LONG};
pub use feature::encryption::{NO_READER, TOO_MANY, without_reader};
pub use feature::upload::NOT_UPLOADED;
pub use id::{AccountId, ConversationId, ItemId, RequestId, Timestamp};
pub use jid::BareJid;
pub use store::rescue::OUTBOX_LOST;
pub use timeline::{Change, Timeline};
pub use tuning::Tuning;
pub use waxwing_proto::styling;
pub use waxwing_proto::uri::{Action as LinkAction, Link, LinkError, web_address};
