//! What the fuzz targets do with their bytes, and what must hold whatever these are. The corpus is replayed by the same
//! functions in a unit test (`core/omemo/tests/corpus.rs`).

#![allow(dead_code, reason = "each fuzz target takes one of these")]

use std::sync::OnceLock;

use minidom::Element;
use omemo_rs::curve::KeyPair;
use omemo_rs::file::FileLink;
use omemo_rs::identity::{EdwardsKey, IdentityKeyPair};
use omemo_rs::message::{MAX_DEVICES, MAX_KEYS};
use omemo_rs::random::{NoRandom, Random};
use omemo_rs::ratchet::{RatchetError, Session};
use omemo_rs::record::Record;
use omemo_rs::sce::{Envelope, Outer, may_be_inside};
use omemo_rs::trust::{KeysUri, TrustMessage};
use omemo_rs::wire::{KeyExchange, Signed};
use omemo_rs::{Accepting, Bundle, BundleParts, Profile, content, stanza};

/// Messages and keys: no panic in any reader.
pub(crate) fn wire(data: &[u8]) {
    for profile in Profile::ALL {
        let _ = Signed::parse(profile, data);
        if let Ok(exchange) = KeyExchange::parse(profile, data) {
            let _ = exchange.identity().fingerprint();
        }
        let (key, rest) = data.split_at(data.len() / 2);
        let _ = content::open(profile, key, &[0; 12], rest);
    }
    let _ = EdwardsKey::parse(data);
    let _ = Record::decode(data);
}

/// A session gets what a stranger sends: no panic, and where it can't be read nothing has changed. The first byte says
/// which profile, and whether it is a message of this conversation with some bytes of the input over it.
pub(crate) fn decrypt(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let stage = stage(usize::from(choice & 1));
    let mut bytes = rest.to_vec();
    if choice & 2 != 0 {
        bytes.clone_from(if choice & 4 != 0 {
            &stage.exchange
        } else {
            &stage.message
        });
        for change in rest.chunks_exact(2) {
            let at = usize::from(change[0]) % bytes.len();
            bytes[at] ^= change[1];
        }
    }
    let mut record = Record::decode(&stage.record).expect("a record");
    let failed = if choice & 4 != 0 {
        let Ok(exchange) = KeyExchange::parse(stage.profile, &bytes) else {
            return;
        };
        let keys = || {
            Ok::<_, RatchetError>(Accepting {
                identity: &stage.identity,
                signed_prekey: &stage.signed,
                prekey: &stage.prekey,
            })
        };
        record
            .accept(stage.profile, &exchange, &mut Zeros, keys)
            .is_err()
    } else {
        let Ok(message) = Signed::parse(stage.profile, &bytes) else {
            return;
        };
        record.decrypt(&message, &mut Zeros).is_err()
    };
    assert!(
        !failed || record.encode().as_slice() == stage.record,
        "nothing has changed"
    );
}

/// The stanzas: no panic, within bounds, and what is written is read as the same.
pub(crate) fn stanza(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // Deep ones never get here: the reader of the stream refuses them.
    if text.matches('<').count() > 200 {
        return;
    }
    let Ok(element) = text.parse::<Element>() else {
        return;
    };
    for profile in Profile::ALL {
        if let Some(message) = stanza::read_message(profile, &element) {
            assert!(message.keys.len() <= MAX_KEYS);
            let again = stanza::read_message(profile, &stanza::write_message(profile, &message));
            assert_eq!(again.map(|it| it.keys.len()), Some(message.keys.len()));
        }
        if let Some(list) = stanza::read_devices(profile, &element) {
            assert!(list.devices.len() <= MAX_DEVICES);
            let again = stanza::read_devices(profile, &stanza::write_devices(profile, &list));
            assert_eq!(again, Some(list));
        }
        if let Some(parts) = stanza::read_bundle(profile, &element) {
            let _ = Bundle::check(profile, &parts);
            let again = stanza::read_bundle(profile, &stanza::write_bundle(profile, &parts));
            assert_eq!(again, Some(parts));
        }
    }
    let _ = TrustMessage::read(&element);
}

/// Envelopes: no panic, no stack that overflows, and only what may come out does.
pub(crate) fn envelope(data: &[u8]) {
    for room in [false, true] {
        let outer = Outer {
            from: "a@b",
            to: "c@d",
            room,
        };
        if let Ok(envelope) = Envelope::open(data, &outer) {
            assert!(envelope.content.iter().all(may_be_inside));
            let _ = envelope.body();
        }
    }
}

/// Links and codes: no panic, and what is written is read as the same.
pub(crate) fn text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(link) = FileLink::parse(&text)
        && let Some(again) = link.write()
    {
        assert_eq!(FileLink::parse(&again), Some(link));
    }
    if let Ok(uri) = KeysUri::parse(&text) {
        let again = KeysUri::parse(&uri.write_trust_message("urn:xmpp:omemo:2"));
        assert_eq!(again.map(|it| it.jid), Ok(uri.jid));
    }
}

/// No surprises while fuzzing.
struct Zeros;

impl Random for Zeros {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        bytes.fill(0x55);
        Ok(())
    }
}

/// Bob's side of a conversation in which a message is about to come.
struct Stage {
    profile: Profile,
    identity: IdentityKeyPair,
    signed: KeyPair,
    prekey: KeyPair,
    record: Vec<u8>,
    exchange: Vec<u8>,
    message: Vec<u8>,
}

fn stage(at: usize) -> &'static Stage {
    static STAGES: OnceLock<[Stage; 2]> = OnceLock::new();
    &STAGES.get_or_init(|| Profile::ALL.map(set_up))[at]
}

fn set_up(profile: Profile) -> Stage {
    let random = &mut omemo_rs::random::System;
    let alice = IdentityKeyPair::generate(random).expect("a pair");
    let identity = IdentityKeyPair::generate(random).expect("a pair");
    let signed = KeyPair::generate(random).expect("a pair");
    let prekey = KeyPair::generate(random).expect("a pair");
    let prekeys = [(1, prekey.public())];
    let parts = BundleParts::sign(profile, &identity, (1, &signed.public()), prekeys, random)
        .expect("a bundle");
    let bundle = Bundle::check(profile, &parts).expect("a bundle");
    let (mut ours, mut theirs) = (Record::default(), Record::default());
    ours.begin(Session::begin(&alice, &bundle, 1, random).expect("a session"));
    let first = ours
        .encrypt(&[1; 32])
        .expect("encrypted")
        .expect("a session");
    let exchange = KeyExchange::parse(profile, &first.bytes).expect("an exchange");
    let keys = || {
        Ok::<_, RatchetError>(Accepting {
            identity: &identity,
            signed_prekey: &signed,
            prekey: &prekey,
        })
    };
    theirs
        .accept(profile, &exchange, random, keys)
        .expect("accepted");
    let answer = theirs
        .encrypt(&[2; 32])
        .expect("encrypted")
        .expect("a session");
    let late = ours
        .encrypt(&[3; 32])
        .expect("encrypted")
        .expect("a session");
    let answer = Signed::parse(profile, &answer.bytes).expect("a message");
    ours.decrypt(&answer, random).expect("decrypted");
    let message = ours
        .encrypt(&[4; 32])
        .expect("encrypted")
        .expect("a session");
    let record = theirs.encode().to_vec();
    Stage {
        profile,
        record,
        exchange: late.bytes,
        message: message.bytes,
        identity,
        signed,
        prekey,
    }
}
