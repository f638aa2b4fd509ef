//! The second profile (XEP-0388), with a session along with it and tokens for the next time.

use super::*;
use crate::sasl::{BindingType, Hash, Token, TokenMechanism};

const MECHANISMS: &str = "<mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-1</mechanism>";
const INLINE: &str = "<inline><sm xmlns='urn:xmpp:sm:3'/><bind xmlns='urn:xmpp:bind:0'><inline>\
     <feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:sm:3'/></inline></bind>\
     <fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism>\
     <mechanism>HT-SHA-256-EXPR</mechanism></fast></inline>";
const AGENT: &str = "<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'>\
     <software>Waxwing</software></user-agent>";
const BIND: &str = "<bind xmlns='urn:xmpp:bind:0'><tag>waxwing</tag>\
     <enable xmlns='urn:xmpp:sm:3' resume='true'/><enable xmlns='urn:xmpp:carbons:2'/></bind>";
const JID: &str = "<authorization-identifier>user@wonderland.example/waxwing/🐦\
     </authorization-identifier>";
const BOUND: &str = "<bound xmlns='urn:xmpp:bind:0'>\
     <enabled xmlns='urn:xmpp:sm:3' id='new' resume='true'/></bound>";
const FIRST: &str = "biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM";
const ALL: Inline = Inline {
    resume: true,
    bind: true,
    enable: true,
};

fn config() -> LoginConfig {
    LoginConfig {
        agent: Some(Agent {
            id: "d4565fa7-4d72-4749-b3d3-740edbf87770".to_owned(),
            software: "Waxwing".to_owned(),
        }),
        tag: Some("waxwing".to_owned()),
        ..super::config()
    }
}

fn token() -> Token {
    let secret = "secret".to_owned().into();
    Token::new(TokenMechanism::Unbound, secret, Some(10)).unwrap()
}

fn with_token() -> LoginConfig {
    LoginConfig {
        token: Some(token()),
        ..config()
    }
}

/// The two messages of the token, as Python's `hmac` has them.
const TOKEN_FIRST: &str = "dXNlcgAIDZ+pF8baZ3At9P9QkNhpO1+Mg4yDLW82YraCLMemuQ==";
const TOKEN_ANSWER: &str = "icevAmJ7zemHQaEJDf+yVGEPHjNbvwhuOwLnCK2lpoI=";

fn xml2(xml: &str) -> Element {
    let end = xml.find([' ', '/', '>']).unwrap();
    let (start, rest) = xml.split_at(end);
    format!("{start} xmlns='{SASL2}'{rest}").parse().unwrap()
}

impl Scene {
    fn receive2(&mut self, element: &str) {
        self.login.handle_frame(Frame::Element(xml2(element)));
    }

    fn expect_sent2(&mut self, element: &str) {
        let sent = self.sent();
        assert_eq!(sent, xml2(element), "{}", String::from(&sent));
    }

    fn offer2(&mut self, mechanisms: &str, besides: &str) {
        self.features(&format!(
            "<mechanisms xmlns='{SASL}'><mechanism>SCRAM-SHA-512</mechanism></mechanisms>\
             <authentication xmlns='{SASL2}'>{mechanisms}{INLINE}</authentication>{besides}"
        ));
    }

    /// Up to our proof.
    fn prove2(&mut self) {
        self.expect_sent2(&format!(
            "<authenticate mechanism='SCRAM-SHA-1'>\
             <initial-response>{FIRST}</initial-response>{AGENT}{BIND}\
             <request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/></authenticate>"
        ));
        self.receive2(&format!("<challenge>{CHALLENGE}</challenge>"));
        self.derive();
        assert!(self.sent().is("response", SASL2));
    }

    fn succeed2(&mut self, data: &str, more: &str) {
        self.receive2(&format!(
            "<success><additional-data>{data}</additional-data>{JID}{more}</success>"
        ));
    }

    fn token(&mut self) -> Option<Token> {
        match self.login.poll() {
            Some(Output::Token(token)) => token,
            other => panic!("{other:?}"),
        }
    }

    fn features_follow(&mut self) {
        self.expect_step(Step::Bind);
        self.receive("<features/>");
    }
}

#[test]
fn one_exchange_brings_a_session_and_a_token() {
    let mut scene = Scene::new(config());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.prove2();
    let token = "<token xmlns='urn:xmpp:fast:0' expiry='2020-03-12T14:36:15Z' token='next'/>";
    scene.succeed2(SUCCESS, &format!("{BOUND}{token}"));
    let token = scene.token().unwrap();
    assert_eq!(token.secret.as_str(), "next");
    assert_eq!(token.mechanism, TokenMechanism::Unbound);
    assert_eq!(token.expiry, Some(1_584_023_775_000_000));
    scene.expect_step(Step::Bind);
    scene.receive("<message id='early'/>");
    scene.receive("<features><csi xmlns='urn:xmpp:csi:0'/></features>");
    let session = scene.done();
    assert_eq!(session.jid, "user@wonderland.example/waxwing/🐦");
    assert_eq!(session.management.unwrap().id.as_deref(), Some("new"));
    assert!(session.features.has_child("csi", "urn:xmpp:csi:0"));
    assert_eq!(session.early, [xml("<message id='early'/>")]);
    assert_eq!(session.shortcut, Some(ALL));
}

#[test]
fn a_session_begins_with_nobody_looking_where_the_server_can() {
    let feature = "<feature var='urn:xmpp:csi:0'/>";
    for (offered, inactive) in [(true, true), (true, false), (false, true)] {
        let mut scene = Scene::new(LoginConfig {
            inactive,
            ..config()
        });
        let inline = match offered {
            true => INLINE.replace("</inline></bind>", &format!("{feature}</inline></bind>")),
            false => INLINE.to_owned(),
        };
        scene.features(&format!(
            "<authentication xmlns='{SASL2}'>{MECHANISMS}{inline}</authentication>"
        ));
        scene.expect_step(Step::Authenticate);
        let request = scene.sent();
        let bind = request.get_child("bind", "urn:xmpp:bind:0").unwrap();
        assert_eq!(
            bind.has_child("inactive", "urn:xmpp:csi:0"),
            offered && inactive
        );
        assert!(!bind.has_child("active", "urn:xmpp:csi:0"));
    }
}

#[test]
fn a_server_that_only_authenticates_binds_as_ever() {
    let mut scene = Scene::new(config());
    scene.features(&format!(
        "<authentication xmlns='{SASL2}'>{MECHANISMS}</authentication>"
    ));
    scene.expect_step(Step::Authenticate);
    scene.expect_sent2(&format!(
        "<authenticate mechanism='SCRAM-SHA-1'>\
         <initial-response>{FIRST}</initial-response>{AGENT}</authenticate>"
    ));
    scene.receive2(&format!("<challenge>{CHALLENGE}</challenge>"));
    scene.derive();
    scene.sent();
    scene.succeed2(SUCCESS, "");
    scene.receive(&format!("<features>{BIND_FEATURE}{SM_FEATURE}</features>"));
    scene.expect_step(Step::Bind);
    scene.bind();
    scene.expect_sent("<enable resume='true'/>");
    scene.receive("<enabled id='new' resume='1'/>");
    assert_eq!(scene.done().shortcut, None);
}

#[test]
fn a_resource_that_was_asked_for_is_bound_as_ever() {
    let mut scene = Scene::new(LoginConfig {
        tag: None,
        ..config()
    });
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    assert!(!scene.sent().has_child("bind", "urn:xmpp:bind:0"));
}

#[test]
fn without_an_agent_the_first_profile_is_used() {
    let mut scene = Scene::new(super::config());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    let auth = scene.sent();
    assert!(auth.is("auth", SASL), "{auth:?}");
    assert_eq!(auth.attr("mechanism"), Some("SCRAM-SHA-512"));
}

#[test]
fn a_token_brings_the_old_session_back_in_one_exchange() {
    let mut scene = Scene::new(LoginConfig {
        resume: resuming().resume,
        ..with_token()
    });
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.expect_sent2(&format!(
        "<authenticate mechanism='HT-SHA-256-NONE'>\
         <initial-response>{TOKEN_FIRST}</initial-response>{AGENT}\
         <resume xmlns='urn:xmpp:sm:3' previd='old' h='7'/>{BIND}\
         <fast xmlns='urn:xmpp:fast:0'/></authenticate>"
    ));
    let resumed = "<resumed xmlns='urn:xmpp:sm:3' previd='old' h='42'/>";
    scene.succeed2(TOKEN_ANSWER, resumed);
    let session = scene.done();
    assert_eq!(session.jid, "user@wonderland.example/old");
    assert_eq!(session.mechanism, "HT-SHA-256-NONE");
    assert_eq!(session.resumed, Some(42));
}

#[test]
fn what_is_known_of_the_server_need_not_be_awaited() {
    let mut scene = Scene::new(LoginConfig {
        shortcut: Some(ALL),
        ..with_token()
    });
    assert!(matches!(scene.login.poll(), Some(Output::Open)));
    scene.expect_step(Step::Authenticate);
    let ahead = scene.sent();
    assert!(ahead.has_child("fast", "urn:xmpp:fast:0"), "{ahead:?}");
    let header = Header {
        version: Some("1.0".to_owned()),
        ..Header::default()
    };
    scene.login.handle_frame(Frame::Open(header));
    scene.receive(&format!(
        "<features><authentication xmlns='{SASL2}'>{MECHANISMS}{INLINE}</authentication></features>"
    ));
    assert!(scene.login.poll().is_none(), "all is said already");
    scene.succeed2(TOKEN_ANSWER, BOUND);
    scene.features_follow();
    assert_eq!(scene.done().mechanism, "HT-SHA-256-NONE");
}

#[test]
fn a_token_that_is_refused_gives_way_to_the_password() {
    for shortcut in [None, Some(ALL)] {
        let mut scene = Scene::new(LoginConfig {
            shortcut,
            ..with_token()
        });
        if shortcut.is_some() {
            scene.login.outputs.rotate_left(1);
            scene.expect_step(Step::Authenticate);
            scene.sent();
            scene.offer2(MECHANISMS, "");
        } else {
            scene.offer2(MECHANISMS, "");
            scene.expect_step(Step::Authenticate);
            scene.sent();
        }
        let expired = "<credentials-expired xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
        scene.receive2(&format!("<failure>{expired}</failure>"));
        assert_eq!(scene.token(), None, "it is forgotten");
        scene.prove2();
        scene.succeed2(SUCCESS, BOUND);
        scene.features_follow();
        assert_eq!(scene.done().mechanism, "SCRAM-SHA-1");
    }
}

#[test]
fn a_token_outlives_a_server_that_is_not_well() {
    let mut scene = Scene::new(with_token());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    let failure = "<temporary-auth-failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
    scene.receive2(&format!("<failure>{failure}</failure>"));
    assert!(matches!(scene.failed(), LoginError::Refused(_)));
}

#[test]
fn a_token_is_used_only_where_it_is_good() {
    let bound = Remembered {
        scram: Some(Strength {
            binding: Some(BindingType::TlsExporter),
            hash: Hash::Sha1,
        }),
        ..Remembered::default()
    };
    let over = LoginConfig {
        now: 10,
        ..with_token()
    };
    let weaker_than_before = LoginConfig {
        remembered: bound,
        ..with_token()
    };
    let secret = "secret".to_owned().into();
    let of_another_kind = LoginConfig {
        token: Token::new(TokenMechanism::EndPoint, secret, None),
        ..config()
    };
    for config in [over, weaker_than_before, of_another_kind] {
        let mut scene = Scene::new(LoginConfig {
            shortcut: Some(ALL),
            ..config
        });
        scene.offer2(MECHANISMS, "");
        scene.expect_step(Step::Authenticate);
        assert_eq!(scene.sent().attr("mechanism"), Some("SCRAM-SHA-1"));
    }
}

#[test]
fn a_server_that_does_not_know_the_token_is_an_impostor() {
    for data in [
        "",
        TOKEN_FIRST,
        "icevAmJ7zemHQaEJDf+yVGEPHjNbvwhuOwLnCAAAAAA=",
    ] {
        let mut scene = Scene::new(with_token());
        scene.offer2(MECHANISMS, "");
        scene.expect_step(Step::Authenticate);
        scene.sent();
        scene.succeed2(data, BOUND);
        assert_eq!(scene.failed(), LoginError::Scram(ScramError::Impostor));
    }
    let mut scene = Scene::new(with_token());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    scene.receive2(&format!("<success>{JID}{BOUND}</success>"));
    assert_eq!(scene.failed(), LoginError::Scram(ScramError::Impostor));
}

#[test]
fn success_without_the_proof_of_the_password_is_an_impostor() {
    for success in [
        format!("<success>{JID}{BOUND}</success>"),
        format!("<success><additional-data>dj1BQUFB</additional-data>{JID}{BOUND}</success>"),
    ] {
        let mut scene = Scene::new(config());
        scene.offer2(MECHANISMS, "");
        scene.expect_step(Step::Authenticate);
        scene.prove2();
        scene.receive2(&success);
        assert_eq!(scene.failed(), LoginError::Scram(ScramError::Impostor));
    }
}

#[test]
fn success_of_the_first_profile_does_not_spare_the_proof() {
    let mut scene = Scene::new(config());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.prove2();
    scene.receive("<success/>");
    assert_eq!(scene.failed(), LoginError::Scram(ScramError::Impostor));
}

#[test]
fn another_session_than_ours_is_not_taken_up() {
    for resumed in [
        "<resumed xmlns='urn:xmpp:sm:3' previd='other' h='42'/>",
        "<resumed xmlns='urn:xmpp:sm:3' previd='old' h='42'/>",
    ] {
        // The second is of a session that nobody asked for.
        let resume = resumed
            .contains("other")
            .then(|| resuming().resume.unwrap());
        let mut scene = Scene::new(LoginConfig {
            resume,
            ..with_token()
        });
        scene.offer2(MECHANISMS, "");
        scene.expect_step(Step::Authenticate);
        scene.sent();
        scene.succeed2(TOKEN_ANSWER, resumed);
        assert!(matches!(scene.failed(), LoginError::Unexpected { .. }));
    }
}

#[test]
fn a_forgotten_session_is_replaced_at_once() {
    let mut scene = Scene::new(LoginConfig {
        resume: resuming().resume,
        ..with_token()
    });
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.sent();
    let failed = "<failed xmlns='urn:xmpp:sm:3' h='9'/>";
    scene.succeed2(TOKEN_ANSWER, &format!("{failed}{BOUND}"));
    scene.features_follow();
    let session = scene.done();
    assert_eq!(session.refused_resume_h, Some(9));
    assert_eq!(session.resumed, None);
}

#[test]
fn anything_but_features_behind_success_is_out_of_order() {
    for element in ["<features2/>", "<success/>", "<challenge/>"] {
        let mut scene = Scene::new(with_token());
        scene.offer2(MECHANISMS, "");
        scene.expect_step(Step::Authenticate);
        scene.sent();
        scene.succeed2(TOKEN_ANSWER, BOUND);
        scene.expect_step(Step::Bind);
        scene.receive(element);
        assert!(matches!(scene.failed(), LoginError::Unexpected { .. }));
    }
}

#[test]
fn a_second_factor_is_named() {
    let mut scene = Scene::new(config());
    scene.offer2(MECHANISMS, "");
    scene.expect_step(Step::Authenticate);
    scene.prove2();
    scene.receive2("<continue><tasks><task>TOTP</task><task>SMS</task></tasks></continue>");
    let tasks = vec!["TOTP".to_owned(), "SMS".to_owned()];
    assert_eq!(scene.failed(), LoginError::Unfinished { tasks });
}

/// XEP-0440 §3, rules 4 and 5: in this profile half an offer is a sign of somebody in the middle.
#[test]
fn half_an_offer_of_binding_is_refused() {
    let bindings = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>\
         <channel-binding type='tls-exporter'/></sasl-channel-binding>";
    let plus = format!("{MECHANISMS}<mechanism>SCRAM-SHA-1-PLUS</mechanism>");
    for (mechanisms, besides, error) in [
        (plus.as_str(), "", Tampering::Bindings),
        (MECHANISMS, bindings, Tampering::Mechanisms),
    ] {
        let mut scene = Scene::new(LoginConfig {
            bindings: Bindings {
                exporter: Some(vec![1; 32]),
                end_point: None,
            },
            ..config()
        });
        scene.offer2(mechanisms, besides);
        assert_eq!(scene.failed(), LoginError::Tampered(error));
    }
}

/// A token that is tied to less than the password is would be the way around it.
#[test]
fn the_token_asked_for_is_bound_if_the_login_is() {
    let bindings = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>\
         <channel-binding type='tls-exporter'/></sasl-channel-binding>";
    let plus = "<mechanism>SCRAM-SHA-1-PLUS</mechanism>";
    for (exporter, mechanism) in [(true, Some("HT-SHA-256-EXPR")), (false, None)] {
        let mut scene = Scene::new(LoginConfig {
            bindings: Bindings {
                exporter: exporter.then(|| vec![1; 32]),
                end_point: Some(vec![2; 32]),
            },
            ..config()
        });
        let other = bindings.replace("tls-exporter", "tls-server-end-point");
        scene.offer2(plus, if exporter { bindings } else { &other });
        scene.expect_step(Step::Authenticate);
        let sent = scene.sent();
        let token = sent.get_child("request-token", "urn:xmpp:fast:0");
        assert_eq!(token.and_then(|token| token.attr("mechanism")), mechanism);
    }
}
