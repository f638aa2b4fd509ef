use super::*;
use crate::random::seeded::Seeded;
use crate::ratchet::tests::{Device, signed};
use crate::wire::read_key_exchange;

/// A device, and its record of the other.
struct Side {
    device: Device,
    record: Record,
    random: Seeded,
}

impl Side {
    fn new(seed: u64) -> Self {
        Self {
            device: Device::new(seed),
            record: Record::default(),
            random: Seeded::new(seed + 100),
        }
    }

    fn begin(&mut self, profile: Profile, other: &Self, seed: u64) {
        self.record
            .begin(self.device.begin(profile, &other.device, seed));
    }

    fn write(&mut self, text: &[u8]) -> Encrypted {
        self.record
            .encrypt(text)
            .expect("encrypted")
            .expect("a session")
    }

    fn read(&mut self, profile: Profile, message: &Encrypted) -> Result<Vec<u8>, RatchetError> {
        let opened = match message.key_exchange {
            true => {
                let exchange = read_key_exchange(profile, &message.bytes).expect("a key exchange");
                let device = &self.device;
                let keys = || Ok::<_, RatchetError>(device.accepting());
                self.record
                    .accept(profile, &exchange, &mut self.random, keys)?
                    .opened
            }
            false => {
                let message = signed(profile, message).expect("a message");
                self.record
                    .decrypt(&message, &mut self.random)?
                    .expect("a session")
            }
        };
        // As between any two messages the program may have been started anew.
        self.record = Record::decode(&self.record.encode()).expect("a record");
        Ok(opened.plaintext.to_vec())
    }
}

#[test]
fn crossing_key_exchanges_lose_nothing() {
    for profile in Profile::ALL {
        let (mut alice, mut bob) = (Side::new(1), Side::new(2));
        alice.begin(profile, &bob, 3);
        let (a, b) = (&mut alice, &mut bob);
        b.begin(profile, a, 4);
        let mut delivered = 0;
        let mut cross = |a: &mut Side, b: &mut Side, n: u8| {
            let (to_bob, to_alice) = (a.write(&[n]), b.write(&[n, n]));
            delivered += usize::from(b.read(profile, &to_bob) == Ok(vec![n]));
            delivered += usize::from(a.read(profile, &to_alice) == Ok(vec![n, n]));
        };
        for n in 0..5 {
            cross(a, b, n);
        }
        assert_eq!(delivered, 10, "{profile:?}");
        assert!(a.record.archived() <= 1 && b.record.archived() <= 1);
        for n in 0..10 {
            let message = a.write(&[n]);
            assert_eq!(b.read(profile, &message), Ok(vec![n]));
            let message = b.write(&[n]);
            assert_eq!(a.read(profile, &message), Ok(vec![n]));
        }
        let names =
            [&a.record, &b.record].map(|it| format!("{:?}", it.current().map(Session::is_pending)));
        assert_eq!(names[0], names[1]);
    }
}

#[test]
fn a_key_exchange_twice_makes_one_session() {
    for profile in Profile::ALL {
        let (mut alice, mut bob) = (Side::new(1), Side::new(2));
        alice.begin(profile, &bob, 3);
        let messages = [alice.write(b"1"), alice.write(b"2"), alice.write(b"3")];
        for at in [1, 0, 2] {
            assert!(bob.read(profile, &messages[at]).is_ok());
        }
        assert_eq!(bob.record.archived(), 0);
        for message in &messages {
            assert_eq!(bob.read(profile, message), Err(RatchetError::Duplicate));
        }
    }
}

#[test]
fn a_lost_session_is_begun_anew_and_what_was_on_its_way_is_read() {
    for profile in Profile::ALL {
        let (mut alice, mut bob) = (Side::new(1), Side::new(2));
        alice.begin(profile, &bob, 3);
        let first = alice.write(b"1");
        bob.read(profile, &first).expect("decrypted");
        let answer = bob.write(b"2");
        alice.read(profile, &answer).expect("decrypted");
        let on_its_way = bob.write(b"late");
        alice.record.archive();
        assert!(!alice.record.has_session() && !alice.record.is_empty());
        alice.begin(profile, &bob, 30);
        let fresh = alice.write(b"again");
        assert!(fresh.key_exchange);
        assert_eq!(bob.read(profile, &fresh), Ok(b"again".to_vec()));
        assert_eq!(alice.read(profile, &on_its_way), Ok(b"late".to_vec()));
    }
}

#[test]
fn a_message_that_was_missing_does_not_bring_an_old_session_back() {
    let profile = Profile::Omemo2;
    let (mut alice, mut bob) = (Side::new(1), Side::new(2));
    alice.begin(profile, &bob, 3);
    let (late, first) = (alice.write(b"late"), alice.write(b"first"));
    bob.read(profile, &first).expect("decrypted");
    alice.begin(profile, &bob, 33);
    let again = alice.write(b"again");
    bob.read(profile, &again).expect("decrypted");
    let current = format!("{:?}", bob.record.current());
    assert_eq!(bob.read(profile, &late), Ok(b"late".to_vec()));
    assert_eq!(format!("{:?}", bob.record.current()), current);
}

#[test]
fn older_sessions_have_a_bound() {
    let (mut alice, bob) = (Side::new(1), Side::new(2));
    for seed in 0..60 {
        alice.begin(Profile::Legacy, &bob, seed);
    }
    assert_eq!(alice.record.archived(), MAX_ARCHIVED);
    let decoded = Record::decode(&alice.record.encode()).expect("a record");
    assert_eq!(decoded.archived(), MAX_ARCHIVED);
}

#[test]
fn a_damaged_record_is_an_error_and_never_a_panic() {
    let (mut alice, bob) = (Side::new(1), Side::new(2));
    alice.begin(Profile::Legacy, &bob, 3);
    alice.begin(Profile::Omemo2, &bob, 4);
    let bytes = alice.record.encode();
    for end in 0..bytes.len() {
        assert!(Record::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 0xff;
        let _ = Record::decode(&changed);
    }
    assert_eq!(Record::decode(&[9]).err(), Some(CodecError::Version(9)));
}

/// A record at rest is small: at most what libomemo-c needs for one session.
#[test]
fn a_session_at_rest_is_small() {
    for profile in Profile::ALL {
        let (mut alice, mut bob) = (Side::new(1), Side::new(2));
        alice.begin(profile, &bob, 3);
        for _ in 0..10 {
            let message = alice.write(b"text");
            bob.read(profile, &message).expect("decrypted");
            let message = bob.write(b"text");
            alice.read(profile, &message).expect("decrypted");
        }
        let size = alice.record.encode().len();
        assert!(size <= 720, "{size}");
    }
}

#[test]
fn no_secret_is_printed() {
    let (mut alice, mut bob) = (Side::new(1), Side::new(2));
    alice.begin(Profile::Omemo2, &bob, 3);
    let (_missing, message) = (alice.write(b"1"), alice.write(b"the key of a message"));
    let exchange = read_key_exchange(Profile::Omemo2, &message.bytes).expect("an exchange");
    let keys = || Ok::<_, RatchetError>(bob.device.accepting());
    let accepted = bob
        .record
        .accept(Profile::Omemo2, &exchange, &mut bob.random, keys)
        .expect("accepted");
    let stored = bob.record.encode();
    let shown = format!("{:?} {accepted:?} {:?}", bob.record, alice.record);
    // Bytes are printed as lists of numbers or as digits; eight in a row are no accident. Public keys are printed, and
    // stand in front: what is behind them is secret.
    let secret = stored.get(200..).expect("longer");
    for window in secret.windows(8) {
        let list: Vec<_> = window.iter().map(ToString::to_string).collect();
        assert!(!shown.contains(&list.join(", ")), "{shown}");
    }
    let text: Vec<_> = b"the key".iter().map(ToString::to_string).collect();
    assert!(
        !shown.contains(&text.join(", ")) && !shown.contains("the key"),
        "{shown}"
    );
}
