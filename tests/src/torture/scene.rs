//! The accounts, the roads between devices and server, and what each device is called where.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use jid::BareJid;

use crate::backend::{Login, Stage};
use crate::proxy::Proxy;

use super::{ACCOUNTS, ROADS, ROOMS, Voice, talk};

/// The accounts by name, and the rooms.
#[derive(Debug)]
pub(super) struct Cast {
    logins: BTreeMap<&'static str, Login>,
    /// Where each of [`ROOMS`] is, once it is made, in that order.
    rooms: [OnceLock<BareJid>; ROOMS.len()],
}

/// The stage with its accounts and roads.
pub(super) struct Scene {
    pub(super) stage: Arc<Stage>,
    pub(super) cast: Arc<Cast>,
    /// One for each of [`ROADS`], in that order.
    pub(super) roads: Vec<(Arc<Proxy>, Login)>,
}

impl Scene {
    pub(super) async fn set(stage: Stage) -> Self {
        let logins = ACCOUNTS.map(|name| (name, stage.account(name)));
        for (index, (name, one)) in logins.iter().enumerate() {
            for (_, other) in logins[index + 1..].iter().filter(|it| talk(name, it.0)) {
                stage.befriend(one, other);
            }
        }
        let cast = Cast {
            logins: logins.into(),
            rooms: ROOMS.map(|_| OnceLock::new()),
        };
        let mut roads = Vec::new();
        for voice in ROADS {
            let (proxy, login) = stage.through_proxy(cast.login(voice.account)).await;
            roads.push((Arc::new(proxy), login));
        }
        Self {
            stage: Arc::new(stage),
            cast: Arc::new(cast),
            roads,
        }
    }

    /// The login of a voice, through its road.
    pub(super) fn login(&self, voice: &Voice) -> &Login {
        let mut all = ROADS.iter().zip(&self.roads);
        let found =
            all.find(|(road, _)| road.account == voice.account && road.device == voice.device);
        &found.expect("each voice has a road").1.1
    }
}

impl Cast {
    /// The login of an account, without a proxy.
    pub(super) fn login(&self, name: &str) -> &Login {
        &self.logins[name]
    }

    /// Where this room is; nothing before it is made.
    pub(super) fn room(&self, name: &str) -> Option<&BareJid> {
        let mut all = self.rooms();
        all.find(|(it, _)| *it == name)?.1.get()
    }

    /// This room is made.
    pub(super) fn room_is(&self, name: &str, jid: BareJid) {
        let found = self.rooms().find(|(it, _)| *it == name);
        let (_, place) = found.expect("one of the rooms");
        place.set(jid).expect("each room is made once");
    }

    /// Who has this bare address; one of [`ROOMS`] where it is a room's.
    pub(super) fn name(&self, jid: &str) -> Option<&'static str> {
        let is_it = |place: &OnceLock<BareJid>| place.get().is_some_and(|it| it.as_str() == jid);
        if let Some((room, _)) = self.rooms().find(|(_, place)| is_it(place)) {
            return Some(room);
        }
        let mut all = self.logins.iter();
        all.find(|(_, login)| login.jid.as_str() == jid)
            .map(|(name, _)| *name)
    }

    fn rooms(&self) -> impl Iterator<Item = (&'static str, &OnceLock<BareJid>)> {
        ROOMS.into_iter().zip(&self.rooms)
    }
}

/// Makes a folder, and all above it.
pub(super) fn folder(path: &Path) -> &Path {
    std::fs::create_dir_all(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}
