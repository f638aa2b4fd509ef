//! Logins that are tied to the connection (XEP-0440), and offers that somebody has changed.

use super::*;
use crate::sasl::{BindingType, Hash};

/// The messages of XEP-0388 §2.4, with the proofs of the password `pencil`.
const NONCE: &str = "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6";
const FIRST: &str =
    "cD10bHMtZXhwb3J0ZXIsLG49dXNlcixyPTEyQzRDRDVDLUUzOEUtNEE5OC04RjZELTE1QzM4RjUxQ0NDNg==";
const CHALLENGE: &str = "cj0xMkM0Q0Q1Qy1FMzhFLTRBOTgtOEY2RC0xNUMzOEY1MUNDQzZhMDkxMTdhNi1hYzUwLTRmMmYtOTNmMS05Mzc5OWMyYmRkZjYscz1RU1hDUitRNnNlazhiZjkyLGk9NDA5Ng==";
const SUCCESS: &str = "dj1HUnFZZzBTUE1HcnFQUms1SGZNejluR0hxOTQ9";
const EXPORTER: &str = "xyhC850EN493g6zCWYBZXd2DVrVaHW1g9MHBWJ3XRVQ=";

const BOTH: &str = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>\
     <channel-binding type='tls-server-end-point'/><channel-binding type='tls-exporter'/>\
     </sasl-channel-binding>";
const OTHERS: &str = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>\
     <channel-binding type='tls-unique'/></sasl-channel-binding>";

const BOUND: Strength = Strength {
    binding: Some(BindingType::TlsExporter),
    hash: Hash::Sha1,
};

fn exporter() -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(EXPORTER)
        .unwrap()
}

fn config() -> LoginConfig {
    LoginConfig {
        nonces: [NONCE.to_owned(), super::NONCE.to_owned()],
        bindings: Bindings {
            exporter: Some(exporter()),
            end_point: Some(vec![1; 32]),
        },
        ..super::config()
    }
}

fn remembering(scram: Strength) -> LoginConfig {
    LoginConfig {
        remembered: Remembered {
            scram: Some(scram),
            ..Remembered::default()
        },
        ..config()
    }
}

impl Scene {
    fn offer(&mut self, mechanisms: &str, besides: &str) {
        let names = mechanisms
            .split(' ')
            .map(|name| format!("<mechanism>{name}</mechanism>"));
        let names: String = names.collect();
        self.features(&format!(
            "<mechanisms xmlns='{SASL}'>{names}</mechanisms>{besides}"
        ));
    }

    /// The mechanism and the first message.
    fn expect_auth(&mut self) -> (String, String) {
        use base64::Engine as _;
        self.expect_step(Step::Authenticate);
        let auth = self.sent();
        let message = base64::engine::general_purpose::STANDARD
            .decode(auth.text())
            .unwrap();
        (
            auth.attr("mechanism").unwrap().to_owned(),
            String::from_utf8(message).unwrap(),
        )
    }

    /// The second try, with the exchange of RFC 5802.
    fn log_in_unbound(&mut self) -> Session {
        self.expect_sent(
            "<auth mechanism='SCRAM-SHA-1'>biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM</auth>",
        );
        self.receive(&format!("<challenge>{}</challenge>", super::CHALLENGE));
        self.derive();
        self.sent();
        self.receive(&format!("<success>{}</success>", super::SUCCESS));
        self.features(BIND_FEATURE);
        self.expect_step(Step::Bind);
        self.bind();
        self.done()
    }
}

#[test]
fn a_login_is_tied_to_the_connection_where_the_server_can() {
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-512 SCRAM-SHA-1 SCRAM-SHA-1-PLUS", BOTH);
    scene.expect_step(Step::Authenticate);
    scene.expect_sent(&format!(
        "<auth mechanism='SCRAM-SHA-1-PLUS'>{FIRST}</auth>"
    ));
    scene.receive(&format!("<challenge>{CHALLENGE}</challenge>"));
    scene.derive();
    scene.sent();
    scene.receive(&format!("<success>{SUCCESS}</success>"));
    scene.features(BIND_FEATURE);
    scene.expect_step(Step::Bind);
    scene.bind();
    let session = scene.done();
    assert_eq!(session.mechanism, "SCRAM-SHA-1-PLUS");
    assert_eq!(session.binding, super::Bound::To(BindingType::TlsExporter));
    assert_eq!(session.remembered.scram, Some(BOUND));
}

#[test]
fn what_is_said_about_binding_follows_the_offer() {
    let weaker = BOTH.replace("tls-exporter", "tls-unique");
    for (mechanisms, besides, mechanism, header) in [
        (
            "SCRAM-SHA-1 SCRAM-SHA-1-PLUS",
            weaker.as_str(),
            "SCRAM-SHA-1-PLUS",
            "p=tls-server-end-point,,",
        ),
        // Nobody says by what; the XEP has every server know this one.
        (
            "SCRAM-SHA-1 SCRAM-SHA-1-PLUS",
            "",
            "SCRAM-SHA-1-PLUS",
            "p=tls-server-end-point,,",
        ),
        ("SCRAM-SHA-1", "", "SCRAM-SHA-1", "y,,"),
        // Taken out or switched off: the server finds out which.
        ("SCRAM-SHA-1", BOTH, "SCRAM-SHA-1", "y,,"),
        ("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", OTHERS, "SCRAM-SHA-1", "n,,"),
    ] {
        let mut scene = Scene::new(config());
        scene.offer(mechanisms, besides);
        let (chosen, message) = scene.expect_auth();
        assert_eq!(chosen, mechanism, "{mechanisms} {besides}");
        assert!(message.starts_with(header), "{message}");
    }
}

#[test]
fn without_anything_to_bind_to_nothing_is_claimed() {
    for mechanisms in ["SCRAM-SHA-1", "SCRAM-SHA-1 SCRAM-SHA-1-PLUS"] {
        let mut scene = Scene::new(super::config());
        scene.offer(mechanisms, BOTH);
        let (mechanism, message) = scene.expect_auth();
        assert_eq!(mechanism, "SCRAM-SHA-1");
        assert!(message.starts_with("n,,"), "{message}");
    }
}

/// ejabberd 23.01 offers bound logins, does not say by what, and knows only what TLS 1.3 has not.
#[test]
fn a_binding_that_was_never_promised_may_be_refused_once() {
    let refusal = "<failure><not-authorized/><text>Invalid channel binding</text></failure>";
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "");
    scene.expect_auth();
    scene.receive(refusal);
    let session = scene.log_in_unbound();
    assert_eq!(session.binding, super::Bound::Refused);
    assert!(session.remembered.refused);

    let mut scene = Scene::new(LoginConfig {
        nonces: [super::NONCE.to_owned(), NONCE.to_owned()],
        remembered: session.remembered,
        ..config()
    });
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "");
    scene.expect_step(Step::Authenticate);
    let again = scene.log_in_unbound();
    assert_eq!(again.binding, super::Bound::Refused);

    let mut scene = Scene::new(LoginConfig {
        remembered: again.remembered,
        ..config()
    });
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", BOTH);
    assert_eq!(scene.expect_auth().0, "SCRAM-SHA-1-PLUS");
}

#[test]
fn refused_twice_is_refused() {
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "");
    scene.expect_auth();
    scene.receive("<failure><not-authorized/></failure>");
    scene.sent();
    scene.receive("<failure><not-authorized/></failure>");
    assert!(matches!(scene.failed(), LoginError::Refused(_)));
}

#[test]
fn a_binding_that_was_promised_or_had_before_is_not_given_up() {
    for (config, besides) in [(config(), BOTH), (remembering(BOUND), BOTH)] {
        let mut scene = Scene::new(config);
        scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", besides);
        scene.expect_auth();
        scene.receive("<failure><not-authorized/></failure>");
        assert!(matches!(scene.failed(), LoginError::Refused(_)));
    }
    let weaker = Strength {
        binding: Some(BindingType::TlsServerEndPoint),
        hash: Hash::Sha1,
    };
    let mut scene = Scene::new(remembering(weaker));
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "");
    scene.expect_auth();
    scene.receive("<failure><not-authorized/></failure>");
    assert!(matches!(scene.failed(), LoginError::Downgrade { .. }));
}

#[test]
fn a_disabled_account_is_no_reason_to_try_without_binding() {
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", "");
    scene.expect_auth();
    scene.receive("<failure><account-disabled/></failure>");
    assert!(matches!(scene.failed(), LoginError::Refused(_)));
}

#[test]
fn a_server_that_sees_another_connection_says_so() {
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-1-PLUS", BOTH);
    scene.expect_auth();
    scene.receive(&format!("<challenge>{CHALLENGE}</challenge>"));
    scene.derive();
    scene.sent();
    scene.receive("<failure><not-authorized/><text>Invalid channel binding</text></failure>");
    assert_eq!(scene.failed(), LoginError::Tampered(Tampering::Connection));
}

#[test]
fn a_server_that_had_offered_more_says_so() {
    let mut scene = Scene::new(config());
    scene.offer("SCRAM-SHA-1", "");
    scene.expect_auth();
    scene.receive("<failure><malformed-request/></failure>");
    assert_eq!(scene.failed(), LoginError::Tampered(Tampering::Mechanisms));
}

/// With kinds that we don't know, only the server's signature can tell whether they are its own.
#[test]
fn unknown_kinds_of_binding_must_be_signed() {
    let mut scene = Scene::new(LoginConfig {
        nonces: [super::NONCE.to_owned(), String::new()],
        ..config()
    });
    scene.offer("SCRAM-SHA-1 SCRAM-SHA-1-PLUS", OTHERS);
    scene.expect_auth();
    scene.receive(&format!("<challenge>{}</challenge>", super::CHALLENGE));
    assert_eq!(scene.failed(), LoginError::Tampered(Tampering::Bindings));
}
