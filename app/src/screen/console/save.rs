//! The console as a file: for its owner only, and without secrets, whatever stood on the screen.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat};
use waxwing_core::Timestamp;
use waxwing_core::event::console::{Direction, Entry, redacted};

use crate::format;

/// Where it is saved unless another place is typed.
pub(super) fn default_path(now: Timestamp) -> PathBuf {
    let name = format::local(now).format("waxwing-console-%Y-%m-%d-%H%M%S.xml");
    let home = directories::UserDirs::new();
    let place = home.as_ref().map(|dirs| {
        dirs.document_dir()
            .unwrap_or_else(|| dirs.home_dir())
            .to_path_buf()
    });
    place.unwrap_or_default().join(name.to_string())
}

/// Writes the entries into a new file that nobody else can read.
///
/// # Errors
/// What the system says; also where there is a file of that name already.
pub(super) fn save(path: &Path, account: &str, entries: &[Entry]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = BufWriter::new(options.open(path)?);
    writeln!(file, "<!-- {} -->", comment(account))?;
    for entry in entries {
        let direction = match entry.direction {
            Direction::In => "in",
            Direction::Out => "out",
        };
        let at = DateTime::from_timestamp_micros(entry.at.0).unwrap_or_default();
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        writeln!(file, "\n<!-- {at} {direction} -->")?;
        writeln!(file, "{}", redacted(&entry.xml))?;
        if entry.cut > 0 {
            writeln!(file, "<!-- {} bytes cut -->", entry.cut)?;
        }
    }
    file.into_inner()?.sync_all()
}

/// Nothing in an address may end the comment.
fn comment(text: &str) -> String {
    text.replace("--", "- -")
}

#[cfg(test)]
mod tests {
    use super::*;
    use waxwing_core::event::console::Kind;

    #[test]
    fn the_file_is_ours_alone_and_holds_no_secret() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("console.xml");
        let entry = |xml: &str| Entry {
            direction: Direction::Out,
            at: Timestamp(1_794_908_460_123_456),
            kind: Kind::Nonza,
            xml: xml.to_owned(),
            cut: 0,
        };
        let entries = [
            entry("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>aHVzaA==</auth>"),
            entry("<message to='a@b'><body>hello</body></message>"),
        ];
        save(&path, "mira@example.org", &entries).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(!written.contains("aHVzaA"), "{written}");
        assert!(written.contains("<message to='a@b'><body>hello</body></message>"));
        assert!(
            written.contains("<!-- 2026-11-17T09:41:00.123Z out -->"),
            "{written}"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let again = save(&path, "mira@example.org", &entries);
        assert_eq!(again.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }
}
