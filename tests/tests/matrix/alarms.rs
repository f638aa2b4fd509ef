//! Where it must be red: bad certificates, and offers that somebody in the middle has changed.

use waxwing_core::command::account::Command as AccountCommand;
use waxwing_core::model::Connection;
use waxwing_core::{CertificateProblem, Command, Error, Failure, Tampering};
use waxwing_proto::minidom::Element;
use waxwing_tests::backend::ELSEWHERE;
use waxwing_tests::certificate::Kind;
use waxwing_tests::server::{Impostor, Policy, Server};
use waxwing_tests::{Backend, Client, Edit, Login, Meddler, Stage};

use super::table::{Outcome, Table};
use super::ways::{both, tls};

/// Certificates of every bad kind, by both ways of TLS.
pub(super) async fn certificates(table: &mut Table, stage: &Stage) {
    let romy = stage.account("romy");
    let mut stranger = romy.clone();
    stranger.ca_file = "".into();
    for login in both(&romy.at(ELSEWHERE)) {
        let name = format!("{} the server's certificate, another domain", tls(&login));
        table
            .cell(name, refused(login, CertificateProblem::WrongName))
            .await;
    }
    for login in both(&stranger) {
        let name = format!(
            "{} the server's certificate, unknown authority",
            tls(&login)
        );
        table
            .cell(name, refused(login, CertificateProblem::UnknownIssuer))
            .await;
    }
    for (kind, problem) in [
        (Kind::Expired, CertificateProblem::Expired),
        (Kind::NotYetValid, CertificateProblem::NotYetValid),
        (Kind::WrongName, CertificateProblem::WrongName),
        (Kind::LookAlike, CertificateProblem::WrongName),
        (Kind::SelfSigned, CertificateProblem::SelfSigned),
        (Kind::UnknownAuthority, CertificateProblem::UnknownIssuer),
    ] {
        for login in both(&romy) {
            let name = format!("{} in the middle, {kind:?}", tls(&login));
            let cell = bad_middle(login, kind, problem.clone());
            table.cell(name, cell).await;
        }
    }
}

async fn refused(login: Login, problem: CertificateProblem) -> Outcome {
    match Client::start().await.sign_in(&login).await {
        Err(Error::Failure(Failure::Certificate(told))) if told.problem == problem => {
            Ok("refused".to_owned())
        }
        other => Err(format!("{other:?}")),
    }
}

async fn bad_middle(login: Login, kind: Kind, problem: CertificateProblem) -> Outcome {
    let meddler = Meddler::before(&login, kind).await;
    meddler.meddle(&[]);
    let outcome = refused(login.by_way_of(meddler.port()), problem).await;
    match meddler.heard().is_empty() {
        true => outcome,
        false => Err(format!("said to him: {:?}", meddler.heard())),
    }
}

/// Servers that don't know the password.
pub(super) async fn impostors(table: &mut Table) {
    let kinds = [
        Impostor::NoSignature,
        Impostor::WrongSignature,
        Impostor::EarlySuccess,
        Impostor::ForeignNonce,
    ];
    for (profile, policy) in [("SASL", Policy::default()), ("SASL2", Policy::modern())] {
        for impostor in kinds {
            let policy = Policy {
                impostor: Some(impostor),
                ..policy.clone()
            };
            let server = Server::start_with(policy, Kind::Good).await;
            let stage = Stage::in_memory(server);
            for login in both(&stage.account("romy")) {
                let name = format!("{} {profile} {impostor:?}", tls(&login));
                table.cell(name, unmasked(login)).await;
            }
        }
    }
}

async fn unmasked(login: Login) -> Outcome {
    match Client::start().await.sign_in(&login).await {
        Err(Error::Failure(Failure::Impostor)) => Ok("unmasked".to_owned()),
        other => Err(format!("{other:?}")),
    }
}

/// What must come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// Nothing shows it: such a server ties no login to its connection.
    Unnoticed,
    /// There is nothing left to sign in with.
    Nothing,
    /// An alarm: less is offered than before.
    Less,
    /// An alarm: half of the offer is missing.
    Missing(Tampering),
    /// An alarm: the server has signed another offer than the one that came.
    Changed,
    /// An alarm: the server sees another connection. What it was told is of no use on any other.
    Between,
}

use Then::{Between, Changed, Less, Missing, Nothing, Unnoticed};

const MECHANISMS: Then = Missing(Tampering::Mechanisms);
const BINDINGS: Then = Missing(Tampering::Bindings);

/// What is taken out of an offer, and what must come of it before and after the first login.
struct Case {
    out: &'static str,
    edits: &'static [Edit],
    /// Where nothing is bound; `None` where that makes no difference.
    older: Option<[Then; 2]>,
    prosody: [Then; 2],
    ejabberd: [Then; 2],
}

const CASES: [Case; 12] = [
    Case {
        out: "nothing",
        edits: &[],
        older: Some([Unnoticed; 2]),
        prosody: [Between; 2],
        ejabberd: [Between; 2],
    },
    Case {
        out: "-PLUS",
        edits: &[Edit::Plus],
        older: None,
        prosody: [MECHANISMS; 2],
        ejabberd: [MECHANISMS; 2],
    },
    Case {
        out: "bindings",
        edits: &[Edit::Bindings],
        older: None,
        prosody: [BINDINGS; 2],
        ejabberd: [BINDINGS; 2],
    },
    Case {
        out: "tls-exporter",
        edits: &[Edit::Binding("tls-exporter")],
        older: None,
        prosody: [Changed; 2],
        ejabberd: [Changed; 2],
    },
    Case {
        out: "-PLUS and bindings",
        edits: &[Edit::Plus, Edit::Bindings],
        older: None,
        // It answers to whoever says that it had offered nothing to bind.
        prosody: [MECHANISMS; 2],
        ejabberd: [Changed; 2],
    },
    Case {
        out: "SASL2",
        edits: &[Edit::Second],
        older: None,
        prosody: [Between; 2],
        ejabberd: [Between; 2],
    },
    Case {
        out: "SASL2, -PLUS and bindings",
        edits: &[Edit::Second, Edit::Plus, Edit::Bindings],
        older: None,
        prosody: [MECHANISMS; 2],
        ejabberd: [Changed; 2],
    },
    Case {
        out: "tokens",
        edits: &[Edit::Tokens],
        older: None,
        prosody: [Between; 2],
        ejabberd: [Between; 2],
    },
    Case {
        out: "tokens, -PLUS and bindings",
        edits: &[Edit::Tokens, Edit::Plus, Edit::Bindings],
        older: None,
        prosody: [MECHANISMS; 2],
        ejabberd: [Changed; 2],
    },
    Case {
        out: "the stronger hashes",
        edits: &[Edit::Hash("SCRAM-SHA-512"), Edit::Hash("SCRAM-SHA-256")],
        older: Some([Unnoticed, Less]),
        prosody: [Changed; 2],
        ejabberd: [Changed; 2],
    },
    Case {
        out: "all but PLAIN",
        edits: &[Edit::AllBut("PLAIN")],
        older: Some([Nothing, Less]),
        prosody: [Nothing, Less],
        ejabberd: [Nothing, Less],
    },
    Case {
        out: "all but SCRAM-SHA-1",
        edits: &[Edit::AllBut("SCRAM-SHA-1")],
        older: Some([Unnoticed, Less]),
        prosody: [MECHANISMS; 2],
        ejabberd: [MECHANISMS; 2],
    },
];

/// Somebody in the middle with a good certificate changes the offer, before the first login and after
/// one.
pub(super) async fn meddling(table: &mut Table, stage: &Stage) {
    let romy = stage.account("romy");
    for login in both(&romy) {
        for case in &CASES {
            let then = match stage.backend() {
                Backend::NewerProsody => Some(case.prosody),
                Backend::NewerEjabberd => Some(case.ejabberd),
                _ => case.older,
            };
            let Some([first, later]) = then else { continue };
            let name = |when| format!("{} {} taken out, {when}", tls(&login), case.out);
            let cell = on_the_first(login.clone(), case.edits, first);
            table.cell(name("first login"), cell).await;
            let cell = on_a_later_one(login.clone(), case.edits, later);
            table.cell(name("later login"), cell).await;
        }
    }
}

async fn on_the_first(login: Login, edits: &'static [Edit], then: Then) -> Outcome {
    let meddler = Meddler::before(&login, Kind::Good).await;
    meddler.meddle(edits);
    let login = login.by_way_of(meddler.port());
    match Client::start().await.sign_in(&login).await {
        Ok(()) => judge(&meddler, None, then),
        Err(Error::Failure(failure)) => judge(&meddler, Some(failure), then),
        Err(other) => Err(format!("{other:?}")),
    }
}

async fn on_a_later_one(login: Login, edits: &'static [Edit], then: Then) -> Outcome {
    let meddler = Meddler::before(&login, Kind::Good).await;
    let mut client = Client::signed_in(&login.by_way_of(meddler.port())).await;
    meddler.meddle(edits);
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    let account = client.account();
    client.send(Command::Account(AccountCommand::Connect { account }));
    let connection = client
        .wait_connection("over", |connection| {
            matches!(
                connection,
                Connection::Stopped { .. } | Connection::Online { .. }
            )
        })
        .await;
    match connection {
        Connection::Stopped { failure, .. } => judge(&meddler, Some(failure), then),
        _ => judge(&meddler, None, then),
    }
}

/// Whether it came as it must, and what was said meanwhile.
fn judge(meddler: &Meddler, failure: Option<Failure>, then: Then) -> Outcome {
    let fits = match (&failure, then) {
        (None, Unnoticed) => true,
        (Some(Failure::NoMechanism { offered }), Nothing) => offered == &["PLAIN"],
        (Some(Failure::Downgrade { .. }), Less) => true,
        (Some(Failure::Tampered(sign)), Missing(missing)) => *sign == missing,
        (Some(Failure::Tampered(sign)), Changed) => *sign == Tampering::Offer,
        (Some(Failure::Tampered(sign)), Between) => *sign == Tampering::Connection,
        _ => false,
    };
    let kept = match then {
        Unnoticed => true,
        Between => meddler.heard().iter().all(is_bound),
        _ => !meddler.has_proof(),
    };
    let words = failure.map_or_else(|| "online".to_owned(), |failure| failure.to_string());
    match (fits, kept) {
        (true, true) => Ok(words),
        (false, _) => Err(format!("not {then:?}: {words}")),
        (_, false) => Err(format!("told him: {:?}", meddler.heard())),
    }
}

/// Whether what was said starts a login that holds on one connection alone, or starts none.
fn is_bound(said: &Element) -> bool {
    let bound = |name: &str| name.ends_with("-PLUS") || name == "HT-SHA-256-EXPR";
    said.attr("mechanism").is_none_or(bound)
}
