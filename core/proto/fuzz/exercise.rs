//! What the fuzz targets do with their bytes, and what must hold whatever these are. The corpus is
//! replayed by the same functions in a unit test (`core/proto/tests/corpus.rs`).

#![allow(dead_code, reason = "each fuzz target takes one of these")]

use waxwing_proto::data_form::{Answer, Form, MAX_FIELDS};
use waxwing_proto::jid::BareJid;
use waxwing_proto::login::{
    Agent, Certificate, Credential, Login, LoginConfig, Output, Remembered, Resume,
};
use waxwing_proto::minidom::Element;
use waxwing_proto::sasl::{Bindings, Hash, Token, TokenMechanism};
use waxwing_proto::stanza::Stanza;
use waxwing_proto::stanza_error::{Condition, StanzaError};
use waxwing_proto::stream::{Frame, Limits, Reader, writer};
use waxwing_proto::uri::{Link, web_address};
use waxwing_proto::{
    caps, chat_state, delay, disco, iq, receipts, roster, stanza_id, time, version,
};

/// Low enough for a fuzzer to meet them.
fn limits() -> Limits {
    Limits {
        depth: 8,
        stanza_bytes: 4_096,
        tree_bytes: 65_536,
        attribute_bytes: 512,
        attributes: 16,
        name_bytes: 64,
    }
}

/// The reader of a stream: no panic, the same frames however the bytes are cut, and what was read
/// is written so that it is read again.
pub(crate) fn reader(data: &[u8]) {
    let whole = frames(data, data.len());
    let portion = data.first().map_or(1, |byte| usize::from(*byte % 7) + 1);
    assert_eq!(whole, frames(data, portion), "the cuts change nothing");
    for frame in whole {
        if let Frame::Element(element) = frame {
            assert_eq!(read_again(&element), Some(element));
        }
    }
}

/// The stanza layer: no panic in any parser that gets what a stranger sends.
pub(crate) fn stanza(data: &[u8]) {
    for frame in frames(&[OPEN, data].concat(), usize::MAX) {
        let Frame::Element(element) = frame else {
            continue;
        };
        look_at(Stanza::parse(element));
    }
}

/// A login: the first byte says with what, the rest are the streams of the server, 0xff between
/// them. No panic, and nothing is said after the end.
pub(crate) fn sasl(data: &[u8]) {
    let (choice, rest) = data
        .split_first()
        .map_or((0, data), |(first, rest)| (*first, rest));
    let mut streams = rest.split(|byte| *byte == 0xff);
    let mut login = Login::new(config(choice));
    let mut reader = Reader::new(limits());
    loop {
        while let Some(output) = login.poll() {
            match output {
                Output::Open => {
                    reader = Reader::new(limits());
                    reader.push(streams.next().unwrap_or_default());
                }
                // More would only make the fuzzer slow.
                Output::Derive(derivation) if derivation.rounds() <= ROUNDS => {
                    login.handle_keys(derivation.run());
                }
                Output::Done(_) | Output::Failed(_) => {
                    login.handle_frame(Frame::Close);
                    assert!(login.poll().is_none(), "it is over");
                    return;
                }
                Output::Send(element) => assert!(read_again(&element).is_some()),
                _ => {}
            }
        }
        match reader.next() {
            Ok(Some(frame)) => login.handle_frame(frame),
            _ => return,
        }
    }
}

/// Links of strangers: no panic, and what is written is read as the same.
pub(crate) fn uri(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = web_address(&text);
    for link in [Link::parse(&text), Link::parse_invitation(&text)]
        .into_iter()
        .flatten()
    {
        // Not the address: preparing one (RFC 3491) twice may change it once more, as U+03F9 shows.
        let again = Link::parse(&link.to_string()).map(|again| again.action);
        assert_eq!(again, Ok(link.action));
    }
}

/// Forms: no panic, bounded, and only what was asked is answered.
pub(crate) fn form(data: &[u8]) {
    for frame in frames(&[OPEN, data].concat(), usize::MAX) {
        let Frame::Element(element) = frame else {
            continue;
        };
        let Ok(form) = Form::parse(&element) else {
            continue;
        };
        assert!(form.fields.len() <= MAX_FIELDS);
        let visible = form.visible();
        let answers: Vec<_> = visible
            .fields
            .iter()
            .map(|field| Answer::new(&field.var, field.value()))
            .collect();
        let _ = (form.problems(&answers), form.purpose(), form.has_media());
        let submitted = form.submit(&answers);
        for field in submitted.children() {
            let var = field.attr("var").unwrap_or_default();
            assert!(form.field(var).is_some(), "nobody asked for {var}");
        }
    }
}

/// RFC 7677 asks for 4096 at least.
const ROUNDS: u32 = 4_096;

fn config(choice: u8) -> LoginConfig {
    let has = |bit: u8| choice & (1 << bit) != 0;
    let token = Token {
        mechanism: TokenMechanism::parse("HT-SHA-256-NONE").expect("a mechanism"),
        secret: "token".to_owned().into(),
        expiry: None,
    };
    let agent = Agent {
        id: "0a1b".to_owned(),
        software: "fuzz".to_owned(),
    };
    LoginConfig {
        jid: BareJid::new("user@wonderland.example").expect("an address"),
        credential: match has(0) {
            true => Credential::Anonymous,
            false => Credential::Account {
                certificate: has(1).then_some(Certificate::Several),
                password: Some("pencil".to_owned().into()),
                allow_plain: has(2),
            },
        },
        nonces: ["fyko+d2lbbFgONRv9qkxdawL", "rOprNGfwEbeRWgbNEkqO"].map(str::to_owned),
        bindings: Bindings::default(),
        hashes: &Hash::ALL,
        remembered: Remembered::default(),
        agent: has(3).then_some(agent),
        token: has(4).then_some(token),
        shortcut: None,
        now: 0,
        resource: Some("waxwing".to_owned()),
        tag: has(5).then(|| "waxwing".to_owned()),
        inactive: has(7),
        resume: has(6).then(|| Resume {
            id: "old".to_owned(),
            h: 7,
            jid: "user@wonderland.example/old".to_owned(),
        }),
    }
}

const OPEN: &[u8] = b"<stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

/// Every frame until the end or an error. When an error is noticed may depend on the cuts, which
/// of two also; what was read before may not.
fn frames(data: &[u8], portion: usize) -> Vec<Frame> {
    let mut reader = Reader::new(limits());
    let mut frames = Vec::new();
    for portion in data.chunks(portion.clamp(1, data.len().max(1))) {
        reader.push(portion);
        while let Ok(Some(frame)) = reader.next() {
            frames.push(frame);
        }
    }
    frames
}

fn read_again(element: &Element) -> Option<Element> {
    let mut bytes = OPEN.to_vec();
    writer::element(element, &mut bytes);
    // What is written may be longer than what was read: escapes, namespaces said again.
    let mut reader = Reader::new(Limits::default());
    reader.push(&bytes);
    let _ = reader.next();
    match reader.next() {
        Ok(Some(Frame::Element(element))) => Some(element),
        _ => None,
    }
}

fn look_at(stanza: Stanza) {
    match stanza {
        Stanza::Message(message) => {
            let _ = (message.body("en"), message.subject("en"), message.thread());
            let _ = (message.error(), delay::find(&message.payloads));
            let _ = (receipts::received(&message), stanza_id::origin(&message));
            let _ = (
                stanza_id::stanza_id(&message, &own()),
                chat_state::parse(&message),
            );
            let answer = receipts::acknowledge(&message, "id");
            assert!(answer.is_none_or(|answer| read_again(&answer).is_some()));
        }
        Stanza::Presence(presence) => {
            let _ = (presence.status("en"), presence.nick(), presence.caps());
            let _ = (presence.delay(), presence.error());
        }
        Stanza::Iq(iq) => {
            let _ = roster::check_push(&iq, &own());
            let error = StanzaError::new(Condition::ServiceUnavailable);
            let answer = iq::error_reply(&iq, &error);
            assert!(answer.is_none_or(|answer| read_again(&answer).is_some()));
            if let iq::Kind::Get(it) | iq::Kind::Set(it) | iq::Kind::Result(Some(it)) = &iq.kind {
                look_into(it);
            }
        }
        Stanza::Other(element) => look_into(&element),
    }
}

fn look_into(payload: &Element) {
    let _ = (roster::parse(Some(payload)), disco::Items::parse(payload));
    let _ = (time::parse(payload), version::parse(payload));
    if let (Some(info), Some(caps)) = (disco::Info::parse(payload), caps::Caps::parse(payload)) {
        let _ = caps::verify(&caps, &info);
    }
}

fn own() -> BareJid {
    BareJid::new("alice@localhost").expect("an address")
}
