//! Where each thing that comes in goes.

use std::time::Instant;

use chrono::{Local, Offset, Utc};
use minidom::Element;
use waxwing_proto::answer::{self, Context};
use waxwing_proto::iq::{Iq, Kind};
use waxwing_proto::stanza::Stanza;
use waxwing_proto::time::EntityTime;
use waxwing_proto::{Address, blocking, presence, roster};

use crate::account::stream::{FromStream, ToStream};
use crate::account::turn::Turn;
use crate::account::{Account, CAPS_NODE, ToAccount};
use crate::model::{Connection, Security};
use crate::store::Op;
use crate::supervisor::Report;
use crate::{Failure, RequestId, Timestamp};

impl Account {
    pub(crate) async fn handle_command(&mut self, command: ToAccount, turn: &mut Turn) {
        match command {
            ToAccount::Reconnect => self.reconnect(),
            ToAccount::Connect => self.line.send(ToStream::ConnectNow),
            ToAccount::NetworkChanged => self.line.send(ToStream::NetworkChanged),
            ToAccount::Unlock(secrets) => self.unlock(*secrets, turn),
            ToAccount::SetPassword(password) => {
                self.line.send(ToStream::SetPassword(password));
            }
            ToAccount::SetPassphrase(passphrase) => {
                self.line.send(ToStream::SetPassphrase(passphrase));
            }
            ToAccount::ForgetLogins => self.forget_logins(turn),
            ToAccount::ChangePassword(request, new) => self.change_password(request, new, turn),
            ToAccount::DoubtPassword(new) => self.doubt_password(new),
            ToAccount::DeleteOnServer(request) => self.delete_on_server(request, turn),
            ToAccount::Invited(link) => self.take_invitation(link, turn),
            ToAccount::SetPresence(presence) => self.set_presence(presence, turn),
            ToAccount::SetEnabled(enabled) => self.set_enabled(enabled, turn),
            ToAccount::SetOrder(order) => self.set_order(order, turn),
            ToAccount::SetColour(colour) => self.set_colour(colour, turn),
            ToAccount::Inspect => self.inspect(turn).await,
            ToAccount::CheckStatus => self.check_status().await,
            ToAccount::Console(command) => self.handle_console(command, turn),
            ToAccount::Contact(command) => self.handle_contact(command, turn).await,
            ToAccount::Avatar(command) => self.handle_avatar(command, turn),
            ToAccount::Inviting(command) => self.handle_inviting(command, turn).await,
            ToAccount::Encryption(command) => self.handle_encryption(command, turn),
            ToAccount::Room(command) => self.handle_room(*command, turn).await,
            ToAccount::History(command) => self.handle_history(command, turn).await,
            ToAccount::Later(command) => self.handle_later(command, turn).await,
            ToAccount::File(command) => self.handle_file(command, turn).await,
            ToAccount::Link(command) => self.handle_link(command),
            ToAccount::FilePolicy(policy) => self.set_file_policy(policy),
            ToAccount::FilesGone(names) => self.lose_files(names, turn).await,
            ToAccount::Share(id, file) => self.share_file(id, *file, turn),
            ToAccount::Conversation(id, command) => {
                self.handle_conversation(id, command, turn).await;
            }
            ToAccount::RestKey(key, times) => self.learn_rest_key(&key, times, turn),
            ToAccount::PasswordKept(place) => {
                self.password_kept = place;
                turn.account = true;
            }
            ToAccount::Unattended(since) => self.set_unattended(since, turn),
            ToAccount::Keep(request) => self.keep(request, turn),
            ToAccount::Close => self.end(turn),
        }
    }

    pub(crate) async fn handle_stream(&mut self, event: FromStream, turn: &mut Turn) {
        match event {
            FromStream::Connecting { step } => {
                let since = self.lost;
                self.set_connection(Connection::Connecting { step, since }, turn);
            }
            FromStream::Facts(facts) => self.facts = *facts,
            FromStream::Features(features) => self.take_features(&features),
            FromStream::Remember(memory) => self.remember(memory, turn),
            FromStream::Token(token) => self.keep_token(token),
            FromStream::Online {
                jid,
                resumed,
                session,
                security,
                max_bytes,
            } => {
                self.load_caps().await;
                self.max_bytes = max_bytes;
                let facts = std::mem::take(&mut self.facts);
                let resumable = session.id.is_some();
                self.server.connected(facts, resumable, resumed);
                let revived = self.stand(&jid, resumed, session, turn);
                if revived {
                    // The last process told everybody that we are there, and what they told it of
                    // themselves is gone: only coming anew makes the server tell it again.
                    turn.send.push(presence::unavailable(""));
                }
                self.handle_online(&jid, resumed && !revived, security, turn);
            }
            FromStream::Settled { h } => self.settle(h, turn).await,
            FromStream::Stanza {
                number,
                count,
                stanza,
            } => {
                self.handle_stanza(stanza, turn).await;
                if std::mem::take(&mut turn.idle) {
                    return;
                }
                turn.handled = Some(number);
                turn.counted = count.or(turn.counted);
            }
            FromStream::Acked(tokens) => self.handle_acked(&tokens, turn).await,
            FromStream::Written(tokens) => self.handle_written(&tokens, turn),
            FromStream::Dropped(tokens) => self.handle_dropped(&tokens),
            FromStream::Waiting { failure, retry_at } => {
                self.settle_riding(turn);
                self.handle_offline(&failure);
                let since = self.lost;
                self.set_connection(
                    Connection::Waiting {
                        failure,
                        since,
                        retry_at,
                    },
                    turn,
                );
            }
            FromStream::Stopped { failure } => {
                self.settle_riding(turn);
                self.handle_offline(&failure);
                self.doubt_credentials(&failure, turn);
                let since = self.lost;
                self.set_connection(Connection::Stopped { failure, since }, turn);
            }
            FromStream::Closed { told } => {
                self.settle_riding(turn);
                self.handle_closed(told, turn);
            }
        }
    }

    pub(crate) fn set_connection(&mut self, connection: Connection, turn: &mut Turn) {
        if connection == Connection::Offline {
            self.downloads.halt();
        }
        if self.is_online() {
            self.dirty.extend(self.talks.keys());
            self.lost = Timestamp::now();
        }
        self.connection = match connection {
            Connection::Connecting { step, .. } => Connection::Connecting {
                step,
                since: self.lost,
            },
            Connection::Waiting {
                failure, retry_at, ..
            } => Connection::Waiting {
                failure,
                since: self.lost,
                retry_at,
            },
            Connection::Stopped { failure, .. } => Connection::Stopped {
                failure,
                since: self.lost,
            },
            other => other,
        };
        turn.account = true;
    }

    fn handle_online(&mut self, jid: &str, resumed: bool, security: Security, turn: &mut Turn) {
        if let Ok(own) = jid.parse::<Address>() {
            self.own = own;
        }
        self.connection = Connection::Online { security };
        turn.account = true;
        self.dirty.extend(self.talks.keys());
        if !self.kept {
            let _ = self
                .parts
                .reports
                .send(Report::SignedIn(self.record.id, Ok(())));
        }
        self.settle_credentials(resumed, turn);
        if !resumed {
            self.begin_session(turn);
        } else {
            self.resume_encryption(turn);
            if self.presence_due {
                turn.send.push(self.own_presence());
                self.show_in_rooms(turn);
            }
            self.doubt_rooms(turn);
        }
        self.resume_catch_up(turn);
        self.presence_due = false;
        self.sending.due = true;
        self.hurry_downloads();
        self.tell_all_seen(turn);
        self.release_outbox(turn);
    }

    /// A session without a past: everything the server told the last one has to be told again.
    fn begin_session(&mut self, turn: &mut Turn) {
        self.fail_questions(turn);
        self.forget_host();
        self.forget_offer();
        for talk in self.talks.values_mut() {
            talk.resources.clear();
            talk.incoming.unavailable();
            talk.composer.forget();
        }
        // The roster before the presence, so that requests find it (RFC 6121 §4.2).
        self.ask_roster(turn);
        self.begin_avatars();
        self.forget_encryption_session();
        // Copies before the presence, so that none is missed.
        self.begin_elsewhere(turn);
        turn.send.push(self.own_presence());
        self.doubt_requests(turn);
        self.follow_invitation(turn);
        self.hold_outbox();
        self.begin_catch_up(turn);
        self.ask_server(turn);
        self.begin_rooms(turn);
        self.ask_open_profiles(turn);
    }

    fn handle_offline(&mut self, failure: &Failure) {
        self.backlog
            .lost(matches!(failure, Failure::Protocol { .. }));
        for (id, talk) in &mut self.talks {
            if talk.incoming.unavailable() {
                self.dirty.insert(*id);
            }
        }
        if !self.kept {
            let error = failure.clone().into();
            let _ = self
                .parts
                .reports
                .send(Report::SignedIn(self.record.id, Err(error)));
        }
    }

    fn keep(&mut self, request: RequestId, turn: &mut Turn) {
        self.kept = true;
        turn.ops.push(Op::PutAccount(self.record.clone()));
        self.write_memory(turn);
        self.note_session(turn);
        self.keep_choice(turn);
        self.begin_encryption_late(turn);
        turn.done.push((request, Ok(())));
    }

    async fn handle_stanza(&mut self, stanza: Element, turn: &mut Turn) {
        match Stanza::parse(stanza) {
            Stanza::Message(message) => self.handle_message(message, turn).await,
            Stanza::Presence(presence) => {
                if presence.kind == presence::Kind::Subscribe {
                    self.load_invitations().await;
                }
                self.handle_presence(&presence, turn);
            }
            Stanza::Iq(iq) => self.handle_iq(&iq, turn),
            Stanza::Other(element) => {
                tracing::debug!(name = element.name(), ns = element.ns(), "not a stanza");
            }
        }
        self.take_places(turn).await;
    }

    fn handle_iq(&mut self, iq: &Iq, turn: &mut Turn) {
        if matches!(iq.kind, Kind::Result(_) | Kind::Error(_)) {
            if let Some((question, outcome)) = self.questions.handle(iq, &self.own) {
                self.handle_answer(question, outcome, turn);
            }
            return;
        }
        let own = &self.record.jid;
        let reply = if let Some(push) = roster::check_push(iq, own) {
            self.handle_push(iq, push, turn)
        } else if let Some(push) = blocking::check_push(iq, own) {
            self.handle_blocking(iq, push, turn)
        } else {
            self.answer(iq)
        };
        turn.send.extend(reply);
    }

    fn answer(&self, iq: &Iq) -> Option<Element> {
        let familiar = match iq.from.bare() {
            None => true,
            Some(bare) => {
                bare == self.own.bare()
                    || bare.to_string() == self.own.domain()
                    || self.may_see_us(bare)
            }
        };
        let version = match iq.from.bare() {
            Some(bare) if self.may_see_us(bare) => self.may_know(bare).version,
            _ => self.book.privacy.version,
        };
        let offset = Local::now().offset().fix().local_minus_utc();
        let context = Context {
            own: &self.own,
            familiar,
            info: &self.info,
            caps_node: CAPS_NODE,
            software: Some(&self.parts.software).filter(|_| version),
            time: Some(EntityTime {
                utc: Utc::now().timestamp_micros(),
                offset: offset / 60,
            }),
        };
        answer::answer(iq, &context)
    }

    pub(crate) async fn handle_time(&mut self, now: Instant, turn: &mut Turn) {
        // First, so that it stands in one unit.
        self.tick_agenda(turn).await;
        self.tick_files(now);
        for question in self.questions.expire(now) {
            self.handle_silence(question, turn);
        }
        self.tick_chat_states(now, turn);
        self.tick_attendance(now, turn);
        self.tick_catch_up(now, turn);
        self.tick_rooms(now, turn);
        self.tell_console(now);
    }
}
