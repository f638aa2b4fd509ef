//! Stanzas that are too much.

use super::*;

fn limit(body: &str) -> Option<&'static str> {
    match read(body) {
        Ok(_) => None,
        Err(ReadError::Limit(which)) => Some(which),
        Err(error) => panic!("{error}"),
    }
}

/// A stanza nested this deep, whole.
fn nested(depth: usize) -> String {
    "<a>".repeat(depth) + &"</a>".repeat(depth)
}

/// What is left of a stanza that has too much in it somewhere, and that the stream goes on.
fn left_of(body: &str) -> String {
    let frames = read(&format!("{body}<presence id='next'/>")).unwrap();
    let [Frame::Element(left), Frame::Element(next)] = &frames[..] else {
        panic!("{frames:?}");
    };
    assert_eq!(next.attr("id"), Some("next"));
    String::from(left).replace(" xmlns='jabber:client'", "")
}

#[test]
fn what_nests_too_deep_is_left_out() {
    let depth = |body: &str| {
        let mut deepest = one(body);
        let mut depth = 1;
        while let Some(child) = deepest.children().next().cloned() {
            deepest = child;
            depth += 1;
        }
        depth
    };
    assert_eq!(depth(&nested(Limits::DEPTH)), Limits::DEPTH);
    assert_eq!(depth(&nested(Limits::DEPTH + 1)), Limits::DEPTH);
    // Such have ended a process elsewhere.
    assert_eq!(depth(&nested(100_000)), Limits::DEPTH);
    // It is not read to its end in memory.
    assert_eq!(read(&"<a>".repeat(12_000)), Ok(vec![]));
    let poison = format!("<message><a>{}</a><body>hi</body></message>", nested(70));
    let message = one(&poison);
    assert_eq!(
        message.get_child("body", "jabber:client").unwrap().text(),
        "hi"
    );
}

#[test]
fn a_megabyte_of_attribute_is_read_and_more_is_refused() {
    let most = "x".repeat(Limits::ATTRIBUTE_BYTES);
    let element = one(&format!("<message id='{most}'/>"));
    assert_eq!(element.attr("id").map(str::len), Some(most.len()));
    assert_eq!(
        limit(&format!("<message id='{most}x'/>")),
        Some("attribute_bytes")
    );
    assert_eq!(
        limit(&format!("<message id='{most}xx")),
        Some("attribute_bytes")
    );
}

#[test]
fn a_long_attribute_in_single_bytes_takes_linear_time() {
    let value = "x".repeat(200_000);
    let bytes = format!("{OPEN}<message id='{value}'>{value}</message>");
    let (frames, error) = read_pieces(bytes.as_bytes(), 1);
    assert_eq!((frames.len(), error), (2, None));
}

#[test]
fn what_has_too_many_attributes_is_left_out() {
    let attributes = |count: usize| -> String { (0..count).map(|n| format!(" a{n}=''")).collect() };
    let most = attributes(Limits::ATTRIBUTES);
    assert_eq!(
        one(&format!("<iq{most}/>")).attrs().len(),
        Limits::ATTRIBUTES
    );
    let declarations: String = (0..10_000)
        .map(|n| format!(" xmlns:a{n}='urn:a'"))
        .collect();
    for many in [attributes(10_000), attributes(257), declarations] {
        assert_eq!(
            left_of(&format!("<iq{many}><q/></iq>")),
            "<iq type='error'/>"
        );
        assert_eq!(
            left_of(&format!(
                "<message from='a'><b{many}><c/>x</b><body>hi</body></message>"
            )),
            "<message from='a'><body>hi</body></message>"
        );
    }
}

#[test]
fn what_has_long_names_or_namespaces_is_left_out() {
    let name = "x".repeat(Limits::NAME_BYTES);
    assert_eq!(limit(&format!("<{name}/>")), None);
    // No server hands on such a stanza.
    assert_eq!(limit(&format!("<{name}x/>")), Some("name_bytes"));
    for long in [
        format!("<{name}x><c/></{name}x>"),
        format!("<b {name}x=''/>"),
        format!("<b xmlns='{name}x'/>"),
        format!("<b xmlns:a='{name}x'><a:c/></b>"),
    ] {
        assert_eq!(
            left_of(&format!("<message>{long}<body>hi</body></message>")),
            "<message><body>hi</body></message>"
        );
    }
    assert_eq!(left_of(&format!("<iq {name}x=''/>")), "<iq type='error'/>");
    let long = name.repeat(2000);
    assert_eq!(limit(&format!("<{long}/>")), Some("attribute_bytes"));
}

#[test]
fn a_long_stanza_within_the_limit_is_read() {
    let body = "x".repeat(Limits::STANZA_BYTES - 100);
    let element = one(&format!("<message><body>{body}</body></message>"));
    assert_eq!(
        element
            .get_child("body", "jabber:client")
            .unwrap()
            .text()
            .len(),
        body.len()
    );
}

#[test]
fn a_stanza_of_a_hundred_megabytes_is_refused_early() {
    let chunk = vec![b'x'; 64 * 1024];
    let mut reader = Reader::new(Limits::default());
    reader.push(OPEN.as_bytes());
    assert!(matches!(reader.next(), Ok(Some(Frame::Open(_)))));
    reader.push(b"<message><body>");
    let mut refused_after = None;
    for pushed in 0..100 * 1024 * 1024 / chunk.len() {
        reader.push(&chunk);
        assert!(reader.pending.capacity() <= 4 * chunk.len());
        match reader.next() {
            Ok(None) => {}
            Err(ReadError::Limit("stanza_bytes")) => {
                refused_after.get_or_insert(pushed * chunk.len());
            }
            other => panic!("{other:?}"),
        }
    }
    let refused_after = refused_after.unwrap();
    assert!(refused_after <= Limits::STANZA_BYTES, "{refused_after}");
    assert_eq!(reader.pending.capacity(), 0);
}

#[test]
fn a_long_start_tag_or_header_is_refused() {
    let spaces = " ".repeat(Limits::STANZA_BYTES);
    assert_eq!(limit(&format!("<iq{spaces}/>")), Some("stanza_bytes"));
    let (frames, error) = read_pieces(
        format!("<?xml version='1.0'?>{spaces}<a").as_bytes(),
        65_536,
    );
    assert_eq!(
        (frames, error),
        (vec![], Some(ReadError::Limit("stanza_bytes")))
    );
}

#[test]
fn of_a_bomb_of_tiny_elements_an_error_is_left() {
    let long = "x".repeat(Limits::NAME_BYTES);
    for tiny in ["<a/>".repeat(900_000), "<a b=''/>".repeat(400_000)] {
        assert_eq!(
            left_of(&format!(
                "<iq id='7' type='result' from='a'><q>{tiny}</q></iq>"
            )),
            "<iq from='a' id='7' type='error'/>"
        );
        assert_eq!(
            left_of(&format!(
                "<message id='7' from='a'><q><q>{tiny}</q></q>x<b/></message>"
            )),
            "<message type='error'/>"
        );
    }
    // A long namespace is copied into each child.
    let bomb = format!("<q xmlns='{long}'>{}</q>", "<a/>".repeat(900_000));
    assert_eq!(left_of(&format!("<iq>{bomb}</iq>")), "<iq type='error'/>");
    let text = format!(
        "<iq><q>{}</q>{}</iq>",
        "<a/>".repeat(174_000),
        "x".repeat(99_000)
    );
    assert_eq!(left_of(&text), "<iq type='error'/>");
}

#[test]
fn each_stanza_has_the_whole_budget() {
    let item = "<item jid='hatter@wonderland.example' name='Hatter' subscription='both'><group>Tea</group></item>";
    let roster = format!(
        "<iq><query xmlns='jabber:iq:roster'>{}</query></iq>",
        item.repeat(20_000)
    );
    assert_eq!(read(&roster.repeat(3)).map(|frames| frames.len()), Ok(3));
}
