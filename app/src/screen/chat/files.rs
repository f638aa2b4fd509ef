//! What the page does with files: which are to be sent, and what is done with those of messages.

use std::path::PathBuf;

use iced::Task;
use waxwing_core::command::file as command;
use waxwing_core::model::{Attachment, AttachmentKind, Place};
use waxwing_core::{Command, ConversationId, Error, ItemId, RequestId};

use super::{Message as Outer, State};
use crate::clipboard::Found;
use crate::file::{self, Choice};
use crate::opening::{self, Opened};
use crate::screen::dialog::{self, Dialog, send_files};
use crate::screen::{Action, Context};
use crate::ui::failure::Words;
use crate::ui::message::attachment::{Deed, Which};
use crate::{clipboard, engine, tr};

/// What happens with files.
#[derive(Clone, Debug)]
pub enum Message {
    /// These were chosen to be sent there.
    Chosen(ConversationId, file::Choices),
    /// Files are held over the window.
    Hovered,
    /// They are not any more.
    Left,
    /// One was dropped.
    Dropped(PathBuf),
    /// A file was opened, or shown in its folder, or not.
    Opened(Opened),
    /// A picture was put on the clipboard, or not.
    Copied(bool),
    /// A place was chosen for a file.
    Placed(ConversationId, Which, Choice),
}

/// What is going on.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Files are held over the window.
    hovered: bool,
    /// What is being written somewhere else.
    saving: Vec<RequestId>,
}

impl State {
    /// Whether files are held over the window.
    pub(super) fn is_hovered(&self) -> bool {
        self.files.hovered
    }

    /// Takes in what happened with files.
    pub(super) fn update_files(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> Action<Outer> {
        match message {
            Message::Chosen(id, file::Choices::Files(paths)) => {
                self.send_files(id, Found::Files(paths), context)
            }
            Message::Chosen(_, file::Choices::NoDialog) => say(tr!("files-no-dialog")),
            Message::Chosen(_, file::Choices::Nothing) => self.focus(),
            Message::Hovered => {
                self.files.hovered = true;
                Action::none()
            }
            Message::Left => {
                self.files.hovered = false;
                Action::none()
            }
            Message::Dropped(path) => {
                self.files.hovered = false;
                match self.receiver(context) {
                    Some(id) => self.send_files(id, Found::Files(vec![path]), context),
                    None => say(tr!("files-nowhere")),
                }
            }
            Message::Opened(Opened::Yes) | Message::Copied(true) => Action::none(),
            Message::Opened(Opened::Dangerous) => say(tr!("file-dangerous")),
            Message::Opened(Opened::NoProgram) => say(tr!("file-no-program")),
            Message::Opened(Opened::Failed(why)) => say(tr!("file-not-opened", why = why.as_str())),
            Message::Copied(false) => say(tr!("file-not-copied")),
            Message::Placed(id, which, Choice::File(to)) => self.save(id, which, to),
            Message::Placed(_, _, Choice::NoDialog) => say(tr!("files-no-dialog-save")),
            Message::Placed(_, _, Choice::Nothing) => Action::none(),
        }
    }

    /// The conversation that gets what is dropped or pasted now.
    pub(super) fn receiver(&self, context: &Context<'_>) -> Option<ConversationId> {
        let covered = self.menu.is_some() || self.page.is_some() || self.is_covered(context);
        let other = matches!(&self.dialog, Some(dialog) if !matches!(dialog, Dialog::Files(_)));
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        let open = open.filter(|entry| !covered && !other && !entry.blocked);
        open.map(|entry| entry.id)
    }

    /// Asks which files shall be sent.
    pub(super) fn choose_files(&self, context: &Context<'_>) -> Action<Outer> {
        let Some(id) = self.receiver(context) else {
            return Action::none();
        };
        let chosen = file::choose_several(tr!("composer-attach"));
        Action::run(Task::perform(chosen, move |chosen| {
            Outer::Files(Message::Chosen(id, chosen))
        }))
    }

    /// Shows what is about to be sent; where that is shown already, it becomes more.
    pub(super) fn send_files(
        &mut self,
        id: ConversationId,
        found: Found,
        context: &Context<'_>,
    ) -> Action<Outer> {
        if let Some(Dialog::Files(shown)) = &mut self.dialog {
            return Action::run(shown.paste(found).map(wrapped));
        }
        let Some(entry) = context.world.conversation(id) else {
            return Action::none();
        };
        // Whoever has gone elsewhere meanwhile does not send there.
        if self.receiver(context) != Some(id) {
            return Action::none();
        }
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        let mut shown = send_files::State::new(entry, open.lift());
        let ask = Action::send(shown.ask());
        let reading = Action::run(shown.paste(found).map(wrapped));
        ask.and(reading)
            .and(self.show(Dialog::Files(Box::new(shown))))
    }

    /// What was written for files that are not sent stands in the composer again; what they were for is
    /// done where they were.
    pub(super) fn files_closed(&mut self, shown: &send_files::State) -> Action<Outer> {
        let open = self.open.as_mut();
        let Some(open) = open.filter(|open| open.id() == shown.conversation()) else {
            return Action::none();
        };
        match shown.is_sent() {
            true => open.files_sent().map(Outer::Conversation),
            false => {
                open.put_back(&shown.draft());
                Action::none()
            }
        }
    }

    /// Does something with a file of the open conversation.
    pub(super) fn do_with_file(&self, which: Which, deed: Deed) -> Action<Outer> {
        let Some(open) = &self.open else {
            return Action::none();
        };
        let (id, (item, index)) = (open.id(), which);
        let Some(message) = open.message(item) else {
            return Action::none();
        };
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let Some(file) = message.attachments.get(place) else {
            return Action::none();
        };
        Self::do_with(id, (message.id, index), file, deed)
    }

    /// Does something with a file of a conversation.
    pub(super) fn do_with(
        id: ConversationId,
        which: Which,
        file: &Attachment,
        deed: Deed,
    ) -> Action<Outer> {
        let (item, index) = which;
        match deed {
            Deed::Fetch => about(command::Command::Fetch {
                conversation: id,
                item,
                index,
            }),
            Deed::Stop => about(command::Command::Cancel {
                conversation: id,
                item,
                index,
            }),
            Deed::Again => about(command::Command::Retry {
                conversation: id,
                item,
                index,
            }),
            Deed::Open => with_file(file, opening::open),
            Deed::Show => with_file(file, opening::show),
            Deed::Save => {
                let usual = usual_place(&file.name);
                let title = tr!("file-save", name = file.name.as_str());
                let placed = file::save_any(title, usual);
                Action::run(Task::perform(placed, move |choice| {
                    Outer::Files(Message::Placed(id, which, choice))
                }))
            }
            Deed::CopyPicture => copy_picture(file),
        }
    }

    /// Writes a file where the person wants it; the dialog has asked before it replaces something.
    fn save(&mut self, conversation: ConversationId, which: Which, to: PathBuf) -> Action<Outer> {
        let request = engine::request();
        self.files.saving.push(request);
        let (item, index): (ItemId, u32) = which;
        about(command::Command::SaveAs {
            request,
            conversation,
            item,
            index,
            to,
            replace: true,
        })
    }

    /// Takes in the end of what was written somewhere else.
    pub(super) fn finish_saving(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
    ) -> Action<Outer> {
        let place = self.files.saving.iter().position(|one| *one == request);
        let Some(place) = place else {
            return Action::none();
        };
        self.files.saving.swap_remove(place);
        match result {
            Ok(()) => Action::none(),
            Err(error) => {
                let why = Words::of_error(error).sentence();
                say(tr!("file-not-saved", why = why))
            }
        }
    }
}

fn wrapped(message: send_files::Message) -> Outer {
    Outer::Dialog(dialog::Message::Files(message))
}

fn about(command: command::Command) -> Action<Outer> {
    Action::send(Command::File(command))
}

/// Tells the person something that went wrong.
fn say(words: String) -> Action<Outer> {
    Action::run(Task::done(Outer::Say(words)))
}

/// Does something with a file that is here, on a thread of its own.
fn with_file(
    file: &Attachment,
    deed: fn(&std::path::Path, &Attachment) -> Opened,
) -> Action<Outer> {
    let Place::Here(path) = &file.place else {
        return Action::none();
    };
    let (path, file) = (path.clone(), file.clone());
    let done = opening::away(move || deed(&path, &file));
    Action::run(Task::perform(done, |done| {
        Outer::Files(Message::Opened(done.unwrap_or(Opened::Yes)))
    }))
}

fn copy_picture(file: &Attachment) -> Action<Outer> {
    let Place::Here(path) = &file.place else {
        return Action::none();
    };
    if file.kind != AttachmentKind::Picture {
        return Action::none();
    }
    let path = path.clone();
    let done = opening::away(move || clipboard::copy_picture_of(&path));
    Action::run(Task::perform(done, |done| {
        Outer::Files(Message::Copied(done.unwrap_or(false)))
    }))
}

/// Where files are usually put, under its name.
fn usual_place(name: &str) -> PathBuf {
    let folders = directories::UserDirs::new();
    let downloads = folders
        .as_ref()
        .and_then(|folders| folders.download_dir().or(Some(folders.home_dir())));
    let name = opening::safe_name(name);
    downloads.map_or_else(|| PathBuf::from(&name), |folder| folder.join(&name))
}
