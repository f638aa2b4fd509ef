//! What an account has had, it is not talked out of.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::*;
use crate::sasl::downgrade::list_hash;
use crate::sasl::{BindingType, Hash, Mechanism};

const SHA_512: Strength = Strength {
    binding: None,
    hash: Hash::Sha512,
};
const EXPORTER: Strength = Strength {
    binding: Some(BindingType::TlsExporter),
    hash: Hash::Sha1,
};

fn remembering(remembered: Remembered) -> LoginConfig {
    LoginConfig {
        remembered,
        credential: password(true),
        ..config()
    }
}

fn after(scram: Strength) -> LoginConfig {
    remembering(Remembered {
        scram: Some(scram),
        ..Remembered::default()
    })
}

/// The server's first message of RFC 5802 §5, with more behind it.
fn challenge(more: &str) -> String {
    let message = format!("r={NONCE}3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096{more}");
    format!("<challenge>{}</challenge>", BASE64.encode(message))
}

fn downgraded(error: LoginError) -> (Protection, Protection) {
    match error {
        LoginError::Downgrade { before, now } => (before, now),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_weaker_hash_gets_no_proof() {
    let mut scene = Scene::new(after(SHA_512));
    scene.mechanisms("SCRAM-SHA-1 PLAIN");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    scene.receive(&challenge(""));
    let (before, now) = downgraded(scene.failed());
    assert_eq!(before.mechanism, Some(Mechanism::Scram(Hash::Sha512)));
    assert_eq!(now.mechanism, Some(Mechanism::Scram(Hash::Sha1)));
}

#[test]
fn a_lost_binding_gets_no_proof() {
    let mut scene = Scene::new(after(EXPORTER));
    scene.mechanisms("SCRAM-SHA-512 PLAIN");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    scene.receive(&challenge(""));
    let (before, now) = downgraded(scene.failed());
    assert_eq!(before, EXPORTER.into());
    assert_eq!(now.binding, None);
}

#[test]
fn nothing_but_plain_gets_nothing() {
    for offered in ["PLAIN", "PLAIN DIGEST-MD5 ANONYMOUS", "X-OAUTH2"] {
        let mut scene = Scene::new(after(SHA_512));
        scene.mechanisms(offered);
        let (_, now) = downgraded(scene.failed());
        let plain = offered.contains("PLAIN").then_some(Mechanism::Plain);
        assert_eq!(now.mechanism, plain);
    }
}

#[test]
fn a_certificate_that_counted_must_count_again() {
    let credential = Credential::Account {
        certificate: Some(Certificate::Unambiguous),
        password: Some(Zeroizing::new("pencil".to_owned())),
        allow_plain: true,
    };
    let external = LoginConfig {
        credential: credential.clone(),
        ..remembering(Remembered {
            external: true,
            ..Remembered::default()
        })
    };
    let mut scene = Scene::new(external);
    scene.mechanisms("SCRAM-SHA-512 PLAIN");
    let (before, now) = downgraded(scene.failed());
    assert_eq!(before.mechanism, Some(Mechanism::External));
    assert_eq!(now.mechanism, Some(Mechanism::Scram(Hash::Sha512)));

    // Where it never counted, the password does.
    let mut scene = Scene::new(LoginConfig {
        credential,
        ..config()
    });
    scene.mechanisms("SCRAM-SHA-512 PLAIN");
    scene.expect_step(Step::Authenticate);
    assert_eq!(scene.sent().attr("mechanism"), Some("SCRAM-SHA-512"));
}

/// XEP-0474: a server may change its mind, if it signs that it has.
#[test]
fn less_is_accepted_from_who_signs_it() {
    let offered = vec!["SCRAM-SHA-1".to_owned(), "PLAIN".to_owned()];
    let hash = list_hash(Hash::Sha1, &offered, None);
    let mut scene = Scene::new(after(SHA_512));
    scene.mechanisms("SCRAM-SHA-1 PLAIN");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    scene.receive(&challenge(&format!(",h={hash}")));
    assert!(matches!(scene.login.poll(), Some(Output::Derive(_))));
}

#[test]
fn an_offer_that_was_not_the_servers_is_refused() {
    let real = vec!["SCRAM-SHA-1".to_owned(), "SCRAM-SHA-256".to_owned()];
    let hash = list_hash(Hash::Sha1, &real, None);
    for config in [config(), after(SHA_512)] {
        let mut scene = Scene::new(config);
        scene.mechanisms("SCRAM-SHA-1");
        scene.expect_step(Step::Authenticate);
        scene.sent();
        scene.receive(&challenge(&format!(",h={hash}")));
        assert_eq!(scene.failed(), LoginError::Tampered(Tampering::Offer));
    }
}

#[test]
fn without_a_password_none_is_asked_for_in_vain() {
    let nothing = LoginConfig {
        credential: Credential::Account {
            certificate: None,
            password: None,
            allow_plain: true,
        },
        ..config()
    };
    let mut scene = Scene::new(nothing);
    scene.mechanisms("SCRAM-SHA-1 PLAIN");
    assert_eq!(scene.failed(), LoginError::NoPassword);
}

#[test]
fn a_certificate_is_shown_by_saying_nothing() {
    for (certificate, message) in [
        (Certificate::Unambiguous, "="),
        (Certificate::Several, "dXNlckB3b25kZXJsYW5kLmV4YW1wbGU="),
    ] {
        let mut scene = Scene::new(LoginConfig {
            credential: Credential::Account {
                certificate: Some(certificate),
                password: None,
                allow_plain: false,
            },
            ..config()
        });
        scene.mechanisms("EXTERNAL SCRAM-SHA-512");
        scene.expect_step(Step::Authenticate);
        scene.expect_sent(&format!("<auth mechanism='EXTERNAL'>{message}</auth>"));
        scene.receive("<success/>");
        scene.features(BIND_FEATURE);
        scene.expect_step(Step::Bind);
        scene.bind();
        let session = scene.done();
        assert_eq!(session.mechanism, "EXTERNAL");
        assert!(session.remembered.external);
    }
}

#[test]
fn nobody_in_particular_may_come_in_where_that_is_offered() {
    let anonymous = || LoginConfig {
        jid: BareJid::new("wonderland.example").unwrap(),
        credential: Credential::Anonymous,
        resource: None,
        ..config()
    };
    let mut scene = Scene::new(anonymous());
    scene.mechanisms("ANONYMOUS SCRAM-SHA-1");
    scene.expect_step(Step::Authenticate);
    scene.expect_sent("<auth mechanism='ANONYMOUS'>=</auth>");
    scene.receive("<success/>");
    scene.features(BIND_FEATURE);
    scene.expect_step(Step::Bind);
    scene.sent();
    scene.receive(BOUND);
    assert_eq!(scene.done().mechanism, "ANONYMOUS");

    let mut scene = Scene::new(anonymous());
    scene.mechanisms("PLAIN SCRAM-SHA-1");
    assert!(matches!(scene.failed(), LoginError::NoMechanism { .. }));
}

#[test]
fn a_certificate_that_is_refused_is_no_wrong_password() {
    let mut scene = Scene::new(LoginConfig {
        credential: Credential::Account {
            certificate: Some(Certificate::Unambiguous),
            password: None,
            allow_plain: false,
        },
        ..config()
    });
    scene.mechanisms("EXTERNAL");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    scene.receive("<failure><not-authorized/></failure>");
    assert!(matches!(scene.failed(), LoginError::CertificateRefused(_)));
}
