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

/// Watches what comes in.
#[derive(Debug)]
pub(super) struct Pings {
    quiet_since: Instant,
    sent_at: Option<Instant>,
    count: u64,
}

impl Pings {
    /// For a connection on which something has just come in.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            quiet_since: now,
            sent_at: None,
            count: 0,
        }
    }

    /// Something came in; anything will do.
    pub(super) fn heard(&mut self, now: Instant) {
        self.quiet_since = now;
        self.sent_at = None;
    }

    /// Whether it has been quiet for so long that we should ask.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.sent_at.is_none() && now >= self.quiet_since + IDLE
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
        match self.sent_at {
            Some(sent_at) => sent_at + ANSWER,
            None => self.quiet_since + IDLE,
        }
    }

    fn id(&self) -> String {
        format!("alive-{}", self.count)
    }
}
