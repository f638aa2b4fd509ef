use super::*;

fn me() -> BareJid {
    BareJid::new("me@example.org").unwrap()
}

fn message(from: &str, inside: &str) -> Message {
    let xml = format!(
        "<message xmlns='jabber:client' to='me@example.org/desk' {from}>{inside}</message>"
    );
    Message::parse(xml.parse().unwrap())
}

fn result(attributes: &str, inside: &str) -> String {
    format!("<result xmlns='urn:xmpp:mam:2' {attributes}>{inside}</result>")
}

fn forwarded(inside: &str) -> String {
    let inside = format!("<forwarded xmlns='urn:xmpp:forward:0'>{inside}</forwarded>");
    result("queryid='q' id='1'", &inside)
}

const DELAY: &str = "<delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>";
const HAIL: &str = "<message xmlns='jabber:client' from='witch@example.net/x' \
    to='me@example.org'><body>Hail to thee</body></message>";

fn read(from: &str, inside: &str) -> Result<Entry, Forged> {
    entry(message(from, inside), &me())
}

#[test]
fn a_page_is_asked_for() {
    assert_eq!(
        String::from(&query("q1", &Range::Last, 250, None)),
        "<query xmlns='urn:xmpp:mam:2' queryid='q1'>\
         <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><before/></set></query>"
    );
    let until = query("q1", &Range::Last, 1, Some(1_278_803_305_000_000));
    assert_eq!(
        String::from(until.get_child("x", data_form::NS).unwrap()),
        "<x xmlns='jabber:x:data' type='submit'><field type='hidden' var='FORM_TYPE'>\
         <value>urn:xmpp:mam:2</value></field>\
         <field var='end'><value>2010-07-10T23:08:25Z</value></field></x>"
    );
}

#[test]
fn what_an_archive_holds_is_read() {
    for from in ["", "from='me@example.org'", "from='ME@example.org'"] {
        let entry = read(from, &forwarded(&format!("{DELAY}{HAIL}"))).unwrap();
        assert_eq!((entry.query.as_str(), entry.id.as_str()), ("q", "1"));
        assert_eq!(entry.stamp, Some(1_278_803_305_000_000));
        let body = entry.message.unwrap().body("").unwrap();
        assert_eq!(body, "Hail to thee");
    }
}

#[test]
fn nobody_else_speaks_for_the_archive() {
    let inside = forwarded(&format!("{DELAY}{HAIL}"));
    for from in [
        "from='evil@example.org'",
        "from='me@example.org/phone'",
        "from='example.org'",
        "from='room@chat.example.org'",
        "from='@@'",
    ] {
        assert_eq!(read(from, &inside), Err(Forged::Stranger), "{from}");
    }
}

#[test]
fn an_answer_to_nothing_is_none() {
    for attributes in [
        "id='1'",
        "queryid='q'",
        "queryid='' id='1'",
        "queryid='q' id=''",
    ] {
        let inside = result(attributes, "");
        assert_eq!(read("", &inside), Err(Forged::Nameless), "{attributes}");
    }
    let long = format!("queryid='q' id='{}'", "x".repeat(2000));
    assert_eq!(read("", &result(&long, "")), Err(Forged::Nameless));
    let old = "<result xmlns='urn:xmpp:mam:0' queryid='q' id='1'/>";
    assert!(is_result(&message("", old)));
    assert_eq!(read("", old), Err(Forged::Nameless));
}

#[test]
fn what_is_odd_inside_keeps_its_place_without_words() {
    for inside in [
        String::new(),
        forwarded(""),
        forwarded(DELAY),
        forwarded(&format!("{DELAY}{HAIL}{HAIL}")),
        forwarded(&format!("{DELAY}<iq xmlns='jabber:client'/>")),
        forwarded(&format!(
            "{DELAY}<message xmlns='x'><body>no</body></message>"
        )),
        result("queryid='q' id='1'", HAIL),
    ] {
        let inside = match inside.as_str() {
            "" => result("queryid='q' id='1'", ""),
            _ => inside,
        };
        let entry = read("", &inside).unwrap();
        assert_eq!(entry.id, "1");
        assert_eq!(entry.message, None, "{inside}");
    }
}

#[test]
fn nothing_is_unwrapped_twice() {
    let carbon = format!(
        "<message xmlns='jabber:client' from='me@example.org'><received \
         xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{HAIL}</forwarded>\
         </received></message>"
    );
    let inner = format!(
        "<message xmlns='jabber:client' from='me@example.org'>{}</message>",
        forwarded(HAIL)
    );
    for odd in [carbon, inner] {
        let entry = read("", &forwarded(&format!("{DELAY}{odd}"))).unwrap();
        assert_eq!(entry.message.unwrap().body(""), None);
    }
}

#[test]
fn a_stamp_nobody_can_read_is_none() {
    for (stamp, read_as) in [
        ("soon", None),
        ("-0001-01-01T00:00:00Z", Some(i64::MIN)),
        ("292277026596-12-04T15:30:07Z", Some(i64::MAX)),
    ] {
        let delay = format!("<delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>");
        let entry = read("", &forwarded(&format!("{delay}{HAIL}"))).unwrap();
        assert_eq!(entry.stamp, read_as, "{stamp}");
        assert!(entry.message.is_some());
    }
}

#[test]
fn the_end_of_a_page_is_read() {
    let fin = |xml: &str| Fin::parse(Some(&xml.parse().unwrap()));
    let end = fin("<fin xmlns='urn:xmpp:mam:2' complete='true'>\
         <set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>b</last></set></fin>")
    .unwrap();
    assert!(end.complete);
    assert_eq!(end.set.last.as_deref(), Some("b"));
    assert!(
        !fin("<fin xmlns='urn:xmpp:mam:2' complete='maybe'/>")
            .unwrap()
            .complete
    );
    assert_eq!(fin("<fin xmlns='urn:xmpp:mam:0'/>"), None);
    assert_eq!(Fin::parse(None), None);
}
