//! What can be done in a notice, with a real daemon and with one that takes answers; and a desktop that
//! has nothing of all this.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use futures::StreamExt as _;
use serde_json::json;
use waxwing_tests::bus::{Bus, Keyring};
use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::{Dunst, Login};
use zbus::zvariant::OwnedValue;

use super::Desk;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_follows_its_message_and_marks_it_read() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    let to = romy.jid.to_string();
    let dunst = Dunst::start(&desk.display, &desk.reader);
    desk.open();
    desk.sign_in(&romy);
    desk.reader.find("list item", "Theo");
    theo.say(&to, "n1", "At eigth").await;
    let first = dunst.wait("Theo");
    theo.tell(json!({ "do": "correct", "to": to, "of": "n1", "body": "At eight" }))
        .await;
    let right = || {
        let mut shown = dunst.shown().into_iter();
        shown.find(|one| one.body == "At eight")
    };
    let second = poll(DEADLINE, right).expect("the correction");
    assert_eq!(second.number, first.number, "in the same place");
    theo.tell(json!({ "do": "retract", "to": to, "of": "n1" }))
        .await;
    dunst.wait_count(0);
    theo.tell(json!({ "do": "send", "to": to, "id": "n2", "body": "Read?", "markable": true }))
        .await;
    dunst.wait_count(1);
    dunst.choose("Mark as read");
    theo.wait("the mark", |event| {
        event["event"] == "displayed" && event["id"] == "n2"
    })
    .await;
    dunst.wait_count(0);
}

/// A notice as it came over the bus.
type Notice = (
    String,
    u32,
    String,
    String,
    String,
    Vec<String>,
    HashMap<String, OwnedValue>,
    i32,
);

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_the_notice_goes_out() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    let bus = zbus::connection::Builder::address(desk.reader.bus()).expect("an address");
    let bus = bus.build().await.expect("a bus");
    let mut calls = zbus::MessageStream::from(&bus);
    bus.request_name(NAME).await.expect("nobody else is there");
    desk.open();
    desk.sign_in(&romy);
    desk.reader.find("list item", "Theo");
    theo.say(romy.jid.as_str(), "q1", "Coming?").await;
    let answer = async {
        while let Some(Ok(call)) = calls.next().await {
            let member = call.header().member().map(|name| name.to_string());
            match member.as_deref() {
                Some("GetCapabilities") => {
                    let able = ["actions", "body", "inline-reply"];
                    bus.reply(&call.header(), &able.as_slice())
                        .await
                        .expect("a bus");
                }
                Some("Notify") => {
                    let notice: Notice = call.body().deserialize().expect("a notice");
                    bus.reply(&call.header(), &7_u32).await.expect("a bus");
                    let (_, _, _, title, body, actions, hints, _) = notice;
                    assert_eq!((title.as_str(), body.as_str()), ("Theo", "Coming?"));
                    assert!(
                        actions.iter().any(|one| one == "inline-reply"),
                        "{actions:?}"
                    );
                    assert!(hints.contains_key("x-kde-reply-placeholder-text"));
                    // What is no answer is none.
                    for text in ["  ", "On my way"] {
                        let said = bus
                            .emit_signal(
                                None::<&str>,
                                PATH,
                                NAME,
                                "NotificationReplied",
                                &(7_u32, text),
                            )
                            .await;
                        said.expect("a bus");
                    }
                }
                Some("CloseNotification") => {
                    let number: u32 = call.body().deserialize().expect("a number");
                    bus.reply(&call.header(), &()).await.expect("a bus");
                    return number;
                }
                _ => {}
            }
        }
        0
    };
    let closed = tokio::time::timeout(DEADLINE, answer).await;
    assert_eq!(closed, Ok(7), "answered, it goes");
    theo.wait_message("On my way").await;
}

/// Signs in without a window, into the profile of a desk.
fn sign_in_before(desk: &Desk, login: &Login) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
    command
        .args(["engine", "--profile"])
        .arg(&desk.profile)
        .env("WAXWING_KEYRING", "off")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut engine = command.spawn().expect("it starts");
    let mut stdin = engine.stdin.take().expect("a piped stdin");
    let settings = json!({
        "host": "127.0.0.1", "port": login.port(), "transport": "start_tls",
        "ca_file": login.ca_file,
    });
    let sign_in = json!({ "account": { "sign_in": {
        "request": 1, "address": login.jid.as_str(), "password": login.password,
        "settings": settings,
    } } });
    writeln!(stdin, "{sign_in}").expect("it listens");
    let stdout = std::io::BufReader::new(engine.stdout.take().expect("a piped stdout"));
    let mut lines = std::io::BufRead::lines(stdout).map_while(Result::ok);
    let done = lines
        .find(|line| line.contains("\"done\""))
        .expect("an end");
    assert!(done.contains("Ok"), "{done}");
    drop(stdin);
    lines.for_each(drop);
    assert!(engine.wait().expect("it ends").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_desktop_is_needed() {
    let mut desk = Desk::new().await;
    let romy = desk.stage.account("romy");
    let mut theo = desk.friend(&romy, "Theo").await;
    // Without a tray there is nothing to close into.
    desk.set(&json!({ "close_to_tray": true }));
    sign_in_before(&desk, &romy);
    let bare = Bus::start(Keyring::None).await;
    let nowhere = "unix:path=/nonexistent/bus".to_owned();
    for (number, bus) in [nowhere, bare.address().to_owned()].into_iter().enumerate() {
        desk.open_on(Some(&bus));
        poll(DEADLINE, || (desk.windows() == 1).then_some(())).expect("a window");
        let id = format!("m{number}");
        let say = json!({
            "do": "send", "to": romy.jid.as_str(), "id": id, "body": "anybody?", "receipt": true,
        });
        theo.tell(say).await;
        theo.wait("the receipt", |event| {
            event["event"] == "receipt" && event["id"] == id.as_str()
        })
        .await;
        let gone = poll(DEADLINE, || {
            if desk.windows() > 0 {
                desk.press("alt+F4");
            }
            desk.has_ended().then_some(())
        });
        gone.unwrap_or_else(|| panic!("it does not end on {bus}"));
    }
}
