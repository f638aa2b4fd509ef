//! A session on a connection: reading, writing, commands and timers in one loop.
//!
//! Everything is owned by this loop and each of its futures can be dropped half-way, so there is no
//! lock and nothing to lose. The actor slows the network down (nothing is read while events wait
//! for it), and the network slows down nobody.

use std::collections::VecDeque;
use std::time::Duration;

use minidom::Element;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use waxwing_proto::csi;
use waxwing_proto::management::element::{Reply, SM};
use waxwing_proto::management::{Management, Token, element};
use waxwing_proto::stream::{Frame, Framing, StreamError};

use super::end::{Break, End, Stumble};
use super::manners::Manners;
use super::ping::Pings;
use super::session::Session;
use super::{FromStream, StreamConfig, ToStream};
use crate::Failure;
use crate::account::failure;
use crate::account::wire::{Source, Wire, WireError};

/// How much is serialised ahead of the socket; more would only wait in memory.
const AHEAD: usize = 64 * 1024;

/// How many stanzas may wait for a socket that takes nothing before we stop reading from it: the
/// answers we owe must not pile up.
const BACKLOG: usize = 1000;

/// How long the socket may refuse to take anything.
const WRITE_STALL: Duration = Duration::from_secs(30);

/// How long `<r/>` may wait for stanzas to be stored before it is answered with what is there; the
/// rest is told as soon as it is stored.
const ANSWER_DELAY: Duration = Duration::from_secs(1);

/// How long an orderly end may take in all.
const CLOSE: Duration = Duration::from_secs(2);

/// How much of that is given to the server for acknowledging.
const CLOSE_ACKS: Duration = Duration::from_millis(1200);

/// How long the parting words after a failure may take.
const PARTING: Duration = Duration::from_millis(500);

/// How far an orderly end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No end in sight.
    Open,
    /// Waiting for the server to acknowledge.
    Settling { until: Instant, end: Instant },
    /// `</stream:stream>` is on its way; waiting for theirs.
    Closing { end: Instant },
}

/// What a connection borrows from its worker.
pub(super) struct Surroundings<'a> {
    /// The session that the connection carries.
    pub(super) session: &'a mut Session,
    /// The number of the last stanza that came in.
    pub(super) number: &'a mut u64,
    /// What the next login needs to know.
    pub(super) config: &'a mut StreamConfig,
    /// Whether somebody looks.
    pub(super) attention: &'a mut bool,
    /// From the actor.
    pub(super) commands: &'a mut mpsc::UnboundedReceiver<ToStream>,
    /// To the actor.
    pub(super) events: &'a mpsc::Sender<FromStream>,
}

/// What the socket did with what we have for it.
enum Progress {
    /// It took so many bytes.
    Taken(usize),
    /// It has sent all it had taken.
    Flushed,
}

/// The loop's state.
pub(super) struct Connection<'a, S> {
    around: Surroundings<'a>,
    source: Source<ReadHalf<S>>,
    sink: WriteHalf<S>,
    framing: Framing,
    /// Serialised, and how much of it the socket has taken.
    out: Vec<u8>,
    taken: usize,
    unflushed: bool,
    /// Since when the socket has been refusing.
    refusing_since: Option<Instant>,
    /// Events the actor has not taken yet.
    told: VecDeque<FromStream>,
    /// An `<r/>` has not been answered for all that had come in by then.
    owed: bool,
    /// When it is answered with what is there.
    answer_by: Option<Instant>,
    pings: Pings,
    manners: Manners,
    acked: bool,
    phase: Phase,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Connection<'a, S> {
    /// A connection on which the session has just been bound or resumed; `again` goes out first.
    pub(super) fn new(
        wire: Wire<S>,
        again: &[Element],
        manners: Manners,
        around: Surroundings<'a>,
    ) -> Self {
        let framing = wire.framing();
        let (source, sink) = wire.split();
        let mut out = Vec::new();
        for stanza in again {
            source.tap().sent(stanza);
            framing.element(stanza, &mut out);
        }
        if manners.csi && !*around.attention {
            framing.element(&csi::indication(false), &mut out);
        }
        Self {
            around,
            source,
            sink,
            framing,
            out,
            taken: 0,
            unflushed: false,
            refusing_since: None,
            told: VecDeque::new(),
            owed: false,
            answer_by: None,
            pings: Pings::new(Instant::now(), manners.idle),
            manners,
            acked: false,
            phase: Phase::Open,
        }
    }

    /// Carries stanzas until the end.
    pub(super) async fn run(mut self) -> End {
        let end = loop {
            self.fill(Instant::now());
            if let Some(end) = self.turn().await {
                break end;
            }
        };
        self.part(&end).await;
        match self.phase {
            Phase::Open => end,
            // However it came about: the end was wanted.
            Phase::Settling { .. } | Phase::Closing { .. } => End::Closed,
        }
    }

    /// Waits for one thing to happen and deals with it.
    async fn turn(&mut self) -> Option<End> {
        let stuck = self.out.len() >= AHEAD && self.around.session.queued() >= BACKLOG;
        let reading = self.told.is_empty() && !stuck;
        let wake = self.next_wake();
        tokio::select! {
            frame = self.source.frame(), if reading => self.handle_frame(frame),
            room = self.around.events.reserve(), if !self.told.is_empty() => {
                let Ok(room) = room else { return Some(End::Closed) };
                if let Some(event) = self.told.pop_front() {
                    room.send(event);
                }
                None
            }
            progress = progress(&mut self.sink, self.out.get(self.taken..).unwrap_or_default()),
                if self.taken < self.out.len() || self.unflushed => self.handle_progress(progress),
            command = self.around.commands.recv() => match command {
                Some(command) => {
                    self.handle_command(command);
                    None
                }
                None => Some(End::Closed),
            },
            () = sleep_until(wake) => self.handle_time(Instant::now()),
        }
    }

    /// Puts into the buffer what is due.
    fn fill(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Closing { .. }) {
            return;
        }
        while self.out.len() < AHEAD {
            let (framing, out, tap) = (self.framing, &mut self.out, self.source.tap());
            let write = |stanza: &Element| {
                tap.sent(stanza);
                framing.element(stanza, out);
            };
            if !self.around.session.write_next(write) {
                break;
            }
        }
        if self.around.session.asks(now.into_std()) {
            self.write(&element::request());
        }
        if let Phase::Settling { until, end } = self.phase
            && (self.around.session.is_settled() || now >= until)
        {
            self.answer();
            self.source.tap().sent_stream(self.framing.close());
            self.out.extend_from_slice(self.framing.close());
            self.phase = Phase::Closing { end };
        }
        if self.taken < self.out.len() || self.unflushed {
            self.refusing_since.get_or_insert(now);
        }
    }

    fn handle_progress(&mut self, progress: std::io::Result<Progress>) -> Option<End> {
        self.refusing_since = None;
        match progress {
            Ok(Progress::Taken(count)) => {
                self.taken += count;
                self.unflushed = true;
                if self.taken >= self.out.len() {
                    self.out.clear();
                    self.taken = 0;
                }
            }
            Ok(Progress::Flushed) => {
                self.unflushed = false;
                self.tell_written();
                let settled = self.around.session.flushed();
                self.tell_acked(settled);
            }
            Err(error) => return Some(End::lost(error.to_string(), self.acked)),
        }
        None
    }

    fn handle_command(&mut self, command: ToStream) {
        match command {
            ToStream::Send {
                epoch,
                token,
                stanza,
            } => match self.phase {
                Phase::Open => self.around.session.push(epoch, token, stanza),
                _ => self.around.session.refuse(token),
            },
            ToStream::Handled(number) => {
                self.around.session.handled(number);
                if self.owed && self.around.session.is_stored() {
                    self.answer();
                }
            }
            ToStream::Close if self.phase == Phase::Open => {
                let now = Instant::now();
                self.phase = Phase::Settling {
                    until: now + CLOSE_ACKS,
                    end: now + CLOSE,
                };
            }
            // These count from the next login on.
            ToStream::SetPassword(_)
            | ToStream::SetPassphrase(_)
            | ToStream::ForgetLogins
            | ToStream::ForgetToken
            | ToStream::WholeArchive(_)
            | ToStream::BeAnother { .. } => {
                self.around.config.take_note(&command);
            }
            ToStream::Attention(looks) => self.attend(looks),
            ToStream::ConnectNow | ToStream::NetworkChanged => self.probe(Instant::now()),
            // Closing goes on already.
            ToStream::Close => {}
        }
    }

    fn handle_frame(&mut self, frame: Result<Frame, WireError>) -> Option<End> {
        self.pings.heard(Instant::now());
        match frame {
            Ok(Frame::Element(element)) => self.handle_element(element),
            Ok(Frame::Open(_)) => None,
            Ok(Frame::Close) if matches!(self.phase, Phase::Closing { .. }) => Some(End::Closed),
            Err(WireError::Lost(_)) if matches!(self.phase, Phase::Closing { .. }) => {
                Some(End::Closed)
            }
            Ok(Frame::Close) => Some(End::lost(
                "the server closed the stream".to_owned(),
                self.acked,
            )),
            Err(WireError::Lost(detail)) => Some(End::lost(detail, self.acked)),
            Err(WireError::Read(error)) => {
                let stumble = Stumble::Unreadable(error.clone());
                Some(self.stumbled(WireError::Read(error).into(), stumble))
            }
        }
    }

    fn handle_element(&mut self, element: Element) -> Option<End> {
        if Management::counts(&element) {
            self.handle_stanza(element);
            return None;
        }
        if let Some(error) = StreamError::parse(&element) {
            return Some(End::Broken(Break {
                failure: failure::stream(&error),
                stumble: Some(Stumble::Refused(error.condition)),
                see_other_host: error.see_other_host,
                acked: self.acked,
            }));
        }
        if element.ns() != SM {
            return None;
        }
        match Reply::parse(&element) {
            Some(Reply::Ack(h)) => match self.around.session.handle_ack(h) {
                Ok(settled) => {
                    self.acked = true;
                    self.tell_acked(settled);
                    None
                }
                Err(error) => {
                    let failure = Failure::Protocol {
                        detail: error.to_string(),
                    };
                    Some(self.stumbled(failure, Stumble::Miscounted))
                }
            },
            Some(Reply::Request) => {
                if self.around.session.is_stored() {
                    self.answer();
                } else {
                    self.owed = true;
                    self.answer_by
                        .get_or_insert_with(|| Instant::now() + ANSWER_DELAY);
                }
                None
            }
            _ => None,
        }
    }

    fn handle_stanza(&mut self, stanza: Element) {
        if self.pings.is_answer(&stanza) {
            return;
        }
        *self.around.number += 1;
        let number = *self.around.number;
        let count = self.around.session.received(number);
        // It may answer what has gone out already, though the sink was not asked about it yet.
        if self.out.is_empty() {
            self.tell_written();
        }
        self.told.push_back(FromStream::Stanza {
            number,
            count,
            stanza,
        });
    }

    fn handle_time(&mut self, now: Instant) -> Option<End> {
        if let Phase::Closing { end } | Phase::Settling { end, .. } = self.phase
            && now >= end
        {
            return Some(End::Closed);
        }
        if self.pings.is_gone(now) {
            // Not the server's fault, and nothing that resuming could repeat.
            return Some(End::lost("the network has changed".to_owned(), self.acked));
        }
        if self.around.session.is_overdue(now.into_std()) || self.pings.is_overdue(now) {
            let failure = Failure::Lost {
                detail: "the server does not answer".to_owned(),
            };
            return Some(self.stumbled(failure, Stumble::Silent));
        }
        if self
            .refusing_since
            .is_some_and(|since| now >= since + WRITE_STALL)
        {
            return Some(End::lost("nothing can be sent".to_owned(), self.acked));
        }
        if self.answer_by.is_some_and(|until| now >= until) {
            self.answer();
            // What is stored later is told without being asked again.
            self.owed = true;
        }
        if self.pings.is_due(now) {
            self.ping(now);
        }
        None
    }

    /// Tells the server whether somebody looks.
    fn attend(&mut self, looks: bool) {
        let changed = std::mem::replace(self.around.attention, looks) != looks;
        if changed && self.manners.csi && self.phase == Phase::Open {
            self.framing.element(&csi::indication(looks), &mut self.out);
        }
    }

    /// There is a reason to doubt the connection: the server has little time to answer.
    fn probe(&mut self, now: Instant) {
        if self.phase == Phase::Open && self.pings.doubt(now) {
            self.ping(now);
        }
    }

    /// Asks for a sign of life.
    fn ping(&mut self, now: Instant) {
        if !self.around.session.is_managed() {
            let ping = self.pings.ping(now);
            self.write(&ping);
            return;
        }
        self.pings.rest(now);
        // An answer that is awaited already is a sign of life as good as another.
        if self.around.session.patience().is_none() {
            self.write(&element::request());
            self.around.session.asked(now.into_std());
        }
    }

    /// Puts an element into the buffer.
    fn write(&mut self, element: &Element) {
        self.source.tap().sent(element);
        self.framing.element(element, &mut self.out);
    }

    /// Tells the server what is stored.
    fn answer(&mut self) {
        self.owed = false;
        self.answer_by = None;
        if let Some(answer) = self.around.session.answer() {
            self.write(&answer);
        }
    }

    /// Tells what has been written since; those that never leave again are told without it.
    fn tell_written(&mut self) {
        let written = self.around.session.take_written();
        if !written.is_empty() {
            self.told.push_back(FromStream::Written(written));
        }
    }

    fn tell_acked(&mut self, tokens: Vec<Token>) {
        if !tokens.is_empty() {
            self.tell_written();
            self.told.push_back(FromStream::Acked(tokens));
        }
    }

    fn stumbled(&self, failure: Failure, stumble: Stumble) -> End {
        End::Broken(Break {
            failure,
            stumble: Some(stumble),
            see_other_host: None,
            acked: self.acked,
        })
    }

    fn next_wake(&self) -> Instant {
        let end = match self.phase {
            Phase::Open => None,
            Phase::Settling { until, .. } => Some(until),
            Phase::Closing { end } => Some(end),
        };
        let patience = self.around.session.patience().map(Instant::from_std);
        let stall = self.refusing_since.map(|since| since + WRITE_STALL);
        [end, patience, stall, self.answer_by]
            .into_iter()
            .flatten()
            .fold(self.pings.next_wake(), Instant::min)
    }

    /// The last words, and the events that are still to be told.
    async fn part(&mut self, end: &End) {
        let mut words = Vec::new();
        if let Some(condition) = end.parting_error() {
            words.extend_from_slice(self.out.get(self.taken..).unwrap_or_default());
            let error = StreamError::new(condition).build();
            self.source.tap().sent(&error);
            self.framing.element(&error, &mut words);
            words.extend_from_slice(self.framing.close());
        }
        let _ = timeout(PARTING, async {
            self.sink.write_all(&words).await?;
            self.sink.shutdown().await
        })
        .await;
        for event in self.told.drain(..) {
            let _ = self.around.events.send(event).await;
        }
    }
}

/// Writes some bytes; with none to write, sees that those written before go out. Nothing is lost or
/// doubled if the future is dropped before it is ready.
async fn progress<W: AsyncWrite + Unpin>(sink: &mut W, bytes: &[u8]) -> std::io::Result<Progress> {
    if bytes.is_empty() {
        sink.flush().await?;
        return Ok(Progress::Flushed);
    }
    match sink.write(bytes).await? {
        0 => Err(std::io::ErrorKind::WriteZero.into()),
        count => Ok(Progress::Taken(count)),
    }
}
