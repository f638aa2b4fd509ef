//! How a person's page looks: one column of sections, as wide as words are read best in.

use iced::widget::scrollable::Direction;
use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::model::{Card, Conversation, Profile, Resource, Subscription};

use super::{Message, State, told};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::ContactDeed;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::ui::page_head::page_head;
use crate::ui::presence;
use crate::widget::one_line::one_line;
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{Element, Role, accessible, focus_button, icon_button, text_button};
use crate::{font, format, tr, ui};

/// Edge of the face.
const FACE: f32 = 72.0;
/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// The page's name among the widgets.
const PAGE: &str = "profile-page";

impl State {
    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let head = page_head(tr!("contact-page"), String::new(), Message::Closed, None);
        let Some(entry) = context.world.conversation(self.id) else {
            return head;
        };
        let profile = context.world.profile(self.account, &self.jid);
        let mut parts = column![who(entry, profile, context), self.sight(entry, context)]
            .spacing(space::XL)
            .width(Fill);
        if entry.subscription != Subscription::Stranger {
            parts = parts.push(groups(entry));
        }
        if let Some(here) = profile.and_then(|profile| here(profile, context)) {
            parts = parts.push(here);
        }
        if !entry.notes {
            parts = parts.push(encryption(entry));
        }
        if let Some(told) = profile.and_then(|profile| card(&profile.card)) {
            parts = parts.push(told);
        }
        if let Some(told) = profile.and_then(|profile| told::view(entry, profile, context)) {
            parts = parts.push(told);
        }
        parts = parts.push(deeds(entry, context));
        let page = container(parts)
            .max_width(WIDEST)
            .padding([space::XL, space::L]);
        let scroll = scrollable(container(page).center_x(Fill))
            .id(PAGE)
            .width(Fill)
            .height(Fill)
            .direction(Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        column![head, scroll].into()
    }

    /// Who sees when the other is online, and what can be done about it.
    fn sight<'a>(&'a self, entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
        let name = entry.name.as_str();
        let said = presence::who_sees_whom(entry);
        let mut lines = column![paragraph(said)].spacing(space::S);
        if entry.approved {
            lines = lines.push(paragraph(tr!("sight-approved", name = name)));
        }
        let contacts = context.world.contacts(self.account);
        let advance = contacts.is_some_and(|contacts| contacts.pre_approval);
        let sees_us = matches!(entry.subscription, Subscription::From | Subscription::Both);
        let seen = matches!(entry.subscription, Subscription::To | Subscription::Both);
        let mut line = row![].spacing(space::S);
        if !entry.blocked && entry.subscription != Subscription::Stranger {
            if sees_us || entry.approved {
                line = line.push(small(tr!("sight-hide"), Message::ShownSet(false)));
            } else if entry.request || advance {
                line = line.push(small(tr!("sight-show"), Message::ShownSet(true)));
            }
            if seen || entry.subscription == Subscription::Asked {
                line = line.push(small(tr!("sight-unwatch"), Message::WatchedSet(false)));
            } else {
                line = line.push(small(tr!("sight-watch"), Message::WatchedSet(true)));
            }
        }
        section(tr!("sight-title"), lines.push(line.wrap()))
    }
}

/// Face, names, address, and when they were here.
fn who<'a>(
    entry: &'a Conversation,
    profile: Option<&'a Profile>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let name = one_line(entry.name.as_str())
        .size(size::TITLE)
        .font(font::SEMIBOLD);
    let mut lines = column![accessible(Role::Heading, entry.name.as_str(), name)].spacing(2.0);
    let nick = profile.map_or("", |profile| profile.nickname.as_str());
    if !nick.is_empty() && nick != entry.name {
        let line = tr!("contact-nickname", name = nick);
        lines = lines.push(one_line(line).size(size::LIST).style(words::quiet));
    }
    let address = entry.jid.as_str();
    let copy = icon_button(Icon::Copy, tr!("contact-copy-address"))
        .on_press(Message::Deed(ContactDeed::CopyAddress));
    let shown = one_line(address).size(size::LIST).style(words::quiet);
    lines = lines.push(row![shown, copy].spacing(space::XS).align_y(Center));
    let line = match entry.blocked {
        true => tr!("presence-blocked"),
        false => presence::line(entry),
    };
    let now = one_line(line.clone()).size(size::LIST);
    lines = lines.push(accessible(Role::Status, line, now));
    let seen = profile.and_then(|profile| profile.seen);
    if let Some(at) = seen.or(entry.idle_since) {
        let when = format::moment(at, context.now);
        let line = match entry.idle_since {
            Some(_) => tr!("seen-active", when = when),
            None => tr!("seen-online", when = when),
        };
        lines = lines.push(one_line(line).size(size::LIST).style(words::quiet));
    }
    row![
        presence::face(entry, context.tokens, FACE),
        lines.width(Fill)
    ]
    .spacing(space::L)
    .align_y(Center)
    .into()
}

/// Whether what is said is encrypted, and the way to the keys.
fn encryption<'a>(entry: &Conversation) -> Element<'a, Message> {
    let said = ui::encryption::state(entry);
    let keys = small(tr!("keys-open"), Message::Deed(ContactDeed::Keys));
    let parts = column![paragraph(said), keys].spacing(space::S);
    section(tr!("encryption-title"), parts)
}

/// What they are online with.
fn here<'a>(profile: &'a Profile, context: &Context<'a>) -> Option<Element<'a, Message>> {
    if profile.resources.is_empty() {
        return None;
    }
    let all = profile.resources.iter().map(|one| resource(one, context));
    let all = Column::with_children(all).spacing(space::M);
    Some(section(tr!("here-title"), all))
}

fn resource<'a>(one: &'a Resource, context: &Context<'a>) -> Element<'a, Message> {
    let mut said = vec![presence::show(one.show)];
    if let Some(since) = one.idle_since {
        let when = format::moment(since, context.now);
        said.push(tr!("here-idle", when = when));
    }
    if !one.status.is_empty() {
        said.push(one.status.replace('\n', " "));
    }
    let name = match one.name.is_empty() {
        true => tr!("here-nameless"),
        false => one.name.clone(),
    };
    let mut lines = column![
        one_line(name).size(size::LIST).font(font::MEDIUM),
        one_line(said.join(&tr!("separator")))
            .size(size::LIST)
            .style(words::quiet),
    ]
    .spacing(2.0);
    if let Some(program) = &one.program {
        let version = format!("{} {}", program.name, program.version);
        let line = match program.os.is_empty() {
            true => version,
            false => tr!(
                "here-program",
                program = version.trim(),
                system = program.os.as_str()
            ),
        };
        lines = lines.push(one_line(line).size(size::CAPTION).style(words::quiet));
    }
    row![presence::bare_dot(one.show), lines.width(Fill)]
        .spacing(space::M)
        .align_y(Center)
        .into()
}

/// What they tell about themselves; `None` where that is nothing.
fn card<'a>(card: &'a Card) -> Option<Element<'a, Message>> {
    if *card == Card::default() {
        return None;
    }
    let mut parts = column![].spacing(space::M);
    for (label, value) in [
        (tr!("card-name"), &card.full_name),
        (tr!("card-nick"), &card.nick),
        (tr!("card-organisation"), &card.organisation),
        (tr!("card-title"), &card.title),
        (tr!("card-birthday"), &card.birthday),
    ] {
        if !value.is_empty() {
            parts = parts.push(fact(label, value));
        }
    }
    for (label, all, scheme) in [
        (tr!("card-phone"), &card.phones, "tel:"),
        (tr!("card-mail"), &card.mails, "mailto:"),
        (tr!("card-web"), &card.webs, ""),
    ] {
        for value in all {
            parts = parts.push(reach(label.clone(), value, link(scheme, value)));
        }
    }
    if !card.note.is_empty() {
        let note = rich_text(vec![span(card.note.as_str())]).size(size::LIST);
        parts = parts.push(column![caption(tr!("card-note")), note].spacing(2.0));
    }
    Some(section(tr!("card-about"), parts))
}

/// Where a value leads, if it is of a kind that is safe to open.
fn link(scheme: &str, value: &str) -> Option<String> {
    let web = value.starts_with("https://") || value.starts_with("http://");
    match scheme {
        "" if web => Some(value.to_owned()),
        "mailto:" if value.contains('@') && !value.contains(['?', '&', ' ']) => {
            Some(format!("{scheme}{value}"))
        }
        _ => None,
    }
}

/// A line of the card.
fn fact<'a>(label: String, value: &'a str) -> Element<'a, Message> {
    let spoken = tr!("fact-line", name = label.as_str(), fact = value);
    let lines = column![caption(label), one_line(value).size(size::LIST)].spacing(2.0);
    accessible(Role::Group, spoken, lines).into()
}

/// A line of the card by which they can be reached: to be copied, or followed where that is safe.
fn reach<'a>(label: String, value: &'a str, link: Option<String>) -> Element<'a, Message> {
    let spoken = tr!("fact-line", name = label.as_str(), fact = value);
    let shown: Element<'a, Message> = match link {
        Some(link) => focus_button(one_line(value).size(size::LIST), spoken.clone())
            .kind(Kind::Link)
            .width(Fill)
            .on_press(Message::Followed(link))
            .into(),
        None => one_line(value).size(size::LIST).into(),
    };
    let copy = icon_button(Icon::Copy, tr!("card-copy", name = label.as_str()))
        .on_press(Message::Copied(value.to_owned()));
    let lines = column![caption(label), shown].spacing(2.0).width(Fill);
    let line = row![lines, copy].spacing(space::XS).align_y(Center);
    accessible(Role::Group, spoken, line).into()
}

fn groups<'a>(entry: &'a Conversation) -> Element<'a, Message> {
    let mut line = row![].spacing(space::S);
    for group in &entry.groups {
        let label = one_line(group.as_str())
            .size(size::LIST)
            .width(iced::Shrink);
        let chip = focus_button(label, tr!("groups-show", name = group.as_str()))
            .on_press(Message::GroupPressed(group.clone()));
        line = line.push(chip);
    }
    let change = text_button(tr!("groups-change"))
        .kind(Kind::Quiet)
        .on_press(Message::Deed(ContactDeed::Groups));
    line = line.push(change);
    let mut parts = column![].spacing(space::S);
    if entry.groups.is_empty() {
        parts = parts.push(paragraph(tr!("groups-none")));
    }
    section(tr!("groups-title"), parts.push(line.wrap()))
}

fn deeds<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
    let deed = |label: String, deed| small(label, Message::Deed(deed));
    let mut line = row![].spacing(space::S);
    if entry.last.is_some() {
        line = line.push(deed(tr!("gallery-open"), ContactDeed::Gallery));
    }
    if entry.subscription == Subscription::Stranger {
        line = line.push(deed(tr!("contact-add"), ContactDeed::Add));
    } else {
        line = line.push(deed(tr!("contact-rename"), ContactDeed::Rename));
    }
    if entry.blocked {
        line = line.push(deed(tr!("contact-unblock"), ContactDeed::Unblock));
    } else if context.world.can_block(entry.account) {
        line = line.push(deed(tr!("contact-block"), ContactDeed::Block));
    }
    if entry.subscription != Subscription::Stranger {
        line = line.push(deed(tr!("contact-remove"), ContactDeed::Remove));
    }
    line.wrap().into()
}

fn small<'a>(label: String, message: Message) -> Element<'a, Message> {
    text_button(label).on_press(message).into()
}

pub(super) fn section<'a>(
    title: String,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    let heading = text(title.clone()).size(size::LIST).font(font::SEMIBOLD);
    let line = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    column![
        line,
        accessible(Role::Heading, title, heading),
        content.into()
    ]
    .spacing(space::M)
    .into()
}

fn caption<'a>(label: String) -> Element<'a, Message> {
    text(label).size(size::CAPTION).style(words::quiet).into()
}

/// Words that may need several lines and hold a name from elsewhere.
fn paragraph<'a>(said: String) -> Element<'a, Message> {
    rich_text(vec![span(said)]).size(size::LIST).into()
}
