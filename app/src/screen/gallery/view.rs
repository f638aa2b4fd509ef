//! How the pictures and files of a conversation look: a grid of squares, or a list.

use iced::widget::{column, container, responsive, row, text};
use iced::{Center, Fill, Size};
use waxwing_core::model::{Attachment, Filed};

use super::{Message, State, Tab};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{radius, size, space, text as words};
use crate::ui::page_head::page_head;
use crate::ui::{file, picture};
use crate::widget::picture::Fit;
use crate::widget::virtual_list::{self, Stick, virtual_list};
use crate::widget::{Element, Role, accessible, focus, focus_button, one_line};
use crate::{format, tr};

/// A square is about so wide, and never much narrower.
const TILE: f32 = 140.0;
/// Between squares.
const GAP: f32 = space::XS;
/// The widest that a list of files grows.
const WIDEST: f32 = 720.0;

impl State {
    /// The page; `wrap` carries its messages, `back` leads away.
    pub fn view<'a, M: Clone + 'static>(
        &'a self,
        context: &Context<'a>,
        (wrap, back): (fn(Message) -> M, M),
    ) -> Element<'a, M> {
        let none = None::<Element<'a, M>>;
        let head = page_head(tr!("gallery-title"), self.name.clone(), back, none);
        let tabs = Tab::ALL.map(|tab| self.tab_button(tab));
        let tabs = iced::widget::Row::with_children(tabs).spacing(space::S);
        let tabs = accessible(Role::TabList, tr!("gallery-title"), tabs.wrap());
        let tabs = container(tabs).padding([space::S, space::M]);
        let body: Element<'a, Message> = match (self.count() == 0, self.request) {
            (true, None) => self.nothing(),
            (true, Some(_)) => iced::widget::space().height(Fill).into(),
            (false, _) => match self.tab {
                Tab::Pictures => responsive(move |room| self.grid(room)).into(),
                Tab::Files => self.list(*context),
                Tab::Links => self.link_list(*context),
            },
        };
        let body = container(body).width(Fill).height(Fill);
        let page: Element<'a, Message> = column![tabs, body].into();
        column![head, page.map(wrap)].into()
    }

    fn tab_button<'a>(&self, tab: Tab) -> Element<'a, Message> {
        let label = match tab {
            Tab::Pictures => tr!("gallery-pictures"),
            Tab::Files => tr!("gallery-files"),
            Tab::Links => tr!("gallery-links"),
        };
        let chosen = tab == self.tab;
        focus_button(text(label.clone()).size(size::LIST), label)
            .kind(Kind::Quiet)
            .role(Role::Tab)
            .selected(chosen)
            .on_press(Message::TabChosen(tab))
            .into()
    }

    fn nothing<'a>(&self) -> Element<'a, Message> {
        let said = match self.tab {
            Tab::Pictures => tr!("gallery-no-pictures"),
            Tab::Files => tr!("gallery-no-files"),
            Tab::Links => tr!("gallery-no-links"),
        };
        let shown = text(said.clone()).size(size::MESSAGE).style(words::quiet);
        let shown = accessible(Role::Status, said, shown);
        container(shown).padding(space::L).center(Fill).into()
    }

    fn grid(&self, room: Size) -> Element<'_, Message> {
        let wide = (room.width - 2.0 * space::M).max(TILE);
        let columns = ((wide + GAP) / (TILE + GAP)).floor().max(2.0);
        let edge = ((wide - (columns - 1.0) * GAP) / columns).floor();
        let columns = columns as usize;
        let rows = self.files.len().div_ceil(columns);
        let row = move |index: usize| -> Element<'_, Message> {
            let from = index * columns;
            let files = self.files.iter().skip(from).take(columns);
            let tiles = files.map(|filed| tile(filed, edge));
            let line = iced::widget::Row::with_children(tiles).spacing(GAP);
            container(line)
                .padding(iced::padding::horizontal(space::M).bottom(GAP))
                .into()
        };
        self.rows(columns, rows, row)
    }

    fn list<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        let row = move |index: usize| -> Element<'a, Message> {
            let Some(filed) = self.files.get(index) else {
                return iced::widget::space().into();
            };
            let line = container(line(filed, &context)).max_width(WIDEST);
            container(line).center_x(Fill).into()
        };
        self.rows(1, self.files.len(), row)
    }

    fn link_list<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        self.rows(1, self.count(), move |index| {
            self.link_line(index, &context)
        })
    }

    /// Rows that are made as they come near the screen; each number of columns has its own place.
    fn rows<'a>(
        &'a self,
        columns: usize,
        rows: usize,
        row: impl Fn(usize) -> Element<'a, Message> + 'a,
    ) -> Element<'a, Message> {
        let tab = match self.tab {
            Tab::Pictures => 0,
            Tab::Files => 1,
            Tab::Links => 2,
        };
        let feed = u64::from(self.conversation.0) << 16 | tab << 12 | columns as u64;
        let list = virtual_list(
            feed,
            rows,
            |index| index,
            move |row| (row < rows).then_some(row),
            row,
        )
        .stick(Stick::Top)
        .on_window(move |window: virtual_list::Window| Message::Scrolled(window.last, rows));
        accessible(Role::List, tr!("gallery-title"), focus::roving(list)).into()
    }
}

/// A picture as a square; a press looks at it, or goes to where it can be fetched.
fn tile<'a>(filed: &'a Filed, edge: f32) -> Element<'a, Message> {
    let file = &filed.attachment;
    let frame = Size::new(edge, edge);
    let (face, deed): (Element<'a, Message>, Message) = match picture::shown(file) {
        Some(path) => {
            let shown = crate::widget::picture::picture(path, frame).hash(&file.thumbhash);
            let shown = shown.fit(Fit::Cover).radius(radius::CONTROL);
            (shown.into(), Message::Looked((filed.item, filed.index)))
        }
        None => (absent(file, frame), Message::Shown(filed.item)),
    };
    let name = tr!("picture-look", name = picture::told(file));
    focus_button(face, name)
        .kind(Kind::Bare)
        .role(Role::Button)
        .on_press(deed)
        .into()
}

/// One that is not here, or can't be shown.
fn absent<'a>(file: &Attachment, frame: Size) -> Element<'a, Message> {
    let shown = crate::widget::picture::stand_in(&file.thumbhash, frame);
    let sign = match picture::flaw(file) {
        Some(_) => Icon::Error,
        None => Icon::Download,
    };
    let sign = container(sign.view().size(20.0))
        .center(frame.width)
        .style(|theme| container::Style {
            text_color: Some(crate::theme::Tokens::of(theme).text),
            ..container::Style::default()
        });
    iced::widget::stack![Element::from(shown.radius(radius::CONTROL)), sign].into()
}

/// A file as a line; a press goes to its message, where it can be opened and saved.
fn line<'a>(filed: &'a Filed, context: &Context<'a>) -> Element<'a, Message> {
    let file = &filed.attachment;
    let about = [
        file::summary(file),
        format::moment(filed.item.at, context.now),
    ]
    .join(&tr!("separator"));
    let lines = column![
        one_line(file.name.as_str()).size(size::LIST),
        one_line(about).size(size::CAPTION).style(words::quiet)
    ]
    .spacing(2.0);
    let face = row![file::icon(file.kind).view().size(20.0), lines.width(Fill)]
        .spacing(space::M)
        .align_y(Center);
    focus_button(face, file.name.as_str())
        .kind(Kind::Row)
        .on_press(Message::Shown(filed.item))
        .into()
}
