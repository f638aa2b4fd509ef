//! Invitations into rooms: through the room (XEP-0045 §7.8.2), which may let in whoever is invited, and
//! directly (XEP-0249), which gets through where the room can't reach.

use jid::BareJid;
use minidom::Element;

use super::USER;
use super::user::reason;
use crate::message::{Kind, Message};
use crate::stanza::CLIENT;
use crate::xml::{self, Tree};
use crate::{Address, stanza_id};

/// The namespace of direct ones.
pub const DIRECT: &str = "jabber:x:conference";

/// A password is not longer.
const MAX_PASSWORD: usize = 1_000;

/// Somebody wants us to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Into which room.
    pub room: BareJid,
    /// Who; of one through a room, whom the room names. `None`: the room itself.
    pub from: Option<Address>,
    /// Why; may be empty.
    pub reason: String,
    /// What lets us in.
    pub password: Option<String>,
    /// The room itself passes it on.
    pub mediated: bool,
}

/// The invitation in a message. One through a room counts as the room's, for it comes from there.
#[must_use]
pub fn find(message: &Message) -> Option<Invitation> {
    if matches!(message.kind, Kind::Error | Kind::Groupchat) {
        return None;
    }
    let from = message.from.address()?;
    mediated(message, from).or_else(|| direct(message, from))
}

fn mediated(message: &Message, from: &Address) -> Option<Invitation> {
    let x = message.payload("x", USER)?;
    let invite = x.get_child("invite", USER)?;
    // Occupants can send no such thing in a room's name.
    from.is_bare().then_some(())?;
    let password = x.get_child("password", USER).map(Element::text);
    Some(Invitation {
        room: from.bare().clone(),
        from: invite.attr("from").and_then(|from| from.parse().ok()),
        reason: reason(invite, USER),
        password: usable(password),
        mediated: true,
    })
}

fn direct(message: &Message, from: &Address) -> Option<Invitation> {
    let x = message.payload("x", DIRECT)?;
    let room: Address = x.attr("jid")?.parse().ok()?;
    room.local()?;
    let why = x.attr("reason").unwrap_or_default().trim();
    Some(Invitation {
        room: room.into_bare(),
        from: Some(from.clone()),
        reason: xml::cut(&xml::unix_lines(why), 1_000),
        password: usable(x.attr("password").map(str::to_owned)),
        mediated: false,
    })
}

fn usable(password: Option<String>) -> Option<String> {
    password.filter(|one| !one.is_empty() && one.len() <= MAX_PASSWORD)
}

/// Invites somebody through the room, which makes them a member where it has to.
#[must_use]
pub fn through_room(room: &Address, id: &str, whom: &BareJid, why: &str) -> Element {
    let mut invite = Element::bare("invite", USER).with_attr("to", whom.as_str());
    if !why.is_empty() {
        invite.append_child(Element::bare("reason", USER).with_text(why));
    }
    Element::bare("message", CLIENT)
        .with_attr("to", &room.to_string())
        .with_attr("id", id)
        .with(Element::bare("x", USER).with(invite))
}

/// Invites somebody directly.
#[must_use]
pub fn directly(whom: &Address, id: &str, room: &BareJid, why: &str) -> Element {
    let why = (!why.is_empty()).then_some(why);
    let x = Element::bare("x", DIRECT)
        .with_attr("jid", room.as_str())
        .with_attr_opt("reason", why);
    Element::bare("message", CLIENT)
        .with_attr("to", &whom.to_string())
        .with_attr("id", id)
        .with(stanza_id::origin_id(id))
        .with(x)
}

/// Declines one that came through the room.
#[must_use]
pub fn decline(room: &BareJid, id: &str, to: &Address, why: &str) -> Element {
    let mut decline = Element::bare("decline", USER)
        .with_attr("to", Address::from(to.bare()).to_string().as_str());
    if !why.is_empty() {
        decline.append_child(Element::bare("reason", USER).with_text(why));
    }
    Element::bare("message", CLIENT)
        .with_attr("to", room.as_str())
        .with_attr("id", id)
        .with(Element::bare("x", USER).with(decline))
}
