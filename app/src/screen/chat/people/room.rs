//! The page of a group: what it is, who is in it, and what can be done about both.

mod absent;
mod members;
mod view;

use waxwing_core::command::room as command;
use waxwing_core::model::{Affiliation, Author, Conversation, Member, Occupant, Role, Room};
use waxwing_core::{BareJid, Command, ConversationId, Error, RequestId};

use super::{Wish, picture};
use crate::screen::Action;
use crate::screen::chat::ContactDeed;
use crate::ui::failure::Words;
use crate::widget::focus;
use crate::widget::qr::Code;
use crate::{clipboard, engine, tr};
use members::List;

/// The field that is open among the widgets.
const FIELD: &str = "room-field";

/// What can be written on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The subject.
    Subject,
    /// What we are called here.
    Nick,
}

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    /// What is being written.
    typed: Option<(Field, String)>,
    /// What is being done, and could not be.
    asked: Option<RequestId>,
    wrong: Option<Words>,
    /// What was written is on its way.
    saving: Option<RequestId>,
    /// Who belongs to it, or may not come in, while that is shown.
    list: Option<List>,
    /// The way in as a code, while that is shown.
    code: Option<Code>,
    /// Who is being made what.
    ranking: Vec<(RequestId, BareJid, Affiliation)>,
    picture: picture::State,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Back.
    Closed,
    /// Something is done that the menu of the conversation has, too.
    Deed(ContactDeed),
    /// This shall be changed.
    Wanted(Field),
    /// It is being typed.
    Typed(String),
    /// That is it from now on.
    Submitted,
    /// It stays.
    Kept,
    /// Show who belongs to it, or who is banned, or neither.
    Listed(Option<bool>),
    /// Show the way in for others, or no longer.
    Shared(Option<String>),
    /// Put this on the clipboard.
    Copied(String),
    /// Somebody gets another role.
    RoleSet(String, Role),
    /// Somebody is something else to the group.
    AffiliationSet(BareJid, Affiliation),
    /// Somebody has to leave; with an address, to be that from then on.
    PutOut(String, Option<(BareJid, Affiliation)>),
    /// Write to somebody alone.
    Talked(BareJid),
    /// The same, in the group.
    Whispered(String),
    /// Somebody is heard no longer, or again.
    Ignored(Author, bool),
    /// With the picture of the group.
    Picture(picture::Message),
}

impl State {
    /// Opens the page of a group.
    pub fn open(entry: &Conversation) -> Self {
        Self {
            id: entry.id,
            typed: None,
            asked: None,
            wrong: None,
            saving: None,
            list: None,
            code: None,
            ranking: Vec::new(),
            picture: picture::State::default(),
        }
    }

    /// Whose conversation it is.
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// Takes in what happened.
    pub fn update(
        &mut self,
        message: Message,
        room: Option<&Room>,
    ) -> (Action<Message>, Option<Wish>) {
        let conversation = self.id;
        let action = match message {
            Message::Closed => return (Action::none(), Some(Wish::Close)),
            Message::Deed(deed) => {
                return (Action::none(), Some(Wish::Contact(self.id, deed)));
            }
            Message::Talked(jid) => return (Action::none(), Some(Wish::Talk(self.id, jid))),
            Message::Whispered(nick) => {
                return (Action::none(), Some(Wish::Whisper(self.id, nick)));
            }
            Message::PutOut(nick, ban) => {
                return (Action::none(), Some(Wish::PutOut(self.id, nick, ban)));
            }
            Message::Wanted(field) => {
                let present = room.map_or("", |room| match field {
                    Field::Subject => room.subject.as_str(),
                    Field::Nick => room.nick.as_str(),
                });
                self.typed = Some((field, present.to_owned()));
                Action::run(focus::to(FIELD))
            }
            Message::Typed(text) => {
                if let Some((_, typed)) = &mut self.typed {
                    *typed = text;
                }
                Action::none()
            }
            Message::Kept => {
                self.typed = None;
                Action::none()
            }
            Message::Submitted => self.submit(),
            Message::Listed(which) => match which.map(|banned| List::ask(conversation, banned)) {
                Some((list, ask)) => {
                    self.list = Some(list);
                    ask
                }
                None => {
                    self.list = None;
                    Action::none()
                }
            },
            Message::Shared(link) => {
                self.code = link.as_deref().and_then(Code::of);
                Action::none()
            }
            Message::Copied(text) => Action::run(clipboard::copy(text)),
            Message::Ignored(author, on) => Action::send(Command::Room(command::Command::Ignore {
                conversation,
                author,
                on,
            })),
            Message::Picture(message) => {
                let whose = picture::Whose::Room(conversation);
                self.picture.update(message, whose).map(Message::Picture)
            }
            Message::RoleSet(nick, role) => self.ask(|request| command::Command::SetRole {
                request,
                conversation,
                nick,
                role,
                reason: String::new(),
            }),
            Message::AffiliationSet(jid, affiliation) => {
                let whom = jid.clone();
                let ask = self.ask(|request| command::Command::SetAffiliation {
                    request,
                    conversation,
                    jid,
                    affiliation,
                    reason: String::new(),
                });
                let asked = self.asked.map(|request| (request, whom, affiliation));
                self.ranking.extend(asked);
                ask
            }
        };
        (action, None)
    }

    /// What was written goes to the group.
    fn submit(&mut self) -> Action<Message> {
        let conversation = self.id;
        let Some((field, typed)) = &self.typed else {
            return Action::none();
        };
        let text = typed.trim().to_owned();
        let ask = match field {
            Field::Nick if text.is_empty() => return Action::none(),
            Field::Nick => self.ask(|request| command::Command::SetNick {
                request,
                conversation,
                nick: text,
            }),
            Field::Subject => self.ask(|request| command::Command::SetSubject {
                request,
                conversation,
                subject: text,
            }),
        };
        self.saving = self.asked;
        ask
    }

    /// Takes in that somebody is something else to it.
    pub fn told_rank(&mut self, jid: &BareJid, affiliation: Affiliation) {
        if let Some(list) = &mut self.list {
            list.change(jid, affiliation);
        }
    }

    /// Takes in who belongs to it.
    pub fn hear(&mut self, request: RequestId, members: &[Member]) {
        if let Some(list) = &mut self.list {
            list.hear(request, members);
        }
    }

    fn ask(&mut self, command: impl FnOnce(RequestId) -> command::Command) -> Action<Message> {
        let request = engine::request();
        self.asked = Some(request);
        self.wrong = None;
        Action::send(Command::Room(command(request)))
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) {
        if self.picture.finish(request, result) {
            return;
        }
        let naming = self.saving == Some(request) && matches!(self.typed, Some((Field::Nick, _)));
        // What was typed stays where the group does not take it.
        if self.saving.take_if(|saving| *saving == request).is_some() && result.is_ok() {
            self.typed = None;
        }
        let list = self.list.as_mut();
        let listed = list.is_some_and(|list| list.finish(request));
        let asked = self.asked.take_if(|asked| *asked == request).is_some();
        let ranked = self.ranking.iter().position(|(of, ..)| *of == request);
        let ranked = ranked.map(|place| self.ranking.swap_remove(place));
        if let (Some((_, jid, affiliation)), Some(list), Ok(())) = (&ranked, &mut self.list, result)
        {
            list.change(jid, *affiliation);
        }
        if asked || ((listed || ranked.is_some()) && result.is_err()) {
            self.wrong = result.as_ref().err().map(Words::of_error);
            if let (Err(Error::Refused { condition, .. }), true) = (result, naming)
                && condition == "conflict"
            {
                self.wrong = Some(Words::new(tr!("room-nick-taken")));
            }
        }
    }
}

/// What we may do with somebody who is in the group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Powers {
    /// Make them leave.
    kick: bool,
    /// And keep them out.
    ban: bool,
    /// Let them speak, or not.
    voice: bool,
    /// Make them one who runs it, or not.
    rank: bool,
}

impl Powers {
    /// Ours over somebody (XEP-0045 §5.2.1): only over those who are less than we are.
    fn over(one: &Occupant, role: Role, affiliation: Affiliation) -> Self {
        let less = !one.mine && one.affiliation < affiliation.max(Affiliation::Member);
        let known = one.jid.is_some();
        Self {
            kick: role == Role::Moderator && less,
            ban: affiliation >= Affiliation::Admin && less && known,
            voice: role == Role::Moderator && less && one.role < Role::Moderator,
            rank: affiliation == Affiliation::Owner && less && known,
        }
    }
}

/// What an owner can make of somebody who is less.
fn ranks(now: Affiliation) -> Vec<(String, Affiliation)> {
    let admin = match now {
        Affiliation::Admin => (tr!("room-no-admin"), Affiliation::Member),
        _ => (tr!("room-make-admin"), Affiliation::Admin),
    };
    vec![admin, (tr!("room-make-owner"), Affiliation::Owner)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(affiliation: Affiliation) -> Occupant {
        Occupant {
            nick: "ana".to_owned(),
            affiliation,
            role: Role::Participant,
            jid: Some("ana@example.org".parse().unwrap()),
            ..Occupant::default()
        }
    }

    #[test]
    fn nobody_has_power_over_those_above_them() {
        let owner = somebody(Affiliation::Owner);
        let powers = Powers::over(&owner, Role::Moderator, Affiliation::Admin);
        assert_eq!(powers, Powers::default());
        let powers = Powers::over(&owner, Role::Moderator, Affiliation::Owner);
        assert_eq!(powers, Powers::default(), "nor over their equals");
        let guest = somebody(Affiliation::None);
        let powers = Powers::over(&guest, Role::Participant, Affiliation::Member);
        assert_eq!(powers, Powers::default());
        let powers = Powers::over(&guest, Role::Moderator, Affiliation::Admin);
        assert!(powers.kick && powers.ban && powers.voice && !powers.rank);
    }

    #[test]
    fn nobody_throws_themselves_out_and_strangers_can_not_be_banned() {
        let me = Occupant {
            mine: true,
            ..somebody(Affiliation::None)
        };
        assert_eq!(
            Powers::over(&me, Role::Moderator, Affiliation::Owner),
            Powers::default()
        );
        let hidden = Occupant {
            jid: None,
            ..somebody(Affiliation::None)
        };
        let powers = Powers::over(&hidden, Role::Moderator, Affiliation::Owner);
        assert!(powers.kick && !powers.ban && !powers.rank);
    }
}
