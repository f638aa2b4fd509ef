//! Speaking to a client line by line: what it receives, what it is expected to say.

use std::sync::Arc;

use minidom::Element;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::hub::{Hub, Out};
use crate::deadline::DEADLINE;
use crate::xml::{self, Captures};

/// A hand on one account. What the account says to others comes here instead of to them, and so do
/// its answers; what it says to its server (roster, disco, ping, presence) is served as ever.
#[derive(Debug)]
pub struct Script {
    hub: Arc<Hub>,
    jid: String,
    said: UnboundedReceiver<Element>,
}

impl Script {
    pub(super) fn new(hub: Arc<Hub>, jid: &str) -> Self {
        let (sender, said) = unbounded_channel();
        let mut state = hub.state();
        let account = state.accounts.get_mut(jid).expect("a registered account");
        account.script = Some(sender);
        drop(state);
        Self {
            hub,
            jid: jid.to_owned(),
            said,
        }
    }

    /// The client receives this stanza, in anybody's name, counted as any other.
    pub fn receive(&self, stanza: &str) {
        let mut state = self.hub.state();
        for full in state.full_addresses(&self.jid) {
            let stanza = stanza.replace("$me", &xml::escape(&full));
            state.deliver_text(&full, &stanza);
        }
    }

    /// These bytes are put on the client's stream, whatever they are; nothing counts them.
    pub fn inject(&self, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        let state = self.hub.state();
        for full in state.full_addresses(&self.jid) {
            state.sessions[&full].tell(Out::Bytes(bytes.clone()));
        }
    }

    /// The next thing the client says must fit this pattern (see [`xml::compare`]).
    ///
    /// # Panics
    /// When it does not, or does not come in time.
    pub async fn expect(&mut self, pattern: &str) -> Captures {
        let said = self.next(pattern).await;
        xml::compare(&xml::parse(pattern), &said).unwrap_or_else(|difference| {
            panic!(
                "{difference}\nexpected {pattern}\ngot      {}",
                xml::write(&said)
            )
        })
    }

    /// Waits until the client says something that fits; what it says before is let pass.
    ///
    /// # Panics
    /// When it does not come in time.
    pub async fn expect_sometime(&mut self, pattern: &str) -> Captures {
        let wanted = xml::parse(pattern);
        loop {
            let said = self.next(pattern).await;
            if let Ok(captures) = xml::compare(&wanted, &said) {
                return captures;
            }
        }
    }

    /// The client says nothing more: after a ping it answers the ping and nothing else.
    ///
    /// # Panics
    /// When it says something else first.
    pub async fn expect_silence(&mut self) {
        let id = format!("silence{}", self.hub.state().next_id());
        let ping = format!(
            "<iq type='get' from='localhost' to='$me' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>"
        );
        self.receive(&ping);
        self.expect(&format!("<iq type='result' id='{id}'/>")).await;
    }

    /// The next thing the client says, whatever it is.
    ///
    /// # Panics
    /// When nothing comes in time.
    pub async fn expect_one(&mut self) -> Element {
        self.next("anything").await
    }

    /// Whether the next thing the client says fits.
    ///
    /// # Panics
    /// When nothing comes in time.
    pub async fn try_expect(&mut self, pattern: &str) -> bool {
        let said = self.next(pattern).await;
        xml::compare(&xml::parse(pattern), &said).is_ok()
    }

    async fn next(&mut self, wanted: &str) -> Element {
        let next = tokio::time::timeout(DEADLINE, self.said.recv()).await;
        let Ok(Some(said)) = next else {
            panic!("the client did not say {wanted}\n{}", self.hub.log());
        };
        said
    }
}

impl Drop for Script {
    /// Leftover lines fail the test, unless it has failed already.
    fn drop(&mut self) {
        if let Some(account) = self.hub.state().accounts.get_mut(&self.jid) {
            account.script = None;
        }
        let leftover = self.said.try_recv();
        if let Ok(said) = leftover
            && !std::thread::panicking()
        {
            panic!("nobody expected {}", xml::write(&said));
        }
    }
}
