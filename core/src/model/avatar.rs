//! The picture that somebody shows of themselves.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A picture of somebody that is here (XEP-0084, XEP-0153). Its bytes are those that its name was made
/// of; that they can be drawn has not been tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Avatar {
    /// Its name: the SHA-1 of its bytes in small hex letters. Other bytes have another name.
    pub id: String,
    /// A file below the profile, to be opened for reading only; it may be gone.
    pub path: PathBuf,
}
