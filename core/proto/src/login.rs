//! One login on a fresh, encrypted stream, without I/O.

pub mod config;
pub mod error;

use minidom::Element;

use crate::sasl::{Derivation, Keys};
use crate::stream::Frame;

pub use config::{LoginConfig, ManagementOffer, Resume, Session};
pub use error::{BindError, LoginError};

/// What the login is doing, for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Proving the password.
    Authenticate,
    /// Getting an address, or the old session back.
    Bind,
}

/// What the caller must do.
#[derive(Debug, Clone)]
pub enum Output {
    /// Send a stream header and read what follows with a new [`Reader`](crate::stream::Reader).
    Open,
    /// Send this.
    Send(Element),
    /// Run this off the async threads, give the keys to [`Login::handle_keys`].
    Derive(Derivation),
    /// Progress.
    Step(Step),
    /// Logged in; the machine is finished.
    Done(Box<Session>),
    /// Failed; the machine is finished.
    Failed(LoginError),
}

/// One login.
#[derive(Debug)]
pub struct Login {}

impl Login {
    /// A login that will ask for [`Output::Open`] first.
    pub fn new(config: LoginConfig) -> Self {
        todo!()
    }
    /// What the server sent.
    pub fn handle_frame(&mut self, frame: Frame) {
        todo!()
    }
    /// The keys of the last [`Output::Derive`].
    pub fn handle_keys(&mut self, keys: Keys) {
        todo!()
    }
    /// What to do next; call until `None` after each input.
    pub fn poll(&mut self) -> Option<Output> {
        todo!()
    }
}
