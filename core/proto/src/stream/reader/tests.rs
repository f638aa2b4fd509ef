use proptest::prelude::*;

use super::*;

const OPEN: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
     xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='wonderland.example' \
     version='1.0' xml:lang='en'>";

/// Everything a reader says about these bytes, pushed in pieces of this size.
fn read_pieces(bytes: &[u8], size: usize) -> (Vec<Frame>, Option<ReadError>) {
    let mut reader = Reader::new(Limits::default());
    let mut frames = Vec::new();
    for piece in bytes.chunks(size) {
        reader.push(piece);
        loop {
            match reader.next() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

/// What follows an opened stream.
fn read(body: &str) -> Result<Vec<Frame>, ReadError> {
    read_bytes(body.as_bytes())
}

fn read_bytes(body: &[u8]) -> Result<Vec<Frame>, ReadError> {
    let bytes = [OPEN.as_bytes(), body].concat();
    let (mut frames, error) = read_pieces(&bytes, bytes.len());
    assert!(matches!(frames.first(), Some(Frame::Open(_))), "{error:?}");
    let rest = frames.split_off(1);
    error.map_or(Ok(rest), Err)
}

fn one(body: &str) -> Element {
    match read(body).as_deref() {
        Ok([Frame::Element(element)]) => element.clone(),
        other => panic!("{other:?}"),
    }
}

fn refused(body: &str) -> Condition {
    read(body).unwrap_err().condition()
}

#[test]
fn a_stream_is_opened_used_and_closed() {
    let frames = read("<message><body>hi</body></message> \n <presence/></stream:stream>").unwrap();
    let [
        Frame::Element(message),
        Frame::Element(presence),
        Frame::Close,
    ] = &frames[..]
    else {
        panic!("{frames:?}");
    };
    assert_eq!(
        message.get_child("body", "jabber:client").unwrap().text(),
        "hi"
    );
    assert!(presence.is("presence", "jabber:client"));
}

#[test]
fn the_header_is_read() {
    let (frames, error) = read_pieces(OPEN.as_bytes(), 7);
    assert_eq!(error, None);
    let [Frame::Open(header)] = &frames[..] else {
        panic!("{frames:?}");
    };
    assert_eq!(header.id.as_deref(), Some("s1"));
    assert_eq!(header.from.as_deref(), Some("wonderland.example"));
    assert_eq!(header.to, None);
    assert_eq!(header.lang.as_deref(), Some("en"));
    assert!(header.has_features());
}

#[test]
fn a_stream_of_another_kind_is_refused() {
    for header in [
        "<stream xmlns='jabber:client'>",
        "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>",
        "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>",
        "<s:features xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>",
        "<html>",
    ] {
        let (frames, error) = read_pieces(header.as_bytes(), 1000);
        assert_eq!(
            (frames, error),
            (vec![], Some(ReadError::Namespace)),
            "{header}"
        );
    }
    let (_, error) = read_pieces(b"HTTP/1.1 400 Bad Request\r\n", 1000);
    assert_eq!(error.unwrap().condition(), Condition::NotWellFormed);
}

#[test]
fn any_prefix_may_name_the_stream() {
    let header = "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client'>";
    let (frames, error) = read_pieces(
        format!("{header}<s:features/><iq/></s:stream>").as_bytes(),
        3,
    );
    assert_eq!((frames.len(), error), (4, None));
}

#[test]
fn namespaces_are_resolved() {
    let element = one(
        "<message xmlns:a='urn:a' a:x='1' x='2' xml:lang='de'><a:b/><c xmlns='urn:c'><d/><a:e xmlns:a='urn:e'/></c><f xmlns=''/></message>",
    );
    assert_eq!(element.attr("x"), Some("2"));
    assert_eq!(element.attr_ns("urn:a", "x"), Some("1"));
    assert_eq!(element.attr_ns(rxml::Namespace::xml(), "lang"), Some("de"));
    assert!(element.has_child("b", "urn:a"));
    let c = element.get_child("c", "urn:c").unwrap();
    assert!(c.has_child("d", "urn:c"));
    assert!(c.has_child("e", "urn:e"));
    assert!(element.has_child("f", ""));
}

#[test]
fn declarations_end_with_their_element() {
    assert_eq!(
        refused("<a xmlns:p='urn:p'><p:b/></a><p:c/>"),
        Condition::NotWellFormed
    );
    let frames = read("<a xmlns='urn:a'/><b/>").unwrap();
    assert!(matches!(&frames[1], Frame::Element(b) if b.is("b", "jabber:client")));
}

#[test]
fn text_is_put_together() {
    let element = one("<body>a&amp;b<![CDATA[<c>&d;]]>e&#x1F426;&#10;f\r\ng<x/>tail</body>");
    assert_eq!(element.text(), "a&b<c>&d;e\u{1F426}\nf\ngtail");
    assert_eq!(element.nodes().len(), 3);
}

#[test]
fn white_space_keeps_a_stream_alive_for_ever() {
    let mut reader = Reader::new(Limits {
        stanza_bytes: 400,
        ..Limits::default()
    });
    reader.push(OPEN.as_bytes());
    assert!(matches!(reader.next(), Ok(Some(Frame::Open(_)))));
    for _ in 0..1000 {
        reader.push(b" \n\t\r\n");
        assert_eq!(reader.next(), Ok(None));
    }
    reader.push(b"<iq/>");
    assert!(matches!(reader.next(), Ok(Some(Frame::Element(_)))));
}

#[test]
fn text_between_stanzas_is_refused() {
    assert_eq!(refused("<iq/>x<iq/>"), Condition::InvalidXml);
    assert_eq!(refused("<![CDATA[x]]>"), Condition::InvalidXml);
    assert_eq!(refused("\u{a0}"), Condition::InvalidXml);
}

#[test]
fn forbidden_xml_is_restricted() {
    for body in [
        "<!DOCTYPE lolz>",
        "<!-- comment -->",
        "<iq><!-- comment --></iq>",
        "<?php echo 1 ?>",
        "<iq><?x y?></iq>",
        "<?xml version='1.0'?>",
        "<iq>&lol;</iq>",
        "<iq a='&lol;'/>",
        "<!ENTITY a 'b'>",
        "<!ELEMENT a (b)>",
    ] {
        assert_eq!(refused(body), Condition::RestrictedXml, "{body}");
    }
}

#[test]
fn a_billion_laughs_are_one_refusal() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'>\
        <!ENTITY lol1 '&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;'>]>";
    let (frames, error) = read_pieces(bomb.as_bytes(), bomb.len());
    assert_eq!(frames, []);
    assert_eq!(error.unwrap().condition(), Condition::RestrictedXml);
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for body in [
        "<iq></message>",
        "<iq a='1' a='2'/>",
        "<iq xmlns='urn:a' xmlns='urn:b'/>",
        "<iq xmlns:a='urn:a' xmlns:a='urn:b'/>",
        "<iq xmlns:a='urn:a' xmlns:b='urn:a' a:x='1' b:x='2'/>",
        "<iq xmlns:a='http://www.w3.org/2000/xmlns/'/>",
        "<iq xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<iq xmlns:a='http://www.w3.org/XML/1998/namespace'/>",
        "<iq xmlns:xml='urn:a'/>",
        "<iq xmlns:xmlns='urn:a'/>",
        "<iq xmlns:a=''/>",
        "<nobody:iq/>",
        "<iq nobody:a='1'/>",
        "<xmlns:iq/>",
        "<a:b:c/>",
        "<iq a=1/>",
        "<iq a/>",
        "<iq a='<'/>",
        "<iq a='1'b='2'/>",
        "<iq>a]]>b</iq>",
        "<iq>a & b</iq>",
        "< iq/>",
        "<iq>&#0;</iq>",
        "<iq>&#xD800;</iq>",
        "<iq>&#xFFFF;</iq>",
        "<iq>\0</iq>",
        "<iq>\u{1}</iq>",
        "<iq a='\0'/>",
        "<iq>\u{ffff}</iq>",
        "<iq a='\u{fffe}'/>",
        "</iq>",
    ] {
        assert_eq!(refused(body), Condition::NotWellFormed, "{body}");
    }
}

#[test]
fn what_is_not_utf_8_is_refused() {
    let bad: [&[u8]; 6] = [
        b"<iq>\xff</iq>",
        b"<iq>\xc0\x80</iq>",
        b"<iq>\xed\xa0\x80</iq>",
        b"<iq>abc\xf0\x9f</iq>",
        b"<iq a='\xf8\x88\x80\x80\x80'/>",
        b"<i\xffq/>",
    ];
    for body in bad {
        for size in [1, 3, 1000] {
            let bytes = [OPEN.as_bytes(), body].concat();
            let (frames, error) = read_pieces(&bytes, size);
            assert_eq!(frames.len(), 1, "{body:?}");
            assert_eq!(error, Some(ReadError::Encoding), "{body:?}");
        }
    }
}

#[test]
fn an_unfinished_stanza_does_not_exist() {
    let whole = "<message><body>hi</body></message>";
    for end in 0..whole.len() {
        assert_eq!(read(&whole[..end]), Ok(vec![]), "{end}");
    }
}

#[test]
fn an_error_is_final() {
    let mut reader = Reader::new(Limits::default());
    reader.push(OPEN.as_bytes());
    reader.push(b"<iq/>x<iq/>");
    assert!(matches!(reader.next(), Ok(Some(Frame::Open(_)))));
    assert!(matches!(reader.next(), Ok(Some(Frame::Element(_)))));
    for _ in 0..3 {
        assert_eq!(reader.next(), Err(ReadError::Text));
        reader.push(b"<message/>");
    }
    assert_eq!(reader.pending.capacity(), 0);
}

#[test]
fn nothing_is_read_after_the_end() {
    assert_eq!(read("</stream:stream><message/>"), Ok(vec![Frame::Close]));
}

mod limits;

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "<iq>",
        "</iq>",
        "<iq/>",
        "<a:b xmlns:a='urn:a' a:c='&lt;'>",
        "</a:b>",
        "text",
        " ",
        "\r",
        "\n",
        "&amp;",
        "&#10;",
        "<![CDATA[",
        "]]>",
        "]",
        "ä🐦",
        "<!-",
        "<?",
        "'",
        "\"",
        "<iq a=\"b'\tc\r\n\"/>",
        "</stream:stream>",
        OPEN,
        "&",
        ";",
        "xmlns=''",
        "=",
        "-->",
    ];
    prop_oneof![
        8 => prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => any::<Vec<u8>>(),
    ]
}

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let body = prop::collection::vec(piece(), 0..40);
    (any::<bool>(), body).prop_map(|(open, body)| {
        let open = if open { OPEN.as_bytes() } else { b"" };
        [open, &body.concat()].concat()
    })
}

fn stanza() -> impl Strategy<Value = Element> {
    let leaf = ("[a-z]{1,5}", "urn:[ab]", "\\PC{0,9}")
        .prop_map(|(name, namespace, text)| Element::builder(name, namespace).append(text).build());
    leaf.prop_recursive(4, 24, 5, |inner| {
        let children = prop::collection::vec(inner, 0..5);
        ("[a-z]{1,5}", "urn:[ab]", "\\PC*", children).prop_map(
            |(name, namespace, value, children)| {
                Element::builder(name, namespace)
                    .attr("x".try_into().unwrap(), value)
                    .append_all(children)
                    .build()
            },
        )
    })
}

proptest! {
    #[test]
    fn any_split_of_good_stanzas_gives_the_same_frames(stanzas in prop::collection::vec(stanza(), 0..5), size in 1..40_usize) {
        let mut bytes = OPEN.as_bytes().to_vec();
        for stanza in &stanzas {
            super::super::writer::element(stanza, &mut bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(super::super::writer::close());
        let whole = read_pieces(&bytes, bytes.len());
        prop_assert_eq!(&whole.1, &None);
        prop_assert_eq!(whole.0.len(), stanzas.len() + 2);
        prop_assert_eq!(&read_pieces(&bytes, size), &whole);
        prop_assert_eq!(&read_pieces(&bytes, 1), &whole);
    }

    #[test]
    fn any_split_of_any_bytes_gives_the_same_frames(bytes in soup(), size in 1..40_usize) {
        let whole = read_pieces(&bytes, bytes.len().max(1));
        let split = read_pieces(&bytes, size);
        prop_assert_eq!(&split.0, &whole.0);
        let single = read_pieces(&bytes, 1);
        prop_assert_eq!(&single.0, &whole.0);
        // Text that comes in pieces is looked at sooner, so that an error may be seen sooner too.
        prop_assert!(single.1.is_some() || whole.1.is_none());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in any::<Vec<u8>>(), size in 1..10_usize) {
        read_pieces(&bytes, size);
        read_pieces(&[OPEN.as_bytes(), &bytes].concat(), size);
    }
}
