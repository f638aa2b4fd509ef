//! What a server offers for the login: `<mechanisms/>` (RFC 6120 §6.4.1), `<authentication/>`
//! (XEP-0388 §2.1) with what can be had along with it (XEP-0198 §9, XEP-0386, XEP-0484), and the
//! kinds of channel binding (XEP-0440).

use minidom::Element;

use crate::carbons;
use crate::csi;
use crate::management::element::SM;
use crate::sasl::{SASL, SASL2, TokenMechanism};
use crate::stream::STREAMS;

/// Namespace of Bind 2.
pub(super) const BIND2: &str = "urn:xmpp:bind:0";
/// Namespace of FAST.
pub(super) const FAST: &str = "urn:xmpp:fast:0";
const BINDINGS: &str = "urn:xmpp:sasl-cb:0";

/// Names looked at in one list. There are about 30 mechanisms in the world.
const NAMES: usize = 64;

/// Longest name. Mechanisms have 20 bytes at most (RFC 4422 §3.1), bindings about as much.
const NAME_BYTES: usize = 64;

/// What a server offers for the login.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) profile: Profile,
    pub(super) mechanisms: Vec<String>,
    /// `None` where the server does not say.
    pub(super) bindings: Option<Vec<String>>,
    /// Mechanisms for tokens.
    pub(super) tokens: Vec<String>,
    pub(super) inline: Inline,
    /// Copies for other devices can be switched on along with a new session (XEP-0280).
    pub(super) copies: bool,
    /// It can begin with nobody looking (XEP-0352).
    pub(super) attention: bool,
}

/// Which words a login is held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// RFC 6120 §6.
    First,
    /// XEP-0388.
    Second,
}

/// What can be had along with the login in the second profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inline {
    /// The old session.
    pub resume: bool,
    /// A new session (XEP-0386).
    pub bind: bool,
    /// Stream management for the new session.
    pub enable: bool,
}

impl Offer {
    /// Reads `<stream:features/>`; `None` if it is something else. The second profile only where it
    /// is wanted.
    pub(super) fn parse(features: &Element, second: bool) -> Option<Self> {
        if !features.is("features", STREAMS) {
            return None;
        }
        let bindings = features
            .get_child("sasl-channel-binding", BINDINGS)
            .map(binding_types);
        if let Some(offer) = features
            .get_child("authentication", SASL2)
            .filter(|_| second)
        {
            return Some(Self::second(offer, bindings));
        }
        let offered = features.get_child("mechanisms", SASL);
        Some(Self {
            profile: Profile::First,
            mechanisms: offered
                .map(|offered| names(offered, SASL))
                .unwrap_or_default(),
            bindings,
            tokens: Vec::new(),
            inline: Inline::default(),
            copies: false,
            attention: false,
        })
    }

    fn second(offer: &Element, bindings: Option<Vec<String>>) -> Self {
        let inline = offer.get_child("inline", SASL2);
        let child = |name, namespace| inline.and_then(|inline| inline.get_child(name, namespace));
        let bind = child("bind", BIND2);
        let offered = bind.and_then(|bind| bind.get_child("inline", BIND2));
        let offers = |name| {
            offered.is_some_and(|inline| {
                let mut features = inline.children().filter(|one| one.is("feature", BIND2));
                features.any(|feature| feature.attr("var") == Some(name))
            })
        };
        Self {
            profile: Profile::Second,
            mechanisms: names(offer, SASL2),
            bindings,
            tokens: child("fast", FAST)
                .map(|fast| names(fast, FAST))
                .unwrap_or_default(),
            inline: Inline {
                resume: child("sm", SM).is_some(),
                bind: bind.is_some(),
                enable: offers(SM),
            },
            copies: offers(carbons::NS),
            attention: offers(csi::NS),
        }
    }

    /// Whether this kind of token can be used here.
    pub(super) fn takes(&self, mechanism: TokenMechanism) -> bool {
        self.tokens.iter().any(|name| name == mechanism.name())
    }

    /// The ways to read the offer that a server may have signed (XEP-0474 §5.1): the mechanisms for
    /// tokens are counted in by some.
    pub(super) fn with_tokens(&self) -> Vec<String> {
        [self.mechanisms.as_slice(), self.tokens.as_slice()].concat()
    }
}

fn names(list: &Element, namespace: &str) -> Vec<String> {
    let names = list
        .children()
        .filter(|child| child.is("mechanism", namespace))
        .map(|child| child.text().trim().to_owned());
    bounded(names)
}

fn binding_types(list: &Element) -> Vec<String> {
    let names = list
        .children()
        .filter(|child| child.is("channel-binding", BINDINGS))
        .filter_map(|child| child.attr("type").map(str::to_owned));
    bounded(names)
}

fn bounded(names: impl Iterator<Item = String>) -> Vec<String> {
    names
        .filter(|name| !name.is_empty() && name.len() <= NAME_BYTES)
        .take(NAMES)
        .collect()
}
