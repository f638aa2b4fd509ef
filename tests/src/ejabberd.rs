//! A throw-away ejabberd from Debian, on loopback, with everything below one directory.
//!
//! It runs without Erlang's distribution, so that no epmd and no cookie are needed and any number
//! of them live side by side; accounts are made through its HTTP interface.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::backend::{CHANNELS, ELSEWHERE, GUESTS, LARGEST_FILE as MOST};
use crate::certificate::{Authority, Certificate, DOMAIN, Kind};
use crate::deadline::poll;
use crate::edition::Edition;
use crate::guardian::Guardian;
use crate::port;

/// How often a start is tried, each time with other ports.
const ATTEMPTS: usize = 3;
/// It loads some hundred modules on two cores that may be busy with other servers.
const START_TIME: Duration = Duration::from_secs(90);

/// Draws the text it is given into a picture, and writes it down for the test to read.
const CAPTCHA: &str = include_str!("captcha.py");

/// A running ejabberd.
#[derive(Debug)]
pub struct Ejabberd {
    edition: Edition,
    starttls: u16,
    direct_tls: u16,
    http: u16,
    https: u16,
    directory: TempDir,
    guardian: Mutex<Option<Guardian>>,
}

impl Ejabberd {
    /// The one that the tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Ejabberd> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Edition::Installed, Kind::Good))
    }

    /// The newer one that the tests of this process share.
    pub fn shared_newer() -> &'static Self {
        static SHARED: OnceLock<Ejabberd> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Edition::Newer, Kind::Good))
    }

    /// Starts one of its own, with a certificate of this kind.
    ///
    /// # Panics
    /// When it is not installed or does not come up.
    pub fn start(edition: Edition, kind: Kind) -> Self {
        let mut log = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(edition, kind) {
                Ok(ejabberd) => return ejabberd,
                Err(said) => log = said,
            }
        }
        panic!("ejabberd did not come up; it said:\n{log}");
    }

    fn attempt(edition: Edition, kind: Kind) -> Result<Self, String> {
        let directory = edition.directory();
        let root = directory.path();
        let ports @ [starttls, direct_tls, http, https] = port::free();
        let inside = edition.inside(root);
        write_files(kind, root);
        let config = config(edition, &inside, ports);
        std::fs::write(root.join("ejabberd.yml"), config).expect("write ejabberd's configuration");
        let guardian = launch(edition, root, starttls)?;
        Ok(Self {
            edition,
            starttls,
            direct_tls,
            http,
            https,
            directory,
            guardian: Mutex::new(Some(guardian)),
        })
    }

    /// Ends it, in order or by SIGKILL, and starts it again in the same place.
    ///
    /// # Panics
    /// When it does not come up again.
    pub fn restart(&self, in_order: bool, down: Duration) {
        let mut guardian = self.guardian.lock().expect("whoever restarted it before");
        guardian.take().expect("a running ejabberd").end(in_order);
        std::thread::sleep(down);
        let again = launch(self.edition, self.directory.path(), self.starttls);
        *guardian =
            Some(again.unwrap_or_else(|log| panic!("ejabberd did not come up again:\n{log}")));
    }

    /// Ends the room service with all its rooms, and starts it again.
    ///
    /// # Panics
    /// When that fails.
    pub fn restart_rooms(&self) {
        // A restart of the whole comes before or after.
        let _whole = self.guardian.lock().expect("whoever restarted it before");
        let request = serde_json::json!({ "host": DOMAIN, "module": "mod_muc" });
        self.call("restart_module", &request);
    }

    /// The port where TLS is asked for.
    pub fn starttls_port(&self) -> u16 {
        self.starttls
    }

    /// The port with TLS from the first byte.
    pub fn direct_tls_port(&self) -> u16 {
        self.direct_tls
    }

    /// The address of its WebSocket.
    pub fn web_socket(&self) -> String {
        format!("wss://{DOMAIN}:{}/ws", self.https)
    }

    /// The port of its web server, which knows the WebSocket (XEP-0156).
    pub fn https_port(&self) -> u16 {
        self.https
    }

    /// Makes an account.
    pub fn register(&self, user: &str, password: &str) {
        let request = serde_json::json!({ "user": user, "host": DOMAIN, "password": password });
        self.call("register", &request);
    }

    /// Puts a contact on a roster, without the contact's doing.
    pub fn add_contact(&self, user: &str, contact: &str, name: &str, subscription: &str) {
        let contact = contact.strip_suffix("@localhost").expect("a contact here");
        let mut request = serde_json::json!({
            "localuser": user, "localhost": DOMAIN, "user": contact, "host": DOMAIN,
            "nick": name, "subs": subscription,
        });
        match self.edition {
            Edition::Installed => request["group"] = "".into(),
            Edition::Newer => request["groups"] = serde_json::json!([]),
        }
        self.call("add_rosteritem", &request);
    }

    /// Ends the sessions of an account as an administrator does.
    pub fn kick(&self, user: &str) {
        let request = serde_json::json!({ "user": user, "host": DOMAIN });
        self.call("kick_user", &request);
    }

    /// Calls one of its commands and gives back what it answered.
    ///
    /// # Panics
    /// When the answer is not a success.
    pub fn call(&self, name: &str, arguments: &serde_json::Value) -> String {
        let answer = post(self.http, &format!("/api/{name}"), &arguments.to_string())
            .unwrap_or_else(|error| panic!("ejabberd's {name}: {error}"));
        assert!(
            answer.starts_with("HTTP/1.1 200"),
            "ejabberd's {name}: {answer}"
        );
        answer
    }

    /// The text in a picture that it has drawn.
    pub fn captcha(&self, picture: &[u8]) -> String {
        let drawn = std::fs::read_to_string(self.directory.path().join("captcha.log"));
        let drawn = drawn.expect("a picture was drawn");
        let hash: String = Sha256::digest(picture)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut texts = drawn.lines().filter_map(|line| line.strip_prefix(&hash));
        texts
            .next()
            .expect("a picture of its own")
            .trim()
            .to_owned()
    }

    /// What it has logged, for the words of a failed test.
    pub fn log(&self) -> String {
        logged(self.directory.path())
    }

    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.guardian
            .lock()
            .is_ok_and(|mut guardian| guardian.as_mut().is_some_and(|it| !it.has_ended()))
    }
}

fn post(port: u16, path: &str, body: &str) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(port::loopback(port))?;
    let length = body.len();
    write!(
        socket,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Starts the program in a directory that has everything, and waits until it is up.
fn launch(edition: Edition, root: &Path, port: u16) -> Result<Guardian, String> {
    let inside = edition.inside(root);
    let mut guardian = Guardian::spawn(command(edition, root, &inside), root)
        .unwrap_or_else(|error| panic!("no Erlang ({error}): sudo apt-get install ejabberd"));
    let ready = poll(START_TIME, || {
        (guardian.has_ended() || port::offers_features(port, DOMAIN)).then_some(())
    });
    if ready.is_none() || guardian.has_ended() {
        return Err(logged(root));
    }
    Ok(guardian)
}

fn command(edition: Edition, outside: &Path, root: &Path) -> Command {
    let output = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(outside.join("output"))
        .expect("a log file");
    let mut command = edition.command("erl");
    command
        .args(["-noinput", "+K", "true", "+P", "250000", "+S", "2:2"])
        .args(["+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"])
        .arg("-mnesia")
        .arg("dir")
        .arg(format!("\"{}/db\"", root.display()))
        .args(["-s", "ejabberd"])
        .current_dir(outside)
        .env("HOME", root)
        .env("EJABBERD_CONFIG_PATH", root.join("ejabberd.yml"))
        .env("EJABBERD_LOG_PATH", root.join("ejabberd.log"))
        .env("EJABBERD_PID_PATH", root.join("pid"))
        .env("ERL_CRASH_DUMP", "/dev/null")
        .env("ERL_LIBS", erlang_libraries())
        .env("CONTRIB_MODULES_PATH", root.join("conf"))
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a second handle"))
        .stderr(output);
    command
}

/// Debian keeps ejabberd's code in a folder named after the architecture.
fn erlang_libraries() -> String {
    format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH)
}

fn write_files(kind: Kind, root: &Path) {
    let certificate = Certificate::new(kind);
    Authority::trusted().write_to(root);
    std::fs::create_dir_all(root.join("conf")).expect("a folder");
    let pem = format!("{}{}", certificate.certificate, certificate.key);
    std::fs::write(root.join("server.pem"), pem).expect("a certificate");
    let script = root.join("captcha.py");
    std::fs::write(&script, CAPTCHA).expect("a script");
    let runs = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(script, runs).expect("a script that may run");
}

fn logged(root: &Path) -> String {
    ["output", "ejabberd.log"]
        .into_iter()
        .filter_map(|name| std::fs::read_to_string(root.join(name)).ok())
        .collect()
}

fn config(edition: Edition, root: &Path, [starttls, direct_tls, http, https]: [u16; 4]) -> String {
    let root = root.display();
    let (newer, captcha, protected) = match edition {
        Edition::Installed => (
            "",
            format!("captcha_cmd: \"{root}/captcha.py\""),
            ", captcha_protected: true",
        ),
        // There is no Python in its root to draw with.
        Edition::Newer => ("\n  mod_auth_fast: {}", String::new(), ""),
    };
    format!(
        r#"loglevel: info
hosts: ["{DOMAIN}", "{ELSEWHERE}", "{GUESTS}"]
host_config: {{ "{GUESTS}": {{ auth_method: [anonymous], anonymous_protocol: sasl_anon }} }}
certfiles: ["{root}/server.pem"]
ca_file: "{root}/ca.pem"
auth_method: [internal]
auth_password_format: plain
default_db: mnesia
language: en
registration_timeout: infinity
{captcha}
acl: {{ local: {{ user_regexp: "" }}, loopback: {{ ip: ["127.0.0.0/8"] }} }}
access_rules: {{ local: {{ allow: local }}, c2s: {{ allow: all }}, pubsub_createnode: {{ allow: local }} }}
api_permissions: {{ "tests": {{ from: [mod_http_api], who: {{ ip: "127.0.0.0/8" }}, what: "*" }} }}
listen:
  - {{ port: {starttls}, ip: "127.0.0.1", module: ejabberd_c2s, starttls_required: true, tls_verify: true, cafile: "{root}/ca.pem", max_stanza_size: 1048576 }}
  - {{ port: {direct_tls}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true, tls_verify: true, cafile: "{root}/ca.pem", max_stanza_size: 1048576 }}
  - {{ port: {http}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {{ /api: mod_http_api }} }}
  - {{ port: {https}, ip: "127.0.0.1", module: ejabberd_http, tls: true, request_handlers: {{ /ws: ejabberd_http_ws, /upload: mod_http_upload, /.well-known/host-meta: mod_host_meta, /.well-known/host-meta.json: mod_host_meta }} }}
append_host_config:
  "{DOMAIN}":
    modules:
      mod_http_upload: {{ host: "upload.{DOMAIN}", put_url: "https://{DOMAIN}:{https}/upload", docroot: "{root}/upload", max_size: {MOST} }}
      mod_muc: {{ host: "rooms.{DOMAIN}", access: all, access_create: all, access_persistent: all, access_mam: all, default_room_options: {{ mam: true, persistent: true, allow_change_subj: true }} }}
modules:
  mod_admin_extra: {{}}
  mod_avatar: {{}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_disco: {{ server_info: [ {{ modules: all, name: "abuse-addresses", urls: ["mailto:abuse@localhost"] }} ] }}
  mod_host_meta: {{ websocket_url: "wss://{DOMAIN}:{https}/ws" }}
  mod_http_api: {{}}
  mod_last: {{}}
  mod_mam: {{ default: always, assume_mam_usage: true, compress_xml: false, db_type: mnesia }}
  mod_mix: {{ host: "{CHANNELS}" }}
  mod_offline: {{}}
  mod_ping: {{}}
  mod_private: {{}}
  mod_privacy: {{}}
  mod_pubsub: {{ access_createnode: pubsub_createnode, plugins: [flat, pep] }}
  mod_register: {{ ip_access: all, access: c2s{protected} }}
  mod_roster: {{ versioning: true }}
  mod_stream_mgmt: {{ resend_on_timeout: if_offline, resume_timeout: 600, max_ack_queue: 5000 }}
  mod_time: {{}}
  mod_vcard: {{ search: false }}
  mod_vcard_xupdate: {{}}
  mod_version: {{}}{newer}
"#
    )
}
