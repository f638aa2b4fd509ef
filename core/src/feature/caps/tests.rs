use super::*;

fn claim(ver: &str) -> Claim {
    Claim::First(Caps {
        node: "n".to_owned(),
        hash: Some("sha-1".to_owned()),
        ver: ver.to_owned(),
    })
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

#[test]
fn a_hash_is_asked_about_once_at_a_time_and_nobody_is_asked_twice() {
    let mut caps = KnownCaps::default();
    let (evil, romy) = (address("evil@example.net/a"), address("romy@example.org/b"));
    assert!(caps.asks(evil.bare(), &claim("v")));
    assert!(!caps.asks(romy.bare(), &claim("v")), "one is being asked");
    caps.give_up(&evil, &claim("v"));
    assert!(!caps.asks(evil.bare(), &claim("v")), "was asked already");
    assert!(
        caps.asks(romy.bare(), &claim("v")),
        "who lied keeps nobody from telling the truth"
    );
}

#[test]
fn a_hash_that_nobody_answers_for_is_given_up() {
    let mut caps = KnownCaps::default();
    let mut asked = 0;
    for number in 0..100 {
        let from = address(&format!("bot{number}@example.net/x"));
        if caps.asks(from.bare(), &claim("v")) {
            asked += 1;
            caps.give_up(&from, &claim("v"));
        }
    }
    assert_eq!(asked, MAX_TRIES);
}

#[test]
fn ten_thousand_hashes_do_not_fill_the_memory() {
    let mut caps = KnownCaps::default();
    let from = address("evil@example.net/x");
    for number in 0..10_000 {
        caps.asks(from.bare(), &claim(&number.to_string()));
    }
    assert_eq!(caps.asked.len(), MAX_KNOWN);
}

#[test]
fn of_too_many_the_ones_not_used_for_longest_go() {
    let note = |number: i64| {
        let stored = CapsV1 {
            day: number,
            features: vec!["urn:xmpp:ping".to_owned()],
        };
        let name = format!("1 sha-1 {number}");
        NoteRecord::new(EVERYBODY, Shelf::Caps, &name, 1, &stored).unwrap()
    };
    let most = i64::try_from(MAX_KNOWN).unwrap();
    let notes: Vec<_> = (0..most + 3).map(note).collect();
    let mut caps = KnownCaps::default();
    let mut gone = caps.load(&notes);
    gone.sort();
    assert_eq!(gone, ["1 sha-1 0", "1 sha-1 1", "1 sha-1 2"]);
    assert_eq!(caps.known.len(), MAX_KNOWN);
}

#[test]
fn the_second_kind_of_caps_comes_first() {
    let second = ecaps2::Hash {
        algorithm: ecaps2::Algorithm::Sha256,
        digest: "AAAA".to_owned(),
    };
    let Claim::First(first) = claim("v") else {
        unreachable!("made just so");
    };
    let both = Claim::of(Some(&second), Some(&first));
    assert_eq!(both, Some(Claim::Second(second)));
    assert_eq!(Claim::of(None, None), None);
    assert_ne!(claim("v").key(), claim("w").key());
}

/// The sample that every later version has to read.
#[test]
fn the_notes_of_version_1_can_be_read() {
    let stored = CapsV1 {
        day: 20_774,
        features: vec!["urn:xmpp:ping".to_owned(), "urn:xmpp:time".to_owned()],
    };
    let bytes = postcard::to_stdvec(&stored).unwrap();
    let written: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let sample = include_str!("../../../../tests/old-store/caps-v1.hex");
    assert_eq!(sample.trim(), written);
}
