//! What the tests need otherwise than people: a network that fails on purpose hundreds of times should
//! not be waited for as long as a real one, a test may not listen at the port of HTTPS, and every
//! way in has to be tried, not only the strongest.

use std::time::Duration;

use waxwing_proto::backoff;
use waxwing_proto::sasl::{BindingType, Hash};
use waxwing_proto::stream::Limits;

/// Times, ports and ways in that no person should change; [`Tuning::default`] has the real ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// The wait after the first failure to connect; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest wait between two tries to connect.
    pub longest_wait: Duration,
    /// How long the page that tells of outages may take (XEP-0455).
    pub page_limit: Duration,
    /// The most bytes of one stanza that are read; the stream ends behind them.
    pub stanza_bytes: usize,
    /// How long a web server may keep us waiting while a file is on its way.
    pub silence: Duration,
    /// A room that says nothing for so long is asked whether we are still in it (XEP-0410 §3.2).
    pub room_silence: Duration,
    /// Keys that are in use are known from copies of them that were made while they were open after so long.
    pub copied_open: Duration,
    /// The port where a domain's web server is asked for its WebSocket (XEP-0156).
    pub https_port: u16,
    /// Who is asked for channels of all servers (XEP-0433).
    pub channel_search: &'static str,
    /// The hashes that SCRAM may use, strongest first; none leaves PLAIN, where an account allows it.
    pub hashes: &'static [Hash],
    /// What logins and tokens may be bound to.
    pub bindings: &'static [BindingType],
    /// Whether the second SASL profile (XEP-0388) is used where it is offered.
    pub second_profile: bool,
    /// Whether there is end-to-end encryption.
    pub encryption: bool,
}

/// Somebody looks on, and a page of some hundred bytes takes a second even through Tor.
const PAGE_LIMIT: Duration = Duration::from_secs(15);

/// Trains go through tunnels; what is silent for longer has gone.
const SILENCE: Duration = Duration::from_secs(60);

/// Links between servers break seldom, and large rooms are many.
const ROOM_SILENCE: Duration = Duration::from_secs(15 * 60);

/// A small question and a small order, while somebody writes or is written to.
const COPIED_OPEN: Duration = Duration::from_secs(10 * 60);

impl Default for Tuning {
    fn default() -> Self {
        Self {
            first_wait: backoff::FIRST,
            longest_wait: backoff::LONGEST,
            page_limit: PAGE_LIMIT,
            stanza_bytes: Limits::STANZA_BYTES,
            silence: SILENCE,
            room_silence: ROOM_SILENCE,
            copied_open: COPIED_OPEN,
            https_port: 443,
            channel_search: "api@search.jabber.network",
            hashes: &Hash::ALL,
            bindings: &BindingType::ALL,
            second_profile: true,
            encryption: true,
        }
    }
}
