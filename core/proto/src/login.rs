//! One login, without I/O: from the first header inside TLS to a session.
//!
//! SASL (RFC 6120 §6), a new stream, then the old session back (XEP-0198 §5) or a new address (RFC
//! 6120 §7) with stream management enabled (XEP-0198 §3); or all of it in one go where the server has
//! the second SASL profile (XEP-0388) with Bind 2 (XEP-0386) and tokens (XEP-0484). What the server may
//! say is fixed at each step; anything else ends the login with the exact reason. How long a step may
//! take is for the caller to say. To be used inside TLS only: the machine can't know where its frames
//! come from.

mod authenticate;
mod bind;
mod choice;
mod config;
mod error;
mod offer;
mod remembered;
mod sasl2;
mod wire;

use std::collections::VecDeque;

use minidom::Element;

pub use config::{
    Agent, Bound, Certificate, Credential, LoginConfig, ManagementOffer, Resume, Session,
};
pub use error::{BindError, LoginError, Tampering};
pub use offer::Inline;
pub use remembered::{Protection, Remembered, Strength};

use authenticate::{Attempt, Check};
use bind::{Addressed, Authenticated};

use crate::sasl::scram::Challenge;
use crate::sasl::{Derivation, Keys, Scram, Token};
use crate::stream::{Frame, Header, StreamError};

/// What the login is doing, for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Proving who we are.
    Authenticate,
    /// Getting an address, or the old session back.
    Bind,
}

/// What the caller must do.
#[derive(Debug, Clone)]
pub enum Output {
    /// Send a stream header, and read what follows with a new [`Reader`](crate::stream::Reader).
    Open,
    /// Send this.
    Send(Element),
    /// Run this off the async threads and give the keys to [`Login::handle_keys`].
    Derive(Derivation),
    /// Keep this token instead of the one before; without one, forget that. It holds whatever
    /// becomes of the login.
    Token(Option<Token>),
    /// Progress.
    Step(Step),
    /// Logged in. The machine is finished: the next frame belongs to the session.
    Done(Box<Session>),
    /// Failed. The machine is finished.
    Failed(LoginError),
}

/// One login. Dropping it forgets the password.
#[derive(Debug)]
pub struct Login {
    config: LoginConfig,
    state: State,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
enum State {
    /// With the attempt that was sent along with our own header.
    Header(Option<Box<Attempt>>),
    Features(Option<Box<Attempt>>),
    /// SCRAM's first message is sent.
    Challenge(Box<Attempt>, Box<Scram>),
    /// The caller derives keys.
    Keys(Box<Attempt>, Box<Challenge>),
    /// Our last message is sent.
    Success(Box<Attempt>, Check),
    NewHeader(Box<Authenticated>),
    NewFeatures(Box<Authenticated>),
    Resuming(Box<Authenticated>),
    Binding(Box<Authenticated>),
    /// The session request of RFC 3921 is sent.
    Opening(Box<Addressed>),
    Enabling(Box<Addressed>),
    /// The second profile gave us a session; the features of it follow.
    Settled(Box<Addressed>),
    Finished,
}

impl Login {
    /// A login that will ask for [`Output::Open`] first.
    pub fn new(config: LoginConfig) -> Self {
        let mut login = Self {
            config,
            state: State::Finished,
            outputs: VecDeque::from([Output::Open]),
        };
        let ahead = login.ahead().map(Box::new);
        login.state = State::Header(ahead);
        login
    }

    /// What the server sent. Ignored once the machine is finished.
    pub fn handle_frame(&mut self, frame: Frame) {
        let state = std::mem::replace(&mut self.state, State::Finished);
        let next = match (state, frame) {
            (State::Finished, _) => return,
            (_, Frame::Close) => Err(LoginError::Closed),
            (state, Frame::Open(header)) => Self::header(state, &header),
            (state, Frame::Element(element)) => self.element(state, element),
        };
        match next {
            Ok(state) => self.state = state,
            Err(error) => self.outputs.push_back(Output::Failed(error)),
        }
    }

    /// The keys of the last [`Output::Derive`]. Ignored if there was none or the server has failed
    /// the login meanwhile.
    pub fn handle_keys(&mut self, keys: Keys) {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Keys(attempt, challenge) => self.state = self.prove(attempt, *challenge, &keys),
            state => self.state = state,
        }
    }

    /// What to do next; call until `None` after each input.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn send(&mut self, element: Element) {
        self.outputs.push_back(Output::Send(element));
    }

    fn step(&mut self, step: Step) {
        self.outputs.push_back(Output::Step(step));
    }

    fn header(state: State, header: &Header) -> Result<State, LoginError> {
        let next = match state {
            State::Header(attempt) => State::Features(attempt),
            State::NewHeader(authenticated) => State::NewFeatures(authenticated),
            state => return Err(LoginError::unexpected(state.expects(), "a header")),
        };
        if !header.has_features() {
            return Err(LoginError::Version);
        }
        Ok(next)
    }

    fn element(&mut self, state: State, element: Element) -> Result<State, LoginError> {
        if let Some(error) = StreamError::parse(&element) {
            return Err(error.into());
        }
        let expects = state.expects();
        match state {
            State::Features(attempt) => self.features(attempt, &element),
            State::Challenge(attempt, scram) => self.challenge(attempt, *scram, &element),
            State::Success(attempt, check) => self.success(attempt, check, &element),
            State::NewFeatures(authenticated) => self.authenticated(*authenticated, element),
            State::Resuming(authenticated) => self.resumed(*authenticated, &element),
            State::Binding(authenticated) => self.bound(*authenticated, &element),
            State::Opening(addressed) => self.opened(*addressed, element),
            State::Enabling(addressed) => self.enabled(*addressed, element),
            State::Settled(addressed) => self.settled(*addressed, element),
            State::Keys(..) => Err(authenticate::refused_or_unexpected(expects, &element)),
            State::Header(_) | State::NewHeader(_) | State::Finished => {
                Err(LoginError::unexpected_element(expects, &element))
            }
        }
    }

    fn done(&mut self, session: Session) -> State {
        self.outputs.push_back(Output::Done(Box::new(session)));
        State::Finished
    }
}

impl State {
    fn expects(&self) -> &'static str {
        match self {
            Self::Header(_) | Self::NewHeader(_) => "a header",
            Self::Features(_) | Self::NewFeatures(_) | Self::Settled(_) => "features",
            Self::Challenge(..) => "a challenge",
            Self::Keys(..) => "nothing",
            Self::Success(..) => "success",
            Self::Resuming(_) => "the old session",
            Self::Binding(_) => "an address",
            Self::Opening(_) => "the session",
            Self::Enabling(_) => "stream management",
            Self::Finished => "nothing",
        }
    }
}

#[cfg(test)]
mod tests;
