//! How the dialog looks.

use iced::widget::{Image, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::model::FileOffer;

use super::chosen::{Chosen, Wrong};
use super::{CAPTION, Message, Obstacle, State, limit};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::dialog::{buttons, heading};
use crate::theme::button::Kind;
use crate::theme::{self, Tokens, radius, size, space, surface, text as words};
use crate::ui::file;
use crate::ui::toggle::toggle;
use crate::widget::{Element, Role, accessible, focus_button, icon_button, one_line};
use crate::{font, tr};

/// The list scrolls beyond this.
const TALLEST: f32 = 264.0;
/// Edge of the small pictures.
const EDGE: f32 = 48.0;

impl State {
    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let offer = context.world.file_offer(self.account);
        let obstacle = self.obstacle(offer);
        let mut list = column![].spacing(space::S).width(Fill);
        for (place, file) in self.files.iter().enumerate() {
            list = list.push(self.line(place, file, limit(offer)));
        }
        let list = scrollable(list)
            .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        let count = self.files.len();
        let spoken = tr!(
            "send-files-list",
            count = u32::try_from(count).unwrap_or(u32::MAX)
        );
        let list = accessible(Role::List, spoken, container(list).max_height(TALLEST));
        let more = row![
            Icon::Plus.view().size(16.0),
            text(tr!("send-files-more")).size(size::LIST)
        ];
        let more = focus_button(
            more.spacing(space::S).align_y(Center),
            tr!("send-files-more"),
        )
        .kind(Kind::Quiet)
        .on_press(Message::MorePressed);
        let ready = obstacle.is_none();
        column![
            heading(self.title()),
            list,
            more,
            self.caption(),
            self.preparing(),
            self.hints(offer, obstacle),
            buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("composer-send")),
                ready.then_some(Message::Submitted),
            )
        ]
        .spacing(space::M)
        .into()
    }

    fn line<'a>(&self, place: usize, file: &'a Chosen, most: Option<u64>) -> Element<'a, Message> {
        let name = one_line(file.name.as_str())
            .size(size::LIST)
            .font(font::MEDIUM);
        let wrong = match &file.wrong {
            Some(wrong) => Some(wrong_words(wrong)),
            None => file
                .is_over(most, self.original)
                .then(|| tr!("send-files-over", size = file::size(file.size))),
        };
        let below: Element<'a, Message> = match wrong {
            Some(wrong) => {
                let shown = text(wrong.clone()).size(size::CAPTION).style(words::danger);
                accessible(Role::Alert, wrong, shown).into()
            }
            None => {
                let what = file::ending(&file.name, file.kind);
                let facts = [what, file::size(file.size)].join(&tr!("separator"));
                one_line(facts)
                    .size(size::CAPTION)
                    .style(words::quiet)
                    .into()
            }
        };
        let remove = tr!("send-files-remove", name = file.name.as_str());
        let line = row![
            face(file),
            column![name, below].spacing(2.0).width(Fill),
            icon_button(Icon::X, remove).on_press(Message::Removed(place))
        ]
        .spacing(space::M)
        .align_y(Center);
        let spoken = tr!(
            "file-spoken",
            kind = file::kind(file.kind),
            name = file.name.as_str()
        );
        accessible(Role::ListItem, spoken, line).into()
    }

    fn caption(&self) -> Element<'_, Message> {
        let editor = self.caption.view(
            CAPTION,
            &tr!("send-files-caption"),
            &tr!("send-files-caption"),
        );
        let framed = container(editor.map(Message::Caption)).style(surface::card);
        if !self.too_long {
            return column![framed].into();
        }
        let label = tr!("composer-too-long");
        let shown = text(label.clone()).size(size::CAPTION).style(words::danger);
        column![framed, accessible(Role::Alert, label, shown)]
            .spacing(space::XS)
            .into()
    }

    /// What happens to pictures on the way, and the choice.
    fn preparing(&self) -> Element<'_, Message> {
        if !self.files.iter().any(|file| file.prepared) {
            return iced::widget::space().into();
        }
        let hint = match self.original {
            true => tr!("send-files-original-hint"),
            false => tr!("send-files-prepared-hint"),
        };
        let shown = text(hint.clone()).size(size::CAPTION).style(words::quiet);
        column![
            toggle(
                tr!("send-files-original"),
                self.original,
                None,
                Some(Message::OriginalToggled)
            ),
            accessible(Role::Label, hint, shown)
        ]
        .spacing(space::XS)
        .into()
    }

    /// What is to be known before: why they can't be sent, or that they will wait.
    fn hints(&self, offer: FileOffer, obstacle: Option<Obstacle>) -> Element<'_, Message> {
        let said = match (obstacle, offer) {
            (Some(Obstacle::NoService), _) => Some((true, tr!("send-files-no-service"))),
            (Some(Obstacle::TooLarge), FileOffer::Files(Some(most))) => {
                Some((true, tr!("send-files-limit", most = file::size(most))))
            }
            (Some(Obstacle::Some | Obstacle::TooLarge), _) => Some((true, tr!("send-files-some"))),
            (Some(Obstacle::Reading), _) => Some((false, tr!("send-files-reading"))),
            (_, FileOffer::Unknown) => Some((false, tr!("send-files-unknown"))),
            (_, FileOffer::Files(_) | FileOffer::Nothing) => None,
        };
        let more = self.too_many.then(|| {
            let most = u32::try_from(crate::clipboard::MOST_FILES).unwrap_or(u32::MAX);
            (true, tr!("send-files-too-many", most = most))
        });
        let mut lines = column![].spacing(space::XS);
        for (wrong, said) in more.into_iter().chain(said) {
            let (role, style): (_, fn(&iced::Theme) -> _) = match wrong {
                true => (Role::Alert, words::danger),
                false => (Role::Status, words::quiet),
            };
            let shown = text(said.clone()).size(size::CAPTION).style(style);
            lines = lines.push(accessible(role, said, shown));
        }
        lines.into()
    }
}

/// How a file looks: a picture itself, or the sign of its kind.
fn face<'a>(file: &Chosen) -> Element<'a, Message> {
    match &file.picture {
        Some(picture) => Image::new(picture.clone()).width(EDGE).height(EDGE).into(),
        None => container(file::icon(file.kind).view().size(22.0))
            .center(EDGE)
            .style(ground)
            .into(),
    }
}

fn ground(theme: &iced::Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.accent),
        background: Some(tokens.skeleton.into()),
        border: iced::border::rounded(radius::CONTROL),
        ..container::Style::default()
    }
}

fn wrong_words(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Unreadable(why) => tr!("send-files-unreadable", why = why.as_str()),
        Wrong::Gone => tr!("send-files-gone"),
        Wrong::Folder => tr!("send-files-folder"),
        Wrong::NoFile => tr!("send-files-no-file"),
    }
}
