//! What is kept of a run that went wrong: what each side had, and where they differ.

use std::path::Path;
use std::process::Command;

use super::verdict::{Evidence, History, Verdict};
use super::{Settings, is_room};

/// Writes the histories, the server's log and the findings; of a clean run nothing stays.
pub(super) fn write(settings: &Settings, evidence: &Evidence, verdict: &Verdict, log: String) {
    if verdict.is_clean() {
        let _ = std::fs::remove_dir_all(&settings.folder);
        return;
    }
    let keep = |name: &str, text: String| {
        let path = settings.folder.join(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    };
    keep("server.log", log);
    keep("findings.txt", verdict.findings.join("\n"));
    for history in evidence.archives.iter().chain(&evidence.devices) {
        keep(&name(history), lines(history));
    }
    let mut differences = String::new();
    for device in &evidence.devices {
        let mut archive = History {
            device: "archive".to_owned(),
            ..device.clone()
        };
        if is_room(&archive.with) {
            archive.account.clone_from(&archive.with);
        }
        let [theirs, ours] = [&archive, device].map(|it| settings.folder.join(name(it)));
        differences.push_str(&difference(&theirs, &ours));
    }
    keep("differences.txt", differences);
}

fn name(history: &History) -> String {
    format!(
        "{}-{}-{}.txt",
        history.device, history.account, history.with
    )
}

fn lines(history: &History) -> String {
    let lines = history.rows.iter().map(|row| {
        let side = if row.own { ">" } else { "<" };
        let text: String = row.text.chars().take(60).filter(|it| *it != '\n').collect();
        let state = if row.unsettled { " (not sent)" } else { "" };
        format!("{side} {text}{state}\n")
    });
    lines.collect()
}

fn difference(one: &Path, other: &Path) -> String {
    let said = Command::new("diff").arg("-U2").args([one, other]).output();
    said.map_or_else(
        |error| format!("diff: {error}\n"),
        |said| String::from_utf8_lossy(&said.stdout).into_owned(),
    )
}
