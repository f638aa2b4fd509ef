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

#[test]
fn nesting_ends_at_the_limit() {
    assert_eq!(limit(&nested(Limits::DEPTH)), None);
    assert_eq!(limit(&nested(Limits::DEPTH + 1)), Some("depth"));
    // 35 kB of opening tags, which have ended a process elsewhere.
    assert_eq!(limit(&"<a>".repeat(12_000)), Some("depth"));
    assert_eq!(limit(&nested(100_000)), Some("depth"));
    let error = read(&nested(100)).unwrap_err();
    assert_eq!(error.condition(), Condition::PolicyViolation);
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
fn many_attributes_are_refused() {
    let attributes = |count: usize| -> String { (0..count).map(|n| format!(" a{n}=''")).collect() };
    assert_eq!(
        limit(&format!("<iq{}/>", attributes(Limits::ATTRIBUTES))),
        None
    );
    assert_eq!(
        limit(&format!("<iq{}/>", attributes(10_000))),
        Some("attributes")
    );
    let declarations: String = (0..10_000)
        .map(|n| format!(" xmlns:a{n}='urn:a'"))
        .collect();
    assert_eq!(limit(&format!("<iq{declarations}/>")), Some("attributes"));
}

#[test]
fn long_names_and_namespaces_are_refused() {
    let name = "x".repeat(Limits::NAME_BYTES);
    assert_eq!(limit(&format!("<{name}/>")), None);
    assert_eq!(limit(&format!("<{name}x/>")), Some("name_bytes"));
    assert_eq!(limit(&format!("<iq {name}x=''/>")), Some("name_bytes"));
    assert_eq!(limit(&format!("<iq xmlns='{name}'/>")), None);
    assert_eq!(limit(&format!("<iq xmlns='{name}x'/>")), Some("name_bytes"));
    assert_eq!(
        limit(&format!("<iq xmlns:a='{name}x'/>")),
        Some("name_bytes")
    );
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
fn a_bomb_of_tiny_elements_is_refused_by_its_memory() {
    assert_eq!(
        limit(&format!("<iq>{}", "<a/>".repeat(900_000))),
        Some("tree_bytes")
    );
    assert_eq!(
        limit(&format!("<iq>{}", "<a b=''/>".repeat(400_000))),
        Some("tree_bytes")
    );
    // A long namespace is copied into each child.
    let long = "x".repeat(Limits::NAME_BYTES);
    let bomb = format!("<iq xmlns='{long}'>{}", "<a/>".repeat(900_000));
    assert_eq!(limit(&bomb), Some("tree_bytes"));
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
