use std::collections::VecDeque;

use super::*;
use crate::random::seeded::Seeded;
use crate::wire::{WireError, read_key_exchange, read_signed};
use crate::x3dh::{BundleParts, write_key};

/// A device with one of each key.
pub(crate) struct Device {
    pub(crate) identity: IdentityKeyPair,
    pub(crate) signed: KeyPair,
    pub(crate) prekey: KeyPair,
}

impl Device {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Seeded::new(seed);
        let pair = |random: &mut Seeded| KeyPair::generate(random).expect("a pair");
        Self {
            identity: IdentityKeyPair::generate(&mut random).expect("a pair"),
            signed: pair(&mut random),
            prekey: pair(&mut random),
        }
    }

    pub(crate) fn parts(&self, profile: Profile) -> BundleParts {
        let signed = (1, &self.signed.public());
        let prekeys = [(5, self.prekey.public())];
        BundleParts::sign(
            profile,
            &self.identity,
            signed,
            prekeys,
            &mut Seeded::new(7),
        )
        .expect("a bundle")
    }

    pub(crate) fn begin(&self, profile: Profile, other: &Self, seed: u64) -> Session {
        let bundle = Bundle::check(profile, &other.parts(profile)).expect("a bundle");
        Session::begin(&self.identity, &bundle, 1, &mut Seeded::new(seed)).expect("a session")
    }

    pub(crate) fn accepting(&self) -> Accepting<'_> {
        Accepting {
            identity: &self.identity,
            signed_prekey: &self.signed,
            prekey: &self.prekey,
        }
    }

    fn accept(&self, profile: Profile, message: &Encrypted, seed: u64) -> (Session, Vec<u8>) {
        let exchange = read_key_exchange(profile, &message.bytes).expect("a key exchange");
        let (session, opened) = Session::accept(
            &self.accepting(),
            profile,
            &exchange,
            &mut Seeded::new(seed),
        )
        .expect("a session");
        (session, opened.plaintext.to_vec())
    }
}

pub(crate) fn signed(profile: Profile, message: &Encrypted) -> Result<Signed, WireError> {
    match message.key_exchange {
        true => read_key_exchange(profile, &message.bytes).map(|exchange| exchange.message),
        false => read_signed(profile, &message.bytes),
    }
}

fn receive(
    session: &mut Session,
    message: &Encrypted,
    random: &mut Seeded,
) -> Result<Vec<u8>, RatchetError> {
    let message = signed(session.profile(), message).expect("a message");
    session
        .decrypt(&message, random)
        .map(|opened| opened.plaintext.to_vec())
}

/// Two who have heard of each other.
fn pair(profile: Profile) -> (Session, Session, Seeded) {
    let (alice, bob) = (Device::new(1), Device::new(2));
    let mut ours = alice.begin(profile, &bob, 3);
    let first = ours.encrypt(b"hello").expect("encrypted");
    assert!(first.key_exchange);
    let (mut theirs, text) = bob.accept(profile, &first, 4);
    assert_eq!(text, b"hello");
    let mut random = Seeded::new(5);
    let answer = theirs.encrypt(b"hi").expect("encrypted");
    assert!(!answer.key_exchange);
    assert_eq!(receive(&mut ours, &answer, &mut random), Ok(b"hi".to_vec()));
    assert!(!ours.is_pending());
    (ours, theirs, random)
}

#[test]
fn two_talk() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        for round in 0..50u8 {
            let (from, to) = match round % 3 {
                0 => (&mut bob, &mut alice),
                _ => (&mut alice, &mut bob),
            };
            let message = from.encrypt(&[round]).expect("encrypted");
            assert!(!message.key_exchange);
            assert_eq!(receive(to, &message, &mut random), Ok(vec![round]));
        }
    }
}

#[test]
fn the_key_exchange_stands_in_front_until_the_answer() {
    for profile in Profile::ALL {
        let (alice, bob) = (Device::new(1), Device::new(2));
        let mut ours = alice.begin(profile, &bob, 3);
        let (_first, second) = (ours.encrypt(b"1"), ours.encrypt(b"2").expect("encrypted"));
        assert!(second.key_exchange && ours.is_pending());
        let (session, text) = bob.accept(profile, &second, 4);
        assert_eq!(text, b"2");
        let exchange = read_key_exchange(profile, &second.bytes).expect("a key exchange");
        assert!(session.is_of(&exchange) && !ours.is_of(&exchange));
        assert_eq!(session.identity(), alice.identity.identity());
    }
}

#[test]
fn a_message_twice_is_a_duplicate_on_every_way() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        let messages: Vec<_> = (0..4u8)
            .map(|n| alice.encrypt(&[n]).expect("encrypted"))
            .collect();
        for at in [3, 0, 2, 1] {
            assert!(receive(&mut bob, &messages[at], &mut random).is_ok());
        }
        for message in &messages {
            assert_eq!(
                receive(&mut bob, message, &mut random),
                Err(RatchetError::Duplicate)
            );
        }
        // And still after its chain is long gone.
        for _ in 0..2 * RECEIVING_CHAINS {
            let answer = bob.encrypt(b"").expect("encrypted");
            receive(&mut alice, &answer, &mut random).expect("decrypted");
            let next = alice.encrypt(b"").expect("encrypted");
            receive(&mut bob, &next, &mut random).expect("decrypted");
        }
        assert_eq!(bob.receiving.len(), RECEIVING_CHAINS);
        for message in &messages {
            assert_eq!(
                receive(&mut bob, message, &mut random),
                Err(RatchetError::Duplicate)
            );
        }
    }
}

#[test]
fn what_was_changed_changes_nothing_and_the_true_one_is_read_after_it() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        let (_skipped, message) = (alice.encrypt(b"1"), alice.encrypt(b"2").expect("encrypted"));
        let before = format!("{:?}", bob.receiving);
        for bit in 0..message.bytes.len() * 8 {
            let mut changed = message.clone();
            changed.bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(read) = read_signed(profile, &changed.bytes) else {
                continue;
            };
            if read == signed(profile, &message).expect("a message") {
                // The lower half of the version byte is under the MAC, unknown field numbers are not; none here.
                continue;
            }
            assert!(
                bob.decrypt(&read, &mut random).is_err(),
                "{profile:?} bit {bit}"
            );
        }
        assert_eq!(format!("{:?}", bob.receiving), before);
        assert_eq!(receive(&mut bob, &message, &mut random), Ok(b"2".to_vec()));
    }
}

#[test]
fn the_last_message_of_a_chain_is_read_behind_a_turn() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        let old: Vec<_> = (0..3u8)
            .map(|n| alice.encrypt(&[n]).expect("encrypted"))
            .collect();
        receive(&mut bob, &old[0], &mut random).expect("decrypted");
        for _ in 0..RECEIVING_CHAINS - 1 {
            let answer = bob.encrypt(b"").expect("encrypted");
            receive(&mut alice, &answer, &mut random).expect("decrypted");
            let mut next = alice.encrypt(b"").expect("encrypted");
            // As the family does that counts one too few; the MAC covers it, so it is made anew.
            alice.previous = alice.previous.saturating_sub(1);
            next = alice.encrypt(b"").unwrap_or(next);
            receive(&mut bob, &next, &mut random).expect("decrypted");
        }
        assert_eq!(receive(&mut bob, &old[2], &mut random), Ok(vec![2]));
        assert_eq!(receive(&mut bob, &old[1], &mut random), Ok(vec![1]));
    }
}

#[test]
fn a_skip_of_a_thousand_is_followed_and_one_of_a_billion_is_not() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        let first = alice.encrypt(b"first").expect("encrypted");
        for _ in 1..MAX_SKIP {
            alice.encrypt(b"lost").expect("encrypted");
        }
        let far = alice.encrypt(b"far").expect("encrypted");
        assert_eq!(receive(&mut bob, &far, &mut random), Ok(b"far".to_vec()));
        assert_eq!(bob.skipped.len(), MAX_SKIPPED);
        assert_eq!(
            receive(&mut bob, &first, &mut random),
            Ok(b"first".to_vec())
        );
        let mut forged =
            signed(profile, &alice.encrypt(b"x").expect("encrypted")).expect("a message");
        forged.header.n = 1_000_000_000;
        let error = bob.decrypt(&forged, &mut random);
        assert!(
            matches!(error, Err(RatchetError::TooFarAhead(_))),
            "{error:?}"
        );
        forged.header.ratchet = KeyPair::generate(&mut random).expect("a pair").public();
        let error = bob.decrypt(&forged, &mut random);
        assert!(
            matches!(error, Err(RatchetError::TooFarAhead(_))),
            "{error:?}"
        );
        forged.header = Header {
            n: 0,
            ratchet: PublicKey::new([0; 32]),
            previous: 0,
        };
        assert_eq!(
            bob.decrypt(&forged, &mut random),
            Err(RatchetError::Key(KeyError::Point))
        );
    }
}

#[test]
fn skipped_keys_have_a_bound_and_the_oldest_goes() {
    let (mut alice, mut bob, mut random) = pair(Profile::Omemo2);
    let mut kept = VecDeque::new();
    for _ in 0..3 {
        for _ in 0..600 {
            kept.push_back(alice.encrypt(b"late").expect("encrypted"));
        }
        let last = alice.encrypt(b"now").expect("encrypted");
        receive(&mut bob, &last, &mut random).expect("decrypted");
    }
    assert_eq!(bob.skipped.len(), MAX_SKIPPED);
    assert_eq!(
        receive(&mut bob, &kept[0], &mut random),
        Err(RatchetError::Duplicate)
    );
    assert_eq!(
        receive(&mut bob, &kept[1799], &mut random),
        Ok(b"late".to_vec())
    );
}

#[test]
fn a_heartbeat_is_asked_for_once_in_a_chain() {
    for profile in Profile::ALL {
        let (mut alice, mut bob, mut random) = pair(profile);
        let mut asked = Vec::new();
        for n in 0..HEARTBEAT + 20 {
            let message = alice.encrypt(b"").expect("encrypted");
            let message = signed(profile, &message).expect("a message");
            if bob
                .decrypt(&message, &mut random)
                .expect("decrypted")
                .heartbeat
            {
                asked.push(n);
            }
        }
        assert_eq!(asked, [HEARTBEAT]);
    }
}

#[test]
fn a_bundle_with_a_bad_signature_or_no_keys_is_refused() {
    for profile in Profile::ALL {
        let good = Device::new(1).parts(profile);
        let check =
            |parts: &BundleParts| Bundle::check(profile, parts).map(|bundle| bundle.identity());
        assert_eq!(check(&good), Ok(Device::new(1).identity.identity()));
        let mut forged = good.clone();
        forged.signature[5] ^= 1;
        assert_eq!(check(&forged), Err(crate::BundleError::Signature));
        let swapped = BundleParts {
            signed_prekey: Device::new(2).parts(profile).signed_prekey,
            ..good.clone()
        };
        assert_eq!(check(&swapped), Err(crate::BundleError::Signature));
        let none = BundleParts {
            prekeys: vec![(1, vec![1; 5])],
            ..good.clone()
        };
        assert_eq!(check(&none), Err(crate::BundleError::NoPrekeys));
        let short = BundleParts {
            signature: vec![0; 63],
            ..good
        };
        assert_eq!(check(&short), Err(crate::BundleError::Signature));
    }
}

#[test]
fn keys_of_small_order_make_no_session() {
    for profile in Profile::ALL {
        let (alice, bob) = (Device::new(1), Device::new(2));
        let zero = PublicKey::new([0; 32]);
        let written = write_key(profile, &zero);
        let good = bob.parts(profile);
        let check = |parts: &BundleParts| Bundle::check(profile, parts).err();
        let unusable = BundleParts {
            prekeys: vec![(1, written.clone())],
            ..good.clone()
        };
        assert_eq!(check(&unusable), Some(crate::BundleError::NoPrekeys));
        // Signed by its owner, who wants it so.
        let signature = bob.identity.sign(&written, &mut Seeded::new(3));
        let signed = BundleParts {
            signed_prekey: written.clone(),
            signature: signature.expect("a signature").to_vec(),
            ..good.clone()
        };
        assert_eq!(
            check(&signed),
            Some(crate::BundleError::Key(KeyError::Point))
        );
        let nobody = BundleParts {
            identity: written,
            ..good.clone()
        };
        assert!(check(&nobody).is_some());
        // Nor where such a key came past the bundle.
        let mut bundle = Bundle::check(profile, &good).expect("a bundle");
        bundle.prekeys = vec![(1, zero)];
        let session = Session::begin(&alice.identity, &bundle, 1, &mut Seeded::new(1));
        assert_eq!(session.err(), Some(RatchetError::Key(KeyError::Point)));
    }
}
