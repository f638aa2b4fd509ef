//! What the lock of a conversation says in full: whether it is encrypted, who can read it, and the switch.

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill, Right};
use waxwing_core::command::conversation as command;
use waxwing_core::model::{Conversation, Mode};
use waxwing_core::{BareJid, Command, ConversationId};

use super::sealed::Wish;
use super::{Action, CANCEL, Outcome, heading};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::tr;
use crate::ui::encryption::{colours, lock, opted_out, sign, state, without};
use crate::ui::toggle::toggle;
use crate::widget::pill::{Tone, pill};
use crate::widget::{Element, Role, accessible, focus, focus_button, one_line, text_button};

/// So many people of a group are listed; the keys of others are found on their own pages.
const MOST_PEOPLE: usize = 100;
/// The room for them.
const PEOPLE: f32 = 180.0;

/// Which conversation it is about.
#[derive(Clone, Copy, Debug)]
pub struct State {
    conversation: ConversationId,
    /// It is asked whether it shall be switched off.
    asks: bool,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The switch was pressed.
    Switched(bool),
    /// It shall be off.
    OffConfirmed,
    /// It shall stay on.
    OffDenied,
    /// It shall be sent without those who can't read it.
    LeftOut(Vec<BareJid>),
    /// Show the keys of somebody; the page does it.
    KeysPressed(BareJid),
    /// Close.
    Closed,
}

impl State {
    /// About this conversation.
    pub fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            asks: false,
        }
    }

    /// What the page has to do when this happens.
    pub fn wish(&self, message: &Message) -> Option<Wish> {
        match message {
            Message::KeysPressed(jid) => Some(Wish::Keys(self.conversation, jid.clone())),
            _ => None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Switched(true) => Outcome::Stay(self.set(true)),
            Message::Switched(false) => {
                self.asks = true;
                Outcome::Stay(Action::run(focus::to(CANCEL)))
            }
            Message::OffConfirmed => {
                self.asks = false;
                let set = self.set(false);
                Outcome::Stay(set.and(Action::run(focus::to(CANCEL))))
            }
            Message::OffDenied => {
                self.asks = false;
                Outcome::Stay(Action::run(focus::to(CANCEL)))
            }
            Message::LeftOut(people) => {
                let tell = command::Command::LeaveOut { people };
                let tell = Action::send(Command::Conversation(self.conversation, tell));
                // Its button is gone with that.
                Outcome::Stay(tell.and(Action::run(focus::to(CANCEL))))
            }
            // Taken by the page.
            Message::KeysPressed(_) => Outcome::Stay(Action::none()),
            Message::Closed => Outcome::Close,
        }
    }

    fn set(self, on: bool) -> Action<super::Message> {
        let set = command::Command::SetEncrypted { on };
        Action::send(Command::Conversation(self.conversation, set))
    }

    /// Its name.
    pub fn title(&self) -> String {
        match self.asks {
            true => tr!("lock-off-question"),
            false => tr!("encryption-title"),
        }
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let Some(entry) = context.world.conversation(self.conversation) else {
            return iced::widget::space().into();
        };
        let parts = column![heading(self.title())].spacing(space::L);
        if self.asks {
            return parts
                .push(text(tr!("lock-off-body")).size(size::LIST))
                .push(asking())
                .into();
        }
        parts
            .push(holds(entry))
            .push(held(entry, context))
            .push(switch(entry))
            .push(keys(entry, context))
            .push(
                container(
                    text_button(tr!("close"))
                        .id(CANCEL)
                        .on_press(Message::Closed),
                )
                .width(Fill)
                .align_x(Right),
            )
            .into()
    }
}

/// What holds, with its sign, and what that means.
fn holds<'a>(entry: &Conversation) -> Element<'a, Message> {
    let said = state(entry);
    let mode = entry.encryption.mode;
    let shown = text(said.clone()).size(size::LIST);
    let look = lock(entry).look;
    let sign = container(sign(&entry.encryption).view().size(20.0));
    let line = row![
        sign.style(move |theme| colours(look, theme)),
        container(shown).width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    let hint = match mode {
        Mode::On => [tr!("lock-hint-on"), tr!("lock-hint-never-sent")].join(" "),
        Mode::Unknown => tr!("lock-hint-on"),
        Mode::Off | Mode::Impossible => tr!("lock-hint-off"),
    };
    let hint = text(hint).size(size::LIST).style(words::quiet);
    let mut parts = column![accessible(Role::Status, said, line), hint].spacing(space::M);
    if matches!(mode, Mode::On | Mode::Unknown) {
        // Which version somebody's program knows is not told; what stays outside of the older is much.
        let outside = text(tr!("lock-hint-outside")).size(size::CAPTION);
        parts = parts.push(outside.style(words::quiet));
    }
    parts.into()
}

/// Who can't read it, while what is said is held back for that, and how to send it all the same.
fn held<'a>(entry: &Conversation, context: &Context<'a>) -> Option<Element<'a, Message>> {
    let told = &entry.encryption;
    if let Some(reason) = &told.opted_out {
        let (title, detail) = opted_out(&entry.name, reason);
        let said = [title, detail].join(". ");
        let shown = text(said.clone()).size(size::LIST);
        let keep = text_button(tr!("lock-off-keep")).on_press(Message::Switched(true));
        let stop = text_button(tr!("lock-off-submit")).on_press(Message::OffConfirmed);
        let choices = row![keep, stop].spacing(space::S).wrap();
        let choices = choices.vertical_spacing(space::S);
        let parts = column![accessible(Role::Status, said, shown), choices];
        return Some(parts.spacing(space::S).into());
    }
    if !told.held || told.readers == 0 {
        return None;
    }
    let said = without(entry, context.world);
    let shown = text(said.clone()).size(size::LIST);
    let send = text_button(tr!("held-send"))
        .kind(Kind::Primary)
        .on_press(Message::LeftOut(told.without.clone()));
    let parts = column![accessible(Role::Status, said, shown), send].spacing(space::S);
    Some(parts.into())
}

fn switch<'a>(entry: &Conversation) -> Element<'a, Message> {
    let mode = entry.encryption.mode;
    let on = matches!(mode, Mode::On | Mode::Unknown);
    let press = (mode != Mode::Impossible).then_some(Message::Switched(!on));
    let switch = toggle(tr!("lock-switch"), on, None, press);
    match mode {
        Mode::Impossible => {
            let why = text(tr!("lock-switch-impossible"))
                .size(size::CAPTION)
                .style(words::quiet);
            column![switch, why].spacing(space::XS).into()
        }
        _ => switch,
    }
}

/// Where the keys are: of the other side, or of everybody in a group.
fn keys<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
    let Some(room) = &entry.room else {
        let keys = Message::KeysPressed(entry.jid.clone());
        return text_button(tr!("keys-open")).on_press(keys).into();
    };
    let us = context.world.account_by(entry.account);
    let others = room.members.iter().map(|member| &member.jid);
    let others = others.filter(|jid| us.is_none_or(|us| us.jid != **jid));
    // Whoever has to be decided about stands on top.
    let (fresh, known): (Vec<_>, Vec<_>) = others.partition(|jid| {
        let without = entry.encryption.without.contains(jid);
        without || context.world.has_new_device(entry.account, jid)
    });
    let buttons: Vec<Element<'a, Message>> = fresh
        .into_iter()
        .chain(known)
        .take(MOST_PEOPLE)
        .map(|jid| {
            let name = context.world.name_of(entry.account, jid);
            let shown = one_line(name).size(size::LIST).width(Fill);
            let fresh = context.world.has_new_device(entry.account, jid);
            let without = entry.encryption.without.contains(jid);
            let fresh = match without {
                true => Some(pill(tr!("keys-no-device"), Tone::Quiet)),
                false => fresh.then(|| pill(tr!("keys-new-device"), Tone::Attention)),
            };
            let line = row![shown, fresh, Icon::ChevronRight.view().size(16.0)];
            let line = line.spacing(space::S).align_y(Center);
            focus_button(line, tr!("keys-of", name = name))
                .kind(Kind::Row)
                .role(Role::Button)
                .width(Fill)
                .on_press(Message::KeysPressed(jid.clone()))
                .into()
        })
        .collect();
    if buttons.is_empty() {
        return iced::widget::space().into();
    }
    let label = tr!("keys-group");
    let shown = text(label.clone())
        .size(size::LIST)
        .font(crate::font::MEDIUM);
    let list = scrollable(focus::roving(Column::with_children(buttons)))
        .width(Fill)
        .style(theme::list::scrollable);
    let list = container(list).max_height(PEOPLE);
    accessible(Role::List, label, column![shown, list].spacing(space::S)).into()
}

fn asking<'a>() -> Element<'a, Message> {
    let line = row![
        text_button(tr!("lock-off-keep"))
            .id(CANCEL)
            .on_press(Message::OffDenied),
        text_button(tr!("lock-off-submit"))
            .kind(Kind::Danger)
            .on_press(Message::OffConfirmed)
    ]
    .spacing(space::S)
    .wrap()
    .vertical_spacing(space::S)
    .align_x(Right);
    container(line).width(Fill).align_x(Right).into()
}
