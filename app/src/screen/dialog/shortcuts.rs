//! The sheet of the keyboard shortcuts: exactly those that are in force, found by typing.

use iced::widget::{column, container, row, scrollable, text};
use iced::{Center, Fill, FillPortion, Task, padding};

use crate::action::{Action, Group};
use crate::font;
use crate::icon::Icon;
use crate::screen::settings::keys;
use crate::theme::{list, size, space, surface, text as words};
use crate::tr;
use crate::widget::{
    Element, Role, accessible, direction, focus, icon_button, text_button, text_field,
};

/// The search field among the widgets.
pub const SEARCH: &str = "sheet-search";

/// What the sheet holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    search: String,
}

/// What happens on the sheet.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was searched for.
    Searched(String),
    /// Change the shortcuts.
    ChangePressed,
    /// Close the sheet.
    Closed,
}

/// What the window has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Show the page on which the shortcuts are changed instead.
    Change,
    /// Close the sheet.
    Close,
}

/// A line of the sheet: keys and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The action, if they can be changed.
    pub action: Option<Action>,
    /// The keys in words.
    pub keys: String,
    /// What they do.
    pub deed: String,
}

impl State {
    /// Gives the search field the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(SEARCH)
    }

    /// Shows everything again; false where nothing was searched for.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.search).is_empty()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Searched(words) => {
                self.search = words;
                Outcome::Stay
            }
            Message::ChangePressed => Outcome::Change,
            Message::Closed => Outcome::Close,
        }
    }

    /// The sheet.
    pub fn view(&self) -> Element<'_, Message> {
        let title = tr!("shortcuts-title");
        let heading = text(title.clone()).size(size::TITLE).font(font::SEMIBOLD);
        let head = row![
            container(accessible(Role::Heading, title, heading)).width(Fill),
            icon_button(Icon::X, tr!("close")).on_press(Message::Closed)
        ]
        .spacing(space::S)
        .align_y(Center);
        let search = text_field(tr!("shortcuts-search"), &self.search)
            .id(SEARCH)
            .on_input(Message::Searched);
        // The scrollbar's: it stands at the right in every language.
        let bar = match direction::is_rtl() {
            true => padding::left(list::TRACK_WIDTH),
            false => padding::right(list::TRACK_WIDTH),
        };
        let lines = scrollable(container(self.lines()).padding(bar.vertical(space::S)))
            .direction(scrollable::Direction::Vertical(list::scrollbar()))
            .style(list::scrollable)
            .width(Fill)
            .height(Fill);
        column![head, search, lines].spacing(space::M).into()
    }

    fn lines(&self) -> Element<'_, Message> {
        let change = text_button(tr!("shortcuts-change")).on_press(Message::ChangePressed);
        let mut page = column![change].spacing(space::S).width(Fill);
        let mut empty = true;
        for (title, lines) in sheet(&self.search) {
            let shown = text(title.clone()).size(size::CAPTION).font(font::SEMIBOLD);
            let heading = accessible(Role::Heading, title, shown.style(words::quiet));
            page = page.push(container(heading).padding(padding::top(space::M)));
            empty = false;
            for one in lines {
                page = page.push(line(one));
            }
        }
        if empty {
            let label = tr!("shortcuts-none", words = self.search.trim());
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            page = page.push(accessible(Role::Status, label, shown));
        }
        page.into()
    }
}

/// What stands on the sheet where these words are searched for, by heading.
pub fn sheet(search: &str) -> Vec<(String, Vec<Line>)> {
    let mut sheet: Vec<(String, Vec<Line>)> = Vec::new();
    for group in Group::ALL {
        let of = keys::found(search).filter(|action| action.group() == group);
        let lines: Vec<Line> = of
            .filter_map(|action| {
                Some(Line {
                    action: Some(action),
                    keys: action.keys()?,
                    deed: action.title(),
                })
            })
            .collect();
        if !lines.is_empty() {
            sheet.push((group.title(), lines));
        }
    }
    let title = tr!("shortcuts-fixed");
    let wanted = search.to_lowercase();
    let fixed: Vec<Line> = fixed()
        .into_iter()
        .filter(|line| {
            let said = [&line.keys, &line.deed, &title].map(|words| words.to_lowercase());
            let said = said.join(" ");
            wanted.split_whitespace().all(|word| said.contains(word))
        })
        .collect();
    if !fixed.is_empty() {
        sheet.push((title, fixed));
    }
    sheet
}

/// The keys that are the same for everybody, because every program has them.
fn fixed() -> Vec<Line> {
    [
        (tr!("keys-send"), tr!("shortcut-send")),
        (tr!("keys-break"), tr!("shortcut-break")),
        (tr!("keys-undo"), tr!("shortcut-undo")),
        (tr!("keys-menu"), tr!("shortcut-menu")),
        (tr!("keys-focus"), tr!("shortcut-focus")),
        (tr!("keys-back"), tr!("shortcut-back")),
    ]
    .map(|(keys, deed)| Line {
        action: None,
        keys,
        deed,
    })
    .into()
}

fn line<'a, M: 'a>(line: Line) -> Element<'a, M> {
    let keys = container(
        text(line.keys.clone())
            .size(size::CAPTION)
            .font(font::MEDIUM),
    )
    .padding([2.0, space::S])
    .style(surface::code);
    let spoken = tr!(
        "shortcuts-spoken",
        action = line.deed.as_str(),
        keys = line.keys.as_str()
    );
    let content = row![
        container(text(line.deed).size(size::LIST)).width(FillPortion(3)),
        container(keys).width(FillPortion(2)),
    ]
    .align_y(Center)
    .spacing(space::M);
    accessible(Role::ListItem, spoken, content).into()
}
