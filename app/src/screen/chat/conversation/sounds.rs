//! What the page has to know of a conversation to play what is in it and to send what is spoken.

use waxwing_core::ItemId;
use waxwing_core::model::{Attachment, AttachmentKind, Place};

use super::{SharedMessage, State};

impl State {
    /// The messages on screen.
    pub fn on_screen(&self) -> &[SharedMessage] {
        let (first, last) = self.window.unwrap_or_default();
        let items = self.timeline.items();
        let last = (last + 1).min(items.len());
        items.get(first..last).unwrap_or_default()
    }

    /// A file of a loaded message.
    pub fn file(&self, item: ItemId, index: u32) -> Option<&Attachment> {
        let index = usize::try_from(index).ok()?;
        self.message(item)?.attachments.get(index)
    }

    /// The same, by the number of its row.
    pub fn file_of_row(&self, row: u64, index: u32) -> Option<&Attachment> {
        let place = self.timeline.index_of_row(row)?;
        let item = self.timeline.items().get(place)?;
        item.attachments.get(usize::try_from(index).ok()?)
    }

    /// The voice message after a file of a row, as far as it is here.
    pub fn voice_after(&self, row: u64, index: u32) -> Option<(ItemId, u32)> {
        let place = self.timeline.index_of_row(row)?;
        let items = self.timeline.items().iter().skip(place);
        let files = items.flat_map(|item| {
            let files = (0..).zip(&item.attachments);
            files.map(move |(index, file)| (item.id, index, file))
        });
        let mut later = files.skip_while(|(item, at, _)| item.seq == row && *at <= index);
        let next = later.find(|(.., file)| file.kind == AttachmentKind::Voice)?;
        let (item, index, file) = next;
        matches!(file.place, Place::Here(_)).then_some((item, index))
    }

    /// What is answered with what is about to be sent, and whom alone it is for; the composer is for
    /// something new then.
    pub fn take_address(&mut self) -> (Option<ItemId>, Option<String>) {
        let address = self.addressed();
        self.said();
        address
    }
}
