//! Commands about conversations as files.

use serde::{Deserialize, Serialize};

use crate::model::{ExportFormat, ExportNames, ExportWords};
use crate::{ConversationId, RequestId};

/// About conversations as files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Write what is here of a conversation into a file. There will be a whole file of that name or
    /// none. [`crate::event::export::Event::Progress`] tells how far it is.
    Start {
        /// Answered with `Done` when the file is there, or with why there is none.
        request: RequestId,
        /// Which conversation.
        conversation: ConversationId,
        /// The file.
        path: String,
        /// Its form.
        format: ExportFormat,
        /// A file of that name is replaced; else it stays, and none is written.
        #[serde(default)]
        replace: bool,
        /// Whose words stand in it.
        #[serde(default)]
        names: ExportNames,
        /// The words around them.
        #[serde(default)]
        words: Box<ExportWords>,
    },
    /// Give one up; its `Done` says [`crate::Error::NotFound`].
    Cancel {
        /// Which.
        request: RequestId,
    },
}
