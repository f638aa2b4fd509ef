//! Finding rooms: where the account's server has them (XEP-0030), what stands in the list of a service, and
//! what a room is like before anybody enters it.

use jid::BareJid;
use waxwing_proto::Address;
use waxwing_proto::address::parse_typed;
use waxwing_proto::channel_search::{self, Version};
use waxwing_proto::disco::{self, Info, Items};
use waxwing_proto::iq::Request;
use waxwing_proto::room::info::{RoomInfo, is_service};
use waxwing_proto::stanza_error::Condition;

use super::{Asked, Plan, kept};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::room::Event as Told;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::FoundRoom;
use crate::{Error, Event, RequestId};

/// What somebody waits for until it is known where the account's server has rooms.
#[derive(Debug, Default)]
pub(super) struct Seeking {
    waiting: Vec<Found>,
    /// Answers that are awaited.
    open: usize,
}

/// What is done with the service, once it is found.
#[derive(Debug)]
pub(crate) enum Found {
    /// Its rooms are listed.
    Search(RequestId, String),
    /// A room is made there.
    Create(RequestId, String, Plan),
}

/// A list is not read further.
const MOST: usize = 2_000;

/// So many parts of a server are asked what they are.
const MOST_PARTS: usize = 20;

impl Account {
    /// Looks for rooms.
    pub(super) fn search_rooms(
        &mut self,
        request: RequestId,
        service: Option<&str>,
        words: String,
        turn: &mut Turn,
    ) {
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let named = service.map(str::trim).filter(|service| !service.is_empty());
        match (named, self.rooms.service.clone()) {
            (Some(named), _) => match named.parse::<Address>() {
                Ok(service) => self.list_rooms(request, service, words, turn),
                Err(error) => {
                    let error = Error::InvalidAddress(error.to_string());
                    turn.done.push((request, Err(error)));
                }
            },
            (None, Some(service)) => self.list_rooms(request, service, words, turn),
            (None, None) => self.seek_service(Found::Search(request, words), turn),
        }
    }

    /// Makes a room as soon as it is known where.
    pub(super) fn create_later(
        &mut self,
        request: RequestId,
        local: String,
        plan: Plan,
        turn: &mut Turn,
    ) {
        self.seek_service(Found::Create(request, local, plan), turn);
    }

    fn seek_service(&mut self, found: Found, turn: &mut Turn) {
        self.rooms.seeking.waiting.push(found);
        if self.rooms.seeking.open > 0 {
            return;
        }
        let Ok(server) = self.own.domain().parse::<Address>() else {
            return;
        };
        self.rooms.seeking.open = 1;
        let question = Question::About(About::Room(Asked::Services));
        let request = Request::Get(disco::items_query(None));
        self.ask_of(Some(&server), request, question, turn);
    }

    pub(super) fn learn_services(&mut self, outcome: Outcome, turn: &mut Turn) {
        self.rooms.seeking.open = self.rooms.seeking.open.saturating_sub(1);
        let items = match outcome {
            Ok(Some(answer)) => Items::parse(&answer).unwrap_or_default(),
            Ok(None) => Items::default(),
            Err(Unanswered::Refused(_) | Unanswered::Silence) => Items::default(),
            Err(Unanswered::Offline) => return self.stop_seeking(Error::Offline, turn),
        };
        let services = items.items.into_iter().filter(|item| item.node.is_none());
        for item in services.take(MOST_PARTS) {
            self.rooms.seeking.open += 1;
            let asked = Asked::Service(item.jid.clone());
            let question = Question::About(About::Room(asked));
            let request = Request::Get(disco::info_query(None));
            self.ask_of(Some(&item.jid), request, question, turn);
        }
        if self.rooms.seeking.open == 0 {
            self.stop_seeking(Error::NotOffered, turn);
        }
    }

    pub(super) fn learn_room_service(
        &mut self,
        service: Address,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        self.rooms.seeking.open = self.rooms.seeking.open.saturating_sub(1);
        let info = outcome.ok().flatten();
        let info = info.as_ref().and_then(Info::parse);
        if info.is_some_and(|info| is_service(&info)) && self.rooms.service.is_none() {
            self.rooms.service = Some(service.clone());
            for found in std::mem::take(&mut self.rooms.seeking.waiting) {
                match found {
                    Found::Search(request, words) => {
                        self.list_rooms(request, service.clone(), words, turn);
                    }
                    Found::Create(request, local, plan) => {
                        self.create(request, local, plan, turn);
                    }
                }
            }
        }
        if self.rooms.seeking.open == 0 {
            self.stop_seeking(Error::NotOffered, turn);
        }
    }

    fn stop_seeking(&mut self, error: Error, turn: &mut Turn) {
        for found in std::mem::take(&mut self.rooms.seeking.waiting) {
            let (Found::Search(request, _) | Found::Create(request, ..)) = found;
            turn.done.push((request, Err(error.clone())));
        }
    }

    fn list_rooms(&mut self, request: RequestId, service: Address, words: String, turn: &mut Turn) {
        let asked = Asked::List(request, service.clone(), words);
        let question = Question::About(About::Room(asked));
        let query = Request::Get(disco::items_query(None));
        self.ask_of(Some(&service), query, question, turn);
    }

    pub(super) fn learn_list(
        &mut self,
        request: RequestId,
        (service, words): (&Address, &str),
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let answer = match outcome {
            Ok(answer) => answer,
            Err(unanswered) => return turn.done.push((request, Err(unanswered.into()))),
        };
        let items = answer.as_ref().and_then(Items::parse).unwrap_or_default();
        let words = words.trim().to_lowercase();
        let items = items.items.into_iter().filter(|item| {
            let text = format!("{} {}", item.jid.bare(), item.name).to_lowercase();
            item.jid.is_bare() && words.split_whitespace().all(|word| text.contains(word))
        });
        let rooms = items.take(MOST).map(|item| {
            let (name, occupants) = counted(&item.name);
            FoundRoom {
                jid: item.jid.to_string(),
                name,
                occupants,
                ..FoundRoom::default()
            }
        });
        self.tell(Event::Room(Told::Found {
            request,
            service: service.to_string(),
            rooms: rooms.collect(),
        }));
        turn.done.push((request, Ok(())));
    }

    /// Looks for channels of all servers.
    pub(super) fn search_everywhere(&mut self, request: RequestId, words: String, turn: &mut Turn) {
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        if words.trim().is_empty() {
            return turn.done.push((request, Err(Error::InvalidText)));
        }
        self.ask_channels(request, (Version::Zero, words), turn);
    }

    fn ask_channels(
        &mut self,
        request: RequestId,
        (version, words): (Version, String),
        turn: &mut Turn,
    ) {
        let Ok(service) = self.parts.tuning.channel_search.parse::<Address>() else {
            return turn.done.push((request, Err(Error::NotOffered)));
        };
        let query = channel_search::query(version, words.trim());
        let question = Question::About(About::Room(Asked::Channels(request, version, words)));
        self.ask_of(Some(&service), Request::Get(query), question, turn);
    }

    pub(super) fn learn_channels(
        &mut self,
        request: RequestId,
        (version, words): (Version, String),
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let answer = match outcome {
            Ok(answer) => answer,
            // It may speak as before there was a XEP.
            Err(Unanswered::Refused(error))
                if version == Version::Zero
                    && matches!(
                        error.condition,
                        Condition::ServiceUnavailable | Condition::FeatureNotImplemented
                    ) =>
            {
                return self.ask_channels(request, (Version::Before, words), turn);
            }
            Err(unanswered) => return turn.done.push((request, Err(unanswered.into()))),
        };
        let rooms = channel_search::parse(version, answer.as_ref()).into_iter();
        let rooms = rooms.map(|found| FoundRoom {
            jid: found.address,
            name: found.name,
            description: found.description,
            occupants: found.occupants,
            nature: None,
        });
        self.tell(Event::Room(Told::Found {
            request,
            service: self.parts.tuning.channel_search.to_owned(),
            rooms: rooms.collect(),
        }));
        turn.done.push((request, Ok(())));
    }

    /// Asks what a room is like.
    pub(super) fn preview_room(&mut self, request: RequestId, typed: &str, turn: &mut Turn) {
        let room = match parse_typed(typed) {
            Ok(address) => address.into_bare(),
            Err(error) => {
                let error = Error::InvalidAddress(error.to_string());
                return turn.done.push((request, Err(error)));
            }
        };
        if !self.is_online() {
            return turn.done.push((request, Err(Error::Offline)));
        }
        let to = Address::from(&room);
        let question = Question::About(About::Room(Asked::Preview(request, room)));
        let query = Request::Get(disco::info_query(None));
        self.ask_of(Some(&to), query, question, turn);
    }

    pub(super) fn learn_preview(
        &mut self,
        request: RequestId,
        room: &BareJid,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let answer = match outcome {
            Ok(answer) => answer,
            Err(unanswered) => return turn.done.push((request, Err(unanswered.into()))),
        };
        let info = answer.as_ref().and_then(Info::parse);
        let Some(info) = info.as_ref().and_then(RoomInfo::of) else {
            return turn.done.push((request, Err(Error::NotOffered)));
        };
        let nature = kept::nature(&info);
        self.tell(Event::Room(Told::Found {
            request,
            service: room.domain().to_string(),
            rooms: vec![FoundRoom {
                jid: room.to_string(),
                name: info.name,
                description: info.description,
                occupants: info.occupants,
                nature: Some(nature),
            }],
        }));
        turn.done.push((request, Ok(())));
    }
}

/// Some services write behind a name how many are in the room (ejabberd).
fn counted(name: &str) -> (String, Option<u32>) {
    let name = name.trim();
    let counted = name.strip_suffix(')').and_then(|rest| {
        let (name, count) = rest.rsplit_once(" (")?;
        Some((name, count.parse().ok()?))
    });
    match counted {
        Some((name, count)) => (name.to_owned(), Some(count)),
        None => (name.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_behind_a_name_is_no_part_of_it() {
        assert_eq!(counted("Plans (12)"), ("Plans".to_owned(), Some(12)));
        assert_eq!(counted("Plans (old)"), ("Plans (old)".to_owned(), None));
        assert_eq!(counted("(1)"), ("(1)".to_owned(), None));
        assert_eq!(counted(""), (String::new(), None));
    }
}
