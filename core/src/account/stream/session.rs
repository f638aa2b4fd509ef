//! What outlives a connection: the stanzas under way and the counters of XEP-0198.

use std::collections::VecDeque;
use std::mem;
use std::time::Instant;

use minidom::Element;
use waxwing_proto::login::{ManagementOffer, Resume};
use waxwing_proto::management::{AckError, Management, Receipt, Token};

use super::{Earlier, LOOSE};

/// One XMPP session: from binding a resource until it can't be resumed any more.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Which of a worker's sessions it is; what is handed over names the one it is for.
    epoch: u64,
    /// Another process began it, and it has not been resumed yet.
    revived: bool,
    /// It can't be taken up again, so nothing is kept for it.
    over: bool,
    jid: String,
    /// The server's name for the session, where it can be resumed.
    id: Option<String>,
    /// Where the server would like us to come back to.
    location: Option<String>,
    /// The counters; none where the server has no stream management.
    management: Option<Management>,
    /// Handed over, not yet written.
    queue: VecDeque<(Token, Element)>,
    /// Written without stream management, not yet out of our hands.
    unflushed: Vec<Token>,
    /// Written, and not told yet that they were.
    written: Vec<Token>,
    /// Handed over too late.
    refused: Vec<Token>,
    /// Received on this connection, not yet stored.
    unstored: VecDeque<(u64, Receipt)>,
    unacked: usize,
}

impl Session {
    /// No session: the one with this number is over.
    pub(super) fn none(epoch: u64) -> Self {
        Self {
            epoch,
            over: true,
            ..Self::default()
        }
    }

    /// A session that another process began.
    pub(super) fn revived(epoch: u64, earlier: Earlier) -> Self {
        Self {
            epoch,
            revived: true,
            jid: earlier.jid,
            id: Some(earlier.id),
            location: earlier.location,
            management: Some(Management::revived(earlier.h)),
            ..Self::default()
        }
    }

    /// A session just bound.
    pub(super) fn new(epoch: u64, jid: String, offer: Option<ManagementOffer>) -> Self {
        let management = offer.as_ref().map(|_| Management::new());
        let ManagementOffer { id, location, .. } = offer.unwrap_or_default();
        Self {
            epoch,
            jid,
            id,
            location,
            management,
            ..Self::default()
        }
    }

    /// Which of its worker's sessions it is.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The server's name for it, where it can be resumed.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether another process began it and its count of what was sent is still to be settled;
    /// tells it once.
    pub(super) fn take_revived(&mut self) -> bool {
        mem::take(&mut self.revived)
    }

    /// Where the server would like us to come back to.
    pub(super) fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// Whether the server counts.
    pub(super) fn is_managed(&self) -> bool {
        self.management.is_some()
    }

    /// A stanza to send when its turn comes, if it is for this session. If not, whoever handed it
    /// over is going to hear that its session is over.
    pub(super) fn push(&mut self, epoch: u64, token: Token, stanza: Element) {
        if epoch == self.epoch && !self.over {
            self.queue.push_back((token, stanza));
        }
    }

    /// A stanza that is not going to be sent.
    pub(super) fn refuse(&mut self, token: Token) {
        self.refused.push(token);
    }

    /// How many stanzas wait to be written.
    pub(super) fn queued(&self) -> usize {
        self.queue.len()
    }

    /// Whether nothing is under way to the server.
    pub(super) fn is_settled(&self) -> bool {
        self.queue.is_empty() && self.unacked == 0 && self.unflushed.is_empty()
    }

    /// Gives the next stanza to `write`, as far as there is one and the server keeps up.
    pub(super) fn write_next(&mut self, write: impl FnOnce(&Element)) -> bool {
        if !self.management.as_ref().is_none_or(Management::has_room) {
            return false;
        }
        let Some((token, stanza)) = self.queue.pop_front() else {
            return false;
        };
        write(&stanza);
        if token.0 < LOOSE {
            self.written.push(token);
        }
        match &mut self.management {
            Some(management) => {
                management.sent(token, stanza);
                self.unacked += 1;
            }
            None => self.unflushed.push(token),
        }
        true
    }

    /// What was written since the last time.
    pub(super) fn take_written(&mut self) -> Vec<Token> {
        mem::take(&mut self.written)
    }

    /// Everything that was written is out of our hands: what that settles.
    pub(super) fn flushed(&mut self) -> Vec<Token> {
        mem::take(&mut self.unflushed)
    }

    /// `<a/>`: what that settles.
    pub(super) fn handle_ack(&mut self, h: u32) -> Result<Vec<Token>, AckError> {
        let Some(management) = &mut self.management else {
            return Ok(Vec::new());
        };
        let acked = management.handle_ack(h)?;
        self.unacked = self.unacked.saturating_sub(acked.len());
        Ok(acked)
    }

    /// Whether to ask for an acknowledgement now; if so, it counts as asked.
    pub(super) fn asks(&mut self, now: Instant) -> bool {
        let asks = self.management.as_ref().is_some_and(Management::wants_ack);
        if asks {
            self.asked(now);
        }
        asks
    }

    /// An acknowledgement was asked for.
    pub(super) fn asked(&mut self, now: Instant) {
        if let Some(management) = &mut self.management {
            management.requested(now);
        }
    }

    /// Whether an answer to `<r/>` is awaited, and until when.
    pub(super) fn patience(&self) -> Option<Instant> {
        self.management.as_ref().and_then(Management::next_wake)
    }

    /// Whether the server let our `<r/>` go unanswered for too long.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        let management = self.management.as_ref();
        management.is_some_and(|management| management.is_overdue(now))
    }

    /// A stanza came in; it is going to be known by `number`. Gives its place in the session.
    pub(super) fn received(&mut self, number: u64) -> Option<u32> {
        let receipt = self.management.as_mut()?.received();
        self.unstored.push_back((number, receipt));
        Some(receipt.count())
    }

    /// The stanza with this number and all before it are stored.
    pub(super) fn handled(&mut self, number: u64) {
        let Some(management) = &mut self.management else {
            return;
        };
        let mut last = None;
        while self.unstored.front().is_some_and(|(n, _)| *n <= number) {
            last = self.unstored.pop_front();
        }
        if let Some((_, receipt)) = last {
            management.handled(receipt);
        }
    }

    /// Whether everything that came in is stored.
    pub(super) fn is_stored(&self) -> bool {
        self.unstored.is_empty()
    }

    /// `<a/>` with the count of what is stored.
    pub(super) fn answer(&self) -> Option<Element> {
        self.management.as_ref().map(Management::handle_request)
    }

    /// How to resume on a new connection, where that is possible. What came in and is not stored
    /// by now, the server will send again.
    pub(super) fn suspend(&mut self) -> Option<Resume> {
        let (management, id) = (self.management.as_mut()?, self.id.clone()?);
        management.disconnected();
        self.unstored.clear();
        Some(Resume {
            id,
            h: management.h(),
            jid: self.jid.clone(),
        })
    }

    /// `<resumed/>`: what that settles, and what is to be sent again before anything else.
    pub(super) fn resume(&mut self, h: u32) -> Result<(Vec<Token>, Vec<Element>), AckError> {
        let Some(management) = &mut self.management else {
            return Ok((Vec::new(), Vec::new()));
        };
        let resumed = management.resume(h)?;
        self.unacked = resumed.again.len();
        Ok((resumed.acked, resumed.again))
    }

    /// The end of the session: everything that is not known to have arrived.
    pub(super) fn into_dropped(self) -> Vec<Token> {
        let unacked = self.management.map(Management::into_unacked);
        let unacked = unacked.into_iter().flatten().map(|(token, _)| token);
        let queued = self.queue.into_iter().map(|(token, _)| token);
        unacked
            .chain(self.unflushed)
            .chain(queued)
            .chain(self.refused)
            .collect()
    }

    /// Whether there is any hope to resume it.
    pub(super) fn can_resume(&self) -> bool {
        self.id.is_some() && self.management.is_some()
    }
}
