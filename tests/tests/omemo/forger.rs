//! Somebody who has keys and sessions, and none of the manners: what the others of these scenarios would never publish or
//! send. It goes out by way of a peer of the kit.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use minidom::Element;
use omemo_rs::content;
use omemo_rs::curve::KeyPair;
use omemo_rs::identity::IdentityKeyPair;
use omemo_rs::message::{Key, Message};
use omemo_rs::random::System;
use omemo_rs::ratchet::Session;
use omemo_rs::sce::Envelope;
use omemo_rs::{Bundle, BundleParts, DeviceId, Profile, stanza};
use waxwing_tests::Peer;
use waxwing_tests::deadline::DEADLINE;

use crate::rooms::{ask, raw};

/// A device.
pub(super) struct Forger {
    pub(super) device: u32,
    pub(super) identity: IdentityKeyPair,
    signed: KeyPair,
    prekey: KeyPair,
}

/// Who reads something: whose device, by what number, and the bytes for it, in front of which a key exchange may stand.
pub(super) struct Slip {
    pub(super) jid: String,
    pub(super) rid: u32,
    pub(super) key_exchange: bool,
    pub(super) bytes: Vec<u8>,
}

impl Forger {
    pub(super) fn new(device: u32) -> Self {
        let pair = || KeyPair::generate(&mut System).expect("a pair");
        Self {
            device,
            identity: IdentityKeyPair::generate(&mut System).expect("a pair"),
            signed: pair(),
            prekey: pair(),
        }
    }

    /// What it would publish if it were honest.
    pub(super) fn bundle(&self, profile: Profile) -> BundleParts {
        let prekeys = (1..=5).map(|id| (id, self.prekey.public()));
        let signed = (1, &self.signed.public());
        BundleParts::sign(profile, &self.identity, signed, prekeys, &mut System).expect("signed")
    }

    /// A signature of its own, of whatever.
    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let signature = self.identity.sign(bytes, &mut System);
        signature.expect("signed").to_vec()
    }

    /// A session with a device.
    pub(super) fn begin(&self, profile: Profile, of: &BundleParts) -> Session {
        let bundle = Bundle::check(profile, of).expect("a good bundle");
        Session::begin(&self.identity, &bundle, self.device, &mut System).expect("a session")
    }

    /// An encrypted text; `slips` makes what each reader gets out of the key of its content.
    pub(super) fn seal(
        &self,
        profile: Profile,
        (from, to): (&str, &str),
        text: &str,
        slips: impl FnOnce(&[u8]) -> Vec<Slip>,
    ) -> Element {
        let plaintext = match profile {
            Profile::Legacy => text.as_bytes().to_vec(),
            Profile::Omemo2 => {
                // What is an element stands there as it is.
                let said = text.parse().unwrap_or_else(|_| {
                    let mut body = Element::bare("body", "jabber:client");
                    body.append_text_node(text);
                    body
                });
                let envelope = Envelope {
                    content: vec![said],
                    from: Some(from.to_owned()),
                    to: Some(to.to_owned()),
                    time: None,
                };
                envelope.seal(&mut System).expect("an envelope")
            }
        };
        let sealed = content::seal(profile, &plaintext, &mut System).expect("sealed");
        let keys = slips(&sealed.key).into_iter().map(|slip| Key {
            jid: (profile == Profile::Omemo2).then_some(slip.jid),
            rid: DeviceId::new(slip.rid),
            key_exchange: slip.key_exchange,
            bytes: slip.bytes,
        });
        let message = Message {
            sid: DeviceId::new(self.device),
            keys: keys.collect(),
            iv: sealed.iv.map(Vec::from).unwrap_or_default(),
            payload: Some(sealed.payload),
        };
        stanza::write_message(profile, &message)
    }
}

/// A message to somebody.
pub(super) fn message(to: &str, id: &str, inside: &Element) -> String {
    let inside = String::from(inside);
    format!(
        "<message type='chat' to='{to}' id='{id}'>{inside}<store xmlns='urn:xmpp:hints'/></message>"
    )
}

/// A list as these numbers are written, for both versions.
pub(super) fn list(profile: Profile, ids: impl IntoIterator<Item = String>) -> String {
    let name = match profile {
        Profile::Legacy => "list",
        Profile::Omemo2 => "devices",
    };
    let ids: String = ids
        .into_iter()
        .map(|id| format!("<device id='{id}'/>"))
        .collect();
    format!("<{name} xmlns='{profile}'>{ids}</{name}>")
}

/// An order that publishes something, open to everybody.
fn publication(node: &str, item: &str, inside: &str) -> String {
    let field = |var: &str, value: &str| {
        format!("<field var='pubsub#{var}'><value>{value}</value></field>")
    };
    let options = [
        field("access_model", "open"),
        field("persist_items", "true"),
    ]
    .concat();
    format!(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{node}'>\
         <item id='{item}'>{inside}</item></publish><publish-options><x xmlns='jabber:x:data' \
         type='submit'><field var='FORM_TYPE'>\
         <value>http://jabber.org/protocol/pubsub#publish-options</value></field>{options}</x>\
         </publish-options></pubsub>"
    )
}

/// Publishes a list of devices in the name of a peer.
pub(super) async fn publish_list(peer: &mut Peer, profile: Profile, list: &str) {
    let order = publication(stanza::devices_node(profile), "current", list);
    // ejabberd may fail where an account makes its first two nodes at once.
    for _ in 0..5 {
        if ask(peer, "set", None, &order).await.is_some() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("not published: {list}");
}

/// Publishes what is to be a bundle.
pub(super) async fn publish_bundle(peer: &mut Peer, profile: Profile, device: u32, bundle: &str) {
    let (node, item) = stanza::bundle_place(profile, DeviceId::new(device));
    let order = publication(&node, &item, bundle);
    // A node of many is there already, and perhaps otherwise than a stranger would have it.
    if ask(peer, "set", None, &order).await.is_none() {
        let plain = order.split("<publish-options>").next().expect("an order");
        let order = format!("{plain}</pubsub>");
        ask(peer, "set", None, &order).await.expect("published");
    }
}

/// The same without waiting for the answer.
pub(super) async fn publish_quickly(peer: &mut Peer, profile: Profile, device: u32, bundle: &str) {
    let (node, item) = stanza::bundle_place(profile, DeviceId::new(device));
    let order = publication(&node, &item, bundle);
    raw(peer, &format!("<iq type='set' id='q{device}'>{order}</iq>")).await;
}

pub(super) fn write(profile: Profile, parts: &BundleParts) -> String {
    String::from(&stanza::write_bundle(profile, parts))
}

/// The element of this name in an answer.
fn find(answer: &str, names: &[&str]) -> Option<Element> {
    let begin = answer.find("<pubsub")?;
    let end = answer.rfind("</pubsub>")? + "</pubsub>".len();
    let pubsub: Element = answer[begin..end].parse().expect("an answer");
    let mut open = vec![pubsub];
    while let Some(element) = open.pop() {
        if names.contains(&element.name()) {
            return Some(element);
        }
        open.extend(element.children().cloned());
    }
    None
}

/// The numbers that the server shows on a list now, once there are so many.
pub(super) async fn listed(
    peer: &mut Peer,
    whose: &str,
    profile: Profile,
    count: usize,
) -> Vec<u32> {
    listed_within(DEADLINE, peer, whose, profile, count).await
}

/// The same for what takes its time.
pub(super) async fn listed_within(
    patience: Duration,
    peer: &mut Peer,
    whose: &str,
    profile: Profile,
    count: usize,
) -> Vec<u32> {
    let node = stanza::devices_node(profile);
    let query = format!(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'/></pubsub>"
    );
    let mut last = Vec::new();
    let end = Instant::now() + patience;
    while Instant::now() < end {
        let answer = ask(peer, "get", Some(whose), &query).await;
        let list = answer.and_then(|answer| find(&answer, &["list", "devices"]));
        let list = list.and_then(|list| stanza::read_devices(profile, &list));
        if let Some(list) = list {
            last = list.ids().map(DeviceId::get).collect();
            if last.len() >= count {
                return last;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("{whose} has no {count} devices in {profile}: {last:?}");
}

/// Between two looks at what can't tell by itself.
const PAUSE: Duration = Duration::from_millis(100);

/// What somebody's only device publishes, in both versions.
pub(super) async fn bundles_of(
    peer: &mut Peer,
    whose: &str,
) -> (u32, BTreeMap<Profile, BundleParts>) {
    let mut bundles = BTreeMap::new();
    let mut number = 0;
    for profile in Profile::ALL {
        number = listed(peer, whose, profile, 1).await[0];
        let (node, item) = stanza::bundle_place(profile, DeviceId::new(number));
        let query = format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'>\
             <item id='{item}'/></items></pubsub>"
        );
        let answer = ask(peer, "get", Some(whose), &query)
            .await
            .expect("a bundle");
        let bundle = find(&answer, &["bundle"]).expect("a bundle");
        let parts = stanza::read_bundle(profile, &bundle).expect("a bundle");
        bundles.insert(profile, parts);
    }
    (number, bundles)
}

/// A field of a protobuf message.
#[derive(Clone)]
pub(super) enum Field {
    Number(u64),
    Bytes(Vec<u8>),
}

type Fields = BTreeMap<u8, Field>;

fn read_number(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().expect("a number");
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            break;
        }
    }
    number
}

fn write_number(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn read_fields(mut bytes: &[u8]) -> Fields {
    let mut fields = Fields::new();
    while !bytes.is_empty() {
        let tag = read_number(&mut bytes);
        let number = read_number(&mut bytes);
        let field = match tag & 7 {
            0 => Field::Number(number),
            _ => {
                let (field, rest) = bytes.split_at(number as usize);
                bytes = rest;
                Field::Bytes(field.to_vec())
            }
        };
        fields.insert((tag >> 3) as u8, field);
    }
    fields
}

fn write_fields(fields: &Fields) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, field) in fields {
        match field {
            Field::Number(value) => {
                write_number(u64::from(*number) << 3, &mut bytes);
                write_number(*value, &mut bytes);
            }
            Field::Bytes(value) => {
                write_number(u64::from(*number) << 3 | 2, &mut bytes);
                write_number(value.len() as u64, &mut bytes);
                bytes.extend(value);
            }
        }
    }
    bytes
}

fn bytes_of(fields: &Fields, number: u8) -> Vec<u8> {
    match fields.get(&number) {
        Some(Field::Bytes(bytes)) => bytes.clone(),
        _ => panic!("no bytes in field {number}"),
    }
}

/// What stands behind a key exchange, as if the session were there already.
pub(super) fn without_exchange(profile: Profile, bytes: &[u8]) -> Vec<u8> {
    match profile {
        Profile::Legacy => bytes_of(&read_fields(&bytes[1..]), 4),
        Profile::Omemo2 => bytes_of(&read_fields(bytes), 5),
    }
}

/// A message of a session with another counter or another ratchet key in its header, under the MAC that it had.
pub(super) fn with_header(
    profile: Profile,
    bytes: &[u8],
    counter: Option<u64>,
    ratchet: Option<[u8; 32]>,
) -> Vec<u8> {
    let (counter_at, ratchet_at) = match profile {
        Profile::Legacy => (2, 1),
        Profile::Omemo2 => (1, 3),
    };
    let change = |inner: &mut Fields| {
        if let Some(counter) = counter {
            inner.insert(counter_at, Field::Number(counter));
        }
        if let Some(ratchet) = ratchet {
            let written = match profile {
                Profile::Legacy => [&[5], ratchet.as_slice()].concat(),
                Profile::Omemo2 => ratchet.to_vec(),
            };
            inner.insert(ratchet_at, Field::Bytes(written));
        }
    };
    match profile {
        Profile::Legacy => {
            let (body, mac) = bytes.split_at(bytes.len() - 8);
            let mut inner = read_fields(&body[1..]);
            change(&mut inner);
            [&body[..1], write_fields(&inner).as_slice(), mac].concat()
        }
        Profile::Omemo2 => {
            let mut outer = read_fields(bytes);
            let mut inner = read_fields(&bytes_of(&outer, 2));
            change(&mut inner);
            outer.insert(2, Field::Bytes(write_fields(&inner)));
            write_fields(&outer)
        }
    }
}
