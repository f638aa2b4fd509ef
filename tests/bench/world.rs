//! The world that the window is measured in: a real Prosody, an account with 200 contacts, and a
//! peer that none of us wrote.

use std::path::Path;
use std::time::Instant;

use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::broadcast;
use waxwing_tests::{Backend, Login, Peer, Proxy, Stage};

use crate::clock;
use crate::headless::Headless;

/// How many contacts the account has, beside the peer.
pub(crate) const CONTACTS: usize = 200;
/// What the peer's address begins with, and nobody else's: the filter finds it alone.
const PEER: &str = "zoltan";

/// Everything that runs beside the window.
pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) peer: Peer,
    pub(crate) profile: TempDir,
    login: Login,
    bytes_passed: broadcast::Receiver<Instant>,
    _proxy: Proxy,
    _stage: Stage,
}

impl World {
    /// Brings it up and makes a profile that is signed in.
    ///
    /// # Errors
    /// When our own engine fails; a server or a peer that is missing ends in a panic with words.
    pub(crate) fn start() -> Result<Self, String> {
        Self::start_with(None)
    }

    /// The same with a copy of a profile, beside whose account ours stands.
    ///
    /// # Errors
    /// As [`Self::start`], and when it can't be copied.
    pub(crate) fn start_with(from: Option<&Path>) -> Result<Self, String> {
        let runtime = runtime()?;
        let stage = runtime.block_on(Stage::on(Backend::Prosody));
        let (own, peer) = (stage.account("bench"), stage.account(PEER));
        for (jid, name) in contacts() {
            stage.contact(&own, &jid, &name, "both");
        }
        stage.befriend(&own, &peer);
        let (proxy, login) = runtime.block_on(stage.through_proxy(&own));
        let bytes_passed = proxy.tap();
        let peer = runtime.block_on(Peer::sign_in(&peer));
        let profile = tempfile::tempdir().map_err(|error| error.to_string())?;
        if let Some(from) = from {
            copy_profile(from, profile.path()).map_err(|error| error.to_string())?;
        }
        let mut world = Self {
            runtime,
            peer,
            profile,
            login,
            bytes_passed,
            _proxy: proxy,
            _stage: stage,
        };
        world.make_profile()?;
        Ok(world)
    }

    /// Our address.
    pub(crate) fn address(&self) -> &str {
        self.login.jid.as_str()
    }

    /// What to type into the filter to find the peer alone.
    pub(crate) fn filter(&self) -> &'static str {
        PEER
    }

    /// Waits until the peer sees us come or go, and says when that was.
    pub(crate) fn wait_presence(&mut self, kind: &str) -> Option<f64> {
        let address = self.login.jid.to_string();
        let seen = self.peer.wait_presence(&address, kind);
        clock::told_ms(&self.runtime.block_on(seen))
    }

    /// Forgets what has come by from the server so far.
    pub(crate) fn forget_bytes(&mut self) {
        self.bytes_passed = self.bytes_passed.resubscribe();
    }

    /// When bytes for us first came by since then.
    pub(crate) fn first_bytes_ms(&mut self) -> Option<f64> {
        let moment = self.bytes_passed.try_recv().ok()?;
        Some(clock::now_ms() - moment.elapsed().as_secs_f64() * 1e3)
    }

    fn make_profile(&mut self) -> Result<(), String> {
        let mut engine = Headless::start(self.profile.path())?;
        engine.sign_in(self.address(), &self.login.password, &self.login.settings())?;
        let peer = self.peer.jid().to_owned();
        engine.wait_conversation("the roster and the peer's presence", |conversation| {
            conversation.jid.as_str() == peer && conversation.resources > 0
        })?;
        engine.shut_down()?;
        self.wait_presence("available");
        self.wait_presence("unavailable");
        Ok(())
    }
}

/// Copies a profile that nobody has open.
///
/// # Errors
/// When something can't be read or written.
pub(crate) fn copy_profile(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => {
                std::fs::create_dir_all(&there)?;
                copy_profile(&entry.path(), &there)?;
            }
            false => {
                std::fs::copy(entry.path(), there)?;
            }
        }
    }
    Ok(())
}

/// A runtime for the proxy and the peer, beside the thread that looks at the screen.
///
/// # Errors
/// When the system has no threads left.
pub(crate) fn runtime() -> Result<Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
}

/// The addresses and names on the roster: as different from each other as people's are, because
/// each new letter costs the window something.
pub(crate) fn contacts() -> impl Iterator<Item = (String, String)> {
    const GIVEN: [&str; 20] = [
        "Ada",
        "Bjørn",
        "Chloé",
        "Dmitri",
        "Élodie",
        "Fatima",
        "Georg",
        "Hana",
        "Iñigo",
        "Jürgen",
        "Katarzyna",
        "Łukasz",
        "Miriam",
        "Nguyễn",
        "Ólafur",
        "Priya",
        "Quentin",
        "Rūta",
        "Søren",
        "Tomáš",
    ];
    const FAMILY: [&str; 10] = [
        "Adeyemi", "Brandt", "Castillo", "Dvořák", "Eriksson", "Fischer", "García", "Hoffmann",
        "Ivanova", "Jansen",
    ];
    (0..CONTACTS).map(|index| {
        let given = GIVEN[index % GIVEN.len()];
        let family = FAMILY[index / GIVEN.len() % FAMILY.len()];
        let jid = format!("contact{index}@{}", waxwing_tests::certificate::DOMAIN);
        (jid, format!("{given} {family}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_on_the_roster_is_there_twice_or_found_with_the_peer() {
        let contacts: Vec<_> = contacts().collect();
        assert_eq!(contacts.len(), CONTACTS);
        for (index, (jid, name)) in contacts.iter().enumerate() {
            assert!(
                !contacts[..index]
                    .iter()
                    .any(|other| other.0 == *jid || other.1 == *name)
            );
            assert!(!jid.contains(PEER) && !name.to_lowercase().contains(PEER));
        }
    }
}
