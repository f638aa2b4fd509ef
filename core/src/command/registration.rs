//! Commands that make an account on a server (XEP-0077), as a dialog: questions come as
//! [`crate::event::registration::Event`], `Done` ends it.

use serde::{Deserialize, Serialize};

use crate::RequestId;
use crate::model::{Answer, ConnectSettings};

/// About an account that is yet to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Ask a server what it wants to know. When the account is made it is kept at once, with its
    /// password, and `Done` comes; it then connects like any other.
    Start {
        /// Names the dialog; answered with `Done`.
        request: RequestId,
        /// The domain, or an invitation: an `xmpp:` link, or the page that carries one.
        server: String,
        /// Where and how to connect.
        #[serde(default)]
        settings: ConnectSettings,
    },
    /// Answer the questions. Only what the form asks for is sent.
    Submit {
        /// The request of the start.
        request: RequestId,
        /// What was filled in.
        answers: Vec<Answer>,
    },
    /// Give the dialog up; its `Done` is `NotFound`.
    Cancel {
        /// The request of the start.
        request: RequestId,
    },
}
