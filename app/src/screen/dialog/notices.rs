//! When a conversation gives notices, and of which messages. Every choice holds at once.

use iced::widget::{column, container, row, text};
use iced::{Fill, Right};
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{Conversation, Level};
use waxwing_core::{Command, ConversationId, Timestamp};

use super::{Action, CANCEL, Outcome, heading};
use crate::screen::chat::flag::{Pause, is_muted};
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::ui::choices::choices;
use crate::widget::{Element, Role, accessible, text_button};
use crate::{font, format, moment, tr};

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    name: String,
    now: Timestamp,
    muted_until: Option<Timestamp>,
    level: Option<Level>,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// No notices for so long.
    Muted(Pause),
    /// Notices of these messages.
    Chosen(Option<Level>),
    /// Close the dialog.
    Closed,
}

impl State {
    /// A dialog that shows how it is.
    pub fn new(entry: &Conversation, now: Timestamp) -> Self {
        Self {
            id: entry.id,
            name: entry.name.clone(),
            now,
            muted_until: entry.muted_until.filter(|_| is_muted(entry, now)),
            level: entry.level,
        }
    }

    /// Its heading.
    pub fn title(&self) -> String {
        tr!("notices-of", name = self.name.as_str())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        let command = match message {
            Message::Closed => return Outcome::Close,
            Message::Muted(pause) => {
                let until = pause.until(self.now);
                self.muted_until = until;
                Talk::Mute { until }
            }
            Message::Chosen(level) => {
                self.level = level;
                Talk::SetLevel { level }
            }
        };
        Outcome::Stay(Action::send(Command::Conversation(self.id, command)))
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let name = |pause| match pause {
            Pause::None => tr!("mute-off"),
            Pause::Hour => tr!("mute-hour"),
            Pause::Hours => tr!("mute-hours"),
            Pause::Tomorrow => tr!("mute-tomorrow"),
            Pause::Ever => tr!("mute-ever"),
        };
        let all = [
            Pause::None,
            Pause::Hour,
            Pause::Hours,
            Pause::Tomorrow,
            Pause::Ever,
        ];
        let chosen = match self.muted_until {
            None => Some(Pause::None),
            Some(moment::NEVER) => Some(Pause::Ever),
            Some(_) => None,
        };
        let mut options: Vec<_> = all.map(|pause| (Some(pause), name(pause))).into();
        if let (None, Some(until)) = (chosen, self.muted_until) {
            let time = format::moment(until, self.now);
            options.insert(1, (None, tr!("calm-until", time = time)));
        }
        let mute = choices(None, chosen, options, |pause| {
            Message::Muted(pause.unwrap_or(Pause::None))
        });
        let levels = [
            (None, tr!("level-default")),
            (Some(Level::All), tr!("level-all")),
            (Some(Level::Mentions), tr!("level-mentions")),
            (Some(Level::Nothing), tr!("level-nothing")),
        ];
        let level = choices(None, self.level, levels, Message::Chosen);
        let done = text_button(tr!("done"))
            .id(CANCEL)
            .kind(Kind::Primary)
            .on_press(Message::Closed);
        column![
            heading(self.title()),
            part(tr!("notices-mute"), mute),
            part(tr!("notices-level"), level),
            container(row![done]).width(Fill).align_x(Right)
        ]
        .spacing(space::L)
        .into()
    }
}

fn part<'a>(name: String, content: Element<'a, Message>) -> Element<'a, Message> {
    let shown = text(name.clone()).size(size::LIST).font(font::MEDIUM);
    accessible(Role::Group, name, column![shown, content].spacing(space::S)).into()
}
