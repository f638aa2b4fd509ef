//! What can go wrong, as types. `Display` is for logs; people read a Fluent key of the window's own.

mod protection;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
pub use protection::{ClientCertificateProblem, Protection, Tampering};

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    /// The address is not one: what is wrong with it.
    #[error("not an address: {0}")]
    InvalidAddress(String),
    /// An account with this address is here already.
    #[error("the account is here already")]
    AccountExists,
    /// There is no such account, conversation or contact (any more).
    #[error("no such thing")]
    NotFound,
    /// The text is empty or too long to send.
    #[error("the text is empty or too long")]
    InvalidText,
    /// The picture is of no kind that can be published, or too large.
    #[error("the picture is of no known kind, or too large")]
    InvalidPicture,
    /// What was typed is not exactly one well-formed element: what is wrong with it.
    #[error("not one element of XML: {0}")]
    InvalidXml(String),
    /// What was typed is neither a message nor a presence nor an iq.
    #[error("not a stanza")]
    NotAStanza,
    /// The account could not connect.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The account is not online, and this can't wait until it is.
    #[error("offline")]
    Offline,
    /// The server or the other side answered with an error.
    #[error("refused: {condition} {text}")]
    Refused {
        /// The defined condition of RFC 6120 §8.3.3, as `item-not-found`.
        condition: String,
        /// What the other side said about it, for people; may be empty.
        text: String,
    },
    /// The server does not offer it.
    #[error("the server does not offer this")]
    NotOffered,
    /// The invitation is not, or no longer, valid: what the server said.
    #[error("the invitation is not valid: {0}")]
    Invitation(String),
    /// No answer came in time.
    #[error("no answer in time")]
    TimedOut,
    /// The profile can't be read or written: what the system said.
    #[error("the profile can't be used: {0}")]
    Store(String),
    /// A part of the history is not what was written: how. The next start keeps what can be read.
    #[error("the history is damaged: {0}")]
    Damaged(String),
    /// A file outside of the profile can't be written.
    #[error("{path} can't be written: {detail}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// A key is not what it was said to be.
    #[error("the keys don't match")]
    Mismatch,
    /// The keyring does not give what it has: it is locked, or not there.
    #[error("the keyring does not open")]
    KeyringLocked,
    /// There is a file of this name, and it was not to be replaced.
    #[error("{path} is there already")]
    FileExists {
        /// Which.
        path: String,
    },
    /// The profile can be read, and nothing can be stored in it.
    #[error("the profile {path} can only be read: {detail}")]
    ReadOnly {
        /// The directory.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// Another Waxwing has this profile open.
    #[error("the profile is in use")]
    ProfileInUse,
    /// The profile was written by a newer Waxwing.
    #[error("the profile was written by a newer version")]
    ProfileTooNew,
}

/// Why an account is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The name of the server is not known to the DNS.
    #[error("unknown host {host}")]
    UnknownHost {
        /// The name that was looked up.
        host: String,
    },
    /// The domain says (SRV target ".") that it has no XMPP service.
    #[error("{host} offers no XMPP service")]
    NoService {
        /// The domain.
        host: String,
    },
    /// The name could not be looked up: no resolver answers.
    #[error("no answer from the DNS for {host}")]
    NoDns {
        /// The name that was looked up.
        host: String,
    },
    /// The host is known, but no connection came about.
    #[error("no route to {host}: {detail}")]
    NoRoute {
        /// Host and port that were tried last.
        host: String,
        /// What the system said.
        detail: String,
    },
    /// The proxy of the account was no help.
    #[error("proxy {host}: {problem}")]
    Proxy {
        /// The proxy, with its port.
        host: String,
        /// What is wrong.
        problem: ProxyProblem,
    },
    /// The certificate was refused.
    #[error("certificate of {}: {:?}", .0.host, .0.problem)]
    Certificate(Box<Certificate>),
    /// TLS could not be agreed on: what the library said.
    #[error("TLS: {0}")]
    Tls(String),
    /// The server offers no encryption; Waxwing never goes without.
    #[error("the server offers no TLS")]
    TlsNotOffered,
    /// The extra CA file can't be read or holds no certificate.
    #[error("CA file {path}: {detail}")]
    CaFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        detail: String,
    },
    /// No way of logging in that both sides accept.
    #[error("no supported mechanism among {offered:?}")]
    NoMechanism {
        /// What the server offered.
        offered: Vec<String>,
    },
    /// Address or password is wrong.
    #[error("wrong password")]
    WrongPassword,
    /// The profile can only be read, so nothing could be kept of what comes in.
    #[error("the profile {path} can only be read: {detail}")]
    ReadOnly {
        /// The directory.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// No password is stored for this account.
    #[error("no password")]
    NoPassword,
    /// The server refused the login for another reason.
    #[error("login refused: {condition} {text}")]
    LoginRefused {
        /// The condition of RFC 6120 §6.5, as `account-disabled`.
        condition: String,
        /// What the server said about it, for people; may be empty.
        text: String,
    },
    /// The server signed us in as somebody else: the certificate is of another account.
    #[error("signed in as {jid}")]
    OtherAccount {
        /// Who that is.
        jid: String,
    },
    /// The server could not prove that it knows the password.
    #[error("the server could not prove that it knows the password")]
    Impostor,
    /// Less protects the login than it has before: somebody may be in the middle, and nothing was
    /// proven to them.
    #[error("weaker than before: {before}, now {now}")]
    Downgrade {
        /// What protected the strongest login that there was.
        before: Protection,
        /// What is offered now.
        now: Protection,
    },
    /// What came is not what the server sent: somebody may be in the middle.
    #[error("somebody may be in the middle: {0:?}")]
    Tampered(Tampering),
    /// The certificate to sign in with is of no use.
    #[error("client certificate {path}: {problem:?}")]
    ClientCertificate {
        /// The file.
        path: String,
        /// What is wrong.
        problem: ClientCertificateProblem,
    },
    /// Another program signed in with the same resource.
    #[error("conflict")]
    Conflict,
    /// The server closed the stream with an error.
    #[error("stream error: {condition} {text}")]
    Stream {
        /// The condition of RFC 6120 §4.9.3, as `system-shutdown`.
        condition: String,
        /// What the server said about it, for people; may be empty.
        text: String,
    },
    /// The connection was lost.
    #[error("connection lost: {detail}")]
    Lost {
        /// What the system said.
        detail: String,
    },
    /// A step took too long.
    #[error("{step:?} took too long")]
    TimedOut {
        /// The step.
        step: crate::model::Step,
    },
    /// The server said something that is not XMPP, or too much of it.
    #[error("protocol: {detail}")]
    Protocol {
        /// What was wrong.
        detail: String,
    },
}

/// What is wrong with a proxy, or with the way behind it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyProblem {
    /// It can't be reached: what the system said.
    #[error("out of reach: {0}")]
    Unreachable(String),
    /// It ended the connection: what the system said.
    #[error("connection lost: {0}")]
    Lost(String),
    /// It does not answer.
    #[error("no answer in time")]
    TimedOut,
    /// What answers there is no SOCKS5 proxy.
    #[error("not a SOCKS5 proxy")]
    NotSocks,
    /// It wants a login that Waxwing doesn't have.
    #[error("the login was refused")]
    LoginRefused,
    /// Its rules forbid the connection.
    #[error("the connection is forbidden")]
    Forbidden,
    /// It does not find or reach the server.
    #[error("the server can't be reached from there")]
    HostUnreachable,
    /// The server, asked by the proxy, refused the connection.
    #[error("the server refused the connection")]
    ConnectionRefused,
    /// The name of the server is too long for a proxy.
    #[error("the name of the server is too long")]
    NameTooLong,
    /// It failed with another code of RFC 1928 §6.
    #[error("refused (code {0})")]
    Refused(u8),
}

/// A file of the profile that could not be read: it was kept aside, and a new one begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// What it held.
    pub part: Part,
    /// Where it is kept now; `None` where it could be kept and only its end is lost.
    pub moved_to: Option<String>,
    /// When the backup was made that was taken instead, where there was one.
    #[serde(default)]
    pub backup: Option<Timestamp>,
}

/// The parts of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Accounts, contacts and conversations. Addresses are taken over from the history.
    State,
    /// The history.
    History,
    /// The passwords.
    Passwords,
}

/// When it makes sense to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// At once, without back-off.
    Now,
    /// By itself, after a while.
    Later,
    /// Only when the person has changed something.
    Never,
}

/// A certificate that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The name it should have been valid for.
    pub host: String,
    /// Why it was refused.
    pub problem: CertificateProblem,
    /// Whom it was made out to; empty where it can't be read.
    pub subject: String,
    /// Who made it out; empty where it can't be read.
    pub issuer: String,
    /// The names it is valid for.
    pub names: Vec<String>,
    /// Start of its validity.
    pub not_before: Option<Timestamp>,
    /// End of its validity.
    pub not_after: Option<Timestamp>,
    /// SHA-256 of the certificate, as lower-case hex.
    pub sha256: String,
}

/// Why a certificate was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateProblem {
    /// Its time is over.
    Expired,
    /// Its time has not come; often the clock of this machine is wrong.
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// It signed itself.
    SelfSigned,
    /// Nobody this machine trusts made it out.
    UnknownIssuer,
    /// It was revoked.
    Revoked,
    /// It can't be read, or breaks another rule: which.
    Invalid(String),
}

impl Failure {
    /// When trying again makes sense after this failure.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Lost { .. } => Retry::Now,
            Self::UnknownHost { .. }
            | Self::NoDns { .. }
            | Self::NoRoute { .. }
            | Self::Proxy { .. }
            | Self::Tls(_)
            | Self::TimedOut { .. }
            | Self::Protocol { .. } => Retry::Later,
            Self::Stream { condition, .. } => match condition.as_str() {
                "see-other-host" => Retry::Now,
                // A host may be unknown only until its server has started.
                "not-authorized" | "unsupported-version" => Retry::Never,
                _ => Retry::Later,
            },
            Self::LoginRefused { condition, .. } => match condition.as_str() {
                "temporary-auth-failure" => Retry::Later,
                _ => Retry::Never,
            },
            // A certificate that has run out is often mended by its owner within hours.
            Self::Certificate(_) => Retry::Later,
            Self::NoService { .. }
            | Self::TlsNotOffered
            | Self::CaFile { .. }
            | Self::NoMechanism { .. }
            | Self::WrongPassword
            | Self::NoPassword
            | Self::ReadOnly { .. }
            | Self::Impostor
            | Self::OtherAccount { .. }
            | Self::Downgrade { .. }
            | Self::Tampered(_)
            | Self::ClientCertificate { .. }
            | Self::Conflict => Retry::Never,
        }
    }
}
