//! Wycheproof's vectors (github.com/C2SP/wycheproof) for what this crate is made of: mistakes that implementations have
//! had, each as a test.

use wycheproof::{TestResult, aead, eddsa, hkdf, mac, xdh};

use crate::curve::{KeyError, PublicKey, SecretKey};
use crate::gcm::Gcm;
use crate::identity::{EdwardsKey, IdentityKey, Signature, verifies_montgomery};
use crate::kdf;

#[test]
fn x25519_agrees_with_every_vector() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).expect("vectors");
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let secret = SecretKey::new(test.private_key[..].try_into().expect("32 bytes"));
        let Ok(public) = PublicKey::parse(&test.public_key) else {
            assert_eq!(test.result, TestResult::Invalid);
            continue;
        };
        let agreed = secret.agree(&public);
        match test.shared_secret.iter().all(|byte| *byte == 0) {
            true => assert_eq!(agreed, Err(KeyError::Point), "{}", test.tc_id),
            false => assert_eq!(
                agreed.map(|it| it.to_vec()),
                Ok(test.shared_secret.to_vec()),
                "{}",
                test.tc_id
            ),
        }
        count += 1;
    }
    assert!(count > 500, "{count}");
}

#[test]
fn ed25519_verifies_what_every_vector_says() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("vectors");
    let mut count = 0;
    for group in &set.test_groups {
        let key = EdwardsKey::parse(&group.key.pk).expect("a key");
        for test in &group.tests {
            let signature: Option<&Signature> = test.sig[..].try_into().ok();
            let verifies = signature.is_some_and(|it| key.verifies(&test.msg, it));
            assert_eq!(
                verifies,
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            count += 1;
            // The same signature as the older profile has it.
            let Some(mut signature) = signature.copied() else {
                continue;
            };
            if signature[63] & 0x80 == 0 {
                signature[63] |= key.bytes()[31] & 0x80;
                let identity = IdentityKey::new(*key.identity().point());
                assert_eq!(
                    verifies_montgomery(&identity, &test.msg, &signature),
                    verifies,
                    "{}",
                    test.tc_id
                );
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn gcm_agrees_with_every_vector_of_our_lengths() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).expect("vectors");
    let mut count = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            // Associated data is not in use here.
            let Some(mut gcm) = Gcm::new(&test.key, &test.nonce).filter(|_| test.aad.is_empty())
            else {
                continue;
            };
            let mut text = test.ct.to_vec();
            for piece in text.chunks_mut(7) {
                gcm.decrypt(piece).expect("short enough");
            }
            let right = gcm.tag()[..] == test.tag[..];
            assert_eq!(right, test.result == TestResult::Valid, "{}", test.tc_id);
            assert!(!right || text == test.pt[..], "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn hkdf_agrees_with_every_vector_of_a_length_in_use() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).expect("vectors");
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(info) = std::str::from_utf8(&test.info) else {
            continue;
        };
        if test.result == TestResult::Valid && test.size <= 80 {
            let output = kdf::hkdf::<80>(&test.salt, &test.ikm, info);
            assert_eq!(output[..test.size], test.okm[..], "{}", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn hmac_agrees_with_every_vector() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).expect("vectors");
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let right = kdf::hmac(&test.key, &[&test.msg]);
        let fits = kdf::tag_fits(&right, &test.tag);
        assert_eq!(fits, test.result == TestResult::Valid, "{}", test.tc_id);
        count += 1;
    }
    assert!(count > 100, "{count}");
}
