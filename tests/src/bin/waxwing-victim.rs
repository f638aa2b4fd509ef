//! An engine in a process of its own, to be killed in the middle of its work: takes commands as
//! JSON lines on stdin and tells events as JSON lines on stdout. `$1` is the profile; with
//! `--keyring` behind it the keyring of the desktop is asked, with `--impatient` it doesn't wait long
//! between two tries to connect.

use std::io::{BufRead, Write};
use std::time::Duration;

use waxwing_core::{Command, Config, Engine, Tuning};

fn main() {
    let profile = std::env::args_os().nth(1).expect("a profile directory");
    let mut config = Config::new(std::path::PathBuf::from(profile));
    let has = |word: &str| std::env::args_os().skip(2).any(|it| it == word);
    config.keyring = has("--keyring");
    if has("--impatient") {
        config.tuning = Tuning {
            first_wait: Duration::from_millis(50),
            longest_wait: Duration::from_millis(800),
            ..Tuning::default()
        };
    }
    config.tuning.encryption = has("--sealed");
    let (engine, mut events) = Engine::start(config).expect("the engine starts");
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let line = line.expect("UTF-8 commands");
            let command: Command = serde_json::from_str(&line).expect("a command");
            engine.send(command);
        }
        // Whoever drove it is gone.
        engine.send(Command::Shutdown);
    });
    while let Some(event) = events.blocking_next() {
        let line = serde_json::to_string(&event).expect("events are JSON");
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}
