//! What a room answers only where it refuses it: invitations (XEP-0045 §7.8.2).
//!
//! After such a message the room is asked a question. What two entities send each other keeps its order
//! (RFC 6120 §10.1): with the answer to the question, no refusal comes any more.

use jid::BareJid;
use minidom::Element;
use waxwing_proto::iq::Request;
use waxwing_proto::room::invitation;
use waxwing_proto::stanza_error::StanzaError;
use waxwing_proto::{Address, disco};

use super::Asked;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{Error, RequestId};

/// An invitation that went to a room.
#[derive(Debug)]
pub(super) struct Unheard {
    room: BareJid,
    whom: BareJid,
    reason: String,
    /// Who waits for what comes of it.
    request: Option<RequestId>,
    refused: Option<StanzaError>,
}

impl Account {
    /// Invites somebody into a room. Where everybody may enter, they are told directly (XEP-0249). Where they have
    /// to be members, the room makes them so and tells them; when it has not refused, and they are far away,
    /// they are told directly too, which gets through where the room can't reach.
    pub(super) fn invite_to_room(
        &mut self,
        room: &BareJid,
        (whom, reason): (BareJid, String),
        request: Option<RequestId>,
        turn: &mut Turn,
    ) {
        if self.is_for_everybody(room) {
            let whom = Address::from(&whom);
            turn.send
                .push(invitation::directly(&whom, &name(), room, &reason));
            turn.done.extend(request.map(|request| (request, Ok(()))));
            return;
        }
        let (to, name) = (Address::from(room), name());
        turn.send
            .push(invitation::through_room(&to, &name, &whom, &reason));
        let unheard = Unheard {
            room: room.clone(),
            whom,
            reason,
            request,
            refused: None,
        };
        self.rooms.unheard.insert(name.clone(), unheard);
        let question = Question::About(About::Room(Asked::Heard(name)));
        let query: Element = disco::info_query(None);
        self.ask_of(Some(&to), Request::Get(query), question, turn);
    }

    /// Everybody may enter a room, as it says.
    fn is_for_everybody(&self, room: &BareJid) -> bool {
        let room = self.room_of(room).and_then(|id| self.rooms.all.get(&id));
        let info = room.and_then(|room| room.info.as_ref());
        info.is_some_and(|info| !info.members_only)
    }

    /// A room refuses a message; `false` where it is none of these.
    pub(super) fn hear_refusal(&mut self, id: &str, from: &BareJid, error: &StanzaError) -> bool {
        let unheard = self.rooms.unheard.get_mut(id);
        let Some(unheard) = unheard.filter(|one| one.room == *from) else {
            return false;
        };
        unheard.refused = Some(error.clone());
        true
    }

    /// The room has heard what was said before this, or does not answer.
    pub(super) fn learn_heard(&mut self, name: &str, outcome: Outcome, turn: &mut Turn) {
        let Some(unheard) = self.rooms.unheard.remove(name) else {
            return;
        };
        // That it says nothing of itself is an answer too.
        let heard: Result<(), Error> = match (unheard.refused, outcome) {
            (Some(error), _) => Err(Unanswered::Refused(error).into()),
            (None, Ok(_) | Err(Unanswered::Refused(_))) => Ok(()),
            (None, Err(silent)) => Err(silent.into()),
        };
        if heard.is_ok() && !is_near(&self.record.jid, &unheard.room, &unheard.whom) {
            let whom = Address::from(&unheard.whom);
            let told = invitation::directly(&whom, &self::name(), &unheard.room, &unheard.reason);
            turn.send.push(told);
        }
        match (unheard.request, heard) {
            (Some(request), heard) => turn.done.push((request, heard)),
            (None, Err(error)) => tracing::info!(%error, "somebody could not be invited"),
            (None, Ok(())) => {}
        }
    }
}

fn name() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A room of our own server reaches those of our own server: whoever hears of it twice is asked twice.
fn is_near(own: &BareJid, room: &BareJid, whom: &BareJid) -> bool {
    let own = own.domain().as_str();
    let service = room.domain().as_str().strip_suffix(own);
    let ours = service.is_some_and(|service| service.is_empty() || service.ends_with('.'));
    ours && whom.domain().as_str() == own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_on_our_own_server_the_word_of_the_room_is_enough() {
        let near = |room: &str, whom: &str| {
            let [own, room, whom] =
                ["romy@example.org", room, whom].map(|jid| BareJid::new(jid).unwrap());
            is_near(&own, &room, &whom)
        };
        assert!(near("den@rooms.example.org", "ana@example.org"));
        assert!(near("den@example.org", "ana@example.org"));
        assert!(!near("den@rooms.example.org", "ana@far.example"));
        assert!(!near("den@rooms.far.example", "ana@example.org"));
        assert!(!near("den@badexample.org", "ana@example.org"));
    }
}
