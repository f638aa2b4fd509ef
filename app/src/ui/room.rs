//! Rooms in words: whether we are in one, what somebody is in it, whose colour is whose.

use waxwing_core::model::{Affiliation, Author, Occupant, Refusal, Removal, Role, Room, Standing};

use crate::theme::{Tokens, contact};
use crate::tr;
use crate::widget::avatar::{Avatar, avatar};
use crate::widget::hazard;
use crate::world::Crowd;

/// Who is writing, in words.
pub fn typing(room: &Room) -> Option<String> {
    let name = |nick: &String| hazard::visible(nick).into_owned();
    match room.typing.as_slice() {
        [] => None,
        [one] => Some(tr!("room-typing-one", name = name(one))),
        [one, other] => Some(tr!(
            "room-typing-two",
            name = name(one),
            other = name(other)
        )),
        _ => Some(tr!("room-typing-several")),
    }
}

/// The line under the name of a room.
pub fn line(room: &Room) -> String {
    if let (Standing::Joined, Some(typing)) = (&room.standing, typing(room)) {
        return typing;
    }
    match &room.standing {
        Standing::Joining => tr!("room-joining"),
        Standing::Out => tr!("room-out"),
        Standing::Refused { .. } | Standing::Removed { .. } => trouble(room).unwrap_or_default(),
        Standing::Joined if room.subject.trim().is_empty() => people(room),
        Standing::Joined => [people(room), room.subject.replace('\n', " ")].join(&tr!("separator")),
    }
}

/// How many belong to it and how many of them are in it; of a group that does not tell who belongs to it, how
/// many are in it.
pub fn people(room: &Room) -> String {
    match u32::try_from(room.members.len()).unwrap_or(u32::MAX) {
        0 => tr!("room-people", count = room.occupants),
        // From outside nobody knows who is in.
        all if room.standing != Standing::Joined => tr!("room-people", count = all),
        all => {
            let here = tr!("room-present", count = room.occupants.min(all));
            [tr!("room-people", count = all), here].join(&tr!("separator"))
        }
    }
}

/// Why we are not in it, in a sentence; nothing where there is no trouble.
pub fn trouble(room: &Room) -> Option<String> {
    let (said, reason) = match &room.standing {
        Standing::Out | Standing::Joining | Standing::Joined => return None,
        Standing::Refused { why, text } => (refusal(*why), text),
        Standing::Removed {
            why, by, reason, ..
        } => (removal(*why, by), reason),
    };
    Some(match reason.trim() {
        "" => said,
        reason => tr!("room-trouble-reason", trouble = said, reason = reason),
    })
}

fn refusal(why: Refusal) -> String {
    match why {
        Refusal::Banned => tr!("room-refused-banned"),
        Refusal::MembersOnly => tr!("room-refused-members"),
        Refusal::Password => tr!("room-refused-password"),
        Refusal::NickTaken | Refusal::NickLocked => tr!("room-refused-nick"),
        Refusal::Full => tr!("room-refused-full"),
        Refusal::NotFound => tr!("room-refused-nothing"),
        Refusal::NotAllowed => tr!("room-refused-making"),
        Refusal::Unreachable => tr!("room-refused-unreachable"),
        Refusal::Unsupported => tr!("room-refused-kind"),
        Refusal::Other => tr!("room-refused"),
    }
}

fn removal(why: Removal, by: &str) -> String {
    match (why, by) {
        (Removal::Banned, "") => tr!("room-removed-banned"),
        (Removal::Banned, by) => tr!("room-removed-banned-by", name = by),
        (Removal::Kicked, "") => tr!("room-removed-kicked"),
        (Removal::Kicked, by) => tr!("room-removed-kicked-by", name = by),
        (Removal::NoMember | Removal::MembersOnly, _) => tr!("room-removed-members"),
        (Removal::Destroyed, _) => tr!("room-removed-destroyed"),
    }
}

/// What somebody is to a room, where that is worth telling.
pub fn rank(one: &Occupant) -> Option<String> {
    member_rank(one.affiliation).or_else(|| match one.role {
        Role::Moderator => Some(tr!("room-moderator")),
        Role::Visitor => Some(tr!("room-visitor")),
        _ => None,
    })
}

/// That somebody can be taken for another.
pub fn likeness(other: &str) -> String {
    tr!("room-lookalike", name = hazard::visible(other).into_owned())
}

/// What somebody is to a group for good, where that is worth telling.
pub fn member_rank(affiliation: Affiliation) -> Option<String> {
    match affiliation {
        Affiliation::Owner => Some(tr!("room-owner")),
        Affiliation::Admin => Some(tr!("room-admin")),
        _ => None,
    }
}

/// Whether only members may enter.
pub fn is_closed(room: &Room) -> bool {
    room.nature.as_ref().is_some_and(|it| it.members_only)
}

/// Whether one can go into it again.
pub fn is_outside(room: &Room) -> bool {
    !matches!(room.standing, Standing::Joined | Standing::Joining)
}

/// Whether we may say what is talked about.
pub fn may_set_subject(room: &Room) -> bool {
    let open = room.nature.as_ref().is_some_and(|it| it.open_subject);
    room.standing == Standing::Joined
        && (room.role == Role::Moderator || (open && room.role >= Role::Participant))
}

/// Whether we may settle what it is like.
pub fn may_configure(room: &Room) -> bool {
    room.standing == Standing::Joined && room.affiliation == Affiliation::Owner
}

/// Whether we may delete what others have said (XEP-0425).
pub fn may_moderate(room: &Room) -> bool {
    let offered = room.nature.as_ref().is_some_and(|it| it.moderation);
    room.standing == Standing::Joined && room.role == Role::Moderator && offered
}

/// Whether we may let others in. Of a group that takes only whom it knows, its members may try: it says
/// so where it leaves that to those who run it.
pub fn may_invite(room: &Room) -> bool {
    let closed = room.nature.as_ref().is_none_or(|it| it.members_only);
    room.standing == Standing::Joined && (!closed || room.affiliation >= Affiliation::Member)
}

/// What gives somebody their colour: the same in each of their messages, whatever they are called. Where
/// everybody's address is `known` it is the address, so that they look as they do alone and while they are away;
/// elsewhere it is known of some messages and not of others, because only those who run a room see it.
pub fn key(author: &Author, known: bool) -> &str {
    match (author.occupant_id.as_str(), &author.jid) {
        (_, Some(jid)) if known => jid.as_str(),
        ("", Some(jid)) => jid.as_str(),
        ("", None) => &author.nick,
        (id, _) => id,
    }
}

/// Whether everybody sees who everybody is.
pub fn is_known(room: &Room) -> bool {
    room.nature.as_ref().is_some_and(|it| !it.anonymous)
}

/// The face of who has said something: their picture, while they are there.
pub fn speaker_face(
    author: &Author,
    (there, known): (Option<&Crowd>, bool),
    tokens: &Tokens,
    diameter: f32,
) -> Avatar {
    let face = author_face(author, known, tokens, diameter);
    let one = there.and_then(|all| all.get(&author.nick));
    let one = one.filter(|one| Author::from(*one).is(author));
    super::presence::pictured(face, one.and_then(|one| one.avatar.as_ref()), diameter)
}

/// Their first letters on their colour.
fn author_face(author: &Author, known: bool, tokens: &Tokens, diameter: f32) -> Avatar {
    avatar(&author.nick, contact::disc(key(author, known), tokens)).size(diameter)
}

/// The face of somebody who is in a room.
pub fn occupant_face(one: &Occupant, known: bool, tokens: &Tokens, diameter: f32) -> Avatar {
    let face = author_face(&Author::from(one), known, tokens, diameter);
    super::presence::pictured(face, one.avatar.as_ref(), diameter)
        .presence(super::presence::dot(one.show))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        Room {
            standing: Standing::Joined,
            role: Role::Participant,
            occupants: 3,
            ..Room::default()
        }
    }

    #[test]
    fn the_line_says_who_is_there_and_what_is_talked_about() {
        let mut room = room();
        assert_eq!(line(&room), "3 people");
        room.subject = "Cake\non Friday".to_owned();
        assert_eq!(line(&room), "3 people · Cake on Friday");
        room.standing = Standing::Removed {
            why: Removal::Kicked,
            by: "ana".to_owned(),
            reason: "too loud".to_owned(),
            alternative: None,
        };
        let said = line(&room);
        assert!(said.contains("ana") && said.contains("too loud"), "{said}");
        let member = |name: &str| waxwing_core::model::Member {
            jid: format!("{name}@example.org").parse().unwrap(),
            affiliation: Affiliation::Member,
            nick: String::new(),
            reason: String::new(),
        };
        room.standing = Standing::Joined;
        room.members = std::sync::Arc::new(["a", "b", "c", "d", "e"].map(member).to_vec());
        assert_eq!(people(&room), "5 people · 3 here");
        room.standing = Standing::Out;
        assert_eq!(people(&room), "5 people", "who is there is not known");
    }

    #[test]
    fn who_only_listens_does_not_say_what_is_talked_about() {
        let mut room = room();
        room.role = Role::Visitor;
        room.nature = Some(waxwing_core::model::Nature {
            open_subject: true,
            ..Default::default()
        });
        assert!(!may_set_subject(&room));
        room.role = Role::Participant;
        assert!(may_set_subject(&room));
    }

    #[test]
    fn somebody_keeps_their_colour_under_another_nick() {
        let author = |nick: &str, id: &str| Author {
            nick: nick.to_owned(),
            occupant_id: id.to_owned(),
            jid: None,
        };
        let colour = |author: &Author| key(author, false).to_owned();
        assert_eq!(colour(&author("a", "x")), colour(&author("b", "x")));
        assert_ne!(colour(&author("a", "")), colour(&author("b", "")));
        let ana = Author {
            jid: "ana@example.org".parse().ok(),
            ..author("a", "x")
        };
        assert_eq!(
            (key(&ana, true), key(&ana, false)),
            ("ana@example.org", "x")
        );
    }
}
