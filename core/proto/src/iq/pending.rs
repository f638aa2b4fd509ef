//! The questions that wait for their answers.
//!
//! An answer counts only if both its id and its sender are right (RFC 6120 §8.1.3, §8.1.2.1):
//! otherwise whoever guesses an id answers in the server's place.

use std::collections::HashMap;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minidom::Element;
use sha2::{Digest, Sha256};

use crate::Address;
use crate::iq::{Iq, Kind};
use crate::stanza::{CLIENT, Party};
use crate::stanza_error::StanzaError;
use crate::xml::Tree;

/// More open questions than any feature asks at once; a server that answers none can't make the
/// table grow beyond.
pub const MAX_PENDING: usize = 1024;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A question.
    Get(Element),
    /// An order.
    Set(Element),
}

/// Too many questions are open; gives the context back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many unanswered requests")]
pub struct Full<T>(pub T);

/// The questions that wait for their answers, each with what the asker wants to remember.
#[derive(Debug)]
pub struct Pending<T> {
    seed: [u8; 32],
    count: u64,
    open: HashMap<String, Open<T>>,
}

#[derive(Debug)]
struct Open<T> {
    number: u64,
    to: Option<Address>,
    deadline: Instant,
    context: T,
}

impl<T> Pending<T> {
    /// An empty table. The seed must be random and secret: ids are made from it.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            seed,
            count: 0,
            open: HashMap::new(),
        }
    }

    /// The stanza to send; its answer will be handed out with the context.
    ///
    /// Without `to` it goes to the own account.
    ///
    /// # Errors
    /// [`Full`] beyond [`MAX_PENDING`].
    pub fn request(
        &mut self,
        to: Option<&Address>,
        request: Request,
        context: T,
        deadline: Instant,
    ) -> Result<Element, Full<T>> {
        if self.open.len() >= MAX_PENDING {
            return Err(Full(context));
        }
        let id = self.next_id();
        let (kind, payload) = match request {
            Request::Get(payload) => ("get", payload),
            Request::Set(payload) => ("set", payload),
        };
        let iq = Element::bare("iq", CLIENT)
            .with_attr_opt("to", to.map(ToString::to_string).as_deref())
            .with_attr("id", &id)
            .with_attr("type", kind)
            .with(payload);
        let open = Open {
            number: self.count,
            to: to.cloned(),
            deadline,
            context,
        };
        self.open.insert(id, open);
        Ok(iq)
    }

    /// A digest of the seed and a number: nobody who has seen one can tell the next.
    fn next_id(&mut self) -> String {
        self.count += 1;
        let digest = Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.count.to_le_bytes())
            .finalize();
        let half: Vec<u8> = digest.into_iter().take(16).collect();
        URL_SAFE_NO_PAD.encode(half)
    }

    /// The context and the outcome if this is the answer to an open question; `own` is the full
    /// address of this session.
    pub fn handle(
        &mut self,
        iq: &Iq,
        own: &Address,
    ) -> Option<(T, Result<Option<Element>, StanzaError>)> {
        let outcome = match &iq.kind {
            Kind::Result(payload) => Ok(payload),
            Kind::Error(error) => Err(error),
            Kind::Get(_) | Kind::Set(_) | Kind::Malformed => return None,
        };
        let id = iq.id.as_deref()?;
        if !may_answer(&iq.from, self.open.get(id)?.to.as_ref(), own) {
            return None;
        }
        let open = self.open.remove(id)?;
        Some((open.context, outcome.cloned().map_err(Clone::clone)))
    }

    /// Gives up on what was not answered in time, in the order of asking.
    pub fn expire(&mut self, now: Instant) -> Vec<T> {
        self.give_up(|open| open.deadline <= now)
    }

    /// Gives up on everything, as after the session was lost, in the order of asking.
    pub fn fail_all(&mut self) -> Vec<T> {
        self.give_up(|_| true)
    }

    fn give_up(&mut self, which: impl Fn(&Open<T>) -> bool) -> Vec<T> {
        let mut lost: Vec<Open<T>> = self
            .open
            .extract_if(|_, open| which(open))
            .map(|(_, open)| open)
            .collect();
        lost.sort_by_key(|open| open.number);
        lost.into_iter().map(|open| open.context).collect()
    }

    /// When [`Pending::expire`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.open.values().map(|open| open.deadline).min()
    }

    /// How many questions are open.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// No question is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// Whether `from` may answer what was asked of `to`.
///
/// The server answers for the own account, and may do so without a `from`, with the bare or full
/// JID of the account, or in its own name: servers differ. Nobody else can write any of these,
/// because the server stamps every stanza with its sender.
fn may_answer(from: &Party, to: Option<&Address>, own: &Address) -> bool {
    let account = |address: &Address| address.is_bare() && address.bare() == own.bare();
    let server = |address: &Address| {
        address.is_bare() && address.local().is_none() && address.domain() == own.domain()
    };
    let asked_account = to.is_none_or(account);
    match from {
        Party::Unreadable(_) => false,
        Party::Absent => asked_account || to.is_some_and(server),
        Party::Known(from) => {
            to == Some(from) || (asked_account && (account(from) || server(from) || from == own))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::stanza_error::Condition;

    struct Scene {
        pending: Pending<&'static str>,
        own: Address,
        now: Instant,
    }

    fn scene() -> Scene {
        Scene {
            pending: Pending::new([7; 32]),
            own: "me@example.org/desk".parse().unwrap(),
            now: Instant::now(),
        }
    }

    impl Scene {
        fn ask(&mut self, to: Option<&str>, context: &'static str, seconds: u64) -> String {
            let to = to.map(|to| to.parse().unwrap());
            let deadline = self.now + Duration::from_secs(seconds);
            let request = Request::Get(Element::bare("q", "x"));
            let iq = self
                .pending
                .request(to.as_ref(), request, context, deadline);
            iq.unwrap().attr("id").unwrap().to_owned()
        }

        fn hear(&mut self, from: Option<&str>, id: &str, kind: &str) -> Option<&'static str> {
            let from = from.map_or(String::new(), |from| format!("from='{from}'"));
            let xml = format!("<iq xmlns='jabber:client' {from} id='{id}' type='{kind}'/>");
            let iq = Iq::parse(xml.parse().unwrap());
            self.pending
                .handle(&iq, &self.own)
                .map(|(context, _)| context)
        }

        /// Who of them may answer a question to `to`.
        fn answerers(&mut self, to: Option<&str>) -> Vec<Option<&'static str>> {
            [
                None,
                Some("me@example.org"),
                Some("me@example.org/desk"),
                Some("example.org"),
                Some("me@example.org/phone"),
                Some("romy@example.org"),
                Some("romy@example.org/😀"),
                Some("@@"),
                Some("example.org/me@example.org"),
            ]
            .into_iter()
            .filter(|from| {
                let id = self.ask(to, "", 1);
                self.hear(*from, &id, "result").is_some()
            })
            .collect()
        }
    }

    #[test]
    fn a_request_is_written_and_answered_once() {
        let mut scene = scene();
        let to = "romy@example.org/a".parse().unwrap();
        let request = Request::Set(Element::bare("q", "x"));
        let iq = scene
            .pending
            .request(Some(&to), request, "hi", scene.now)
            .unwrap();
        assert_eq!(iq.attr("to"), Some("romy@example.org/a"));
        assert_eq!(iq.attr("type"), Some("set"));
        assert!(iq.has_child("q", "x"));
        let id = iq.attr("id").unwrap().to_owned();
        assert_eq!(
            scene.hear(Some("romy@example.org/a"), &id, "result"),
            Some("hi")
        );
        assert_eq!(scene.hear(Some("romy@example.org/a"), &id, "result"), None);
    }

    #[test]
    fn only_who_was_asked_can_answer() {
        let mut scene = scene();
        let account = [
            None,
            Some("me@example.org"),
            Some("me@example.org/desk"),
            Some("example.org"),
        ];
        assert_eq!(scene.answerers(None), account);
        assert_eq!(scene.answerers(Some("me@example.org")), account);
        assert_eq!(
            scene.answerers(Some("example.org")),
            [None, Some("example.org")]
        );
        for to in [
            "me@example.org/phone",
            "romy@example.org",
            "romy@example.org/😀",
        ] {
            assert_eq!(scene.answerers(Some(to)), [Some(to)]);
        }
    }

    #[test]
    fn a_guess_leaves_the_question_open() {
        let mut scene = scene();
        let id = scene.ask(None, "roster", 60);
        assert_eq!(scene.hear(Some("evil@example.net/x"), &id, "result"), None);
        assert_eq!(scene.hear(Some("me@example.org"), "other", "result"), None);
        assert_eq!(scene.hear(Some("me@example.org"), &id, "get"), None);
        assert_eq!(
            scene.hear(Some("me@example.org"), &id, "result"),
            Some("roster")
        );
    }

    #[test]
    fn ids_tell_nothing_about_each_other() {
        let mut scene = scene();
        let ids: std::collections::HashSet<_> = (0..100).map(|_| scene.ask(None, "", 1)).collect();
        assert_eq!(ids.len(), 100);
        assert!(ids.iter().all(|id| id.len() == 22));
        let mut other = Pending::new([8; 32]);
        let request = Request::Get(Element::bare("q", "x"));
        let iq = other.request(None, request, (), scene.now).unwrap();
        assert!(!ids.contains(iq.attr("id").unwrap()));
    }

    #[test]
    fn an_error_with_nothing_inside_completes_the_request() {
        let mut scene = scene();
        let id = scene.ask(None, "x", 1);
        let xml = format!("<iq xmlns='jabber:client' id='{id}' type='error'/>");
        let iq = Iq::parse(xml.parse().unwrap());
        let (_, outcome) = scene.pending.handle(&iq, &scene.own).unwrap();
        assert_eq!(
            outcome.unwrap_err().condition,
            Condition::UndefinedCondition
        );
    }

    #[test]
    fn what_nobody_answers_ends() {
        let mut scene = scene();
        scene.ask(None, "b", 20);
        scene.ask(None, "a", 10);
        scene.ask(None, "c", 10);
        assert_eq!(
            scene.pending.next_wake(),
            Some(scene.now + Duration::from_secs(10))
        );
        assert!(
            scene
                .pending
                .expire(scene.now + Duration::from_secs(9))
                .is_empty()
        );
        assert_eq!(
            scene.pending.expire(scene.now + Duration::from_secs(10)),
            ["a", "c"]
        );
        assert_eq!(scene.pending.len(), 1);
        assert_eq!(scene.pending.fail_all(), ["b"]);
        assert!(scene.pending.is_empty() && scene.pending.next_wake().is_none());
    }

    #[test]
    fn the_table_is_bounded() {
        let mut scene = scene();
        for _ in 0..MAX_PENDING {
            scene.ask(None, "", 1);
        }
        let request = Request::Get(Element::bare("q", "x"));
        let refused = scene.pending.request(None, request, "more", scene.now);
        assert_eq!(refused, Err(Full("more")));
    }
}
