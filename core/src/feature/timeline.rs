//! Looking at a conversation: opening its timeline, paging back, having seen it.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::conversation::Command;
use crate::{Change, ConversationId, ItemId};

impl Account {
    pub(crate) async fn handle_conversation(
        &mut self,
        id: ConversationId,
        command: Command,
        turn: &mut Turn,
    ) {
        match command {
            Command::Open => self.open(id, turn).await,
            Command::Close => {
                if let Some(talk) = self.talks.get_mut(&id) {
                    talk.open = None;
                }
            }
            Command::LoadOlder { before } => self.load_older(id, before, turn).await,
            Command::Send { text } => self.say(id, &text, turn),
            Command::Resend { item } => self.resend(id, item, turn).await,
            Command::Discard { item } => self.discard(id, item, turn).await,
            Command::Follow { item } => self.follow(id, item, turn),
            Command::Compose(state) => self.compose(id, state, turn),
            Command::MarkRead => self.mark_read(id, turn).await,
            Command::MarkUnread => self.mark_unread(id),
        }
    }

    pub(crate) async fn open(&mut self, id: ConversationId, turn: &mut Turn) {
        if !self.talks.contains_key(&id) {
            return;
        }
        match self.parts.archive.page(id, None, PAGE).await {
            Ok(page) => {
                if let Some(talk) = self.talks.get_mut(&id) {
                    // An empty conversation shows everything that will come.
                    talk.open = Some(page.items.first().map_or(ItemId::default(), |item| item.id));
                    if !page.older {
                        talk.open = Some(ItemId::default());
                    }
                    talk.first = page.items.first().map(|item| item.id);
                }
                turn.changes.push((
                    id,
                    Change::Reset {
                        items: page.items,
                        older: page.older,
                    },
                ));
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
                turn.changes.push((
                    id,
                    Change::Older {
                        items: page.items,
                        older: page.older,
                    },
                ));
            }
            Err(error) => turn.failed = Some(error),
        }
    }
}

/// What fills a large window twice, in one read.
const PAGE: u32 = 60;
