//! Signs of life: a connection can die without a word, and only asking shows it.
//!
//! Where the server has stream management, `<r/>` is the question; elsewhere it is a ping
//! (XEP-0199), whose answer is nobody else's business.

use std::time::Duration;

use minidom::Element;
use tokio::time::Instant;
use waxwing_proto::ping;
use waxwing_proto::stream::CLIENT;
use waxwing_proto::xml::Tree as _;

/// How long nothing may come in before we ask. Below the five minutes after which home routers
/// forget a connection.
const IDLE: Duration = Duration::from_secs(60);

/// How long a ping may go without anything coming in.
const ANSWER: Duration = Duration::from_secs(15);

/// The same where there is a reason to believe that the connection is gone: a round trip through any
/// network that is still of use.
const DOUBT: Duration = Duration::from_secs(5);

/// However impatient a server is, we don't ask more often.
const BRIEF: Duration = Duration::from_secs(5);

/// Watches what comes in.
#[derive(Debug)]
pub(super) struct Pings {
    quiet_since: Instant,
    sent_at: Option<Instant>,
    /// When the connection is given up, unless something comes in.
    doubted_until: Option<Instant>,
    idle: Duration,
    count: u64,
}

impl Pings {
    /// For a connection on which something has just come in.
    /// The server bears silence for `idle`.
    pub(super) fn new(now: Instant, idle: Option<Duration>) -> Self {
        // Our question has to be there before the server's patience ends.
        let idle = idle.map_or(IDLE, |idle| (idle / 2).clamp(BRIEF, IDLE));
        Self {
            quiet_since: now,
            sent_at: None,
            doubted_until: None,
            idle,
            count: 0,
        }
    }

    /// Something came in; anything will do.
    pub(super) fn heard(&mut self, now: Instant) {
        self.quiet_since = now;
        self.sent_at = None;
        self.doubted_until = None;
    }

    /// There is a reason to believe that the connection is gone: whether to ask now.
    pub(super) fn doubt(&mut self, now: Instant) -> bool {
        let fresh = self.doubted_until.is_none();
        self.doubted_until.get_or_insert(now + DOUBT);
        fresh && self.sent_at.is_none()
    }

    /// Whether a doubt has proved right.
    pub(super) fn is_gone(&self, now: Instant) -> bool {
        self.doubted_until.is_some_and(|until| now >= until)
    }

    /// Whether it has been quiet for so long that we should ask.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.sent_at.is_none() && now >= self.quiet_since + self.idle
    }

    /// The next ping, to our own server.
    pub(super) fn ping(&mut self, now: Instant) -> Element {
        self.sent_at = Some(now);
        self.count += 1;
        Element::bare("iq", CLIENT)
            .with_attr("type", "get")
            .with_attr("id", &self.id())
            .with(ping::query())
    }

    /// Somebody else asks; be quiet for another while.
    pub(super) fn rest(&mut self, now: Instant) {
        self.quiet_since = now;
    }

    /// Whether a stanza answers one of our pings, be it with an error.
    pub(super) fn is_answer(&self, stanza: &Element) -> bool {
        self.count > 0
            && stanza.name() == "iq"
            && matches!(stanza.attr("type"), Some("result" | "error"))
            && stanza.attr("id") == Some(&self.id())
    }

    /// Whether a ping was sent and nothing came in since, for too long.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.sent_at.is_some_and(|sent_at| now >= sent_at + ANSWER)
    }

    /// When to look again.
    pub(super) fn next_wake(&self) -> Instant {
        let regular = match self.sent_at {
            Some(sent_at) => sent_at + ANSWER,
            None => self.quiet_since + self.idle,
        };
        self.doubted_until
            .map_or(regular, |until| until.min(regular))
    }

    fn id(&self) -> String {
        format!("alive-{}", self.count)
    }
}
