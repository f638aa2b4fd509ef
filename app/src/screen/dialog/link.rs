//! What a link would have us do, asked before it is done (XEP-0147 §8): whoever made the link is not
//! the one who has clicked it.

use iced::widget::{column, text};
use waxwing_core::{AccountId, BareJid, Command, Link, LinkAction, LinkError, command};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::widget::{Element, one_line, text_button};
use crate::{engine, tr};

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    deed: Deed,
    /// How far it has come.
    pub progress: Progress,
}

/// What the link leads to.
#[derive(Clone, Debug, PartialEq)]
enum Deed {
    /// A message to somebody, perhaps begun.
    Write { to: BareJid, body: String },
    /// A new contact.
    Add {
        account: AccountId,
        own: BareJid,
        jid: BareJid,
        name: String,
        link: String,
    },
    /// An account on a server.
    Register { server: String, link: String },
    /// Nothing that can be done (yet); these words say why.
    Nothing { title: String, said: String },
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Do it.
    Confirmed,
    /// Don't.
    Cancelled,
}

/// What the page has to do after a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Show the conversation with somebody and begin a message.
    Write(BareJid, String),
    /// Make an account.
    Register(String),
    /// Invite somebody.
    Invite,
    /// Make a group.
    Group,
    /// Go into a channel.
    Channel,
}

impl State {
    /// The question that fits a link.
    pub fn new(link: &str, context: &Context<'_>) -> Self {
        Self {
            deed: Deed::of(link, context),
            progress: Progress::Idle,
        }
    }

    /// The heading.
    pub fn title(&self) -> String {
        match &self.deed {
            Deed::Write { .. } => tr!("link-write-title"),
            Deed::Add { .. } => tr!("add-contact-title"),
            Deed::Register { .. } => tr!("register-title"),
            Deed::Nothing { title, .. } => title.clone(),
        }
    }

    /// Whom it adds.
    pub fn added(&self) -> Option<(AccountId, BareJid)> {
        match &self.deed {
            Deed::Add { account, jid, .. } => Some((*account, jid.clone())),
            _ => None,
        }
    }

    /// What the page has to do where the engine can't.
    pub fn wish(&self) -> Option<Wish> {
        match &self.deed {
            Deed::Write { to, body } => Some(Wish::Write(to.clone(), body.clone())),
            Deed::Register { link, .. } => Some(Wish::Register(link.clone())),
            Deed::Add { .. } | Deed::Nothing { .. } => None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match (message, &self.deed) {
            (
                Message::Confirmed,
                Deed::Add {
                    account,
                    name,
                    link,
                    ..
                },
            ) if !self.progress.is_waiting() => {
                let request = engine::request();
                let add = command::contact::Command::Add {
                    request,
                    account: *account,
                    address: link.clone(),
                    name: name.clone(),
                };
                self.progress = Progress::Waiting(request);
                Outcome::Stay(Action::send(Command::Contact(add)))
            }
            (Message::Confirmed, Deed::Add { .. }) => Outcome::Stay(Action::none()),
            _ => Outcome::Close,
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        let (said, who) = self.deed.words();
        parts = parts.push(text(said).size(size::LIST));
        if let Some(who) = who {
            parts = parts.push(one_line(who).size(size::MESSAGE));
        }
        if let Deed::Write { body, .. } = &self.deed
            && !body.is_empty()
        {
            let begun: String = body.chars().take(BEGUN).collect();
            parts = parts.push(text(begun).size(size::LIST).style(words::quiet));
        }
        if let Some(said) = self.progress.wrong() {
            parts = parts.push(complaint(said));
        }
        let press = (!self.progress.is_waiting()).then_some(Message::Confirmed);
        let label = match &self.deed {
            Deed::Write { .. } => tr!("link-write-submit"),
            Deed::Add { .. } => tr!("add-contact-submit"),
            Deed::Register { .. } => tr!("register-link-submit"),
            Deed::Nothing { .. } => {
                let close = text_button(tr!("close"))
                    .id(super::CANCEL)
                    .on_press(Message::Cancelled);
                return parts.push(close).into();
            }
        };
        parts
            .push(buttons(Message::Cancelled, (Kind::Primary, label), press))
            .into()
    }
}

/// The room that a link leads into.
pub fn room(text: &str) -> Option<String> {
    let link = Link::parse(text).ok()?;
    let joins = matches!(link.action, LinkAction::Join { .. });
    joins.then(|| link.address.bare().to_string())
}

/// As much of a begun message is shown in the question.
const BEGUN: usize = 300;

impl Deed {
    fn of(text: &str, context: &Context<'_>) -> Self {
        let link = match Link::parse(text) {
            Ok(link) => link,
            Err(error) => return Self::unreadable(error),
        };
        let who = link.address.to_string();
        let about = |title: String, said: String| Self::Nothing { title, said };
        let person = link.address.local().is_some();
        let jid = link.address.bare().clone();
        match &link.action {
            LinkAction::Show if person => Self::Write {
                to: jid,
                body: String::new(),
            },
            LinkAction::Message { body } if person => Self::Write {
                to: jid,
                body: body.clone(),
            },
            LinkAction::Add { name, .. } if person => Self::add(jid, name, &link, context),
            LinkAction::Register { .. } => Self::Register {
                server: who,
                link: link.to_string(),
            },
            LinkAction::Remove => {
                about(tr!("link-remove-title"), tr!("link-remove", address = who))
            }
            _ => about(tr!("link-other-title"), tr!("link-other", address = who)),
        }
    }

    fn add(jid: BareJid, name: &str, link: &Link, context: &Context<'_>) -> Self {
        let account = context.world.account();
        match account {
            Some(account) => Self::Add {
                account: account.id,
                own: account.jid.clone(),
                jid,
                name: name.to_owned(),
                link: link.to_string(),
            },
            // Without an account an invitation makes one first.
            None if link.registers_at().is_some() => Self::Register {
                server: jid.domain().to_string(),
                link: link.to_string(),
            },
            None => Self::Nothing {
                title: tr!("add-contact-title"),
                said: tr!("link-needs-account"),
            },
        }
    }

    fn unreadable(error: LinkError) -> Self {
        tracing::debug!(%error, "a link that can't be used");
        Self::Nothing {
            title: tr!("link-other-title"),
            said: tr!("link-unreadable"),
        }
    }

    /// What will be done, and whom it is about.
    fn words(&self) -> (String, Option<String>) {
        match self {
            Self::Write { to, .. } => (tr!("link-write"), Some(to.to_string())),
            Self::Add { own, jid, name, .. } => {
                let said = tr!("link-add", own = own.as_str());
                let who = match name.is_empty() {
                    true => jid.to_string(),
                    false => format!("{name} ({jid})"),
                };
                (said, Some(who))
            }
            Self::Register { server, .. } => (tr!("link-register"), Some(server.clone())),
            Self::Nothing { said, .. } => (said.clone(), None),
        }
    }
}
