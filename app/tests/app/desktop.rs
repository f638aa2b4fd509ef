//! The real window with a real notification daemon (dunst), and with a tray of the test's own.

mod deeds;
mod files;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;
use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::display::Display;
use waxwing_tests::guardian::Guardian;
use waxwing_tests::{Backend, Dunst, Login, Peer, Reader, Stage};
use zbus::zvariant::OwnedObjectPath;

/// A display with a session, a window on it, and a server.
struct Desk {
    // In this order: the window goes before what it stands on.
    window: Option<Guardian>,
    reader: Reader,
    display: Display,
    profile: PathBuf,
    stage: Stage,
}

impl Desk {
    async fn new() -> Self {
        let stage = Stage::on(Backend::Memory).await;
        let display = Display::start().expect("a display");
        let reader = Reader::start(&display);
        let profile = display.scratch("profile").expect("a directory");
        Self {
            window: None,
            reader,
            display,
            profile,
            stage,
        }
    }

    /// Somebody who is a contact of Romy's.
    async fn friend(&self, romy: &Login, name: &str) -> Peer {
        let login = self.stage.account(name);
        self.stage.contact(romy, login.jid.as_str(), name, "both");
        self.stage
            .contact(&login, romy.jid.as_str(), "Romy", "both");
        Peer::sign_in(&login).await
    }

    fn set(&self, settings: &serde_json::Value) {
        let file = self.profile.join("settings.json");
        std::fs::write(file, settings.to_string()).expect("a file");
    }

    fn open(&mut self) {
        self.open_on(None);
    }

    /// The same, on the session of the reader or on another.
    fn open_on(&mut self, bus: Option<&str>) {
        let home = self.display.scratch("home").expect("a directory");
        let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
        command
            .arg("--profile")
            .arg(&self.profile)
            .arg("--light")
            .env("WAXWING_KEYRING", "off")
            .env("XDG_CACHE_HOME", home.join("cache"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        self.display.show(&mut command, &home);
        match bus {
            Some(bus) => command.env("DBUS_SESSION_BUS_ADDRESS", bus),
            None => {
                self.reader.read(&mut command);
                &mut command
            }
        };
        self.window = Some(Guardian::spawn(command, &home).expect("Waxwing"));
    }

    fn sign_in(&mut self, login: &Login) {
        let reader = &mut self.reader;
        reader.find_with("entry", "Address", &["focused"]);
        reader.act("push button", "Advanced");
        reader.write("entry", "Address", login.jid.as_str());
        reader.write("password text", "Password", &login.password);
        reader.write("entry", "Server host", "127.0.0.1");
        reader.write("entry", "Port", &login.port().to_string());
        reader.write("entry", "Extra CA file", &login.ca_file.to_string_lossy());
        reader.act("push button", "Sign in");
    }

    fn press(&self, key: &str) {
        let mut command = Command::new("xdotool");
        command
            .args(["key", key])
            .env("DISPLAY", self.display.name());
        assert!(command.status().expect("xdotool").success());
    }

    /// How many windows of ours are on the screen.
    fn windows(&self) -> usize {
        let mut command = Command::new("xdotool");
        command
            .args(["search", "--onlyvisible", "--class", "im.waxwing.Waxwing"])
            .env("DISPLAY", self.display.name());
        let output = command.output().expect("xdotool");
        String::from_utf8_lossy(&output.stdout).lines().count()
    }

    fn has_ended(&mut self) -> bool {
        self.window.as_mut().is_none_or(Guardian::has_ended)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_shows_replaces_and_opens() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    let mut una = desk.friend(&romy, "Una").await;
    let dunst = Dunst::start(&desk.display, &desk.reader);
    desk.open();
    desk.sign_in(&romy);
    desk.reader.find("list item", "Theo");
    theo.wait_presence(romy.jid.as_str(), "available").await;
    let nasty = "<b>Are you</b> there? & <img src='http://evil.example/x.png'>";
    theo.say(romy.jid.as_str(), "m1", nasty).await;
    let first = dunst.wait("Theo");
    assert_eq!(
        first.body,
        "&lt;b&gt;Are you&lt;/b&gt; there? &amp; &lt;img src=&#39;http://evil.example/x.png&#39;&gt;"
    );
    theo.say(romy.jid.as_str(), "m2", "Hello?").await;
    let second = dunst.wait("Theo (2)");
    assert_eq!(
        (second.number, second.body.as_str()),
        (first.number, "Hello?")
    );
    dunst.wait_count(1);
    dunst.click();
    desk.reader.find("list", "Messages with Theo");
    desk.reader.find("list item", "Hello?");
    dunst.wait_count(0);
    // What is in sight is not told.
    desk.reader
        .find_with("entry", "Message to Theo", &["focused"]);
    // The window has to have the focus, too: it comes from the window manager, in its own time.
    desk.reader.find_with("frame", "Waxwing", &["active"]);
    theo.say(romy.jid.as_str(), "m3", "in sight").await;
    desk.reader.find("list item", "in sight");
    una.say(romy.jid.as_str(), "u1", "out of sight").await;
    dunst.wait("Una");
    let told = dunst.shown().into_iter().any(|one| one.body == "in sight");
    assert!(!told, "{:?}", dunst.shown());
    // What is read here is over.
    desk.reader.act("list item", "Una");
    dunst.wait_count(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_meanwhile_is_one_notice_and_quiet_hours_are_quiet() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    let mut una = desk.friend(&romy, "Una").await;
    let dunst = Dunst::start(&desk.display, &desk.reader);
    desk.set(&json!({ "quiet_hours": true, "quiet_from": 0, "quiet_to": 0 }));
    desk.open();
    desk.sign_in(&romy);
    theo.say(romy.jid.as_str(), "q1", "by night").await;
    desk.reader.find("list item", "by night");
    desk.window.take().expect("a window").end(true);
    assert_eq!(dunst.shown(), []);
    desk.set(&json!({}));
    for number in 1..=5 {
        let id = format!("n{number}");
        theo.say(romy.jid.as_str(), &id, &id).await;
        una.say(romy.jid.as_str(), &id, &id).await;
    }
    theo.settle().await;
    una.settle().await;
    desk.open();
    let shown = dunst.wait("10 messages in 2 conversations");
    assert!(shown.body == "Theo, Una" || shown.body == "Una, Theo");
    assert_eq!(dunst.shown().len(), 1, "{:?}", dunst.shown());
}

/// A tray: takes in the names of items, and says that it shows them.
struct Watcher(mpsc::Sender<String>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) {
        let _ = service;
        let sender = header.sender().map(ToString::to_string);
        let _ = self.0.send(sender.unwrap_or_default());
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

const ITEM: &str = "org.kde.StatusNotifierItem";

/// Waits until an item says that it is in this state.
async fn reaches(status: &impl AsyncFn() -> String, wanted: &str) {
    let end = Instant::now() + DEADLINE;
    loop {
        let now = status().await;
        if now == wanted {
            return;
        }
        assert!(Instant::now() < end, "{now}, not {wanted}");
        tokio::time::sleep(LOOK).await;
    }
}

/// Between two looks.
const LOOK: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread")]
async fn the_window_closes_into_a_tray_and_comes_back() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    let (tell, told) = mpsc::channel();
    let bus = zbus::connection::Builder::address(desk.reader.bus())
        .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Watcher(tell)))
        .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"));
    let bus = bus.expect("a watcher").build().await.expect("a bus");
    desk.set(&json!({ "close_to_tray": true }));
    desk.open();
    desk.sign_in(&romy);
    desk.reader.find("list item", "Theo");
    let item = poll(DEADLINE, || told.try_recv().ok()).expect("an item");
    // Items tell of changes in a way of their own: nothing may be kept.
    let item = zbus::proxy::Builder::<zbus::Proxy<'_>>::new(&bus)
        .destination(item)
        .and_then(|item| item.path("/StatusNotifierItem"))
        .and_then(|item| item.interface(ITEM))
        .expect("an item")
        .cache_properties(zbus::proxy::CacheProperties::No);
    let item = item.build().await.expect("an item");
    let status = async || {
        item.get_property::<String>("Status")
            .await
            .unwrap_or_default()
    };
    reaches(&status, "Active").await;
    let menu: OwnedObjectPath = item.get_property("Menu").await.expect("a menu");
    assert_eq!(menu.as_str(), "/MenuBar");
    // A message asks for attention; its words are not the tray's.
    // What stands in the archive when this machine comes is old: whoever has just signed in is there first.
    theo.wait_presence(romy.jid.as_str(), "available").await;
    theo.say(romy.jid.as_str(), "t1", "<b>psst</b>").await;
    reaches(&status, "NeedsAttention").await;
    // The window closes, the program stays, and the window comes back. It has the focus when the window manager says so.
    desk.reader.find_with("frame", "Waxwing", &["active"]);
    poll(DEADLINE, || (desk.windows() == 1).then_some(())).expect("a window");
    desk.press("alt+F4");
    poll(DEADLINE, || (desk.windows() == 0).then_some(())).expect("the window closes");
    assert!(!desk.has_ended());
    item.call::<_, _, ()>("Activate", &(0, 0))
        .await
        .expect("pressed");
    poll(DEADLINE, || (desk.windows() == 1).then_some(())).expect("it comes back");
    // The tray goes: closing ends the program, as without one.
    drop(item);
    bus.release_name("org.kde.StatusNotifierWatcher")
        .await
        .expect("gone");
    let gone = poll(DEADLINE, || {
        if desk.windows() > 0 {
            desk.press("alt+F4");
        }
        desk.has_ended().then_some(())
    });
    gone.expect("it ends");
}
