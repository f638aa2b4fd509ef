//! What the owner of a group can settle: its name, and the few things that most people want to. What else the
//! server's form has (XEP-0045 §10.2) stays as it is.

use iced::widget::{column, text};
use waxwing_core::command::room as command;
use waxwing_core::model::{Answer, Conversation, Form, Secret};
use waxwing_core::{Command, ConversationId, Error, RequestId, event};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::toggle::toggle;
use crate::widget::{Element, Role, accessible, text_field};
use crate::{engine, tr};

/// What the fields of a room's form are called.
const NAME: &str = "muc#roomconfig_roomname";
const ABOUT: &str = "muc#roomconfig_roomdesc";

/// What is on or off, in this order.
const SWITCHES: [&str; 5] = [
    "muc#roomconfig_membersonly",
    "muc#roomconfig_publicroom",
    "muc#roomconfig_changesubject",
    "muc#roomconfig_moderatedroom",
    "muc#roomconfig_persistentroom",
];

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    called: String,
    /// The question for the form.
    asked: RequestId,
    /// The fields of it that are shown, once it is here.
    lines: Option<Vec<Line>>,
    /// How far what was changed has come.
    pub progress: Progress,
}

/// A field that is shown.
#[derive(Clone, Debug)]
struct Line {
    var: &'static str,
    before: String,
    now: String,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another text, in the field of this name.
    Typed(&'static str, String),
    /// On, or off.
    Switched(&'static str),
    /// Let it be so.
    Submitted,
    /// Close.
    Cancelled,
}

impl State {
    /// About a group; with what to ask first.
    pub fn new(entry: &Conversation) -> (Self, Command) {
        let request = engine::request();
        let state = Self {
            id: entry.id,
            called: entry.name.clone(),
            asked: request,
            lines: None,
            progress: Progress::Idle,
        };
        let conversation = entry.id;
        let ask = command::Command::AskConfig {
            request,
            conversation,
        };
        (state, Command::Room(ask))
    }

    /// The heading.
    pub fn title(&self) -> String {
        tr!("room-settings", name = self.called.as_str())
    }

    /// Takes in the form.
    pub fn hear(&mut self, event: &event::room::Event) {
        if let event::room::Event::Config { request, form, .. } = event
            && self.asked == *request
        {
            let all = [NAME, ABOUT].into_iter().chain(SWITCHES);
            self.lines = Some(all.filter_map(|var| line(form, var)).collect());
        }
    }

    /// Takes in the end of the question; whether it was that.
    pub fn finish_asking(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        if let (true, Err(error)) = (self.asked == request, result) {
            self.progress = Progress::Wrong(Words::of_error(error));
        }
        self.asked == request
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => return Outcome::Close,
            Message::Typed(var, text) => self.set(var, |line| line.now = text),
            Message::Switched(var) => self.set(var, |line| {
                line.now = if is_on(&line.now) { "0" } else { "1" }.to_owned();
            }),
            Message::Submitted => return self.submit(),
        }
        Outcome::Stay(Action::none())
    }

    fn set(&mut self, var: &str, change: impl FnOnce(&mut Line)) {
        if let Some(lines) = &mut self.lines
            && let Some(line) = lines.iter_mut().find(|line| line.var == var)
        {
            change(line);
        }
    }

    fn submit(&mut self) -> Outcome {
        let Some(lines) = &self.lines else {
            return Outcome::Stay(Action::none());
        };
        if self.progress.is_waiting() {
            return Outcome::Stay(Action::none());
        }
        let changed = lines.iter().filter(|line| line.is_changed());
        let answers: Vec<Answer> = changed
            .map(|line| Answer {
                var: line.var.to_owned(),
                values: vec![Secret::from(line.now.trim())],
            })
            .collect();
        if answers.is_empty() {
            return Outcome::Close;
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Outcome::Stay(Action::send(Command::Room(command::Command::Configure {
            request,
            conversation: self.id,
            answers,
        })))
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        match &self.lines {
            None if self.progress.wrong().is_some() => {}
            None => {
                let label = tr!("room-settings-asked");
                let shown = text(label.clone()).size(size::LIST).style(words::quiet);
                parts = parts.push(accessible(Role::Status, label, shown));
            }
            Some(lines) => {
                for line in lines {
                    parts = parts.push(line.view());
                }
            }
        }
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        let ready = self.lines.is_some() && !self.progress.is_waiting();
        let submit = (Kind::Primary, tr!("room-settings-submit"));
        let press = ready.then_some(Message::Submitted);
        parts
            .push(buttons(Message::Cancelled, submit, press))
            .into()
    }
}

impl Line {
    fn is_changed(&self) -> bool {
        match self.var {
            NAME | ABOUT => self.now.trim() != self.before.trim(),
            _ => is_on(&self.now) != is_on(&self.before),
        }
    }

    fn view(&self) -> Element<'_, Message> {
        let var = self.var;
        match var {
            NAME | ABOUT => text_field(label(var), &self.now)
                .on_input(move |text| Message::Typed(var, text))
                .on_submit(Message::Submitted)
                .into(),
            _ => toggle(
                label(var),
                is_on(&self.now),
                None,
                Some(Message::Switched(var)),
            ),
        }
    }
}

/// A field of the form, where it has one of this name.
fn line(form: &Form, var: &'static str) -> Option<Line> {
    let field = form.field(var)?;
    let before = field.values.join("\n");
    Some(Line {
        var,
        now: before.clone(),
        before,
    })
}

fn is_on(value: &str) -> bool {
    matches!(value.trim(), "1" | "true")
}

fn label(var: &str) -> String {
    match var {
        NAME => tr!("group-name"),
        ABOUT => tr!("room-about"),
        "muc#roomconfig_membersonly" => tr!("room-closed"),
        "muc#roomconfig_publicroom" => tr!("room-set-listed"),
        "muc#roomconfig_changesubject" => tr!("room-set-subject"),
        "muc#roomconfig_moderatedroom" => tr!("room-moderated"),
        _ => tr!("room-set-stays"),
    }
}
