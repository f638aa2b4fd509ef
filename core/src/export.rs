//! A conversation as a file, in a form that outlives this program.
//!
//! It is read page by page and written as it is read, so a long one takes no more memory than a
//! short one. Where something can't be read, there is no file: nothing is left out in silence.

mod begun;
mod file;
mod html;
mod json;
mod page;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::archive::{Archive, MAX_PAGE, Stretch};
use crate::event::export::Event as Told;
use crate::model::{ExportFormat, ExportNames, ExportWords, Message};
use crate::{ConversationId, Error, Event, ItemId, RequestId, Timestamp};
pub(crate) use begun::{Begun, take_away};
pub(crate) use file::NewFile;
use page::{Entry, Head};

/// What shall be written.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) request: RequestId,
    pub(crate) conversation: ConversationId,
    pub(crate) path: PathBuf,
    pub(crate) format: ExportFormat,
    /// A file of that name gives way.
    pub(crate) replace: bool,
    pub(crate) names: ExportNames,
    pub(crate) words: ExportWords,
}

/// Where it comes from, and who is told.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) archive: Archive,
    pub(crate) begun: Begun,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    /// Nobody wants it any more.
    pub(crate) given_up: Arc<AtomicBool>,
}

/// Nobody sees it move faster.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes a conversation into a file.
///
/// # Errors
/// [`Error::NotFound`] where it was given up, or where the conversation goes away meanwhile; else
/// what can't be read or written.
pub(crate) async fn run(wanted: &Wanted, source: &Source) -> Result<(), Error> {
    let found = source.archive.extent(wanted.conversation).await?;
    let extent = found.ok_or(Error::NotFound)?;
    let head = Head::new(wanted, &extent, Timestamp::now());
    let mut file = NewFile::create(&wanted.path, wanted.replace, &source.begun)?;
    let mut writer = Writer::new(wanted.format);
    file.put(|out| writer.begin(out, &head))?;
    let most = source.archive.count(wanted.conversation, Stretch::ALL);
    let mut progress = Progress::new(wanted.request, most.await?);
    let mut after = BEFORE_ALL;
    let mut seen = HashSet::new();
    loop {
        let page = source
            .archive
            .page_after(wanted.conversation, after, MAX_PAGE);
        let page = page.await?;
        let new = page.items.iter().filter(|one| !seen.contains(&one.id.seq));
        for message in new {
            let entry = entry(wanted.conversation, message, source).await?;
            file.put(|out| writer.message(out, &head, &entry))?;
            progress.messages += 1;
        }
        // A row that moves while it is read is written once: what moves is near the end, where it
        // was not known for long.
        seen = page.items.iter().map(|one| one.id.seq).collect();
        match page.items.last() {
            Some(last) => after = last.id,
            None => break,
        }
        if source.given_up.load(Ordering::Relaxed) {
            return Err(Error::NotFound);
        }
        progress.tell(&source.events);
    }
    // One that was removed meanwhile looks like one that has come to its end.
    if source.archive.extent(wanted.conversation).await?.is_none() {
        return Err(Error::NotFound);
    }
    file.put(|out| writer.end(out, progress.messages))?;
    file.finish()
}

/// Before anything that was ever said.
const BEFORE_ALL: ItemId = ItemId {
    at: Timestamp(i64::MIN),
    seq: 0,
};

/// A message, with what it said before where it was corrected.
async fn entry(
    conversation: ConversationId,
    message: &Arc<Message>,
    source: &Source,
) -> Result<Entry, Error> {
    let versions = match message.edited_at {
        Some(_) if message.retracted_at.is_none() => {
            source.archive.versions(conversation, message.id).await?
        }
        _ => Vec::new(),
    };
    Ok(Entry {
        message: Arc::clone(message),
        versions,
    })
}

/// How far it is.
struct Progress {
    request: RequestId,
    messages: u64,
    most: u64,
    told: Option<Instant>,
}

impl Progress {
    fn new(request: RequestId, most: u64) -> Self {
        Self {
            request,
            messages: 0,
            most,
            told: None,
        }
    }

    /// Tells it, now and then.
    fn tell(&mut self, events: &mpsc::UnboundedSender<Event>) {
        if self.told.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        self.told = Some(Instant::now());
        let _ = events.send(Event::Export(Told::Progress {
            request: self.request,
            messages: self.messages,
            most: self.most.max(self.messages),
        }));
    }
}

/// What writes each form.
enum Writer {
    Html(html::Writer),
    Text(text::Writer),
    Json(json::Writer),
}

impl Writer {
    fn new(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Html => Self::Html(html::Writer::default()),
            ExportFormat::Text => Self::Text(text::Writer::default()),
            ExportFormat::Json => Self::Json(json::Writer::default()),
        }
    }

    fn begin(&mut self, out: &mut dyn Write, head: &Head) -> std::io::Result<()> {
        match self {
            Self::Html(_) => html::Writer::begin(out, head),
            Self::Text(_) => text::Writer::begin(out, head),
            Self::Json(_) => json::Writer::begin(out, head),
        }
    }

    fn message(&mut self, out: &mut dyn Write, head: &Head, entry: &Entry) -> std::io::Result<()> {
        match self {
            Self::Html(writer) => writer.message(out, head, entry),
            Self::Text(writer) => writer.message(out, head, entry),
            Self::Json(writer) => writer.message(out, head, entry),
        }
    }

    fn end(&mut self, out: &mut dyn Write, messages: u64) -> std::io::Result<()> {
        match self {
            Self::Html(_) => html::Writer::end(out),
            Self::Text(_) => Ok(()),
            Self::Json(_) => json::Writer::end(out, messages),
        }
    }
}
