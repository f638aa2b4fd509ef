//! Commands about our own accounts.

use serde::{Deserialize, Serialize};

use crate::model::{ConnectSettings, OwnPresence, Secret};
use crate::{AccountId, RequestId};

/// About one of our accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Add an account and connect it. `Done` tells the first outcome; an account whose first
    /// login fails is not kept.
    SignIn {
        /// Answered with `Done`.
        request: RequestId,
        /// The address, as typed.
        address: String,
        /// The password; empty where there is none.
        password: Secret,
        /// What opens the file with the certificate to sign in with; empty for none.
        #[serde(default)]
        passphrase: Secret,
        /// Where and how to connect.
        #[serde(default)]
        settings: ConnectSettings,
    },
    /// Give up a [`Command::SignIn`] that has not come to an end; its `Done` is `NotFound`.
    CancelSignIn {
        /// The request of the sign-in.
        request: RequestId,
    },
    /// Use another password from now on and connect.
    SetPassword {
        /// Which account.
        account: AccountId,
        /// The password.
        password: Secret,
    },
    /// Use another passphrase for the file with the certificate from now on, and connect.
    SetPassphrase {
        /// Which account.
        account: AccountId,
        /// The passphrase.
        passphrase: Secret,
    },
    /// Sign in although less protects it than before ([`crate::Failure::Downgrade`]): forgets how
    /// strong earlier logins were, and connects.
    AcceptWeaker {
        /// Which account.
        account: AccountId,
    },
    /// Change the password on the server (XEP-0077 §3.3), and keep the new one.
    ChangePassword {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The new password.
        new: Secret,
    },
    /// Delete the account on the server for good (XEP-0077 §3.2), then forget it on this machine.
    DeleteOnServer {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
    /// Connect now: ends any waiting, also after a conflict.
    Connect {
        /// Which account.
        account: AccountId,
    },
    /// Connect anew: a connection that is there is closed in order first.
    Reconnect {
        /// Which account.
        account: AccountId,
    },
    /// Show another presence to the contacts.
    SetPresence {
        /// Which account.
        account: AccountId,
        /// What to show.
        presence: OwnPresence,
    },
    /// Switch an account on, or off: off, it stays here with its history, connects to nothing, and
    /// keeps what is written until it is on again.
    SetEnabled {
        /// Which account.
        account: AccountId,
        /// On, or off.
        enabled: bool,
    },
    /// The order of the accounts; those that are not named come after, in the order they had.
    SetOrder(Vec<AccountId>),
    /// Give an account a colour.
    SetColour {
        /// Which account.
        account: AccountId,
        /// A place in the palette of the window; `None` for the one its place gives it.
        colour: Option<u8>,
    },
    /// Tell what is known of the server and the way to it, and ask the server for the rest.
    Inspect {
        /// Which account.
        account: AccountId,
    },
    /// Ask the page on which the server says whether it is down (XEP-0455): whoever runs that page
    /// learns that somebody asked, and from where.
    CheckStatus {
        /// Which account.
        account: AccountId,
    },
    /// Sign out and forget the account on this machine, with its history.
    Remove {
        /// Answered with `Done`.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
}
