//! One login, without I/O: from the first header inside TLS to a session.
//!
//! SASL (RFC 6120 §6), a new stream, then the old session back (XEP-0198 §5) or a new address (RFC
//! 6120 §7) with stream management enabled (XEP-0198 §3). What the server may say is fixed at each
//! step; anything else ends the login with the exact reason. How long a step may take is for the
//! caller to say. To be used inside TLS only: the machine can't know where its frames come from.

mod authenticate;
mod config;
mod error;
mod wire;

use std::collections::VecDeque;

use minidom::Element;

pub use config::{LoginConfig, ManagementOffer, Resume, Session};
pub use error::{BindError, LoginError};

use crate::management::element as sm;
use crate::sasl::scram::{Challenge, Proof};
use crate::sasl::{Derivation, Keys, Mechanism, Scram};
use crate::stream::{Frame, Header, STREAMS, StreamError};

/// Stanzas kept that came between binding and `<enabled/>`. Nobody knows our address yet, so there
/// are none; a server that floods us here is not worth logging in to.
const EARLY_STANZAS: usize = 64;

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
    /// Send a stream header, and read what follows with a new [`Reader`](crate::stream::Reader).
    Open,
    /// Send this.
    Send(Element),
    /// Run this off the async threads and give the keys to [`Login::handle_keys`].
    Derive(Derivation),
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
    Header,
    Features,
    /// SCRAM's first message is sent.
    Challenge(Mechanism, Box<Scram>),
    /// The caller derives keys.
    Keys(Mechanism, Box<Challenge>),
    /// Our last message is sent.
    Success(Mechanism, Check),
    NewHeader(Mechanism),
    NewFeatures(Mechanism),
    Resuming(Box<Authenticated>),
    Binding(Box<Authenticated>),
    /// The session request of RFC 3921 is sent.
    Opening(Box<Bound>),
    Enabling(Box<Bound>),
    Finished,
}

/// What `<success/>` must hold.
#[derive(Debug)]
enum Check {
    Nothing,
    Proof(Proof),
}

#[derive(Debug)]
struct Authenticated {
    mechanism: Mechanism,
    features: Element,
    refused_resume_h: Option<u32>,
}

#[derive(Debug)]
struct Bound {
    authenticated: Authenticated,
    jid: String,
    early: Vec<Element>,
}

impl Login {
    /// A login that will ask for [`Output::Open`] first.
    pub fn new(config: LoginConfig) -> Self {
        Self {
            config,
            state: State::Header,
            outputs: VecDeque::from([Output::Open]),
        }
    }

    /// What the server sent. Ignored once the machine is finished.
    pub fn handle_frame(&mut self, frame: Frame) {
        let state = std::mem::replace(&mut self.state, State::Finished);
        let next = match (state, frame) {
            (State::Finished, _) => return,
            (_, Frame::Close) => Err(LoginError::Closed),
            (state, Frame::Open(header)) => self.header(state, &header),
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
            State::Keys(mechanism, challenge) => {
                let (last, proof) = challenge.answer(&keys);
                self.send(wire::response(last.as_bytes()));
                self.state = State::Success(mechanism, Check::Proof(proof));
            }
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

    fn header(&self, state: State, header: &Header) -> Result<State, LoginError> {
        let next = match state {
            State::Header => State::Features,
            State::NewHeader(mechanism) => State::NewFeatures(mechanism),
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
            State::Features => self.authenticate(&element),
            State::Challenge(mechanism, scram) => self.challenge(mechanism, *scram, &element),
            State::Success(mechanism, check) => self.success(mechanism, check, &element),
            State::NewFeatures(mechanism) => self.authenticated(mechanism, element),
            State::Resuming(authenticated) => self.resumed(*authenticated, &element),
            State::Binding(authenticated) => self.bound(*authenticated, &element),
            State::Opening(bound) => self.opened(*bound, element),
            State::Enabling(bound) => self.enabled(*bound, element),
            State::Keys(..) => Err(authenticate::refused_or_unexpected(expects, &element)),
            State::Header | State::NewHeader(_) | State::Finished => {
                Err(LoginError::unexpected_element(expects, &element))
            }
        }
    }

    fn authenticated(
        &mut self,
        mechanism: Mechanism,
        features: Element,
    ) -> Result<State, LoginError> {
        if !features.is("features", STREAMS) {
            return Err(LoginError::unexpected_element("features", &features));
        }
        self.step(Step::Bind);
        let authenticated = Authenticated {
            mechanism,
            features,
            refused_resume_h: None,
        };
        match &self.config.resume {
            Some(resume) if sm::offered(&authenticated.features) => {
                let request = sm::resume(&resume.id, resume.h);
                self.send(request);
                Ok(State::Resuming(Box::new(authenticated)))
            }
            _ => self.bind(authenticated),
        }
    }

    fn resumed(
        &mut self,
        mut authenticated: Authenticated,
        element: &Element,
    ) -> Result<State, LoginError> {
        let resume = self.config.resume.take();
        match (sm::Reply::parse(element), resume) {
            (Some(sm::Reply::Resumed { h, previd }), Some(resume)) if previd == resume.id => {
                let offer = ManagementOffer {
                    id: Some(resume.id),
                    max: None,
                    location: None,
                };
                let session = Session::new(authenticated, resume.jid, Some(offer));
                Ok(self.done(Session {
                    resumed: Some(h),
                    ..session
                }))
            }
            (Some(sm::Reply::Failed { h, .. }), _) => {
                authenticated.refused_resume_h = h;
                self.bind(authenticated)
            }
            _ => Err(LoginError::unexpected_element("the old session", element)),
        }
    }

    fn bind(&mut self, authenticated: Authenticated) -> Result<State, LoginError> {
        if !wire::offers_bind(&authenticated.features) {
            return Err(LoginError::NoBind);
        }
        self.send(wire::bind(self.config.resource.as_deref()));
        Ok(State::Binding(Box::new(authenticated)))
    }

    fn bound(
        &mut self,
        authenticated: Authenticated,
        element: &Element,
    ) -> Result<State, LoginError> {
        let answer = wire::answer(wire::BIND_ID, element)
            .ok_or_else(|| LoginError::unexpected_element("an address", element))??;
        let jid = wire::bound_jid(answer)
            .ok_or_else(|| LoginError::unexpected("an address", "something else"))?;
        let bound = Bound {
            authenticated,
            jid,
            early: Vec::new(),
        };
        if wire::wants_session(&bound.authenticated.features) {
            self.send(wire::session());
            return Ok(State::Opening(Box::new(bound)));
        }
        Ok(self.enable(bound))
    }

    fn opened(&mut self, mut bound: Bound, element: Element) -> Result<State, LoginError> {
        match wire::answer(wire::SESSION_ID, &element) {
            Some(answer) => answer.map(|_| self.enable(bound)).map_err(LoginError::from),
            None => bound
                .keep(element, "the session")
                .map(|()| State::Opening(Box::new(bound))),
        }
    }

    fn enable(&mut self, bound: Bound) -> State {
        if !sm::offered(&bound.authenticated.features) {
            return self.done(bound.session(None));
        }
        self.send(sm::enable());
        State::Enabling(Box::new(bound))
    }

    fn enabled(&mut self, mut bound: Bound, element: Element) -> Result<State, LoginError> {
        match sm::Reply::parse(&element) {
            Some(sm::Reply::Enabled { id, max, location }) => {
                let offer = ManagementOffer { id, max, location };
                Ok(self.done(bound.session(Some(offer))))
            }
            Some(sm::Reply::Failed { .. }) => Ok(self.done(bound.session(None))),
            _ => bound
                .keep(element, "stream management")
                .map(|()| State::Enabling(Box::new(bound))),
        }
    }

    fn done(&mut self, session: Session) -> State {
        self.outputs.push_back(Output::Done(Box::new(session)));
        State::Finished
    }
}

impl Bound {
    /// Keeps a stanza that came before the session was complete.
    fn keep(&mut self, element: Element, expected: &'static str) -> Result<(), LoginError> {
        let stanza = crate::management::Management::counts(&element);
        if !stanza || self.early.len() >= EARLY_STANZAS {
            return Err(LoginError::unexpected_element(expected, &element));
        }
        self.early.push(element);
        Ok(())
    }

    fn session(self, management: Option<ManagementOffer>) -> Session {
        Session {
            early: self.early,
            ..Session::new(self.authenticated, self.jid, management)
        }
    }
}

impl Session {
    fn new(from: Authenticated, jid: String, management: Option<ManagementOffer>) -> Self {
        Self {
            jid,
            mechanism: from.mechanism.name(),
            management,
            resumed: None,
            refused_resume_h: from.refused_resume_h,
            features: from.features,
            early: Vec::new(),
        }
    }
}

impl State {
    fn expects(&self) -> &'static str {
        match self {
            Self::Header | Self::NewHeader(_) => "a header",
            Self::Features | Self::NewFeatures(_) => "features",
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
