//! The answer to every question that no feature took (RFC 6120 §8.2.3: there must be one).
//!
//! To strangers it is always the same service-unavailable that their server gets for an address
//! where nobody is online (RFC 6121 §8.5.2.2.3, §11): a guessed resource tells them nothing.

use minidom::Element;

use crate::disco::Info;
use crate::iq::{self, Iq, Kind};
use crate::stanza::Party;
use crate::stanza_error::{Condition, StanzaError};
use crate::time::EntityTime;
use crate::version::Software;
use crate::{Address, disco, ping, time, version};

/// What the answers are made of.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The full address of this session.
    pub own: &'a Address,
    /// The sender may know that we are online: a contact who sees our presence, or an occupant of a
    /// room we are in. The own account and server may in any case.
    pub familiar: bool,
    /// What we are and can do.
    pub info: &'a Info,
    /// What our caps were made with.
    pub caps_node: &'a str,
    /// What runs here; `None` keeps it to ourselves.
    pub software: Option<&'a Software>,
    /// What our clock shows; `None` keeps it to ourselves.
    pub time: Option<EntityTime>,
}

/// The reply to a get or set. `None` for results, errors, and what can't be replied to.
#[must_use]
pub fn answer(iq: &Iq, context: &Context<'_>) -> Option<Element> {
    let outcome = if context.may_know(&iq.from) {
        context.outcome(iq)
    } else {
        Err(StanzaError::new(Condition::ServiceUnavailable))
    };
    match outcome {
        Ok(payload) => iq::result(iq, payload),
        Err(error) => iq::error_reply(iq, &error),
    }
}

impl Context<'_> {
    /// The own server and the other sessions of the account know anyhow.
    fn may_know(&self, from: &Party) -> bool {
        let ours = |address: &Address| {
            let server = address.is_bare() && address.local().is_none();
            address.bare() == self.own.bare() || (server && address.domain() == self.own.domain())
        };
        match from {
            Party::Absent => true,
            Party::Known(address) => self.familiar || ours(address),
            Party::Unreadable(_) => false,
        }
    }

    fn outcome(&self, iq: &Iq) -> Result<Option<Element>, StanzaError> {
        let unavailable = || StanzaError::new(Condition::ServiceUnavailable);
        let query = match &iq.kind {
            Kind::Malformed => return Err(StanzaError::new(Condition::BadRequest)),
            Kind::Get(query) => query,
            Kind::Set(_) | Kind::Result(_) | Kind::Error(_) => return Err(unavailable()),
        };
        if ping::is_ping(iq) {
            return Ok(None);
        }
        if let Some(answer) = disco::answer(query, self.info, self.caps_node) {
            return answer.map(Some);
        }
        if query.is("query", version::NS) {
            return Ok(Some(version::answer(
                self.software.ok_or_else(unavailable)?,
            )));
        }
        if query.is("time", time::NS) {
            return Ok(Some(time::answer(self.time.ok_or_else(unavailable)?)));
        }
        Err(unavailable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scene {
        own: Address,
        info: Info,
        software: Software,
    }

    fn scene() -> Scene {
        Scene {
            own: "me@example.org/desk".parse().unwrap(),
            info: Info::own("Waxwing"),
            software: Software {
                name: "Waxwing".to_owned(),
                version: "1".to_owned(),
                os: None,
            },
        }
    }

    impl Scene {
        fn context(&self, familiar: bool) -> Context<'_> {
            Context {
                own: &self.own,
                familiar,
                info: &self.info,
                caps_node: "https://example.org",
                software: Some(&self.software),
                time: Some(EntityTime { utc: 0, offset: 0 }),
            }
        }
    }

    const PING: &str = "<ping xmlns='urn:xmpp:ping'/>";
    const VERSION: &str = "<query xmlns='jabber:iq:version'/>";

    fn ask(context: &Context<'_>, from: &str, kind: &str, inside: &str) -> Option<Kind> {
        let xml = format!("<iq xmlns='jabber:client' {from} type='{kind}' id='1'>{inside}</iq>");
        let reply = answer(&Iq::parse(xml.parse().unwrap()), context)?;
        Some(Iq::parse(reply).kind)
    }

    fn error(kind: Option<Kind>) -> Option<Condition> {
        match kind {
            Some(Kind::Error(error)) => Some(error.condition),
            _ => None,
        }
    }

    #[test]
    fn a_contact_gets_its_answers() {
        let scene = scene();
        let context = scene.context(true);
        let get = |inside| ask(&context, "from='romy@example.net/a'", "get", inside);
        assert_eq!(get(PING), Some(Kind::Result(None)));
        for (inside, name) in [
            (VERSION, "query"),
            ("<time xmlns='urn:xmpp:time'/>", "time"),
            (
                "<query xmlns='http://jabber.org/protocol/disco#info'/>",
                "query",
            ),
            (
                "<query xmlns='http://jabber.org/protocol/disco#items'/>",
                "query",
            ),
        ] {
            let Some(Kind::Result(Some(payload))) = get(inside) else {
                panic!("{inside}")
            };
            assert_eq!(payload.name(), name);
        }
        let node = "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>";
        assert_eq!(error(get(node)), Some(Condition::ItemNotFound));
    }

    #[test]
    fn every_question_gets_an_answer() {
        let scene = scene();
        let context = scene.context(true);
        let ask = |kind, inside| error(ask(&context, "from='a@b/c'", kind, inside));
        assert_eq!(
            ask("get", "<x xmlns='y'/>"),
            Some(Condition::ServiceUnavailable)
        );
        assert_eq!(ask("set", PING), Some(Condition::ServiceUnavailable));
        assert_eq!(ask("get", ""), Some(Condition::BadRequest));
        assert_eq!(ask("weird", PING), Some(Condition::BadRequest));
    }

    #[test]
    fn an_answer_gets_none() {
        let scene = scene();
        let context = scene.context(true);
        assert_eq!(ask(&context, "from='a@b/c'", "result", PING), None);
        assert_eq!(ask(&context, "from='a@b/c'", "error", PING), None);
    }

    #[test]
    fn strangers_learn_nothing() {
        let scene = scene();
        let context = scene.context(false);
        for from in ["from='evil@example.net/x'", "from='evil@example.org'"] {
            for inside in [PING, VERSION, "", "<x xmlns='y'/>"] {
                let reply = ask(&context, from, "get", inside);
                assert_eq!(
                    error(reply),
                    Some(Condition::ServiceUnavailable),
                    "{from} {inside}"
                );
            }
        }
        for from in ["", "from='example.org'", "from='me@example.org/phone'"] {
            assert_eq!(
                ask(&context, from, "get", PING),
                Some(Kind::Result(None)),
                "{from}"
            );
        }
    }

    #[test]
    fn what_is_switched_off_is_not_told() {
        let scene = scene();
        let context = Context {
            software: None,
            time: None,
            ..scene.context(true)
        };
        for inside in [VERSION, "<time xmlns='urn:xmpp:time'/>"] {
            let reply = ask(&context, "from='romy@example.net/a'", "get", inside);
            assert_eq!(error(reply), Some(Condition::ServiceUnavailable));
        }
    }
}
