//! Writing a file that is here somewhere else.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use crate::Error;
use crate::archive::{Archive, FileName};
use crate::export::{Begun, NewFile};
use crate::model::Place;

/// Writes a file of a message to a place that the person has chosen.
///
/// # Errors
/// [`Error::NotFound`] where it is not here, [`Error::FileExists`], [`Error::File`].
pub(super) async fn save(
    archive: &Archive,
    name: FileName,
    (to, replace): (PathBuf, bool),
    begun: Begun,
) -> Result<(), Error> {
    let message = archive.get(name.conversation, name.item).await?;
    let file = message.as_ref().and_then(|message| {
        let index = usize::try_from(name.index).ok()?;
        message.attachments.get(index)
    });
    let Some(Place::Here(from)) = file.map(|file| file.place.clone()) else {
        return Err(Error::NotFound);
    };
    let copied = spawn_blocking(move || copy(&from, (&to, replace), &begun)).await;
    copied.unwrap_or_else(|stopped| Err(Error::Store(stopped.to_string())))
}

fn copy(from: &Path, (to, replace): (&Path, bool), begun: &Begun) -> Result<(), Error> {
    // It may have been removed behind our back.
    let mut from = File::open(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound,
        _ => Error::Store(error.to_string()),
    })?;
    let mut file = NewFile::create(to, replace, begun)?;
    file.put(|mut out| io::copy(&mut from, &mut out).map(|_| ()))?;
    file.finish()
}
