//! The manners of the in-memory server, good ones by default, and what it counts.

/// How a client may prove its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the name of the mechanism")]
pub enum Mechanism {
    Plain,
    ScramSha1,
    ScramSha256,
    ScramSha512,
}

impl Mechanism {
    /// As it stands in `<mechanism/>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

/// What a server does that does not know the password but wants the client to stay (RFC 5802 §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impostor {
    /// Says success without a server signature.
    NoSignature,
    /// Says success with a signature made from a guess.
    WrongSignature,
    /// Answers with a nonce that does not begin with the client's.
    ForeignNonce,
    /// Asks for a single iteration, so that the proof is cheap to guess from.
    OneIteration,
    /// Asks for so many iterations that the client would be busy for hours.
    EndlessIterations,
    /// Says success as soon as a mechanism is named.
    EarlySuccess,
}

/// The manners of the server.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What may be chosen from.
    pub mechanisms: Vec<Mechanism>,
    /// Offer each SCRAM tied to the connection, too (RFC 5802 §6).
    pub plus: bool,
    /// What it could be tied to (XEP-0440); nothing is said where this is empty.
    pub announced: Vec<&'static str>,
    /// Nothing of that reaches the client: somebody strips it.
    pub hides_plus: bool,
    /// Offer the second SASL profile.
    pub second: bool,
    /// Take no token.
    pub refuse_tokens: bool,
    /// Offer STARTTLS.
    pub starttls: bool,
    /// Put this behind `<proceed/>`, in the same packet.
    pub behind_proceed: &'static str,
    /// Pretend to know the password.
    pub impostor: Option<Impostor>,
    /// Refuse a right password with this condition of RFC 6120 §6.5.
    pub refuse_login: Option<&'static str>,
    /// Offer XEP-0198.
    pub management: bool,
    /// Answer every resumption with `<failed/>`.
    pub refuse_resume: bool,
    /// Put the count of handled stanzas into that `<failed/>` (XEP-0198 §5).
    pub count_in_failed: bool,
    /// Claim to have handled so many stanzas, instead of the truth, in every `<a/>`.
    pub false_count: Option<u32>,
    /// Never say what was handled.
    pub swallow_acks: bool,
    /// Offer XEP-0138 compression.
    pub compression: bool,
    /// Send whoever opens a stream inside TLS to another host and port.
    pub see_other_host: Option<String>,
    /// What a newcomer is asked (the child of the iq, XEP-0077); nothing where nobody may come.
    pub registration: Option<String>,
    /// Break the connection off after an account was made, before saying so.
    pub cut_after_registration: bool,
    /// Keep what is said (XEP-0313).
    pub archive: bool,
    /// The most results of a page.
    pub archive_page: usize,
    /// Never answer who asks the archive of a room.
    pub mute_room_archives: bool,
    /// The field of the archive's form that takes words (XEP-0431), where it can be searched.
    pub archive_words: Option<&'static str>,
    /// Where files go; nowhere, mostly.
    pub upload: Option<super::Upload>,
    /// Requests to the server with such a payload are left to the [`super::Script`].
    pub leave_to_script: Vec<&'static str>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            mechanisms: vec![
                Mechanism::Plain,
                Mechanism::ScramSha1,
                Mechanism::ScramSha256,
            ],
            plus: false,
            announced: Vec::new(),
            hides_plus: false,
            second: false,
            refuse_tokens: false,
            starttls: true,
            behind_proceed: "",
            impostor: None,
            refuse_login: None,
            management: true,
            refuse_resume: false,
            count_in_failed: true,
            false_count: None,
            swallow_acks: false,
            compression: false,
            see_other_host: None,
            registration: None,
            cut_after_registration: false,
            archive: true,
            archive_page: 50,
            mute_room_archives: false,
            archive_words: None,
            upload: None,
            leave_to_script: Vec::new(),
        }
    }
}

impl Policy {
    /// All that a server of these days has.
    pub fn modern() -> Self {
        Self {
            plus: true,
            announced: vec!["tls-exporter"],
            second: true,
            ..Self::default()
        }
    }
}

/// What the server has seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Logins begun.
    pub attempts: usize,
    /// Sessions bound.
    pub bound: usize,
    /// Sessions resumed.
    pub resumed: usize,
    /// Sessions ended by the client with `</stream:stream>`.
    pub closed: usize,
    /// Connections lost without it.
    pub lost: usize,
    /// Logins by a token.
    pub by_token: usize,
    /// Passwords that came in the clear (inside TLS or not).
    pub plain: usize,
    /// Questions to those of a room who have no sessions.
    pub asked_onlookers: usize,
    /// So often was asked who belongs to a room, by list.
    pub lists_asked: usize,
    /// So often was asked which changes there were to that since a version.
    pub versions_asked: usize,
}
