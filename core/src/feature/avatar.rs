//! Pictures of contacts, and our own (XEP-0084; XEP-0153 for who shows no other).
//!
//! What somebody shows is told by their node, or by the hash in their presence. The bytes are fetched
//! once and kept by their hash for all accounts; what is fetched counts only where its hash is the one
//! that was told. Until another picture is here, the one of before is shown. Strangers show none.

mod folder;
mod kept;
mod own;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use jid::BareJid;
use waxwing_proto::avatar::{self, Id, Told};
use waxwing_proto::iq::Request;
use waxwing_proto::presence::Presence;
use waxwing_proto::vcard_avatar::{self, Shown};
use waxwing_proto::{Address, pep, vcard};

use crate::RequestId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::Avatar;
use crate::store::{Op, Shelf};
pub(crate) use folder::Done;
use folder::Folder;
pub(crate) use kept::recall;
use own::{Changing, Step};

/// All that an account knows of pictures.
#[derive(Debug)]
pub(crate) struct Avatars {
    /// Who shows what, ourselves too.
    known: HashMap<BareJid, Known>,
    folder: Folder,
    /// What is being asked for, by whose it is.
    fetching: HashMap<BareJid, Id>,
    /// Whose is to be fetched.
    waiting: BTreeSet<BareJid>,
    /// What could not be had in this session.
    refused: HashSet<(BareJid, Id)>,
    /// How often somebody's was asked for in this session.
    tries: HashMap<BareJid, u32>,
    /// The server makes our card of what we publish (XEP-0398).
    pub(super) converts: bool,
    changing: Option<Changing>,
}

/// What somebody shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// By their node.
    published: Option<Id>,
    /// By their presence; of ourselves: what stands on our card.
    on_card: Option<Id>,
    /// What is here and shown.
    shown: Option<Id>,
    /// Of ourselves: everybody may see it.
    everybody: bool,
}

/// A question about a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Its bytes.
    Bytes {
        /// Whose it is.
        jid: BareJid,
        /// Its name.
        id: Id,
        /// Where they are.
        way: Way,
    },
    /// A part of an order about our own.
    Own(RequestId, Step),
}

/// Where the bytes of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// On a node of theirs.
    Node,
    /// On their card.
    Card,
}

impl Avatars {
    /// With what was written down.
    pub(crate) fn new(folder: PathBuf, known: HashMap<BareJid, Known>) -> Self {
        Self {
            known,
            folder: Folder::new(folder),
            fetching: HashMap::new(),
            waiting: BTreeSet::new(),
            refused: HashSet::new(),
            tries: HashMap::new(),
            converts: false,
            changing: None,
        }
    }

    /// The next piece of work in the folder that has come to its end; while there is none, never.
    pub(crate) async fn done(&mut self) -> Done {
        self.folder.done().await
    }

    /// What to show of somebody next, and where it is; `None` where nothing can be had.
    fn wanted(&self, jid: &BareJid) -> Option<(Id, Way)> {
        let known = self.known.get(jid)?;
        let published = known.published.clone().map(|id| (id, Way::Node));
        let on_card = known.on_card.clone().map(|id| (id, Way::Card));
        let mut all = published.into_iter().chain(on_card);
        all.find(|(id, _)| !self.refused.contains(&(jid.clone(), id.clone())))
    }

    /// They show no picture at all.
    fn is_bare(&self, jid: &BareJid) -> bool {
        let known = self.known.get(jid);
        known.is_none_or(|known| known.published.is_none() && known.on_card.is_none())
    }

    fn shown(&self, jid: &BareJid) -> Option<&Id> {
        self.known.get(jid)?.shown.as_ref()
    }

    fn show(&mut self, jid: &BareJid, id: Option<Id>) {
        if let Some(known) = self.known.get_mut(jid) {
            known.shown = id;
        }
    }
}

impl Account {
    /// The picture of somebody.
    pub(crate) fn avatar_of(&self, jid: &BareJid) -> Option<Avatar> {
        Some(self.at_hand(self.avatars.shown(jid)?))
    }

    /// A picture, if it is here.
    pub(super) fn picture(&self, id: &Id) -> Option<Avatar> {
        self.has_picture(id).then(|| self.at_hand(id))
    }

    /// Whether a picture is here.
    pub(super) fn has_picture(&self, id: &Id) -> bool {
        self.avatars.folder.has(id)
    }

    /// Whether it is known which pictures are here.
    pub(super) fn knows_pictures(&self) -> bool {
        self.avatars.folder.is_known()
    }

    /// Somebody has this picture, of which the bytes are at hand: it is shown once it is written.
    pub(super) fn give_picture(&mut self, jid: BareJid, id: Id, bytes: Vec<u8>) {
        let known = self.avatars.known.entry(jid.clone()).or_default();
        known.on_card = Some(id.clone());
        self.avatars.folder.write(Some(jid), id, bytes);
    }

    /// Keeps a picture, whosever it is.
    pub(super) fn keep_picture(&mut self, id: Id, bytes: Vec<u8>) {
        self.avatars.folder.write(None, id, bytes);
    }

    fn at_hand(&self, id: &Id) -> Avatar {
        Avatar {
            id: id.to_string(),
            path: self.avatars.folder.file(id),
        }
    }

    /// A session without a past: what could not be had may be had now, and the folder is looked at.
    pub(crate) fn begin_avatars(&mut self) {
        let avatars = &mut self.avatars;
        avatars.refused.clear();
        avatars.tries.clear();
        avatars.waiting.clear();
        let shown = avatars.known.values().filter_map(|one| one.shown.clone());
        let shown = shown.collect();
        avatars.folder.look(shown);
    }

    /// Somebody's node tells which picture they show.
    pub(crate) fn hear_avatar(&mut self, event: &pep::Event<'_>, turn: &mut Turn) {
        let published = match avatar::told(event.items) {
            Told::Unusable => return,
            Told::None => None,
            Told::One(info) => Some(info.id),
        };
        if self.shows_pictures(event.owner) {
            let known = self.avatars.known.entry(event.owner.clone()).or_default();
            // A server that makes the one of the other takes it off the card as well.
            if published.is_none() && known.on_card == known.published {
                known.on_card = None;
            }
            known.published = published;
            self.follow_avatar(event.owner, turn);
        }
    }

    /// A contact's presence tells of a picture on their card.
    pub(crate) fn hear_photo(&mut self, from: &BareJid, presence: &Presence, turn: &mut Turn) {
        let Some(shown) = vcard_avatar::shown(&presence.payloads) else {
            return;
        };
        let on_card = match shown {
            Shown::None => None,
            Shown::One(id) => Some(id),
        };
        match *from == self.record.jid {
            true => self.doubt_card(on_card, turn),
            false => self.told_on_card(from, on_card, turn),
        }
    }

    /// Somebody's card has this picture, or none.
    pub(super) fn told_on_card(&mut self, from: &BareJid, on_card: Option<Id>, turn: &mut Turn) {
        if !self.shows_pictures(from) {
            return;
        }
        if on_card.is_none() && !self.avatars.known.contains_key(from) {
            return;
        }
        let known = self.avatars.known.entry(from.clone()).or_default();
        if known.on_card != on_card {
            known.on_card = on_card;
            self.follow_avatar(from, turn);
        }
    }

    fn shows_pictures(&self, jid: &BareJid) -> bool {
        let ours = *jid == self.record.jid;
        let known = self.contacts.contains_key(jid) || self.room_of(jid).is_some();
        ours || (known && !self.book.is_blocked(jid))
    }

    /// Shows what somebody shows, or sets about getting it.
    fn follow_avatar(&mut self, jid: &BareJid, turn: &mut Turn) {
        if self.avatars.is_bare(jid) {
            self.avatars.waiting.remove(jid);
            if self.avatars.shown(jid).is_some() {
                self.show_avatar(jid, None, turn);
            }
            return;
        }
        let Some((id, _)) = self
            .avatars
            .wanted(jid)
            .filter(|_| self.shows_pictures(jid))
        else {
            return;
        };
        if self.avatars.shown(jid) == Some(&id) {
            self.avatars.waiting.remove(jid);
        } else if self.avatars.folder.has(&id) {
            self.avatars.waiting.remove(jid);
            self.show_avatar(jid, Some(id), turn);
        } else if self.avatars.fetching.get(jid) != Some(&id) {
            // Prosody tells it twice: to the account, and to who has asked to be told.
            self.avatars.waiting.insert(jid.clone());
            self.fetch_avatars(turn);
        }
    }

    fn show_avatar(&mut self, jid: &BareJid, id: Option<Id>, turn: &mut Turn) {
        self.avatars.show(jid, id);
        turn.account |= *jid == self.record.jid;
        self.dirty.extend(self.by_jid.get(jid));
        self.keep_avatar(jid);
    }

    /// Asks for what waits, some at a time.
    fn fetch_avatars(&mut self, turn: &mut Turn) {
        // What is in the folder needs not be asked for.
        if !self.is_online() || !self.avatars.folder.is_known() {
            return;
        }
        for jid in self.avatars.waiting.clone() {
            if self.avatars.fetching.len() >= MAX_AT_ONCE {
                return;
            }
            // Of ours we have the bytes while it is being published.
            let ours = jid == self.record.jid && self.avatars.changing.is_some();
            if ours || self.avatars.fetching.contains_key(&jid) {
                continue;
            }
            self.avatars.waiting.remove(&jid);
            let tries = self.avatars.tries.entry(jid.clone()).or_default();
            *tries += 1;
            if *tries > MAX_TRIES {
                tracing::info!("somebody changes their picture too often for this session");
                continue;
            }
            if let Some((id, way)) = self.avatars.wanted(&jid) {
                self.fetch_avatar(jid, id, way, turn);
            }
        }
    }

    fn fetch_avatar(&mut self, jid: BareJid, id: Id, way: Way, turn: &mut Turn) {
        let query = match way {
            Way::Node => avatar::fetch(&id),
            Way::Card => vcard::query(),
        };
        let whom = Address::from(&jid);
        let to = (jid != self.record.jid).then_some(&whom);
        self.avatars.fetching.insert(jid.clone(), id.clone());
        let question = Question::About(About::Avatar(Asked::Bytes { jid, id, way }));
        self.ask_of(to, Request::Get(query), question, turn);
    }

    /// What came of a question about a picture.
    pub(crate) fn learn_avatar(&mut self, asked: Asked, outcome: Outcome, turn: &mut Turn) {
        let (jid, id, way) = match asked {
            Asked::Bytes { jid, id, way } => (jid, id, way),
            Asked::Own(request, step) => {
                self.own_avatar_went(request, step, outcome, turn);
                return;
            }
        };
        self.avatars.fetching.remove(&jid);
        let bytes = match outcome {
            Ok(answer) => match way {
                Way::Node => avatar::picture(answer.as_ref(), &id),
                Way::Card => vcard_avatar::named(answer.as_ref(), &id),
            },
            // The next session tells it again.
            Err(Unanswered::Offline) => return,
            Err(_) => Err(avatar::PictureError::Missing),
        };
        match bytes {
            Ok(bytes) if self.shows_pictures(&jid) => {
                self.avatars.folder.write(Some(jid), id, bytes);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::info!(%error, "a picture of somebody");
                self.avatars.refused.insert((jid.clone(), id));
                self.follow_avatar(&jid, turn);
            }
        }
        self.fetch_avatars(turn);
    }

    /// A piece of work in the folder has come to its end.
    pub(crate) fn avatar_done(&mut self, done: Done, turn: &mut Turn) {
        match done {
            Done::Looked(here) => {
                self.avatars.folder.learn(here);
                self.faces_are_known();
                let all: Vec<BareJid> = self.avatars.known.keys().cloned().collect();
                for jid in all {
                    let gone = self.avatars.shown(&jid).cloned();
                    if gone.is_some_and(|id| !self.avatars.folder.has(&id)) {
                        self.show_avatar(&jid, None, turn);
                    }
                    self.follow_avatar(&jid, turn);
                }
            }
            Done::Written { jid, id, error } => {
                if let Some(error) = error {
                    tracing::warn!(%error, "a picture can't be written down");
                    self.avatars
                        .refused
                        .extend(jid.clone().map(|jid| (jid, id)));
                } else {
                    self.face_is_here(&id);
                    self.avatars.folder.took(id);
                }
                // Others may show the same one.
                let all: Vec<BareJid> = self.avatars.waiting.iter().cloned().collect();
                for jid in jid.into_iter().chain(all) {
                    self.follow_avatar(&jid, turn);
                }
                if self.avatars.folder.is_full() {
                    let shown = self.avatars.known.values();
                    let shown = shown.filter_map(|one| one.shown.clone()).collect();
                    self.avatars.folder.look(shown);
                }
            }
        }
    }

    /// Somebody is no contact any more.
    pub(crate) fn forget_avatar(&mut self, jid: &BareJid, turn: &mut Turn) {
        self.avatars.waiting.remove(jid);
        self.avatars.tries.remove(jid);
        if self.avatars.known.remove(jid).is_some() {
            self.dirty.extend(self.by_jid.get(jid));
            turn.ops.push(Op::RemoveNote {
                account: self.record.id,
                shelf: Shelf::Avatar,
                name: jid.to_string(),
            });
        }
    }
}

/// So many are asked for side by side: at a first login there may be hundreds, and nobody's messages
/// shall wait for them.
const MAX_AT_ONCE: usize = 4;

/// Nobody changes their picture so often; whoever does waits for the next session.
const MAX_TRIES: u32 = 50;
