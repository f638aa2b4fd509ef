//! Files that are about to be sent: what they are, what is said about them, and what can't be sent.

pub mod chosen;
mod view;

use std::path::PathBuf;

use iced::Task;
use waxwing_core::command::file as command;
use waxwing_core::model::{Conversation, FileOffer};
use waxwing_core::{AccountId, Command, ConversationId, ItemId};

use super::{Action, Outcome};
use crate::clipboard::{self, Found, MOST_FILES};
use crate::screen::Context;
use crate::screen::chat::conversation::Lifted;
use crate::tr;
use crate::widget::composer::Outcome as Written;
use crate::widget::{Composer, focus};
use chosen::{Chosen, read};

/// The caption among the widgets.
pub const CAPTION: &str = "files-caption";

/// What the dialog holds.
#[derive(Debug)]
pub struct State {
    conversation: ConversationId,
    account: AccountId,
    /// Who gets them.
    name: String,
    /// The message that they answer.
    reply_to: Option<ItemId>,
    /// Whom of a group alone they are for.
    private: Option<String>,
    /// They are shown only to who asks for it, with this hint.
    cover: Option<String>,
    files: Vec<Chosen>,
    /// So many are being looked at.
    reading: usize,
    /// There were more than can be sent at once.
    too_many: bool,
    caption: Composer,
    /// The caption would have become too long.
    too_long: bool,
    original: bool,
    /// What the server was known to take when something last happened here.
    offer: FileOffer,
    sent: bool,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Files were looked at.
    Read(Vec<Chosen>),
    /// One of them is not to be sent.
    Removed(usize),
    /// More are wanted; the page asks which.
    MorePressed,
    /// In the caption.
    Caption(crate::widget::composer::Action),
    /// This stands on the clipboard, and is to be put here.
    Pasted(Found),
    /// Put this into the caption.
    Inserted(String),
    /// Send pictures as they are, or no longer.
    OriginalToggled,
    /// Send them.
    Submitted,
    /// Don't.
    Cancelled,
}

/// What keeps them from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    /// There is none.
    Empty,
    /// They are being looked at.
    Reading,
    /// The server takes no files.
    NoService,
    /// Some of them can't be sent.
    Some,
    /// Some of them are larger than the server takes.
    TooLarge,
}

impl State {
    /// About files for somebody, with what was written for them.
    pub fn new(entry: &Conversation, lifted: Lifted) -> Self {
        Self {
            conversation: entry.id,
            account: entry.account,
            name: entry.name.clone(),
            reply_to: lifted.reply_to,
            cover: lifted.cover,
            private: lifted.private,
            files: Vec::new(),
            reading: 0,
            too_many: false,
            caption: Composer::with_text(&lifted.text).that_asks(),
            too_long: false,
            original: false,
            offer: FileOffer::Unknown,
            sent: false,
        }
    }

    /// The conversation that gets them.
    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }

    /// What the server takes, as far as that is known by now.
    pub fn learn(&mut self, context: &Context<'_>) {
        self.offer = context.world.file_offer(self.account);
    }

    /// Asks what the server takes.
    pub fn ask(&self) -> Command {
        let account = self.account;
        Command::File(command::Command::Offer { account })
    }

    /// Has files looked at; they are shown when that is done.
    pub fn add(&mut self, mut paths: Vec<PathBuf>) -> Task<Message> {
        let known = |path: &PathBuf| self.files.iter().any(|file| file.path == *path);
        paths.retain(|path| !known(path));
        let room = MOST_FILES.saturating_sub(self.files.len() + self.reading);
        self.too_many = paths.len() > room;
        paths.truncate(room);
        if paths.is_empty() {
            return Task::none();
        }
        self.reading += paths.len();
        Task::perform(read(paths), Message::Read)
    }

    /// What was written and is not sent.
    pub fn draft(&self) -> String {
        match self.sent {
            true => String::new(),
            false => self.caption.text(),
        }
    }

    /// Whether they were sent.
    pub fn is_sent(&self) -> bool {
        self.sent
    }

    /// The heading.
    pub fn title(&self) -> String {
        let count = u32::try_from(self.files.len() + self.reading).unwrap_or(u32::MAX);
        tr!("send-files-title", count = count, name = self.name.as_str())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Read(files) => {
                self.reading = self.reading.saturating_sub(files.len());
                let known = |path: &PathBuf| self.files.iter().any(|file| file.path == *path);
                let new: Vec<_> = files
                    .into_iter()
                    .filter(|file| !known(&file.path))
                    .collect();
                self.files.extend(new);
            }
            Message::Removed(place) => {
                if place < self.files.len() {
                    self.files.remove(place);
                }
                self.too_many = false;
                if self.files.is_empty() && self.reading == 0 {
                    return Outcome::Close;
                }
            }
            // Also where nothing is said about them.
            Message::Caption(crate::widget::composer::Action::Send) => return self.submit(),
            Message::Caption(action) => {
                let written = self.caption.update(action);
                return self.follow(written);
            }
            Message::Inserted(text) => {
                let written = self.caption.insert(&text);
                return self.follow(written);
            }
            Message::Pasted(Found::Words) => {
                let text = iced::clipboard::read();
                let text = text.and_then(|text| Task::done(Message::Inserted(text)));
                return stay(text);
            }
            Message::Pasted(found) => return stay(self.paste(found)),
            Message::OriginalToggled => self.original = !self.original,
            Message::Submitted => return self.submit(),
            Message::Cancelled => return Outcome::Close,
            // The page asks.
            Message::MorePressed => {}
        }
        Outcome::Stay(Action::none())
    }

    /// Adds what was pasted.
    pub fn paste(&mut self, found: Found) -> Task<Message> {
        match found {
            Found::Words => Task::none(),
            Found::Files(paths) => self.add(paths),
            Found::Picture { media_type, bytes } => {
                self.reading += 1;
                Task::perform(chosen::pasted(media_type, bytes), Message::Read)
            }
        }
    }

    fn follow(&mut self, written: Written) -> Outcome {
        if written != Written::Nothing {
            self.too_long = matches!(written, Written::TooLong { .. });
        }
        match written {
            Written::Send => self.submit(),
            Written::Paste => stay(Task::perform(clipboard::look(), Message::Pasted)),
            Written::Escape => Outcome::Close,
            Written::Changed
            | Written::Nothing
            | Written::Previous
            | Written::Mark
            | Written::TooLong { .. } => Outcome::Stay(Action::none()),
        }
    }

    fn submit(&mut self) -> Outcome {
        // Enter in the caption goes no other way than the button.
        if self.sent || self.obstacle(self.offer).is_some() {
            return Outcome::Stay(Action::none());
        }
        self.sent = true;
        let files = self.files.iter().map(|file| command::Outgoing {
            path: file.path.clone(),
            name: file.name.clone(),
            media_type: file.media_type.map(str::to_owned),
            original: self.original,
            ..command::Outgoing::default()
        });
        let send = command::Command::Send {
            conversation: self.conversation,
            files: files.collect(),
            text: self.caption.text().trim().to_owned(),
            reply_to: self.reply_to,
            spoiler: self.cover.clone(),
            private: self.private.clone(),
        };
        Outcome::Done(Action::send(Command::File(send)))
    }

    /// What keeps them from being sent now, as far as that is known.
    fn obstacle(&self, offer: FileOffer) -> Option<Obstacle> {
        match offer {
            FileOffer::Nothing => return Some(Obstacle::NoService),
            FileOffer::Files(_) | FileOffer::Unknown => {}
        }
        if self.reading > 0 {
            return Some(Obstacle::Reading);
        }
        if self.files.is_empty() {
            return Some(Obstacle::Empty);
        }
        let most = limit(offer);
        if self.files.iter().any(Chosen::is_hopeless) {
            return Some(Obstacle::Some);
        }
        let over = |file: &Chosen| file.is_over(most, self.original);
        self.files.iter().any(over).then_some(Obstacle::TooLarge)
    }

    /// Gives the caption the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(CAPTION)
    }
}

/// The most bytes that a server takes, where it says so.
fn limit(offer: FileOffer) -> Option<u64> {
    match offer {
        FileOffer::Files(most) => most,
        FileOffer::Unknown | FileOffer::Nothing => None,
    }
}

fn stay(task: Task<Message>) -> Outcome {
    Outcome::Stay(Action::run(task.map(super::Message::Files)))
}
