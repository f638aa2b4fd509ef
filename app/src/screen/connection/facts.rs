//! What is known, as names and values in words.

use waxwing_core::Timestamp;
use waxwing_core::model::{
    Account, ChannelBinding, Connection, Purpose, Security, Server, Shown, Status, Transport,
};

use crate::screen::Context;
use crate::ui::account;
use crate::{format, tr};

/// A name and what is known under it.
pub(super) type Fact = (String, String);

/// The way to the server.
pub(super) fn way(account: &Account, server: Option<&Server>, context: &Context<'_>) -> Vec<Fact> {
    let mut facts = vec![(tr!("connection-state"), account::state(account))];
    let Connection::Online { security } = &account.connection else {
        return facts;
    };
    let reached = server.and_then(|server| server.reached.as_ref());
    if let Some(reached) = reached {
        facts.push((tr!("connection-place"), reached.place.clone()));
    }
    let began = match security.transport {
        Transport::StartTls => tr!("connection-began-starttls"),
        Transport::DirectTls => tr!("connection-began-direct"),
        Transport::WebSocket => tr!("connection-began-websocket"),
    };
    facts.push((tr!("connection-began"), began));
    facts.push((tr!("connection-tls"), security.tls.clone()));
    if let Some(reached) = reached {
        facts.push((tr!("connection-cipher"), reached.cipher.clone()));
    }
    facts.push((tr!("connection-login"), security.mechanism.clone()));
    facts.push((tr!("connection-binding"), binding(security)));
    if let Some(reached) = reached {
        let since = format::moment(reached.since, context.now);
        facts.push((tr!("connection-since"), since));
        let since = format::moment(reached.session_since, context.now);
        let session = match reached.resumed {
            0 => tr!("connection-session-once", since = since),
            count => tr!("connection-session-resumed", since = since, count = count),
        };
        facts.push((tr!("connection-session"), session));
        let after = match reached.resumable {
            true => tr!("connection-resumable"),
            false => tr!("connection-not-resumable"),
        };
        facts.push((tr!("connection-resumption"), after));
    }
    facts
}

fn binding(security: &Security) -> String {
    match security.binding {
        // The encryption itself has asked for the certificate: nobody in the middle has one to show.
        _ if security.mechanism == EXTERNAL => tr!("connection-binding-certificate"),
        ChannelBinding::None | ChannelBinding::Refused => tr!("connection-binding-none"),
        ChannelBinding::TlsExporter => tr!("connection-binding-exporter"),
        ChannelBinding::TlsServerEndPoint => tr!("connection-binding-end-point"),
    }
}

/// The login with a certificate (RFC 4422 appendix A).
const EXTERNAL: &str = "EXTERNAL";

/// The certificates, the server's own first.
pub(super) fn chain(server: &Server) -> &[Shown] {
    let reached = server.reached.as_ref();
    reached.map_or(&[], |reached| reached.chain.as_slice())
}

/// A certificate.
pub(super) fn certificate(shown: &Shown) -> Vec<Fact> {
    let date = |at: Option<Timestamp>| at.map_or_else(|| tr!("fact-unknown"), format::full_date);
    let mut facts = vec![
        (tr!("fact-subject"), shown.subject.clone()),
        (tr!("fact-issuer"), shown.issuer.clone()),
    ];
    if !shown.names.is_empty() {
        facts.push((tr!("fact-names"), shown.names.join(", ")));
    }
    let validity = tr!(
        "fact-from-to",
        from = date(shown.not_before),
        to = date(shown.not_after)
    );
    facts.push((tr!("fact-validity"), validity));
    facts.push((tr!("fact-fingerprint"), shown.sha256.clone()));
    facts
}

/// What the server runs.
pub(super) fn software(server: Option<&Server>) -> Vec<Fact> {
    let software = server.and_then(|server| server.software.as_ref());
    let words = software.map_or_else(
        || tr!("connection-software-unknown"),
        |software| {
            let parts = [&software.name, &software.version, &software.os];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.cloned().collect::<Vec<_>>().join(" ")
        },
    );
    vec![(tr!("connection-software"), words)]
}

/// Whom to write to.
pub(super) fn contacts(server: &Server) -> Vec<Fact> {
    let contacts = server.contacts.iter();
    contacts
        .map(|contacts| (purpose(contacts.purpose), contacts.addresses.join(", ")))
        .collect()
}

/// What somebody may be written to about.
pub(super) fn purpose(purpose: Purpose) -> String {
    match purpose {
        Purpose::Admin => tr!("connection-purpose-admin"),
        Purpose::Support => tr!("connection-purpose-support"),
        Purpose::Abuse => tr!("connection-purpose-abuse"),
        Purpose::Security => tr!("connection-purpose-security"),
        Purpose::Feedback => tr!("connection-purpose-feedback"),
        Purpose::Sales => tr!("connection-purpose-sales"),
        Purpose::Status => tr!("connection-purpose-status"),
    }
}

/// What the page that tells of outages said: the matter, and more about it.
pub(super) fn status(status: &Status, now: Timestamp) -> Option<(String, Vec<String>)> {
    match status {
        Status::Unasked => None,
        Status::Asking => Some((tr!("connection-status-asking"), Vec::new())),
        Status::Well => Some((tr!("connection-status-well"), Vec::new())),
        Status::Failed(detail) => {
            let words = tr!("connection-status-failed", detail = detail.as_str());
            Some((words, Vec::new()))
        }
        Status::Outage {
            planned,
            begin,
            end,
            words,
        } => {
            let at = format::moment(*begin, now);
            let matter = match (planned, *begin > now) {
                (true, true) => tr!("connection-status-planned-later", begin = at),
                (true, false) => tr!("connection-status-planned-now", begin = at),
                (false, true) => tr!("connection-status-later", begin = at),
                (false, false) => tr!("connection-status-outage", begin = at),
            };
            let end = end.map(|end| tr!("connection-status-end", end = format::moment(end, now)));
            let more = end.into_iter().chain(Some(words.clone()));
            Some((matter, more.filter(|line| !line.is_empty()).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{MINUTE, NOW};

    #[test]
    fn a_login_by_certificate_is_tied_to_the_encryption() {
        let by = |mechanism: &str| Security {
            transport: Transport::StartTls,
            tls: "TLSv1.3".to_owned(),
            mechanism: mechanism.to_owned(),
            binding: ChannelBinding::None,
        };
        assert_eq!(binding(&by("EXTERNAL")), "yes (your certificate)");
        assert_eq!(binding(&by("SCRAM-SHA-256")), "no");
    }

    #[test]
    fn an_outage_is_told_as_what_it_is() {
        let told = |planned, minutes: i64| {
            let outage = Status::Outage {
                planned,
                begin: Timestamp(NOW.0 + minutes * MINUTE),
                end: Some(Timestamp(NOW.0 + 90 * MINUTE)),
                words: "New disks".to_owned(),
            };
            status(&outage, NOW).unwrap()
        };
        assert!(told(true, 5).0.starts_with("Maintenance is planned from"));
        assert!(told(true, -5).0.starts_with("Planned maintenance since"));
        assert!(told(false, -5).0.starts_with("Outage since"));
        assert!(told(false, 5).0.starts_with("An outage is announced"));
        assert_eq!(told(false, -5).1.len(), 2);
        assert!(status(&Status::Unasked, NOW).is_none());
    }
}
