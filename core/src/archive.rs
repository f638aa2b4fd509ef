//! stub
use std::sync::Arc;
use crate::*;
use crate::model::*;
use crate::store::Dedup;
#[derive(Clone)]
pub(crate) struct Archive;
pub(crate) struct Page { pub(crate) items: Vec<Arc<Message>>, pub(crate) older: bool }
impl Archive {
    pub(crate) async fn page(&self, _c: ConversationId, _b: Option<ItemId>, _n: usize) -> Result<Page, Error> { unimplemented!() }
    pub(crate) async fn get(&self, _c: ConversationId, _i: ItemId) -> Result<Option<Arc<Message>>, Error> { unimplemented!() }
    pub(crate) async fn find(&self, _a: AccountId, _d: &Dedup) -> Result<Option<(ConversationId, ItemId)>, Error> { unimplemented!() }
    pub(crate) async fn set_state(&self, _c: ConversationId, _i: ItemId, _s: State, _at: Timestamp) -> Result<Option<Arc<Message>>, Error> { unimplemented!() }
    pub(crate) async fn remove_item(&self, _c: ConversationId, _i: ItemId) -> Result<(), Error> { unimplemented!() }
    pub(crate) async fn remove_account(&self, _a: AccountId) -> Result<(), Error> { unimplemented!() }
}
