//! What is said of how a message came through end-to-end encryption: what stands in place of one that can't
//! be read, and the quiet mark of one that was not encrypted, or by a device that nobody has decided about.

use iced::Center;
use iced::widget::{container, row, text};
use waxwing_core::ItemId;
use waxwing_core::model::{Message, Sealing, Trust, Unreadable};

use super::Doing;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as colours};
use crate::ui::encryption::unreadable;
use crate::widget::{Element, Role, focus_button, hazard};
use crate::{font, tr};

/// What is told of a message besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: all is as it should be.
    None,
    /// It is not read yet.
    Waiting,
    /// It can't be read.
    Unreadable(Unreadable),
    /// It was not encrypted, where everything else is.
    Plain,
    /// Nobody has decided about the device that wrote it.
    Undecided,
    /// The device that wrote it was refused.
    Refused,
}

impl Mark {
    /// That of a message; `encrypted` says whether its conversation is.
    pub fn of(message: &Message, encrypted: bool) -> Self {
        if message.retracted_at.is_some() {
            return Self::None;
        }
        match message.sealing {
            Some(Sealing::Waiting) => Self::Waiting,
            Some(Sealing::Unreadable(why)) => Self::Unreadable(why),
            Some(Sealing::Read(Trust::Undecided)) => Self::Undecided,
            Some(Sealing::Read(Trust::Distrusted)) => Self::Refused,
            Some(Sealing::Read(Trust::Blind | Trust::Verified)) => Self::None,
            None if encrypted => Self::Plain,
            None => Self::None,
        }
    }

    /// Its words; nothing where there is nothing to say.
    pub fn words(self) -> Option<String> {
        Some(match self {
            Self::None => return None,
            Self::Waiting => tr!("sealed-waiting"),
            Self::Unreadable(why) => unreadable(why),
            Self::Plain => tr!("mark-plain"),
            Self::Undecided => tr!("mark-undecided"),
            Self::Refused => tr!("mark-refused"),
        })
    }

    /// The same, with the name of what a message was encrypted with, where it has one.
    pub fn words_of(self, message: &Message) -> Option<String> {
        match self {
            Self::Unreadable(Unreadable::Unknown) if !message.text.is_empty() => {
                let kind = hazard::visible(&message.text);
                Some(tr!("unreadable-with", kind = kind.as_ref()))
            }
            mark => mark.words(),
        }
    }

    /// Whether there are words of the message beside it.
    pub fn is_beside(self) -> bool {
        matches!(self, Self::Plain | Self::Undecided | Self::Refused)
    }
}

/// What stands in place of the words that can't be read; a press explains it.
pub(super) fn tombstone<'a>(message: &Message, mark: Mark) -> Element<'a, Doing> {
    let id = message.id;
    let said = mark.words_of(message).unwrap_or_default();
    let sign = match mark {
        Mark::Waiting => Icon::Clock,
        Mark::Unreadable(Unreadable::Changed | Unreadable::Moved) => Icon::Warning,
        _ => Icon::Lock,
    };
    let shown = text(said.clone()).size(size::LIST).font(font::ITALIC);
    let content = row![sign.view().size(size::LIST), shown.style(colours::quiet)]
        .spacing(space::S)
        .align_y(Center);
    focus_button(
        container(content).style(quiet),
        tr!("sealed-explain", text = said),
    )
    .kind(Kind::Bare)
    .role(Role::Button)
    .on_press(Doing::Explain(id))
    .into()
}

/// The mark beside the words; a press explains it.
pub(super) fn mark<'a>(id: ItemId, mark: Mark) -> Option<Element<'a, Doing>> {
    let said = mark.words().filter(|_| mark.is_beside())?;
    let sign = match mark {
        Mark::Plain => Icon::LockOpen,
        _ => Icon::Help,
    };
    let shown = text(said.clone()).size(size::CAPTION).style(colours::quiet);
    let content = row![sign.view().size(12.0), shown]
        .spacing(space::XS)
        .align_y(Center);
    let button = focus_button(
        container(content).style(quiet),
        tr!("sealed-explain", text = said),
    );
    Some(
        button
            .kind(Kind::Bare)
            .role(Role::Button)
            .on_press(Doing::Explain(id))
            .into(),
    )
}

/// Several that can't be read, as one line; a press shows them one by one above it, or folds them again.
pub fn folded<'a>(last: ItemId, count: u32, open: bool) -> Element<'a, Doing> {
    let (sign, hint, doing) = match open {
        true => (
            Icon::ChevronUp,
            tr!("unreadable-fold"),
            Doing::FoldRun(last),
        ),
        false => (
            Icon::ChevronDown,
            tr!("unreadable-unfold"),
            Doing::UnfoldRun(last),
        ),
    };
    let said = tr!("unreadable-several", count = count);
    let shown = text(said.clone()).size(size::CAPTION).style(colours::quiet);
    let content = row![Icon::Lock.view().size(12.0), shown, sign.view().size(12.0)]
        .spacing(space::XS)
        .align_y(Center);
    let button = focus_button(container(content).style(quiet), said)
        .kind(Kind::Quiet)
        .role(Role::Button)
        .expanded(open)
        .tooltip(hint)
        .on_press(doing);
    container(button)
        .center_x(iced::Fill)
        .padding([space::XS, 0.0])
        .into()
}

/// The ground of what can't be read: neither ours nor theirs catches the eye.
pub(super) fn ground(theme: &iced::Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.quiet),
        background: Some(tokens.window.into()),
        border: iced::Border {
            color: tokens.border,
            width: 1.0,
            radius: radius::BUBBLE.into(),
        },
        ..container::Style::default()
    }
}

/// Signs are as quiet as the words beside them.
fn quiet(theme: &iced::Theme) -> container::Style {
    container::Style {
        text_color: Some(Tokens::of(theme).quiet),
        ..container::Style::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use waxwing_core::model::Direction;

    #[test]
    fn what_is_as_it_should_be_has_no_mark() {
        let mut message = sample::message(1, 1, Direction::Incoming, "hi");
        assert_eq!(Mark::of(&message, false), Mark::None);
        assert_eq!(Mark::of(&message, true), Mark::Plain);
        message.sealing = Some(Sealing::Read(Trust::Blind));
        assert_eq!(Mark::of(&message, true), Mark::None);
        message.sealing = Some(Sealing::Read(Trust::Undecided));
        assert_eq!(Mark::of(&message, false), Mark::Undecided);
        message.sealing = None;
        message.retracted_at = Some(sample::NOW);
        assert_eq!(
            Mark::of(&message, true),
            Mark::None,
            "nothing is left of it"
        );
    }
}
