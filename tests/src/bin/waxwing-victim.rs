//! An engine in a process of its own, to be killed in the middle of its work: takes commands as
//! JSON lines on stdin and tells events as JSON lines on stdout. `$1` is the profile; with
//! `--keyring` behind it the keyring of the desktop is asked.

use std::io::{BufRead, Write};

use waxwing_core::{Command, Config, Engine};

fn main() {
    let profile = std::env::args_os().nth(1).expect("a profile directory");
    let mut config = Config::new(std::path::PathBuf::from(profile));
    config.keyring = std::env::args_os()
        .nth(2)
        .is_some_and(|it| it == "--keyring");
    let (engine, mut events) = Engine::start(config).expect("the engine starts");
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let line = line.expect("UTF-8 commands");
            let command: Command = serde_json::from_str(&line).expect("a command");
            engine.send(command);
        }
    });
    while let Some(event) = events.blocking_next() {
        let line = serde_json::to_string(&event).expect("events are JSON");
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}
