//! A private D-Bus session with a keyring of our choice, for engines in processes of their own: the
//! real GNOME Keyring, one that never answers, one that refuses, or none.

use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use waxwing_core::model::SecretPlace;
use zbus::fdo;

use crate::deadline::{DEADLINE, within};

/// A running bus; it ends with this handle.
#[derive(Debug)]
pub struct Bus {
    address: String,
    home: TempDir,
    _daemon: Child,
    keyring: Option<Child>,
    _fake: Option<zbus::Connection>,
}

/// What stands behind the name of the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// GNOME Keyring, unlocked.
    Real,
    /// Takes every question and answers none.
    Hanging,
    /// Answers every question with a refusal.
    Denying,
    /// Nobody.
    None,
}

/// Refuses everything.
struct Denial;

const NAME: &str = "org.freedesktop.secrets";
/// A bus that starts nothing by itself: the keyring of this machine is nobody's business.
const CONFIGURATION: &str = "<!DOCTYPE busconfig PUBLIC
 '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'
 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context='default'><allow send_destination='*'/><allow eavesdrop='true'/><allow own='*'/>
</policy></busconfig>";

const PATH: &str = "/org/freedesktop/secrets";

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Denial {
    fn open_session(
        &self,
        _algorithm: &str,
        _input: zbus::zvariant::Value<'_>,
    ) -> fdo::Result<(zbus::zvariant::OwnedValue, zbus::zvariant::OwnedObjectPath)> {
        Err(fdo::Error::AccessDenied("not for you".to_owned()))
    }
}

impl Bus {
    /// Starts one.
    ///
    /// # Panics
    /// Where dbus or gnome-keyring is missing: `scripts/install test` brings them.
    pub async fn start(keyring: Keyring) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let configuration = home.path().join("bus.conf");
        std::fs::write(&configuration, CONFIGURATION).expect("a directory of ours");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address=1"])
            .arg(format!("--config-file={}", configuration.display()))
            .arg(format!("--address=unix:dir={}", home.path().display()))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("dbus-daemon (Debian: dbus)");
        let mut lines = BufReader::new(daemon.stdout.take().expect("a piped stdout")).lines();
        let address = within("the address of the bus", lines.next_line()).await;
        let address = address.expect("UTF-8").expect("an address");
        let mut bus = Self {
            address,
            home,
            _daemon: daemon,
            keyring: None,
            _fake: None,
        };
        match keyring {
            Keyring::Real => bus.start_keyring().await,
            Keyring::Hanging => bus._fake = Some(bus.connect().await),
            Keyring::Denying => {
                let fake = bus.connect().await;
                let served = fake.object_server().at(PATH, Denial).await;
                served.expect("nobody else is there");
                bus._fake = Some(fake);
            }
            Keyring::None => {}
        }
        if matches!(keyring, Keyring::Hanging | Keyring::Denying) {
            let fake = bus._fake.as_ref().expect("started above");
            fake.request_name(NAME).await.expect("a free name");
        }
        bus
    }

    /// Where it listens, for `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What kind of place a password gets with this keyring.
    pub fn place(keyring: Keyring) -> SecretPlace {
        match keyring {
            Keyring::Real => SecretPlace::Keyring,
            _ => SecretPlace::SealedFile,
        }
    }

    /// Runs `secret-tool` on it, and gives back what it printed.
    pub async fn secret_tool(&self, arguments: &[&str]) -> String {
        let run = Command::new("secret-tool")
            .args(arguments)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .output();
        let output = within("secret-tool", run).await;
        let output = output.expect("secret-tool (Debian: libsecret-tools)");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// The keyring ends, and keeps what it has.
    ///
    /// # Panics
    /// Where there is none of ours.
    pub async fn stop_keyring(&mut self) {
        let mut keyring = self.keyring.take().expect("a keyring");
        keyring.kill().await.expect("it ends");
    }

    /// The real one comes, with what it had.
    ///
    /// # Panics
    /// Where gnome-keyring is missing, or does not start.
    pub async fn start_keyring(&mut self) {
        let home = self.home.path();
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .arg(format!("--control-directory={}", home.display()))
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", home)
            .env("XDG_DATA_HOME", data(home))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("gnome-keyring-daemon (Debian: gnome-keyring)");
        let mut stdin = keyring.stdin.take().expect("a piped stdin");
        let told = stdin.write_all(b"the password of the keyring").await;
        told.expect("it reads its password");
        drop(stdin);
        self.keyring = Some(keyring);
        self.wait_for_name().await;
    }

    /// Waits until somebody answers to the name of the keyring.
    async fn wait_for_name(&self) {
        let bus = self.connect().await;
        let names = fdo::DBusProxy::new(&bus).await.expect("the bus itself");
        let name = zbus::names::BusName::try_from(NAME).expect("a name");
        let end = std::time::Instant::now() + DEADLINE;
        while !names.name_has_owner(name.clone()).await.expect("an answer") {
            assert!(std::time::Instant::now() < end, "no keyring came");
            tokio::task::yield_now().await;
        }
    }

    async fn connect(&self) -> zbus::Connection {
        let builder = zbus::connection::Builder::address(self.address.as_str());
        let connecting = builder.expect("an address").build();
        within("the bus", connecting).await.expect("a connection")
    }
}

fn data(home: &Path) -> std::path::PathBuf {
    home.join("data")
}
