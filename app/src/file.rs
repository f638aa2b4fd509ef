//! Choosing a file in the system's own dialog: on Linux the desktop portal's, which works inside a
//! Flatpak too and brings no toolkit along.

use std::path::PathBuf;

use rfd::AsyncFileDialog;

/// Files that hold certificates.
pub const CERTIFICATES: &[&str] = &["pem", "crt", "cer", "ca"];
/// Files that hold a certificate and its key.
pub const CERTIFICATE_AND_KEY: &[&str] = &["p12", "pfx", "pem"];

/// Lets the person choose a file; `None` if they would rather not. The dialog has a thread of its
/// own. `kind` says in words what the extensions in `endings` have in common; other files can be
/// seen on demand.
pub async fn choose(title: String, kind: String, endings: &[&str]) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_title(title)
        .add_filter(kind, endings)
        .add_filter("*", &["*"]);
    let chosen = dialog.pick_file().await?;
    Some(chosen.path().to_owned())
}
