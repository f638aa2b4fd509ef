//! stub
use std::path::Path;
use std::collections::BTreeSet;
use jid::BareJid;
use std::sync::Arc;
use crate::archive::Archive;
use crate::model::*;
use crate::*;
use waxwing_proto::roster;
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountRecord { pub(crate) id: AccountId, pub(crate) jid: BareJid, pub(crate) settings: ConnectSettings, pub(crate) presence: OwnPresence }
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactRecord { pub(crate) account: AccountId, pub(crate) jid: BareJid, pub(crate) name: String, pub(crate) subscription: roster::Subscription, pub(crate) ask: bool, pub(crate) approved: bool, pub(crate) groups: BTreeSet<String> }
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConversationRecord { pub(crate) id: ConversationId, pub(crate) account: AccountId, pub(crate) jid: BareJid, pub(crate) unread: u32, pub(crate) last: Option<Preview>, pub(crate) last_item: Option<ItemId> }
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutboxRecord { pub(crate) account: AccountId, pub(crate) seq: u64, pub(crate) conversation: ConversationId, pub(crate) item: ItemId, pub(crate) to: BareJid, pub(crate) stanza: String, pub(crate) written: bool }
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InboxRecord { pub(crate) account: AccountId, pub(crate) conversation: ConversationId, pub(crate) message: Message, pub(crate) dedup: Vec<Dedup> }
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dedup { Stanza { by: BareJid, id: String }, Origin { from: BareJid, id: String }, Own { conversation: ConversationId, id: String } }
#[derive(Clone, Debug)]
pub(crate) enum Op { PutAccount(AccountRecord), RemoveAccount(AccountId), PutContact(ContactRecord), RemoveContact { account: AccountId, jid: BareJid }, PutConversation(ConversationRecord), RemoveConversation(ConversationId), PutOutbox(OutboxRecord), RemoveOutbox { account: AccountId, seq: u64 }, PutInbox(InboxRecord) }
#[derive(Clone, Debug)]
pub(crate) struct Unit(Vec<Op>);
impl From<Vec<Op>> for Unit { fn from(v: Vec<Op>) -> Self { Self(v) } }
#[derive(Debug, Default)]
pub(crate) struct Contents { pub(crate) accounts: Vec<AccountRecord>, pub(crate) contacts: Vec<ContactRecord>, pub(crate) conversations: Vec<ConversationRecord>, pub(crate) outbox: Vec<OutboxRecord>, pub(crate) recovered: Vec<Recovered> }
#[derive(Clone)]
pub(crate) struct Store;
impl Store {
    pub(crate) fn open(_p: &Path) -> Result<(Self, Archive, Contents), Error> { unimplemented!() }
    pub(crate) async fn commit(&self, _u: Unit) -> Result<(), Error> { unimplemented!() }
    pub(crate) fn next_seq(&self) -> u64 { 0 }
    pub(crate) fn next_conversation(&self) -> ConversationId { ConversationId(0) }
    pub(crate) fn next_account(&self) -> AccountId { AccountId(0) }
    pub(crate) async fn close(self) {}
}
impl AccountRecord { pub(crate) fn new(id: AccountId, jid: BareJid, settings: ConnectSettings) -> Self { Self { id, jid, settings, presence: OwnPresence::default() } } }
impl ConversationRecord {
    pub(crate) fn new(id: ConversationId, account: AccountId, jid: BareJid) -> Self { Self { id, account, jid, unread: 0, last: None, last_item: None } }
}
