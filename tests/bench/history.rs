//! A profile with 100,000 messages in one conversation. Pouring them takes a while, so it is kept
//! under `target/bench/` and used again as long as it is of the same kind.

mod text;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::Runtime;
use waxwing_core::ConversationId;
use waxwing_core::model::{ConnectSettings, Transport};
use waxwing_tests::Proxy;
use waxwing_tests::certificate::{Authority, DOMAIN};
use waxwing_tests::port::loopback;
use waxwing_tests::server::{Script, Server};

use crate::headless::Headless;
use crate::world::contacts;
use text::Texts;

/// How long the history is.
pub(crate) const MESSAGES: usize = 100_000;
/// Raise this when what is poured changes.
const KIND: u32 = 1;
/// So many are on their way at a time: enough that nobody waits, few enough for any buffer.
const BATCH: usize = 500;
/// In the newest part of the history, which is what the wheel turns over, both sides speak.
const TALK: usize = 600;
/// Of so many messages in the talk, one is ours.
const OURS: usize = 3;
/// Between two of the older messages, in seconds: the history spans two years or so.
const STEP: i64 = 600;

const USER: &str = "collector";
const PASSWORD: &str = "a long history";
const FRIEND: &str = "yolanda";

/// What is kept beside the profile.
#[derive(Debug, Serialize, Deserialize)]
struct Label {
    kind: u32,
    messages: usize,
    version: String,
    /// The profile's account connects here.
    port: u16,
}

/// The server with the account of the long history, and the profile.
pub(crate) struct History {
    pub(crate) profile: PathBuf,
    _server: Server,
    _proxy: Proxy,
}

impl History {
    /// Brings the server up and makes the profile, or finds it made.
    ///
    /// # Errors
    /// When the engine does not take the messages.
    pub(crate) fn open(runtime: &Runtime, directory: &Path) -> Result<Self, String> {
        let home = directory.join("history");
        let label = read_label(&home);
        let server = runtime.block_on(Server::start());
        let address = address();
        server.register(&address, PASSWORD);
        for (jid, name) in contacts() {
            server.add_contact(&address, &jid, &name, "both");
        }
        let friend = friend();
        server.add_contact(&address, &friend, "Yolanda Weiß", "both");
        let kept = label.and_then(|label| {
            let target = loopback(server.starttls_port());
            runtime.block_on(Proxy::start_at(label.port, target)).ok()
        });
        let profile = home.join("profile");
        if let Some(proxy) = kept {
            // A new authority signs for each run.
            Authority::trusted().write_to(&home);
            return Ok(Self {
                profile,
                _server: server,
                _proxy: proxy,
            });
        }
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).map_err(|error| error.to_string())?;
        let proxy = runtime.block_on(Proxy::start(loopback(server.starttls_port())));
        let settings = ConnectSettings {
            host: "127.0.0.1".to_owned(),
            port: Some(proxy.port()),
            transport: Transport::StartTls,
            ca_file: Authority::trusted().write_to(&home).display().to_string(),
            ..ConnectSettings::default()
        };
        pour(runtime, &server, &profile, &settings)?;
        write_label(&home, proxy.port())?;
        Ok(Self {
            profile,
            _server: server,
            _proxy: proxy,
        })
    }

    /// What to type into the filter to find the long conversation alone.
    pub(crate) fn filter(&self) -> &'static str {
        FRIEND
    }
}

fn address() -> String {
    format!("{USER}@{DOMAIN}")
}

fn friend() -> String {
    format!("{FRIEND}@{DOMAIN}")
}

fn read_label(home: &Path) -> Option<Label> {
    let text = std::fs::read_to_string(home.join("label.json")).ok()?;
    let label: Label = serde_json::from_str(&text).ok()?;
    let fits = label.kind == KIND
        && label.messages == MESSAGES
        && label.version == env!("CARGO_PKG_VERSION");
    fits.then_some(label)
}

fn write_label(home: &Path, port: u16) -> Result<(), String> {
    let label = Label {
        kind: KIND,
        messages: MESSAGES,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        port,
    };
    let text = serde_json::to_string(&label).map_err(|error| error.to_string())?;
    std::fs::write(home.join("label.json"), text).map_err(|error| error.to_string())
}

/// Signs in and lets the friend speak.
fn pour(
    runtime: &Runtime,
    server: &Server,
    profile: &Path,
    settings: &ConnectSettings,
) -> Result<(), String> {
    let start = std::time::Instant::now();
    let mut engine = Headless::start(profile)?;
    let mut script = server.script(&address());
    engine.sign_in(&address(), PASSWORD, settings)?;
    let friend = friend();
    let conversation = engine.wait_conversation("the roster", |conversation| {
        conversation.jid.as_str() == friend
    })?;
    let mut texts = Texts::new();
    let mut number = 0;
    while number < MESSAGES - TALK {
        let batch = BATCH.min(MESSAGES - TALK - number);
        for index in number..number + batch {
            script.receive(&stanza(index, &texts.next_text(), true));
        }
        number += batch;
        wait_for_last(&mut engine, &friend, number - 1)?;
    }
    talk(runtime, &mut engine, conversation, &mut script, &mut texts)?;
    engine.shut_down()?;
    let seconds = start.elapsed().as_secs_f64();
    let each = seconds * 1e3 / MESSAGES as f64;
    eprintln!("bench: {MESSAGES} messages poured in {seconds:.0} s, {each:.2} ms each");
    Ok(())
}

/// The newest part: live, and both sides speak.
fn talk(
    runtime: &Runtime,
    engine: &mut Headless,
    conversation: ConversationId,
    script: &mut Script,
    texts: &mut Texts,
) -> Result<(), String> {
    let friend = friend();
    for index in MESSAGES - TALK..MESSAGES {
        let text = texts.next_text();
        if index % OURS == 0 {
            let send = json!({ "send": { "text": text } });
            engine.tell(&json!({ "conversation": [conversation, send] }))?;
            let sent = format!("<message to='{friend}' type='chat'><body/></message>");
            runtime.block_on(script.expect_sometime(&sent));
        } else {
            script.receive(&stanza(index, &text, false));
            wait_for_last(engine, &friend, index)?;
        }
    }
    Ok(())
}

/// Waits until the engine tells that it has taken this message in.
fn wait_for_last(engine: &mut Headless, friend: &str, index: usize) -> Result<(), String> {
    let wanted = prefix(index);
    let taken = engine.wait_conversation("the newest message", |conversation| {
        let last = conversation.last.as_ref();
        conversation.jid.as_str() == friend
            && last.is_some_and(|last| last.text.starts_with(&wanted))
    });
    taken.map(drop)
}

/// What each text begins with.
fn prefix(index: usize) -> String {
    format!("{index}: ")
}

fn stanza(index: usize, text: &str, old: bool) -> String {
    let delay = if old {
        let ago = (MESSAGES - index) as i64 * STEP;
        let at = chrono::Utc::now() - chrono::Duration::seconds(ago);
        let stamp = at.format("%Y-%m-%dT%H:%M:%SZ");
        format!("<delay xmlns='urn:xmpp:delay' from='{DOMAIN}' stamp='{stamp}'/>")
    } else {
        String::new()
    };
    let (friend, prefix) = (friend(), prefix(index));
    let body = waxwing_tests::xml::escape(text);
    format!(
        "<message from='{friend}/phone' to='$me' type='chat' id='m{index}'>\
         <body>{prefix}{body}</body>{delay}</message>"
    )
}
