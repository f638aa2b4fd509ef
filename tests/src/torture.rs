//! The torture run: engines of ours in processes of their own and two slixmpp accounts with three
//! devices talk through a faulty network, while engines are killed, connections are cut, delayed,
//! swallowed and overtaken, and the server and its room service are restarted twice each. At the end the
//! network is whole again, and every device's history has to be the archive's (XEP-0313).
//!
//! What ours say to each other is encrypted; the others can't, so with them it is not. In the middle a third
//! device of Alice's comes, with an empty profile, and later the second engine gets a copy of its profile
//! back that was made earlier, whereby its devices become new ones. What was said before such a device
//! existed it can't read; everything else it has to.
//!
//! Alice is on all engines, Carol on the second one, Bob and Dave are those that none of us wrote. So two
//! devices of one account are compared with each other, both sides of a conversation, and a
//! conversation that has an engine at either end. All four are members of one room, whose archive is what
//! each engine has to show of it; it is in plain. Alice and Carol have another room to themselves, a private
//! group of engines only, which is encrypted: its archive tells the order and what there is, and what it says
//! is known from the devices that could read it.

mod course;
mod device;
mod keep;
mod partner;
mod plan;
mod scene;
mod verdict;
mod words;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

pub use plan::{Act, Fault, Plan, Step, Weather};
pub use verdict::{Birth, Evidence, History, Part, Row, Unread, Verdict};

use crate::backend::Backend;

/// Who says something: an account on a device.
#[derive(Debug)]
pub struct Voice {
    /// The account.
    pub account: &'static str,
    /// The device: one of [`ENGINES`], or a device of the peer's.
    pub device: &'static str,
    /// With whom it talks; some of them may be of [`ROOMS`].
    pub talks: &'static [&'static str],
}

/// Our engines.
pub const ENGINES: [&str; 3] = ["one", "two", "late"];

/// The engine that comes in the middle.
pub const LATE: usize = 2;

/// The engine whose profile is copied, and which gets the copy back.
pub const COPIED: usize = 1;

/// The accounts.
pub const ACCOUNTS: [&str; 4] = ["alice", "bob", "carol", "dave"];

/// What the room of all is called where others have the name of an account. Some there could not read what is
/// encrypted, so it is in plain.
pub const ROOM: &str = "room";

/// The same for the private group, in which there are none but ours: it is encrypted.
pub const GROUP: &str = "group";

/// Both rooms.
pub const ROOMS: [&str; 2] = [ROOM, GROUP];

/// Everybody who says something.
pub const VOICES: [Voice; 7] = [
    voice("alice", "one", &["bob", "carol", ROOM, GROUP]),
    voice("alice", "two", &["bob", "carol", ROOM, GROUP]),
    voice("carol", "two", &["alice", "bob", ROOM, GROUP]),
    voice("bob", "phone", &["alice", "carol", ROOM]),
    voice("bob", "desk", &["alice", "carol"]),
    voice("dave", "laptop", &[ROOM]),
    voice("alice", "late", &["bob", "carol", ROOM, GROUP]),
];

/// Each voice has a road to the server of its own.
pub const ROADS: [&Voice; 7] = [
    &VOICES[0], &VOICES[1], &VOICES[2], &VOICES[3], &VOICES[4], &VOICES[5], &VOICES[6],
];

const fn voice(
    account: &'static str,
    device: &'static str,
    talks: &'static [&'static str],
) -> Voice {
    Voice {
        account,
        device,
        talks,
    }
}

impl Voice {
    /// Whether it speaks through an engine of ours.
    fn is_ours(&self) -> bool {
        ENGINES.contains(&self.device)
    }

    /// Whether it is of the engine that comes in the middle.
    fn is_late(&self) -> bool {
        self.device == ENGINES[LATE]
    }

    /// Whether it talks with this account, or in this room.
    fn talks_with(&self, other: &str) -> bool {
        self.talks.contains(&other)
    }
}

/// Whether this is one of [`ROOMS`], and not an account.
fn is_room(name: &str) -> bool {
    ROOMS.contains(&name)
}

/// Whether one of these accounts talks to the other, or in this room.
fn talk(one: &str, other: &str) -> bool {
    let mut voices = VOICES.iter().filter(|voice| voice.account == one);
    voices.any(|voice| voice.talks_with(other))
}

impl fmt::Display for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.device)
    }
}

/// One run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The kit's `waxwing-victim`.
    pub program: PathBuf,
    /// On which server.
    pub backend: Backend,
    /// What draws the plan.
    pub seed: u64,
    /// How long there is trouble.
    pub length: Duration,
    /// How rough it is.
    pub weather: Weather,
    /// So long after the trouble everything must have been made good.
    pub patience: Duration,
    /// Where profiles, logs and histories are.
    pub folder: PathBuf,
}

/// Plays one run, telling its course in short lines.
///
/// # Panics
/// Where something of the kit does not work: no server, no slixmpp, no engine.
pub async fn run(settings: &Settings, tell: impl Fn(&str)) -> (Evidence, Verdict) {
    let mut course = course::Course::begin(settings, &tell).await;
    course.trouble().await;
    let (evidence, verdict) = course.make_good().await;
    keep::write(settings, &evidence, &verdict, course.server_log());
    (evidence, verdict)
}
