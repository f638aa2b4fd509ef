//! What a login needs and what it gives.

use jid::BareJid;
use minidom::Element;
use zeroize::Zeroizing;

use super::{Inline, Remembered};
use crate::sasl::{BindingType, Bindings, Hash, Token};

/// What a [`Login`](super::Login) needs.
#[derive(Clone)]
pub struct LoginConfig {
    /// The account; a domain alone for [`Credential::Anonymous`].
    pub jid: BareJid,
    /// How it proves who it is.
    pub credential: Credential,
    /// Two fresh random nonces for SCRAM: printable ASCII without a comma, 128 bits or more each.
    pub nonces: [String; 2],
    /// What the connection has to bind to.
    pub bindings: Bindings,
    /// The hashes that SCRAM may use: all of them, except where each is to be tried.
    pub hashes: &'static [Hash],
    /// What the account remembers of its logins.
    pub remembered: Remembered,
    /// Who we say we are in the second SASL profile; without it only the first is used.
    pub agent: Option<Agent>,
    /// A token that spares the password.
    pub token: Option<Token>,
    /// What the server offered last time; with it and a token the login begins without waiting for
    /// the offer (XEP-0388 §2.1 allows to remember it).
    pub shortcut: Option<Inline>,
    /// Now, in microseconds since 1970.
    pub now: i64,
    /// The resource to ask for; without one the server chooses.
    pub resource: Option<String>,
    /// With this the server may choose a resource that begins with it, as Bind 2 (XEP-0386) has it;
    /// without, it is asked for [`Self::resource`] whatever that costs.
    pub tag: Option<String>,
    /// Nobody looks: a session that comes along with the login begins so (XEP-0352).
    pub inactive: bool,
    /// The session to take up again.
    pub resume: Option<Resume>,
}

impl std::fmt::Debug for LoginConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginConfig")
            .field("jid", &self.jid)
            .finish_non_exhaustive()
    }
}

/// How an account proves who it is.
#[derive(Clone)]
pub enum Credential {
    /// By what it has; at least one of both.
    Account {
        /// The certificate shown to TLS.
        certificate: Option<Certificate>,
        /// The password.
        password: Option<Zeroizing<String>>,
        /// Whether the password may be sent to a server that knows nothing better.
        allow_plain: bool,
    },
    /// Not at all (RFC 4505).
    Anonymous,
}

/// What the certificate shown to TLS says about accounts (XEP-0178 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// It names one or none: the server knows which is meant.
    Unambiguous,
    /// It names several: the server has to be told.
    Several,
}

/// Who we say we are (XEP-0388 §2.3). No other user is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// A UUID that stays the same for this account on this machine.
    pub id: String,
    /// The name of the program.
    pub software: String,
}

/// An earlier session (XEP-0198 §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// The server's name for it.
    pub id: String,
    /// The stanzas we have handled in it.
    pub h: u32,
    /// The full address it had, which it still has when resumed.
    pub jid: String,
}

/// What a [`Login`](super::Login) gives.
#[derive(Debug, Clone)]
pub struct Session {
    /// Our full address, as the server wrote it.
    pub jid: String,
    /// The SASL mechanism used.
    pub mechanism: &'static str,
    /// What the login was bound to.
    pub binding: Bound,
    /// What to remember from now on.
    pub remembered: Remembered,
    /// What may be asked for at once next time; `None` where the server has no tokens.
    pub shortcut: Option<Inline>,
    /// Stream management, if it is on.
    pub management: Option<ManagementOffer>,
    /// The server's counter if the old session was resumed.
    pub resumed: Option<u32>,
    /// The server's counter in `<failed/>`, if it refused to resume and still knew it.
    pub refused_resume_h: Option<u32>,
    /// `<stream:features/>` after authentication; empty where the old session was resumed with the
    /// login itself, since none are sent then (XEP-0198 §9.2).
    pub features: Element,
    /// Stanzas that came before the session was complete, which is rare but allowed. Stream
    /// management doesn't count them.
    pub early: Vec<Element>,
}

/// What a login was bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Nothing: one of the sides can't.
    No,
    /// Nothing: the server offered it and then refused the kinds that we know.
    Refused,
    /// The connection.
    To(BindingType),
}

/// What `<enabled/>` promised (XEP-0198 §3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManagementOffer {
    /// The session's name, if it can be resumed.
    pub id: Option<String>,
    /// For how many seconds it can be resumed.
    pub max: Option<u32>,
    /// Where the server would like us to reconnect to.
    pub location: Option<String>,
}
