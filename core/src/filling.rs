//! A profile as a long catch-up would have left it: for measuring what a large history costs,
//! without a server that has one. Nothing of Waxwing's own uses this.

use std::path::Path;

use crate::archive::{Archive, ArchivePage, Archived, ArchivedRow, PagePlace, Search};
use crate::model::{ConnectSettings, Direction, OwnPresence, Preview};
use crate::store::{AccountRecord, ConversationRecord, Dedup, Op, Reading, Store, Unit};
use crate::{AccountId, BareJid, Error, ItemId, Timestamp};

/// A profile that nobody else has open.
#[derive(Debug)]
pub struct Filling {
    store: Store,
    archive: Archive,
    account: AccountId,
    own: BareJid,
    talks: Vec<ConversationRecord>,
    place: PagePlace,
}

/// Something that was said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Which of the conversations, from 0.
    pub talk: usize,
    /// Whose it is.
    pub direction: Direction,
    /// The text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Looks for something in a history that is being filled.
#[derive(Clone, Debug)]
pub struct Finder(Archive);

impl Finder {
    /// How many messages of a first screen have these words.
    ///
    /// # Errors
    /// Where the history can't be read.
    pub async fn search(&self, words: &str) -> Result<usize, Error> {
        let found = self.0.search(Search {
            words: words.to_owned(),
            limit: 50,
            ..Search::default()
        });
        Ok(found.await?.found.len())
    }
}

/// Behind everything.
const READ: ItemId = ItemId {
    at: Timestamp(i64::MAX),
    seq: u64::MAX,
};

impl Filling {
    /// Makes an account that stays offline, with these conversations.
    ///
    /// # Errors
    /// Where the profile can't be made.
    pub async fn begin(profile: &Path, own: BareJid, with: Vec<BareJid>) -> Result<Self, Error> {
        let (store, archive, _) = Store::open(profile)?;
        let account = store.next_account();
        let unit = Unit::from(Op::PutAccount(AccountRecord {
            id: account,
            jid: own.clone(),
            settings: ConnectSettings::default(),
            presence: OwnPresence::default(),
            enabled: false,
            order: 0,
            roster_version: String::new(),
            colour: None,
        }));
        store.commit(unit).await?;
        let mut talks = Vec::new();
        for jid in with {
            let talk = ConversationRecord {
                id: store.next_conversation(),
                account,
                jid,
                unread: 0,
                last: None,
                read_upto: None,
                known: true,
                reading: Reading::default(),
                flags: crate::store::Flags::default(),
                sealing: crate::store::Sealed::default(),
                left_out: std::collections::BTreeSet::new(),
                opted_out: None,
            };
            store
                .commit(Op::PutConversation(talk.clone()).into())
                .await?;
            talks.push(talk);
        }
        Ok(Self {
            store,
            archive,
            account,
            own,
            talks,
            place: PagePlace::Top,
        })
    }

    /// Opens a profile that was filled before: what is added now came meanwhile, and the first page
    /// is the newest of it.
    ///
    /// # Errors
    /// Where the profile can't be opened.
    pub fn resume(profile: &Path) -> Result<Self, Error> {
        let (store, archive, contents) = Store::open(profile)?;
        let account = contents.accounts.first().ok_or(Error::NotFound)?;
        Ok(Self {
            account: account.id,
            own: account.jid.clone(),
            store,
            archive,
            talks: contents.conversations,
            place: PagePlace::Top,
        })
    }

    /// Asks the history while it is being filled.
    #[must_use]
    pub fn finder(&self) -> Finder {
        Finder(self.archive.clone())
    }

    /// Closes the profile without waiting for anything.
    pub async fn leave(self) {
        drop(self.archive);
        self.store.close().await;
    }

    /// Adds a page before everything so far, oldest first.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn page(&mut self, said: Vec<Said>, last: bool) -> Result<(), Error> {
        let rows = said.into_iter().filter_map(|said| self.row(said));
        let page = ArchivePage {
            cleared: std::collections::HashMap::new(),
            account: self.account,
            archive: self.own.clone(),
            place: self.place,
            rows: rows.collect(),
            complete: last,
            since: u64::MAX,
            waiting: Vec::new(),
            // As with the first catch-up on a machine: what was said before is read.
            read: self.talks.iter().map(|talk| (talk.id, READ)).collect(),
        };
        let outcome = self.archive.take_page(page).await?;
        for talk in outcome.talks {
            let record = self
                .talks
                .iter_mut()
                .find(|one| one.id == talk.conversation);
            if let Some((record, newest)) = record.zip(talk.newest) {
                record.read_upto = Some(newest.id);
                record.last = Some(Preview {
                    text: newest.text.clone(),
                    at: newest.id.at,
                    direction: newest.direction,
                    state: newest.state.clone(),
                    ..Preview::default()
                });
            }
        }
        self.archive.settled(self.account, outcome.number);
        if let Some(span) = outcome.spans.first() {
            self.place = PagePlace::Below(span.id);
        }
        Ok(())
    }

    /// Waits until everything can be found, and closes the profile.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn finish(self) -> Result<(), Error> {
        for talk in self.talks {
            self.store.commit(Op::PutConversation(talk).into()).await?;
        }
        self.archive.indexed().await?;
        drop(self.archive);
        self.store.close().await;
        Ok(())
    }

    fn row(&self, said: Said) -> Option<ArchivedRow> {
        let talk = self.talks.get(said.talk)?;
        let seq = self.store.next_seq();
        let id = uuid::Uuid::new_v4().to_string();
        let origin_id = uuid::Uuid::new_v4().to_string();
        let (from, resource) = match said.direction {
            Direction::Incoming => (&talk.jid, "Conversations.k4Xe"),
            Direction::Outgoing => (&self.own, "waxwing.9d1c"),
        };
        let dedup = vec![
            Dedup::Stanza {
                by: self.own.clone(),
                id: id.clone(),
            },
            Dedup::Origin {
                from: from.clone(),
                id: origin_id.clone(),
            },
        ];
        Some(ArchivedRow {
            id,
            stamp: said.at,
            content: Archived::Message {
                conversation: talk.id,
                seq,
                direction: said.direction,
                sender: format!("{from}/{resource}"),
                text: said.text,
                origin_id,
                dedup,
                beside: Box::default(),
            },
        })
    }
}
