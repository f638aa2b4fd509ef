use jid::BareJid;
use zeroize::Zeroizing;

use super::*;
use crate::management::element as sm;
use crate::sasl::{Bindings, Failure, FailureCondition, Hash, SASL, SASL2, ScramError};
use crate::stream::{CLIENT, Condition, STREAMS};

mod bound;
mod hostile;
mod second;
mod strength;

/// The exchange of RFC 5802 §5: user `user`, password `pencil`.
const NONCE: &str = "fyko+d2lbbFgONRv9qkxdawL";
const SECOND_NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
const CHALLENGE: &str = "cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjTkhZSlkxWlZ2V1ZzN2oscz1RU1hDUitRNnNlazhiZjkyLGk9NDA5Ng==";
const SUCCESS: &str = "dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9";

const BIND_FEATURE: &str = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";
const SM_FEATURE: &str = "<sm xmlns='urn:xmpp:sm:3'/>";
const BOUND: &str = "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
     <jid>user@wonderland.example/🐦</jid></bind></iq>";

fn config() -> LoginConfig {
    LoginConfig {
        jid: BareJid::new("user@wonderland.example").unwrap(),
        credential: password(false),
        nonces: [NONCE.to_owned(), SECOND_NONCE.to_owned()],
        bindings: Bindings::default(),
        hashes: &Hash::ALL,
        remembered: Remembered::default(),
        agent: None,
        token: None,
        shortcut: None,
        now: 0,
        resource: Some("waxwing".to_owned()),
        tag: None,
        inactive: false,
        resume: None,
    }
}

fn password(allow_plain: bool) -> Credential {
    Credential::Account {
        certificate: None,
        password: Some(Zeroizing::new("pencil".to_owned())),
        allow_plain,
    }
}

fn resuming() -> LoginConfig {
    LoginConfig {
        resume: Some(Resume {
            id: "old".to_owned(),
            h: 7,
            jid: "user@wonderland.example/old".to_owned(),
        }),
        ..config()
    }
}

fn xml(xml: &str) -> Element {
    let end = xml.find([' ', '/', '>']).unwrap();
    let (start, rest) = xml.split_at(end);
    let namespace = match start {
        "<auth" | "<challenge" | "<response" | "<success" | "<failure" => SASL,
        "<features" | "<error" => STREAMS,
        "<enabled" | "<resumed" | "<failed" | "<r" | "<resume" | "<enable" => sm::SM,
        _ => CLIENT,
    };
    format!("{start} xmlns='{namespace}'{rest}")
        .parse()
        .unwrap()
}

/// A login and the server's side of it.
struct Scene {
    login: Login,
}

impl Scene {
    fn new(config: LoginConfig) -> Self {
        Self {
            login: Login::new(config),
        }
    }

    /// The server opens its stream and sends features.
    fn features(&mut self, inside: &str) {
        assert!(matches!(self.login.poll(), Some(Output::Open)));
        let header = Header {
            version: Some("1.0".to_owned()),
            ..Header::default()
        };
        self.login.handle_frame(Frame::Open(header));
        self.receive(&format!("<features>{inside}</features>"));
    }

    fn mechanisms(&mut self, names: &str) {
        let names = names
            .split(' ')
            .map(|name| format!("<mechanism>{name}</mechanism>"));
        let names: String = names.collect();
        self.features(&format!("<mechanisms xmlns='{SASL}'>{names}</mechanisms>"));
    }

    fn receive(&mut self, element: &str) {
        self.login.handle_frame(Frame::Element(xml(element)));
    }

    fn expect_sent(&mut self, element: &str) {
        let sent = self.sent();
        assert_eq!(sent, xml(element), "{}", String::from(&sent));
    }

    fn sent(&mut self) -> Element {
        match self.login.poll() {
            Some(Output::Send(sent)) => sent,
            other => panic!("{other:?}"),
        }
    }

    fn expect_step(&mut self, step: Step) {
        match self.login.poll() {
            Some(Output::Step(now)) => assert_eq!(now, step),
            other => panic!("{other:?}"),
        }
    }

    fn derive(&mut self) {
        match self.login.poll() {
            Some(Output::Derive(derivation)) => self.login.handle_keys(derivation.run()),
            other => panic!("{other:?}"),
        }
    }

    /// Up to our proof.
    fn prove(&mut self) {
        self.mechanisms("PLAIN SCRAM-SHA-1");
        self.expect_step(Step::Authenticate);
        self.expect_sent(
            "<auth mechanism='SCRAM-SHA-1'>biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM</auth>",
        );
        self.receive(&format!("<challenge>{CHALLENGE}</challenge>"));
        self.derive();
        self.expect_sent("<response>Yz1iaXdzLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdMM3JmY05IWUpZMVpWdldWczdqLHA9djBYOHYzQnoyVDBDSkdiSlF5RjBYK0hJNFRzPQ==</response>");
    }

    /// Up to the features after authentication.
    fn authenticate(&mut self, features: &str) {
        self.prove();
        self.receive(&format!("<success>{SUCCESS}</success>"));
        self.features(features);
        self.expect_step(Step::Bind);
    }

    fn bind(&mut self) {
        self.expect_sent("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>waxwing</resource></bind></iq>");
        self.receive(BOUND);
    }

    fn done(&mut self) -> Session {
        let session = match self.login.poll() {
            Some(Output::Done(session)) => *session,
            other => panic!("{other:?}"),
        };
        self.expect_finished();
        session
    }

    fn failed(&mut self) -> LoginError {
        let error = match self.login.poll() {
            Some(Output::Failed(error)) => error,
            other => panic!("{other:?}"),
        };
        self.expect_finished();
        error
    }

    fn expect_finished(&mut self) {
        self.receive("<message/>");
        self.login.handle_frame(Frame::Close);
        assert!(self.login.poll().is_none());
    }
}

#[test]
fn a_login_binds_an_address_and_enables_stream_management() {
    let mut scene = Scene::new(config());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.bind();
    scene.expect_sent("<enable resume='true'/>");
    scene.receive("<enabled resume='1' id='new' max='600' location='[::1]:9'/>");
    let session = scene.done();
    assert_eq!(session.jid, "user@wonderland.example/🐦");
    assert_eq!(session.mechanism, "SCRAM-SHA-1");
    let offer = ManagementOffer {
        id: Some("new".to_owned()),
        max: Some(600),
        location: Some("[::1]:9".to_owned()),
    };
    assert_eq!(session.management, Some(offer));
    assert_eq!((session.resumed, session.refused_resume_h), (None, None));
    assert!(session.features.has_child("sm", sm::SM));
    assert!(session.early.is_empty());
}

#[test]
fn a_server_without_stream_management_will_do() {
    let mut scene = Scene::new(resuming());
    scene.authenticate(BIND_FEATURE);
    scene.bind();
    assert_eq!(scene.done().management, None);
}

#[test]
fn a_server_may_fail_to_enable_it() {
    let mut scene = Scene::new(config());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.bind();
    scene.expect_sent("<enable resume='true'/>");
    scene.receive("<failed/>");
    assert_eq!(scene.done().management, None);
}

#[test]
fn the_server_may_choose_the_resource() {
    let mut scene = Scene::new(LoginConfig {
        resource: None,
        ..config()
    });
    scene.authenticate(BIND_FEATURE);
    scene.expect_sent(
        "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
    );
    scene.receive(BOUND);
    scene.done();
}

#[test]
fn who_is_signed_in_as_somebody_else_leaves() {
    for somebody in ["queen@wonderland.example", "user@elsewhere.example"] {
        let mut scene = Scene::new(config());
        scene.authenticate(BIND_FEATURE);
        scene.sent();
        scene.receive(&BOUND.replace("user@wonderland.example", somebody));
        let other = LoginError::OtherAccount(somebody.to_owned());
        assert_eq!(scene.failed(), other);
    }
    // The same in other letters is the same (RFC 7622 §3.3).
    let mut scene = Scene::new(config());
    scene.authenticate(BIND_FEATURE);
    scene.sent();
    scene.receive(&BOUND.replace("user@", "User@"));
    scene.done();
}

#[test]
fn an_old_session_is_resumed() {
    let mut scene = Scene::new(resuming());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.expect_sent("<resume previd='old' h='7'/>");
    scene.receive("<resumed previd='old' h='42'/>");
    let session = scene.done();
    assert_eq!(session.jid, "user@wonderland.example/old");
    assert_eq!(session.resumed, Some(42));
    assert_eq!(session.management.unwrap().id.as_deref(), Some("old"));
}

#[test]
fn a_forgotten_session_is_replaced() {
    let mut scene = Scene::new(resuming());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.expect_sent("<resume previd='old' h='7'/>");
    scene.receive("<failed h='9'/>");
    scene.bind();
    scene.expect_sent("<enable resume='true'/>");
    scene.receive("<enabled resume='true' id='new'/>");
    let session = scene.done();
    assert_eq!(session.resumed, None);
    assert_eq!(session.refused_resume_h, Some(9));
}

#[test]
fn an_old_server_gets_its_session_request() {
    let mut scene = Scene::new(config());
    let old = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>";
    scene.authenticate(&format!("{BIND_FEATURE}{old}"));
    scene.bind();
    scene.expect_sent(
        "<iq type='set' id='session'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>",
    );
    scene.receive("<message id='early'/>");
    scene.receive("<iq type='result' id='session'/>");
    assert_eq!(scene.done().early, [xml("<message id='early'/>")]);
}

#[test]
fn an_optional_session_request_is_left_out() {
    let mut scene = Scene::new(config());
    let optional = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>";
    scene.authenticate(&format!("{BIND_FEATURE}{optional}"));
    scene.bind();
    scene.done();
}

#[test]
fn stanzas_before_enabled_are_kept() {
    let mut scene = Scene::new(config());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.bind();
    scene.expect_sent("<enable resume='true'/>");
    scene.receive("<presence id='1'/>");
    scene.receive("<iq id='2'/>");
    scene.receive("<enabled/>");
    let session = scene.done();
    assert_eq!(
        session.early,
        [xml("<presence id='1'/>"), xml("<iq id='2'/>")]
    );
    assert_eq!(session.management, Some(ManagementOffer::default()));
}

#[test]
fn the_servers_proof_may_come_as_a_challenge() {
    let mut scene = Scene::new(config());
    scene.prove();
    scene.receive(&format!("<challenge>{SUCCESS}</challenge>"));
    scene.expect_sent("<response/>");
    scene.receive("<success/>");
    scene.features(BIND_FEATURE);
    scene.expect_step(Step::Bind);
    scene.bind();
    scene.done();
}

#[test]
fn plain_is_used_where_it_is_allowed_and_all_there_is() {
    let mut scene = Scene::new(LoginConfig {
        credential: password(true),
        ..config()
    });
    scene.mechanisms("PLAIN DIGEST-MD5");
    scene.expect_step(Step::Authenticate);
    scene.expect_sent("<auth mechanism='PLAIN'>AHVzZXIAcGVuY2ls</auth>");
    scene.receive("<success/>");
    scene.features(BIND_FEATURE);
    scene.expect_step(Step::Bind);
    scene.bind();
    assert_eq!(scene.done().mechanism, "PLAIN");
}

#[test]
fn refusals_are_told_apart() {
    for (name, condition) in [
        ("not-authorized", FailureCondition::NotAuthorized),
        ("account-disabled", FailureCondition::AccountDisabled),
        (
            "temporary-auth-failure",
            FailureCondition::TemporaryAuthFailure,
        ),
        ("what-is-this", FailureCondition::Other),
    ] {
        let mut scene = Scene::new(config());
        scene.prove();
        scene.receive(&format!("<failure><{name}/><text>why</text></failure>"));
        let failure = Failure {
            condition,
            text: Some("why".to_owned()),
        };
        assert_eq!(scene.failed(), LoginError::Refused(failure));
    }
}

#[test]
fn a_refused_address_says_why() {
    let mut scene = Scene::new(config());
    scene.authenticate(BIND_FEATURE);
    scene.login.poll();
    scene.receive("<iq type='error' id='bind'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>taken</text></error></iq>");
    let error = BindError {
        condition: "conflict".to_owned(),
        text: Some("taken".to_owned()),
    };
    assert_eq!(scene.failed(), LoginError::Bind(error));
}

#[test]
fn nothing_secret_is_printed() {
    let mut scene = Scene::new(config());
    scene.prove();
    let printed = format!("{:?}", scene.login);
    assert!(
        !printed.contains("pencil") && !printed.contains(NONCE),
        "{printed}"
    );
}
