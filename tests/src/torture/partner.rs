//! The other side, which none of us wrote: `tests/interop/torture_peer.py`, slixmpp accounts with
//! devices that say everything again until an archive shows it, and the reader of archives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use jid::BareJid;

use crate::backend::Login;
use crate::peer;

use super::Voice;

/// So long an archive may take to be read.
const READING: Duration = Duration::from_secs(120);
/// As much of each of its words is kept.
const WIDTH: usize = 200;

/// What it has told so far.
#[derive(Debug, Default)]
struct Told {
    online: BTreeSet<String>,
    accepted: BTreeSet<String>,
    archives: BTreeMap<u64, Vec<Value>>,
    ended: bool,
}

/// The running process; dropping it ends it.
pub(super) struct Partner {
    stdin: ChildStdin,
    told: watch::Receiver<Told>,
    /// What its devices were to say: id, account, other side, text.
    said: BTreeMap<String, (String, String, String)>,
    next_archive: u64,
    _child: Child,
    reader: JoinHandle<()>,
}

impl Partner {
    pub(super) fn start(log: File, mut heard: File) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/torture_peer.py");
        let mut child = Command::new(peer::python())
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: {}", peer::INSTALL));
        let stdin = child.stdin.take().expect("a piped stdin");
        let stdout = child.stdout.take().expect("a piped stdout");
        let (tell, told) = watch::channel(Told::default());
        let reader = tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = writeln!(heard, "{}", line.get(..WIDTH).unwrap_or(&line));
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                tell.send_modify(|told| told.take(event));
            }
            tell.send_modify(|told| told.ended = true);
        });
        Self {
            stdin,
            told,
            said: BTreeMap::new(),
            next_archive: 0,
            _child: child,
            reader,
        }
    }

    /// Keeps a device signed in from now on, and in a room where there is one, and waits for the first
    /// time.
    pub(super) async fn device(&mut self, voice: &Voice, login: &Login, room: Option<&BareJid>) {
        let name = voice.device;
        let mut command = account(login);
        command["do"] = "device".into();
        command["name"] = name.into();
        command["room"] = room.map_or("", |room| room.as_str()).into();
        command["nick"] = voice.account.into();
        self.tell(&command).await;
        self.wait(crate::deadline::DEADLINE, "its device signs in", |told| {
            told.online.contains(name)
        })
        .await;
    }

    pub(super) async fn say(&mut self, voice: &Voice, (to, with): (&str, &str), text: &str) {
        let device = voice.device;
        let id = format!("{device}-{}", self.said.len());
        let said = (voice.account.to_owned(), with.to_owned(), text.to_owned());
        self.said.insert(id.clone(), said);
        let command = json!({ "do": "say", "device": device, "to": to, "id": id, "body": text });
        self.tell(&command).await;
    }

    /// Whether everything that was to be said is in the archive; else how much is not.
    pub(super) async fn settle(&mut self, patience: Duration) -> Result<(), usize> {
        let all = self.said.len();
        let settled = |told: &Told| told.ended || told.accepted.len() == all;
        let _ = timeout(patience, self.told.wait_for(settled)).await;
        match all - self.told.borrow().accepted.len() {
            0 => Ok(()),
            left => Err(left),
        }
    }

    /// What a server has told to have: account, other side, text.
    pub(super) fn kept(&self) -> BTreeSet<(String, String, String)> {
        let told = self.told.borrow();
        let said = told.accepted.iter().filter_map(|id| self.said.get(id));
        said.cloned().collect()
    }

    /// Everything that the server keeps of an account, or a room that the account may read, oldest first;
    /// nothing where that can't be had.
    pub(super) async fn archive(
        &mut self,
        login: &Login,
        room: Option<&BareJid>,
    ) -> Option<Vec<Value>> {
        let tag = self.next_archive;
        self.next_archive += 1;
        let mut command = account(login);
        command["do"] = "archive".into();
        command["room"] = room.map_or("", |room| room.as_str()).into();
        command["tag"] = tag.into();
        self.tell(&command).await;
        let there = |told: &Told| told.ended || told.archives.contains_key(&tag);
        let told = timeout(READING, self.told.wait_for(there))
            .await
            .ok()?
            .ok()?;
        told.archives.get(&tag).cloned()
    }

    async fn wait(&mut self, patience: Duration, what: &str, fits: impl Fn(&Told) -> bool) {
        let there = timeout(
            patience,
            self.told.wait_for(|told| told.ended || fits(told)),
        )
        .await;
        assert!(
            matches!(there, Ok(Ok(told)) if !told.ended),
            "not within {patience:?}: {what}; {}",
            peer::INSTALL
        );
    }

    async fn tell(&mut self, command: &Value) {
        let line = format!("{command}\n");
        let written = self.stdin.write_all(line.as_bytes()).await;
        assert!(written.is_ok(), "the peer has ended: {}", peer::INSTALL);
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Told {
    fn take(&mut self, event: Value) {
        let word = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["event"].as_str() {
            Some("online") => {
                self.online.insert(word("device"));
            }
            Some("accepted") => {
                self.accepted.insert(word("id"));
            }
            Some("archive") => {
                let rows = event["rows"].as_array().cloned().unwrap_or_default();
                let tag = event["tag"].as_u64().unwrap_or_default();
                self.archives.insert(tag, rows);
            }
            _ => {}
        }
    }
}

fn account(login: &Login) -> Value {
    json!({
        "jid": login.jid.as_str(), "password": login.password, "host": "127.0.0.1",
        "port": login.port(), "ca": login.ca_file,
    })
}
