//! Showing a file in a file manager: by the interface that all of them have on the bus, which marks it; its
//! folder alone where none answers.

use std::io;
use std::path::Path;

#[cfg(target_os = "linux")]
use std::time::Duration;

/// A file manager that has to be started first takes its time; longer, and there is none.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows a file in its folder.
pub(super) fn show(file: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    match futures::executor::block_on(ask(file)) {
        Ok(()) => return Ok(()),
        Err(error) => tracing::debug!(%error, "no file manager shows files"),
    }
    let folder = file.parent().unwrap_or(file);
    super::start(folder)
}

/// `org.freedesktop.FileManager1.ShowItems` (freedesktop.org, File Manager D-Bus Interface).
#[cfg(target_os = "linux")]
async fn ask(file: &Path) -> zbus::Result<()> {
    let bus = zbus::connection::Builder::session()?.method_timeout(PATIENCE);
    let bus = bus.build().await?;
    let files = [address(file)];
    bus.call_method(
        Some("org.freedesktop.FileManager1"),
        "/org/freedesktop/FileManager1",
        Some("org.freedesktop.FileManager1"),
        "ShowItems",
        &(&files[..], ""),
    )
    .await?;
    Ok(())
}

/// The address of a file: all but plain letters and separators as numbers (RFC 8089, RFC 3986 §2.1).
#[cfg(target_os = "linux")]
fn address(file: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut address = "file://".to_owned();
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                address.push(char::from(*byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_but_plain_letters() {
        let file = Path::new("/home/mira/a b#ż.txt");
        assert_eq!(address(file), "file:///home/mira/a%20b%23%C5%BC.txt");
    }
}
