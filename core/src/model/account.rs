//! One login of ours, as seen from outside.

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::login::Bound;
use waxwing_proto::sasl::BindingType;

use super::{Avatar, History, SecretPlace};
use crate::{AccountId, Failure, Timestamp};

/// One login of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its name in commands and events.
    pub id: AccountId,
    /// Its address.
    pub jid: BareJid,
    /// How it stands with the server.
    pub connection: Connection,
    /// What the contacts see, or will see once online.
    pub presence: OwnPresence,
    /// Where and how it connects.
    pub settings: ConnectSettings,
    /// It connects by itself; an account that is switched off stays offline and keeps its history.
    pub enabled: bool,
    /// Its place among the accounts, lowest first.
    pub order: u32,
    /// Its colour, as a place in the palette of the window; `None` for the one its place gives it.
    pub colour: Option<u8>,
    /// Where its password is kept; `None` where it is kept nowhere.
    #[serde(default)]
    pub password_kept: Option<SecretPlace>,
    /// How far its history is fetched from the server.
    #[serde(default)]
    pub history: History,
    /// The picture it shows of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Avatar>,
    /// Everybody may see that picture, not only contacts, as far as it was published from here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub avatar_for_everybody: bool,
    /// What opens its keys of encryption is in a keyring that does not give it: what comes encrypted waits to be read, and
    /// what is to be encrypted waits to be sent ([`crate::command::encryption::Command::Unlock`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keys_locked: bool,
}

/// How an account stands with its server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Not connected, and nobody asked for it.
    Offline,
    /// On its way.
    Connecting {
        /// What is being done.
        step: Step,
        /// Since when there has been no connection; the time of the start if there never was one.
        since: Timestamp,
    },
    /// Signed in.
    Online {
        /// What protects the connection.
        security: Security,
    },
    /// The connection failed; the next try comes by itself.
    Waiting {
        /// Why.
        failure: Failure,
        /// Since when there has been no connection.
        since: Timestamp,
        /// When the next try will be made.
        retry_at: Timestamp,
    },
    /// The connection failed in a way that trying again won't mend.
    Stopped {
        /// Why.
        failure: Failure,
        /// Since when there has been no connection.
        since: Timestamp,
    },
}

/// What protects a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// `STARTTLS` or direct TLS.
    pub transport: Transport,
    /// The TLS version, as `TLSv1.3`.
    pub tls: String,
    /// How the login was proven, as `SCRAM-SHA-256`.
    pub mechanism: String,
    /// What ties the login to the encrypted connection.
    #[serde(default)]
    pub binding: ChannelBinding,
}

/// What ties a login to the encrypted connection, so that nobody in the middle can pass it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelBinding {
    /// Nothing: one of the sides can't.
    #[default]
    None,
    /// Nothing: the server offers it, without saying by what, and refuses what Waxwing knows.
    Refused,
    /// The server's certificate (RFC 5929).
    TlsServerEndPoint,
    /// The very connection (RFC 9266).
    TlsExporter,
}

impl From<Bound> for ChannelBinding {
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::No => Self::None,
            Bound::Refused => Self::Refused,
            Bound::To(BindingType::TlsServerEndPoint) => Self::TlsServerEndPoint,
            Bound::To(BindingType::TlsExporter) => Self::TlsExporter,
        }
    }
}

/// How TLS begins on a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Plain XMPP that is upgraded before anything else is said (RFC 6120 §5).
    #[default]
    StartTls,
    /// TLS from the first byte (XEP-0368).
    DirectTls,
    /// A WebSocket over HTTPS (RFC 7395), for networks that let nothing else through.
    WebSocket,
}

/// A step on the way to being online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Looking up the name.
    Resolve,
    /// Reaching the host.
    Connect,
    /// Agreeing on encryption.
    Encrypt,
    /// Proving who we are.
    Authenticate,
    /// Opening or resuming the session.
    Bind,
}

/// Where and how an account connects; all of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectSettings {
    /// Host to connect to instead of what the DNS says, or a `wss://` address of a WebSocket; empty
    /// for the DNS.
    pub host: String,
    /// Port on that host; without one 5222, or 5223 for direct TLS.
    pub port: Option<u16>,
    /// How TLS begins on `host`; the DNS knows it otherwise. [`Transport::WebSocket`] needs an
    /// address in `host`, and without one means [`Transport::StartTls`].
    pub transport: Transport,
    /// The resource to ask for; empty for one of our own.
    pub resource: String,
    /// A PEM file with certificates to trust beside the system's; empty for none.
    pub ca_file: String,
    /// Send the password itself (inside TLS) where the server offers nothing better.
    pub allow_plain: bool,
    /// A file with a certificate and its key (PEM or PKCS#12) to log in with (XEP-0178); empty for
    /// none.
    pub client_certificate: String,
    /// Log in as nobody in particular (RFC 4505): the address is a domain, and the server gives the
    /// rest for as long as the session lasts.
    pub anonymous: bool,
    /// A SOCKS5 proxy for everything, also for looking up names (Tor); `None` for none.
    pub proxy: Option<Proxy>,
}

/// A SOCKS5 proxy (RFC 1928).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// A host name or an address.
    pub host: String,
    /// Its port; Tor's is 9050.
    pub port: u16,
}

/// What our contacts see of us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnPresence {
    /// Availability; [`Show::Offline`] is not allowed here.
    pub show: Show,
    /// A few words; may be empty.
    pub status: String,
}

/// Availability (RFC 6121 §4.7.2.1).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Wants to talk.
    Chat,
    /// There.
    #[default]
    Online,
    /// Away for a moment.
    Away,
    /// Away for long.
    ExtendedAway,
    /// Does not want to be disturbed.
    DoNotDisturb,
    /// Not there, or not visible to us.
    Offline,
}
