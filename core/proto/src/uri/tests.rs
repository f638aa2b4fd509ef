use proptest::prelude::*;

use super::*;

fn link(text: &str) -> Link {
    Link::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn action(text: &str) -> Action {
    link(text).action
}

#[test]
fn links_say_what_they_would_do() {
    assert_eq!(action("xmpp:romy@example.org"), Action::Show);
    assert_eq!(
        link("XMPP:romy@example.org").address.to_string(),
        "romy@example.org"
    );
    assert_eq!(
        action("xmpp:romy@example.org?message;subject=Test;body=Here%27s%20one%0D%0Amore"),
        Action::Message {
            body: "Here's one\nmore".to_owned()
        }
    );
    assert_eq!(
        action("xmpp:romeo@montague.net?roster;preauth=1tMFqYDdKhfe2pwp;name=Romeo+Montague;ibr=y"),
        Action::Add {
            name: "Romeo Montague".to_owned(),
            token: Some("1tMFqYDdKhfe2pwp".to_owned()),
            register: true,
        }
    );
    assert_eq!(
        action("xmpp:coven@chat.example.org?join"),
        Action::Join { password: None }
    );
    assert_eq!(action("xmpp:romy@example.org?remove"), Action::Remove);
    assert_eq!(
        action("xmpp:example.org?register;preauth=TOKEN"),
        Action::Register {
            token: Some("TOKEN".to_owned())
        }
    );
    assert_eq!(
        action("xmpp:a@b.example?pubsub;action=subscribe"),
        Action::Other("pubsub".to_owned())
    );
}

#[test]
fn addresses_are_read_as_the_rfc_writes_them() {
    for (text, address) in [
        (
            "xmpp:nasty!%23$%25()*+,-.;=%3F%5B%5C%5D%5E_%60%7B%7C%7D~node@example.com",
            "nasty!#$%()*+,-.;=?[\\]^_`{|}~node@example.com",
        ),
        (
            "xmpp:node@example.com/repulsive%20!%23%22$%25&'()*+,-.%2F:;%3C=%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D~resource",
            "node@example.com/repulsive !#\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~resource",
        ),
        (
            "xmpp:ji%C5%99i@%C4%8Dechy.example/v%20Praze",
            "jiři@čechy.example/v Praze",
        ),
        (
            "xmpp://guest@example.com/support@example.org?message",
            "support@example.org",
        ),
        ("xmpp://romy@example.org", "romy@example.org"),
        ("xmpp:romy@example.org#fragment", "romy@example.org"),
    ] {
        assert_eq!(link(text).address.to_string(), address);
    }
}

#[test]
fn what_is_no_honest_link_is_refused() {
    for (text, error) in [
        ("", LinkError::Scheme),
        ("romy@example.org", LinkError::Scheme),
        ("mailto:romy@example.org", LinkError::Scheme),
        ("xmpp:", LinkError::Address),
        ("xmpp:?message", LinkError::Address),
        ("xmpp:@example.org", LinkError::Address),
        ("xmpp:romy@", LinkError::Address),
        (
            "xmpp:romy%40evil.example%2F@example.org",
            LinkError::Address,
        ),
        ("xmpp:romy@example.org%2Fdesk", LinkError::Address),
        ("xmpp:romy%FF@example.org", LinkError::Encoding),
        ("xmpp:romy%2@example.org", LinkError::Encoding),
        ("xmpp:romy@example.org?message;body=%", LinkError::Encoding),
    ] {
        assert_eq!(Link::parse(text), Err(error), "{text}");
    }
    let long = format!("xmpp:a@b.example?message;body={}", "x".repeat(MAX_LINK));
    assert_eq!(Link::parse(&long), Err(LinkError::TooLong));
}

#[test]
fn what_stands_in_a_link_is_bounded_and_readable() {
    let body = format!("xmpp:a@b.example?message;body={}", "x".repeat(10_000));
    assert_eq!(
        action(&body),
        Action::Message {
            body: "x".repeat(MAX_BODY)
        }
    );
    assert_eq!(
        action("xmpp:a@b.example?message;body=a%00%1B[31mb%08c"),
        Action::Message {
            body: "a[31mbc".to_owned()
        }
    );
    let token = format!("xmpp:b.example?register;preauth={}", "t".repeat(1000));
    assert_eq!(action(&token), Action::Register { token: None });
    let pairs = format!("xmpp:a@b.example?roster{}", ";name=x".repeat(2000));
    assert!(matches!(action(&pairs), Action::Add { name, .. } if name == "x"));
}

#[test]
fn an_invitation_comes_as_a_link_or_behind_a_page() {
    let page = "https://join.example/i/#romeo@montague.net?roster;preauth=T;ibr=y";
    let invitation = Link::parse_invitation(page).unwrap();
    assert_eq!(
        invitation.inviter().unwrap().to_string(),
        "romeo@montague.net"
    );
    assert_eq!(invitation.registers_at(), Some(("montague.net", Some("T"))));
    let link = Link::parse_invitation(" xmpp:montague.net?register;preauth=T ").unwrap();
    assert_eq!(link.registers_at(), Some(("montague.net", Some("T"))));
    assert_eq!(link.inviter(), None);
    for bad in [
        "https://example.org/",
        "https://example.org/#x",
        "javascript:alert(1)",
    ] {
        assert_eq!(Link::parse_invitation(bad), Err(LinkError::Scheme), "{bad}");
    }
}

#[test]
fn only_pages_of_the_web_are_web_addresses() {
    assert!(web_address("https://example.org/register?a=b#c").is_some());
    for bad in [
        "file:///etc/passwd",
        "javascript://x",
        "https://",
        "https://bank.example@evil.example/",
        "https://a b",
        "https://a\"b",
        "https://a\nb",
    ] {
        assert_eq!(web_address(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        local in "[a-zé;=?#&+%]{1,12}",
        name in "[a-zA-Z +&;=%#é😀]{0,20}",
        token in "[A-Za-z0-9_+/=-]{1,30}",
    ) {
        let action = Action::Add {
            name: name.trim().to_owned(),
            token: Some(token),
            register: true,
        };
        if let Ok(jid) = format!("{local}@example.org").parse::<BareJid>() {
            let link = Link::to(&jid, action);
            prop_assert_eq!(Link::parse(&link.to_string()), Ok(link));
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,200}") {
        let _ = Link::parse(&text);
        let _ = Link::parse(&format!("xmpp:{text}"));
        let _ = Link::parse_invitation(&format!("https://{text}"));
    }
}
