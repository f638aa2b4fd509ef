//! Who is there: what the contacts show, who asks to see us, and what we show (RFC 6121 §3, §4).

use jid::BareJid;
use minidom::Element;
use waxwing_proto::iq::Request;
use waxwing_proto::presence::{self, Kind, Presence};
use waxwing_proto::{Address, idle, ping};

use crate::account::talk::Talk;
use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::feature::roster::Question;
use crate::model::{OwnPresence, Show};
use crate::store::Op;
use crate::supervisor::Report;
use crate::{ConversationId, Timestamp};

impl Account {
    pub(crate) fn set_presence(&mut self, mut wanted: OwnPresence, turn: &mut Turn) {
        if wanted.show == Show::Offline {
            wanted.show = Show::ExtendedAway;
        }
        wanted.status = wanted.status.trim().chars().take(STATUS_CHARS).collect();
        self.record.presence = wanted;
        if self.kept {
            turn.ops.push(Op::PutAccount(self.record.clone()));
        }
        self.tell_presence(turn);
        turn.account = true;
    }

    /// What everybody who may know is told of us.
    pub(crate) fn own_presence(&self) -> Element {
        let show = match self.record.presence.show {
            Show::Chat => presence::Show::Chat,
            Show::Online => presence::Show::Online,
            Show::Away => presence::Show::Away,
            Show::ExtendedAway | Show::Offline => presence::Show::ExtendedAway,
            Show::DoNotDisturb => presence::Show::DoNotDisturb,
        };
        let mut presence = presence::available(
            show,
            &self.record.presence.status,
            PRIORITY,
            Some(self.caps()),
        );
        if let Some(since) = self.told_idle() {
            presence.append_child(idle::element(since.0));
        }
        if let Some(photo) = self.own_photo() {
            presence.append_child(photo);
        }
        presence
    }

    pub(crate) fn handle_presence(&mut self, presence: &Presence, turn: &mut Turn) {
        let Some(from) = presence.from.bare().cloned() else {
            return;
        };
        if from != self.record.jid && self.book.is_blocked(&from) {
            return;
        }
        if self.hear_room_presence(&from, presence, turn) {
            return;
        }
        match presence.kind {
            Kind::Available | Kind::Unavailable | Kind::Error => {
                self.take_resource(&from, presence, turn);
            }
            Kind::Subscribe => self.take_request(&from, presence, turn),
            Kind::Unsubscribe => {
                if let Some(&id) = self.by_jid.get(&from) {
                    self.request_is_over(id);
                    self.drop_if_empty(id, turn);
                }
            }
            Kind::Subscribed | Kind::Unsubscribed | Kind::Probe | Kind::Unknown => {}
        }
    }

    fn take_resource(&mut self, from: &BareJid, presence: &Presence, turn: &mut Turn) {
        let Some(&id) = self.by_jid.get(from) else {
            return;
        };
        // Whoever is not on the roster shows us nothing: it could only be unasked-for.
        if !self.contacts.contains_key(from) {
            return;
        }
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let changed = if presence.kind == Kind::Error {
            let known = !talk.resources.is_empty();
            talk.resources.clear();
            known
        } else {
            let now = Timestamp::now().0;
            talk.resources.handle(presence, &self.parts.language, now)
        };
        let empty = talk.resources.is_empty();
        if empty {
            talk.composer.forget();
        }
        let first = changed && !empty && talk.resources.len() == 1;
        let silent = talk.resources.is_empty() && talk.incoming.unavailable();
        if changed || silent {
            self.dirty.insert(id);
        }
        if changed && empty && presence.kind == Kind::Unavailable {
            self.see_off(from);
        }
        if first && presence.kind == Kind::Available {
            self.tell_idle_to(from, turn);
        }
        if presence.kind == Kind::Available {
            self.hear_photo(from, presence, turn);
        }
        self.ask_caps(presence, turn);
    }

    fn take_request(&mut self, from: &BareJid, presence: &Presence, turn: &mut Turn) {
        if *from == self.record.jid || self.may_see_us(from) {
            return;
        }
        if self.wants_to_see(from) {
            // Whom we asked ourselves need not ask back.
            turn.send.push(presence::subscribed(&Address::from(from)));
            return;
        }
        if self.is_invited(from, presence, turn) {
            // The same as if the person had said yes (XEP-0379 §3.5).
            self.accept(from, turn);
            return;
        }
        if !self.by_jid.contains_key(from) && self.requests() >= MAX_REQUESTS {
            tracing::warn!("too many requests wait for an answer; the server keeps the rest");
            return;
        }
        let id = self.ensure_talk(from, false, turn);
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.request = true;
            talk.unconfirmed = false;
            talk.nick = presence
                .nick()
                .unwrap_or_default()
                .chars()
                .take(NICK_CHARS)
                .collect();
        }
        self.dirty.insert(id);
    }

    fn requests(&self) -> usize {
        self.talks.values().filter(|talk| talk.request).count()
    }

    /// A new session: the server tells all requests that still stand with our first presence
    /// (RFC 6121 §3.1.3), and answers what we ask after that behind them.
    pub(crate) fn doubt_requests(&mut self, turn: &mut Turn) {
        let mut doubted = false;
        for talk in self.talks.values_mut().filter(|talk| talk.request) {
            talk.unconfirmed = true;
            doubted = true;
        }
        if doubted {
            let request = Request::Get(ping::query());
            self.ask_of(None, request, Question::Requests, turn);
        }
    }

    /// What has not been told anew was taken back, or answered elsewhere.
    pub(crate) fn drop_doubted_requests(&mut self, turn: &mut Turn) {
        let doubted = self.talks.iter();
        let doubted = doubted.filter(|(_, talk)| talk.request && talk.unconfirmed);
        let doubted: Vec<_> = doubted.map(|(id, _)| *id).collect();
        for id in doubted {
            self.request_is_over(id);
            self.drop_if_empty(id, turn);
        }
    }

    /// A request was answered, here or elsewhere, or taken back.
    pub(crate) fn request_is_over(&mut self, id: ConversationId) {
        if let Some(talk) = self.talks.get_mut(&id)
            && talk.request
        {
            talk.request = false;
            self.dirty.insert(id);
        }
    }

    pub(crate) fn answered(&mut self, jid: &BareJid, turn: &mut Turn) {
        if let Some(&id) = self.by_jid.get(jid) {
            self.request_is_over(id);
            self.drop_if_empty(id, turn);
        }
    }

    pub(crate) fn talk_of(&self, jid: &BareJid) -> Option<&Talk> {
        self.by_jid.get(jid).and_then(|id| self.talks.get(id))
    }

    /// The conversation with this address, made where there is none. `store`: it shall be there
    /// after a restart too.
    pub(crate) fn ensure_talk(
        &mut self,
        jid: &BareJid,
        store: bool,
        turn: &mut Turn,
    ) -> ConversationId {
        let id = match self.by_jid.get(jid) {
            Some(&id) => id,
            None => {
                let id = self.parts.store.next_conversation();
                self.report(id);
                self.by_jid.insert(jid.clone(), id);
                let mut record = preview::blank(id, self.record.id, jid.clone());
                record.known = self.contacts.contains_key(jid);
                record.flags.level = self.known_level(jid);
                self.talks.insert(id, Talk::new(record));
                self.dirty.insert(id);
                id
            }
        };
        if store
            && let Some(talk) = self.talks.get_mut(&id)
            && !talk.stored
        {
            talk.stored = true;
            turn.ops.push(Op::PutConversation(talk.record.clone()));
        }
        id
    }

    /// The person knows from now on whom a conversation is with.
    pub(crate) fn know(&mut self, id: ConversationId, turn: &mut Turn) {
        if let Some(talk) = self.talks.get_mut(&id)
            && !talk.record.known
        {
            talk.record.known = true;
            self.dirty.insert(id);
            if talk.stored {
                turn.ops.push(Op::PutConversation(talk.record.clone()));
            }
        }
    }

    /// A stranger's conversation without a word in it goes with the request that made it.
    fn drop_if_empty(&mut self, id: ConversationId, turn: &mut Turn) {
        let empty = self.talks.get(&id).is_some_and(|talk| {
            talk.record.last.is_none() && !self.contacts.contains_key(&talk.record.jid)
        });
        if empty {
            self.drop_talk(id, turn);
        }
    }

    pub(crate) fn drop_talk(&mut self, id: ConversationId, turn: &mut Turn) {
        let Some(talk) = self.talks.remove(&id) else {
            return;
        };
        self.by_jid.remove(&talk.record.jid);
        if self.rooms.has(id) {
            self.forget_avatar(&talk.record.jid, turn);
        }
        self.rooms.forget(id);
        self.dirty.remove(&id);
        self.drop_plans(id, turn);
        self.stop_all_fetching(id, |_| true, turn);
        turn.frees = true;
        self.drop_files(id, turn);
        let _ = self.parts.reports.send(Report::Gone(id));
        if talk.stored {
            turn.ops.push(Op::RemoveConversation {
                account: self.record.id,
                conversation: id,
            });
        }
        turn.gone.push(id);
    }
}

/// A status message is a few words; servers refuse long ones.
const STATUS_CHARS: usize = 1000;

/// A name longer than that is no name.
const NICK_CHARS: usize = 100;

/// What other clients have too: with a higher one we would take from them what is sent to the bare
/// address (RFC 6121 §8.5.2.1.1), and they show it to the same person.
const PRIORITY: i8 = 0;

/// More strangers than a person can answer. The server keeps the rest and asks again at the next
/// login (RFC 6121 §3.1.3).
const MAX_REQUESTS: usize = 100;
