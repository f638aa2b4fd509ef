//! One stage for a scenario, whichever server stands behind it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jid::BareJid;
use tempfile::TempDir;
use waxwing_core::model::{ConnectSettings, Proxy as Socks5, Transport};

use crate::certificate::{Authority, DOMAIN, Kind};
use crate::depot::Depot;
use crate::edition::Edition;
use crate::ejabberd::Ejabberd;
use crate::port::loopback;
use crate::prosody::Prosody;
use crate::proxy::Proxy;
use crate::server::{Server, Upload};

/// A domain that the real servers serve as well, but with a certificate for [`DOMAIN`].
pub const ELSEWHERE: &str = "elsewhere.test";

/// Where a Prosody of the kit lets in who has a certificate for an account there, and nobody else.
pub const BADGES: &str = "badges.localhost";

/// Where a real server of the kit lets in anybody (RFC 4505).
pub const GUESTS: &str = "guests.localhost";

/// Where an ejabberd of the kit has rooms of the kind that came after (XEP-0369).
pub const CHANNELS: &str = "channels.localhost";

/// The largest file that the servers of the kit take.
pub const LARGEST_FILE: u64 = 110_000_000;

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// [`Server`], one for each stage.
    Memory,
    /// [`Prosody`], one for the process.
    Prosody,
    /// [`Ejabberd`], one for the process.
    Ejabberd,
    /// The Prosody of a newer Debian.
    NewerProsody,
    /// The ejabberd of a newer Debian.
    NewerEjabberd,
}

#[derive(Debug)]
enum Host {
    Memory(Box<Server>),
    Prosody(&'static Prosody),
    Ejabberd(&'static Ejabberd),
}

/// A server with accounts that no other test knows.
#[derive(Debug)]
pub struct Stage {
    backend: Backend,
    host: Host,
    files: TempDir,
}

/// Everything needed to sign in.
#[derive(Clone, Debug)]
pub struct Login {
    /// The bare address.
    pub jid: BareJid,
    /// The password.
    pub password: String,
    /// The resource to ask for; empty for one of the client's own.
    pub resource: String,
    /// The authority that made out the server's certificate.
    pub ca_file: PathBuf,
    transport: Transport,
    starttls: u16,
    direct_tls: u16,
    web_socket: Option<String>,
    proxy: Option<Socks5>,
}

impl Stage {
    /// A stage on one of the backends.
    pub async fn on(backend: Backend) -> Self {
        let host = match backend {
            Backend::Memory => Host::Memory(Box::new(Server::start().await)),
            Backend::Prosody => Host::Prosody(blocking(Prosody::shared).await),
            Backend::Ejabberd => Host::Ejabberd(blocking(Ejabberd::shared).await),
            Backend::NewerProsody => Host::Prosody(blocking(Prosody::shared_newer).await),
            Backend::NewerEjabberd => Host::Ejabberd(blocking(Ejabberd::shared_newer).await),
        };
        Self::with(backend, host)
    }

    /// A stage on a real server that nobody else uses, and that may be restarted therefore.
    ///
    /// # Panics
    /// For the in-memory server, which has no process to end.
    pub async fn alone_on(backend: Backend) -> Self {
        // Left behind on purpose: it ends with this process, by its guardian.
        let host = match backend {
            Backend::Memory => panic!("the server in memory can't be restarted"),
            Backend::Prosody => Host::Prosody(Box::leak(
                blocking(|| Box::new(Prosody::start(Edition::Installed, Kind::Good))).await,
            )),
            Backend::Ejabberd => Host::Ejabberd(Box::leak(
                blocking(|| Box::new(Ejabberd::start(Edition::Installed, Kind::Good))).await,
            )),
            Backend::NewerProsody => Host::Prosody(Box::leak(
                blocking(|| Box::new(Prosody::start(Edition::Newer, Kind::Good))).await,
            )),
            Backend::NewerEjabberd => Host::Ejabberd(Box::leak(
                blocking(|| Box::new(Ejabberd::start(Edition::Newer, Kind::Good))).await,
            )),
        };
        Self::with(backend, host)
    }

    /// Ends the server of [`Stage::alone_on`], in order or by SIGKILL, and starts it again after a
    /// while.
    pub async fn restart(&self, in_order: bool, down: Duration) {
        match self.host {
            Host::Memory(_) => panic!("the server in memory can't be restarted"),
            Host::Prosody(prosody) => blocking(move || prosody.restart(in_order, down)).await,
            Host::Ejabberd(ejabberd) => blocking(move || ejabberd.restart(in_order, down)).await,
        }
    }

    /// The room service of the server of [`Stage::alone_on`] ends and begins again, while the server goes
    /// on.
    pub async fn restart_rooms(&self) {
        match self.host {
            Host::Memory(_) => panic!("the server in memory has one piece"),
            Host::Prosody(prosody) => blocking(move || prosody.restart_rooms()).await,
            Host::Ejabberd(ejabberd) => blocking(move || ejabberd.restart_rooms()).await,
        }
    }

    /// A stage on a Prosody of one's own choice.
    pub fn on_prosody(prosody: &'static Prosody) -> Self {
        Self::with(Backend::Prosody, Host::Prosody(prosody))
    }

    /// A stage on an in-memory server of one's own making.
    pub fn in_memory(server: Server) -> Self {
        Self::with(Backend::Memory, Host::Memory(Box::new(server)))
    }

    fn with(backend: Backend, host: Host) -> Self {
        let files = tempfile::tempdir().expect("a temporary directory");
        Authority::trusted().write_to(files.path());
        Self {
            backend,
            host,
            files,
        }
    }

    /// Which server it is, for what the servers do each in their own way.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The in-memory server.
    ///
    /// # Panics
    /// When another one is behind this stage.
    pub fn server(&self) -> &Server {
        match &self.host {
            Host::Memory(server) => server,
            host => panic!("not in memory: {host:?}"),
        }
    }

    /// A new account; its address begins with `name`.
    pub fn account(&self, name: &str) -> Login {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let user = format!("{name}{}", NEXT.fetch_add(1, Ordering::SeqCst));
        let password = format!("secret of {user}");
        let jid = BareJid::new(&format!("{user}@{DOMAIN}")).expect("an address");
        match &self.host {
            Host::Memory(server) => server.register(jid.as_str(), &password),
            Host::Prosody(prosody) => prosody.register(&user, &password),
            Host::Ejabberd(ejabberd) => ejabberd.register(&user, &password),
        }
        let (starttls, direct_tls) = self.ports();
        Login {
            jid,
            password,
            resource: String::new(),
            ca_file: self.files.path().join("ca.pem"),
            transport: Transport::StartTls,
            starttls,
            direct_tls,
            web_socket: None,
            proxy: None,
        }
    }

    /// Two accounts that see each other; neither may have signed in before.
    pub fn friends(&self, one: &str, other: &str) -> (Login, Login) {
        let (one, other) = (self.account(one), self.account(other));
        self.befriend(&one, &other);
        (one, other)
    }

    /// Lets two accounts see each other; neither may have signed in before.
    pub fn befriend(&self, one: &Login, other: &Login) {
        self.contact(one, other.jid.as_str(), "", "both");
        self.contact(other, one.jid.as_str(), "", "both");
    }

    /// Puts a contact on the roster of an account that has not signed in before.
    pub fn contact(&self, login: &Login, jid: &str, name: &str, subscription: &str) {
        let user = login.user();
        match &self.host {
            Host::Memory(server) => {
                server.add_contact(login.jid.as_str(), jid, name, subscription);
            }
            Host::Prosody(prosody) => prosody.add_contact(user, jid, name, subscription),
            Host::Ejabberd(ejabberd) => ejabberd.add_contact(user, jid, name, subscription),
        }
    }

    /// A room forgets a session of an account, without a word to anybody; `false` where nothing can make the
    /// server do that.
    pub async fn forget_in_room(&self, room: &str, login: &Login) -> bool {
        let (room, own) = (room.to_owned(), login.jid.to_string());
        match self.host {
            Host::Memory(ref server) => server.forget_in_rooms(&own),
            Host::Prosody(prosody) => {
                blocking(move || prosody.forget_in_room(&room, &own)).await;
            }
            Host::Ejabberd(_) => return false,
        }
        true
    }

    /// A faulty network in front of the server, and the login that leads through it.
    pub async fn through_proxy(&self, login: &Login) -> (Proxy, Login) {
        let proxy = Proxy::start(login.address()).await;
        let login = login.by_way_of(proxy.port());
        (proxy, login)
    }

    /// The login that leads to the server without any proxy.
    pub fn without_proxy(&self, login: &Login) -> Login {
        let (starttls, direct_tls) = self.ports();
        Login {
            starttls,
            direct_tls,
            ..login.clone()
        }
    }

    /// The server ends the sessions of an account by itself, each in its own words.
    pub fn end_session(&self, login: &Login) {
        match &self.host {
            Host::Memory(server) => server.end(login.jid.as_str(), "system-shutdown"),
            Host::Prosody(prosody) => {
                let _ = prosody.shell(&format!("c2s:close({:?})", login.jid.as_str()));
            }
            Host::Ejabberd(ejabberd) => ejabberd.kick(login.user()),
        }
    }

    /// Where somebody without an account would go: the domain, and the settings that lead there.
    pub fn newcomer(&self) -> (&'static str, ConnectSettings) {
        let (starttls, direct_tls) = self.ports();
        let login = Login {
            jid: BareJid::new(DOMAIN).expect("a domain"),
            password: String::new(),
            resource: String::new(),
            ca_file: self.files.path().join("ca.pem"),
            transport: Transport::StartTls,
            starttls,
            direct_tls,
            web_socket: None,
            proxy: None,
        };
        (DOMAIN, login.settings())
    }

    /// The Prosody behind this stage.
    pub fn prosody(&self) -> Option<&Prosody> {
        match &self.host {
            Host::Prosody(prosody) => Some(prosody),
            _ => None,
        }
    }

    /// The ejabberd behind this stage.
    pub fn ejabberd(&self) -> Option<&Ejabberd> {
        match &self.host {
            Host::Ejabberd(ejabberd) => Some(ejabberd),
            _ => None,
        }
    }

    /// From now on the server takes files; the web server of the one in memory.
    pub async fn takes_files(&self) -> Option<Depot> {
        let Host::Memory(server) = &self.host else {
            return None;
        };
        let depot = Depot::start().await;
        let upload = Upload {
            depot: depot.clone(),
            most: LARGEST_FILE,
            refuse: Vec::new(),
        };
        server.bend(|policy| policy.upload = Some(upload));
        Some(depot)
    }

    /// The port of the server's web server; none where that is a program of its own.
    pub fn web_port(&self) -> Option<u16> {
        match &self.host {
            Host::Memory(_) => None,
            Host::Prosody(prosody) => Some(prosody.https_port()),
            Host::Ejabberd(ejabberd) => Some(ejabberd.https_port()),
        }
    }

    /// The address of the server's WebSocket.
    ///
    /// # Panics
    /// On the in-memory server, which has none.
    pub fn web_socket(&self) -> String {
        match &self.host {
            Host::Memory(_) => panic!("the server in memory has no WebSocket"),
            Host::Prosody(prosody) => prosody.web_socket(),
            Host::Ejabberd(ejabberd) => ejabberd.web_socket(),
        }
    }

    /// What the server has logged, for the words of a failed test.
    pub fn log(&self) -> String {
        match &self.host {
            Host::Memory(server) => server.log(),
            Host::Prosody(prosody) => prosody.log(),
            Host::Ejabberd(ejabberd) => ejabberd.log(),
        }
    }

    fn ports(&self) -> (u16, u16) {
        match &self.host {
            Host::Memory(server) => (server.starttls_port(), server.direct_tls_port()),
            Host::Prosody(prosody) => (prosody.starttls_port(), prosody.direct_tls_port()),
            Host::Ejabberd(ejabberd) => (ejabberd.starttls_port(), ejabberd.direct_tls_port()),
        }
    }
}

/// Starting a server takes seconds and must not hold up the runtime.
async fn blocking<T: Send + 'static>(start: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(start)
        .await
        .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

impl Login {
    /// The same with TLS from the first byte.
    pub fn direct_tls(&self) -> Self {
        Self {
            transport: Transport::DirectTls,
            ..self.clone()
        }
    }

    /// The same over a WebSocket at this address.
    pub fn over(&self, web_socket: &str) -> Self {
        Self {
            web_socket: Some(web_socket.to_owned()),
            ..self.clone()
        }
    }

    /// The same through a SOCKS5 proxy on loopback.
    pub fn through(&self, port: u16) -> Self {
        Self {
            proxy: Some(Socks5 {
                host: "127.0.0.1".to_owned(),
                port,
            }),
            ..self.clone()
        }
    }

    /// The settings under which our engine has to find the server by itself.
    pub fn settings_of_the_domain(&self) -> ConnectSettings {
        ConnectSettings {
            host: String::new(),
            port: None,
            transport: Transport::StartTls,
            ..self.settings()
        }
    }

    /// The same with this resource.
    pub fn with_resource(&self, resource: &str) -> Self {
        Self {
            resource: resource.to_owned(),
            ..self.clone()
        }
    }

    /// The same with this password.
    pub fn with_password(&self, password: &str) -> Self {
        Self {
            password: password.to_owned(),
            ..self.clone()
        }
    }

    /// The same name at another domain on the same host.
    pub fn at(&self, domain: &str) -> Self {
        Self {
            jid: BareJid::new(&format!("{}@{domain}", self.user())).expect("an address"),
            ..self.clone()
        }
    }

    /// The same by way of whoever listens at this port of loopback.
    pub fn by_way_of(&self, port: u16) -> Self {
        Self {
            starttls: port,
            direct_tls: port,
            ..self.clone()
        }
    }

    /// What stands before the `@`.
    pub fn user(&self) -> &str {
        self.jid.node().expect("an account's address").as_str()
    }

    /// Whether TLS is from the first byte.
    pub fn is_direct(&self) -> bool {
        self.transport == Transport::DirectTls
    }

    /// Where to connect to.
    pub fn port(&self) -> u16 {
        if self.is_direct() {
            self.direct_tls
        } else {
            self.starttls
        }
    }

    /// Where to connect to.
    pub fn address(&self) -> SocketAddr {
        loopback(self.port())
    }

    /// The settings under which our engine connects.
    pub fn settings(&self) -> ConnectSettings {
        ConnectSettings {
            proxy: self.proxy.clone(),
            host: self
                .web_socket
                .clone()
                .unwrap_or_else(|| "127.0.0.1".to_owned()),
            port: Some(self.port()),
            transport: self.transport,
            resource: self.resource.clone(),
            ca_file: self.ca_file.to_string_lossy().into_owned(),
            ..ConnectSettings::default()
        }
    }
}
