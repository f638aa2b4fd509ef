use super::*;

fn jid(text: &str) -> BareJid {
    BareJid::new(text).unwrap()
}

fn note(shelf: Shelf, name: &str, stored: &impl Serialize) -> NoteRecord {
    NoteRecord::new(AccountId(1), shelf, name, 1, stored).unwrap()
}

fn person() -> Person {
    Person {
        nick: "Romy".to_owned(),
        seen: Some(1_794_908_460_000_000),
        card: Card {
            full_name: "Romy Keller".to_owned(),
            phones: vec!["+49 30 1".to_owned()],
            note: "a\nb".to_owned(),
            ..Card::default()
        },
        approved: true,
    }
}

#[test]
fn what_was_written_down_is_known_again() {
    let privacy = Privacy {
        receipts: false,
        markers: true,
        typing: true,
        last_seen: true,
        version: false,
    };
    let nickname = "Mira".to_owned();
    let addresses = vec!["spam@example.net".to_owned(), "evil.example".to_owned()];
    let book = Book::recall(vec![
        note(Shelf::Profile, OWN, &OwnV1 { nickname }),
        NoteRecord::new(
            AccountId(1),
            Shelf::Profile,
            PRIVACY,
            2,
            &PrivacyV2::from(privacy),
        )
        .unwrap(),
        note(
            Shelf::Profile,
            "romy@example.org",
            &PersonV1::from(&person()),
        ),
        note(Shelf::Blocked, "", &BlockedV1 { addresses }),
    ]);
    assert_eq!((book.nickname.as_str(), book.privacy), ("Mira", privacy));
    assert_eq!(
        book.people.get(&jid("romy@example.org")),
        Some(&person()),
        "{book:?}"
    );
    assert_eq!(book.nick(&jid("romy@example.org")), "Romy");
    assert!(book.server.blocking);
    assert!(book.is_blocked(&jid("spam@example.net")));
    assert!(book.is_blocked(&jid("anybody@evil.example")));
    assert!(!book.is_blocked(&jid("romy@example.org")));
}

#[test]
fn a_note_that_is_broken_or_too_new_costs_itself_only() {
    let broken = note(Shelf::Profile, PRIVACY, &true);
    let newer = NoteRecord::new(AccountId(1), Shelf::Profile, OWN, 9, &1_u8).unwrap();
    let odd = note(Shelf::Profile, "@@", &PersonV1::from(&person()));
    let book = Book::recall(vec![broken, newer, odd]);
    assert_eq!(book.privacy, Privacy::default());
    assert!(book.nickname.is_empty() && book.people.is_empty());
    assert!(!book.is_blocked(&jid("romy@example.org")));
}

/// The samples that every later version has to read.
#[test]
fn the_notes_of_version_1_can_be_read() {
    fn bytes(stored: &impl Serialize) -> String {
        let bytes = postcard::to_stdvec(stored).unwrap();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
    let privacy = PrivacyV1 {
        receipts: true,
        typing: false,
        last_seen: true,
        version: false,
    };
    assert!(
        !Privacy::from(PrivacyV1 {
            receipts: false,
            ..privacy
        })
        .markers
    );
    let second = PrivacyV2 {
        first: PrivacyV1 { ..privacy },
        markers: true,
    };
    let addresses = vec!["spam@example.net".to_owned(), "evil.example".to_owned()];
    let own = OwnV1 {
        nickname: "Mira ✓".to_owned(),
    };
    for (sample, written) in [
        (
            include_str!("../../../../tests/old-store/person-v1.hex"),
            bytes(&PersonV1::from(&person())),
        ),
        (
            include_str!("../../../../tests/old-store/privacy-v1.hex"),
            bytes(&privacy),
        ),
        (
            include_str!("../../../../tests/old-store/privacy-v2.hex"),
            bytes(&second),
        ),
        (
            include_str!("../../../../tests/old-store/server-v1.hex"),
            bytes(&ServerV1 { stanza_ids: true }),
        ),
        (
            include_str!("../../../../tests/old-store/archive-note-v1.hex"),
            bytes(&ArchiveV1 { whole: true }),
        ),
        (
            include_str!("../../../../tests/old-store/blocked-v1.hex"),
            bytes(&BlockedV1 { addresses }),
        ),
        (
            include_str!("../../../../tests/old-store/own-v1.hex"),
            bytes(&own),
        ),
    ] {
        assert_eq!(sample.trim(), written);
    }
}
