//! Why a message can't be read, or carries a mark: what happened, and what can be done.

use iced::widget::{column, container, row, text};
use iced::{Fill, Right};
use waxwing_core::command::encryption as command;
use waxwing_core::model::{Conversation, Direction, Message as Said, Mode, Unreadable};
use waxwing_core::{AccountId, BareJid, Command, ConversationId, Timestamp};

use super::{Action, CANCEL, Outcome, heading};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::encryption::{explanation, unreadable};
use crate::ui::message::Mark;
use crate::widget::{Element, Role, accessible, hazard, text_button};
use crate::{format, tr};

/// What the page has to do about encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Show the keys of somebody.
    Keys(ConversationId, BareJid),
    /// Put this into the composer.
    Write(String),
}

/// The message that it is about.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    account: AccountId,
    mark: Mark,
    own: bool,
    /// Who wrote it, where that is known.
    whose: Option<BareJid>,
    /// What they are called.
    name: String,
    /// It is in a group: who is asked is to be named.
    many: bool,
    at: Timestamp,
    /// The person has had the encryption renewed.
    repaired: bool,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Renew the encryption.
    RepairPressed,
    /// Ask to have it sent again; the page does it.
    AskPressed,
    /// Show the keys of who wrote it; the page does it.
    KeysPressed,
    /// Close.
    Closed,
}

impl State {
    /// About a message of a conversation; nothing where there is nothing to say.
    pub fn new(entry: &Conversation, message: &Said, context: &Context<'_>) -> Option<Self> {
        let mark = Mark::of(message, entry.encryption.mode == Mode::On);
        let own = message.direction == Direction::Outgoing;
        let us = context.world.account_by(entry.account);
        let whose = match (own, &message.author) {
            (true, _) => us.map(|us| us.jid.clone()),
            (false, Some(author)) => author.jid.clone(),
            (false, None) => Some(entry.jid.clone()),
        };
        let name = match message.speaker() {
            "" => entry.name.clone(),
            nick => hazard::visible(nick).into_owned(),
        };
        (mark != Mark::None).then_some(Self {
            conversation: entry.id,
            account: entry.account,
            mark,
            own,
            whose,
            name,
            many: entry.room.is_some(),
            at: message.id.at,
            repaired: false,
        })
    }

    /// What the page has to do when this happens.
    pub fn wish(&self, message: &Message) -> Option<Wish> {
        match message {
            Message::AskPressed => Some(Wish::Write(self.asking())),
            Message::KeysPressed => Some(Wish::Keys(self.conversation, self.whose.clone()?)),
            Message::RepairPressed | Message::Closed => None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match (message, &self.whose) {
            (Message::RepairPressed, Some(jid)) if !self.repaired => {
                let repair = command::Command::Repair {
                    account: self.account,
                    jid: jid.clone(),
                };
                self.repaired = true;
                Outcome::Stay(Action::send(Command::Encryption(repair)))
            }
            (Message::Closed, _) => Outcome::Close,
            _ => Outcome::Stay(Action::none()),
        }
    }

    /// Its name.
    pub fn title(&self) -> String {
        match self.mark {
            Mark::Waiting => tr!("sealed-title-waiting"),
            Mark::Plain => tr!("sealed-title-plain"),
            Mark::Undecided | Mark::Refused => tr!("sealed-title-device"),
            Mark::Unreadable(_) | Mark::None => tr!("sealed-title"),
        }
    }

    /// The words that ask to have it sent again.
    fn asking(&self) -> String {
        let time = format::time(self.at);
        let said = tr!("sealed-ask-words", time = time);
        match self.many {
            true => tr!(
                "sealed-ask-words-to",
                name = self.name.as_str(),
                text = said
            ),
            false => said,
        }
    }

    fn explained(&self) -> String {
        let name = self.name.as_str();
        match self.mark {
            Mark::Unreadable(why) => explanation(why),
            Mark::Waiting => tr!("explain-waiting"),
            Mark::Plain if self.own => tr!("explain-plain-ours"),
            Mark::Plain => tr!("explain-plain-theirs"),
            Mark::Undecided => tr!("explain-undecided", name = name),
            Mark::Refused => tr!("explain-refused"),
            Mark::None => String::new(),
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        // The others say in full what they say in short.
        if let Mark::Unreadable(why) = self.mark
            && !why.is_repairable()
            && why != Unreadable::NotForUs
        {
            let what = text(unreadable(why)).size(size::LIST).style(words::quiet);
            parts = parts.push(what);
        }
        parts = parts.push(text(self.explained()).size(size::LIST));
        if let Mark::Unreadable(why) = self.mark
            && why.is_repairable()
            && self.whose.is_some()
            && !self.repaired
        {
            let hint = text(tr!("sealed-repair-hint"));
            parts = parts.push(hint.size(size::CAPTION).style(words::quiet));
        }
        if self.repaired {
            let done = tr!("sealed-repaired");
            let shown = text(done.clone()).size(size::LIST).style(words::success);
            parts = parts.push(accessible(Role::Status, done, shown));
        }
        parts.push(self.buttons()).into()
    }

    fn buttons(&self) -> Element<'_, Message> {
        let close = text_button(tr!("close"))
            .id(CANCEL)
            .on_press(Message::Closed);
        let mut line = row![close].spacing(space::S);
        let known = self.whose.is_some();
        match self.mark {
            Mark::Unreadable(why) => {
                if can_be_sent_again(why) && !self.own {
                    let ask = tr!("sealed-ask", name = self.name.as_str());
                    line = line.push(text_button(ask).on_press(Message::AskPressed));
                }
                if why.is_repairable() && known {
                    let repair = text_button(tr!("sealed-repair")).kind(Kind::Primary);
                    let press = (!self.repaired).then_some(Message::RepairPressed);
                    line = line.push(repair.on_press_maybe(press));
                }
            }
            Mark::Undecided | Mark::Refused if known => {
                let keys = text_button(tr!("keys-open")).kind(Kind::Primary);
                line = line.push(keys.on_press(Message::KeysPressed));
            }
            _ => {}
        }
        container(line.wrap().vertical_spacing(space::S).align_x(Right))
            .width(Fill)
            .align_x(Right)
            .into()
    }
}

/// Whether sending it once more would bring something that can be read.
fn can_be_sent_again(why: Unreadable) -> bool {
    why.is_repairable() || matches!(why, Unreadable::Malformed | Unreadable::Lost)
}
