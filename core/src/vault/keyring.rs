//! Whoever talks to the keyring: a task of its own, so that nobody waits for it who need not.
//!
//! It does one thing after the other, in the order in which it was asked. After the keyring was
//! found to be missing, or to hang, or to stay locked, it answers at once for all that waits, and
//! looks again with the next question; a person who did not want to unlock it is not asked again
//! before the next start.

use tokio::sync::mpsc;

use super::Place;
use super::secret_service::{Keyring, Unavailable};
use crate::model::Secret;

/// What the keyring is asked for.
#[derive(Debug)]
pub(super) enum Ask {
    /// Give these.
    Load(Vec<Place>),
    /// The same after the person was asked whether they want that.
    Again(Vec<Place>),
    /// Keep this, under a name for people.
    Keep(Place, Secret, String),
    /// Forget this.
    Forget(Place),
}

/// What it answers.
#[derive(Debug)]
pub(crate) enum Told {
    /// It has these; what was asked for and is not among them is gone.
    Loaded(Vec<(Place, Option<Secret>)>),
    /// It could not be asked for these.
    NotLoaded,
    /// It keeps this now: it was read back.
    Kept(Place, Secret),
}

/// Works until nobody can ask any more.
pub(super) async fn run(
    profile: String,
    mut asked: mpsc::UnboundedReceiver<Ask>,
    told: mpsc::UnboundedSender<Told>,
) {
    let mut wanted = true;
    while let Some(first) = asked.recv().await {
        wanted |= matches!(first, Ask::Again(_));
        let keyring = match wanted {
            true => Keyring::open(&profile).await,
            false => Err(Unavailable::Locked),
        };
        let mut next = Some(first);
        let mut keyring = keyring
            .inspect_err(|why| tracing::info!(%why, "secrets stay here"))
            .ok();
        while let Some(ask) = next.take() {
            if matches!(ask, Ask::Again(_)) && keyring.is_none() {
                wanted = true;
                keyring = Keyring::open(&profile).await.ok();
            }
            if let Err(why) = carry_out(keyring.as_ref(), ask, &told).await {
                tracing::warn!(%why, "secrets stay here");
                wanted &= !matches!(why, Unavailable::Locked);
                keyring = None;
            }
            next = asked.try_recv().ok();
        }
    }
}

async fn carry_out(
    keyring: Option<&Keyring>,
    ask: Ask,
    told: &mpsc::UnboundedSender<Told>,
) -> Result<(), Unavailable> {
    let (answer, outcome) = match (keyring, ask) {
        (Some(keyring), Ask::Load(places) | Ask::Again(places)) => {
            match load(keyring, places).await {
                Ok(found) => (Told::Loaded(found), Ok(())),
                Err(why) => (Told::NotLoaded, Err(why)),
            }
        }
        (None, Ask::Load(_) | Ask::Again(_)) => (Told::NotLoaded, Ok(())),
        (Some(keyring), Ask::Keep(place, secret, label)) => {
            keyring.put(place, &secret, &label).await?;
            (Told::Kept(place, secret), Ok(()))
        }
        (Some(keyring), Ask::Forget(place)) => return keyring.remove(place).await,
        (None, Ask::Keep(..) | Ask::Forget(_)) => return Ok(()),
    };
    let _ = told.send(answer);
    outcome
}

async fn load(
    keyring: &Keyring,
    places: Vec<Place>,
) -> Result<Vec<(Place, Option<Secret>)>, Unavailable> {
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        found.push((place, keyring.get(place).await?));
    }
    Ok(found)
}
