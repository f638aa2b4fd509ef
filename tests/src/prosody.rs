//! A throw-away Prosody from Debian, on loopback, with everything below one directory.
//!
//! It runs as whoever runs the tests, also as root, with its own configuration and no service
//! manager, and is ended with SIGKILL: an orderly end takes it a second and nobody needs its files.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::backend::{BADGES, ELSEWHERE, GUESTS, LARGEST_FILE as MOST};
use crate::certificate::{Authority, Certificate, DOMAIN, Kind};
use crate::deadline::{DEADLINE, poll};
use crate::edition::Edition;
use crate::guardian::Guardian;
use crate::port;

/// How often a start is tried, each time with other ports.
const ATTEMPTS: usize = 3;
/// What its configuration is called.
const CONFIG: &str = "prosody.cfg.lua";
/// The archives in SQLite, below the data.
const ARCHIVES: &str = "archives.sqlite";

/// What an account may put there in a day: a few of the largest files.
const QUOTA: u64 = 3 * MOST;

/// How it keeps archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Archives {
    /// In files, as it comes; it keeps 10,000 messages and forgets the older ones.
    Files,
    /// In SQLite, without a bound, and out of reach until [`Prosody::load`] is asked for `mam`.
    Sqlite,
}

/// A running Prosody.
#[derive(Debug)]
pub struct Prosody {
    edition: Edition,
    starttls: u16,
    direct_tls: u16,
    https: u16,
    directory: TempDir,
    guardian: Mutex<Option<Guardian>>,
}

impl Prosody {
    /// The one that the tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Prosody> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Edition::Installed, Kind::Good))
    }

    /// The newer one that the tests of this process share.
    pub fn shared_newer() -> &'static Self {
        static SHARED: OnceLock<Prosody> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Edition::Newer, Kind::Good))
    }

    /// Starts one of its own, with a certificate of this kind.
    ///
    /// # Panics
    /// When it is not installed or does not come up.
    pub fn start(edition: Edition, kind: Kind) -> Self {
        Self::start_with(edition, kind, Archives::Files)
    }

    /// One that can hold archives of any length, written by whoever has [`Self::archive_file`]. It
    /// has none to offer until `mam` is loaded, so that an account can sign in before there is any.
    ///
    /// # Panics
    /// When it is not installed or does not come up.
    pub fn with_large_archives() -> &'static Self {
        static SHARED: OnceLock<Prosody> = OnceLock::new();
        SHARED.get_or_init(|| Self::start_with(Edition::Installed, Kind::Good, Archives::Sqlite))
    }

    fn start_with(edition: Edition, kind: Kind, archives: Archives) -> Self {
        let mut log = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(edition, kind, archives) {
                Ok(prosody) => return prosody,
                Err(said) => log = said,
            }
        }
        panic!("Prosody did not come up; it said:\n{log}");
    }

    fn attempt(edition: Edition, kind: Kind, archives: Archives) -> Result<Self, String> {
        let directory = edition.directory();
        let [starttls, direct_tls, https] = port::free();
        write_certificate(kind, directory.path());
        let inside = edition.inside(directory.path());
        let config = config(edition, &inside, [starttls, direct_tls, https], archives);
        std::fs::write(directory.path().join(CONFIG), config)
            .expect("write Prosody's configuration");
        let guardian = launch(edition, directory.path(), starttls)?;
        Ok(Self {
            edition,
            starttls,
            direct_tls,
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
        guardian.take().expect("a running Prosody").end(in_order);
        std::thread::sleep(down);
        let again = launch(self.edition, self.directory.path(), self.starttls);
        *guardian =
            Some(again.unwrap_or_else(|log| panic!("Prosody did not come up again:\n{log}")));
    }

    /// Loads the room service anew. It writes down who is in which room and goes on from there.
    ///
    /// # Panics
    /// When that fails.
    pub fn restart_rooms(&self) {
        // A restart of the whole comes before or after.
        let _whole = self.guardian.lock().expect("whoever restarted it before");
        let said = self.shell(&format!("module:reload(\"muc\", \"rooms.{DOMAIN}\")"));
        assert!(said.contains("OK"), "{said}");
    }

    /// The port where TLS is asked for.
    pub fn starttls_port(&self) -> u16 {
        self.starttls
    }

    /// The port with TLS from the first byte.
    pub fn direct_tls_port(&self) -> u16 {
        self.direct_tls
    }

    /// The port of its web server.
    pub fn https_port(&self) -> u16 {
        self.https
    }

    /// The address of its WebSocket.
    pub fn web_socket(&self) -> String {
        format!("wss://{DOMAIN}:{}/xmpp-websocket", self.https)
    }

    /// Makes an account; it exists from this moment on.
    pub fn register(&self, user: &str, password: &str) {
        let account = format!("return {{ [\"password\"] = {password:?}; }};\n");
        self.write("accounts", user, &account);
    }

    /// Puts a contact on the roster of an account that has not signed in yet.
    pub fn add_contact(&self, user: &str, contact: &str, name: &str, subscription: &str) {
        let item = format!(
            "[{contact:?}] = {{ [\"name\"] = {name:?}; [\"subscription\"] = {subscription:?}; \
             [\"groups\"] = {{}}; }};"
        );
        let path = self.file("roster", user);
        let before = std::fs::read_to_string(&path).unwrap_or_else(|_| {
            "return { [false] = { [\"version\"] = 1; [\"pending\"] = {}; };\n};\n".to_owned()
        });
        let roster = before.replacen("return {", &format!("return {{ {item}"), 1);
        self.write("roster", user, &roster);
    }

    /// An invitation of a user, which makes an account and a contact (mod_invites).
    pub fn invite(&self, user: &str) -> String {
        let said = self.shell(&format!(
            "> return require 'core.modulemanager'.get_module({DOMAIN:?}, 'invites')\
             .create_contact({user:?}, true).uri"
        ));
        let start = said
            .find("xmpp:")
            .unwrap_or_else(|| panic!("no link: {said}"));
        let link = &said[start..];
        let end = link.find(|c: char| c.is_whitespace() || c == '"');
        link[..end.unwrap_or(link.len())].to_owned()
    }

    /// Runs one line in its shell, for what no client can do: `c2s:closeall()`, for example. Gives
    /// what it says.
    pub fn shell(&self, line: &str) -> String {
        let config = self.directory.path().join(CONFIG);
        let mut child = self
            .edition
            .command("prosodyctl")
            .arg("--config")
            .arg(self.edition.inside(&config))
            .arg("shell")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("prosodyctl, which comes with Prosody");
        let mut stdin = child.stdin.take().expect("a piped stdin");
        writeln!(stdin, "{line}\nquit").expect("prosodyctl reads");
        drop(stdin);
        let said = child.wait_with_output().expect("prosodyctl ends").stdout;
        String::from_utf8_lossy(&said).into_owned()
    }

    /// Loads a module.
    pub fn load(&self, module: &str) {
        self.shell(&format!("module:load({module:?}, {DOMAIN:?})"));
    }

    /// From now on it says where it tells of outages (XEP-0455), which no module in Debian does.
    pub fn tell_of_outages_at(&self, page: &str) {
        let said = self.shell(&format!(
            "> local form = require 'util.stanza'.stanza('x', {{ xmlns = 'jabber:x:data', \
             type = 'result' }}); \
             form:tag('field', {{ var = 'FORM_TYPE', type = 'hidden' }})\
             :text_tag('value', 'urn:xmpp:sos:0'):up(); \
             form:tag('field', {{ var = 'external-status-addresses' }})\
             :text_tag('value', {page:?}):up(); \
             require 'core.modulemanager'.get_module({DOMAIN:?}, 'disco').module\
             :add_extension(form); return 'told'"
        ));
        assert!(said.contains("told"), "{said}");
    }

    /// Runs Lua in the room service, where `room` is the room of this address.
    ///
    /// # Panics
    /// When that fails.
    fn in_room(&self, room: &str, lua: &str) {
        let said = self.shell(&format!(
            "> local muc = require 'core.modulemanager'.get_module('rooms.{DOMAIN}', 'muc'); \
             local room = muc.get_room_from_jid({room:?}); {lua}; return 'it is so'"
        ));
        assert!(said.contains("it is so"), "{said}");
    }

    /// A room does not know an account any more, and tells nobody.
    pub fn forget_in_room(&self, room: &str, jid: &str) {
        self.in_room(
            room,
            &format!(
                "for _, one in room:each_occupant() do if one.bare_jid == {jid:?} then \
                 one.role = nil; room:save_occupant(one) end end"
            ),
        );
    }

    /// Somebody wears a hat in a room from now on (XEP-0317), or none any more.
    pub fn give_hat(&self, room: &str, jid: &str, title: Option<&str>) {
        let hats = match title {
            Some(title) => {
                format!("{{ hats = {{ ['urn:hat'] = {{ active = true, title = {title:?} }} }} }}")
            }
            None => "false".to_owned(),
        };
        self.in_room(
            room,
            &format!("assert(room:set_affiliation(true, {jid:?}, 'member', nil, {hats}))"),
        );
    }

    /// A room says from now on that the hats in it are its own, as it should by itself.
    pub fn vouch_for_hats(&self, room: &str) {
        self.in_room(
            room,
            "muc.module:hook('muc-disco#info', function (event) if event.room == room then \
             event.reply:tag('feature', { var = 'urn:xmpp:hats:0' }):up() end end)",
        );
    }

    /// The database with the archives of [`Self::with_large_archives`].
    pub fn archive_file(&self) -> std::path::PathBuf {
        self.directory.path().join("data").join(ARCHIVES)
    }

    /// The id of its process.
    ///
    /// # Panics
    /// While it is being restarted.
    pub fn process(&self) -> u32 {
        let guardian = self.guardian.lock();
        let mut guardian = guardian.unwrap_or_else(PoisonError::into_inner);
        guardian.as_mut().expect("a running Prosody").child().id()
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

    fn file(&self, noun: &str, user: &str) -> std::path::PathBuf {
        let host = self.directory.path().join("data").join(DOMAIN);
        host.join(noun).join(format!("{user}.dat"))
    }

    fn write(&self, noun: &str, user: &str, text: &str) {
        let path = self.file(noun, user);
        let folder = path.parent().expect("a file in a folder");
        std::fs::create_dir_all(folder).expect("Prosody's data folder");
        std::fs::write(&path, text).expect("write Prosody's data");
    }
}

/// Starts the program in a directory that has everything, and waits until it is up.
fn launch(edition: Edition, directory: &Path, port: u16) -> Result<Guardian, String> {
    let output = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(directory.join("output"))
        .expect("a log file");
    let mut command = edition.command("prosody");
    command
        .arg("--config")
        .arg(edition.inside(&directory.join(CONFIG)))
        .arg("-F")
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a second handle"))
        .stderr(output);
    let mut guardian = Guardian::spawn(command, directory)
        .unwrap_or_else(|error| panic!("no Prosody ({error}): sudo apt-get install prosody"));
    let ready = poll(DEADLINE, || {
        (guardian.has_ended() || port::offers_features(port, DOMAIN)).then_some(())
    });
    if ready.is_none() || guardian.has_ended() {
        return Err(logged(directory));
    }
    Ok(guardian)
}

fn write_certificate(kind: Kind, directory: &Path) {
    let certificate = Certificate::new(kind);
    Authority::trusted().write_to(directory);
    std::fs::write(directory.join("server.crt"), certificate.certificate).expect("a certificate");
    std::fs::write(directory.join("server.key"), certificate.key).expect("a key");
}

fn logged(directory: &Path) -> String {
    ["output", "prosody.log"]
        .into_iter()
        .filter_map(|name| std::fs::read_to_string(directory.join(name)).ok())
        .collect()
}

fn config(edition: Edition, directory: &Path, ports: [u16; 3], archives: Archives) -> String {
    let [starttls, direct_tls, https] = ports;
    let directory = directory.display();
    let (storage, mam) = match archives {
        Archives::Files => (r#"storage = "internal""#.to_owned(), r#""mam","#),
        Archives::Sqlite => {
            let sql = format!(r#"sql = {{ driver = "SQLite3", database = "{ARCHIVES}" }}"#);
            let storage = r#"default_storage = "internal""#;
            (
                format!("{storage}\nstorage = {{ archive = \"sql\" }}\n{sql}"),
                "",
            )
        }
    };
    // On 0.12 the module for SASL2 breaks every connection.
    let newer = match edition {
        Edition::Installed => "",
        Edition::Newer => {
            r#""sasl2", "sasl2_bind2", "sasl2_sm", "sasl2_fast", "sasl_ssdp", "spam_reporting","#
        }
    };
    // It asks for the client's certificate, and takes it for one of a client, not of a server.
    let badges = format!(
        r#"cafile = "{directory}/ca.pem"; verify = {{ "peer", "client_once" }}; verifyext = {{ lsec_ignore_purpose = false }};"#
    );
    format!(
        r#"run_as_root = true
daemonize = false
pidfile = "{directory}/prosody.pid"
data_path = "{directory}/data"
admin_socket = "{directory}/prosody.sock"
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {starttls} }}
c2s_direct_tls_ports = {{ {direct_tls} }}
s2s_ports = {{ }}
s2s_direct_tls_ports = {{ }}
http_ports = {{ }}
https_ports = {{ {https} }}
https_interfaces = {{ "127.0.0.1" }}
https_ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key" }}
network_backend = "epoll"
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{directory}/prosody.log" }} }}
authentication = "internal_plain"
{storage}
plugin_paths = {{ "/usr/lib/prosody/modules" }}
c2s_require_encryption = true
ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key" }}
c2s_direct_tls_ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key"; {badges} }}
limits = {{ }}
smacks_hibernation_time = 600
archive_expires_after = "never"
default_archive_policy = true
allow_registration = true
registration_invite_only = false
additional_registration_fields = {{ "email" }}
modules_enabled = {{
  "disco", "roster", "saslauth", "tls", "blocklist", "bookmarks", "carbons", "pep", "private",
  "smacks", "vcard4", "vcard_legacy", "csi", "csi_simple", "ping", "time", "uptime", "version",
  "admin_shell", {mam} "offline", "lastactivity", "server_contact_info", "websocket",
  "register_ibr", "user_account_management", "invites", "invites_register",
  "invites_adhoc", "invites_page", {newer}
}}
modules_disabled = {{ "s2s", "s2s_auth_certs" }}
admins = {{ "keeper@{DOMAIN}" }}
invites_page = "https://invite.example/#{{invite.token}}"
invites_page_external = true
contact_info = {{ abuse = {{ "mailto:abuse@localhost" }} }}
VirtualHost "{DOMAIN}"
VirtualHost "{ELSEWHERE}"
Component "upload.{DOMAIN}" "http_file_share"
  http_host = "{DOMAIN}"
  http_external_url = "https://{DOMAIN}:{https}/"
  http_file_share_size_limit = {MOST}
  http_file_share_access = {{ "{DOMAIN}" }}
  http_file_share_daily_quota = {QUOTA}
Component "rooms.{DOMAIN}" "muc"
  modules_enabled = {{ "muc_mam", "muc_moderation", "vcard_muc" }}
  muc_log_by_default = true
  muc_log_expires_after = "never"
  muc_room_default_history_length = 0
  restrict_room_creation = false
VirtualHost "{GUESTS}"
  authentication = "anonymous"
VirtualHost "{BADGES}"
  authentication = "ccert"
  ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key"; {badges} }}
"#
    )
}
