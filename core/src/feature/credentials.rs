//! Changing the own password, and deleting the account on the server (XEP-0077 §3.2, §3.3).
//!
//! The answer to either can get lost. Then nobody knows which password holds, or whether the account
//! is still there, until the next login: so the new password is kept beside the old one until one of
//! them has been seen to work, also over a restart.

use jid::BareJid;
use waxwing_proto::Address;
use waxwing_proto::iq::Request;
use waxwing_proto::registration;
use waxwing_proto::stanza_error::{Condition, StanzaError};

use crate::account::Account;
use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::Question;
use crate::model::Secret;
use crate::supervisor::Report;
use crate::{Error, Failure, RequestId, Retry};

/// Something about the own account that is not settled.
#[derive(Debug)]
pub(crate) enum Deed {
    /// The password is being changed.
    Change {
        /// Who waits; nobody where the answer can't be waited for any more.
        request: Option<RequestId>,
        /// The new password.
        new: Secret,
        /// The old one was refused, and the new one is tried.
        tried: bool,
    },
    /// The account is being deleted.
    Delete {
        /// Who waits.
        request: RequestId,
        /// We were thrown out before an answer, and try whether we can come back.
        tried: bool,
    },
}

/// How a change of password ended.
#[derive(Debug)]
pub(crate) struct Changed {
    /// Who waits for it.
    pub(crate) request: Option<RequestId>,
    /// The password that holds now, if it is the new one.
    pub(crate) outcome: Result<Secret, Error>,
}

impl Account {
    /// Orders another password. It is written down beside the old one already.
    pub(crate) fn change_password(&mut self, request: RequestId, new: Secret, turn: &mut Turn) {
        let user = self.record.jid.node().map(ToString::to_string);
        let order =
            registration::change_password(user.as_deref().unwrap_or_default(), new.reveal());
        if !self.is_online() || self.deed.is_some() {
            self.report_changed(Some(request), Err(Error::Offline));
            return;
        }
        self.deed = Some(Deed::Change {
            request: Some(request),
            new,
            tried: false,
        });
        self.order_of_server(order, turn);
    }

    /// A change of before the start may have come to pass.
    pub(crate) fn doubt_password(&mut self, new: Secret) {
        self.deed = Some(Deed::Change {
            request: None,
            new,
            tried: false,
        });
    }

    /// Orders the end of the account.
    pub(crate) fn delete_on_server(&mut self, request: RequestId, turn: &mut Turn) {
        if !self.is_online() || self.deed.is_some() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        self.deed = Some(Deed::Delete {
            request,
            tried: false,
        });
        // Servers honour tokens of accounts that they have just deleted.
        self.line.send(ToStream::ForgetToken);
        self.order_of_server(registration::delete_account(), turn);
    }

    fn order_of_server(&mut self, order: waxwing_proto::minidom::Element, turn: &mut Turn) {
        let domain: Option<BareJid> = self.own.domain().parse().ok();
        let server = domain.map(Address::from);
        self.ask_of(server.as_ref(), Request::Set(order), Question::Own, turn);
    }

    /// What came of an order.
    pub(crate) fn hear_own(&mut self, outcome: Outcome, turn: &mut Turn) {
        let Some(deed) = self.deed.take() else {
            return;
        };
        match (deed, outcome) {
            (Deed::Change { request, new, .. }, Ok(_)) => self.report_changed(request, Ok(new)),
            (Deed::Delete { request, .. }, Ok(_)) => self.report_deleted(request),
            (Deed::Change { request, .. }, Err(Unanswered::Refused(error))) => {
                self.report_changed(request, Err(refusal(error)));
            }
            (Deed::Delete { request, .. }, Err(Unanswered::Refused(error))) => {
                turn.done.push((request, Err(refusal(error))));
            }
            // The one who waits has waited enough; the doubt stays.
            (Deed::Change { request, new, .. }, Err(Unanswered::Silence)) => {
                turn.done
                    .extend(request.map(|request| (request, Err(Error::TimedOut))));
                self.doubt_password(new);
            }
            (Deed::Delete { request, .. }, Err(Unanswered::Silence)) => {
                turn.done.push((request, Err(Error::TimedOut)));
            }
            // A new session is here: whoever logged in knows more.
            (deed, Err(Unanswered::Offline)) => self.deed = Some(deed),
        }
    }

    /// A login went well: the password that was used is the one.
    pub(crate) fn settle_credentials(&mut self, resumed: bool, turn: &mut Turn) {
        match self.deed.take() {
            Some(Deed::Change {
                request,
                new,
                tried: true,
            }) => self.report_changed(request, Ok(new)),
            // The answer is still to come on this session.
            Some(
                deed @ (Deed::Change {
                    request: Some(_), ..
                }
                | Deed::Delete { .. }),
            ) if resumed => {
                self.deed = Some(deed);
            }
            Some(Deed::Change { request, .. }) => {
                self.report_changed(request, Err(Error::TimedOut));
            }
            Some(Deed::Delete { request, .. }) => turn.done.push((request, Err(Error::TimedOut))),
            None => {}
        }
    }

    /// A login failed: the password is another one, or the account is gone.
    pub(crate) fn doubt_credentials(&mut self, failure: &Failure, turn: &mut Turn) {
        let refused = matches!(
            failure,
            Failure::WrongPassword | Failure::LoginRefused { .. }
        );
        let thrown_out =
            matches!(failure, Failure::Stream { condition, .. } if condition == "not-authorized");
        match self.deed.take() {
            Some(Deed::Delete { request, .. }) if refused || thrown_out => {
                self.report_deleted(request);
            }
            // ejabberd's last word to a deleted account is that of two programs on one address.
            Some(Deed::Delete {
                request,
                tried: false,
            }) if failure.retry() == Retry::Never => {
                self.line.send(ToStream::ConnectNow);
                self.deed = Some(Deed::Delete {
                    request,
                    tried: true,
                });
            }
            Some(Deed::Delete { request, .. }) if failure.retry() == Retry::Never => {
                turn.done.push((request, Err(Error::TimedOut)));
            }
            Some(Deed::Change {
                request,
                new,
                tried: false,
            }) if refused => {
                self.line.send(ToStream::SetPassword(new.clone()));
                self.deed = Some(Deed::Change {
                    request,
                    new,
                    tried: true,
                });
            }
            Some(Deed::Change {
                request,
                tried: true,
                ..
            }) if refused => {
                self.report_changed(request, Err(Error::Failure(failure.clone())));
            }
            deed => self.deed = deed,
        }
    }

    fn report_changed(&self, request: Option<RequestId>, outcome: Result<Secret, Error>) {
        let changed = Changed { request, outcome };
        let _ = self
            .parts
            .reports
            .send(Report::PasswordChanged(self.record.id, changed));
    }

    fn report_deleted(&self, request: RequestId) {
        let _ = self
            .parts
            .reports
            .send(Report::DeletedOnServer(self.record.id, request));
    }
}

/// A refusal; a server that knows nothing of the order offers neither.
fn refusal(error: StanzaError) -> Error {
    match error.condition {
        Condition::ServiceUnavailable | Condition::FeatureNotImplemented => Error::NotOffered,
        condition => Error::Refused {
            condition: condition.to_string(),
            text: error.text,
        },
    }
}
