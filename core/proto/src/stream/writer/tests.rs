use proptest::prelude::*;

use super::super::{Frame, Limits, Reader};
use super::*;

fn written(source: &Element) -> String {
    let mut out = Vec::new();
    element(source, &mut out);
    String::from_utf8(out).unwrap()
}

/// What the other side reads after our header.
fn read_back(body: &[u8]) -> Vec<Frame> {
    let mut reader = Reader::new(Limits::default());
    reader.push(&open("wonderland.example", None, None));
    reader.push(body);
    let mut frames = Vec::new();
    while let Some(frame) = reader.next().unwrap() {
        frames.push(frame);
    }
    frames.split_off(1)
}

fn round_trip(source: &Element) -> Element {
    let mut out = Vec::new();
    element(source, &mut out);
    match read_back(&out).pop() {
        Some(Frame::Element(element)) => element,
        other => panic!("{other:?}"),
    }
}

fn name(name: &str) -> NcName {
    name.try_into().unwrap()
}

#[test]
fn the_header_is_read_back_by_the_other_side() {
    let sent = Header {
        id: Some("a<b'c".to_owned()),
        from: Some("alice@wonderland.example".to_owned()),
        to: Some("wonderland.example".to_owned()),
        version: Some("1.0".to_owned()),
        lang: Some("en".to_owned()),
    };
    let mut reader = Reader::new(Limits::default());
    reader.push(&header(&sent));
    assert_eq!(reader.next(), Ok(Some(Frame::Open(sent))));
    reader.push(close());
    assert_eq!(reader.next(), Ok(Some(Frame::Close)));
}

#[test]
fn a_stanza_does_not_declare_its_namespace_again() {
    let message = Element::builder("message", CLIENT)
        .attr(name("to"), "bob@wonderland.example")
        .append(Element::builder("body", CLIENT).append("hi").build())
        .append(Element::builder("active", "http://jabber.org/protocol/chatstates").build())
        .build();
    assert_eq!(
        written(&message),
        "<message to='bob@wonderland.example'><body>hi</body>\
         <active xmlns='http://jabber.org/protocol/chatstates'/></message>"
    );
    assert_eq!(round_trip(&message), message);
}

#[test]
fn a_forwarded_stanza_gets_its_namespace_back() {
    let forwarded = Element::builder("forwarded", "urn:xmpp:forward:0")
        .append(Element::builder("message", CLIENT).build())
        .append(Element::builder("plain", "").build())
        .build();
    assert_eq!(
        written(&forwarded),
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/><plain xmlns=''/></forwarded>"
    );
    assert_eq!(round_trip(&forwarded), forwarded);
}

#[test]
fn stream_level_elements_use_the_prefix() {
    let features = Element::builder("features", STREAMS)
        .append(Element::builder("bind", "urn:ietf:params:xml:ns:xmpp-bind").build())
        .append(Element::builder("x", CLIENT).build())
        .build();
    assert_eq!(
        written(&features),
        "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><x/></stream:features>"
    );
    assert_eq!(round_trip(&features), features);
    // Deeper down, where the default namespace is another one.
    let nested = Element::builder("a", "urn:a")
        .append(features.clone())
        .build();
    assert_eq!(round_trip(&nested), nested);
}

#[test]
fn namespaced_attributes_survive() {
    let source = Element::builder("message", CLIENT)
        .attr_ns(rxml::Namespace::xml().clone(), name("lang"), "de")
        .attr_ns("urn:x".into(), name("one"), "1")
        .attr_ns("urn:y".into(), name("one"), "2")
        .build();
    assert_eq!(round_trip(&source), source);
}

#[test]
fn white_space_survives_in_texts_and_values() {
    let text = " a\tb\nc\rd\r\ne ";
    let source = Element::builder("message", CLIENT)
        .attr(name("id"), text)
        .append(text)
        .build();
    assert_eq!(round_trip(&source), source);
}

#[test]
fn what_xml_can_not_carry_is_left_out() {
    let bad = "a\0b\u{1}c\u{1f}d\u{fffe}e\u{ffff}f";
    let source = Element::builder("message", CLIENT)
        .attr(name("id"), bad)
        .append(bad)
        .build();
    let read = round_trip(&source);
    assert_eq!(read.attr("id"), Some("abcdef"));
    assert_eq!(read.text(), "abcdef");
}

#[test]
fn a_name_can_not_smuggle_a_tag() {
    let source = Element::builder("message", CLIENT)
        .append(Element::builder("a/><evil", CLIENT).append("x").build())
        .append(Element::builder("x:y", CLIENT).build())
        .append(Element::builder("", CLIENT).build())
        .append("kept")
        .build();
    assert_eq!(written(&source), "<message>kept</message>");
    assert_eq!(written(&Element::builder("a b", CLIENT).build()), "");
}

#[test]
fn a_reserved_namespace_is_not_declared() {
    let source = Element::builder("message", CLIENT)
        .append(Element::builder("a", XMLNS_XML).build())
        .append(Element::builder("b", XMLNS_XMLNS).build())
        .append(Element::builder("c", "\0").build())
        .attr_ns(XMLNS_XMLNS.into(), name("d"), "x")
        .attr_ns("\0".into(), name("e"), "x")
        .build();
    assert_eq!(written(&source), "<message><c xmlns=''/></message>");
    round_trip(&source);
}

#[test]
fn a_value_can_not_end_itself_or_declare_a_namespace() {
    let source = Element::builder("message", CLIENT)
        .attr(name("id"), "'><evil a='\"&<]]>")
        .attr(name("xmlns"), "urn:evil")
        .append("]]><evil/>&#0;")
        .build();
    let read = round_trip(&source);
    assert!(read.is("message", CLIENT));
    assert_eq!(read.attr("id"), Some("'><evil a='\"&<]]>"));
    assert_eq!(read.text(), "]]><evil/>&#0;");
}

proptest! {
    #[test]
    fn whatever_is_written_is_one_stanza(text in any::<String>(), value in any::<String>(), namespace in any::<String>(), tag in any::<String>()) {
        let source = Element::builder("message", CLIENT)
            .attr(name("id"), value)
            .append(Element::builder(&tag, namespace.clone()).append("x").build())
            .append(Element::builder("body", namespace).append(text).build())
            .build();
        let mut out = Vec::new();
        element(&source, &mut out);
        let frames = read_back(&out);
        prop_assert_eq!(frames.len(), 1);
        prop_assert!(matches!(&frames[0], Frame::Element(read) if read.is("message", CLIENT)));
    }
}
