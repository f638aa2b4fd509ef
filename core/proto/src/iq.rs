//! Questions and answers (RFC 6120 §8.2.3).

use minidom::Element;

use crate::stanza::{CLIENT, Party};
use crate::stanza_error::StanzaError;
use crate::xml::Tree;

mod pending;

pub use pending::{Full, MAX_PENDING, Pending, Request};

/// An iq as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Iq {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id; a question without one can't be answered.
    pub id: Option<String>,
    /// What it is.
    pub kind: Kind,
}

/// What an iq is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A question.
    Get(Element),
    /// An order.
    Set(Element),
    /// It was done; with the answer to a question.
    Result(Option<Element>),
    /// It was not done.
    Error(StanzaError),
    /// A question or order without exactly one child, or a type nobody knows: bad-request.
    Malformed,
}

impl Iq {
    /// Reads an `<iq/>`.
    #[must_use]
    pub fn parse(mut element: Element) -> Self {
        let kind = element.attr("type").map(str::to_owned);
        let from = Party::parse(element.attr("from"));
        let to = Party::parse(element.attr("to"));
        let id = element.attr("id").filter(|id| !id.is_empty());
        let id = id.map(str::to_owned);
        let payloads: Vec<Element> = element.take_contents_as_children().collect();
        let kind = Kind::parse(kind.as_deref(), payloads);
        Self { from, to, id, kind }
    }

    /// The payload of a get.
    #[must_use]
    pub fn get(&self, name: &str, ns: &str) -> Option<&Element> {
        match &self.kind {
            Kind::Get(payload) if payload.is(name, ns) => Some(payload),
            _ => None,
        }
    }

    /// The payload of a set.
    #[must_use]
    pub fn set(&self, name: &str, ns: &str) -> Option<&Element> {
        match &self.kind {
            Kind::Set(payload) if payload.is(name, ns) => Some(payload),
            _ => None,
        }
    }
}

impl Kind {
    fn parse(attribute: Option<&str>, payloads: Vec<Element>) -> Self {
        match attribute {
            Some("result") => Self::Result(payloads.into_iter().next()),
            Some("error") => Self::Error(StanzaError::of(&payloads)),
            Some("get") => only(payloads).map_or(Self::Malformed, Self::Get),
            Some("set") => only(payloads).map_or(Self::Malformed, Self::Set),
            _ => Self::Malformed,
        }
    }
}

fn only(payloads: Vec<Element>) -> Option<Element> {
    let [payload] = <[Element; 1]>::try_from(payloads).ok()?;
    Some(payload)
}

/// It was done. `None` where there can be no reply: to an answer, without an id, or where the
/// sender's address can't be read.
#[must_use]
pub fn result(iq: &Iq, payload: Option<Element>) -> Option<Element> {
    let reply = reply(iq, "result")?;
    Some(match payload {
        Some(payload) => reply.with(payload),
        None => reply,
    })
}

/// It was not done. `None` where there can be no reply: to an answer, without an id, or where the
/// sender's address can't be read.
#[must_use]
pub fn error_reply(iq: &Iq, error: &StanzaError) -> Option<Element> {
    Some(reply(iq, "error")?.with(error.to_element()))
}

fn reply(iq: &Iq, kind: &'static str) -> Option<Element> {
    if matches!(iq.kind, Kind::Result(_) | Kind::Error(_)) {
        return None;
    }
    let id = iq.id.as_deref()?;
    let to = match &iq.from {
        Party::Absent => None,
        Party::Known(address) => Some(address.to_string()),
        // The server would refuse to send it there.
        Party::Unreadable(_) => return None,
    };
    let reply = Element::bare("iq", CLIENT)
        .with_attr_opt("to", to.as_deref())
        .with_attr("id", id)
        .with_attr("type", kind);
    Some(reply)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza_error::Condition;

    fn parse(xml: &str) -> Iq {
        Iq::parse(xml.parse().unwrap())
    }

    #[test]
    fn every_kind_is_read() {
        let get = parse("<iq xmlns='jabber:client' type='get' id='1'><q xmlns='x'/></iq>");
        assert!(get.get("q", "x").is_some() && get.set("q", "x").is_none());
        let set = parse("<iq xmlns='jabber:client' type='set' id='1'><q xmlns='x'/></iq>");
        assert!(set.set("q", "x").is_some() && set.get("q", "x").is_none());
        let empty = parse("<iq xmlns='jabber:client' type='result' id='1'/>");
        assert_eq!(empty.kind, Kind::Result(None));
    }

    #[test]
    fn an_error_without_condition_is_an_error() {
        for inside in [
            "",
            "<error/>",
            "<error><weird xmlns='x'/></error>",
            "<query xmlns='x'/>",
        ] {
            let iq = parse(&format!(
                "<iq xmlns='jabber:client' type='error' id='1'>{inside}</iq>"
            ));
            let Kind::Error(error) = iq.kind else {
                panic!("{inside}")
            };
            assert_eq!(error.condition, Condition::UndefinedCondition);
        }
    }

    #[test]
    fn what_breaks_the_rules_gets_an_error() {
        for iq in [
            "<iq xmlns='jabber:client' type='get' id='1' from='a@b/c'/>",
            "<iq xmlns='jabber:client' type='set' id='1' from='a@b/c'><a xmlns='x'/><b xmlns='x'/></iq>",
            "<iq xmlns='jabber:client' type='weird' id='1' from='a@b/c'><a xmlns='x'/></iq>",
            "<iq xmlns='jabber:client' id='1' from='a@b/c'/>",
        ] {
            let iq = parse(iq);
            assert_eq!(iq.kind, Kind::Malformed);
            let error = StanzaError::new(Condition::BadRequest);
            let reply = Iq::parse(error_reply(&iq, &error).unwrap());
            assert_eq!(reply.to, iq.from);
            assert_eq!(reply.kind, Kind::Error(error));
        }
    }

    #[test]
    fn an_answer_is_never_answered() {
        let error = StanzaError::new(Condition::BadRequest);
        for iq in [
            "<iq xmlns='jabber:client' type='result' id='1'/>",
            "<iq xmlns='jabber:client' type='error' id='1'/>",
            "<iq xmlns='jabber:client' type='get'><a xmlns='x'/></iq>",
            "<iq xmlns='jabber:client' type='get' id=''><a xmlns='x'/></iq>",
            "<iq xmlns='jabber:client' type='get' id='1' from='@@'><a xmlns='x'/></iq>",
        ] {
            let iq = parse(iq);
            assert_eq!(result(&iq, None), None);
            assert_eq!(error_reply(&iq, &error), None);
        }
    }

    #[test]
    fn a_result_goes_back_to_the_asker() {
        let iq =
            parse("<iq xmlns='jabber:client' type='get' id='x' from='r@c/😀'><a xmlns='x'/></iq>");
        let reply = result(&iq, Some(Element::bare("b", "y"))).unwrap();
        assert_eq!(
            String::from(&reply),
            "<iq xmlns='jabber:client' id='x' to='r@c/😀' type='result'><b xmlns='y'/></iq>"
        );
    }
}
