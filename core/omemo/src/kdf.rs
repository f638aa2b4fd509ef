//! The hash functions of both profiles: HMAC (RFC 2104) and HKDF (RFC 5869), each with SHA-256.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// HKDF of some key material. Never more than 255 blocks of 32 bytes are asked for.
pub(crate) fn hkdf<const N: usize>(salt: &[u8], material: &[u8], info: &str) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "more than HKDF gives") };
    let mut output = Zeroizing::new([0; N]);
    // Only the length can be wrong, and that is checked above when this is compiled.
    let _ =
        Hkdf::<Sha256>::new(Some(salt), material).expand(info.as_bytes(), output.as_mut_slice());
    output
}

/// HMAC of these parts, one behind the other.
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut output = Zeroizing::new([0; 32]);
    // HMAC takes keys of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        for part in parts {
            mac.update(part);
        }
        output.copy_from_slice(&mac.finalize().into_bytes());
    }
    output
}

/// HMAC of two single bytes with the same key, which is prepared once.
pub(crate) fn hmac_each(key: &[u8], one: u8, other: u8) -> [Zeroizing<[u8; 32]>; 2] {
    let mut outputs = [Zeroizing::new([0; 32]), Zeroizing::new([0; 32])];
    // HMAC takes keys of any length.
    if let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) {
        for (output, byte) in outputs.iter_mut().zip([one, other]) {
            let mac = mac.clone().chain_update([byte]);
            output.copy_from_slice(&mac.finalize().into_bytes());
        }
    }
    outputs
}

/// Whether the tag is the beginning of the right one. An empty tag never is.
pub(crate) fn tag_fits(right: &[u8; 32], tag: &[u8]) -> bool {
    match right.get(..tag.len()) {
        Some(right) if !tag.is_empty() => right.ct_eq(tag).into(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curve::unhex;

    #[test]
    fn hkdf_gives_the_third_test_case_of_rfc_5869() {
        let without = hkdf::<42>(&[], &[0x0b; 22], "");
        let expected = concat!(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
            "9d201395faa4b61a96c8"
        );
        assert_eq!(without.as_slice(), unhex(expected).expect("hex"));
        assert_ne!(hkdf::<42>(&[1], &[0x0b; 22], ""), without);
        assert_ne!(hkdf::<42>(&[], &[0x0b; 22], "info"), without);
    }

    #[test]
    fn hmac_gives_the_second_test_case_of_rfc_4231() {
        let tag = hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(tag.as_slice(), unhex(expected).expect("hex"));
    }

    #[test]
    fn two_tags_at_once_are_the_two_tags() {
        let each = hmac_each(b"key", 1, 2);
        assert_eq!(each, [hmac(b"key", &[&[1]]), hmac(b"key", &[&[2]])]);
    }

    #[test]
    fn only_the_right_beginning_fits() {
        let right = *hmac(b"key", &[b"text"]);
        assert!(tag_fits(&right, &right[..8]) && tag_fits(&right, &right));
        let mut wrong = right;
        wrong[7] ^= 1;
        assert!(!tag_fits(&right, &wrong[..8]));
        assert!(!tag_fits(&right, &[]) && !tag_fits(&right, &[right.as_slice(), &[0]].concat()));
    }
}
