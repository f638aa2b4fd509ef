//! What is said of the links of messages, on its way to the archive.

use serde::{Deserialize, Serialize};

use crate::model::LinkPreview;
use crate::{ConversationId, ItemId};

/// What is said of the links of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreviewsRecord {
    /// The conversation it stands in.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
    /// All that is said.
    pub(crate) previews: Vec<LinkPreview>,
}

/// As it stands on disk.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredPreview {
    url: String,
    title: String,
    description: String,
    site: String,
}

impl From<&LinkPreview> for StoredPreview {
    fn from(preview: &LinkPreview) -> Self {
        Self {
            url: preview.url.clone(),
            title: preview.title.clone(),
            description: preview.description.clone(),
            site: preview.site.clone(),
        }
    }
}

impl From<StoredPreview> for LinkPreview {
    fn from(stored: StoredPreview) -> Self {
        Self {
            url: stored.url,
            title: stored.title,
            description: stored.description,
            site: stored.site,
        }
    }
}
