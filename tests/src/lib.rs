//! The test kit: throw-away servers, peers that none of us wrote, a faulty network, and our engine
//! as a test user. `tests/tests/` plays the scenarios with it.
//!
//! A scenario is written once and runs on every [`backend::Backend`]. Everything waits with a
//! deadline and fails in words; a missing server or peer is a failure that names what to install.

pub mod backend;
pub mod bus;
pub mod certificate;
pub mod chance;
pub mod client;
pub mod deadline;
pub mod depot;
pub mod display;
pub mod dunst;
pub mod edition;
pub mod ejabberd;
pub mod features;
pub mod file_server;
pub mod golden;
pub mod guardian;
pub mod meddler;
pub mod moody;
pub mod nameserver;
pub mod offer;
pub mod peer;
pub mod port;
pub mod prosody;
pub mod proxy;
pub mod reader;
pub mod server;
pub mod share;
pub mod socks;
pub mod torture;
pub mod victim;
pub mod website;
pub mod xml;

pub use backend::{Backend, Login, Stage};
pub use bus::{Bus, Keyring};
pub use client::{Client, Profile};
pub use depot::{Depot, Trouble};
pub use dunst::Dunst;
pub use edition::Edition;
pub use file_server::{FileServer, Goods};
pub use meddler::{Edit, Meddler};
pub use moody::{Fate, Moody};
pub use offer::Offer;
pub use peer::Peer;
pub use proxy::{Flow, Overtake, Proxy, Way};
pub use reader::Reader;
pub use share::Share;
pub use socks::Socks;
pub use victim::Victim;
