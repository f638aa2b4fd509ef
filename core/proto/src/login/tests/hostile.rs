//! Servers that lie, break the order, or hang up.

use proptest::prelude::*;

use super::*;
use crate::login::bind::EARLY_STANZAS;

fn unexpected(error: LoginError) -> &'static str {
    match error {
        LoginError::Unexpected { expected, .. } => expected,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_password_is_never_sent_unasked() {
    for offered in ["PLAIN", "PLAIN DIGEST-MD5 LOGIN", "EXTERNAL", "ANONYMOUS"] {
        let mut scene = Scene::new(config());
        scene.mechanisms(offered);
        let error = scene.failed();
        let LoginError::NoMechanism {
            offered: seen,
            plain_offered,
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(seen.join(" "), offered);
        assert_eq!(plain_offered, offered.contains("PLAIN"));
    }
}

#[test]
fn features_without_mechanisms_offer_none() {
    let mut scene = Scene::new(config());
    scene.features(BIND_FEATURE);
    let none = LoginError::NoMechanism {
        offered: vec![],
        plain_offered: false,
    };
    assert_eq!(scene.failed(), none);
}

#[test]
fn ten_thousand_mechanisms_are_cut() {
    let names: Vec<_> = (0..10_000).map(|n| format!("M-{n}")).collect();
    let mut scene = Scene::new(config());
    scene.mechanisms(&names.join(" "));
    assert!(
        matches!(scene.failed(), LoginError::NoMechanism { offered, .. } if offered.len() == 64)
    );
}

#[test]
fn an_impostor_does_not_get_our_trust() {
    for success in [
        "<success/>",
        "<success>=</success>",
        "<success>dj1BQUFB</success>",
        "<success>dj0=</success>",
    ] {
        let mut scene = Scene::new(config());
        scene.prove();
        scene.receive(success);
        assert_eq!(
            scene.failed(),
            LoginError::Scram(ScramError::Impostor),
            "{success}"
        );
    }
}

#[test]
fn a_false_proof_in_a_challenge_is_no_better() {
    let mut scene = Scene::new(config());
    scene.prove();
    scene.receive("<challenge>dj1BQUFB</challenge>");
    assert_eq!(scene.failed(), LoginError::Scram(ScramError::Impostor));
}

#[test]
fn success_before_the_challenge_is_out_of_order() {
    let mut scene = Scene::new(config());
    scene.mechanisms("SCRAM-SHA-1");
    scene.expect_step(Step::Authenticate);
    scene.login.poll();
    scene.receive(&format!("<success>{SUCCESS}</success>"));
    assert_eq!(unexpected(scene.failed()), "a challenge");
}

#[test]
fn success_while_keys_are_derived_is_out_of_order() {
    let mut scene = Scene::new(config());
    scene.mechanisms("SCRAM-SHA-1");
    scene.expect_step(Step::Authenticate);
    scene.login.poll();
    scene.receive(&format!("<challenge>{CHALLENGE}</challenge>"));
    let Some(Output::Derive(derivation)) = scene.login.poll() else {
        panic!();
    };
    scene.receive("<success/>");
    assert_eq!(unexpected(scene.failed()), "nothing");
    // The keys come too late to matter.
    scene.login.handle_keys(derivation.run());
    assert!(scene.login.poll().is_none());
}

#[test]
fn bad_challenges_end_the_login() {
    for (challenge, error) in [
        ("!!!", ScramError::Malformed("not base64")),
        ("", ScramError::Malformed("no nonce")),
        // r=EVIL,s=QSXCR+Q6sek8bf92,i=1
        (
            "cj1FVklMLHM9UVNYQ1IrUTZzZWs4YmY5MixpPTE=",
            ScramError::NonceMismatch,
        ),
    ] {
        let mut scene = Scene::new(config());
        scene.mechanisms("SCRAM-SHA-1");
        scene.expect_step(Step::Authenticate);
        scene.login.poll();
        scene.receive(&format!("<challenge>{challenge}</challenge>"));
        assert_eq!(scene.failed(), LoginError::Scram(error), "{challenge}");
    }
}

#[test]
fn an_account_without_a_name_can_not_log_in() {
    let jid = BareJid::new("wonderland.example").unwrap();
    let mut scene = Scene::new(LoginConfig { jid, ..config() });
    scene.mechanisms("SCRAM-SHA-1");
    scene.expect_step(Step::Authenticate);
    assert_eq!(scene.failed(), LoginError::Scram(ScramError::Credentials));
}

#[test]
fn a_server_of_the_last_century_is_refused() {
    for version in [None, Some("0.9".to_owned())] {
        let mut scene = Scene::new(config());
        scene.login.poll();
        let header = Header {
            version,
            ..Header::default()
        };
        scene.login.handle_frame(Frame::Open(header));
        assert_eq!(scene.failed(), LoginError::Version);
    }
}

#[test]
fn a_server_without_binding_is_of_no_use() {
    let mut scene = Scene::new(config());
    scene.authenticate(SM_FEATURE);
    assert_eq!(scene.failed(), LoginError::NoBind);
}

#[test]
fn only_a_full_address_will_do() {
    for jid in [
        "",
        "user@wonderland.example",
        "user@wonderland.example/",
        "@/x",
        "/x",
    ] {
        let mut scene = Scene::new(config());
        scene.authenticate(BIND_FEATURE);
        scene.login.poll();
        scene.receive(&BOUND.replace("user@wonderland.example/🐦", jid));
        assert_eq!(unexpected(scene.failed()), "an address", "{jid}");
    }
    let long = format!("user@wonderland.example/{}", "x".repeat(5000));
    let mut scene = Scene::new(config());
    scene.authenticate(BIND_FEATURE);
    scene.login.poll();
    scene.receive(&BOUND.replace("user@wonderland.example/🐦", &long));
    assert_eq!(unexpected(scene.failed()), "an address");
}

#[test]
fn answers_to_other_questions_are_not_taken() {
    for answer in [
        "<iq type='result' id='bond'/>",
        "<iq type='result'/>",
        "<iq type='get' id='bind'/>",
        "<iq id='bind'/>",
        "<message type='result' id='bind'/>",
    ] {
        let mut scene = Scene::new(config());
        scene.authenticate(BIND_FEATURE);
        scene.login.poll();
        scene.receive(answer);
        assert_eq!(unexpected(scene.failed()), "an address", "{answer}");
    }
}

#[test]
fn somebody_elses_session_is_not_taken() {
    for answer in [
        "<resumed previd='other' h='1'/>",
        "<resumed previd='old'/>",
        "<resumed previd='old' h='-1'/>",
        "<enabled id='x'/>",
    ] {
        let mut scene = Scene::new(resuming());
        scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
        scene.login.poll();
        scene.receive(answer);
        assert_eq!(unexpected(scene.failed()), "the old session", "{answer}");
    }
}

#[test]
fn a_flood_before_enabled_is_refused() {
    let mut scene = Scene::new(config());
    scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
    scene.bind();
    scene.login.poll();
    for _ in 0..EARLY_STANZAS {
        scene.receive("<message/>");
        assert!(scene.login.poll().is_none());
    }
    scene.receive("<message/>");
    assert_eq!(unexpected(scene.failed()), "stream management");
}

#[test]
fn an_error_or_the_end_of_the_stream_ends_the_login_at_any_step() {
    let steps: [fn(&mut Scene); 7] = [
        |_| {},
        |scene| scene.mechanisms("SCRAM-SHA-1"),
        Scene::prove,
        |scene| {
            scene.prove();
            scene.receive(&format!("<success>{SUCCESS}</success>"));
        },
        |scene| scene.authenticate(BIND_FEATURE),
        |scene| {
            scene.authenticate(&format!("{BIND_FEATURE}{SM_FEATURE}"));
            scene.bind();
        },
        |scene| {
            scene.authenticate(&format!(
                "{BIND_FEATURE}<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
            ));
        },
    ];
    let last = |scene: &mut Scene| std::iter::from_fn(|| scene.login.poll()).last();
    for step in steps {
        let mut scene = Scene::new(config());
        step(&mut scene);
        scene.receive(
            "<error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>",
        );
        let error = LoginError::Stream(StreamError::new(Condition::SystemShutdown));
        assert!(matches!(last(&mut scene), Some(Output::Failed(seen)) if seen == error));
        let mut scene = Scene::new(config());
        step(&mut scene);
        scene.login.handle_frame(Frame::Close);
        assert!(matches!(
            last(&mut scene),
            Some(Output::Failed(LoginError::Closed))
        ));
    }
}

#[test]
fn a_second_header_is_out_of_order() {
    let mut scene = Scene::new(config());
    scene.mechanisms("SCRAM-SHA-1");
    scene.login.poll();
    scene.login.poll();
    scene.login.handle_frame(Frame::Open(Header::default()));
    assert_eq!(unexpected(scene.failed()), "a challenge");
}

#[test]
fn what_is_quoted_of_the_server_is_short() {
    let mut scene = Scene::new(config());
    scene.mechanisms("SCRAM-SHA-1");
    scene.login.poll();
    scene.login.poll();
    scene.receive(&format!("<{}/>", "x".repeat(1000)));
    let error = scene.failed();
    assert!(matches!(error, LoginError::Unexpected { got, .. } if got.len() == 200));
}

fn any_frame() -> impl Strategy<Value = Frame> {
    let header = Header {
        version: Some("1.0".to_owned()),
        ..Header::default()
    };
    let elements = [
        "<features/>".to_owned(),
        format!(
            "<features><mechanisms xmlns='{SASL}'><mechanism>SCRAM-SHA-1</mechanism></mechanisms></features>"
        ),
        format!("<features>{BIND_FEATURE}{SM_FEATURE}</features>"),
        format!("<challenge>{CHALLENGE}</challenge>"),
        format!("<success>{SUCCESS}</success>"),
        "<success/>".to_owned(),
        "<failed h='1'/>".to_owned(),
        "<resumed previd='old' h='1'/>".to_owned(),
        "<enabled id='x' resume='1'/>".to_owned(),
        BOUND.to_owned(),
        "<message/>".to_owned(),
    ];
    prop_oneof![
        2 => Just(Frame::Open(header)),
        8 => prop::sample::select(elements.to_vec()).prop_map(|element| Frame::Element(xml(&element))),
        1 => Just(Frame::Close),
    ]
}

proptest! {
    /// Whatever the order, nobody is logged in who hasn't proved the password, and what is asked for
    /// is bounded by what came.
    #[test]
    fn no_order_of_frames_logs_in_without_proof(frames in prop::collection::vec(any_frame(), 0..12)) {
        let mut login = Login::new(resuming());
        let mut proved = false;
        for frame in frames {
            proved |= frame == Frame::Element(xml(&format!("<success>{SUCCESS}</success>")));
            login.handle_frame(frame);
            let outputs: Vec<_> = std::iter::from_fn(|| login.poll()).collect();
            prop_assert!(outputs.len() <= 3);
            for output in outputs {
                match output {
                    Output::Derive(derivation) => login.handle_keys(derivation.run()),
                    Output::Done(_) => prop_assert!(proved),
                    _ => {}
                }
            }
        }
    }
}
