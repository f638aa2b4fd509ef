//! What the own server is told of somebody who is blocked (XEP-0377).

use serde::{Deserialize, Serialize};

use crate::ItemId;

/// Why somebody is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// They send what nobody has asked for.
    Spam,
    /// Anything else.
    Abuse,
}

/// What the own server is told of somebody who is blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Why.
    pub reason: ReportReason,
    /// In words; empty for none.
    #[serde(default)]
    pub text: String,
    /// Which of their messages the server shall look at, as far as its archive has named them.
    #[serde(default)]
    pub cite: Cited,
    /// The server may tell theirs.
    #[serde(default)]
    pub to_origin: bool,
    /// The server may tell those who keep lists of such people.
    #[serde(default)]
    pub to_third_parties: bool,
}

/// The messages that a report names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cited {
    /// None.
    #[default]
    Nothing,
    /// Those that they wrote last, up to ten.
    Newest,
    /// These, where they are theirs.
    These(Vec<ItemId>),
}
