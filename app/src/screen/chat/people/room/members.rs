//! Who belongs to a group, whether they are there or not, and who may not come in (XEP-0045 §9).

use iced::Fill;
use iced::widget::{column, row, text};
use waxwing_core::command::room as command;
use waxwing_core::model::{Affiliation, Conversation, Member, Room};
use waxwing_core::{BareJid, Command, ConversationId, RequestId};

use super::Message;
use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::{contact, size, space, text as words};
use crate::ui::{presence, room};
use crate::widget::context_menu::{Item, action, menu_button};
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role as Spoken, accessible, avatar, hazard, text_button};
use crate::{engine, font, tr};

/// Edge of a face.
const SMALL: f32 = 32.0;
/// More are only counted.
const MOST: usize = 300;

/// A list, as far as it has come.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Of those who are banned; otherwise of those who belong to it.
    banned: bool,
    /// What the group is being asked.
    waiting: Vec<RequestId>,
    all: Vec<Member>,
}

impl List {
    /// Asks the group.
    pub(super) fn ask(conversation: ConversationId, banned: bool) -> (Self, Action<Message>) {
        let ranks: &[Affiliation] = match banned {
            true => &[Affiliation::Outcast],
            false => &[Affiliation::Owner, Affiliation::Admin, Affiliation::Member],
        };
        let mut waiting = Vec::new();
        let mut asked = Action::none();
        for &affiliation in ranks {
            let request = engine::request();
            waiting.push(request);
            let ask = command::Command::Members {
                request,
                conversation,
                affiliation,
            };
            asked = asked.and(Action::send(Command::Room(ask)));
        }
        let list = Self {
            banned,
            waiting,
            all: Vec::new(),
        };
        (list, asked)
    }

    /// Takes in a part of it.
    pub(super) fn hear(&mut self, request: RequestId, members: &[Member]) {
        if self.waiting.contains(&request) {
            self.all.extend(members.iter().cloned());
            self.all.sort_by(|one, other| {
                let rank = other.affiliation.cmp(&one.affiliation);
                rank.then_with(|| one.jid.cmp(&other.jid))
            });
        }
    }

    /// Whether it was a question for this.
    pub(super) fn finish(&mut self, request: RequestId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|waiting| *waiting != request);
        self.waiting.len() != before
    }

    /// Somebody is something else from now on.
    pub(super) fn change(&mut self, jid: &BareJid, affiliation: Affiliation) {
        let stays = match self.banned {
            true => affiliation == Affiliation::Outcast,
            false => affiliation >= Affiliation::Member,
        };
        self.all.retain(|one| stays || one.jid != *jid);
        for one in self.all.iter_mut().filter(|one| one.jid == *jid) {
            one.affiliation = affiliation;
        }
    }

    pub(super) fn view<'a>(
        &'a self,
        entry: &'a Conversation,
        here: &'a Room,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let label = match self.banned {
            true => tr!("room-banned"),
            false => tr!("room-members"),
        };
        let mut rows = column![].spacing(space::XS).width(Fill);
        for one in self.all.iter().take(MOST) {
            rows = rows.push(member(one, entry, here, context));
        }
        let note = match (self.waiting.is_empty(), self.all.len()) {
            (false, _) => Some(tr!("room-members-asking")),
            (true, 0) => Some(tr!("room-members-none")),
            (true, count) if count > MOST => {
                let left = u32::try_from(count - MOST).unwrap_or(u32::MAX);
                Some(tr!("room-people-more", count = left))
            }
            _ => None,
        };
        if let Some(note) = note {
            let shown = text(note.clone()).size(size::LIST).style(words::quiet);
            rows = rows.push(accessible(Spoken::Status, note, shown));
        }
        accessible(Spoken::List, label, rows).into()
    }
}

/// The two lists that can be asked for.
pub(super) fn choices<'a>(open: Option<&List>) -> Element<'a, Message> {
    let button = |label: String, banned: bool| {
        let shown = open.is_some_and(|list| list.banned == banned);
        text_button(label)
            .selected(shown)
            .expanded(shown)
            .on_press(Message::Listed((!shown).then_some(banned)))
    };
    row![
        button(tr!("room-members"), false),
        button(tr!("room-banned"), true)
    ]
    .spacing(space::S)
    .wrap()
    .into()
}

fn member<'a>(
    one: &'a Member,
    entry: &'a Conversation,
    here: &Room,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let known = context.world.with(entry.account, &one.jid);
    let known = known.and_then(|id| context.world.conversation(id));
    let name = known.map_or(one.jid.as_str(), |entry| entry.name.as_str());
    let rank = room::member_rank(one.affiliation);
    let address = (name != one.jid.as_str()).then(|| one.jid.to_string());
    let why = Some(one.reason.trim()).filter(|why| !why.is_empty());
    let why = why.map(|why| hazard::visible(why).into_owned());
    let about: Vec<String> = [rank, address, why].into_iter().flatten().collect();
    let about = about.join(&tr!("separator"));
    let mut lines = column![one_line(name).size(size::LIST).font(font::MEDIUM)];
    if !about.is_empty() {
        let shown = one_line(about.clone()).size(size::CAPTION);
        lines = lines.push(shown.style(words::quiet));
    }
    let face: Element<'a, Message> = match known {
        Some(entry) => presence::face(entry, context.tokens, SMALL).into(),
        None => avatar(name, contact::disc(one.jid.as_str(), context.tokens))
            .size(SMALL)
            .into(),
    };
    let mut line = row![face, lines.width(Fill)]
        .spacing(space::M)
        .align_y(iced::Center);
    let (jid, rank) = (one.jid.clone(), one.affiliation);
    let ours = (here.affiliation, room::is_closed(here));
    let called = name.to_owned();
    if !items((&jid, &called), rank, ours).is_empty() {
        let label = tr!("room-occupant-more", name = name);
        let more = menu_button(Icon::Ellipsis.view(), label, move || {
            items((&jid, &called), rank, ours)
        });
        line = line.push(more);
    }
    let spoken = [name, about.as_str()].join(&tr!("separator"));
    accessible(Spoken::ListItem, spoken, line).into()
}

/// What can be done with somebody, by what they are and what we are: only with those who are less.
pub(super) fn items(
    (jid, name): (&BareJid, &str),
    rank: Affiliation,
    (ours, closed): (Affiliation, bool),
) -> Vec<Item<Message>> {
    let set = |affiliation| Message::AffiliationSet(jid.clone(), affiliation);
    if rank == Affiliation::Outcast {
        // Where only members may enter, who is not one of them stays out.
        let back = match closed {
            true => Affiliation::Member,
            false => Affiliation::None,
        };
        return vec![action(tr!("room-let-back"), set(back)).into()];
    }
    let mut items: Vec<Item<Message>> = Vec::new();
    if rank >= ours {
        return items;
    }
    if ours == Affiliation::Owner {
        let others = super::ranks(rank).into_iter();
        items.extend(others.map(|(label, other)| action(label, set(other)).into()));
    }
    let out = Message::PutOut(name.to_owned(), Some((jid.clone(), Affiliation::None)));
    let away = action(tr!("room-kick"), out);
    items.push(away.icon(Icon::LogOut).destructive().into());
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_done_to_those_who_are_as_much() {
        let jid: BareJid = "ana@example.org".parse().unwrap();
        let count = |rank, ours| items((&jid, "ana"), rank, (ours, true)).len();
        assert_eq!(count(Affiliation::Owner, Affiliation::Owner), 0);
        assert_eq!(count(Affiliation::Admin, Affiliation::Admin), 0);
        assert_eq!(count(Affiliation::Member, Affiliation::Admin), 1);
        assert_eq!(count(Affiliation::Admin, Affiliation::Owner), 3);
        assert_eq!(count(Affiliation::Outcast, Affiliation::Admin), 1);
    }
}
