//! `xmpp:` links (RFC 5122, XEP-0147): whom a link is about, and what it would have us do.
//!
//! A link says what somebody else wants. Reading one does nothing: whoever shows it asks first
//! (XEP-0147 §8). Everything in it is bounded and cleaned, and what can't be understood is an
//! [`Action::Other`], never a guess.

mod parts;
mod write;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::Address;
use crate::xml;
pub use parts::web_address;
use parts::{Query, decode};

/// Bytes of a link: more than any browser or desktop hands over.
pub const MAX_LINK: usize = 16 * 1024;

/// Characters of a message that a link would have us write.
const MAX_BODY: usize = 4_000;

/// Characters of a name.
const MAX_NAME: usize = 200;

/// Characters of a token. Servers make them of some thirty.
const MAX_TOKEN: usize = 512;

/// An `xmpp:` link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Whom or what it is about: a person, a room, a server.
    pub address: Address,
    /// What it would have us do.
    pub action: Action,
}

/// What a link would have us do: the query types of XEP-0147 and its relatives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing in particular: show the conversation.
    Show,
    /// Write a message, which may be begun already.
    Message {
        /// How it begins; may be empty.
        body: String,
    },
    /// Add a contact (also as an invitation, XEP-0379).
    Add {
        /// The name to give; may be empty.
        name: String,
        /// Shows the contact that they have invited us.
        token: Option<String>,
        /// The contact's server takes new accounts with the same token (XEP-0445).
        register: bool,
    },
    /// Remove a contact.
    Remove,
    /// Join a room (XEP-0045 §17.1).
    Join {
        /// Its password.
        password: Option<String>,
    },
    /// Make an account (XEP-0077 §12, XEP-0445).
    Register {
        /// Lets in where not everybody is.
        token: Option<String>,
    },
    /// Something else, by its name.
    Other(String),
}

/// Why a text is no link of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It has another scheme, or none.
    #[error("not an xmpp: link")]
    Scheme,
    /// It is longer than any honest link.
    #[error("the link is too long")]
    TooLong,
    /// It is about nobody, or the address can't be one.
    #[error("the link holds no address")]
    Address,
    /// What stands in it is no text.
    #[error("the link is not well encoded")]
    Encoding,
}

impl Link {
    /// Reads a link.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > MAX_LINK {
            return Err(LinkError::TooLong);
        }
        let (scheme, rest) = text.trim().split_once(':').ok_or(LinkError::Scheme)?;
        if !scheme.eq_ignore_ascii_case("xmpp") {
            return Err(LinkError::Scheme);
        }
        Self::after_scheme(rest)
    }

    /// Reads an invitation as people pass it on: the link itself, or a page of the web that carries
    /// it behind its `#` (XEP-0379 §3.3). The page is not looked at.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn parse_invitation(text: &str) -> Result<Self, LinkError> {
        let Some(page) = web_address(text) else {
            return Self::parse(text);
        };
        let (_, inside) = page.split_once('#').ok_or(LinkError::Scheme)?;
        let inside = inside.strip_prefix("xmpp:").unwrap_or(inside);
        if !inside.contains('?') {
            return Err(LinkError::Scheme);
        }
        Self::after_scheme(inside)
    }

    /// A contact.
    #[must_use]
    pub fn to(contact: &BareJid, action: Action) -> Self {
        Self {
            address: Address::from(contact),
            action,
        }
    }

    fn after_scheme(rest: &str) -> Result<Self, LinkError> {
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Ok(Self {
            address: address(path)?,
            action: Action::parse(&Query::parse(query)?)?,
        })
    }

    /// The token that lets in, and the domain it is for, where the link can make an account.
    #[must_use]
    pub fn registers_at(&self) -> Option<(&str, Option<&str>)> {
        match &self.action {
            Action::Register { token } => Some((self.address.domain(), token.as_deref())),
            Action::Add {
                token: Some(token),
                register: true,
                ..
            } => Some((self.address.domain(), Some(token))),
            _ => None,
        }
    }

    /// Who has sent an invitation, if it is one of a person.
    #[must_use]
    pub fn inviter(&self) -> Option<&BareJid> {
        let is_person = self.address.local().is_some();
        match &self.action {
            Action::Add { token: Some(_), .. } if is_person => Some(self.address.bare()),
            _ => None,
        }
    }
}

impl Action {
    fn parse(query: &Query) -> Result<Self, LinkError> {
        let token = || {
            let token = query.value("preauth")?;
            let token: String = token.trim().to_owned();
            (!token.is_empty() && token.chars().count() <= MAX_TOKEN).then_some(token)
        };
        Ok(match query.kind() {
            "" => Self::Show,
            "message" | "chat" => Self::Message {
                body: parts::text(query.value("body"), MAX_BODY),
            },
            "roster" | "subscribe" | "add" | "invite" => Self::Add {
                name: parts::line(query.spaced("name"), MAX_NAME),
                token: token(),
                register: query.value("ibr").is_some_and(|ibr| ibr == "y"),
            },
            "remove" | "unsubscribe" => Self::Remove,
            "join" => Self::Join {
                password: query
                    .value("password")
                    .map(|text| xml::cut(text, MAX_NAME))
                    .filter(|password| !password.is_empty()),
            },
            "register" => Self::Register { token: token() },
            other => Self::Other(other.to_owned()),
        })
    }
}

/// The address of a link (RFC 5122 §2.2). `//account/` in front names who shall ask, which is for
/// the person to say, not for the link.
fn address(path: &str) -> Result<Address, LinkError> {
    let path = match path.strip_prefix("//") {
        Some(rest) => match rest.split_once('/') {
            Some((_, path)) if !path.is_empty() => path,
            // Two slashes too many are the most common mistake there is.
            _ => rest.trim_end_matches('/'),
        },
        None => path,
    };
    let (bare, resource) = match path.split_once('/') {
        Some((bare, resource)) => (bare, Some(decode(resource)?)),
        None => (path, None),
    };
    let (local, domain) = match bare.rsplit_once('@') {
        Some((local, domain)) => (Some(decode(local)?), decode(domain)?),
        None => (None, decode(bare)?),
    };
    // Encoded, these would make another address of it than the one that a person reads.
    if local.iter().any(|local| local.contains(['@', '/'])) || domain.contains(['@', '/']) {
        return Err(LinkError::Address);
    }
    let bare = match local {
        Some(local) => format!("{local}@{domain}"),
        None => domain,
    };
    let bare: BareJid = bare.parse().map_err(|_| LinkError::Address)?;
    Address::new(bare, resource.as_deref().filter(|one| !one.is_empty()))
        .map_err(|_| LinkError::Address)
}

#[cfg(test)]
mod tests;
