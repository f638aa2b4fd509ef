use super::*;

const ROMY: &str = "from='romy@example.org/desk' to='me@example.net/phone'";
const OURS: &str = "from='me@example.net/phone' to='romy@example.org'";

fn me() -> BareJid {
    BareJid::new("me@example.net").unwrap()
}

fn read(attributes: &str, inside: &str) -> Unwrapped {
    let xml = format!("<message xmlns='jabber:client' {attributes}>{inside}</message>");
    unwrap(Message::parse(xml.parse().unwrap()), &me())
}

fn inner(attributes: &str, inside: &str) -> String {
    format!("<message xmlns='jabber:client' type='chat' {attributes}>{inside}</message>")
}

fn forwarded(inside: &str) -> String {
    format!("<forwarded xmlns='urn:xmpp:forward:0'>{inside}</forwarded>")
}

fn wrapped(name: &str, inside: &str) -> String {
    format!("<{name} xmlns='urn:xmpp:carbons:2'>{inside}</{name}>")
}

fn copy(name: &str, attributes: &str, inside: &str) -> String {
    wrapped(name, &forwarded(&inner(attributes, inside)))
}

const OUTER: &str = "from='me@example.net' to='me@example.net/laptop' type='chat'";
const BODY: &str = "<body>hi</body>";

#[track_caller]
fn refused(attributes: &str, inside: &str, why: Refused) {
    assert_eq!(
        read(attributes, inside),
        Unwrapped::Refused(why),
        "{inside}"
    );
}

#[test]
fn both_kinds_of_copies_are_opened() {
    let Unwrapped::Received(message) = read(OUTER, &copy("received", ROMY, BODY)) else {
        panic!("a received one");
    };
    assert_eq!(
        message.from.text().as_deref(),
        Some("romy@example.org/desk")
    );
    assert_eq!(message.body("").as_deref(), Some("hi"));
    let Unwrapped::Sent(message) = read(OUTER, &copy("sent", OURS, BODY)) else {
        panic!("a sent one");
    };
    assert_eq!(message.to.text().as_deref(), Some("romy@example.org"));
    // The server may leave its own name out (RFC 6120 §8.1.2.1).
    assert!(matches!(
        read("type='chat'", &copy("sent", OURS, BODY)),
        Unwrapped::Sent(_)
    ));
    // A note to ourselves.
    assert!(matches!(
        read(OUTER, &copy("sent", "from='me@example.net/phone'", BODY)),
        Unwrapped::Sent(_)
    ));
}

#[test]
fn what_is_no_copy_stays_as_it_is() {
    let told = "<body>hi</body><private xmlns='urn:xmpp:carbons:2'/>\
                <received xmlns='urn:xmpp:receipts' id='1'/>";
    assert!(matches!(read(ROMY, told), Unwrapped::Plain(_)));
    let bare_forward = forwarded(&inner(ROMY, BODY));
    assert!(matches!(read(ROMY, &bare_forward), Unwrapped::Plain(_)));
}

/// CVE-2017-5589 and after.
#[test]
fn only_the_account_sends_copies() {
    for from in [
        "from='evil@example.com/x'",
        "from='me@example.net/other'",
        "from='example.net'",
        "from='romy@example.org'",
        "from='me@example.net.evil.example'",
        "from='@@'",
        "from='me@example.net' type='error'",
    ] {
        for name in ["received", "sent"] {
            refused(from, &copy(name, ROMY, BODY), Refused::Foreign);
            let with_words = format!("<body>read me</body>{}", copy(name, ROMY, BODY));
            refused(from, &with_words, Refused::Foreign);
        }
    }
}

#[test]
fn rooms_make_no_copies() {
    let groupchat = "from='me@example.net' type='groupchat'";
    refused(groupchat, &copy("received", ROMY, BODY), Refused::Groupchat);
    let inside = "<message xmlns='jabber:client' type='groupchat' \
                  from='room@muc.example/romy' to='me@example.net'><body>hi</body></message>";
    let inside = wrapped("received", &forwarded(inside));
    refused(OUTER, &inside, Refused::Groupchat);
}

#[test]
fn a_copy_of_no_message_is_none() {
    let again = copy("received", ROMY, &copy("received", ROMY, BODY));
    refused(OUTER, &again, Refused::Nested);
    let archived = format!(
        "<result xmlns='urn:xmpp:mam:2' id='1'>{}</result>",
        forwarded(&inner(ROMY, BODY))
    );
    refused(OUTER, &copy("received", ROMY, &archived), Refused::Nested);
    let event = "<event xmlns='http://jabber.org/protocol/pubsub#event'/>";
    refused(OUTER, &copy("received", ROMY, event), Refused::Nested);
}

#[test]
fn there_is_one_message_in_a_copy() {
    let one = inner(ROMY, BODY);
    for inside in [
        wrapped("received", ""),
        wrapped("received", &one),
        wrapped("received", &forwarded("")),
        wrapped("received", &forwarded("<presence xmlns='jabber:client'/>")),
        wrapped("received", &forwarded(&format!("{one}{one}"))),
        wrapped("received", &format!("{0}{0}", forwarded(&one))),
        format!("{0}{0}", copy("received", ROMY, BODY)),
        format!(
            "{}{}",
            copy("received", ROMY, BODY),
            copy("sent", OURS, BODY)
        ),
        wrapped("received", &forwarded("<message xmlns='jabber:server'/>")),
    ] {
        refused(OUTER, &inside, Refused::Empty);
    }
}

#[test]
fn a_copy_is_of_what_concerns_us() {
    for (name, attributes) in [
        ("sent", ROMY),
        ("sent", "from='me@example.net/phone' to='@@'"),
        ("sent", "from='@@' to='romy@example.org'"),
        ("received", OURS),
        ("received", "to='me@example.net'"),
        ("received", "from='@@' to='me@example.net'"),
        ("received", "from='romy@example.org' to='mia@example.org'"),
    ] {
        refused(OUTER, &copy(name, attributes, BODY), Refused::Misdirected);
    }
}

#[test]
fn what_is_private_is_not_taken() {
    for hint in [
        "<private xmlns='urn:xmpp:carbons:2'/>",
        "<no-copy xmlns='urn:xmpp:hints'/>",
    ] {
        let inside = format!("{BODY}{hint}");
        refused(OUTER, &copy("received", ROMY, &inside), Refused::Private);
        refused(OUTER, &copy("sent", OURS, &inside), Refused::Private);
    }
}

#[test]
fn a_copy_that_waited_says_so() {
    let inside = format!(
        "{}<delay xmlns='urn:xmpp:delay' from='example.net' stamp='2026-01-01T00:00:00Z'/>",
        copy("received", ROMY, BODY)
    );
    let Unwrapped::Received(message) = read(OUTER, &inside) else {
        panic!("a received one");
    };
    assert!(delay::find(&message.payloads).is_some());
}

proptest::proptest! {
    /// Whatever stands where: it never panics, and only our account's word makes a copy.
    #[test]
    fn nobody_else_gets_through(
        from in "(me@example[.]net(/[a-z]{0,3})?|[a-z@/.]{0,12})",
        name in "(sent|received)",
        attributes in proptest::sample::select(vec![ROMY, OURS, "", "from='@@'"]),
    ) {
        let told = read(&format!("from='{from}'"), &copy(&name, attributes, BODY));
        if from != "me@example.net" {
            proptest::prop_assert!(matches!(told, Unwrapped::Refused(_)), "{:?}", told);
        }
    }
}
