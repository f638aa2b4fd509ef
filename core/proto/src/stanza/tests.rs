use proptest::prelude::*;

use super::*;
use crate::caps::Caps;
use crate::chat_state::{self, Incoming};
use crate::disco::{Info, Items};
use crate::iq::Pending;
use crate::presence::Resources;
use crate::xml::Tree;
use crate::{answer, delay, iq, message, receipts, roster, stanza_id, time, version};

fn parse(xml: &str) -> Stanza {
    Stanza::parse(xml.parse().unwrap())
}

#[test]
fn stanzas_are_sorted() {
    assert!(matches!(
        parse("<message xmlns='jabber:client'/>"),
        Stanza::Message(_)
    ));
    assert!(matches!(
        parse("<presence xmlns='jabber:client'/>"),
        Stanza::Presence(_)
    ));
    assert!(matches!(
        parse("<iq xmlns='jabber:client'/>"),
        Stanza::Iq(_)
    ));
    assert!(matches!(
        parse("<r xmlns='urn:xmpp:sm:3'/>"),
        Stanza::Other(_)
    ));
    assert!(matches!(
        parse("<message xmlns='urn:x'/>"),
        Stanza::Other(_)
    ));
    assert!(matches!(
        parse("<weird xmlns='jabber:client'/>"),
        Stanza::Other(_)
    ));
}

#[test]
fn no_sender_and_an_unreadable_one_are_never_confused() {
    let me = BareJid::new("me@example.org").unwrap();
    let account = |from| Party::parse(from).is_account(&me);
    assert!(account(None) && account(Some("me@example.org")));
    for from in [
        "",
        "@@",
        "me@example.org/desk",
        "me@example.org/",
        "example.org",
        "x@example.org",
    ] {
        assert!(!account(Some(from)), "{from}");
    }
    assert_eq!(Party::parse(Some("@@")).text().as_deref(), Some("@@"));
    assert_eq!(Party::parse(None).text(), None);
    assert_eq!(Party::parse(Some("@@")).bare(), None);
}

#[test]
fn an_occupant_with_an_emoji_is_heard() {
    let stanzas = ["message", "presence", "iq"].map(|name| {
        parse(&format!(
            "<{name} xmlns='jabber:client' from='room@c.example.org/😀'/>"
        ))
    });
    for stanza in stanzas {
        let from = match &stanza {
            Stanza::Message(message) => &message.from,
            Stanza::Presence(presence) => &presence.from,
            Stanza::Iq(iq) => &iq.from,
            Stanza::Other(_) => panic!("a stanza"),
        };
        assert_eq!(from.address().and_then(Address::resource), Some("😀"));
    }
}

/// Everything in this crate that looks into a stanza, on one of them.
fn look_everywhere(stanza: &Stanza) {
    let me: Address = "me@example.org/desk".parse().unwrap();
    match stanza {
        Stanza::Message(message) => look_into_message(message, &me),
        Stanza::Presence(presence) => {
            let _ = (
                presence.nick(),
                presence.caps(),
                presence.delay(),
                presence.error(),
            );
            Resources::default().handle(presence, "de", 0);
        }
        Stanza::Iq(iq) => look_into_iq(iq, &me),
        Stanza::Other(_) => {}
    }
}

fn look_into_message(message: &message::Message, me: &Address) {
    let _ = (
        message.body("de"),
        message.subject(""),
        message.thread(),
        message.error(),
    );
    let _ = (chat_state::parse(message), receipts::received(message));
    let _ = (
        stanza_id::origin(message),
        stanza_id::stanza_id(message, me.bare()),
    );
    let _ = delay::find(&message.payloads).map(|delay| delay::believable(delay.stamp, 0));
    Incoming::default().handle(message, std::time::Instant::now());
    if let Some(receipt) = receipts::acknowledge(message, "1") {
        let _ = String::from(&receipt);
    }
}

fn look_into_iq(iq: &iq::Iq, me: &Address) {
    let _ = roster::check_push(iq, me.bare());
    Pending::<()>::new([0; 32]).handle(iq, me);
    if let iq::Kind::Get(payload) | iq::Kind::Set(payload) | iq::Kind::Result(Some(payload)) =
        &iq.kind
    {
        let _ = (
            roster::parse(Some(payload)),
            Items::parse(payload),
            Caps::parse(payload),
        );
        let _ = (version::parse(payload), time::parse(payload));
        if let Some(info) = Info::parse(payload) {
            let _ = crate::caps::ver(&info);
        }
    }
    let context = answer::Context {
        own: me,
        familiar: true,
        info: &Info::own("Waxwing"),
        caps_node: "n",
        software: None,
        time: None,
    };
    if let Some(reply) = answer::answer(iq, &context) {
        let again: Element = String::from(&reply).parse().unwrap();
        assert_eq!(again.attr("id"), iq.id.as_deref());
    }
}

const NAMES: &[&str] = &[
    "message",
    "presence",
    "iq",
    "body",
    "subject",
    "thread",
    "show",
    "status",
    "priority",
    "error",
    "text",
    "query",
    "item",
    "group",
    "feature",
    "identity",
    "x",
    "field",
    "value",
    "c",
    "delay",
    "nick",
    "composing",
    "received",
    "request",
    "stanza-id",
    "origin-id",
    "ping",
    "time",
    "utc",
    "tzo",
    "name",
    "version",
    "bad-request",
];

const SPACES: &[&str] = &[
    CLIENT,
    "http://jabber.org/protocol/nick",
    roster::NS,
    crate::disco::INFO,
    crate::disco::ITEMS,
    crate::caps::NS,
    chat_state::NS,
    receipts::NS,
    delay::NS,
    stanza_id::NS,
    version::NS,
    time::NS,
    crate::ping::NS,
    "jabber:x:data",
    "urn:ietf:params:xml:ns:xmpp-stanzas",
    "urn:unknown",
];

const ATTRIBUTES: &[&str] = &[
    "from",
    "to",
    "id",
    "type",
    "jid",
    "by",
    "stamp",
    "node",
    "ver",
    "hash",
    "var",
    "category",
    "name",
    "subscription",
    "ask",
];

const VALUES: &[&str] = &[
    "",
    "get",
    "set",
    "result",
    "error",
    "chat",
    "groupchat",
    "unavailable",
    "me@example.org",
    "romy@example.org/😀",
    "example.org",
    "@@",
    "sha-1",
    "hidden",
    "FORM_TYPE",
    "-1",
    "999",
    "2020-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "a&#0;<b",
    "remove",
];

fn arbitrary_element() -> impl Strategy<Value = Element> {
    let text = prop_oneof![
        prop::sample::select(VALUES).prop_map(str::to_owned),
        ".{0,12}"
    ];
    let attributes = prop::collection::vec((prop::sample::select(ATTRIBUTES), text.clone()), 0..4);
    let head = (
        prop::sample::select(NAMES),
        prop::sample::select(SPACES),
        attributes,
        text,
    );
    let leaf = head.prop_map(|(name, ns, attributes, text)| {
        let element = Element::bare(name, ns).with_text(&text);
        attributes.iter().fold(element, |element, (name, value)| {
            element.with_attr(name, value)
        })
    });
    leaf.clone().prop_recursive(4, 32, 5, move |inner| {
        (leaf.clone(), prop::collection::vec(inner, 0..5))
            .prop_map(|(parent, children)| children.into_iter().fold(parent, Tree::with))
    })
}

proptest! {
    #[test]
    fn no_tree_makes_it_panic(
        name in prop::sample::select(&["message", "presence", "iq"][..]),
        kind in prop::option::of(prop::sample::select(VALUES)),
        inside in prop::collection::vec(arbitrary_element(), 0..4),
    ) {
        let element = Element::bare(name, CLIENT)
            .with_attr_opt("type", kind)
            .with_attr("id", "1")
            .with_attr("from", "romy@example.org/😀");
        look_everywhere(&Stanza::parse(inside.into_iter().fold(element, Tree::with)));
    }

    #[test]
    fn no_lonely_tree_makes_it_panic(element in arbitrary_element()) {
        let own = Info::own("Waxwing");
        let _ = crate::disco::answer(&element, &own, "n").map(|answer| answer.is_ok());
        look_everywhere(&Stanza::parse(element));
    }
}
