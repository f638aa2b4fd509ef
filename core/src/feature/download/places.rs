//! Places that are told when the upload is over, after the file itself (XEP-0447, "Attaching a source"):
//! what waited for one comes by itself, as if it had been there at once.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::FileName;
use crate::model::{Attachment, Place};
use crate::{ConversationId, ItemId};

use super::{may_have_changed, policy};

impl Account {
    /// The files of a message can also be had where those of `told` can.
    pub(crate) async fn add_places(
        &mut self,
        (conversation, item): (ConversationId, ItemId),
        told: &[Attachment],
        turn: &mut Turn,
    ) {
        let Some(talk) = self.talks.get(&conversation) else {
            return;
        };
        let with = talk.record.jid.clone();
        for told in told {
            let Some(message) = self.now(conversation, item, turn).await else {
                return;
            };
            let Some((at, sources)) = Attachment::placed(&message.attachments, told) else {
                continue;
            };
            let (Some(file), Ok(index)) = (message.attachments.get(at), u32::try_from(at)) else {
                continue;
            };
            let file = Attachment {
                sources,
                ..file.clone()
            };
            let name = FileName {
                conversation,
                item: message.id,
                index,
            };
            let trusted = self.is_trusted((conversation, &with), message.direction);
            let place = match policy::most(&self.downloads.policy, trusted, &file) {
                _ if !may_have_changed(&file) => file.place,
                Ok(most) if self.want(name, Some(most), turn) => Place::Moving,
                Ok(_) => file.place,
                Err(held) => Place::Remote(held),
            };
            let sources = file.sources;
            let change = |file: &mut Attachment| {
                file.sources = sources;
                file.place = place;
            };
            self.set_file(name, change, turn).await;
        }
    }
}
