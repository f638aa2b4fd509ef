//! The groups of a contact: which ones it is in, a new one, another name for one, none any more.

use iced::widget::{column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::command::contact;
use waxwing_core::model::Conversation;
use waxwing_core::{AccountId, BareJid, Command, Error, RequestId};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::toggle::toggle;
use crate::widget::{Element, Role, accessible, focus, icon_button, text_button, text_field};
use crate::{engine, tr};

/// The field of a new group among the widgets.
pub const NEW: &str = "groups-new";
/// The field of another name among the widgets.
const RENAMED: &str = "groups-renamed";
/// Longer lists scroll.
const TALLEST: f32 = 240.0;

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    name: String,
    /// All groups, each with whether the contact is in it.
    groups: Vec<(String, bool)>,
    new: String,
    /// A group that gets another name, and that name so far.
    renaming: Option<(usize, String)>,
    /// A group that shall end, if the person says so once more.
    ending: Option<usize>,
    /// A change of a group that is on its way: which one, and its new name.
    changing: Option<(RequestId, usize, String)>,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Into a group, or out of it.
    Toggled(usize),
    /// The name of a new group was changed.
    Typed(String),
    /// Add the new group.
    Added,
    /// A group shall have another name.
    RenamePressed(usize),
    /// That name was changed.
    RenameTyped(String),
    /// Use that name.
    RenameSubmitted,
    /// End a group for everybody in it: asks first.
    EndPressed(usize),
    /// End it.
    EndConfirmed(usize),
    /// Don't.
    EndCancelled,
    /// Use the groups.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// A dialog with all groups of the account.
    pub fn new(entry: &Conversation, all: &[String]) -> Self {
        let mut groups: Vec<(String, bool)> = all
            .iter()
            .map(|group| (group.clone(), entry.groups.contains(group)))
            .collect();
        for group in &entry.groups {
            if !all.contains(group) {
                groups.push((group.clone(), true));
            }
        }
        Self {
            account: entry.account,
            jid: entry.jid.clone(),
            name: entry.name.clone(),
            groups,
            new: String::new(),
            renaming: None,
            ending: None,
            changing: None,
            progress: Progress::Idle,
        }
    }

    /// The heading.
    pub fn title(&self) -> String {
        tr!("groups-dialog", name = self.name.as_str())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        if !matches!(message, Message::Cancelled) && self.is_waiting() {
            return Outcome::Stay(Action::none());
        }
        match message {
            Message::Toggled(place) => {
                if let Some((_, inside)) = self.groups.get_mut(place) {
                    *inside = !*inside;
                }
            }
            Message::Typed(text) => self.new = text,
            // Whoever has added all of them presses Enter once more.
            Message::Added if self.new.trim().is_empty() => {
                return Outcome::Stay(self.submit());
            }
            Message::Added => self.add(),
            Message::RenamePressed(place) => {
                let name = self.groups.get(place).map(|(group, _)| group.clone());
                self.ending = None;
                self.renaming = name.map(|name| (place, name));
                return Outcome::Stay(Action::run(focus::to(RENAMED)));
            }
            Message::RenameTyped(text) => {
                if let Some((_, name)) = &mut self.renaming {
                    *name = text;
                }
            }
            Message::RenameSubmitted => {
                if let Some((place, name)) = self.renaming.take() {
                    return Outcome::Stay(self.change(place, name.trim().to_owned()));
                }
            }
            Message::EndPressed(place) => {
                self.renaming = None;
                self.ending = Some(place);
            }
            Message::EndCancelled => self.ending = None,
            Message::EndConfirmed(place) => {
                self.ending = None;
                return Outcome::Stay(self.change(place, String::new()));
            }
            Message::Submitted => {
                self.add();
                return Outcome::Stay(self.submit());
            }
            Message::Cancelled => return Outcome::Close,
        }
        Outcome::Stay(Action::none())
    }

    /// Takes in the end of a change of a whole group; whether it was one.
    pub fn finish_change(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        let Some((_, place, name)) = self.changing.take_if(|(ours, ..)| *ours == request) else {
            return false;
        };
        match result {
            Err(error) => self.progress = Progress::Wrong(Words::of_error(error)),
            Ok(()) if name.is_empty() => {
                self.groups.remove(place);
            }
            Ok(()) => {
                if let Some((group, _)) = self.groups.get_mut(place) {
                    *group = name;
                }
            }
        }
        true
    }

    fn is_waiting(&self) -> bool {
        self.progress.is_waiting() || self.changing.is_some()
    }

    fn add(&mut self) {
        let name = std::mem::take(&mut self.new).trim().to_owned();
        if name.is_empty() {
            return;
        }
        match self.groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, inside)) => *inside = true,
            None => self.groups.push((name, true)),
        }
    }

    /// Another name for a whole group, or its end.
    fn change(&mut self, place: usize, name: String) -> Action<super::Message> {
        let Some((group, _)) = self.groups.get(place).cloned() else {
            return Action::none();
        };
        if group == name {
            return Action::none();
        }
        let request = engine::request();
        self.progress = Progress::Idle;
        self.changing = Some((request, place, name.clone()));
        Action::send(Command::Contact(contact::Command::RenameGroup {
            request,
            account: self.account,
            group,
            name,
        }))
    }

    fn submit(&mut self) -> Action<super::Message> {
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        let inside = self.groups.iter().filter(|(_, inside)| *inside);
        Action::send(Command::Contact(contact::Command::SetGroups {
            request,
            account: self.account,
            jid: self.jid.clone(),
            groups: inside.map(|(group, _)| group.clone()).collect(),
        }))
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.is_waiting();
        let mut list = column![].spacing(space::XS);
        for (place, (group, inside)) in self.groups.iter().enumerate() {
            list = list.push(self.group(place, group, *inside));
        }
        let mut parts = column![heading(self.title())].spacing(space::L);
        if self.groups.is_empty() {
            let label = tr!("groups-empty");
            parts = parts.push(text(label).size(size::LIST).style(words::quiet));
        } else {
            let list = scrollable(list).style(theme::list::scrollable);
            parts = parts.push(container(list).max_height(TALLEST));
        }
        let mut new = text_field(tr!("groups-new"), &self.new).id(NEW);
        if !waiting {
            new = new.on_input(Message::Typed).on_submit(Message::Added);
        }
        let ready = !waiting && !self.new.trim().is_empty();
        let add = text_button(tr!("groups-add")).on_press_maybe(ready.then_some(Message::Added));
        parts = parts.push(
            row![container(new).width(Fill), add]
                .spacing(space::S)
                .align_y(iced::Bottom),
        );
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        parts
            .push(buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("groups-submit")),
                (!waiting).then_some(Message::Submitted),
            ))
            .into()
    }

    fn group<'a>(&'a self, place: usize, group: &'a str, inside: bool) -> Element<'a, Message> {
        if let Some((_, name)) = self.renaming.as_ref().filter(|(at, _)| *at == place) {
            let field = text_field(tr!("groups-rename-field", name = group), name)
                .id(RENAMED)
                .on_input(Message::RenameTyped)
                .on_submit(Message::RenameSubmitted);
            return field.into();
        }
        if self.ending == Some(place) {
            return ending(place, group);
        }
        let rename = icon_button(Icon::Pencil, tr!("groups-rename", name = group))
            .on_press(Message::RenamePressed(place));
        let end = icon_button(Icon::Trash, tr!("groups-end", name = group))
            .on_press(Message::EndPressed(place));
        let tick = toggle(
            group.to_owned(),
            inside,
            None,
            Some(Message::Toggled(place)),
        );
        row![container(tick).width(Fill), rename, end]
            .spacing(space::XS)
            .align_y(Center)
            .into()
    }
}

/// The question before a group ends for everybody in it.
fn ending<'a>(place: usize, group: &str) -> Element<'a, Message> {
    let label = tr!("groups-end-question", name = group);
    let shown = text(label.clone()).size(size::LIST);
    let question = container(accessible(Role::Alert, label, shown)).width(Fill);
    let keep = text_button(tr!("groups-end-keep")).on_press(Message::EndCancelled);
    let end = text_button(tr!("groups-end-submit"))
        .kind(Kind::Danger)
        .on_press(Message::EndConfirmed(place));
    row![question, keep, end]
        .spacing(space::S)
        .align_y(Center)
        .into()
}
