//! How the page of a group looks.

use iced::widget::scrollable::Direction;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::model::{
    Affiliation, Author, Conversation, Nature, Occupant, Role, Room, Standing,
};
use waxwing_core::{Link, LinkAction};

use super::{Field, Message, Powers, State, absent, members};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::people::picture::{Shown, Whose};
use crate::screen::chat::{ContactDeed, flag::Flag};
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::ui::page_head::page_head;
use crate::ui::{presence, room};
use crate::widget::context_menu::{Item, action, menu_button};
use crate::widget::one_line::one_line;
use crate::widget::qr::qr;
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{
    Element, Role as Spoken, accessible, focus_button, hazard, icon_button, text_button, text_field,
};
use crate::world::Crowd;
use crate::{font, tr};

/// Edge of the face.
const FACE: f32 = 72.0;
/// Edge of a face in the list.
pub(super) const SMALL: f32 = 32.0;
/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// More people than anybody goes through are not drawn: it says how many are left out.
const MOST: usize = 300;
/// The page's name among the widgets.
const PAGE: &str = "room-page";

impl State {
    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let head = page_head(tr!("room-page"), String::new(), Message::Closed, None);
        let Some(entry) = context.world.conversation(self.id) else {
            return head;
        };
        let Some(here) = entry.room.as_deref() else {
            return head;
        };
        let mut parts = column![self.who(entry, here, context)]
            .spacing(space::XL)
            .width(Fill);
        if let Some(wrong) = &self.wrong {
            let said = wrong.sentence();
            let shown = text(said.clone()).size(size::LIST).style(words::danger);
            parts = parts.push(accessible(Spoken::Alert, said, shown));
        }
        parts = parts
            .push(self.picture(entry, here))
            .push(self.subject(here));
        if !here.description.trim().is_empty() {
            let said = rich_text(vec![span(here.description.as_str())]).size(size::LIST);
            parts = parts.push(section(tr!("room-about"), said));
        }
        parts = parts
            .push(self.crowd(entry, here, context))
            .push(self.members(entry, here, context))
            .push(ignored(here))
            .push(self.way_in(entry, here))
            .push(deeds(entry, here));
        if let Some(nature) = &here.nature {
            parts = parts.push(natures(nature));
        }
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

    /// What can be done about its picture, for those who own it.
    fn picture<'a>(&'a self, entry: &'a Conversation, here: &Room) -> Option<Element<'a, Message>> {
        let ours = here.standing == Standing::Joined && here.affiliation == Affiliation::Owner;
        ours.then(|| {
            let shown = Shown {
                face: None,
                there: entry.avatar.is_some(),
                whose: Whose::Room(entry.id),
            };
            let content = self.picture.view(shown).map(Message::Picture);
            section(tr!("room-picture"), content)
        })
    }

    /// What is talked about, and the way to say something else there.
    fn subject<'a>(&'a self, here: &'a Room) -> Element<'a, Message> {
        let may = room::may_set_subject(here);
        let content: Element<'a, Message> = match (&self.typed, here.subject.trim()) {
            (Some((Field::Subject, typed)), _) if may => {
                field(typed, (tr!("room-subject"), tr!("room-subject-submit")))
            }
            (_, said) => {
                let shown: Element<'a, Message> = match said {
                    "" => text(tr!("room-subject-none"))
                        .size(size::LIST)
                        .style(words::quiet)
                        .into(),
                    said => rich_text(vec![span(said)]).size(size::LIST).into(),
                };
                let mut line = row![container(shown).width(Fill)]
                    .spacing(space::S)
                    .align_y(Center);
                if may {
                    let change = icon_button(Icon::Pencil, tr!("room-subject-change"));
                    line = line.push(change.on_press(Message::Wanted(Field::Subject)));
                }
                line.into()
            }
        };
        section(tr!("room-subject"), content)
    }

    /// What we are called, and the way to be called otherwise.
    fn nick<'a>(&'a self, here: &'a Room) -> Element<'a, Message> {
        if let Some((Field::Nick, typed)) = &self.typed {
            return field(typed, (tr!("room-nick-field"), tr!("room-nick-submit")));
        }
        let line = tr!("room-nick", nick = here.nick.as_str());
        let shown = one_line(line).size(size::LIST).style(words::quiet);
        let mut line = row![shown].spacing(space::XS).align_y(Center);
        if here.standing == Standing::Joined {
            let change = icon_button(Icon::Pencil, tr!("room-nick-change"));
            line = line.push(change.on_press(Message::Wanted(Field::Nick)));
        }
        line.into()
    }

    /// Who belongs to it, for those who run it.
    fn members<'a>(
        &'a self,
        entry: &'a Conversation,
        here: &'a Room,
        context: &Context<'a>,
    ) -> Option<Element<'a, Message>> {
        let may = here.standing == Standing::Joined && here.affiliation >= Affiliation::Admin;
        let list = self.list.as_ref();
        may.then(|| {
            let shown = list.map(|list| list.view(entry, here, context));
            let parts = column![members::choices(list)]
                .push(shown)
                .spacing(space::M);
            section(tr!("room-belonging"), parts)
        })
    }

    /// Face, name, address, and how we stand.
    fn who<'a>(
        &'a self,
        entry: &'a Conversation,
        here: &'a Room,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let name = one_line(entry.name.as_str())
            .size(size::TITLE)
            .font(font::SEMIBOLD);
        let address = entry.jid.as_str();
        let copy = icon_button(Icon::Copy, tr!("contact-copy-address"))
            .on_press(Message::Deed(ContactDeed::CopyAddress));
        let shown = one_line(address).size(size::LIST).style(words::quiet);
        let mut lines = column![
            accessible(Spoken::Heading, entry.name.as_str(), name),
            row![shown, copy].spacing(space::XS).align_y(Center)
        ]
        .spacing(2.0);
        if here.standing != Standing::Joined {
            let line = room::line(here);
            let shown = text(line.clone()).size(size::LIST);
            lines = lines.push(accessible(Spoken::Status, line, shown));
        }
        if !here.nick.is_empty() {
            lines = lines.push(self.nick(here));
        }
        row![
            presence::face(entry, context.tokens, FACE),
            lines.width(Fill)
        ]
        .spacing(space::L)
        .align_y(Center)
        .into()
    }

    /// The way in for others, where everybody may enter: a link, and the same as a code for telephones.
    fn way_in<'a>(&'a self, entry: &'a Conversation, here: &Room) -> Option<Element<'a, Message>> {
        let open = here.nature.as_ref().is_some_and(|it| !it.members_only);
        if !open {
            return None;
        }
        let link = Link::to(&entry.jid, LinkAction::Join { password: None }).to_string();
        let shown = self.code.is_some();
        let other = (!shown).then(|| link.clone());
        let buttons = row![
            text_button(tr!("room-link-copy")).on_press(Message::Copied(link.clone())),
            text_button(tr!("room-link-code"))
                .selected(shown)
                .expanded(shown)
                .on_press(Message::Shared(other))
        ]
        .spacing(space::S)
        .wrap()
        .vertical_spacing(space::S);
        let mut parts = column![one_line(link.clone()).size(size::LIST), buttons].spacing(space::S);
        if let Some(code) = &self.code {
            parts = parts.push(qr(code, tr!("room-link-code-spoken", link = link)));
        }
        Some(section(tr!("room-link"), parts))
    }

    /// Who is in it.
    fn crowd<'a>(
        &'a self,
        entry: &'a Conversation,
        here: &'a Room,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let all = context.world.occupants(entry.id);
        let mut rows = column![].spacing(space::XS).width(Fill);
        if room::may_invite(here) {
            let invite = text_button(tr!("group-invite"));
            let invite = invite.on_press(Message::Deed(ContactDeed::InviteThere));
            rows = rows.push(container(invite).padding(iced::padding::bottom(space::XS)));
        }
        for one in all.into_iter().flat_map(Crowd::iter).take(MOST) {
            let place = (entry.account, entry.id);
            let like = match one.mine {
                true => None,
                false => context.world.resembles(place, &Author::from(one)),
            };
            rows = rows.push(occupant(one, like, here, context));
        }
        let absent = absent::absent(entry, here, context);
        let shown = MOST.saturating_sub(all.map_or(0, Crowd::len));
        for one in absent.iter().take(shown) {
            rows = rows.push(absent::line(one, entry, here, context));
        }
        let left =
            all.map_or(0, Crowd::len).saturating_sub(MOST) + absent.len().saturating_sub(shown);
        if left > 0 {
            let count = u32::try_from(left).unwrap_or(u32::MAX);
            let said = tr!("room-people-more", count = count);
            rows = rows.push(text(said).size(size::LIST).style(words::quiet));
        }
        let (name, title) = match here.members.is_empty() {
            true => {
                let title = [tr!("room-here"), room::people(here)];
                (tr!("room-here"), title.join(&tr!("separator")))
            }
            false => (tr!("room-belong"), room::people(here)),
        };
        let list = accessible(Spoken::List, name, rows);
        section(title, list)
    }
}

/// A line to write in, with its buttons.
fn field<'a>(typed: &'a str, (name, submit): (String, String)) -> Element<'a, Message> {
    let field = text_field(name, typed)
        .id(super::FIELD)
        .on_input(Message::Typed)
        .on_submit(Message::Submitted);
    let line = row![
        text_button(tr!("cancel")).on_press(Message::Kept),
        text_button(submit)
            .kind(Kind::Primary)
            .on_press(Message::Submitted)
    ]
    .spacing(space::S);
    column![field, line].spacing(space::S).into()
}

/// Somebody who is in it.
fn occupant<'a>(
    one: &'a Occupant,
    like: Option<&str>,
    here: &Room,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let mut about: Vec<String> = Vec::new();
    about.extend(like.map(room::likeness));
    if one.mine {
        about.push(tr!("you"));
    }
    let ignored = !one.mine && here.ignores(&Author::from(one));
    about.extend(ignored.then(|| tr!("room-ignored")));
    about.extend(room::rank(one));
    about.extend(one.hats.iter().cloned());
    about.extend(one.jid.as_ref().map(ToString::to_string));
    let about = about.join(&tr!("separator"));
    let mut lines = column![
        one_line(one.nick.as_str())
            .size(size::LIST)
            .font(font::MEDIUM)
    ];
    if !about.is_empty() {
        let shown = one_line(about.clone()).size(size::CAPTION);
        lines = lines.push(shown.style(words::quiet));
    }
    let spoken = [one.nick.as_str(), about.as_str()].join(&tr!("separator"));
    let mut line = row![
        room::occupant_face(one, room::is_known(here), context.tokens, SMALL),
        lines.width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    let ours = (here.role, here.affiliation, room::is_closed(here));
    let one = one.clone();
    if !items(&one, ours, ignored).is_empty() {
        let name = tr!("room-occupant-more", name = one.nick.as_str());
        let more = menu_button(Icon::Ellipsis.view(), name, move || {
            items(&one, ours, ignored)
        });
        line = line.push(more);
    }
    accessible(Spoken::ListItem, spoken, line).into()
}

/// Those whom the person does not want to hear, and the way to hear them again.
fn ignored<'a>(here: &'a Room) -> Option<Element<'a, Message>> {
    if here.ignored.is_empty() {
        return None;
    }
    let rows = here.ignored.iter().map(|one| -> Element<'a, Message> {
        let name = hazard::visible(&one.nick).into_owned();
        let shown = one_line(name.clone()).size(size::LIST);
        let heed = text(tr!("room-heed")).size(size::LIST).font(font::MEDIUM);
        let heed = focus_button(heed, tr!("message-heed", name = name.as_str()));
        let heed = heed.on_press(Message::Ignored(one.clone(), false));
        let line = row![container(shown).width(Fill), heed]
            .spacing(space::M)
            .align_y(Center);
        accessible(Spoken::ListItem, name, line).into()
    });
    let rows = iced::widget::Column::with_children(rows).spacing(space::XS);
    let list = accessible(Spoken::List, tr!("room-ignored-all"), rows);
    Some(section(tr!("room-ignored-all"), list))
}

/// What can be done with somebody.
fn items(
    one: &Occupant,
    (role, affiliation, closed): (Role, Affiliation, bool),
    ignored: bool,
) -> Vec<Item<Message>> {
    let powers = Powers::over(one, role, affiliation);
    let mut items: Vec<Item<Message>> = Vec::new();
    let jid = one.jid.clone().filter(|_| !one.mine);
    if !one.mine {
        let whisper = Message::Whispered(one.nick.clone());
        let whisper = action(tr!("room-whisper"), whisper);
        items.push(whisper.icon(Icon::Lock).into());
    }
    if let Some(jid) = &jid {
        let talk = action(tr!("room-talk"), Message::Talked(jid.clone()));
        let copy = action(
            tr!("contact-copy-address"),
            Message::Copied(jid.to_string()),
        );
        items.push(talk.icon(Icon::Message).into());
        items.push(copy.icon(Icon::Copy).into());
    }
    let set_role = |role| Message::RoleSet(one.nick.clone(), role);
    if powers.voice {
        let (label, role) = match one.role {
            Role::Visitor | Role::None => (tr!("room-let-speak"), Role::Participant),
            _ => (tr!("room-silence"), Role::Visitor),
        };
        items.push(action(label, set_role(role)).into());
    }
    if let Some(jid) = jid.clone().filter(|_| powers.rank) {
        for (label, rank) in super::ranks(one.affiliation) {
            items.push(action(label, Message::AffiliationSet(jid.clone(), rank)).into());
        }
    }
    if !one.mine {
        let author = Author::from(one);
        let (label, on) = match ignored {
            true => (tr!("room-heed"), false),
            false => (tr!("room-ignore"), true),
        };
        let ignore = action(label, Message::Ignored(author, on));
        items.push(ignore.icon(Icon::EyeOff).into());
    }
    if powers.kick || powers.ban {
        items.push(Item::Separator);
    }
    if powers.kick {
        // Where only members may enter, who stays one comes back at once.
        let member = closed && one.affiliation >= Affiliation::Member;
        let known = jid
            .clone()
            .filter(|_| member && affiliation >= Affiliation::Admin);
        let expelled = known.map(|jid| (jid, Affiliation::None));
        let kick = action(
            tr!("room-kick"),
            Message::PutOut(one.nick.clone(), expelled),
        );
        items.push(kick.icon(Icon::LogOut).destructive().into());
    }
    if let Some(jid) = jid.filter(|_| powers.ban) {
        let ban = Message::PutOut(one.nick.clone(), Some((jid, Affiliation::Outcast)));
        let ban = action(tr!("room-ban"), ban);
        items.push(ban.icon(Icon::Ban).destructive().into());
    }
    items
}

fn deeds<'a>(entry: &'a Conversation, here: &'a Room) -> Element<'a, Message> {
    let deed = |label: String, deed| -> Element<'a, Message> {
        text_button(label).on_press(Message::Deed(deed)).into()
    };
    let mut line = row![].spacing(space::S);
    if entry.last.is_some() {
        line = line.push(deed(tr!("gallery-open"), ContactDeed::Gallery));
    }
    line = line.push(deed(tr!("encryption-title"), ContactDeed::Encryption));
    line = line.push(deed(tr!("conversation-notices"), ContactDeed::Notices));
    if room::may_configure(here) {
        line = line.push(deed(tr!("room-configure"), ContactDeed::ConfigureRoom));
    }
    match here.standing {
        Standing::Joined | Standing::Joining => {
            line = line.push(deed(tr!("room-leave"), ContactDeed::LeaveRoom));
            if room::may_configure(here) {
                line = line.push(deed(tr!("room-destroy"), ContactDeed::DestroyRoom));
            }
        }
        _ => {
            line = line.push(deed(tr!("room-enter"), ContactDeed::EnterRoom));
            if !entry.archived {
                let archive = ContactDeed::Flag(Flag::Archived(true));
                line = line.push(deed(tr!("conversation-archive"), archive));
            }
        }
    }
    line.wrap().vertical_spacing(space::S).into()
}

/// What it is like, in words.
fn natures<'a>(nature: &Nature) -> Element<'a, Message> {
    let facts = [
        match nature.members_only {
            true => tr!("room-closed"),
            false => tr!("room-open"),
        },
        match nature.anonymous {
            true => tr!("room-anonymous"),
            false => tr!("room-named"),
        },
        match nature.archived {
            true => tr!("room-kept"),
            false => tr!("room-not-kept"),
        },
    ];
    let more = [
        nature.moderated.then(|| tr!("room-moderated")),
        nature.password.then(|| tr!("room-locked")),
        (!nature.persistent).then(|| tr!("room-passing")),
        (nature.slow_mode > 0).then(|| tr!("room-slow", seconds = nature.slow_mode)),
    ];
    let facts = facts.into_iter().chain(more.into_iter().flatten());
    let lines = facts.map(|said| -> Element<'a, Message> {
        text(said).size(size::LIST).style(words::quiet).into()
    });
    let lines = iced::widget::Column::with_children(lines).spacing(space::XS);
    section(tr!("room-like"), lines)
}

fn section<'a>(title: String, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let heading = text(title.clone()).size(size::LIST).font(font::SEMIBOLD);
    let line = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    column![
        line,
        accessible(Spoken::Heading, title, heading),
        content.into()
    ]
    .spacing(space::M)
    .into()
}
