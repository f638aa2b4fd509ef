//! What a link leads to, in the words of whoever sent it.

use serde::{Deserialize, Serialize};

/// What a link in a message is said to lead to (XEP-0511). It is the word of the sender: where the link
/// leads is known when one has followed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPreview {
    /// The address, as it stands in the text.
    pub url: String,
    /// What it is called, on one line; may be empty where there is a description.
    #[serde(default)]
    pub title: String,
    /// What it is about; may be empty where there is a title.
    #[serde(default)]
    pub description: String,
    /// The name of the whole place, on one line; may be empty.
    #[serde(default)]
    pub site: String,
}
