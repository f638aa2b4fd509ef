//! How making an account goes on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::model::{Form, Step};

/// About a dialog of [`crate::command::registration::Command`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// On the way to the server.
    Connecting {
        /// What is being done.
        step: Step,
    },
    /// The server is asked what it wants to know.
    Asking,
    /// The server has questions: answer them with `Submit`.
    Asked {
        /// The form.
        form: Arc<Form>,
        /// The page of the web where accounts are made; beside the form or instead of it.
        web: Option<String>,
        /// The form makes an account; if not, only the page does.
        complete: bool,
        /// Why the last answers were not good enough.
        refused: Option<Error>,
    },
    /// The answers are with the server.
    Creating,
}
