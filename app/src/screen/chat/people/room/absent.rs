//! Those who belong to a group and are not in it at the moment.

use std::collections::HashSet;

use iced::widget::{column, row};
use iced::{Center, Fill};
use waxwing_core::BareJid;
use waxwing_core::model::{Affiliation, Conversation, Member, Room};

use super::view::SMALL;
use super::{Message, members};
use crate::font;
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::{contact, size, space, text as words};
use crate::tr;
use crate::ui::{presence, room};
use crate::widget::avatar::avatar;
use crate::widget::context_menu::{Item, action, menu_button};
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role as Spoken, accessible, hazard};

/// Those who belong to it and are not there, in the order of what they are to it.
pub(super) fn absent<'a>(
    entry: &'a Conversation,
    here: &'a Room,
    context: &Context<'a>,
) -> Vec<&'a Member> {
    let Some(there) = context.world.occupants(entry.id) else {
        return Vec::new();
    };
    let there: HashSet<&BareJid> = there.iter().filter_map(|one| one.jid.as_ref()).collect();
    let absent = here.members.iter().filter(|one| !there.contains(&one.jid));
    let mut absent: Vec<_> = absent.collect();
    absent.sort_by_key(|one| std::cmp::Reverse(one.affiliation));
    absent
}

/// Somebody who belongs to it and is not there.
pub(super) fn line<'a>(
    one: &'a Member,
    entry: &'a Conversation,
    here: &Room,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let known = context.world.with(entry.account, &one.jid);
    let known = known.and_then(|id| context.world.conversation(id));
    let name = match known {
        Some(known) => hazard::visible(&known.name).into_owned(),
        None => {
            let local = one.jid.node().map(|local| local.to_string());
            local.unwrap_or_else(|| one.jid.to_string())
        }
    };
    let face = match known {
        Some(known) => presence::face(known, context.tokens, SMALL),
        None => avatar(&name, contact::disc(one.jid.as_str(), context.tokens)).size(SMALL),
    };
    let account = context.world.account_by(entry.account);
    let mine = account.is_some_and(|account| account.jid == one.jid);
    let mut about: Vec<String> = Vec::new();
    about.extend(mine.then(|| tr!("you")));
    about.extend(room::member_rank(one.affiliation));
    // From outside nobody knows who is in.
    about.extend((!room::is_outside(here)).then(|| tr!("room-absent")));
    about.push(one.jid.to_string());
    let about = about.join(&tr!("separator"));
    let spoken = [name.as_str(), about.as_str()].join(&tr!("separator"));
    let lines = column![
        one_line(name.clone()).size(size::LIST).font(font::MEDIUM),
        one_line(about).size(size::CAPTION).style(words::quiet)
    ];
    let mut line = row![face, lines.width(Fill)]
        .spacing(space::M)
        .align_y(Center);
    if !mine {
        let label = tr!("room-occupant-more", name = name.as_str());
        let (one, ours) = (one.clone(), here.affiliation);
        let more = menu_button(Icon::Ellipsis.view(), label, move || {
            items(&one, &name, ours)
        });
        line = line.push(more);
    }
    accessible(Spoken::ListItem, spoken, line).into()
}

/// What can be done with them.
fn items(one: &Member, name: &str, ours: Affiliation) -> Vec<Item<Message>> {
    let talk = action(tr!("room-talk"), Message::Talked(one.jid.clone()));
    let copy = action(
        tr!("contact-copy-address"),
        Message::Copied(one.jid.to_string()),
    );
    let mut items: Vec<Item<Message>> = vec![
        talk.icon(Icon::Message).into(),
        copy.icon(Icon::Copy).into(),
    ];
    items.extend(members::items(
        (&one.jid, name),
        one.affiliation,
        (ours, true),
    ));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_less_than_we_are_can_be_taken_out() {
        let one = |affiliation| Member {
            jid: "ana@example.org".parse().unwrap(),
            affiliation,
            nick: String::new(),
            reason: String::new(),
        };
        let count = |theirs, ours| items(&one(theirs), "Ana", ours).len();
        assert_eq!(count(Affiliation::Member, Affiliation::Member), 2);
        assert_eq!(count(Affiliation::Member, Affiliation::Admin), 3);
        assert_eq!(count(Affiliation::Admin, Affiliation::Admin), 2);
        assert_eq!(count(Affiliation::Admin, Affiliation::Owner), 5);
    }
}
