//! Invitations that we make: links by the server (XEP-0401) and links of our own (XEP-0379), and the
//! token that comes back with them.
//!
//! What a server hands out is shown to people and given away in our name, so only a link that is what
//! was asked for is taken: about us, or about an account on our server, with a token.

use jid::BareJid;
use minidom::Element;

use crate::command;
use crate::data_form::{Answer, Form};
use crate::delay::parse_stamp;
use crate::disco::Items;
use crate::uri::{Action, Link, web_address};
use crate::version::Software;
use crate::{Address, registration, xml};

/// The command that makes a link for a contact (XEP-0401 §3).
pub const CONTACT: &str = "urn:xmpp:invite#invite";

/// The command that makes a link for a new account (XEP-0401 §3).
pub const ACCOUNT: &str = "urn:xmpp:invite#create-account";

/// Bytes of chance in a token: 80 bits at least (XEP-0379 §5.1), and a length that leaves no rest in
/// base32.
pub const TOKEN_BYTES: usize = 15;

/// Characters of a name that is suggested to others.
const MAX_NAME: usize = 100;

/// Characters of a token that is worth looking up.
const MAX_TOKEN: usize = 512;

/// What base32 is written in (RFC 4648 §6), in lower case.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What a server makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Links for contacts.
    pub contact: bool,
    /// Links for new accounts.
    pub account: bool,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whoever has it becomes our contact.
    Contact,
    /// Whoever has it gets an account on our server.
    Account,
}

/// A link that a server has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The link.
    pub link: Link,
    /// A page that says how to follow it.
    pub page: Option<String>,
    /// Until when it holds, in microseconds since 1970.
    pub expires: Option<i64>,
}

impl Offer {
    /// What the commands of a server (see [`command::list_query`]) say.
    #[must_use]
    pub fn of(answer: Option<&Element>) -> Self {
        let items = answer.and_then(Items::parse).unwrap_or_default().items;
        let offers = |node: &str| items.iter().any(|item| item.node.as_deref() == Some(node));
        Self {
            contact: offers(CONTACT),
            account: offers(ACCOUNT),
        }
    }
}

impl Purpose {
    /// The command that makes it.
    #[must_use]
    pub fn node(self) -> &'static str {
        match self {
            Self::Contact => CONTACT,
            Self::Account => ACCOUNT,
        }
    }
}

impl Made {
    /// Reads what a command has made for this account. `None`: it is not what was asked for.
    #[must_use]
    pub fn read(form: &Form, purpose: Purpose, own: &BareJid) -> Option<Self> {
        let value = |name: &str| form.field(name).map(|field| field.value().trim());
        let link = Link::parse(value("uri")?).ok()?;
        let fits = match (&link.action, purpose) {
            (Action::Add { token: Some(_), .. }, Purpose::Contact) => {
                link.address.bare() == own && link.address.resource().is_none()
            }
            (Action::Register { token: Some(_) }, Purpose::Account) => {
                link.address.domain() == own.domain().as_str()
            }
            _ => false,
        };
        let secure = |page: &String| page.starts_with("https://");
        fits.then(|| Self {
            link,
            page: value("landing-url").and_then(web_address).filter(secure),
            expires: value("expire").and_then(parse_stamp),
        })
    }
}

/// A link of our own for whoever shall become a contact of ours (XEP-0379 §3.2); `name` is what we go
/// by, and may be empty.
#[must_use]
pub fn own(own: &BareJid, name: &str, token: &str) -> Link {
    let action = Action::Add {
        name: xml::cut(name.trim(), MAX_NAME),
        token: Some(token.to_owned()),
        register: false,
    };
    Link::to(own, action)
}

/// The token of a link.
#[must_use]
pub fn token_of(link: &Link) -> Option<&str> {
    match &link.action {
        Action::Add { token, .. } | Action::Register { token } => token.as_deref(),
        _ => None,
    }
}

/// A token made of chance.
#[must_use]
pub fn token(chance: [u8; TOKEN_BYTES]) -> String {
    let (mut token, mut bits, mut held) = (String::new(), 0_u32, 0_u32);
    for byte in chance {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            let letter = LETTERS.get(((bits >> held) & 31) as usize);
            token.push(letter.copied().map_or('a', char::from));
        }
        bits &= (1 << held) - 1;
    }
    token
}

/// The token that came with a request to see us (XEP-0379 §3.4).
#[must_use]
pub fn shown_token(payloads: &[Element]) -> Option<&str> {
    let shown = xml::find(payloads, "preauth", registration::PARS)?;
    let token = shown.attr("token")?;
    (!token.is_empty() && token.chars().count() <= MAX_TOKEN).then_some(token)
}

/// The order for a link.
#[must_use]
pub fn make(purpose: Purpose) -> Element {
    command::execute(purpose.node())
}

/// Fills in the questions about a new account (XEP-0401 §5.4): its name, which may be empty, and that we
/// want it as a contact. `Err`: what else the server wants to know.
///
/// # Errors
/// The label of the question.
pub fn answers(form: &Form, user: &str) -> Result<Element, String> {
    let mut answers = vec![Answer::new("roster-subscription", "1")];
    if !user.is_empty() {
        answers.push(Answer::new("username", user));
    }
    let kept = form.fields.iter().filter(|field| field.takes_answers());
    for field in kept.filter(|field| !field.values.is_empty()) {
        if !answers.iter().any(|answer| answer.var == field.var) {
            answers.push(Answer {
                var: field.var.clone(),
                values: field.values.iter().cloned().map(Into::into).collect(),
            });
        }
    }
    match form.problems(&answers).into_iter().next() {
        None => Ok(form.submit(&answers)),
        Some((var, _)) => {
            let label = form.field(&var).map(|field| field.label.clone());
            Err(label.filter(|label| !label.is_empty()).unwrap_or(var))
        }
    }
}

/// Whether a server throws away who comes with a link of its own that makes no account: Prosody 0.12 up to
/// 0.12.3 stumbles over the token, and the request reaches nobody. A link of ours works there.
#[must_use]
pub fn loses_guests(server: &Software) -> bool {
    let patch = server.version.strip_prefix("0.12.");
    server.name == "Prosody" && patch.is_some_and(|patch| matches!(patch, "0" | "1" | "2" | "3"))
}

/// Where the commands of an account's server are.
#[must_use]
pub fn server(own: &BareJid) -> Option<Address> {
    own.domain().as_str().parse().ok()
}

#[cfg(test)]
mod tests;
