//! Starting with the desktop: a desktop file in the folder that desktops look into (Desktop
//! Application Autostart Specification). The file itself is the setting.

use std::io;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use crate::app::APPLICATION_ID;

/// Whether it can be had: in the sandbox of a Flatpak the folder is not the desktop's.
pub fn is_possible() -> bool {
    cfg!(target_os = "linux") && std::env::var_os("FLATPAK_ID").is_none()
}

/// Whether the program starts with the desktop.
pub fn is_on() -> bool {
    is_possible() && file().is_some_and(|file| file.exists())
}

/// Has the program start with the desktop, or not any more.
///
/// # Errors
/// What the system says.
pub fn set(on: bool) -> io::Result<()> {
    let Some(file) = file() else {
        return Err(io::ErrorKind::NotFound.into());
    };
    put(&file, &std::env::current_exe()?, on)
}

fn file() -> Option<PathBuf> {
    let directory = BaseDirs::new()?.config_dir().join("autostart");
    Some(directory.join(format!("{APPLICATION_ID}.desktop")))
}

fn put(file: &Path, program: &Path, on: bool) -> io::Result<()> {
    if !on {
        return match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory)?;
    }
    std::fs::write(file, entry(program))
}

fn entry(program: &Path) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=Waxwing\nIcon={APPLICATION_ID}\nExec={}\n\
         Terminal=false\nX-GNOME-Autostart-enabled=true\n",
        quoted(&program.to_string_lossy())
    )
}

/// An argument of `Exec` (Desktop Entry Specification, "The Exec key"): quoted, and then escaped once
/// more as every value is.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for char in argument.chars() {
        match char {
            '"' | '`' | '$' => quoted.extend(['\\', '\\', char]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_comes_and_goes() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("autostart").join("x.desktop");
        let program = Path::new("/opt/my apps/wax$wing");
        put(&file, program, false).unwrap();
        put(&file, program, true).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.contains("\nExec=\"/opt/my apps/wax\\\\$wing\"\n"),
            "{text}"
        );
        put(&file, program, false).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn what_means_something_in_exec_is_escaped() {
        assert_eq!(quoted("/usr/bin/waxwing"), "\"/usr/bin/waxwing\"");
        assert_eq!(quoted("50%"), "\"50%%\"");
        assert_eq!(quoted("a\\b"), "\"a\\\\\\\\b\"");
    }
}
