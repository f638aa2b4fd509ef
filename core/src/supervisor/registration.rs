//! Accounts that are yet to be: the dialogs that make them, and what follows when they are there.
//!
//! A new account is written down with its password before anything else happens. Its first login
//! may fail, the window may be closed, the power may go: nobody has to remember what they typed.

use jid::BareJid;
use waxwing_proto::uri::{Action, Link};

use super::{SignIn, Supervisor};
use crate::account::access::new_resource;
use crate::account::registration::{NewAccount, Order, Registration};
use crate::account::{Opening, ToAccount};
use crate::command::registration::Command;
use crate::feature::invitation;
use crate::model::{ConnectSettings, OwnPresence};
use crate::store::{AccountRecord, Op, Unit};
use crate::vault::Slot;
use crate::{Error, RequestId};

/// A person makes one account at a time; a program that makes more than these has lost count.
const MOST: usize = 8;

/// A dialog at work, and what it is for.
pub(super) struct Registering {
    dialog: Registration,
    settings: ConnectSettings,
    /// The invitation that led here.
    link: Option<Link>,
}

impl Supervisor {
    pub(super) async fn handle_registration(&mut self, command: Command) {
        match command {
            Command::Start {
                request,
                server,
                settings,
            } => {
                if let Err(error) = self.register(request, &server, settings) {
                    self.done(request, Err(error));
                }
            }
            Command::Submit { request, answers } => match self.registrations.get(&request) {
                Some(one) => one.dialog.submit(answers),
                None => self.done(request, Err(Error::NotFound)),
            },
            Command::Cancel { request } => {
                self.cancel_sign_in(request).await;
                if self.registrations.remove(&request).is_some() {
                    self.done(request, Err(Error::NotFound));
                }
            }
        }
    }

    fn register(
        &mut self,
        request: RequestId,
        server: &str,
        settings: ConnectSettings,
    ) -> Result<(), Error> {
        if self.registrations.contains_key(&request) || self.registrations.len() >= MOST {
            return Err(Error::NotFound);
        }
        let link = Link::parse_invitation(server).ok();
        let (domain, token) = match &link {
            Some(link) => link
                .registers_at()
                .ok_or_else(|| invalid("the link makes no account"))?,
            None => (server.trim(), None),
        };
        let user = link.as_ref().and_then(|link| match link.action {
            Action::Register { .. } => link.address.local(),
            _ => None,
        });
        let order = Order {
            request,
            domain: domain_of(domain)?,
            user: user.map(str::to_owned),
            token: token.map(str::to_owned),
            settings: settings.clone(),
            nameserver: self.parts.nameserver,
            tuning: self.parts.tuning,
            language: self.parts.language.clone(),
        };
        let (events, reports) = (self.parts.events.clone(), self.parts.reports.clone());
        let registering = Registering {
            dialog: Registration::start(order, events, reports),
            settings,
            link,
        };
        self.registrations.insert(request, registering);
        Ok(())
    }

    pub(super) async fn handle_registered(
        &mut self,
        request: RequestId,
        outcome: Result<NewAccount, Error>,
    ) {
        let Some(registering) = self.registrations.remove(&request) else {
            return;
        };
        let outcome = match outcome {
            Ok(account) if account.certain => self.keep_new(account, registering).await,
            // Whether it is there only a login can tell, and only then it is kept.
            Ok(account) => {
                let address = account.jid.to_string();
                let tried = self.sign_in(
                    SignIn::with_password(request, account.password),
                    &address,
                    registering.settings,
                );
                match tried {
                    Ok(()) => return,
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        self.done(request, outcome);
    }

    /// Writes a new account down, then lets it connect.
    async fn keep_new(&mut self, account: NewAccount, from: Registering) -> Result<(), Error> {
        if self.accounts.values().any(|one| one.jid == account.jid) {
            return Err(Error::AccountExists);
        }
        let mut settings = from.settings;
        if settings.resource.trim().is_empty() {
            settings.resource = new_resource();
        }
        let record = AccountRecord {
            id: self.parts.store.next_account(),
            jid: account.jid,
            settings,
            presence: OwnPresence::default(),
            enabled: true,
            order: self.next_order(),
            roster_version: String::new(),
            colour: None,
        };
        let id = record.id;
        // First the password: a secret without an account is swept up, an account without its
        // secret is lost.
        self.vault
            .set(id, Slot::Password, account.password.clone())?;
        let rest_key = self.rest_key(id);
        let mut ops = vec![Op::PutAccount(record.clone())];
        let inviter = from.link.filter(|link| link.inviter().is_some());
        if let Some(link) = &inviter {
            ops.push(Op::PutNote(invitation::note(id, link)?));
        }
        self.parts
            .store
            .commit(ops.into_iter().collect::<Unit>())
            .await?;
        let mut opening = Opening::new(record, true);
        opening.rest_key = rest_key;
        self.start(opening, Some(account.password), None);
        if let Some(link) = inviter {
            self.pass(id, ToAccount::Invited(link));
        }
        Ok(())
    }
}

fn domain_of(text: &str) -> Result<BareJid, Error> {
    let jid: Result<BareJid, _> = text.parse();
    match jid {
        Ok(jid) if jid.node().is_none() => Ok(jid),
        Ok(_) => Err(invalid("a server has no @ in its name")),
        Err(error) => Err(invalid(&error.to_string())),
    }
}

fn invalid(detail: &str) -> Error {
    Error::InvalidAddress(detail.to_owned())
}
