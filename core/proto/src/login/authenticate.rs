//! The SASL steps of a login, in both profiles (RFC 6120 §6.4, XEP-0388 §2).

use minidom::Element;
use zeroize::Zeroizing;

use super::bind::Authenticated;
use super::choice::{Choice, Gs2, Way, choose, usable_token, wanted_token};
use super::config::{Bound, Certificate, Credential};
use super::offer::{Offer, Profile};
use super::sasl2::{self, Request};
use super::{Login, LoginError, Output, State, Step, Tampering, wire};
use crate::sasl::mechanism::plain;
use crate::sasl::scram::{Binding, Challenge, Keys, Lists, Proof};
use crate::sasl::{Failure, FailureCondition, Scram, ScramError, Token};
use crate::stream::STREAMS;

/// A way in that is being tried.
#[derive(Debug)]
pub(super) struct Attempt {
    way: Way,
    offer: Offer,
    /// What forbids it unless the server signs its offer.
    doubt: Option<LoginError>,
    /// The server has refused a bound login before.
    refused: bool,
    /// The server has signed its offer.
    signed: bool,
}

/// What `<success/>` must hold.
#[derive(Debug)]
pub(super) enum Check {
    Nothing,
    Proof(Proof),
    Token(Token),
}

impl Login {
    /// Begins before the server has said anything, where its offer is known and one message is all
    /// that it takes.
    pub(super) fn ahead(&mut self) -> Option<Attempt> {
        let inline = self.config.shortcut?;
        let token = usable_token(&self.config)?.clone();
        let offer = Offer {
            profile: Profile::Second,
            mechanisms: Vec::new(),
            bindings: None,
            tokens: Vec::new(),
            inline,
            // Not known by now; they are asked for in the session.
            copies: false,
            attention: false,
        };
        let way = Way::Token(token);
        let message = self.first(&way)?;
        self.step(Step::Authenticate);
        self.request(&way, &offer, &message);
        Some(Attempt::new(way.into(), offer, false))
    }

    pub(super) fn features(
        &mut self,
        ahead: Option<Box<Attempt>>,
        features: &Element,
    ) -> Result<State, LoginError> {
        let offer = Offer::parse(features, self.config.agent.is_some())
            .ok_or_else(|| LoginError::unexpected_element("features", features))?;
        match ahead {
            Some(mut attempt) => {
                attempt.offer = offer;
                Ok(attempt.sent())
            }
            None => {
                let choice = choose(&offer, &self.config, false)?;
                self.step(Step::Authenticate);
                self.begin(choice, offer, false)
            }
        }
    }

    fn begin(&mut self, choice: Choice, offer: Offer, again: bool) -> Result<State, LoginError> {
        if let Way::Scram(hash, gs2) = choice.way {
            let scram = self.scram(hash, gs2, again)?;
            self.request(&choice.way, &offer, scram.first().as_bytes());
            let attempt = Box::new(Attempt::new(choice, offer, again));
            return Ok(State::Challenge(attempt, Box::new(scram)));
        }
        let message = self.first(&choice.way).ok_or(ScramError::Credentials)?;
        self.request(&choice.way, &offer, &message);
        Ok(Box::new(Attempt::new(choice, offer, again)).sent())
    }

    fn scram(&self, hash: crate::sasl::Hash, gs2: Gs2, again: bool) -> Result<Scram, LoginError> {
        let binding = match gs2 {
            Gs2::Unable => Binding::Unable,
            Gs2::NotOffered => Binding::NotOffered,
            Gs2::Bound(kind) => {
                let bytes = self.config.bindings.bytes(kind).unwrap_or_default();
                Binding::Bound(kind, bytes.to_vec())
            }
        };
        let [first, second] = &self.config.nonces;
        let nonce = if again { second } else { first };
        let (user, password) = (self.user(), self.password());
        Ok(Scram::new(hash, binding, user, password, nonce.clone())?)
    }

    /// The one message of a mechanism that has one.
    fn first(&self, way: &Way) -> Option<Zeroizing<Vec<u8>>> {
        match way {
            Way::Token(token) => token.first(self.user(), &self.config.bindings),
            Way::Plain => plain(self.user(), self.password()),
            Way::External => Some(Zeroizing::new(match &self.config.credential {
                Credential::Account {
                    certificate: Some(Certificate::Several),
                    ..
                } => self.config.jid.to_string().into_bytes(),
                _ => Vec::new(),
            })),
            Way::Anonymous | Way::Scram(..) => Some(Zeroizing::default()),
        }
    }

    fn request(&mut self, way: &Way, offer: &Offer, message: &[u8]) {
        let request = match (offer.profile, &self.config.agent) {
            (Profile::Second, Some(agent)) => {
                let inline = offer.inline;
                sasl2::authenticate(&Request {
                    mechanism: way.name(),
                    message,
                    agent,
                    resume: self.config.resume.as_ref().filter(|_| inline.resume),
                    tag: self.config.tag.as_deref().filter(|_| inline.bind),
                    enable: inline.enable,
                    copies: offer.copies,
                    inactive: self.config.inactive && offer.attention,
                    token: wanted_token(way, offer, &self.config),
                    fast: matches!(way, Way::Token(_)),
                })
            }
            _ => wire::auth(way.name(), message),
        };
        self.send(request);
    }

    pub(super) fn challenge(
        &mut self,
        mut attempt: Box<Attempt>,
        scram: Scram,
        element: &Element,
    ) -> Result<State, LoginError> {
        let Some(message) = wire::challenge(element) else {
            return match Failure::parse(element) {
                Some(failure) => self.refused(*attempt, failure),
                None => Err(refused_or_unexpected("a challenge", element)),
            };
        };
        let challenge = scram.handle_challenge(&message?)?;
        attempt.check_lists(&challenge)?;
        self.outputs
            .push_back(Output::Derive(challenge.derivation()));
        Ok(State::Keys(attempt, Box::new(challenge)))
    }

    pub(super) fn prove(
        &mut self,
        attempt: Box<Attempt>,
        challenge: Challenge,
        keys: &Keys,
    ) -> State {
        let (last, proof) = challenge.answer(keys);
        self.send(wire::response(attempt.offer.profile, last.as_bytes()));
        State::Success(attempt, Check::Proof(proof))
    }

    pub(super) fn success(
        &mut self,
        attempt: Box<Attempt>,
        check: Check,
        element: &Element,
    ) -> Result<State, LoginError> {
        if let Some(success) = sasl2::Success::parse(element) {
            let success = success?;
            let data = success.data.as_deref().map_or(&[][..], Vec::as_slice);
            self.check(&check, data)?;
            return self.welcome(*attempt, success);
        }
        if let Some(message) = wire::success(element) {
            self.check(&check, &message?)?;
            self.outputs.push_back(Output::Open);
            let authenticated = self.learn(*attempt);
            return Ok(State::NewHeader(Box::new(authenticated)));
        }
        if let Some(tasks) = sasl2::tasks(element) {
            return Err(LoginError::Unfinished { tasks });
        }
        match (check, wire::challenge(element), Failure::parse(element)) {
            // The proof may come as one more challenge, to be answered by nothing (RFC 4422 §3.5).
            (Check::Proof(proof), Some(message), _) => {
                proof.check(&message?)?;
                self.send(wire::response(attempt.offer.profile, b""));
                Ok(State::Success(attempt, Check::Nothing))
            }
            (Check::Token(_), None, Some(failure)) => self.refused(*attempt, failure),
            (_, None, Some(failure)) => Err(said_no(&attempt.way, failure)),
            _ => Err(LoginError::unexpected_element("success", element)),
        }
    }

    fn check(&self, check: &Check, message: &[u8]) -> Result<(), LoginError> {
        match check {
            Check::Nothing => Ok(()),
            Check::Proof(proof) => Ok(proof.check(message)?),
            Check::Token(token) => Ok(token.check(message, &self.config.bindings)?),
        }
    }

    /// The server refuses before it can know whether the password is right.
    fn refused(&mut self, attempt: Attempt, failure: Failure) -> Result<State, LoginError> {
        let Attempt {
            way,
            offer,
            refused,
            ..
        } = attempt;
        match (&way, failure.condition) {
            // Later it may take it again.
            (Way::Token(_), FailureCondition::TemporaryAuthFailure) => Err(failure.into()),
            (Way::Token(_), _) => {
                self.config.token = None;
                self.outputs.push_back(Output::Token(None));
                let choice = choose(&offer, &self.config, refused)?;
                self.begin(choice, offer, refused)
            }
            // A server that says by what it can be bound has no reason to refuse that.
            (Way::Scram(_, Gs2::Bound(_)), condition)
                if offer.bindings.is_none() && !is_of_account(condition) =>
            {
                let choice = choose(&offer, &self.config, true)?;
                // What an account has had, it is not talked out of, whoever signs it.
                if self.config.remembered.is_bound() {
                    return Err(choice.doubt.unwrap_or_else(|| failure.into()));
                }
                match refused {
                    false => self.begin(choice, offer, true),
                    true => Err(failure.into()),
                }
            }
            _ => Err(said_no(&way, failure)),
        }
    }

    /// What the second profile gave along with the login.
    fn welcome(&mut self, attempt: Attempt, success: sasl2::Success) -> Result<State, LoginError> {
        let kind = match &attempt.way {
            Way::Token(token) => Some(token.mechanism),
            way => wanted_token(way, &attempt.offer, &self.config),
        };
        if let Some((kind, (secret, expiry))) = kind.zip(success.token) {
            let token = Token::new(kind, secret, expiry);
            if token.is_some() {
                self.outputs.push_back(Output::Token(token));
            }
        }
        let mut authenticated = self.learn(attempt);
        if let Some(resumed) = success.resumed {
            return self.take_up(authenticated, resumed);
        }
        if let Some(h) = success.refused {
            self.config.resume = None;
            authenticated.refused_resume_h = h;
        }
        match success.address {
            Some((jid, management)) => {
                self.check_account(&jid)?;
                self.step(Step::Bind);
                Ok(State::Settled(Box::new(super::Addressed {
                    authenticated,
                    jid,
                    management,
                    early: Vec::new(),
                })))
            }
            None => Ok(State::NewFeatures(Box::new(authenticated))),
        }
    }

    fn learn(&mut self, attempt: Attempt) -> Authenticated {
        let mut remembered = self.config.remembered;
        match attempt.way.strength() {
            Some(strength) => remembered.learn(strength, attempt.signed),
            None => remembered.external |= matches!(attempt.way, Way::External),
        }
        remembered.refused |= attempt.refused;
        let binding = match &attempt.way {
            Way::Token(token) => token.mechanism.binding().map_or(Bound::No, Bound::To),
            Way::Scram(_, Gs2::Bound(kind)) => Bound::To(*kind),
            Way::Scram(_, Gs2::Unable) if remembered.refused => Bound::Refused,
            _ => Bound::No,
        };
        let has_tokens = !attempt.offer.tokens.is_empty();
        Authenticated {
            mechanism: attempt.way.name(),
            binding,
            remembered,
            shortcut: has_tokens.then_some(attempt.offer.inline),
            features: Element::bare("features", STREAMS),
            refused_resume_h: None,
        }
    }

    fn user(&self) -> &str {
        self.config.jid.node().map_or("", |node| node.as_str())
    }

    fn password(&self) -> &str {
        match &self.config.credential {
            Credential::Account {
                password: Some(password),
                ..
            } => password,
            _ => "",
        }
    }
}

impl Attempt {
    fn new(choice: Choice, offer: Offer, refused: bool) -> Self {
        Self {
            way: choice.way,
            offer,
            doubt: choice.doubt,
            refused,
            signed: false,
        }
    }

    /// All that we have to say is said.
    fn sent(self: Box<Self>) -> State {
        let check = match &self.way {
            Way::Token(token) => Check::Token(token.clone()),
            _ => Check::Nothing,
        };
        State::Success(self, check)
    }

    fn check_lists(&mut self, challenge: &Challenge) -> Result<(), LoginError> {
        let with_tokens = self.offer.with_tokens();
        let bindings = self.offer.bindings.as_deref();
        let readings = [
            (self.offer.mechanisms.as_slice(), bindings),
            (with_tokens.as_slice(), bindings),
        ];
        match (challenge.lists(readings), self.doubt.take()) {
            (Lists::Changed, _) => Err(LoginError::Tampered(Tampering::Offer)),
            (Lists::Unsigned, Some(doubt)) => Err(doubt),
            (Lists::Unsigned, None) => Ok(()),
            (Lists::Confirmed, _) => {
                self.signed = true;
                Ok(())
            }
        }
    }
}

/// What an element means that is not the answer we wait for during authentication.
pub(super) fn refused_or_unexpected(expected: &'static str, element: &Element) -> LoginError {
    Failure::parse(element).map_or_else(
        || LoginError::unexpected_element(expected, element),
        LoginError::from,
    )
}

/// A refusal that is final, and what it may say about the way to the server.
fn said_no(way: &Way, failure: Failure) -> LoginError {
    let text = failure.text.as_deref().unwrap_or_default();
    match way {
        Way::External => LoginError::CertificateRefused(failure),
        Way::Scram(_, Gs2::Bound(_)) if text.to_lowercase().contains("channel binding") => {
            LoginError::Tampered(Tampering::Connection)
        }
        // What a server must say that does offer bound logins (RFC 5802 §6).
        Way::Scram(_, Gs2::NotOffered)
            if failure.condition == FailureCondition::MalformedRequest =>
        {
            LoginError::Tampered(Tampering::Mechanisms)
        }
        _ => failure.into(),
    }
}

/// Whether a refusal is about the account and has nothing to do with the way it was tried.
fn is_of_account(condition: FailureCondition) -> bool {
    matches!(
        condition,
        FailureCondition::AccountDisabled
            | FailureCondition::CredentialsExpired
            | FailureCondition::TemporaryAuthFailure
    )
}
