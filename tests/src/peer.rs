//! A chat partner that none of us wrote: slixmpp in a Python process of its own, driven by JSON
//! lines (`tests/interop/slixmpp_peer.py` lists them).

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::backend::Login;
use crate::deadline::{DEADLINE, within};

/// Names the Python that has slixmpp, instead of the project's virtual environment.
const PYTHON: &str = "WAXWING_PYTHON";

/// A running peer that is signed in. Dropping it ends its process without a word to the server.
#[derive(Debug)]
pub struct Peer {
    jid: String,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// What it told while we waited for something else, oldest first.
    kept: Vec<Value>,
    child: Child,
    /// What it keeps, where that is not in its memory.
    _state: Option<tempfile::TempDir>,
}

impl Peer {
    /// Starts one and signs it in.
    ///
    /// # Panics
    /// When Python or slixmpp is missing, or the login fails.
    pub async fn sign_in(login: &Login) -> Self {
        Self::sign_in_as(login, "peer").await
    }

    /// The same, with a resource of the caller's choice.
    pub async fn sign_in_as(login: &Login, resource: &str) -> Self {
        Self::begin(login, resource, "slixmpp_peer.py").await
    }

    /// One that encrypts end to end (`tests/interop/omemo_peer.py`), when it is ready to.
    ///
    /// # Panics
    /// When Python or slixmpp-omemo is missing, or the login fails.
    pub async fn sign_in_sealed(login: &Login) -> Self {
        Self::sign_in_sealed_as(login, "peer").await
    }

    /// The same, with a resource of the caller's choice: each is a device of its own.
    ///
    /// # Panics
    /// As [`Self::sign_in_sealed`].
    pub async fn sign_in_sealed_as(login: &Login, resource: &str) -> Self {
        let mut peer = Self::begin(login, resource, "omemo_peer.py").await;
        peer.wait("its keys are published", |event| {
            event["event"] == "omemo_ready"
        })
        .await;
        peer
    }

    /// Profanity (`tests/interop/profanity_peer.py`), when it is ready to encrypt.
    ///
    /// # Panics
    /// When Python or Profanity is missing, or the login fails.
    pub async fn sign_in_profanity(login: &Login) -> Self {
        // It adds itself to a list, and makes none where its server says without a sender that there is none (as
        // Prosody does, and may).
        let mut other = Self::sign_in_as(login, "other").await;
        let xml = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
                   <publish node='eu.siacs.conversations.axolotl.devicelist'><item id='current'>\
                   <list xmlns='eu.siacs.conversations.axolotl'/></item></publish>\
                   <publish-options><x xmlns='jabber:x:data' type='submit'>\
                   <field var='FORM_TYPE' type='hidden'>\
                   <value>http://jabber.org/protocol/pubsub#publish-options</value></field>\
                   <field var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub>";
        other
            .tell(json!({ "do": "ask", "type": "set", "xml": xml }))
            .await;
        other
            .wait("there is a list, or it was refused", |event| {
                matches!(event["event"].as_str(), Some("answer" | "error"))
            })
            .await;
        drop(other);
        let state = tempfile::tempdir().expect("a temporary directory");
        let mut peer = Self::start(login, "profanity_peer.py");
        peer.tell(json!({
            "do": "login", "jid": login.jid.as_str(), "password": login.password,
            "host": "127.0.0.1", "port": login.port(), "state": state.path(),
        }))
        .await;
        peer._state = Some(state);
        peer.wait("its keys are published", |event| {
            event["event"] == "omemo_ready"
        })
        .await;
        peer
    }

    /// Dino (`tests/interop/dino_peer.py`), when it is ready to encrypt; `web` is the port of the web server that takes
    /// files.
    ///
    /// # Panics
    /// When Python or Dino is missing, no namespace can be had, or the login fails.
    pub async fn sign_in_dino(login: &Login, web: Option<u16>) -> Self {
        let state = tempfile::tempdir().expect("a temporary directory");
        let mut peer = Self::start(login, "dino_peer.py");
        peer.tell(json!({
            "do": "login", "jid": login.jid.as_str(), "password": login.password,
            "port": login.port(), "ca": login.ca_file, "web": web, "state": state.path(),
        }))
        .await;
        peer._state = Some(state);
        peer.wait("its keys are published", |event| {
            event["event"] == "omemo_ready"
        })
        .await;
        peer
    }

    async fn begin(login: &Login, resource: &str, script: &str) -> Self {
        let mut peer = Self::start(login, script);
        peer.tell(json!({
            "do": "login", "jid": login.jid.as_str(), "password": login.password,
            "host": "127.0.0.1", "port": login.port(), "ca": login.ca_file,
            "resource": resource, "direct": login.is_direct(),
        }))
        .await;
        let event = peer
            .wait("the peer signs in", |event| {
                matches!(event["event"].as_str(), Some("online" | "failed"))
            })
            .await;
        assert_eq!(event["event"], "online", "the peer can't sign in: {event}");
        peer
    }

    fn start(login: &Login, script: &str) -> Self {
        let python = python();
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("interop")
            .join(script);
        let mut child = Command::new(&python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: {}: {INSTALL}", python.display()));
        let stdin = child.stdin.take().expect("a piped stdin");
        let stdout = child.stdout.take().expect("a piped stdout");
        Self {
            jid: login.jid.to_string(),
            stdin,
            lines: BufReader::new(stdout).lines(),
            kept: Vec::new(),
            child,
            _state: None,
        }
    }

    /// Its bare address.
    pub fn jid(&self) -> &str {
        &self.jid
    }

    /// Gives it a command.
    pub async fn tell(&mut self, command: Value) {
        let line = format!("{command}\n");
        let written = self.stdin.write_all(line.as_bytes()).await;
        if written.is_err() {
            let status = self.child.wait().await;
            panic!("the peer has ended ({status:?}): {INSTALL}");
        }
    }

    /// Says something, with an id and a request for a receipt.
    pub async fn say(&mut self, to: &str, id: &str, body: &str) {
        self.tell(json!({ "do": "send", "to": to, "id": id, "body": body, "receipt": true }))
            .await;
    }

    /// Waits for something that it tells; what does not fit is kept for later.
    ///
    /// # Panics
    /// When it does not come in time.
    pub async fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.kept.iter().position(&fits) {
            return self.kept.remove(index);
        }
        let found = tokio::time::timeout(DEADLINE, async {
            loop {
                let event = self.next().await;
                if fits(&event) {
                    return event;
                }
                self.kept.push(event);
            }
        });
        match found.await {
            Ok(event) => event,
            Err(_) => panic!(
                "{}: not in time: {what}; it told {:#?}",
                self.jid, self.kept
            ),
        }
    }

    /// Waits for a message with this text.
    pub async fn wait_message(&mut self, body: &str) -> Value {
        let what = format!("the message {body:?}");
        self.wait(&what, |event| {
            event["event"] == "message" && event["body"] == body
        })
        .await
    }

    /// Waits for a presence of this type (or show, where it is available) from a bare address.
    pub async fn wait_presence(&mut self, from: &str, kind: &str) -> Value {
        let what = format!("presence {kind} from {from}");
        self.wait(&what, |event| {
            event["event"] == "presence" && event["type"] == kind && is_from(event, from)
        })
        .await
    }

    /// Asks the server for a fresh copy of its roster, which also proves that everything sent
    /// to it before has arrived, and gives back everything that was told so far and not waited for.
    pub async fn settle(&mut self) -> Vec<Value> {
        self.tell(json!({ "do": "roster" })).await;
        self.wait("the roster", |event| event["event"] == "roster")
            .await;
        std::mem::take(&mut self.kept)
    }

    /// Waits until the archive of its account shows a message with this text: a server that has
    /// delivered it may be a moment late with that.
    pub async fn wait_archived(&mut self, body: &str) {
        self.tell(json!({ "do": "archived", "body": body })).await;
        let what = format!("{body:?} in the archive");
        self.wait(&what, |event| {
            event["event"] == "archived" && event["body"] == body
        })
        .await;
    }

    /// Signs out in order.
    pub async fn sign_out(mut self) {
        self.tell(json!({ "do": "disconnect" })).await;
        self.wait("the peer signs out", |event| event["event"] == "offline")
            .await;
    }

    async fn next(&mut self) -> Value {
        let line = self.lines.next_line().await.expect("UTF-8 from the peer");
        let Some(line) = line else {
            let status = within("the peer's end", self.child.wait()).await;
            panic!("the peer has ended ({status:?}): {INSTALL}");
        };
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("not JSON ({error}): {line}"))
    }
}

/// Whether an event came from a bare address, whatever the resource.
pub fn is_from(event: &Value, bare: &str) -> bool {
    let from = event["from"].as_str().unwrap_or_default();
    from.split('/').next() == Some(bare)
}

pub(crate) const INSTALL: &str = "the peers need slixmpp: \
    python3 -m venv .venv && .venv/bin/pip install -r tests/interop/requirements.txt \
    (or set WAXWING_PYTHON)";

/// The Python that has slixmpp.
pub fn python() -> PathBuf {
    std::env::var_os(PYTHON).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/python"),
        PathBuf::from,
    )
}
