use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::*;

const RFC_5802: Exchange = Exchange {
    hash: Hash::Sha1,
    user: "user",
    password: "pencil",
    nonce: "fyko+d2lbbFgONRv9qkxdawL",
    first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    challenge: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    last: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    server: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
};

const RFC_7677: Exchange = Exchange {
    hash: Hash::Sha256,
    user: "user",
    password: "pencil",
    nonce: "rOprNGfwEbeRWgbNEkqO",
    first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    challenge: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    last: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    server: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

/// No RFC has one for SHA-512; computed with the `hashlib` of Python.
const SHA_512: Exchange = Exchange {
    hash: Hash::Sha512,
    user: "user",
    password: "pencil",
    nonce: "rOprNGfwEbeRWgbNEkqO",
    first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    challenge: "r=rOprNGfwEbeRWgbNEkqO02431b08-2f0b-4ff9-8e4d-1a9f3c2d5e6f,s=Yzzp/BrWRnNUJ+aQ8mEpWcqEq/2SEaJOxv3B4bGAdKI=,i=10000",
    last: "c=biws,r=rOprNGfwEbeRWgbNEkqO02431b08-2f0b-4ff9-8e4d-1a9f3c2d5e6f,p=0FcEb27HkMNDu51eqYGtPGFyUnjSIen4rJ3m0cOtctbUFVUHfFqLnSAfRmnlzSOXO5LFPowiFz5APqzmjH718w==",
    server: "v=XK4Uo+s/+bHZqJcudb+gEUvgRTAiTIee+xJHFHQ6Wy4ZZbjt3gdifF7P8s1C239lscnJZAHZSx2aZjj89tp6QQ==",
};

struct Exchange {
    hash: Hash,
    user: &'static str,
    password: &'static str,
    nonce: &'static str,
    first: &'static str,
    challenge: &'static str,
    last: &'static str,
    server: &'static str,
}

impl Exchange {
    fn start(&self) -> Scram {
        Scram::new(
            self.hash,
            Binding::Unable,
            self.user,
            self.password,
            self.nonce.to_owned(),
        )
        .unwrap()
    }

    fn proof(&self) -> Proof {
        let challenge = self
            .start()
            .handle_challenge(self.challenge.as_bytes())
            .unwrap();
        let keys = challenge.derivation().run();
        challenge.answer(&keys).1
    }
}

fn unbound(user: &str, password: &str, nonce: String) -> Result<Scram, ScramError> {
    Scram::new(Hash::Sha1, Binding::Unable, user, password, nonce)
}

fn challenged(message: &str) -> ScramError {
    RFC_5802
        .start()
        .handle_challenge(message.as_bytes())
        .unwrap_err()
}

fn with_rounds(rounds: &str) -> Result<Challenge, ScramError> {
    let message = RFC_5802.challenge.replace("4096", rounds);
    RFC_5802.start().handle_challenge(message.as_bytes())
}

#[test]
fn the_vectors_are_met() {
    for exchange in [RFC_5802, RFC_7677, SHA_512] {
        let scram = exchange.start();
        assert_eq!(scram.first(), exchange.first);
        let challenge = scram
            .handle_challenge(exchange.challenge.as_bytes())
            .unwrap();
        let keys = challenge.derivation().run();
        let (last, proof) = challenge.answer(&keys);
        assert_eq!(*last, exchange.last);
        assert_eq!(proof.check(exchange.server.as_bytes()), Ok(()));
    }
}

#[test]
fn a_success_without_proof_is_an_impostor() {
    let proof = RFC_5802.proof();
    assert_eq!(proof.check(b""), Err(ScramError::Impostor));
    assert_eq!(
        proof.check(b"v=rmF9pqV8S7suAoZWja4dJRkFsKU="),
        Err(ScramError::Impostor)
    );
    assert_eq!(proof.check(b"v="), Err(ScramError::Impostor));
    // A prefix of the true signature, and one that is longer.
    assert_eq!(
        proof.check(b"v=rmF9pqV8S7suAoZWja4dJRkF"),
        Err(ScramError::Impostor)
    );
    assert_eq!(
        proof.check(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQAAAAA"),
        Err(ScramError::Impostor)
    );
    // The proof of another exchange.
    assert_eq!(
        proof.check(RFC_7677.server.as_bytes()),
        Err(ScramError::Impostor)
    );
}

#[test]
fn an_unreadable_last_message_is_no_proof() {
    let proof = RFC_5802.proof();
    for message in ["hello", "x=1", "v=!!!", "V=rmF9pqV8S7suAoZWja4dJRkFsKQ="] {
        assert!(
            matches!(
                proof.check(message.as_bytes()),
                Err(ScramError::Malformed(_))
            ),
            "{message}"
        );
    }
    assert!(matches!(
        proof.check(b"\xff"),
        Err(ScramError::Malformed(_))
    ));
    assert!(matches!(
        proof.check(&vec![b'v'; 100_000]),
        Err(ScramError::Malformed(_))
    ));
}

#[test]
fn further_fields_after_the_signature_are_ignored() {
    let message = format!("{},x=1", RFC_5802.server);
    assert_eq!(RFC_5802.proof().check(message.as_bytes()), Ok(()));
}

#[test]
fn the_servers_error_is_passed_on_printable() {
    let proof = RFC_5802.proof();
    assert_eq!(
        proof.check(b"e=invalid-proof"),
        Err(ScramError::Server("invalid-proof".into()))
    );
    assert_eq!(
        challenged("e=unknown-user,x"),
        ScramError::Server("unknown-user".into())
    );
    let long = format!("e=a\u{1b}[31m\n{}", "x".repeat(1000));
    let ScramError::Server(shown) = challenged(&long) else {
        panic!()
    };
    assert!(shown.starts_with("a[31mx") && shown.len() == 100);
}

#[test]
fn the_nonce_must_continue_ours() {
    for nonce in [
        "",
        "EVIL",
        "3rfcNHYJY1ZVvWVs7jfyko+d2lbbFgONRv9qkxdawL",
        "fyko+d2lbbFgONRv9qkxdaw",
        "fyko+d2lbbFgONRv9qkxdawL",
    ] {
        let message = format!("r={nonce},s=QSXCR+Q6sek8bf92,i=4096");
        assert_eq!(challenged(&message), ScramError::NonceMismatch, "{nonce}");
    }
}

#[test]
fn the_rounds_have_bounds() {
    assert_eq!(with_rounds("1").unwrap_err(), ScramError::TooFewRounds(1));
    assert_eq!(
        with_rounds("4095").unwrap_err(),
        ScramError::TooFewRounds(4095)
    );
    assert!(with_rounds("1000000").is_ok());
    assert_eq!(
        with_rounds("1000001").unwrap_err(),
        ScramError::TooManyRounds(1_000_001)
    );
    assert_eq!(
        with_rounds("4294967295").unwrap_err(),
        ScramError::TooManyRounds(u32::MAX)
    );
    assert_eq!(
        with_rounds(&"9".repeat(100)).unwrap_err(),
        ScramError::TooManyRounds(u32::MAX)
    );
    for rounds in [
        "", "0", "-1", "+4096", "04096", "4096 ", "0x1000", "4e3", "٤٠٩٦",
    ] {
        assert!(
            matches!(with_rounds(rounds), Err(ScramError::Malformed(_))),
            "{rounds}"
        );
    }
}

#[test]
fn a_bad_salt_is_refused() {
    let long = "A".repeat(4000);
    for salt in ["", "!!!", "QSXCR", &long] {
        let message = RFC_5802.challenge.replace("QSXCR+Q6sek8bf92", salt);
        assert!(
            matches!(challenged(&message), ScramError::Malformed(_)),
            "{salt}"
        );
    }
}

#[test]
fn fields_missing_or_out_of_order_are_refused() {
    let nonce = "r=fyko+d2lbbFgONRv9qkxdawL3rfc";
    for message in [
        "".to_owned(),
        ",".to_owned(),
        nonce.to_owned(),
        format!("{nonce},i=4096,s=QSXCR+Q6sek8bf92"),
        format!("{nonce},s=QSXCR+Q6sek8bf92"),
        format!("{nonce},,s=QSXCR+Q6sek8bf92,i=4096"),
        format!("s=QSXCR+Q6sek8bf92,{nonce},i=4096"),
        format!("{nonce},s=QSXCR+Q6sek8bf92,i=4096,{}", "x".repeat(10_000)),
    ] {
        assert!(
            matches!(challenged(&message), ScramError::Malformed(_)),
            "{message}"
        );
    }
    assert_eq!(challenged("m=x,r=a,s=b,i=4096"), ScramError::Extension);
    let bad_utf8 = RFC_5802.start().handle_challenge(b"r=\xff").unwrap_err();
    assert!(matches!(bad_utf8, ScramError::Malformed(_)));
}

#[test]
fn unknown_fields_at_the_end_are_signed_too() {
    let message = format!("{},d=5eJ8", RFC_5802.challenge);
    let challenge = RFC_5802
        .start()
        .handle_challenge(message.as_bytes())
        .unwrap();
    let keys = challenge.derivation().run();
    assert_eq!(
        challenge.answer(&keys).1.check(RFC_5802.server.as_bytes()),
        Err(ScramError::Impostor)
    );
}

#[test]
fn a_user_name_is_escaped() {
    let scram = unbound("a=b,c=2Cd", "x", "n".to_owned()).unwrap();
    assert_eq!(scram.first(), "n,,n=a=3Db=2Cc=3D2Cd,r=n");
}

#[test]
fn names_and_passwords_are_prepared() {
    // RFC 4013 §3: a soft hyphen vanishes, a compatibility character is replaced.
    let scram = unbound("I\u{ad}X", "x", "n".to_owned()).unwrap();
    assert_eq!(scram.first(), "n,,n=IX,r=n");
    let scram = unbound("\u{2168}", "x", "n".to_owned()).unwrap();
    assert_eq!(scram.first(), "n,,n=IX,r=n");
    let keys = |password: &str| {
        let scram = unbound("user", password, RFC_5802.nonce.to_owned()).unwrap();
        let challenge = scram
            .handle_challenge(RFC_5802.challenge.as_bytes())
            .unwrap();
        let keys = challenge.derivation().run();
        challenge.answer(&keys).0.to_string()
    };
    assert_eq!(keys("pen\u{ad}cil"), keys("pencil"));
    assert_eq!(keys("e\u{301}\u{a0}"), keys("\u{e9} "));
}

#[test]
fn characters_younger_than_the_rules_stay_as_they_are() {
    let user = |user: &str| unbound(user, "x", "n".to_owned()).map(|scram| scram.first());
    assert_eq!(user("\u{1f426}"), Ok("n,,n=\u{1f426},r=n".to_owned()));
    let mixed = "\u{2168}\u{1f426}\u{1f426}a\u{ad}b\u{1f426}c";
    assert_eq!(
        user(mixed),
        Ok("n,,n=IX\u{1f426}\u{1f426}ab\u{1f426}c,r=n".to_owned())
    );
    assert_eq!(user("\u{1f426}\u{7}"), Err(ScramError::Credentials));
    assert_eq!(user("\u{7}\u{1f426}"), Err(ScramError::Credentials));
}

#[test]
fn what_can_not_be_prepared_is_refused() {
    for bad in ["", "\u{7}", "a\0b", "\u{627}\u{31}", "\u{ad}", "\u{e000}"] {
        for (user, password) in [(bad, "pencil"), ("user", bad)] {
            let result = unbound(user, password, "n".to_owned());
            assert_eq!(result.unwrap_err(), ScramError::Credentials, "{bad:?}");
        }
    }
}

#[test]
fn our_own_nonce_is_checked() {
    for nonce in ["", "a,b", "a b", "a\n", "ä"] {
        let result = unbound("user", "pencil", nonce.to_owned());
        assert_eq!(result.unwrap_err(), ScramError::Nonce, "{nonce:?}");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let scram = RFC_5802.start();
    let challenge = scram
        .clone()
        .handle_challenge(RFC_5802.challenge.as_bytes())
        .unwrap();
    let derivation = challenge.derivation();
    let keys = derivation.clone().run();
    let proof = challenge.clone().answer(&keys).1;
    let printed = format!("{scram:?} {challenge:?} {derivation:?} {keys:?} {proof:?}");
    assert_eq!(
        printed,
        "Scram { .. } Challenge { .. } Derivation { .. } Keys { .. } Proof { .. }"
    );
}

/// The messages of XEP-0388 §2.4; the proofs are not those of its password, and computed with Python.
#[test]
fn a_bound_exchange_says_what_it_is_bound_to() {
    let nonce = "12C4CD5C-E38E-4A98-8F6D-15C38F51CCC6";
    let bytes = BASE64
        .decode("xyhC850EN493g6zCWYBZXd2DVrVaHW1g9MHBWJ3XRVQ=")
        .unwrap();
    let binding = Binding::Bound(BindingType::TlsExporter, bytes);
    let scram = Scram::new(Hash::Sha1, binding, "user", "pencil", nonce.to_owned()).unwrap();
    assert_eq!(scram.first(), format!("p=tls-exporter,,n=user,r={nonce}"));
    let challenge =
        format!("r={nonce}a09117a6-ac50-4f2f-93f1-93799c2bddf6,s=QSXCR+Q6sek8bf92,i=4096");
    let challenge = scram.handle_challenge(challenge.as_bytes()).unwrap();
    let keys = challenge.derivation().run();
    let (last, proof) = challenge.answer(&keys);
    assert_eq!(
        *last,
        format!(
            "c=cD10bHMtZXhwb3J0ZXIsLMcoQvOdBDePd4OswlmAWV3dg1a1Wh1tYPTBwVid10VU,\
             r={nonce}a09117a6-ac50-4f2f-93f1-93799c2bddf6,p=+8UyrQAeVIqsH2YovGeGTRx6zBM="
        )
    );
    assert_eq!(proof.check(b"v=GRqYg0SPMGrqPRk5HfMz9nGHq94="), Ok(()));
}

#[test]
fn an_offer_that_was_not_used_is_told() {
    let scram = Scram::new(Hash::Sha1, Binding::NotOffered, "user", "x", "n".to_owned()).unwrap();
    assert_eq!(scram.first(), "y,,n=user,r=n");
    let challenge = scram.handle_challenge(b"r=n2,s=QSXCR+Q6sek8bf92,i=4096");
    assert!(challenge.unwrap().last_bare.starts_with("c=eSws,"));
}

/// The example of XEP-0474 §5.3.
#[test]
fn the_signed_offer_is_compared_with_what_came() {
    let names = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.to_owned()).collect() };
    let challenge = |hash: &str| {
        let message = format!("{}{hash}", RFC_5802.challenge);
        RFC_5802
            .start()
            .handle_challenge(message.as_bytes())
            .unwrap()
    };
    let mechanisms = names(&["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"]);
    let bindings = names(&["tls-exporter", "tls-server-end-point"]);
    let whole = (mechanisms.as_slice(), Some(bindings.as_slice()));
    let signed = challenge(",x=1,h=G6k/rBLDqgOhRRaCuuatSDFkJ08=");
    assert_eq!(signed.lists([whole]), Lists::Confirmed);
    assert_eq!(signed.lists([(&[][..], None), whole]), Lists::Confirmed);
    assert_eq!(
        signed.lists([(mechanisms.as_slice(), None)]),
        Lists::Changed
    );
    assert_eq!(
        signed.lists([(&mechanisms[..1], Some(bindings.as_slice()))]),
        Lists::Changed
    );
    assert_eq!(challenge(",h=").lists([whole]), Lists::Changed);
    assert_eq!(challenge("").lists([whole]), Lists::Unsigned);
}
