use super::*;
use crate::data_form;

fn mira() -> BareJid {
    "mira@example.org".parse().unwrap()
}

fn form(fields: &[(&str, &str)]) -> Form {
    let mut text = format!("<x xmlns='{}' type='result'>", data_form::NS);
    for (name, value) in fields {
        text.push_str(&format!(
            "<field var='{name}'><value>{value}</value></field>"
        ));
    }
    Form::parse(&format!("{text}</x>").parse().unwrap()).unwrap()
}

fn made(uri: &str, purpose: Purpose) -> Option<Made> {
    Made::read(&form(&[("uri", uri)]), purpose, &mira())
}

#[test]
fn what_a_server_makes_is_read() {
    let fields = [
        ("uri", "xmpp:mira@example.org?roster;preauth=TOKEN;ibr=y"),
        ("landing-url", "https://example.org/invite/#TOKEN"),
        ("expire", "2017-11-06T02:56:15Z"),
    ];
    let read = Made::read(&form(&fields), Purpose::Contact, &mira()).unwrap();
    assert_eq!(token_of(&read.link), Some("TOKEN"));
    assert!(read.link.registers_at().is_some());
    assert_eq!(
        read.page.as_deref(),
        Some("https://example.org/invite/#TOKEN")
    );
    assert_eq!(read.expires, Some(1_509_936_975_000_000));
    for uri in [
        "xmpp:example.org?register;preauth=T",
        "xmpp:juliet@example.org?register;preauth=T",
    ] {
        assert!(made(uri, Purpose::Account).is_some(), "{uri}");
    }
}

#[test]
fn a_link_that_is_something_else_is_not_taken() {
    for uri in [
        "",
        "https://example.org/",
        "xmpp:mira@example.org",
        "xmpp:mira@example.org?roster",
        "xmpp:mallory@example.org?roster;preauth=T",
        "xmpp:mira@example.org/x?roster;preauth=T",
        "xmpp:mira@example.org?remove;preauth=T",
        "xmpp:example.org?register;preauth=T",
    ] {
        assert_eq!(made(uri, Purpose::Contact), None, "{uri}");
    }
    for uri in [
        "xmpp:example.net?register;preauth=T",
        "xmpp:example.org?register",
        "xmpp:mira@example.org?roster;preauth=T",
    ] {
        assert_eq!(made(uri, Purpose::Account), None, "{uri}");
    }
    assert_eq!(Made::read(&form(&[]), Purpose::Contact, &mira()), None);
}

#[test]
fn a_page_that_is_none_and_a_time_that_is_none_cost_themselves() {
    for page in [
        "javascript:alert(1)",
        "http://example.org/",
        "https://a@b/",
        "x",
    ] {
        let fields = [
            ("uri", "xmpp:mira@example.org?roster;preauth=T"),
            ("landing-url", page),
            ("expire", "soon"),
        ];
        let read = Made::read(&form(&fields), Purpose::Contact, &mira()).unwrap();
        assert_eq!((read.page, read.expires), (None, None), "{page}");
    }
}

#[test]
fn a_token_is_chance_in_letters_that_any_link_takes() {
    assert_eq!(token([0; TOKEN_BYTES]), "a".repeat(24));
    assert_eq!(token([255; TOKEN_BYTES]), "7".repeat(24));
    assert_eq!(token(*b"foobarfoobarfoo"), "mzxw6ytbojtg633cmfzgm33p");
    let link = own(&mira(), " Mira K. ", &token([7; TOKEN_BYTES]));
    let text = link.to_string();
    assert_eq!(Link::parse(&text), Ok(link.clone()), "{text}");
    assert_eq!(token_of(&link), Some(token([7; TOKEN_BYTES]).as_str()));
    assert_eq!(link.inviter(), Some(&mira()));
    assert_eq!(link.registers_at(), None);
}

#[test]
fn a_token_is_shown_in_one_way() {
    let shown = |text: &str| -> Option<String> {
        let payload: Element = text.parse().unwrap();
        shown_token(&[payload]).map(str::to_owned)
    };
    assert_eq!(
        shown("<preauth xmlns='urn:xmpp:pars:0' token='T'/>").as_deref(),
        Some("T")
    );
    let long = "x".repeat(MAX_TOKEN + 1);
    for odd in [
        "<preauth xmlns='urn:xmpp:pars:0'/>".to_owned(),
        "<preauth xmlns='urn:xmpp:pars:0' token=''/>".to_owned(),
        "<preauth xmlns='urn:xmpp:pars:1' token='T'/>".to_owned(),
        format!("<preauth xmlns='urn:xmpp:pars:0' token='{long}'/>"),
    ] {
        assert_eq!(shown(&odd), None, "{odd}");
    }
}

#[test]
fn the_questions_about_an_account_are_answered_or_named() {
    let asked = |inside: &str| {
        let text = format!("<x xmlns='{}' type='form'>{inside}</x>", data_form::NS);
        Form::parse(&text.parse().unwrap()).unwrap()
    };
    let usual = asked(
        "<field var='FORM_TYPE' type='hidden'><value>f</value></field>\
         <field var='username' type='text-single'/>\
         <field var='roster-subscription' type='boolean'/>",
    );
    let text = String::from(&answers(&usual, "juliet").unwrap());
    assert!(
        text.contains("<value>juliet</value>") && text.contains("<value>1</value>"),
        "{text}"
    );
    assert!(!String::from(&answers(&usual, "").unwrap()).contains("username"));
    let strict = asked("<field var='username' label='Name'><required/></field>");
    assert_eq!(answers(&strict, ""), Err("Name".to_owned()));
    assert!(answers(&strict, "juliet").is_ok());
    let more = asked("<field var='colour'><required/></field>");
    assert_eq!(answers(&more, "juliet"), Err("colour".to_owned()));
}

#[test]
fn old_servers_that_lose_guests_are_known() {
    let loses = |name: &str, version: &str| {
        let os = None;
        let (name, version) = (name.to_owned(), version.to_owned());
        loses_guests(&Software { name, version, os })
    };
    assert!(loses("Prosody", "0.12.3") && loses("Prosody", "0.12.0"));
    for good in ["0.12.4", "0.12.30", "13.0.1", "0.11.9", "", "trunk nightly"] {
        assert!(!loses("Prosody", good), "{good}");
    }
    assert!(!loses("ejabberd", "0.12.3"));
}

#[test]
fn what_is_offered_is_what_is_listed() {
    let list = |items: &str| -> Offer {
        let text = format!("<query xmlns='http://jabber.org/protocol/disco#items'>{items}</query>");
        Offer::of(Some(&text.parse().unwrap()))
    };
    let both = format!(
        "<item jid='example.org' node='{CONTACT}'/><item jid='example.org' node='{ACCOUNT}'/>"
    );
    assert_eq!(
        list(&both),
        Offer {
            contact: true,
            account: true
        }
    );
    assert_eq!(
        list("<item jid='@'/><item/><item jid='example.org' node='x'/>"),
        Offer::default()
    );
    assert_eq!(Offer::of(None), Offer::default());
}
