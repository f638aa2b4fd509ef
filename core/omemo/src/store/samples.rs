//! Whatever an older version of this crate has stored is read for ever: `tests/samples/` has one of each kind and version.
//! `WAXWING_BLESS=1` writes those of a new version; those that are there are never written again.

use std::path::Path;

use super::rows::{self, DeviceRow, Kept, KeyRow, Own, Prekey, SignedPrekey};
use crate::Profile;
use crate::account::Telling;
use crate::curve::{KeyPair, PublicKey};
use crate::identity::{IdentityKey, IdentityKeyPair};
use crate::message::{DeviceList, Label, ListedDevice};
use crate::profile::DeviceId;
use crate::random::seeded::Seeded;
use crate::ratchet::RatchetError;
use crate::ratchet::tests::Device;
use crate::record::Record;
use crate::trust::{KeyOwner, Trust, TrustMessage};
use crate::wire::{KeyExchange, Signed};

/// The sample of this name; where there is none and it may be written, this is what is written.
fn sample(name: &str, fresh: &[u8]) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/samples")
        .join(name);
    if !path.exists() && std::env::var_os("WAXWING_BLESS").is_some() {
        std::fs::write(&path, fresh).expect("written");
    }
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn own() -> Own {
    Own {
        device: DeviceId::new(31_415),
        identity: IdentityKeyPair::generate(&mut Seeded::new(1)).expect("a pair"),
        generation: 7,
        next_prekey: 101,
        signed_prekey: (2, 1_700_000_000),
        announced: true,
        bundle_stale: false,
        label: "Laptop".to_owned(),
    }
}

fn pair() -> KeyPair {
    KeyPair::generate(&mut Seeded::new(2)).expect("a pair")
}

fn list() -> DeviceList {
    let mut list = DeviceList::of([1]);
    list.add(ListedDevice {
        id: DeviceId::new(u32::MAX - 4),
        written: Some("-5".to_owned()),
        label: Some(Label {
            text: "Téléphone".to_owned(),
            signature: vec![1; 64],
        }),
    });
    list
}

#[test]
fn rows_of_every_version_are_read() {
    let nameless = Own {
        label: String::new(),
        ..own()
    };
    let read = Own::decode(&sample("own-1", &[])).expect("our device");
    assert_eq!(read.encode(), nameless.encode());
    let named = Own::decode(&sample("own-2", &own().encode())).expect("our device");
    assert_eq!(named.encode(), own().encode());
    assert_eq!(
        (read.device.get(), read.generation, read.announced),
        (31_415, 7, true)
    );

    let prekey = Prekey {
        id: 5,
        pair: pair(),
        used: Some(9),
    };
    let read = Prekey::decode(5, &sample("prekey-1", &prekey.encode())).expect("a key");
    assert_eq!((read.pair.public(), read.used), (pair().public(), Some(9)));
    assert_eq!(read.pair.secret().public(), read.pair.public());

    let signed = SignedPrekey {
        id: 6,
        pair: pair(),
        made: 10,
    };
    let read =
        SignedPrekey::decode(6, &sample("signed-prekey-1", &signed.encode())).expect("a key");
    assert_eq!((read.pair.public(), read.made), (pair().public(), 10));

    let row = KeyRow {
        trust: Trust::Verified,
        first_seen: 1,
        last_read: 2,
        edwards: Some([4; 32]),
    };
    assert_eq!(KeyRow::decode(&sample("key-1", &row.encode())), Ok(row));

    let row = DeviceRow {
        identity: IdentityKey::new(PublicKey::new([3; 32])),
        repaired: 11,
    };
    assert_eq!(
        DeviceRow::decode(&sample("device-1", &row.encode())),
        Ok(row)
    );

    let row = Kept {
        owner: "a@b".to_owned(),
        key: [5; 32],
        trusted: true,
    };
    assert_eq!(Kept::decode(&sample("kept-1", &row.encode())), Ok(row));

    let row = Telling {
        to: "a@b".to_owned(),
        keys: vec![IdentityKey::new(PublicKey::new([6; 32]))],
        message: TrustMessage {
            owners: vec![KeyOwner {
                jid: "c@d".to_owned(),
                trusted: vec![[7; 32], [8; 32]],
                distrusted: vec![[9; 32]],
            }],
        },
        since: 1_700_000_000,
    };
    assert_eq!(
        Telling::decode(&sample("telling-1", &row.encode())),
        Ok(row)
    );

    let stored = sample("devices-1", &rows::encode_devices(&list()));
    assert_eq!(rows::decode_devices(&stored), Ok(list()));
}

/// Bob's sessions with Alice's device, and two messages of hers that he has not read: one that is missing, one that is next.
fn conversation(profile: Profile) -> (Record, [Vec<u8>; 2]) {
    let (alice, bob) = (Device::new(1), Device::new(2));
    let (mut ours, mut theirs) = (Record::default(), Record::default());
    let mut random = Seeded::new(3);
    for seed in [4, 5] {
        ours.begin(alice.begin(profile, &bob, seed));
        let first = ours
            .encrypt(b"first")
            .expect("encrypted")
            .expect("a session");
        let exchange = KeyExchange::parse(profile, &first.bytes).expect("an exchange");
        let keys = || Ok::<_, RatchetError>(bob.accepting());
        theirs
            .accept(profile, &exchange, &mut random, keys)
            .expect("accepted");
        let answer = theirs
            .encrypt(b"answer")
            .expect("encrypted")
            .expect("a session");
        let answer = Signed::parse(profile, &answer.bytes).expect("a message");
        ours.decrypt(&answer, &mut random).expect("decrypted");
    }
    let mut next = || {
        ours.encrypt(b"text")
            .expect("encrypted")
            .expect("a session")
            .bytes
    };
    let (missing, read, last) = (next(), next(), next());
    let read = Signed::parse(profile, &read).expect("a message");
    theirs.decrypt(&read, &mut random).expect("decrypted");
    (theirs, [missing, last])
}

#[test]
fn sessions_of_version_1_go_on() {
    for profile in Profile::ALL {
        let (record, messages) = conversation(profile);
        let name = format!(
            "record-1-{}",
            if profile == Profile::Legacy {
                "legacy"
            } else {
                "omemo2"
            }
        );
        let stored = sample(&name, &record.encode());
        let mut record = Record::decode(&stored).expect("a record");
        assert_eq!(record.encode().as_slice(), stored);
        assert_eq!(record.archived(), 1);
        for (at, fresh) in messages.iter().enumerate() {
            let message = sample(&format!("{name}.message-{at}"), fresh);
            let message = Signed::parse(profile, &message).expect("a message");
            let opened = record
                .decrypt(&message, &mut Seeded::new(9))
                .expect("decrypted");
            assert_eq!(
                opened.map(|it| it.plaintext.to_vec()),
                Some(b"text".to_vec())
            );
        }
    }
}
