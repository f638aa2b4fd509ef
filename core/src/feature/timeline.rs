//! Looking at a conversation: opening its timeline, paging back, having seen it.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Page;
use crate::command::conversation::Command;
use crate::feature::chat::Words;
use crate::{Change, ConversationId, ItemId, Timestamp};

impl Account {
    pub(crate) async fn handle_conversation(
        &mut self,
        id: ConversationId,
        command: Command,
        turn: &mut Turn,
    ) {
        match command {
            Command::Open => self.open(id, turn).await,
            Command::OpenAt { at } => self.open_at(id, at, turn).await,
            Command::Close => {
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.open = None;
                }
            }
            Command::LoadOlder { before } => self.load_older(id, before, turn).await,
            Command::LoadNewer { after } => self.load_newer(id, after, turn).await,
            Command::Send {
                text,
                reply_to,
                spoiler,
                previews,
                private,
            } => {
                let words = Words {
                    text: &text,
                    reply_to,
                    spoiler,
                    previews,
                    private,
                    ..Words::default()
                };
                self.say(id, words, turn).await;
            }
            Command::Respond { item, text } => {
                let about = self.now(id, item, turn).await;
                // Whoever it is said to follows from what it answers.
                let private = about.filter(|about| about.private.is_some());
                let words = Words {
                    text: &text,
                    reply_to: private.map(|about| about.id),
                    ..Words::default()
                };
                self.say(id, words, turn).await;
            }
            Command::Correct { item, text } => self.correct(id, item, &text, turn).await,
            Command::Retract { item } => self.retract(id, item, turn).await,
            Command::Forget { items } => self.forget_items(id, items, turn).await,
            Command::React { item, emojis } => self.react(id, item, emojis, turn).await,
            Command::Forward { items, to } => self.forward(id, items, &to, turn).await,
            Command::Versions { item } => self.follow_versions(id, item).await,
            Command::Resend { item } => self.resend(id, item, turn).await,
            Command::ResendAll => self.resend_all(id, turn).await,
            Command::Discard { item } => self.discard(id, item, turn).await,
            Command::Follow { item } => self.follow(id, item, turn),
            Command::Compose(state) => self.compose(id, state, turn),
            Command::Draft { text } => self.keep_draft(id, text, turn),
            Command::MarkRead => self.mark_read(id, turn).await,
            Command::MarkUnread => self.mark_unread(id),
            Command::LeaveOut { people } => self.leave_people_out(id, people, turn).await,
            Command::SetEncrypted { on } => self.set_encrypted(id, on, turn),
            command @ (Command::Pin { .. }
            | Command::Archive { .. }
            | Command::Mute { .. }
            | Command::SetLevel { .. }
            | Command::SetFolder { .. }) => self.lay_down(id, command, turn),
        }
    }

    pub(crate) async fn open(&mut self, id: ConversationId, turn: &mut Turn) {
        if !self.talks.contains_key(&id) {
            return;
        }
        match self.parts.archive.page(id, None, PAGE).await {
            Ok(page) => {
                self.look_from(id, &page);
                self.survey_on_opening(id, turn);
                let items = page.items.clone();
                turn.changes.push((
                    id,
                    Change::Reset {
                        items: page.items,
                        older: page.older,
                    },
                ));
                self.want_seen(id, &items, turn).await;
            }
            Err(error) => turn.failed = Some(error),
        }
    }

    async fn open_at(&mut self, id: ConversationId, at: Timestamp, turn: &mut Turn) {
        if !self.talks.contains_key(&id) {
            return;
        }
        match self.parts.archive.around(id, at, PAGE).await {
            Ok(page) => {
                self.look_from(id, &page);
                let items = page.items.clone();
                let change = Change::Around {
                    items: page.items,
                    older: page.older,
                    newer: page.newer,
                };
                turn.changes.push((id, change));
                self.want_seen(id, &items, turn).await;
            }
            Err(error) => turn.failed = Some(error),
        }
    }

    /// The window has a page from now on, and what comes after it.
    fn look_from(&mut self, id: ConversationId, page: &Page) {
        let first = match page.items.first() {
            Some(first) if page.older => first.id,
            // Everything that will come is shown.
            _ => ItemId::default(),
        };
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.open = Some(first);
            talk.first = page.items.first().map(|item| item.id);
        }
    }

    async fn load_newer(&mut self, id: ConversationId, after: ItemId, turn: &mut Turn) {
        if self.talks.get(&id).is_none_or(|talk| talk.open.is_none()) {
            return;
        }
        match self.parts.archive.page_after(id, after, PAGE).await {
            Ok(page) => {
                let items = page.items.clone();
                let change = Change::Newer {
                    items: page.items,
                    newer: page.newer,
                };
                turn.changes.push((id, change));
                self.want_seen(id, &items, turn).await;
            }
            Err(error) => turn.failed = Some(error),
        }
    }

    async fn load_older(&mut self, id: ConversationId, before: ItemId, turn: &mut Turn) {
        if self.talks.get(&id).is_none_or(|talk| talk.open.is_none()) {
            return;
        }
        match self.parts.archive.page(id, Some(before), PAGE).await {
            Ok(page) => {
                let first = match page.items.first() {
                    Some(first) if page.older => first.id,
                    _ => ItemId::default(),
                };
                if let Some(talk) = self.talks.get_mut(&id) {
                    if !page.older {
                        let before = talk.open.filter(|open| *open != ItemId::default());
                        talk.first = page.items.first().map(|item| item.id).or(before);
                    }
                    talk.open = talk.open.map(|open| open.min(first));
                }
                let items = page.items.clone();
                turn.changes.push((
                    id,
                    Change::Older {
                        items: page.items,
                        older: page.older,
                    },
                ));
                self.want_seen(id, &items, turn).await;
            }
            Err(error) => turn.failed = Some(error),
        }
    }
}

/// What fills a large window twice, in one read.
const PAGE: u32 = 60;
