//! The SASL steps of a login (RFC 6120 §6.4), SCRAM or PLAIN.

use minidom::Element;

use super::{Check, Login, LoginError, Output, State, Step, wire};
use crate::sasl::mechanism::{choose, plain};
use crate::sasl::{Failure, Hash, Mechanism, Scram, ScramError};

impl Login {
    pub(super) fn authenticate(&mut self, features: &Element) -> Result<State, LoginError> {
        let offered = wire::mechanisms(features)
            .ok_or_else(|| LoginError::unexpected_element("features", features))?;
        let Some(mechanism) = choose(&offered, self.config.allow_plain) else {
            let plain_offered = choose(&offered, true).is_some();
            return Err(LoginError::NoMechanism {
                offered,
                plain_offered,
            });
        };
        self.step(Step::Authenticate);
        let user = self.config.jid.node().map_or("", |node| node.as_str());
        let password = &self.config.password;
        if let Some(hash) = Hash::of(mechanism) {
            let scram = Scram::new(hash, user, password, self.config.nonce.clone())?;
            self.send(wire::auth(mechanism, scram.first().as_bytes()));
            return Ok(State::Challenge(mechanism, Box::new(scram)));
        }
        let message = plain(user, password).ok_or(ScramError::Credentials)?;
        self.send(wire::auth(mechanism, &message));
        Ok(State::Success(mechanism, Check::Nothing))
    }

    pub(super) fn challenge(
        &mut self,
        mechanism: Mechanism,
        scram: Scram,
        element: &Element,
    ) -> Result<State, LoginError> {
        let message = wire::challenge(element)
            .ok_or_else(|| refused_or_unexpected("a challenge", element))??;
        let challenge = scram.handle_challenge(&message)?;
        self.outputs
            .push_back(Output::Derive(challenge.derivation()));
        Ok(State::Keys(mechanism, Box::new(challenge)))
    }

    pub(super) fn success(
        &mut self,
        mechanism: Mechanism,
        check: Check,
        element: &Element,
    ) -> Result<State, LoginError> {
        if let Some(message) = wire::success(element) {
            if let Check::Proof(proof) = check {
                proof.check(&message?)?;
            }
            self.outputs.push_back(Output::Open);
            return Ok(State::NewHeader(mechanism));
        }
        // The proof may come as one more challenge, to be answered by nothing (RFC 4422 §3.5).
        match (check, wire::challenge(element)) {
            (Check::Proof(proof), Some(message)) => {
                proof.check(&message?)?;
                self.send(wire::response(b""));
                Ok(State::Success(mechanism, Check::Nothing))
            }
            _ => Err(refused_or_unexpected("success", element)),
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
