//! Which way in to take (RFC 6120 §6.3.3, XEP-0440 §3, XEP-0474 §6): the strongest that both sides
//! know, and none that is weaker than what this account has seen before.

use super::config::{Credential, LoginConfig};
use super::offer::{Offer, Profile};
use super::remembered::{Protection, Strength};
use super::{LoginError, Tampering};
use crate::sasl::mechanism::strongest_scram;
use crate::sasl::{BindingType, Hash, Mechanism, Token, TokenMechanism};

/// A way in.
#[derive(Debug, Clone)]
pub(super) enum Way {
    Token(Token),
    External,
    Anonymous,
    Plain,
    Scram(Hash, Gs2),
}

/// What SCRAM says about binding (RFC 5802 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gs2 {
    Unable,
    NotOffered,
    Bound(BindingType),
}

/// A way in, and what would forbid it if the server did not sign its offer.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) way: Way,
    pub(super) doubt: Option<LoginError>,
}

impl From<Way> for Choice {
    fn from(way: Way) -> Self {
        Self { way, doubt: None }
    }
}

impl Way {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Token(token) => token.mechanism.name(),
            Self::External => Mechanism::External.name(),
            Self::Anonymous => Mechanism::Anonymous.name(),
            Self::Plain => Mechanism::Plain.name(),
            Self::Scram(hash, Gs2::Bound(_)) => Mechanism::ScramPlus(*hash).name(),
            Self::Scram(hash, _) => Mechanism::Scram(*hash).name(),
        }
    }

    /// How strong it is, if it is SCRAM.
    pub(super) fn strength(&self) -> Option<Strength> {
        let Self::Scram(hash, gs2) = self else {
            return None;
        };
        let binding = match gs2 {
            Gs2::Bound(kind) => Some(*kind),
            Gs2::Unable | Gs2::NotOffered => None,
        };
        Some(Strength {
            binding,
            hash: *hash,
        })
    }
}

/// The way to take. `refused` after the server has refused a bound login.
pub(super) fn choose(
    offer: &Offer,
    config: &LoginConfig,
    refused: bool,
) -> Result<Choice, LoginError> {
    let Credential::Account {
        certificate,
        password,
        allow_plain,
    } = &config.credential
    else {
        let offered = Mechanism::Anonymous.is_in(&offer.mechanisms);
        return match offered {
            true => Ok(Way::Anonymous.into()),
            false => Err(no_mechanism(offer)),
        };
    };
    if let Some(token) = usable_token(config).filter(|token| offer.takes(token.mechanism)) {
        return Ok(Way::Token(token.clone()).into());
    }
    if certificate.is_some() {
        if Mechanism::External.is_in(&offer.mechanisms) {
            return Ok(Way::External.into());
        }
        if config.remembered.external {
            return Err(LoginError::Downgrade {
                before: Protection {
                    mechanism: Some(Mechanism::External),
                    binding: None,
                },
                now: best(offer),
            });
        }
    }
    if password.is_none() {
        return Err(match certificate {
            // The password is not what is missing here.
            Some(_) => no_mechanism(offer),
            None => LoginError::NoPassword,
        });
    }
    match scram(offer, config, refused)? {
        Some(choice) => Ok(doubted(choice, config)),
        None => plain(offer, config, *allow_plain),
    }
}

/// The token, unless it is over, or weaker than what the account is used to.
pub(super) fn usable_token(config: &LoginConfig) -> Option<&Token> {
    let token = config.token.as_ref()?;
    let over = token.expiry.is_some_and(|expiry| expiry <= config.now);
    // A certificate takes one exchange as well, and may be withdrawn at any moment.
    let certificate = matches!(
        &config.credential,
        Credential::Account {
            certificate: Some(_),
            ..
        }
    );
    let fits = config.agent.is_some() && fits(token.mechanism, config, false);
    let good = !over && !certificate && fits;
    good.then_some(token)
}

/// The kind of token to ask for: where the password is needed, and not tied to less than that is.
pub(super) fn wanted_token(
    way: &Way,
    offer: &Offer,
    config: &LoginConfig,
) -> Option<TokenMechanism> {
    let bound = match way {
        Way::Token(_) | Way::External | Way::Anonymous => return None,
        Way::Plain => false,
        Way::Scram(_, gs2) => matches!(gs2, Gs2::Bound(_)),
    };
    TokenMechanism::ALL
        .into_iter()
        .find(|mechanism| offer.takes(*mechanism) && fits(*mechanism, config, bound))
}

fn fits(mechanism: TokenMechanism, config: &LoginConfig, bound: bool) -> bool {
    match mechanism.binding() {
        Some(kind) => config.bindings.bytes(kind).is_some(),
        None => !bound && !config.remembered.is_bound(),
    }
}

fn scram(offer: &Offer, config: &LoginConfig, refused: bool) -> Result<Option<Choice>, LoginError> {
    let plus = strongest_scram(config.hashes, &offer.mechanisms, true);
    let bare = strongest_scram(config.hashes, &offer.mechanisms, false);
    let can_bind = !config.bindings.is_empty();
    let common = offer.bindings.as_deref().and_then(|announced| {
        let is_announced = |kind: BindingType| announced.iter().any(|name| name == kind.name());
        config.bindings.strongest(is_announced)
    });
    let unbound = |gs2| bare.map(|hash| Choice::from(Way::Scram(hash, gs2)));
    let bound = |hash, kind| Some(Choice::from(Way::Scram(hash, Gs2::Bound(kind))));
    let Some(hash) = plus else {
        // XEP-0440 §3, rule 5: somebody has taken the mechanisms out. In the first profile the
        // server finds out by itself from what we say.
        if common.is_some() && bare.is_some() && offer.profile == Profile::Second {
            return Err(LoginError::Tampered(Tampering::Mechanisms));
        }
        let gs2 = if can_bind {
            Gs2::NotOffered
        } else {
            Gs2::Unable
        };
        return Ok(unbound(gs2));
    };
    if refused || !can_bind {
        return Ok(unbound(Gs2::Unable));
    }
    match (&offer.bindings, common) {
        (_, Some(kind)) => Ok(bound(hash, kind)),
        // Rule 6, as XEP-0474 §6 has it: without one in common we go on if the server signs that.
        (Some(_), None) => Ok(unbound(Gs2::Unable).map(|choice| Choice {
            doubt: Some(LoginError::Tampered(Tampering::Bindings)),
            ..choice
        })),
        // Rule 4.
        (None, _) if offer.profile == Profile::Second => {
            Err(LoginError::Tampered(Tampering::Bindings))
        }
        (None, _) if config.remembered.refused => Ok(unbound(Gs2::Unable)),
        // The one that every server should have, and else what there is.
        (None, _) => {
            let end_point = |kind| kind == BindingType::TlsServerEndPoint;
            let kind = config.bindings.strongest(end_point);
            let kind = kind.or_else(|| config.bindings.strongest(|_| true));
            Ok(kind.and_then(|kind| bound(hash, kind)))
        }
    }
}

fn doubted(choice: Choice, config: &LoginConfig) -> Choice {
    let Some(now) = choice.way.strength() else {
        return choice;
    };
    match config.remembered.more_than(Some(now)) {
        Some(before) => Choice {
            doubt: Some(LoginError::Downgrade {
                before: before.into(),
                now: now.into(),
            }),
            ..choice
        },
        None => choice,
    }
}

fn plain(offer: &Offer, config: &LoginConfig, allowed: bool) -> Result<Choice, LoginError> {
    if let Some(before) = config.remembered.more_than(None) {
        return Err(LoginError::Downgrade {
            before: before.into(),
            now: best(offer),
        });
    }
    if allowed && Mechanism::Plain.is_in(&offer.mechanisms) {
        return Ok(Way::Plain.into());
    }
    Err(no_mechanism(offer))
}

/// The best that is offered, for people to read.
fn best(offer: &Offer) -> Protection {
    let scram = |plus| strongest_scram(&Hash::ALL, &offer.mechanisms, plus);
    let mechanism = scram(true).map(Mechanism::ScramPlus);
    let mechanism = mechanism.or_else(|| scram(false).map(Mechanism::Scram));
    let plain = Some(Mechanism::Plain).filter(|plain| plain.is_in(&offer.mechanisms));
    Protection {
        mechanism: mechanism.or(plain),
        binding: None,
    }
}

fn no_mechanism(offer: &Offer) -> LoginError {
    LoginError::NoMechanism {
        offered: offer.mechanisms.clone(),
        plain_offered: Mechanism::Plain.is_in(&offer.mechanisms),
    }
}
