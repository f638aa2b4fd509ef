//! Making an account, without I/O: from the first header inside TLS to the account.
//!
//! Invitation (XEP-0445 §5), questions, pictures, answers, and again after a refusal. How long a
//! step may take is for the caller to say; a person may take as long as the server lets them.

use std::collections::VecDeque;

use minidom::Element;

use super::{NS, Query, is_offered, preauth, takes_tokens};
use crate::bob;
use crate::data_form::{Answer, FormError};
use crate::stanza_error::{Condition, StanzaError};
use crate::stream::{CLIENT, Frame, Header, STREAMS, StreamError};
use crate::xml::Tree;

/// Pictures that are asked for one by one; a captcha has one, perhaps with a sound beside it.
const MAX_FETCHES: usize = 4;

/// What the caller must do.
#[derive(Debug)]
pub enum Output {
    /// Send a stream header, and read what follows with a new [`Reader`](crate::stream::Reader).
    Open,
    /// Send this.
    Send(Element),
    /// The server has questions: show them, and answer with [`Dialog::submit`].
    Asked {
        /// The questions.
        query: Box<Query>,
        /// Why the last answers were not good enough.
        refused: Option<StanzaError>,
    },
    /// The account is there. The machine is finished.
    Created,
    /// There will be no account. The machine is finished.
    Failed(DialogError),
}

/// Why there will be no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialogError {
    /// The server broke the stream off.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The server closed the stream.
    #[error("the server closed the stream")]
    Closed,
    /// The server makes no accounts this way.
    #[error("the server takes no new accounts")]
    NotOffered,
    /// The invitation is not, or no longer, valid there.
    #[error("the invitation is not valid: {0}")]
    Invitation(StanzaError),
    /// The server won't even ask.
    #[error("the server refused: {0}")]
    Refused(StanzaError),
    /// The form is beyond all bounds.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The server said what has no place there.
    #[error("expected {expected}, got {got}")]
    Unexpected {
        /// What would have been right.
        expected: &'static str,
        /// What came.
        got: String,
    },
}

/// One new account.
#[derive(Debug)]
pub struct Dialog {
    domain: String,
    token: Option<String>,
    offered: bool,
    state: State,
    /// Makes each question's id its own, so that a late answer is not taken for the next one's.
    count: u32,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
enum State {
    Header,
    Features,
    /// The token is sent.
    Inviting,
    /// The questions are asked for.
    Asking(Option<StanzaError>),
    /// Pictures are asked for, the first of these now.
    Fetching {
        query: Box<Query>,
        refused: Option<StanzaError>,
        left: VecDeque<bob::Cid>,
    },
    /// The person fills in.
    Filling(Box<Query>),
    /// The answers are sent.
    Submitting(Box<Query>),
    Finished,
}

impl Dialog {
    /// A dialog that will ask for [`Output::Open`] first.
    #[must_use]
    pub fn new(domain: &str, token: Option<&str>) -> Self {
        Self {
            domain: domain.to_owned(),
            token: token.map(str::to_owned),
            offered: false,
            state: State::Header,
            count: 0,
            outputs: VecDeque::from([Output::Open]),
        }
    }

    /// What the server sent. Ignored once the machine is finished.
    pub fn handle_frame(&mut self, frame: Frame) {
        let state = std::mem::replace(&mut self.state, State::Finished);
        let next = match (state, frame) {
            (State::Finished, _) => return,
            (_, Frame::Close) => Err(DialogError::Closed),
            (State::Header, Frame::Open(header)) => opened(&header),
            (state, Frame::Open(_)) => Err(unexpected(state.expects(), "a header")),
            (state, Frame::Element(element)) => self.element(state, &element),
        };
        match next {
            Ok(state) => self.state = state,
            Err(error) => self.outputs.push_back(Output::Failed(error)),
        }
    }

    /// Answers the questions. `false` where none are open.
    pub fn submit(&mut self, answers: &[Answer]) -> bool {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Filling(query) => {
                let order = query.submit(answers);
                self.ask("set", order);
                self.state = State::Submitting(query);
                true
            }
            state => {
                self.state = state;
                false
            }
        }
    }

    /// What to do next; call until `None` after each input.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn element(&mut self, state: State, element: &Element) -> Result<State, DialogError> {
        if let Some(error) = StreamError::parse(element) {
            return Err(error.into());
        }
        if matches!(state, State::Features) {
            return self.features(element);
        }
        if !self.is_answer(element) {
            // Before a login nobody but the server can write to us; it may be chatty.
            return match element.ns() == CLIENT {
                true => Ok(state),
                false => Err(unexpected(state.expects(), element.name())),
            };
        }
        let error = element.attr("type") == Some("error");
        let error = error.then(|| {
            let found = element.get_child("error", CLIENT);
            found.map_or_else(|| StanzaError::of(&[]), StanzaError::parse)
        });
        match (state, error) {
            (State::Inviting, None) => Ok(self.ask_questions(None)),
            (State::Inviting, Some(error)) => Err(DialogError::Invitation(error)),
            (State::Asking(refused), None) => self.asked(element, refused),
            (State::Asking(_), Some(error)) => Err(self.no_questions(error)),
            (
                State::Fetching {
                    query,
                    refused,
                    left,
                },
                _,
            ) => Ok(self.fetched(element, query, refused, left)),
            (State::Submitting(_), None) => {
                self.outputs.push_back(Output::Created);
                Ok(State::Finished)
            }
            (State::Submitting(query), Some(error)) => Ok(self.refused(query, error)),
            // A late answer to a question of before.
            (state, _) => Ok(state),
        }
    }

    fn features(&mut self, features: &Element) -> Result<State, DialogError> {
        if !features.is("features", STREAMS) {
            return Err(unexpected("features", features.name()));
        }
        // Servers are known that make accounts and don't say so.
        self.offered = is_offered(features);
        match self.token.clone() {
            Some(_) if !takes_tokens(features) && !self.offered => Err(DialogError::NotOffered),
            Some(token) => {
                self.ask("set", preauth(&token));
                Ok(State::Inviting)
            }
            None => Ok(self.ask_questions(None)),
        }
    }

    fn ask_questions(&mut self, refused: Option<StanzaError>) -> State {
        self.ask("get", Element::bare("query", NS));
        State::Asking(refused)
    }

    fn asked(&mut self, iq: &Element, refused: Option<StanzaError>) -> Result<State, DialogError> {
        let query = iq
            .get_child("query", NS)
            .ok_or_else(|| unexpected("questions", "an empty answer"))?;
        let mut read = Box::new(Query::parse(query)?);
        // The bits stand beside the form, or beside the query (XEP-0231 §4).
        let bits = query.children().chain(iq.children());
        for data in bits.filter(|child| child.is("data", bob::NS)) {
            read.take_bits(data);
        }
        let left: VecDeque<_> = read.missing_bits().into_iter().take(MAX_FETCHES).collect();
        Ok(self.fetch(read, refused, left))
    }

    /// Asks for the next picture, or shows the form if there is none.
    fn fetch(
        &mut self,
        query: Box<Query>,
        refused: Option<StanzaError>,
        left: VecDeque<bob::Cid>,
    ) -> State {
        match left.front() {
            Some(cid) => {
                self.ask("get", cid.request());
                State::Fetching {
                    query,
                    refused,
                    left,
                }
            }
            None => {
                let shown = query.clone();
                self.outputs.push_back(Output::Asked {
                    query: shown,
                    refused,
                });
                State::Filling(query)
            }
        }
    }

    fn fetched(
        &mut self,
        iq: &Element,
        mut query: Box<Query>,
        refused: Option<StanzaError>,
        mut left: VecDeque<bob::Cid>,
    ) -> State {
        if let Some(data) = iq.get_child("data", bob::NS) {
            query.take_bits(data);
        }
        left.pop_front();
        self.fetch(query, refused, left)
    }

    /// A picture is good for one answer; everything else stays as it is.
    fn refused(&mut self, query: Box<Query>, error: StanzaError) -> State {
        if query.form.has_media() {
            return self.ask_questions(Some(error));
        }
        self.outputs.push_back(Output::Asked {
            query: query.clone(),
            refused: Some(error),
        });
        State::Filling(query)
    }

    fn no_questions(&self, error: StanzaError) -> DialogError {
        match error.condition {
            _ if !self.offered => DialogError::NotOffered,
            Condition::FeatureNotImplemented | Condition::ServiceUnavailable => {
                DialogError::NotOffered
            }
            _ => DialogError::Refused(error),
        }
    }

    fn ask(&mut self, kind: &'static str, payload: Element) {
        self.count += 1;
        let iq = Element::bare("iq", CLIENT)
            .with_attr("type", kind)
            .with_attr("id", &self.id())
            .with_attr("to", &self.domain)
            .with(payload);
        self.outputs.push_back(Output::Send(iq));
    }

    fn id(&self) -> String {
        format!("register-{}", self.count)
    }

    /// Whether this answers the last question.
    fn is_answer(&self, element: &Element) -> bool {
        element.is("iq", CLIENT)
            && matches!(element.attr("type"), Some("result" | "error"))
            && element.attr("id") == Some(self.id().as_str())
    }
}

impl State {
    fn expects(&self) -> &'static str {
        match self {
            Self::Header => "a header",
            Self::Features => "features",
            Self::Inviting => "a word about the invitation",
            Self::Asking(_) => "questions",
            Self::Fetching { .. } => "a picture",
            Self::Submitting(_) => "an account",
            Self::Filling(_) | Self::Finished => "nothing",
        }
    }
}

fn opened(header: &Header) -> Result<State, DialogError> {
    match header.has_features() {
        true => Ok(State::Features),
        false => Err(unexpected("a stream of version 1.0", "an older one")),
    }
}

fn unexpected(expected: &'static str, got: &str) -> DialogError {
    DialogError::Unexpected {
        expected,
        got: crate::xml::cut(got, 100),
    }
}
