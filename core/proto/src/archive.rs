//! Message archives (XEP-0313): asking for pages, and taking in only what was asked for.
//!
//! Results are messages, and anybody can send messages. Only the archive itself may say what it
//! holds, so a result counts if it comes from the archive that was asked, inside a question that is
//! open; whoever forwards something else in the name of an archive is not heard (CVE-2019-16237,
//! CVE-2020-26547). What an archive holds is never unwrapped again: a carbon or a result inside a
//! result is a message without a text.

mod catch_up;
pub mod search;

use jid::BareJid;
use minidom::Element;

pub use catch_up::{Bounds, CatchUp, Mark, Page, PageError, Place, Query, Row, Stage, Stretch};

use crate::message::Message;
use crate::result_set::{self, Range, ResultSet};
use crate::stanza::{CLIENT, Party};
use crate::xml::{self, Tree};
use crate::{data_form, delay};

/// The namespace.
pub const NS: &str = "urn:xmpp:mam:2";

/// The beginning of the namespaces of all versions.
const ALL_NS: &str = "urn:xmpp:mam:";

/// The namespace of what is forwarded (XEP-0297).
const FORWARD: &str = "urn:xmpp:forward:0";

/// One thing that an archive holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The question it answers.
    pub query: String,
    /// What the archive calls it.
    pub id: String,
    /// When the archive took it in, in microseconds since 1970; `None` where it doesn't say so.
    pub stamp: Option<i64>,
    /// The message; `None` where it can't be read, or is something else.
    pub message: Option<Message>,
}

/// Why what looks like a result is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// It comes from somebody else than the archive.
    #[error("a result from somebody else than the archive")]
    Stranger,
    /// It answers no question, or has no name.
    #[error("a result without a name or a question")]
    Nameless,
}

/// The end of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fin {
    /// There is nothing beyond it, in the direction of the question.
    pub complete: bool,
    /// Its ends.
    pub set: ResultSet,
}

/// Asks an archive for a page; `until`: nothing that came in later, in microseconds since 1970.
#[must_use]
pub fn query(id: &str, range: &Range, max: u32, until: Option<i64>) -> Element {
    let query = Element::bare("query", NS).with_attr("queryid", id);
    let query = match until {
        Some(until) => query.with(form([("end", delay::format_stamp(until))])),
        None => query,
    };
    query.with(result_set::request(range, max))
}

/// What narrows a question down.
fn form<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Element {
    let field = |var: &str, value: &str| {
        let value = Element::bare("value", data_form::NS).with_text(value);
        Element::bare("field", data_form::NS)
            .with_attr("var", var)
            .with(value)
    };
    let mut form = Element::bare("x", data_form::NS)
        .with_attr("type", "submit")
        .with(field("FORM_TYPE", NS).with_attr("type", "hidden"));
    for (var, value) in fields {
        form = form.with(field(var, &value));
    }
    form
}

/// Whether a message is a result of any version, true or forged: it is never shown as a message.
#[must_use]
pub fn is_result(message: &Message) -> bool {
    let mut payloads = message.payloads.iter();
    payloads.any(|one| one.name() == "result" && one.ns().starts_with(ALL_NS))
}

/// What `archive` says it holds.
///
/// # Errors
/// [`Forged`] where it is not the archive that speaks, or to nobody's question.
pub fn entry(wire: Message, archive: &BareJid) -> Result<Entry, Forged> {
    let genuine = match &wire.from {
        Party::Absent => true,
        Party::Known(from) => from.is_bare() && from.bare() == archive,
        Party::Unreadable(_) => false,
    };
    if !genuine {
        return Err(Forged::Stranger);
    }
    let result = xml::find(&wire.payloads, "result", NS).ok_or(Forged::Nameless)?;
    let named = |name| {
        let value = result.attr(name).filter(|value| !value.is_empty());
        value.filter(|value| value.len() <= result_set::MAX_ID)
    };
    let (Some(query), Some(id)) = (named("queryid"), named("id")) else {
        return Err(Forged::Nameless);
    };
    let forwarded = result.get_child("forwarded", FORWARD);
    let delay = forwarded.and_then(|one| one.get_child("delay", delay::NS));
    let stamp = delay.and_then(|delay| delay.attr("stamp"));
    let mut messages = forwarded
        .into_iter()
        .flat_map(Element::children)
        .filter(|child| child.is("message", CLIENT));
    let message = messages.next().cloned().map(Message::parse);
    Ok(Entry {
        query: query.to_owned(),
        id: id.to_owned(),
        stamp: stamp.and_then(delay::parse_stamp),
        // Two in one would be two under one name.
        message: message.filter(|_| messages.next().is_none()),
    })
}

impl Fin {
    /// Reads the answer to a [`query`].
    #[must_use]
    pub fn parse(answer: Option<&Element>) -> Option<Self> {
        let fin = answer.filter(|answer| answer.is("fin", NS))?;
        let inside: Vec<Element> = fin.children().cloned().collect();
        Some(Self {
            complete: matches!(fin.attr("complete").map(str::trim), Some("true" | "1")),
            set: ResultSet::find(&inside),
        })
    }
}

#[cfg(test)]
mod tests;
