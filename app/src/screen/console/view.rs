//! How the console looks: filters, what was heard, the box.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::event::console::{Direction, Entry};
use waxwing_core::model::Account;

use super::{BOX, Family, LIST, Message, PATH, Saving, Sending, State, Template};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::ui::page_head::page_head;
use crate::ui::{account, xml};
use crate::widget::context_menu::{Item, action, menu_button};
use crate::widget::hazard;
use crate::widget::rich_text::rich_text;
use crate::widget::share::share;
use crate::widget::virtual_list::virtual_list;
use crate::widget::{
    Element, Role, accessible, focus, focus_button, icon_button, text_button, text_field,
};
use crate::{font, format, tr};

/// The type size of XML.
const XML: f32 = 13.0;
/// The width of a field of the filter.
const FIELD: f32 = 220.0;

impl State {
    /// The page; `wrap` carries its messages, `back` leads away.
    pub fn view<'a, M: Clone + 'static>(
        &'a self,
        account: &'a Account,
        context: &Context<'a>,
        (wrap, back): (fn(Message) -> M, M),
    ) -> Element<'a, M> {
        let about = [account.jid.to_string(), account::state(account)].join(&tr!("separator"));
        // Beside the title there is no room for them in a narrow window.
        let (above, below): (_, Element<'_, Message>) = match context.narrow {
            true => (
                None,
                container(self.actions())
                    .padding([0.0, space::L])
                    .align_right(Fill)
                    .into(),
            ),
            false => (Some(self.actions().map(wrap)), iced::widget::space().into()),
        };
        let head = page_head(tr!("console-title"), about, back, above);
        let body = column![
            share(column![below, self.filters(context.narrow), self.saver()]),
            container(self.list(context)).height(Fill),
            line(),
            self.foot(),
        ];
        column![head, Element::from(body).map(wrap)]
            .width(Fill)
            .height(Fill)
            .into()
    }

    fn actions(&self) -> Element<'_, Message> {
        let pause = match self.log.is_paused() {
            true => tr!("console-resume"),
            false => tr!("console-pause"),
        };
        let some = self.log.has_entries();
        let pause = text_button(pause)
            .kind(Kind::Quiet)
            .on_press(Message::PauseToggled);
        let clear = icon_button(Icon::Trash, tr!("console-clear"))
            .on_press_maybe(some.then_some(Message::Cleared));
        let save = icon_button(Icon::Download, tr!("console-save"))
            .expanded(self.saving.is_some())
            .on_press_maybe((some || self.saving.is_some()).then_some(Message::SaveToggled));
        row![pause, save, clear]
            .spacing(space::XS)
            .align_y(Center)
            .into()
    }

    fn filters(&self, narrow: bool) -> Element<'_, Message> {
        let filter = self.log.filter();
        let field = |label: String, value, on_input: fn(String) -> Message| {
            let field = text_field(label, value).on_input(on_input);
            container(field).width(if narrow { Fill } else { FIELD.into() })
        };
        let words = field(tr!("console-words"), &filter.words, Message::WordsTyped);
        let address = field(
            tr!("console-address"),
            &filter.address,
            Message::AddressTyped,
        );
        let families = Family::ALL.map(|family| {
            let shown = !filter.hidden.contains(&family);
            family_button(family, shown)
        });
        let families = row(families).spacing(space::XS).wrap();
        let families = focus::roving(families.vertical_spacing(space::XS));
        let families = accessible(Role::Group, tr!("console-kinds"), families);
        let fields = row![words, address].spacing(space::M);
        let mut parts = match narrow {
            true => column![fields, families].spacing(space::S),
            false => column![
                row![fields, container(families).width(Fill)]
                    .spacing(space::M)
                    .align_y(iced::Bottom)
            ],
        }
        .spacing(space::XS);
        if let Some(note) = self.note() {
            let shown = text(note.clone()).size(size::CAPTION).style(words::quiet);
            parts = parts.push(accessible(Role::Status, note, shown));
        }
        container(parts)
            .padding([space::S, space::L])
            .width(Fill)
            .into()
    }

    /// What is not on screen.
    fn note(&self) -> Option<String> {
        let mut parts = Vec::new();
        if self.log.is_paused() {
            parts.push(tr!("console-held", count = self.log.held()));
        }
        if self.log.lost() > 0 {
            parts.push(tr!("console-lost", count = self.log.lost()));
        }
        (!parts.is_empty()).then(|| parts.join(&tr!("separator")))
    }

    fn saver(&self) -> Element<'_, Message> {
        let Some(Saving { path, outcome }) = &self.saving else {
            return iced::widget::space().into();
        };
        let wrong = match outcome {
            Some(Err(detail)) => Some(tr!("console-save-failed", detail = detail.as_str())),
            _ => None,
        };
        let hint = match outcome {
            Some(Ok(path)) => tr!("console-saved", path = path.as_str()),
            _ => tr!("console-save-hint"),
        };
        let field = text_field(tr!("console-path"), path)
            .id(PATH)
            .on_input(Message::PathTyped)
            .on_submit(Message::SavePressed)
            .error(wrong)
            .hint(hint);
        let button = text_button(tr!("console-save-submit"))
            .kind(Kind::Primary)
            .on_press(Message::SavePressed);
        let line = row![
            container(field).width(Fill),
            container(button).padding([22.0, 0.0])
        ]
        .spacing(space::S);
        container(line)
            .padding(iced::padding::horizontal(space::L).bottom(space::S))
            .into()
    }

    fn list<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        if self.log.is_empty() {
            let label = match self.log.has_entries() {
                true => tr!("console-no-match"),
                false => tr!("console-empty"),
            };
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            return container(accessible(Role::Status, label, shown))
                .center(Fill)
                .padding(space::XL)
                .into();
        }
        let log = &self.log;
        let context = *context;
        let list = virtual_list(
            u64::from(self.account.0),
            log.len(),
            move |place| log.number(place),
            move |number| log.place(number),
            move |place| {
                let number = log.number(place);
                match log.entry(number) {
                    Some(entry) => entry_row(number, entry, &context),
                    None => iced::widget::space().into(),
                }
            },
        )
        .id(LIST);
        accessible(Role::List, tr!("console-list"), list).into()
    }

    fn foot(&self) -> Element<'_, Message> {
        let editor = self
            .editor
            .view(BOX, &tr!("console-box"), &tr!("console-box-placeholder"))
            .map(Message::Editor);
        let templates = menu_button(
            Icon::Plus.view(),
            tr!("console-templates"),
            || -> Vec<Item<Message>> {
                let item = |one: Template| action(one.name(), Message::Chosen(one)).into();
                Template::ALL.into_iter().map(item).collect()
            },
        );
        let ready = !matches!(self.sending, Sending::Waiting(_)) && !self.editor.is_blank();
        let send = icon_button(Icon::Send, tr!("composer-send"))
            .on_press_maybe(ready.then_some(Message::SendPressed));
        let line = row![templates, container(editor).width(Fill), send]
            .spacing(space::S)
            .align_y(iced::Bottom);
        let mut parts = column![line].spacing(space::XS);
        if let Sending::Wrong(said) = &self.sending {
            let mut sentence = said.sentence();
            for (_, fact) in &said.facts {
                sentence = [sentence, fact.clone()].join(" ");
            }
            let shown = text(sentence.clone())
                .size(size::CAPTION)
                .style(words::danger);
            parts = parts.push(accessible(Role::Alert, sentence, shown));
        }
        container(parts).padding([space::S, space::M]).into()
    }
}

fn line<'a>() -> Element<'a, Message> {
    container(iced::widget::space().width(Fill).height(1))
        .style(surface::line)
        .into()
}

fn family_button<'a>(family: Family, shown: bool) -> Element<'a, Message> {
    let label = match family {
        Family::Message => tr!("console-messages"),
        Family::Presence => tr!("console-presence"),
        Family::Iq => tr!("console-iq"),
        Family::Other => tr!("console-other"),
    };
    let mut content = row![].spacing(space::XS).align_y(Center);
    if shown {
        content = content.push(Icon::Check.view().size(14.0));
    }
    let content = content.push(text(label.clone()).size(size::LIST));
    focus_button(content, label)
        .kind(Kind::Quiet)
        .role(Role::CheckBox)
        .checked(shown)
        .selected(shown)
        .on_press(Message::FamilyToggled(family))
        .into()
}

/// One entry: which way, when, and its XML.
fn entry_row<'a>(number: u64, entry: &'a Entry, context: &Context<'a>) -> Element<'a, Message> {
    let (icon, way, ground): (_, _, fn(&iced::Theme) -> container::Style) = match entry.direction {
        Direction::Out => (Icon::Send, tr!("console-out"), surface::own_bubble),
        Direction::In => (Icon::Download, tr!("console-in"), surface::other_bubble),
    };
    let at = format::precise(entry.at);
    let (shown, whole) = hazard::excerpt(&entry.xml);
    let label = tr!("console-entry", way = way.as_str(), time = at.as_str());
    let head = row![
        icon.view().size(14.0),
        text(way).size(size::CAPTION).font(font::SEMIBOLD),
        container(text(at).size(size::CAPTION).style(words::quiet)).width(Fill),
        icon_button(Icon::Copy, tr!("console-copy")).on_press(Message::Copied(number)),
    ]
    .spacing(space::S)
    .align_y(Center);
    let code = rich_text(xml::pretty(shown, context.tokens))
        .size(XML)
        .all_code()
        .width(Fill);
    let mut parts = column![head, code].width(Fill);
    let hidden = (entry.xml.len() - shown.len()) as u64 + entry.cut;
    if !whole || hidden > 0 {
        let more = tr!("console-more", bytes = hidden);
        parts = parts.push(text(more).size(size::CAPTION).style(words::quiet));
    }
    let card = container(parts)
        .padding(iced::padding::all(space::S).left(space::M))
        .style(ground);
    let group = accessible(Role::Group, label, card);
    container(group).padding([space::XS, space::L]).into()
}
