//! What one wanted to be reminded of, when its time has come: a bar above the page. Not every desktop shows
//! notices, and who was away has not seen the one that was.

use std::sync::Arc;

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::Command;
use waxwing_core::command::later as command;
use waxwing_core::model::Reminder;

use super::State;
use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface};
use crate::widget::{
    Element, Role, accessible, focus_button, hazard, icon_button, one_line, text_button,
};
use crate::{font, tr};

/// What happens in the bar.
#[derive(Clone, Debug)]
pub enum Message {
    /// Go to the message.
    Gone(Arc<Reminder>),
    /// That was seen.
    Dropped(Arc<Reminder>),
    /// Show all reminders.
    AllWanted,
}

impl State {
    pub(super) fn update_reminding(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        match message {
            Message::Gone(reminder) => self.lead_to(&reminder, context),
            Message::Dropped(reminder) => Action::send(Command::Later(command::Command::Drop {
                conversation: reminder.conversation,
                id: reminder.id,
            })),
            Message::AllWanted => self.show_reminders(),
        }
    }
}

/// The bar with the last of them; nothing while none is due.
pub(super) fn bar<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let all = context.world.reminders().into_iter();
    let due: Vec<&Arc<Reminder>> = all.filter(|it| it.told).collect();
    let last = due.last()?;
    let name = context.world.conversation(last.conversation)?;
    let head = tr!("reminder-notice-of", name = name.name.as_str());
    let (said, _) = hazard::excerpt(last.text.trim());
    let label = match said.is_empty() {
        true => head,
        false => [head.as_str(), said].join(": "),
    };
    let shown = one_line(label.clone()).size(size::LIST);
    let sign = Icon::Clock.view().size(16.0);
    let words = row![sign, container(shown).width(Fill)]
        .spacing(space::S)
        .align_y(Center);
    // It was spoken when it came.
    let words = container(accessible(Role::Status, label, words).quiet()).width(Fill);
    let all: Element<'a, Message> = match u32::try_from(due.len()).unwrap_or(u32::MAX) {
        1 => iced::widget::space().into(),
        count => text_button(tr!("reminder-all", count = count))
            .kind(Kind::Quiet)
            .on_press(Message::AllWanted)
            .into(),
    };
    let shown = text(tr!("reminder-show"))
        .size(size::LIST)
        .font(font::MEDIUM);
    let show = focus_button(shown, tr!("reminder-go")).kind(Kind::Quiet);
    let show = show.on_press(Message::Gone(Arc::clone(last)));
    let drop = icon_button(Icon::X, tr!("reminder-drop"));
    let drop = drop.on_press(Message::Dropped(Arc::clone(last)));
    let line = row![words, all, show, drop]
        .spacing(space::S)
        .align_y(Center);
    let line = container(line)
        .width(Fill)
        .padding([space::XS, space::L])
        .style(surface::bar);
    let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    Some(column![line, edge].into())
}
