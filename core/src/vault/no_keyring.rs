//! Where there is no keyring that we know to ask, everything stays in the sealed file.

use tokio::sync::mpsc;

use super::Place;
use crate::model::Secret;

/// What a keyring would be asked for.
#[derive(Debug)]
#[allow(dead_code, reason = "only elsewhere somebody reads it")]
pub(super) enum Ask {
    /// Give these.
    Load(Vec<Place>),
    /// The same once more.
    Again(Vec<Place>),
    /// Keep this, under a name for people.
    Keep(Place, Secret, String),
    /// Forget this.
    Forget(Place),
}

/// What it would answer.
#[derive(Debug)]
#[allow(dead_code, reason = "only elsewhere somebody says it")]
pub(crate) enum Told {
    /// It has these.
    Loaded(Vec<(Place, Option<Secret>)>),
    /// It could not be asked.
    NotLoaded,
    /// It keeps this now.
    Kept(Place, Secret),
}

/// Says that nothing can be had from it.
pub(super) async fn run(
    _profile: String,
    mut asked: mpsc::UnboundedReceiver<Ask>,
    told: mpsc::UnboundedSender<Told>,
) {
    while let Some(ask) = asked.recv().await {
        if matches!(ask, Ask::Load(_) | Ask::Again(_)) {
            let _ = told.send(Told::NotLoaded);
        }
    }
}
