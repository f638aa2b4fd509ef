//! Which Debian a real server comes from: the machine's own packages, or those of a newer release
//! in a root of its own.
//!
//! SASL2, Bind2 and FAST are in no server of Debian 12. `scripts/newer-servers` unpacks those of
//! Debian 13 below `target/`, and they run from there by `chroot`, with all their files in that
//! root's `/tmp`, so nothing has to be mounted.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Where a server's program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The packages of this machine: Prosody 0.12 and ejabberd 23.01 on Debian 12.
    Installed,
    /// Debian 13's: Prosody 13 and ejabberd 24.12.
    Newer,
}

impl Edition {
    /// A directory for one server, away with the handle.
    ///
    /// # Panics
    /// Where the newer servers have not been unpacked.
    pub fn directory(self) -> TempDir {
        let made = match self {
            Self::Installed => tempfile::tempdir(),
            Self::Newer => tempfile::tempdir_in(root().join("tmp")),
        };
        made.expect("a temporary directory")
    }

    /// A path below [`Self::directory`] as the server sees it.
    pub fn inside(self, path: &Path) -> PathBuf {
        match self {
            Self::Installed => path.to_owned(),
            Self::Newer => {
                let path = path.strip_prefix(root()).expect("a path in the root");
                Path::new("/").join(path)
            }
        }
    }

    /// A program of this edition.
    pub fn command(self, program: &str) -> Command {
        match self {
            Self::Installed => Command::new(program),
            Self::Newer => {
                // As root chroot suffices; anybody else becomes root in a namespace first.
                let mut command = if rustix::process::geteuid().is_root() {
                    Command::new("chroot")
                } else {
                    let mut unshare = Command::new("unshare");
                    unshare.args(["--map-root-user", "chroot"]);
                    unshare
                };
                command.arg(root()).arg(program);
                command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
                command
            }
        }
    }
}

/// The root of the newer servers: `WAXWING_NEWER_SERVERS`, else below this project's `target/`.
fn root() -> PathBuf {
    let chosen = std::env::var_os("WAXWING_NEWER_SERVERS").map(PathBuf::from);
    let root = chosen.unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/newer-servers/root")
    });
    let root = root.canonicalize().unwrap_or(root);
    assert!(
        root.join("tmp").is_dir(),
        "no newer servers in {}: run scripts/newer-servers",
        root.display()
    );
    root
}
