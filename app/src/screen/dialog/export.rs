//! A conversation as a file: in which form and where; then how far it is, and where it went.

mod view;
mod words;

use std::path::PathBuf;

use iced::Task;
use waxwing_core::command::export::Command as C;
use waxwing_core::model::{Conversation, ExportFormat, ExportNames, Progress as Fetched};
use waxwing_core::{Command, ConversationId, Error, RequestId, Timestamp, event};

use super::{Action, Outcome};
use crate::file::{self, Choice};
use crate::screen::Context;
use crate::ui::failure::Words;
use crate::{engine, format, tr};

/// The field among the widgets.
pub const PATH: &str = "export-path";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    names: ExportNames,
    /// What the server keeps may not all be here.
    partly: bool,
    format: ExportFormat,
    path: String,
    /// The place that was confirmed in the system's own dialog: what is there gives way.
    confirmed: Option<String>,
    stage: Stage,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Form and place are chosen.
    Choosing { wrong: Option<Words> },
    /// It is being written.
    Writing {
        request: RequestId,
        messages: u64,
        most: u64,
    },
    /// It is there.
    Done,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another form.
    Chosen(ExportFormat),
    /// Another place is being typed.
    Typed(String),
    /// Choose the place in the system's own dialog.
    PlaceWanted,
    /// What came of that.
    Placed(Choice),
    /// Write it.
    Submitted,
    /// Close the dialog; what is being written is given up.
    Closed,
}

impl State {
    /// A dialog about a conversation.
    pub fn new(entry: &Conversation, context: &Context<'_>) -> Self {
        let account = context.world.account_by(entry.account);
        let partly = account.is_some_and(|one| match one.history.progress {
            Fetched::Complete => one.history.limit != Default::default(),
            Fetched::NotOffered => false,
            _ => true,
        });
        let format = ExportFormat::default();
        Self {
            id: entry.id,
            names: ExportNames {
                me: context.world.own_name(entry.account).to_owned(),
                them: entry.name.clone(),
            },
            partly,
            format,
            path: usual_place(entry.jid.as_str(), context.now, format),
            confirmed: None,
            stage: Stage::Choosing { wrong: None },
        }
    }

    /// Its heading.
    pub fn title(&self) -> String {
        tr!("export-title", name = self.names.them.as_str())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Closed => return Outcome::Close,
            Message::Chosen(format) => {
                self.path = renamed(&self.path, self.format, format);
                self.format = format;
                self.stage = Stage::Choosing { wrong: None };
            }
            Message::Typed(path) => {
                self.path = path;
                self.stage = Stage::Choosing { wrong: None };
            }
            Message::PlaceWanted => {
                return Outcome::Stay(Action::run(self.choose()).map(super::Message::Export));
            }
            Message::Placed(choice) => self.place(choice),
            Message::Submitted => return Outcome::Stay(self.start().map(super::Message::Export)),
        }
        Outcome::Stay(Action::none())
    }

    /// Takes in how far it is.
    pub fn hear(&mut self, event: &event::export::Event) {
        let event::export::Event::Progress {
            request: of,
            messages: now,
            most: all,
        } = event;
        if let Stage::Writing {
            request,
            messages,
            most,
        } = &mut self.stage
            && request == of
        {
            (*messages, *most) = (*now, *all);
        }
    }

    /// Takes in the end of a request; whether it was ours.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        match self.stage {
            Stage::Writing { request: ours, .. } if ours == request => {}
            _ => return false,
        }
        self.stage = match result {
            Ok(()) => Stage::Done,
            Err(error) => Stage::Choosing {
                wrong: Some(Words::of_error(error)),
            },
        };
        true
    }

    /// What has to be told when the dialog closes.
    pub fn leave(&self) -> Option<Command> {
        match self.stage {
            Stage::Writing { request, .. } => Some(Command::Export(C::Cancel { request })),
            _ => None,
        }
    }

    fn start(&mut self) -> Action<Message> {
        let path = self.path.trim().to_owned();
        if path.is_empty() || matches!(self.stage, Stage::Writing { .. }) {
            return Action::none();
        }
        let request = engine::request();
        self.stage = Stage::Writing {
            request,
            messages: 0,
            most: 0,
        };
        Action::send(Command::Export(C::Start {
            request,
            conversation: self.id,
            replace: self.confirmed.as_ref() == Some(&path),
            path,
            format: self.format,
            names: self.names.clone(),
            words: Box::new(words::spoken()),
        }))
    }

    fn choose(&self) -> Task<Message> {
        let path = PathBuf::from(self.path.trim());
        let kind = (name(self.format), ending(self.format));
        let chosen = file::save(tr!("export-choose"), path, kind);
        Task::perform(chosen, Message::Placed)
    }

    fn place(&mut self, choice: Choice) {
        if matches!(self.stage, Stage::Writing { .. }) {
            return;
        }
        match choice {
            Choice::File(path) => {
                self.path = path.to_string_lossy().into_owned();
                self.confirmed = Some(self.path.clone());
                self.stage = Stage::Choosing { wrong: None };
            }
            Choice::Nothing => {}
            Choice::NoDialog => {
                let wrong = Some(Words::new(tr!("choose-no-dialog")));
                self.stage = Stage::Choosing { wrong };
            }
        }
    }
}

/// Every form, in the order of choice.
const FORMATS: [ExportFormat; 3] = [ExportFormat::Html, ExportFormat::Text, ExportFormat::Json];

fn name(format: ExportFormat) -> String {
    match format {
        ExportFormat::Html => tr!("export-html"),
        ExportFormat::Text => tr!("export-text"),
        ExportFormat::Json => tr!("export-json"),
    }
}

fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Html => "html",
        ExportFormat::Text => "txt",
        ExportFormat::Json => "json",
    }
}

/// Where it goes unless another place is chosen.
fn usual_place(address: &str, now: Timestamp, format: ExportFormat) -> String {
    let letter = |one: char| match one {
        '@' | '.' | '-' | '_' => one,
        other if other.is_alphanumeric() => other,
        _ => '-',
    };
    let whose: String = address.chars().take(LONGEST).map(letter).collect();
    let day = format::local(now).format("%Y-%m-%d");
    let file = format!("waxwing-{whose}-{day}.{}", ending(format));
    let home = directories::UserDirs::new();
    let place = home.as_ref().map(|dirs| {
        dirs.document_dir()
            .unwrap_or_else(|| dirs.home_dir())
            .to_path_buf()
    });
    let path = place.unwrap_or_default().join(file);
    path.to_string_lossy().into_owned()
}

/// Names of files have 255 bytes, and a letter up to four.
const LONGEST: usize = 48;

/// The same place, for another form.
fn renamed(path: &str, before: ExportFormat, now: ExportFormat) -> String {
    let stem = path.strip_suffix(ending(before));
    match stem.filter(|stem| stem.ends_with('.')) {
        Some(stem) => format!("{stem}{}", ending(now)),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_one() {
        let now = Timestamp(1_794_908_460_000_000);
        let path = usual_place("romy/../x@example.org", now, ExportFormat::Json);
        assert!(
            path.ends_with("waxwing-romy-..-x@example.org-2026-11-17.json"),
            "{path}"
        );
        let long = usual_place(&"ü".repeat(2_000), now, ExportFormat::Html);
        assert!(PathBuf::from(long).file_name().unwrap().len() < 255);
    }

    #[test]
    fn the_ending_goes_with_the_form() {
        let renamed = |path| renamed(path, ExportFormat::Html, ExportFormat::Text);
        assert_eq!(renamed("/home/mira/a.html"), "/home/mira/a.txt");
        assert_eq!(renamed("/home/mira/a"), "/home/mira/a");
        assert_eq!(renamed("/home/mira/html"), "/home/mira/html");
    }
}
