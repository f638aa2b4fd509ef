//! The yardstick: the same archive, paged through by slixmpp, which keeps nothing.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use waxwing_tests::Login;
use waxwing_tests::peer::python;

use crate::process::cpu_s;

/// What one run has cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall_s: f64,
    pub(crate) client_s: f64,
    pub(crate) server_s: f64,
}

/// Pages through everything once.
///
/// # Errors
/// When it does not sign in, or does not see every stanza.
pub(crate) fn run(login: &Login, server: u32, stanzas: usize) -> Result<Cost, String> {
    let mut pager = Pager::start(login)?;
    pager.wait("ready")?;
    let (client, before) = (pager.child.id(), cpu_s(server)?);
    let start = (Instant::now(), cpu_s(client)?);
    pager.go_on()?;
    let seen = pager.wait("done")?;
    let cost = Cost {
        wall_s: start.0.elapsed().as_secs_f64(),
        client_s: cpu_s(client)? - start.1,
        server_s: cpu_s(server)? - before,
    };
    pager.go_on()?;
    match seen["messages"].as_u64() {
        Some(messages) if messages == stanzas as u64 => Ok(cost),
        _ => Err(format!("of {stanzas} stanzas the reference saw {seen}")),
    }
}

struct Pager {
    child: Child,
    stdin: ChildStdin,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Pager {
    fn start(login: &Login) -> Result<Self, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/archive_pager.py");
        let login = json!({
            "jid": login.jid.as_str(), "password": login.password, "host": "127.0.0.1",
            "port": login.port(), "ca": login.ca_file,
        });
        let mut child = Command::new(python())
            .arg(script)
            .arg(login.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let stdin = child.stdin.take().ok_or("it has no input")?;
        let stdout = child.stdout.take().ok_or("it has no output")?;
        let lines = BufReader::new(stdout).lines();
        Ok(Self {
            child,
            stdin,
            lines,
        })
    }

    fn wait(&mut self, event: &str) -> Result<Value, String> {
        let line = self.lines.next().and_then(Result::ok);
        let line = line.ok_or("the reference has ended")?;
        let told: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        match told["event"] == event {
            true => Ok(told),
            false => Err(format!("the reference tells {told}")),
        }
    }

    fn go_on(&mut self) -> Result<(), String> {
        writeln!(self.stdin).map_err(|error| error.to_string())
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
