//! A new group: what it is called, and who is in it.

use std::collections::{BTreeSet, HashSet};

use iced::Fill;
use iced::widget::{column, container, scrollable, text};
use waxwing_core::command::room as command;
use waxwing_core::model::{Conversation, Subscription};
use waxwing_core::{AccountId, BareJid, Command, ConversationId, RequestId};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::screen::Context;
use crate::screen::chat::people::picture;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::ui::toggle::toggle;
use crate::widget::{Element, Role, accessible, focus, text_field};
use crate::{engine, tr};

/// The field among the widgets.
pub const NAME: &str = "new-group-name";
/// The list scrolls.
const TALLEST: f32 = 220.0;
/// As many people are offered; who looks for another one types their name.
const MOST: usize = 40;

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    purpose: Purpose,
    account: AccountId,
    name: String,
    filter: String,
    chosen: BTreeSet<BareJid>,
    picture: picture::State,
    /// It is there by now, and waits for its picture.
    made: Option<ConversationId>,
    painting: bool,
    /// How far it has come.
    pub progress: Progress,
}

/// What the people are chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A group that is not there yet.
    New,
    /// One that is.
    Invite(ConversationId),
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another account.
    Account(AccountId),
    /// Another name is typed.
    Named(String),
    /// Somebody is looked for.
    Filtered(String),
    /// Somebody is in it, or not.
    Toggled(BareJid),
    /// Whose address is typed is chosen.
    Entered,
    /// With the picture that it is to have.
    Picture(picture::Message),
    /// Make it, or invite them.
    Submitted,
    /// Close.
    Cancelled,
}

impl State {
    /// A new group of an account.
    pub fn new(account: AccountId) -> Self {
        Self {
            purpose: Purpose::New,
            account,
            name: String::new(),
            filter: String::new(),
            chosen: BTreeSet::new(),
            picture: picture::State::default(),
            made: None,
            painting: false,
            progress: Progress::Idle,
        }
    }

    /// The group that was asked for is there.
    pub fn hear(&mut self, request: RequestId, made: ConversationId) {
        if matches!(self.progress, Progress::Waiting(ours) if ours == request) {
            self.made = Some(made);
        }
    }

    /// The group that was made.
    pub fn made(&self) -> Option<ConversationId> {
        self.made
    }

    /// People for a group that is there.
    pub fn invite(entry: &Conversation) -> Self {
        Self {
            purpose: Purpose::Invite(entry.id),
            name: entry.name.clone(),
            ..Self::new(entry.account)
        }
    }

    /// The heading.
    pub fn title(&self) -> String {
        match self.purpose {
            Purpose::New => tr!("group-new"),
            Purpose::Invite(_) => tr!("group-invite-title", name = self.name.as_str()),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Account(account) => {
                self.account = account;
                self.chosen.clear();
            }
            Message::Named(name) => self.name = name,
            Message::Filtered(words) => self.filter = words,
            // While one after the other is invited, they stay as they are.
            Message::Toggled(_) if self.progress.is_waiting() => {}
            Message::Toggled(jid) => {
                if !self.chosen.remove(&jid) {
                    self.chosen.insert(jid);
                }
            }
            Message::Picture(_) if self.progress.is_waiting() => {}
            Message::Picture(message) => {
                let waited = self.picture.kept().is_some();
                let action = self.picture.update(message, picture::Whose::New);
                let mut action = action.map(Message::Picture).map(super::Message::NewGroup);
                if !waited && self.picture.kept().is_some() {
                    action = action.and(Action::run(focus::to(NAME)));
                }
                return Outcome::Stay(action);
            }
            Message::Entered => match self.typed().filter(|_| !self.progress.is_waiting()) {
                Some(jid) => {
                    self.chosen.insert(jid);
                    self.filter.clear();
                }
                None if self.is_ready() => return self.submit(),
                None => {}
            },
            Message::Cancelled => return Outcome::Close,
            Message::Submitted if self.is_ready() => return self.submit(),
            Message::Submitted => {}
        }
        Outcome::Stay(Action::none())
    }

    fn is_ready(&self) -> bool {
        let has = match self.purpose {
            Purpose::New => !self.name.trim().is_empty() && self.picture.is_settled(),
            Purpose::Invite(_) => !self.chosen.is_empty() || self.typed().is_some(),
        };
        has && !self.progress.is_waiting()
    }

    fn submit(&mut self) -> Outcome {
        // Whose address is typed is meant, too.
        if self.made.is_none() && !self.progress.is_waiting() {
            self.chosen.extend(self.typed());
            self.filter.clear();
        }
        let request = engine::request();
        let painted = self.made.filter(|_| self.painting);
        let command = match (self.purpose, painted) {
            (Purpose::New, Some(conversation)) => command::Command::SetPicture {
                request,
                conversation,
                picture: self.picture.kept().cloned(),
            },
            (Purpose::New, None) => command::Command::Create {
                request,
                account: self.account,
                name: self.name.trim().to_owned(),
                people: self.chosen.iter().cloned().collect(),
            },
            (Purpose::Invite(conversation), _) => match self.chosen.first() {
                Some(jid) => command::Command::Invite {
                    request,
                    conversation,
                    jid: jid.clone(),
                    reason: String::new(),
                },
                None => return Outcome::Close,
            },
        };
        self.progress = Progress::Waiting(request);
        Outcome::Stay(Action::send(Command::Room(command)))
    }

    /// What was asked for is done; of several who are invited it is the turn of the next one.
    pub fn go_on(&mut self) -> Outcome {
        match self.purpose {
            // It is there, and gets its picture.
            Purpose::New if self.picture.kept().is_some() && !self.painting => {
                self.painting = true;
                self.submit()
            }
            Purpose::New => Outcome::Close,
            Purpose::Invite(_) => {
                self.chosen.pop_first();
                self.submit()
            }
        }
    }

    /// What is wrong, and with whom.
    fn wrong(&self) -> Option<Words> {
        let words = self.progress.wrong()?;
        if self.painting {
            return Some(Words {
                what: tr!("group-no-picture"),
                advice: words.sentence(),
                facts: words.facts.clone(),
            });
        }
        let whom = self.chosen.first().filter(|_| self.purpose != Purpose::New);
        Some(match whom {
            Some(jid) => Words {
                what: tr!("group-not-invited", name = jid.as_str()),
                advice: words.sentence(),
                facts: words.facts.clone(),
            },
            None => words.clone(),
        })
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        let filter = text_field(tr!("group-people"), &self.filter)
            .on_input(Message::Filtered)
            .on_submit(Message::Entered);
        let filter = match self.purpose {
            Purpose::New => {
                let accounts = context.world.accounts().filter(|one| one.enabled);
                let accounts: Vec<_> = accounts.map(|one| (one.id, one.jid.to_string())).collect();
                if accounts.len() > 1 {
                    parts = parts.push(choices(None, self.account, accounts, Message::Account));
                }
                parts = parts.push(
                    text_field(tr!("group-name"), &self.name)
                        .id(NAME)
                        .on_input(Message::Named)
                        .on_submit(Message::Submitted),
                );
                let picture = self.picture.view(picture::Shown {
                    face: None,
                    there: false,
                    whose: picture::Whose::New,
                });
                parts = parts.push(picture.map(Message::Picture));
                filter
            }
            Purpose::Invite(_) => filter.id(NAME),
        };
        parts = parts.push(filter).push(self.people(context));
        if let Some(words) = self.wrong() {
            parts = parts.push(complaint(&words));
        }
        let submit = match self.purpose {
            Purpose::New => tr!("group-new-submit"),
            Purpose::Invite(_) => tr!("group-invite-submit"),
        };
        let press = self.is_ready().then_some(Message::Submitted);
        parts
            .push(buttons(Message::Cancelled, (Kind::Primary, submit), press))
            .into()
    }

    /// Those who belong to the group already.
    fn members<'a>(&self, context: &Context<'a>) -> HashSet<&'a BareJid> {
        let room = match self.purpose {
            Purpose::New => None,
            Purpose::Invite(id) => context.world.conversation(id),
        };
        let room = room.and_then(|entry| entry.room.as_deref());
        let members = room.into_iter().flat_map(|room| room.members.iter());
        members.map(|one| &one.jid).collect()
    }

    /// The whole address that is typed.
    fn typed(&self) -> Option<BareJid> {
        let typed = BareJid::new(self.filter.trim()).ok();
        typed.filter(|jid| jid.node().is_some())
    }

    /// Whoever was chosen by their address, and whoever is being: they are no contacts.
    fn strangers(&self, context: &Context<'_>) -> BTreeSet<BareJid> {
        let is_listed = |jid: &BareJid| {
            let entry = context.world.with(self.account, jid);
            let entry = entry.and_then(|id| context.world.conversation(id));
            entry.is_some_and(|entry| entry.subscription != Subscription::Stranger)
        };
        let typed = self.typed();
        let members = self.members(context);
        let typed = typed.filter(|jid| !members.contains(jid));
        let mut all = self.chosen.clone();
        all.extend(typed);
        all.retain(|jid| !is_listed(jid));
        all
    }

    fn people<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let found = context.world.matching(&self.filter);
        let entries = found
            .iter()
            .filter_map(|id| context.world.conversation(*id));
        let known = |entry: &&std::sync::Arc<Conversation>| {
            let person = entry.room.is_none() && !entry.notes && !entry.blocked;
            person && entry.account == self.account && entry.subscription != Subscription::Stranger
        };
        let mut list = column![].spacing(space::XS);
        let mut none = true;
        let members = self.members(context);
        for jid in self.strangers(context) {
            none = false;
            let ticked = self.chosen.contains(&jid);
            let name = jid.to_string();
            list = list.push(toggle(name, ticked, None, Some(Message::Toggled(jid))));
        }
        for entry in entries.filter(known).take(MOST) {
            none = false;
            let there = members.contains(&&entry.jid);
            let ticked = there || self.chosen.contains(&entry.jid);
            let message = (!there).then(|| Message::Toggled(entry.jid.clone()));
            let name = match there {
                true => tr!("group-already", name = entry.name.as_str()),
                false => entry.name.clone(),
            };
            list = list.push(toggle(name, ticked, None, message));
        }
        let body: Element<'a, Message> = match none {
            true => {
                let label = tr!("group-nobody");
                let shown = text(label.clone()).size(size::LIST).style(words::quiet);
                accessible(Role::Status, label, shown).into()
            }
            false => scrollable(list.width(Fill))
                .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
                .style(theme::list::scrollable)
                .into(),
        };
        container(body).width(Fill).height(TALLEST).into()
    }
}
