use super::*;
use crate::random::seeded::Seeded;

/// Reads a row and writes it again.
type Again = fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>;

#[test]
fn rows_are_read_as_they_are_written_and_damage_is_told() {
    let mut random = Seeded::new(1);
    let own = Own {
        device: DeviceId::new(7),
        identity: IdentityKeyPair::generate(&mut random).expect("a pair"),
        generation: 3,
        next_prekey: 101,
        signed_prekey: (2, 1_700_000_000),
        announced: false,
        bundle_stale: true,
        label: "Laptop".to_owned(),
    };
    let pair = KeyPair::generate(&mut random).expect("a pair");
    let prekey = Prekey {
        id: 5,
        pair: pair.clone(),
        used: Some(8),
    };
    let signed = SignedPrekey {
        id: 6,
        pair,
        made: 9,
    };
    let row = KeyRow {
        trust: Trust::Verified,
        first_seen: 1,
        last_read: 2,
        edwards: Some([4; 32]),
    };
    let rows: [(Zeroizing<Vec<u8>>, Again); 4] = [
        (own.encode(), |bytes| {
            Own::decode(bytes).ok().map(|it| it.encode())
        }),
        (prekey.encode(), |bytes| {
            Prekey::decode(5, bytes).ok().map(|it| it.encode())
        }),
        (signed.encode(), |bytes| {
            SignedPrekey::decode(6, bytes).ok().map(|it| it.encode())
        }),
        (row.encode(), |bytes| {
            KeyRow::decode(bytes).ok().map(|it| it.encode())
        }),
    ];
    for (bytes, again) in rows {
        assert_eq!(again(&bytes), Some(bytes.clone()));
        for end in 0..bytes.len() {
            assert_eq!(again(&bytes[..end]), None, "cut at {end}");
        }
    }
}

#[test]
fn lists_keep_what_their_owner_wrote() {
    let mut list = DeviceList::of([1]);
    list.add(ListedDevice {
        id: DeviceId::new(u32::MAX - 4),
        written: Some("-5".to_owned()),
        label: Some(Label {
            text: "Téléphone".to_owned(),
            signature: vec![1; 64],
        }),
    });
    assert_eq!(decode_devices(&encode_devices(&list)), Ok(list));
}

#[test]
fn a_longer_address_is_another_person() {
    let short = key::records(Profile::Legacy, "a@b");
    assert!(!key::records(Profile::Legacy, "a@bc").starts_with(&short));
    assert!(!key::keys("a@bc").starts_with(&key::keys("a@b")));
}
