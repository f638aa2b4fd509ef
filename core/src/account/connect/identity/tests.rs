use rcgen::{CertificateParams, KeyPair, OtherNameValue, SanType, date_time_ymd};

use super::*;

/// Made by `openssl pkcs12 -export` and `openssl pkcs8 -topk8`, good until 2126.
const MODERN: &[u8] = include_bytes!("modern.p12");
const LEGACY: &[u8] = include_bytes!("legacy.p12");
const LOCKED: &[u8] = include_bytes!("locked.pem");

fn read_now(bytes: &[u8], passphrase: &str) -> Result<Identity, Problem> {
    identity(bytes, passphrase, Timestamp::now())
}

/// A certificate for these accounts, and its key.
fn made(accounts: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    let kind = vec![1, 3, 6, 1, 5, 5, 7, 8, 5];
    params.subject_alt_names = accounts
        .iter()
        .map(|&jid| {
            let value = OtherNameValue::Utf8String(jid.to_owned());
            SanType::OtherName((kind.clone(), value))
        })
        .collect();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

#[test]
fn files_of_every_kind_are_opened() {
    for (bytes, passphrase) in [(MODERN, "sesame"), (LEGACY, "sesame"), (LOCKED, "sesame")] {
        let identity = read_now(bytes, passphrase).unwrap();
        assert_eq!(identity.certificate, login::Certificate::Unambiguous);
    }
    let (certificate, key) = made(&["mira@example.org"], |_| ());
    for text in [
        format!("{certificate}{key}"),
        format!("{key}\nsome words between\n{certificate}"),
    ] {
        read_now(text.as_bytes(), "").unwrap();
    }
}

#[test]
fn a_wrong_passphrase_is_told_from_a_broken_file() {
    for bytes in [MODERN, LEGACY, LOCKED] {
        for wrong in ["", "open", "Sesame"] {
            assert_eq!(
                read_now(bytes, wrong).unwrap_err(),
                Problem::WrongPassphrase
            );
        }
    }
    for broken in [&b""[..], b"hello", &MODERN[..200], &LEGACY[1..]] {
        let problem = read_now(broken, "sesame").unwrap_err();
        assert!(matches!(problem, Problem::Invalid(_)), "{problem:?}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let (certificate, key) = made(&["mira@example.org"], |_| ());
    let (_, other) = made(&["mira@example.org"], |_| ());
    let problem = |text: &str| read_now(text.as_bytes(), "").unwrap_err();
    assert_eq!(problem(&certificate), Problem::NoKey);
    assert_eq!(problem(&key), Problem::NoCertificate);
    assert_eq!(problem(&format!("{certificate}{other}")), Problem::OtherKey);
    let cut = &certificate[..certificate.len() / 2];
    assert!(matches!(
        problem(cut),
        Problem::Invalid(_) | Problem::NoCertificate
    ));
}

#[test]
fn a_certificate_has_its_time() {
    let (certificate, key) = made(&[], |params| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    });
    let text = format!("{certificate}{key}");
    let until = Timestamp(1_009_843_200_000_000);
    assert_eq!(
        read_now(text.as_bytes(), "").unwrap_err(),
        Problem::Expired(until)
    );
    let (certificate, key) = made(&[], |params| {
        params.not_before = date_time_ymd(2999, 1, 1);
        params.not_after = date_time_ymd(3000, 1, 1);
    });
    let text = format!("{certificate}{key}");
    let problem = read_now(text.as_bytes(), "").unwrap_err();
    assert!(matches!(problem, Problem::NotYetValid(_)));
}

#[test]
fn accounts_in_a_certificate_are_counted() {
    for (accounts, certificate) in [
        (&[][..], login::Certificate::Unambiguous),
        (&["a@example.org"], login::Certificate::Unambiguous),
        (
            &["a@example.org", "b@example.org"],
            login::Certificate::Several,
        ),
    ] {
        let (pem, key) = made(accounts, |_| ());
        let identity = read_now(format!("{pem}{key}").as_bytes(), "").unwrap();
        assert_eq!(identity.certificate, certificate);
    }
}

/// The chain may stand in any order: the certificate of the key is shown first.
#[test]
fn the_certificate_of_the_key_comes_first() {
    let (ours, key) = made(&["a@example.org", "b@example.org"], |_| ());
    let (other, _) = made(&["c@example.org"], |_| ());
    let identity = read_now(format!("{other}{ours}{key}").as_bytes(), "").unwrap();
    assert_eq!(identity.certificate, login::Certificate::Several);
}

#[tokio::test]
async fn a_file_that_is_missing_or_too_large_is_named() {
    assert!(load("", None).await.unwrap().is_none());
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("me.p12");
    let path = path.to_str().unwrap();
    let problem = || async {
        match load(path, None).await.unwrap_err() {
            Failure::ClientCertificate {
                path: named,
                problem,
            } if named == path => problem,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(problem().await, Problem::Unreadable(_)));
    std::fs::write(path, vec![b'x'; FILE_BYTES as usize + 1]).unwrap();
    assert_eq!(
        problem().await,
        Problem::Invalid("larger than 1 MiB".to_owned())
    );
    std::fs::write(path, MODERN).unwrap();
    assert_eq!(problem().await, Problem::WrongPassphrase);
    let secret = Secret::from("sesame");
    assert!(load(path, Some(secret)).await.unwrap().is_some());
}
