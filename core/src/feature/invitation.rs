//! The person whose invitation made an account (XEP-0379, XEP-0401): they become a contact by
//! themselves, with the token that lets their side agree without asking.
//!
//! The invitation stays written down until it shows in the roster that they were asked; so it is
//! repeated after whatever may come between.

use serde::{Deserialize, Serialize};
use waxwing_proto::minidom::Element;
use waxwing_proto::stanza::CLIENT;
use waxwing_proto::uri::{Action, Link};
use waxwing_proto::xml::Tree as _;
use waxwing_proto::{Address, presence, registration, roster};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, Error};

/// The only thing on the shelf.
const NAME: &str = "";

/// As it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct InvitationV1 {
    link: String,
}

/// What is written down of an invitation.
pub(crate) fn note(account: AccountId, link: &Link) -> Result<NoteRecord, Error> {
    let link = link.to_string();
    NoteRecord::new(account, Shelf::Invitation, NAME, 1, &InvitationV1 { link })
}

/// The invitation that an account has not followed yet.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Option<Link> {
    let notes = store.notes(account, Shelf::Invitation).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "an invitation can't be read"))
        .ok()?;
    notes.iter().find_map(read)
}

fn read(note: &NoteRecord) -> Option<Link> {
    let stored: InvitationV1 = (note.version == 1).then(|| note.read().ok())??;
    Link::parse(&stored.link).ok()
}

impl Account {
    /// There is an invitation to follow.
    pub(crate) fn take_invitation(&mut self, link: Link, turn: &mut Turn) {
        self.invitation = Some(link);
        if self.is_online() {
            self.follow_invitation(turn);
        }
    }

    /// Asks the person who has invited us, unless that is done.
    pub(crate) fn follow_invitation(&mut self, turn: &mut Turn) {
        let Some(link) = &self.invitation else {
            return;
        };
        let Some(inviter) = link.inviter().cloned() else {
            return;
        };
        if self.wants_to_see(&inviter) {
            turn.ops.push(Op::RemoveNote {
                account: self.record.id,
                shelf: Shelf::Invitation,
                name: NAME.to_owned(),
            });
            self.invitation = None;
            return;
        }
        let (Action::Add { name, token, .. }, None) = (&link.action, self.contacts.get(&inviter))
        else {
            return;
        };
        let id = uuid::Uuid::new_v4().to_string();
        let change = Element::bare("iq", CLIENT)
            .with_attr("type", "set")
            .with_attr("id", &id)
            .with(roster::set(&inviter, name, &Default::default()));
        turn.send.push(change);
        // They may see us too, without asking (RFC 6121 §3.4).
        if self.book.server.pre_approval {
            turn.send
                .push(presence::subscribed(&Address::from(&inviter)));
        }
        let asking = presence::subscribe(&Address::from(&inviter), None);
        turn.send.push(with_token(asking, token.as_deref()));
    }
}

/// The token of an invitation that somebody has pasted.
pub(crate) fn token(typed: &str) -> Option<String> {
    match Link::parse(typed).ok()?.action {
        Action::Add { token, .. } => token,
        _ => None,
    }
}

/// A request to see somebody, with the token of their invitation.
pub(crate) fn with_token(request: Element, token: Option<&str>) -> Element {
    match token {
        Some(token) => request.with(registration::preauth(token)),
        None => request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let link = Link::parse("xmpp:romy@example.org?roster;preauth=T;name=Romy%20K").unwrap();
        let note = note(AccountId(1), &link).unwrap();
        assert_eq!(read(&note), Some(link));
    }
}
