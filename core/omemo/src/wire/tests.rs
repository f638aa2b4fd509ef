use super::*;

const HEADER: Header = Header {
    ratchet: PublicKey::new([9; 32]),
    n: 300,
    previous: 0,
};

fn signed(profile: Profile) -> Vec<u8> {
    write_signed(
        profile,
        &write_message(profile, &HEADER, b"secret"),
        &[7; 32],
    )
}

#[test]
fn what_is_written_is_read() {
    for profile in Profile::ALL {
        let read = read_signed(profile, &signed(profile)).expect("a message");
        assert_eq!(read.header, HEADER);
        assert_eq!(read.ciphertext, b"secret");
        assert_eq!(read.mac, vec![7; mac_length(profile)]);
        assert_eq!(read.bytes, write_message(profile, &HEADER, b"secret"));
    }
}

#[test]
fn a_key_exchange_is_read_as_it_is_written() {
    use crate::identity::IdentityKeyPair;
    use crate::random::seeded::Seeded;

    let ours = IdentityKeyPair::generate(&mut Seeded::new(1)).expect("a pair");
    for profile in Profile::ALL {
        let identity = match profile {
            Profile::Legacy => *ours.identity().point().bytes(),
            Profile::Omemo2 => *ours.edwards(),
        };
        let opening = Opening {
            prekey: 0,
            signed_prekey: 4_000_000_000,
            registration: 77,
            identity: &identity,
            ephemeral: PublicKey::new([3; 32]),
        };
        let bytes = write_key_exchange(profile, &opening, &signed(profile));
        let read = read_key_exchange(profile, &bytes).expect("a key exchange");
        assert_eq!((read.prekey, read.signed_prekey), (0, 4_000_000_000));
        assert_eq!(read.identity(), ours.identity());
        assert_eq!(read.identity.bytes(), &identity);
        assert_eq!(read.ephemeral, PublicKey::new([3; 32]));
        assert_eq!(read.message.header, HEADER);
    }
}

#[test]
fn every_cut_is_an_error_and_none_a_panic() {
    for profile in Profile::ALL {
        let whole = signed(profile);
        for end in 0..whole.len() {
            assert!(
                read_signed(profile, &whole[..end]).is_err(),
                "{profile:?} cut at {end}"
            );
            let _ = read_key_exchange(profile, &whole[..end]);
        }
    }
}

#[test]
fn a_key_exchange_without_a_one_time_key_is_refused() {
    let mut writer = Writer::default();
    writer.number(2, 1);
    writer.bytes(3, &[9; 32]);
    let none = read_key_exchange(Profile::Omemo2, &writer.finish());
    assert!(none.is_err());
}

#[test]
fn old_versions_and_long_messages_are_refused() {
    let mut old = signed(Profile::Legacy);
    old[0] = 0x22;
    assert_eq!(
        read_signed(Profile::Legacy, &old),
        Err(WireError::Version(2))
    );
    let long = vec![0x33; MAX_BYTES + 1];
    for profile in Profile::ALL {
        assert_eq!(read_signed(profile, &long), Err(WireError::TooLong));
        assert_eq!(read_key_exchange(profile, &long), Err(WireError::TooLong));
    }
}
