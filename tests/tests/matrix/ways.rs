//! Every way in that a server offers, each tried alone.

use std::path::Path;

use waxwing_core::command::account::{self, Command as AccountCommand};
use waxwing_core::model::{ChannelBinding, ConnectSettings, Connection, Secret, Transport};
use waxwing_core::{Command, Config, Error, Failure};
use waxwing_proto::sasl::{BindingType, Hash};
use waxwing_tests::backend::{BADGES, GUESTS};
use waxwing_tests::certificate::Certificate;
use waxwing_tests::{Backend, Client, Login, Offer, Profile, Proxy, Socks, Stage};

use super::security;
use super::table::{Outcome, Table};

/// One way in.
#[derive(Clone, Copy, Debug)]
struct Way {
    hashes: &'static [Hash],
    bindings: &'static [BindingType],
    second: bool,
    mechanism: &'static str,
    binding: ChannelBinding,
}

impl Way {
    fn set(self, config: &mut Config) {
        config.tuning.hashes = self.hashes;
        config.tuning.bindings = self.bindings;
        config.tuning.second_profile = self.second;
    }

    fn name(&self, login: &Login) -> String {
        let profile = if self.second { "SASL2" } else { "SASL" };
        let binding = match self.binding {
            ChannelBinding::None => "",
            ChannelBinding::Refused => "(-PLUS refused)",
            ChannelBinding::TlsExporter => "tls-exporter",
            ChannelBinding::TlsServerEndPoint => "tls-server-end-point",
        };
        let name = format!("{} {profile} {} {binding}", tls(login), self.mechanism);
        name.trim_end().to_owned()
    }
}

/// The two ways of TLS.
pub(super) fn both(login: &Login) -> [Login; 2] {
    [login.clone(), login.direct_tls()]
}

/// In words.
pub(super) fn tls(login: &Login) -> &'static str {
    match login.is_direct() {
        true => "direct  ",
        false => "STARTTLS",
    }
}

const SCRAM: [(&str, &[Hash]); 3] = [
    ("SCRAM-SHA-1", &[Hash::Sha1]),
    ("SCRAM-SHA-256", &[Hash::Sha256]),
    ("SCRAM-SHA-512", &[Hash::Sha512]),
];
const PLUS: [(&str, &[Hash]); 3] = [
    ("SCRAM-SHA-1-PLUS", &[Hash::Sha1]),
    ("SCRAM-SHA-256-PLUS", &[Hash::Sha256]),
    ("SCRAM-SHA-512-PLUS", &[Hash::Sha512]),
];
const BINDINGS: [(&str, &[BindingType], ChannelBinding); 2] = [
    (
        "tls-exporter",
        &[BindingType::TlsExporter],
        ChannelBinding::TlsExporter,
    ),
    (
        "tls-server-end-point",
        &[BindingType::TlsServerEndPoint],
        ChannelBinding::TlsServerEndPoint,
    ),
];

/// What can be tried of an offer.
fn ways(offer: &Offer) -> Vec<Way> {
    let mut ways = Vec::new();
    for (second, mechanisms) in [(false, &offer.first), (true, &offer.second)] {
        for mechanism in mechanisms {
            let way = |mechanism, hashes| Way {
                hashes,
                bindings: &[],
                second,
                mechanism,
                binding: ChannelBinding::None,
            };
            if mechanism == "PLAIN" {
                ways.push(way("PLAIN", &[]));
            }
            for (name, hashes) in SCRAM.into_iter().filter(|(name, _)| name == mechanism) {
                ways.push(way(name, hashes));
            }
            for (index, (name, hashes)) in PLUS.into_iter().enumerate() {
                if name == mechanism {
                    ways.extend(bound(offer, way(name, hashes), SCRAM[index].0));
                }
            }
        }
    }
    ways
}

/// By everything that the server says it knows; where it does not say, by what every server should
/// know, and then without.
fn bound(offer: &Offer, way: Way, without: &'static str) -> Vec<Way> {
    if offer.bindings.is_empty() {
        return vec![Way {
            bindings: &BindingType::ALL,
            mechanism: without,
            binding: ChannelBinding::Refused,
            ..way
        }];
    }
    BINDINGS
        .into_iter()
        .filter(|(name, ..)| offer.bindings.iter().any(|one| one == name))
        .map(|(_, bindings, binding)| Way {
            bindings,
            binding,
            ..way
        })
        .collect()
}

/// Every mechanism with every binding over both ways of TLS, with the password and with a wrong one.
pub(super) async fn mechanisms(table: &mut Table, stage: &Stage, offer: &Offer) {
    for login in both(&stage.account("romy")) {
        for way in ways(offer) {
            table
                .cell(way.name(&login), right(login.clone(), way))
                .await;
            let name = format!("{}, wrong password", way.name(&login));
            table.cell(name, wrong(login.clone(), way)).await;
        }
    }
    let mut unspoken: Vec<&str> = [&offer.first, &offer.second, &offer.tokens]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .filter(|name| matches!(*name, "DIGEST-MD5" | "X-OAUTH2" | "HT-SHA-256-UNIQ"))
        .collect();
    unspoken.sort_unstable();
    unspoken.dedup();
    if !unspoken.is_empty() {
        table.note(format!("offered and never spoken: {}", unspoken.join(" ")));
    }
}

async fn right(login: Login, way: Way) -> Outcome {
    let mut client = Client::open_with(Profile::new(), |config| way.set(config)).await;
    let request = client.begin_sign_in_with(&login, settings(&login));
    client
        .wait_done(request)
        .await
        .map_err(|error| format!("{error:?}"))?;
    client.wait_online().await;
    let security = security(&client);
    if security.mechanism != way.mechanism || security.binding != way.binding {
        return Err(format!("{security:?}"));
    }
    Ok(security.tls)
}

async fn wrong(login: Login, way: Way) -> Outcome {
    let mut client = Client::open_with(Profile::new(), |config| way.set(config)).await;
    let login = login.with_password("not the one");
    let request = client.begin_sign_in_with(&login, settings(&login));
    match client.wait_done(request).await {
        Err(Error::Failure(Failure::WrongPassword)) => Ok("refused".to_owned()),
        other => Err(format!("{other:?}")),
    }
}

fn settings(login: &Login) -> ConnectSettings {
    ConnectSettings {
        allow_plain: true,
        ..login.settings()
    }
}

/// A certificate instead of a password, and nothing at all (XEP-0178, RFC 4505).
pub(super) async fn without_a_password(table: &mut Table, stage: &Stage) {
    let romy = stage.account("romy");
    let badge = match stage.backend() {
        Backend::Prosody | Backend::NewerProsody => romy.at(BADGES),
        _ => romy.clone(),
    };
    for login in both(&badge) {
        let name = format!("{} EXTERNAL", tls(&login));
        table.cell(name, external(login.clone())).await;
        let name = format!("{} EXTERNAL, a certificate of somebody else", tls(&login));
        table.cell(name, somebody_else(login)).await;
    }
    for login in both(&romy) {
        let name = format!("{} ANONYMOUS", tls(&login));
        table.cell(name, anonymous(login)).await;
    }
}

async fn sign_in_without(
    client: &mut Client,
    address: &str,
    settings: ConnectSettings,
) -> Result<(), Error> {
    let request = client.request();
    client.send(Command::Account(AccountCommand::SignIn {
        request,
        address: address.to_owned(),
        password: Secret::default(),
        passphrase: Secret::default(),
        settings,
    }));
    client.wait_done(request).await
}

fn with_certificate(login: &Login, folder: &Path, of: &str) -> ConnectSettings {
    let made = Certificate::of_accounts(&[of]);
    let path = folder.join("me.pem");
    std::fs::write(&path, format!("{}{}", made.certificate, made.key)).expect("write a file");
    ConnectSettings {
        client_certificate: path.to_string_lossy().into_owned(),
        ..login.settings()
    }
}

async fn external(login: Login) -> Outcome {
    let files = tempfile::tempdir().expect("a temporary directory");
    let settings = with_certificate(&login, files.path(), login.jid.as_str());
    let mut client = Client::start().await;
    sign_in_without(&mut client, login.jid.as_str(), settings)
        .await
        .map_err(|error| format!("{error:?}"))?;
    client.wait_online().await;
    expect_mechanism(&client, "EXTERNAL")
}

async fn somebody_else(login: Login) -> Outcome {
    let files = tempfile::tempdir().expect("a temporary directory");
    let other = format!("june@{}", login.jid.domain());
    let settings = with_certificate(&login, files.path(), &other);
    let mut client = Client::start().await;
    match sign_in_without(&mut client, login.jid.as_str(), settings).await {
        Err(Error::Failure(Failure::LoginRefused { condition, .. })) => Ok(condition),
        // The server lets in whom the certificate names; that is not whom we asked for.
        Err(Error::Failure(Failure::OtherAccount { jid })) if jid == other => {
            Ok("left again".to_owned())
        }
        other => Err(format!("{other:?}")),
    }
}

async fn anonymous(login: Login) -> Outcome {
    let settings = ConnectSettings {
        anonymous: true,
        ..login.settings()
    };
    let mut client = Client::start().await;
    sign_in_without(&mut client, GUESTS, settings)
        .await
        .map_err(|error| format!("{error:?}"))?;
    client.wait_online().await;
    expect_mechanism(&client, "ANONYMOUS")
}

fn expect_mechanism(client: &Client, mechanism: &str) -> Outcome {
    let security = security(client);
    match security.mechanism == mechanism {
        true => Ok(security.tls),
        false => Err(format!("{security:?}")),
    }
}

/// What the second login can be spared: a session that is resumed, by each kind of token that is
/// offered and by the password (XEP-0198, XEP-0484).
pub(super) async fn coming_back(table: &mut Table, stage: &Stage, offer: &Offer) {
    let tokens: [(&str, &[BindingType]); 3] = [
        ("HT-SHA-256-EXPR", &[BindingType::TlsExporter]),
        ("HT-SHA-256-ENDP", &[BindingType::TlsServerEndPoint]),
        ("HT-SHA-256-NONE", &[]),
    ];
    for login in both(&stage.account("romy")) {
        for second in [false, true] {
            if second && offer.second.is_empty() {
                continue;
            }
            let profile = if second { "SASL2" } else { "SASL" };
            for (token, bindings) in tokens {
                if !second || !offer.tokens.iter().any(|one| one == token) {
                    continue;
                }
                let (proxy, login) = stage.through_proxy(&login).await;
                let name = format!("{} {profile} resumed by {token}", tls(&login));
                let cell = come_back(proxy, login, second, bindings, Some(token));
                table.cell(name, cell).await;
            }
            if !second {
                let (proxy, login) = stage.through_proxy(&login).await;
                let name = format!("{} {profile} resumed by password", tls(&login));
                let cell = come_back(proxy, login, second, &BindingType::ALL, None);
                table.cell(name, cell).await;
            }
        }
    }
}

async fn come_back(
    proxy: Proxy,
    login: Login,
    second: bool,
    bindings: &'static [BindingType],
    token: Option<&str>,
) -> Outcome {
    let mut client = Client::open_with(Profile::new(), |config| {
        config.tuning.second_profile = second;
        config.tuning.bindings = bindings;
    })
    .await;
    client
        .sign_in(&login)
        .await
        .map_err(|error| format!("{error:?}"))?;
    client.wait_online().await;
    let first = security(&client).mechanism;
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    proxy.refuse(false);
    let account = client.account();
    client.send(Command::Account(AccountCommand::Connect { account }));
    client.wait_online().await;
    client.send(Command::Account(account::Command::Inspect { account }));
    let resumed = client
        .wait("what is known of the connection", |world| {
            let reached = world.servers.get(&account)?.reached.as_ref()?;
            Some(reached.resumed)
        })
        .await;
    let then = security(&client).mechanism;
    if resumed != 1 || then != token.unwrap_or(&first) {
        return Err(format!("{resumed} resumed, {first}, then {then}"));
    }
    Ok(format!("{first}, then {then}"))
}

/// Over a WebSocket (RFC 7395), and through a SOCKS5 proxy by both ways of TLS.
pub(super) async fn other_roads(table: &mut Table, stage: &Stage) {
    let romy = stage.account("romy");
    let web = romy.over(&stage.web_socket());
    table.cell("WebSocket", by_web_socket(web.clone())).await;
    let wrong = async move { wrong_password(web).await };
    table.cell("WebSocket, wrong password", wrong).await;
    for login in both(&romy) {
        let name = format!("{} through SOCKS5", tls(&login));
        table.cell(name, through_socks(login)).await;
    }
    let web = romy.over(&stage.web_socket());
    table
        .cell("WebSocket through SOCKS5", through_socks(web))
        .await;
}

async fn wrong_password(login: Login) -> Outcome {
    let login = login.with_password("not the one");
    match Client::start().await.sign_in(&login).await {
        Err(Error::Failure(Failure::WrongPassword)) => Ok("refused".to_owned()),
        other => Err(format!("{other:?}")),
    }
}

async fn by_web_socket(login: Login) -> Outcome {
    let client = Client::signed_in(&login).await;
    let security = security(&client);
    if security.transport != Transport::WebSocket || !security.mechanism.starts_with("SCRAM-") {
        return Err(format!("{security:?}"));
    }
    // It comes back the same way.
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client.wait_online().await;
    let then = super::security(&client);
    match then.transport {
        Transport::WebSocket => Ok(format!("{}, then {}", security.mechanism, then.mechanism)),
        _ => Err(format!("{then:?}")),
    }
}

async fn through_socks(login: Login) -> Outcome {
    let socks = Socks::start().await;
    let client = Client::signed_in(&login.through(socks.port())).await;
    let security = security(&client);
    match socks.wishes().len() {
        1 => Ok(security.mechanism),
        _ => Err(format!("{:?}", socks.wishes())),
    }
}
