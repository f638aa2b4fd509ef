//! Waxwing for somebody who can't see it: the real window on a display of its own, used through AT-SPI by a
//! screen reader alone. No pointer is moved; keys are pressed only where a person would press them.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::display::Display;
use waxwing_tests::guardian::Guardian;
use waxwing_tests::{Backend, Login, Peer, Reader, Stage};

/// The window, its reader, and what they stand on.
struct Room {
    // In this order: the window goes before what it stands on.
    _window: Guardian,
    reader: Reader,
    display: Display,
    stage: Stage,
}

impl Room {
    fn open(stage: Stage) -> Self {
        let display = Display::start().expect("a display");
        let reader = Reader::start(&display);
        let profile = display.scratch("profile").expect("a directory");
        let window = start(&display, &reader, &profile);
        Self {
            reader,
            display,
            _window: window,
            stage,
        }
    }

    /// Signs in as a person would, and waits for the list of conversations.
    fn sign_in(&mut self, login: &Login) {
        let reader = &mut self.reader;
        reader.find_with("entry", "Address", &["focused"]);
        reader.act("push button", "Advanced");
        let (host, port) = ("127.0.0.1", login.port().to_string());
        reader.write("entry", "Address", login.jid.as_str());
        reader.write("password text", "Password", &login.password);
        reader.write("entry", "Server host", host);
        reader.write("entry", "Port", &port);
        reader.write("entry", "Extra CA file", &login.ca_file.to_string_lossy());
        reader.act("push button", "Sign in");
    }

    /// Presses a key in the window.
    fn press(&self, key: &str) {
        press(&self.display, key);
    }
}

fn press(display: &Display, key: &str) {
    let mut command = Command::new("xdotool");
    command.args(["key", key]).env("DISPLAY", display.name());
    let done = command.status().expect("xdotool");
    assert!(done.success(), "xdotool key {key}");
}

fn start(display: &Display, reader: &Reader, profile: &Path) -> Guardian {
    let home = display.scratch("home").expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
    command
        .arg("--profile")
        .arg(profile)
        .arg("--light")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    display.show(&mut command, &home);
    reader.read(&mut command);
    Guardian::spawn(command, &home).expect("Waxwing")
}

/// Whether it was read out, politely.
fn announces(event: &Value, words: &str) -> bool {
    let kind = event["type"].as_str().unwrap_or_default();
    kind.starts_with("object:announcement") && event["words"] == words
}

fn has_interface(node: &Value, name: &str) -> bool {
    let interfaces = node["interfaces"].as_array();
    interfaces.is_some_and(|all| all.iter().any(|interface| interface == name))
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_cannot_see_signs_in_reads_and_answers() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    stage.contact(&romy, theo.jid.as_str(), "Theo", "both");
    stage.contact(&theo, romy.jid.as_str(), "Romy", "both");
    let mut peer = Peer::sign_in(&theo).await;
    let mut room = Room::open(stage);
    room.sign_in(&romy);
    let reader = &mut room.reader;

    // The list of conversations, and one of them.
    let row = reader.find("list item", "Theo");
    assert_eq!(row["actions"][0], "click", "{row}");
    assert_eq!(row["attributes"]["posinset"], "1", "{row}");
    assert_eq!(row["attributes"]["setsize"], "1", "{row}");
    reader.find("list box", "Conversations");
    peer.say(romy.jid.as_str(), "one", "Are you there?").await;
    let there = "unread messages from Theo";
    reader.hear("that somebody has written", |event| {
        announces(event, "New message from Theo") || announces(event, &format!("1 {there}"))
    });
    reader.find("list item", "1 unread: Are you there?");
    reader.act("list item", "Theo");
    reader.find_with("list item", "Theo", &["selected"]);
    reader.find("list", "Messages with Theo");
    reader.find("list item", "Are you there?");
    reader.find("heading", "Theo");

    // The composer: text, caret, selection, and what is typed.
    let composer = reader.find_with("entry", "Message to Theo", &["focused", "multi line"]);
    assert_eq!(composer["text"], "", "{composer}");
    assert!(has_interface(&composer, "EditableText"), "{composer}");
    reader.write("entry", "Message to Theo", "Yes, and you?");
    let written = reader.find_with("entry", "Message to Theo", &["focused"]);
    assert_eq!(written["text"], "Yes, and you?");
    assert_eq!(written["caret"], 13);
    room.press("Left");
    let moved = room.reader.hear("the caret moves", |event| {
        event["type"] == "object:text-caret-moved" && event["detail"] == 12
    });
    assert_eq!(
        moved["name"],
        room.reader.find("entry", "Message to Theo")["name"]
    );
    let reader = &mut room.reader;
    reader.ask(json!({
        "do": "caret", "role": "entry", "name": "Message to Theo", "offset": 5
    }));
    reader.hear("the caret moves", |event| {
        event["type"] == "object:text-caret-moved" && event["detail"] == 5
    });
    assert_eq!(reader.find("entry", "Message to Theo")["word"], "and ");
    reader.ask(json!({
        "do": "select", "role": "entry", "name": "Message to Theo", "start": 0, "end": 3
    }));
    reader.hear("something is selected", |event| {
        event["type"] == "object:text-selection-changed"
    });
    let selected = reader.find("entry", "Message to Theo");
    assert_eq!(selected["selection"], json!([0, 3]));

    // Sent by its button; what is ours is not read out.
    reader.act("push button", "Send");
    peer.wait_message("Yes, and you?").await;
    reader.find("list item", "You, ");
    assert_eq!(reader.find("entry", "Message to Theo")["text"], "");
    let heard = reader.heard();
    let read_out = |event: &&Value| {
        event["words"]
            .as_str()
            .unwrap_or_default()
            .contains("Yes, and you?")
    };
    let read_out: Vec<_> = heard
        .iter()
        .filter(|event| {
            event["type"]
                .as_str()
                .unwrap_or_default()
                .starts_with("object:announcement")
        })
        .filter(read_out)
        .collect();
    assert!(read_out.is_empty(), "{read_out:#?}");

    // And what comes in here is read out whole.
    peer.say(romy.jid.as_str(), "two", "Very well!").await;
    reader.hear("the answer is read out", |event| {
        announces(event, "Theo: Very well!")
    });
    reader.find("list item", "Very well!");
    assert!(room.stage.server().log().contains("Very well!"));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_cannot_see_adds_a_contact_and_hears_of_the_others() {
    let stage = Stage::on(Backend::Prosody).await;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let anna = stage.account("anna");
    stage.contact(&romy, anna.jid.as_str(), "Anna", "both");
    stage.contact(&anna, romy.jid.as_str(), "Romy", "both");
    let mut theo = Peer::sign_in(&theo).await;
    let mut anna = Peer::sign_in(&anna).await;
    let mut room = Room::open(stage);
    room.sign_in(&romy);
    let reader = &mut room.reader;

    // A dialog: everything else is out of reach, its mistakes are read out, its button is disabled
    // until there is something to do.
    reader.act("push button", "Add a contact");
    reader.find_with("dialog", "Add a contact", &["active", "modal"]);
    let address = reader.find_with("entry", "Address", &["focused"]);
    assert!(address["extents"][2].as_i64() > Some(100), "{address}");
    assert!(reader.all("list box").is_empty(), "what lies below is told");
    reader.write("entry", "Address", "no address");
    reader.act("push button", "Add");
    let wrong = reader.find("notification", "That is not an address");
    reader.hear("what is wrong", |event| {
        announces(event, wrong["name"].as_str().unwrap_or_default())
    });
    let address = reader.find("entry", "Address");
    assert_eq!(address["description"], wrong["name"]);
    reader.write("entry", "Address", theo.jid());
    reader.write("entry", "Name", "Theo");
    reader.act("push button", "Add");
    reader.gone("dialog", "Add a contact");
    reader.find_with("entry", "Message to Theo", &["focused"]);
    theo.wait_presence(romy.jid.as_str(), "subscribe").await;

    // A menu: opened, walked by keys, chosen from.
    reader.act("push button", "More");
    let first = reader.find_with("menu item", "", &["focused"]);
    room.press("Down");
    let reader = &mut room.reader;
    let moved = reader.hear("the next entry", |event| {
        event["role"] == "menu item" && event["detail"] == 1 && event["name"] != first["name"]
    });
    assert!(!moved["name"].as_str().unwrap_or_default().is_empty());
    reader.act("menu item", "Copy address");
    reader.gone("menu item", "Copy address");

    // The focus goes where it is asked to.
    reader.focus("entry", "Search");
    reader.find_with("entry", "Search", &["focused"]);
    reader.focus("list item", "Anna");
    reader.find_with("list item", "Anna", &["focused"]);

    // Others write: who, and how many, not what.
    anna.say(romy.jid.as_str(), "one", "a secret of Anna").await;
    anna.say(romy.jid.as_str(), "two", "and another").await;
    reader.hear("that Anna has written", |event| {
        let words = event["words"].as_str().unwrap_or_default();
        event["type"] == "object:announcement" && words.contains("Anna")
    });
    reader.find("list item", "2 unread: and another");
    let heard = reader.heard();
    let said = |words: &str| {
        let announced = heard
            .iter()
            .filter(|event| event["type"] == "object:announcement");
        announced
            .filter(|event| {
                event["words"]
                    .as_str()
                    .is_some_and(|said| said.contains(words))
            })
            .count()
    };
    assert_eq!(said("a secret of Anna"), 0, "{heard:#?}");
    let password = |event: &&Value| event.to_string().contains(&romy.password);
    assert_eq!(
        heard.iter().filter(password).count(),
        0,
        "the password is told"
    );
}

#[test]
fn a_bus_that_never_answers_holds_nothing_up() {
    let display = Display::start().expect("a display");
    let home = display.scratch("home").expect("a directory");
    let silent = home.join("bus");
    let listener = UnixListener::bind(&silent).expect("a socket");
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
    command
        .args(["--light", "--profile"])
        .arg(home.join("profile"));
    display.show(&mut command, &home);
    command
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", silent.display()),
        )
        .env("WAXWING_LOG", "waxwing::frame=debug")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut window = Guardian::spawn(command, &home).expect("Waxwing");
    let log = window.child().stderr.take().expect("a log");
    let mut lines = BufReader::new(log).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("first frame")));
    let (_connection, _) = listener.accept().expect("it asks the bus");
    poll(DEADLINE, || {
        let mut search = Command::new("xdotool");
        search
            .args(["search", "--onlyvisible", "--class", "im.waxwing.Waxwing"])
            .env("DISPLAY", display.name());
        let found = search.output().expect("xdotool").stdout;
        (!found.is_empty()).then_some(())
    })
    .expect("a window");
    poll(DEADLINE, || {
        press(&display, "ctrl+q");
        window.has_ended().then_some(())
    })
    .expect("it ends when it is told to");
}
