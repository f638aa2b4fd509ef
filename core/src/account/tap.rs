//! Where the console hears what goes over the wire. While it is closed, all it costs is a look at a flag.
//!
//! Secrets are taken out here, before anything is handed on. Nothing waits for who listens: what does not
//! fit is counted and left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use minidom::Element;
use tokio::sync::mpsc;
use waxwing_proto::redact::redact;
use waxwing_proto::stanza::CLIENT;
use waxwing_proto::stream::{Frame, Header, ReadError, writer};

use crate::Timestamp;
use crate::event::console::{Direction, Entry, Kind};

/// As many entries may wait for the account's turn.
const WAITING: usize = 512;

/// Longer XML is cut: a roster of thousands is not read to its end. With [`WAITING`] that bounds the
/// memory to 16 MB.
const ENTRY_BYTES: usize = 32 * 1024;

/// The wire's end. Clones tell the same listener.
#[derive(Clone, Debug)]
pub(crate) struct Tap {
    open: Arc<AtomicBool>,
    lost: Arc<AtomicU64>,
    entries: mpsc::Sender<Entry>,
}

/// The listener's end.
#[derive(Debug)]
pub(crate) struct Listener {
    tap: Tap,
    entries: mpsc::Receiver<Entry>,
}

/// A closed tap, and its listener.
pub(crate) fn pair() -> (Tap, Listener) {
    let (to_us, entries) = mpsc::channel(WAITING);
    let tap = Tap {
        open: Arc::default(),
        lost: Arc::default(),
        entries: to_us,
    };
    (tap.clone(), Listener { tap, entries })
}

impl Tap {
    /// A tap that nobody listens at.
    pub(crate) fn closed() -> Self {
        pair().0
    }

    /// An element went out.
    pub(super) fn sent(&self, element: &Element) {
        if self.is_open() {
            self.element(Direction::Out, element);
        }
    }

    /// Our stream began or ended.
    pub(super) fn sent_stream(&self, bytes: &[u8]) {
        if self.is_open() {
            self.stream(Direction::Out, bytes);
        }
    }

    /// A frame came in, or something that is none.
    pub(super) fn received(&self, frame: &Result<Option<Frame>, ReadError>) {
        if !self.is_open() {
            return;
        }
        match frame {
            Ok(None) => {}
            Ok(Some(Frame::Element(element))) => self.element(Direction::In, element),
            Ok(Some(Frame::Open(header))) => self.opened(header),
            Ok(Some(Frame::Close)) => self.stream(Direction::In, writer::close()),
            Err(error) => {
                let words = format!("<!-- {error} -->");
                self.stream(Direction::In, words.as_bytes());
            }
        }
    }

    fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    fn opened(&self, header: &Header) {
        self.stream(Direction::In, &writer::header(header));
    }

    fn element(&self, direction: Direction, element: &Element) {
        let kind = match element.name() {
            _ if !element.has_ns(CLIENT) => Kind::Nonza,
            "message" => Kind::Message,
            "presence" => Kind::Presence,
            "iq" => Kind::Iq,
            _ => Kind::Nonza,
        };
        let mut bytes = Vec::new();
        writer::element(&redact(element), &mut bytes);
        self.tell(direction, kind, &bytes);
    }

    fn stream(&self, direction: Direction, bytes: &[u8]) {
        self.tell(direction, Kind::Stream, bytes);
    }

    fn tell(&self, direction: Direction, kind: Kind, bytes: &[u8]) {
        let shown = bytes.get(..ENTRY_BYTES).unwrap_or(bytes);
        let entry = Entry {
            direction,
            at: Timestamp::now(),
            kind,
            xml: String::from_utf8_lossy(shown).into_owned(),
            cut: u64::try_from(bytes.len() - shown.len()).unwrap_or(u64::MAX),
        };
        if self.entries.try_send(entry).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Listener {
    /// Listens, or no longer; what was not taken is forgotten.
    pub(crate) fn set_open(&mut self, open: bool) {
        self.tap.open.store(open, Ordering::Relaxed);
        if !open {
            while self.entries.try_recv().is_ok() {}
            self.lost();
        }
    }

    /// Whether anything is recorded.
    pub(crate) fn is_open(&self) -> bool {
        self.tap.is_open()
    }

    /// The next entry; while the tap is closed, never.
    pub(crate) async fn recv(&mut self) -> Entry {
        match self.entries.recv().await {
            Some(entry) => entry,
            // Never: the listener has a tap itself.
            None => std::future::pending().await,
        }
    }

    /// The next entry that is there already.
    pub(crate) fn try_recv(&mut self) -> Option<Entry> {
        self.entries.try_recv().ok()
    }

    /// How many entries did not fit since the last look.
    pub(crate) fn lost(&self) -> u64 {
        self.tap.lost.swap(0, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waxwing_proto::xml::Tree as _;

    #[test]
    fn a_closed_tap_records_nothing_and_an_open_one_no_more_than_its_bounds() {
        let (tap, mut listener) = pair();
        let long = Element::bare("message", CLIENT).with_text(&"x".repeat(3 * ENTRY_BYTES));
        tap.sent(&long);
        assert_eq!(listener.try_recv(), None);
        listener.set_open(true);
        for _ in 0..WAITING + 7 {
            tap.sent(&long);
        }
        assert_eq!(listener.lost(), 7);
        let entry = listener.try_recv().unwrap();
        assert_eq!((entry.kind, entry.xml.len()), (Kind::Message, ENTRY_BYTES));
        assert!(entry.cut > 2 * 32 * 1024);
        listener.set_open(false);
        assert_eq!(listener.try_recv(), None);
    }

    #[test]
    fn kinds_are_told_apart_and_secrets_never_leave() {
        let (tap, mut listener) = pair();
        listener.set_open(true);
        let auth = Element::bare("auth", "urn:ietf:params:xml:ns:xmpp-sasl").with_text("aHVzaA==");
        tap.sent(&auth);
        tap.received(&Ok(Some(Frame::Element(Element::bare("iq", CLIENT)))));
        tap.received(&Ok(Some(Frame::Close)));
        tap.received(&Err(ReadError::Text));
        tap.sent(&Element::bare("presence", CLIENT));
        let told: Vec<_> = std::iter::from_fn(|| listener.try_recv()).collect();
        let kinds: Vec<_> = told.iter().map(|entry| entry.kind).collect();
        use Kind as K;
        assert_eq!(kinds, [K::Nonza, K::Iq, K::Stream, K::Stream, K::Presence]);
        assert!(!told[0].xml.contains("aHVzaA"), "{}", told[0].xml);
    }
}
