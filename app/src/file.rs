//! Choosing a file in the system's own dialog: on Linux the desktop portal's, which works inside a
//! Flatpak too and brings no toolkit along.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rfd::AsyncFileDialog;

/// Files that hold certificates.
pub const CERTIFICATES: &[&str] = &["pem", "crt", "cer", "ca"];
/// Files that hold a certificate and its key.
pub const CERTIFICATE_AND_KEY: &[&str] = &["p12", "pfx", "pem"];

/// Nobody sees a dialog come, reads it and closes it again within this time. The library tells nobody
/// that there was none.
const GLANCE: Duration = Duration::from_millis(400);

/// What came of asking for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one.
    File(PathBuf),
    /// The person would rather not.
    Nothing,
    /// The desktop has no such dialog.
    NoDialog,
}

/// Lets the person choose a file. The dialog has a thread of its own. `kind` says in words what the
/// extensions in `endings` have in common; other files can be seen on demand.
pub async fn choose(title: String, kind: String, endings: &[&str]) -> Choice {
    let dialog = AsyncFileDialog::new()
        .set_title(title)
        .add_filter(kind, endings)
        .add_filter("*", &["*"]);
    let begun = Instant::now();
    let chosen = dialog.pick_file().await;
    judge(chosen.map(|file| file.path().to_owned()), begun.elapsed())
}

/// Lets the person choose where a file goes; what is there may be replaced then, for the dialog asks.
/// `kind` says in words what its ending means.
pub async fn save(title: String, usual: PathBuf, (kind, ending): (String, &str)) -> Choice {
    let mut dialog = AsyncFileDialog::new()
        .set_title(title)
        .add_filter(kind, &[ending])
        .add_filter("*", &["*"]);
    if let Some(name) = usual.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    if let Some(place) = usual.parent().filter(|place| place.is_dir()) {
        dialog = dialog.set_directory(place);
    }
    let begun = Instant::now();
    let chosen = dialog.save_file().await;
    judge(chosen.map(|file| file.path().to_owned()), begun.elapsed())
}

/// What came of asking for files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// These.
    Files(Vec<PathBuf>),
    /// The person would rather not.
    Nothing,
    /// The desktop has no such dialog.
    NoDialog,
}

/// Lets the person choose files of any kind.
pub async fn choose_several(title: String) -> Choices {
    let begun = Instant::now();
    let chosen = AsyncFileDialog::new().set_title(title).pick_files().await;
    let paths = chosen.map(|files| files.iter().map(|file| file.path().to_owned()).collect());
    judge_several(paths, begun.elapsed())
}

fn judge_several(chosen: Option<Vec<PathBuf>>, took: Duration) -> Choices {
    match chosen {
        // Some dialogs that were closed say that nothing was chosen, others say nothing.
        Some(paths) if paths.is_empty() => Choices::Nothing,
        Some(paths) => Choices::Files(paths),
        None if took < GLANCE => Choices::NoDialog,
        None => Choices::Nothing,
    }
}

/// Lets the person choose where a file of any kind goes; what is there may be replaced then, for the dialog
/// asks.
pub async fn save_any(title: String, usual: PathBuf) -> Choice {
    let mut dialog = AsyncFileDialog::new().set_title(title);
    if let Some(name) = usual.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    if let Some(place) = usual.parent().filter(|place| place.is_dir()) {
        dialog = dialog.set_directory(place);
    }
    let begun = Instant::now();
    let chosen = dialog.save_file().await;
    judge(chosen.map(|file| file.path().to_owned()), begun.elapsed())
}

fn judge(chosen: Option<PathBuf>, took: Duration) -> Choice {
    match chosen {
        Some(path) => Choice::File(path),
        None if took < GLANCE => Choice::NoDialog,
        None => Choice::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_that_never_came_is_no_refusal() {
        let path = PathBuf::from("/home/mira/me.p12");
        let quick = Duration::from_millis(20);
        let slow = Duration::from_secs(3);
        assert_eq!(judge(Some(path.clone()), quick), Choice::File(path));
        assert_eq!(judge(None, quick), Choice::NoDialog);
        assert_eq!(judge(None, slow), Choice::Nothing);
    }

    #[test]
    fn a_dialog_that_was_closed_chooses_nothing() {
        let slow = Duration::from_secs(3);
        let quick = Duration::from_millis(20);
        let path = PathBuf::from("/home/mira/cat.jpg");
        let one = vec![path];
        assert_eq!(judge_several(Some(Vec::new()), slow), Choices::Nothing);
        assert_eq!(judge_several(None, slow), Choices::Nothing);
        assert_eq!(judge_several(None, quick), Choices::NoDialog);
        assert_eq!(judge_several(Some(one.clone()), slow), Choices::Files(one));
    }
}
