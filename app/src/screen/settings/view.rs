//! How the settings look: the search on top, sections below, each choice as a row of buttons.

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill, padding};
use waxwing_core::Timestamp;

use super::entry::Section;
use super::{Change, Entry, Message, SEARCH, State};
use super::{files, notices};
use crate::i18n::Language;
use crate::icon::Icon;
use crate::settings::{Arrangement, Contrast, Density, Settings, Theme, Zoom};
use crate::theme::button::Kind;
use crate::theme::{list, size, space, surface, text as words};
use crate::ui::choices::choices as choose_one;
use crate::ui::privacy::Topic;
use crate::widget::one_line::one_line;
use crate::widget::{
    Element, Role, accessible, direction, focus_button, icon_button, text_button, text_field,
};
use crate::world::World;
use crate::{autostart, font, tr};

impl State {
    /// The page.
    pub fn view<'a>(
        &'a self,
        settings: &'a Settings,
        zoom: Zoom,
        world: &'a World,
        now: Timestamp,
    ) -> Element<'a, Message> {
        if let Some(keys) = &self.keys {
            return keys.view(&settings.shortcuts).map(Message::Keys);
        }
        let title = tr!("settings-title");
        let heading = text(title.clone()).size(size::TITLE).font(font::SEMIBOLD);
        let head = row![
            container(accessible(Role::Heading, title, heading)).width(Fill),
            icon_button(Icon::X, tr!("close")).on_press(Message::Closed)
        ]
        .align_y(Center);
        let search = text_field(tr!("settings-search"), &self.search)
            .id(SEARCH)
            .on_input(Message::Searched)
            .on_submit(Message::Submitted);
        // The scrollbar's: it stands at the right in every language.
        let bar = match direction::is_rtl() {
            true => padding::left(list::TRACK_WIDTH),
            false => padding::right(list::TRACK_WIDTH),
        };
        let sections =
            container(self.sections((settings, zoom), world, now)).padding(bar.vertical(space::S));
        let sections = scrollable(sections)
            .direction(scrollable::Direction::Vertical(list::scrollbar()))
            .style(list::scrollable)
            .width(Fill)
            .height(Fill);
        column![head, search, sections].spacing(space::M).into()
    }

    fn sections<'a>(
        &'a self,
        (settings, zoom): (&Settings, Zoom),
        world: &'a World,
        now: Timestamp,
    ) -> Column<'a, Message> {
        let mut page = column![].spacing(space::L).width(Fill);
        let mut section: Option<Section> = None;
        for entry in self.found() {
            let control = match entry {
                Entry::Privacy(topic) => telling(entry, topic, world),
                Entry::Keys => keys(entry, world),
                Entry::Files(topic) => Some(files::control(topic, world, &self.freeing)),
                _ if matches!(entry.section(), Section::Notices | Section::Tray) => {
                    let autostart = autostart::is_on;
                    notices::is_there(entry)
                        .then(|| notices::control(entry, settings.notices, autostart(), now))
                }
                _ => Some(control(entry, settings, zoom)),
            };
            let Some(control) = control else { continue };
            if section != Some(entry.section()) {
                if section.is_some() {
                    page = page.push(line());
                }
                section = Some(entry.section());
                let title = entry.section().title();
                let shown = text(title.clone()).size(size::CAPTION).font(font::SEMIBOLD);
                page = page.push(accessible(Role::Heading, title, shown.style(words::quiet)));
            }
            page = page.push(setting(entry, control));
        }
        if section.is_none() {
            let label = tr!("settings-none", words = self.search.trim());
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            page = page.push(accessible(Role::Status, label, shown));
        }
        page
    }
}

/// A name, what it is about, and what can be chosen.
fn setting<'a>(entry: Entry, control: Element<'a, Message>) -> Element<'a, Message> {
    let title = entry.title();
    let mut lines = column![text(title.clone()).size(size::LIST).font(font::MEDIUM)];
    if let Some(hint) = entry.hint() {
        lines = lines.push(text(hint).size(size::CAPTION).style(words::quiet));
    }
    let content = column![lines.spacing(2.0), control].spacing(space::S);
    accessible(Role::Group, title, content).into()
}

fn control<'a>(entry: Entry, settings: &Settings, zoom: Zoom) -> Element<'a, Message> {
    let id = entry.id();
    match entry {
        Entry::Theme => {
            let options = Theme::ALL.iter().map(|theme| (*theme, theme_name(*theme)));
            choices(id, settings.theme, options, Change::Theme)
        }
        Entry::Contrast => {
            let options = Contrast::ALL.iter().map(|one| (*one, contrast_name(*one)));
            choices(id, settings.contrast, options, Change::Contrast)
        }
        Entry::Zoom => zooming(id, zoom),
        Entry::Density => {
            let options = Density::ALL.iter().map(|one| (*one, density_name(*one)));
            choices(id, settings.density, options, Change::Density)
        }
        Entry::Arrangement => {
            let options = Arrangement::ALL.iter().map(|one| (*one, order_name(*one)));
            choices(id, settings.arrangement, options, Change::Arrangement)
        }
        Entry::Language => {
            let own = Language::ALL.map(|one| (Some(one), one.own_name().to_owned()));
            let options = std::iter::once((None, tr!("choice-system"))).chain(own);
            choices(id, settings.language, options, Change::Language)
        }
        Entry::Spelling => {
            let options = [(true, tr!("choice-on")), (false, tr!("choice-off"))];
            choices(id, !settings.spelling.off, options, Change::Spelling)
        }
        Entry::Shortcuts => row![
            text_button(tr!("setting-shortcuts-show"))
                .id(id)
                .on_press(Message::ShortcutsPressed),
            text_button(tr!("setting-shortcuts-change")).on_press(Message::KeysPressed),
        ]
        .spacing(space::S)
        .wrap()
        .vertical_spacing(space::S)
        .into(),
        // What each account has, and what is about notices, is made elsewhere.
        _ => iced::widget::space().into(),
    }
}

/// Whether contacts are told something, for each account; `None` where there is none.
fn telling<'a>(entry: Entry, topic: Topic, world: &'a World) -> Option<Element<'a, Message>> {
    let known = world.accounts().filter_map(|account| {
        let contacts = world.contacts(account.id)?;
        Some((account, topic.of(&contacts.privacy)))
    });
    let mut lines = column![].spacing(space::S);
    let mut first = true;
    for (account, told) in known {
        if world.has_several() {
            let address = one_line(account.jid.as_str()).size(size::CAPTION);
            lines = lines.push(address.style(words::quiet));
        }
        let options = [(true, tr!("choice-on")), (false, tr!("choice-off"))];
        let id = account.id;
        let message = move |told| Message::Told(id, topic, told);
        lines = lines.push(choose_one(
            first.then(|| entry.id()),
            told,
            options,
            message,
        ));
        first = false;
    }
    (!first).then(|| lines.into())
}

/// What leads to the keys and devices of each account; `None` where there is none.
fn keys<'a>(entry: Entry, world: &'a World) -> Option<Element<'a, Message>> {
    let several = world.has_several();
    let mut lines = column![].spacing(space::S);
    let mut first = true;
    for account in world.accounts() {
        let address = account.jid.as_str();
        if several {
            let address = one_line(address).size(size::CAPTION);
            lines = lines.push(address.style(words::quiet));
        }
        let label = tr!("keys-open");
        let spoken = match several {
            true => tr!("keys-of", name = address),
            false => label.clone(),
        };
        let shown = text(label).size(size::LIST).font(font::MEDIUM);
        let mut button = focus_button(shown, spoken).on_press(Message::OwnKeysPressed(account.id));
        if std::mem::take(&mut first) {
            button = button.id(entry.id());
        }
        lines = lines.push(button);
    }
    (!first).then(|| lines.into())
}

/// One of several, all in sight.
fn choices<'a, T: Copy + PartialEq + 'static>(
    id: &'static str,
    chosen: T,
    options: impl IntoIterator<Item = (T, String)>,
    change: fn(T) -> Change,
) -> Element<'a, Message> {
    choose_one(Some(id), chosen, options, move |value| {
        Message::Changed(change(value))
    })
}

fn zooming<'a>(id: &'static str, zoom: Zoom) -> Element<'a, Message> {
    let to = |zoom: Option<Zoom>| zoom.map(|zoom| Message::Changed(Change::Zoom(zoom)));
    let step = |sign: &'static str, name: String, zoom| {
        let sign = text(sign).size(size::TITLE).line_height(1.0);
        focus_button(sign, name.clone())
            .tooltip(name)
            .on_press_maybe(to(zoom))
    };
    let mut smaller = step("−", tr!("zoom-smaller"), zoom.smaller());
    let mut larger = step("+", tr!("zoom-larger"), zoom.larger());
    // What can't be pressed can't have the focus.
    match zoom.smaller() {
        Some(_) => smaller = smaller.id(id),
        None => larger = larger.id(id),
    }
    let now = tr!("zoom-percent", percent = zoom.percent());
    let shown = text(now.clone()).size(size::LIST).font(font::MEDIUM);
    let usual = (zoom != Zoom::default()).then_some(Zoom::default());
    row![
        smaller,
        accessible(Role::Status, now, container(shown).center_x(PERCENT)),
        larger,
        text_button(tr!("zoom-usual"))
            .kind(Kind::Quiet)
            .on_press_maybe(to(usual)),
    ]
    .spacing(space::S)
    .align_y(Center)
    .wrap()
    .vertical_spacing(space::S)
    .into()
}

/// The width of "100 %", so that the buttons beside it stand still.
const PERCENT: f32 = 56.0;

fn line<'a>() -> Element<'a, Message> {
    container(iced::widget::space().width(Fill).height(1))
        .style(surface::line)
        .into()
}

fn theme_name(theme: Theme) -> String {
    match theme {
        Theme::System => tr!("choice-system"),
        Theme::Light => tr!("theme-light"),
        Theme::Dark => tr!("theme-dark"),
    }
}

fn contrast_name(contrast: Contrast) -> String {
    match contrast {
        Contrast::System => tr!("choice-system"),
        Contrast::Off => tr!("choice-off"),
        Contrast::On => tr!("choice-on"),
    }
}

fn density_name(density: Density) -> String {
    match density {
        Density::Comfortable => tr!("density-comfortable"),
        Density::Compact => tr!("density-compact"),
    }
}

fn order_name(arrangement: Arrangement) -> String {
    match arrangement {
        Arrangement::Newest => tr!("contacts-newest"),
        Arrangement::Groups => tr!("contacts-groups"),
    }
}
