//! The elements of the second SASL profile (XEP-0388), with those that may go along: XEP-0198 §9,
//! Bind 2 (XEP-0386), FAST (XEP-0484).

use minidom::Element;
use zeroize::Zeroizing;

use super::config::{Agent, ManagementOffer, Resume};
use super::offer::{BIND2, FAST};
use super::wire::{decoded, encoded, full_jid, set};
use crate::carbons;
use crate::csi;
use crate::delay::parse_stamp;
use crate::management::element as sm;
use crate::sasl::{SASL2, ScramError, TokenMechanism};

/// Tasks looked at, and how much of their names: people read them.
const TASKS: usize = 8;
const TASK_CHARS: usize = 40;

/// What is asked for.
pub(super) struct Request<'a> {
    pub(super) mechanism: &'static str,
    pub(super) message: &'a [u8],
    pub(super) agent: &'a Agent,
    /// The old session.
    pub(super) resume: Option<&'a Resume>,
    /// A new session, with a resource that begins so.
    pub(super) tag: Option<&'a str>,
    /// Stream management in the new session.
    pub(super) enable: bool,
    /// Copies for other devices in the new session (XEP-0280).
    pub(super) copies: bool,
    /// The new session begins with nobody looking (XEP-0352).
    pub(super) inactive: bool,
    /// A token for the next time.
    pub(super) token: Option<TokenMechanism>,
    /// The message is made from a token.
    pub(super) fast: bool,
}

pub(super) fn authenticate(request: &Request<'_>) -> Element {
    let mut element = Element::bare("authenticate", SASL2);
    set(&mut element, "mechanism", request.mechanism);
    let message = encoded(request.message);
    element.append_child(with_text("initial-response", SASL2, &message));
    let mut agent = Element::bare("user-agent", SASL2);
    set(&mut agent, "id", &request.agent.id);
    agent.append_child(with_text("software", SASL2, &request.agent.software));
    element.append_child(agent);
    if let Some(resume) = request.resume {
        element.append_child(sm::resume(&resume.id, resume.h));
    }
    if let Some(tag) = request.tag {
        let mut bind = Element::bare("bind", BIND2);
        bind.append_child(with_text("tag", BIND2, tag));
        if request.enable {
            bind.append_child(sm::enable());
        }
        if request.copies {
            bind.append_child(carbons::enable());
        }
        if request.inactive {
            bind.append_child(csi::indication(false));
        }
        element.append_child(bind);
    }
    if request.fast {
        element.append_child(Element::bare("fast", FAST));
    }
    if let Some(mechanism) = request.token {
        let mut token = Element::bare("request-token", FAST);
        set(&mut token, "mechanism", mechanism.name());
        element.append_child(token);
    }
    element
}

/// What `<success/>` brings.
pub(super) struct Success {
    /// The mechanism's last words.
    pub(super) data: Option<Zeroizing<Vec<u8>>>,
    /// A new token, and when it ends.
    pub(super) token: Option<(Zeroizing<String>, Option<i64>)>,
    /// The old session.
    pub(super) resumed: Option<sm::Reply>,
    /// The old session is gone, with the server's counter if it knew it.
    pub(super) refused: Option<Option<u32>>,
    /// A new session: its address, and stream management if it is on.
    pub(super) address: Option<(String, Option<ManagementOffer>)>,
}

impl Success {
    /// Reads `<success/>`; `None` if it is something else.
    pub(super) fn parse(element: &Element) -> Option<Result<Self, ScramError>> {
        if !element.is("success", SASL2) {
            return None;
        }
        let data = element.get_child("additional-data", SASL2);
        let data = match data.map(decoded).transpose() {
            Ok(data) => data,
            Err(error) => return Some(Err(error)),
        };
        let (mut resumed, mut refused) = (None, None);
        for reply in element.children().filter_map(sm::Reply::parse) {
            match reply {
                sm::Reply::Resumed { .. } => resumed = Some(reply),
                sm::Reply::Failed { h, .. } => refused = Some(h),
                _ => {}
            }
        }
        Some(Ok(Self {
            data,
            token: element.get_child("token", FAST).and_then(token),
            resumed,
            refused,
            address: address(element),
        }))
    }
}

fn token(element: &Element) -> Option<(Zeroizing<String>, Option<i64>)> {
    let secret = Zeroizing::new(element.attr("token")?.to_owned());
    Some((secret, element.attr("expiry").and_then(parse_stamp)))
}

fn address(success: &Element) -> Option<(String, Option<ManagementOffer>)> {
    let bound = success.get_child("bound", BIND2)?;
    let jid = success.get_child("authorization-identifier", SASL2)?;
    let jid = full_jid(&jid.text())?;
    let management = bound
        .children()
        .filter_map(sm::Reply::parse)
        .find_map(|reply| match reply {
            sm::Reply::Enabled { id, max, location } => Some(ManagementOffer { id, max, location }),
            _ => None,
        });
    Some((jid, management))
}

/// What a server wants besides (XEP-0388 §2.6.3); `None` if the element is something else.
pub(super) fn tasks(element: &Element) -> Option<Vec<String>> {
    if !element.is("continue", SASL2) {
        return None;
    }
    let tasks = element
        .get_child("tasks", SASL2)
        .into_iter()
        .flat_map(Element::children)
        .filter(|task| task.is("task", SASL2))
        .map(|task| task.text().trim().chars().take(TASK_CHARS).collect());
    Some(tasks.take(TASKS).collect())
}

fn with_text(name: &str, namespace: &str, text: &str) -> Element {
    let mut element = Element::bare(name, namespace);
    if !text.is_empty() {
        element.append_text(text);
    }
    element
}
