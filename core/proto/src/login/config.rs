//! What a login needs and what it gives.

use jid::BareJid;
use minidom::Element;
use zeroize::Zeroizing;

/// What a [`Login`](super::Login) needs.
#[derive(Clone)]
pub struct LoginConfig {
    /// The account.
    pub jid: BareJid,
    /// Its password.
    pub password: Zeroizing<String>,
    /// A fresh random nonce for SCRAM: printable ASCII without a comma, 128 bits or more.
    pub nonce: String,
    /// The resource to ask for; without one the server chooses.
    pub resource: Option<String>,
    /// Whether the password may be sent to a server that knows nothing better.
    pub allow_plain: bool,
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
    /// Stream management, if it is on.
    pub management: Option<ManagementOffer>,
    /// The server's counter if the old session was resumed.
    pub resumed: Option<u32>,
    /// The server's counter in `<failed/>`, if it refused to resume and still knew it.
    pub refused_resume_h: Option<u32>,
    /// `<stream:features/>` after authentication.
    pub features: Element,
    /// Stanzas that came before the session was complete, which is rare but allowed. Stream
    /// management doesn't count them.
    pub early: Vec<Element>,
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
