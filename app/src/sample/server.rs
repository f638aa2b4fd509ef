//! What is known of a server in the small world.

use std::sync::Arc;

use waxwing_core::model::{Program, Purpose, Reached, Server, ServerContacts, Shown, Status};
use waxwing_core::{Event, Timestamp, event};

use super::talk::ago;
use crate::sample::{ACCOUNT, MINUTE, NOW};

/// A server of which all is known, with maintenance ahead.
pub fn server() -> Server {
    let certificate = |subject: &str, issuer: &str, names: &[&str], digit: &str| Shown {
        subject: subject.to_owned(),
        issuer: issuer.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
        not_before: Some(Timestamp(1_767_225_600_000_000)),
        not_after: Some(Timestamp(1_798_761_600_000_000)),
        sha256: digit.repeat(64),
    };
    let contacts = |purpose, addresses: &[&str]| ServerContacts {
        purpose,
        addresses: addresses.iter().map(|&one| one.to_owned()).collect(),
    };
    let features = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect();
    Server {
        account: ACCOUNT,
        domain: "example.org".to_owned(),
        reached: Some(Reached {
            place: "xmpp.example.org:5222".to_owned(),
            cipher: "TLS13_AES_256_GCM_SHA384".to_owned(),
            chain: vec![
                certificate(
                    "CN=example.org",
                    "C=AQ, O=Honest Certificates, CN=H1",
                    &["example.org", "xmpp.example.org"],
                    "9",
                ),
                certificate(
                    "C=AQ, O=Honest Certificates, CN=H1",
                    "C=AQ, O=Honest Certificates, CN=Root",
                    &[],
                    "4",
                ),
            ],
            since: ago(12),
            session_since: ago(7 * 60),
            resumable: true,
            resumed: 2,
        }),
        software: Some(Program {
            name: "Prosody".to_owned(),
            version: "0.12.3".to_owned(),
            os: String::new(),
        }),
        server_features: features(&[
            "jabber:iq:version",
            "msgoffline",
            "urn:xmpp:blocking",
            "urn:xmpp:extdisco:2",
            "urn:xmpp:ping",
        ]),
        account_features: features(&[
            "http://jabber.org/protocol/pubsub#publish",
            "urn:xmpp:carbons:2",
            "urn:xmpp:mam:2",
        ]),
        contacts: vec![
            contacts(Purpose::Admin, &["xmpp:admin@example.org"]),
            contacts(
                Purpose::Abuse,
                &["mailto:abuse@example.org", "file:///etc/passwd"],
            ),
        ],
        status_addresses: vec!["https://status.example.net/xmpp.json".to_owned()],
        status: Status::Outage {
            planned: true,
            begin: Timestamp(NOW.0 + 90 * MINUTE),
            end: Some(Timestamp(NOW.0 + 150 * MINUTE)),
            words: "We put in new disks. Messages wait and come afterwards.".to_owned(),
        },
        loading: false,
    }
}

/// As an event.
pub fn told(server: Server) -> Event {
    Event::Account(event::account::Event::Server(Arc::new(server)))
}
