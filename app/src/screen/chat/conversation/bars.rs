//! The bars around the composer: what it is for, that what is written will be covered, what to do with
//! what is marked.

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill, padding};
use waxwing_core::Timestamp;
use waxwing_core::model::Message as Said;

use super::writing::Purpose;
use super::{Message, State};
use crate::action::Action as Deed;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::file;
use crate::ui::message::body::{self, Names};
use crate::ui::message::is_said;
use crate::ui::timeline;
use crate::widget::context_menu::{action, menu_button};
use crate::widget::{Element, Role, accessible, focus_button, icon_button, one_line, text_field};
use crate::{font, tr, ui};

/// The field of the hint among the widgets.
const HINT: &str = "spoiler-hint";

impl State {
    /// What stands above the composer. Each has its place, also while it is empty.
    pub(super) fn above_composer<'a>(
        &'a self,
        names: Names<'a>,
        now: Timestamp,
    ) -> Element<'a, Message> {
        let nothing = || iced::widget::space().into();
        let purpose = match &self.writing.purpose {
            Purpose::Say | Purpose::Rewrite { .. } => nothing(),
            Purpose::Answer(message) => {
                let now = self.message(message.id).unwrap_or(message);
                let name = match now.direction {
                    waxwing_core::model::Direction::Outgoing => tr!("you"),
                    waxwing_core::model::Direction::Incoming => names.by(now).to_owned(),
                };
                about(
                    Icon::Reply,
                    tr!("composer-answers", name = name.as_str()),
                    excerpt(now, names),
                    (tr!("composer-answer-cancel"), Message::PutDown),
                )
            }
            Purpose::Whisper { nick, answered, .. } => about(
                Icon::Lock,
                tr!("composer-whispers", name = nick.as_str()),
                match answered {
                    Some(message) => excerpt(self.message(message.id).unwrap_or(message), names),
                    None => tr!("composer-whispers-hint"),
                },
                (tr!("composer-whisper-cancel"), Message::PutDown),
            ),
            Purpose::Correct { message, .. } => {
                let now = self.message(message.id).unwrap_or(message);
                about(
                    Icon::Pencil,
                    tr!("composer-corrects"),
                    excerpt(now, names),
                    (tr!("composer-correct-cancel"), Message::PutDown),
                )
            }
        };
        let purpose = match &self.writing.purpose {
            Purpose::Rewrite { waiting, .. } => about(
                Icon::Clock,
                tr!("composer-rewrites"),
                body::spoken(
                    &waiting.text,
                    names.of(waxwing_core::model::Direction::Outgoing),
                )
                .into_owned(),
                (tr!("composer-correct-cancel"), Message::PutDown),
            ),
            _ => purpose,
        };
        let cover = self.writing.cover.as_deref().map_or_else(nothing, cover);
        column![purpose, cover, self.link_bars(now)].into()
    }

    /// What is told of the links in what is being written.
    fn link_bars(&self, now: Timestamp) -> Element<'_, Message> {
        let shown = self.writing.previews.shown(&self.composer.text(), now);
        let bars = shown.into_iter().map(|one| {
            let drop = Message::PreviewDropped(one.url.to_owned());
            let cancel = (tr!("link-preview-drop"), drop);
            about(Icon::Link, one.title, one.words, cancel)
        });
        Column::with_children(bars).into()
    }

    /// What can be done with what is being written, besides sending it.
    pub(super) fn composer_menu(&self) -> Element<'_, Message> {
        let covered = self.writing.cover.is_some();
        let can_plan = self.can_plan();
        let can_preview = self.can_preview();
        menu_button(Icon::Plus.view(), tr!("composer-more"), move || {
            let label = match covered {
                true => tr!("composer-uncover"),
                false => tr!("composer-cover"),
            };
            let entry = action(label, Message::CoverToggled).icon(Icon::EyeOff);
            let plan = Deed::SendLater;
            let mut later = action(plan.title(), Message::PlanWanted).icon(plan.icon());
            later.shortcut = plan.keys();
            let attach = ui::menu::entry(Deed::Attach, Message::AttachWanted);
            let preview = action(tr!("link-preview-attach"), Message::PreviewWanted)
                .icon(Icon::Link)
                .enabled(can_preview);
            vec![
                attach,
                later.enabled(can_plan).into(),
                preview.into(),
                entry.into(),
            ]
        })
    }

    /// What stands in place of the composer while messages are marked.
    pub(super) fn marks_bar(&self, narrow: bool) -> Element<'_, Message> {
        let marked: Vec<_> = self.marked().collect();
        let count = u32::try_from(marked.len()).unwrap_or(u32::MAX);
        let can_forward = marked.iter().any(|item| is_said(item));
        let can_delete = !marked.is_empty();
        let label = tr!("marked-count", count = count);
        let shown = text(label.clone()).size(size::LIST).font(font::MEDIUM);
        let shown = accessible(Role::Status, label, shown);
        let button = |icon: Icon, name: String, press: Option<Message>| {
            if narrow {
                return icon_button(icon, name).on_press_maybe(press);
            }
            let content = row![icon.view().size(16.0), text(name.clone()).size(size::LIST)]
                .spacing(space::S)
                .align_y(Center);
            focus_button(content, name)
                .kind(Kind::Quiet)
                .on_press_maybe(press)
        };
        let deeds = row![
            button(Icon::Copy, tr!("message-copy"), Some(Message::MarkedCopied)),
            button(
                Icon::Forward,
                tr!("message-forward"),
                can_forward.then_some(Message::MarkedForwarded)
            ),
            button(
                Icon::Trash,
                tr!("message-delete"),
                can_delete.then_some(Message::MarkedDeleted)
            ),
        ]
        .spacing(space::XS)
        .align_y(Center)
        .wrap();
        let cancel = icon_button(Icon::X, tr!("marked-cancel")).on_press(Message::Unmarked);
        let bar = row![
            cancel,
            shown,
            container(deeds).width(Fill).align_x(iced::Right)
        ]
        .spacing(space::M)
        .align_y(Center);
        container(bar)
            .max_width(timeline::WIDEST + 2.0 * space::L)
            .padding([space::S, space::M])
            .into()
    }
}

/// What the composer is for, and how that ends.
fn about<'a>(
    icon: Icon,
    title: String,
    quoted: String,
    (cancel, message): (String, Message),
) -> Element<'a, Message> {
    let said = [title.as_str(), quoted.as_str()].join(": ");
    let lines = column![
        one_line(title)
            .size(size::CAPTION)
            .font(font::SEMIBOLD)
            .style(words::accent),
        one_line(quoted).size(size::LIST).style(words::quiet),
    ]
    .width(Fill);
    let words = accessible(Role::Status, said, lines);
    let cancel = icon_button(Icon::X, cancel).on_press(message);
    bar(icon, words.into(), cancel.into())
}

/// What is written will be covered; a hint can say what it is about.
fn cover(hint: &str) -> Element<'_, Message> {
    let field = text_field(tr!("composer-cover-hint"), hint)
        .id(HINT)
        .on_input(Message::CoverHinted);
    let cancel = icon_button(Icon::X, tr!("composer-uncover")).on_press(Message::CoverToggled);
    bar(
        Icon::EyeOff,
        container(field).width(Fill).into(),
        cancel.into(),
    )
}

fn bar<'a>(
    icon: Icon,
    content: Element<'a, Message>,
    cancel: Element<'a, Message>,
) -> Element<'a, Message> {
    let sign = container(icon.view().size(18.0)).style(accent);
    let line = row![sign, content, cancel]
        .spacing(space::M)
        .align_y(Center);
    container(line)
        .padding(padding::horizontal(space::L).top(space::S))
        .into()
}

fn accent(theme: &iced::Theme) -> container::Style {
    container::Style {
        text_color: Some(crate::theme::Tokens::of(theme).accent),
        ..container::Style::default()
    }
}

/// The beginning of a message, in one line.
fn excerpt(message: &Said, names: Names<'_>) -> String {
    if message.retracted_at.is_some() {
        return tr!("message-deleted");
    }
    match file::line(message) {
        Some(line) => line,
        None => body::spoken(&message.text, names.by(message)).into_owned(),
    }
}
