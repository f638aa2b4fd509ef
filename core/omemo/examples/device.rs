//! One account's device on standard input and output, a JSON object a line: `device JID`.
//!
//! For the conversations with other implementations, stanza by stanza (`tests/interop/omemo_devices.py`): that program is the
//! server, and does what the `actions` of an answer say.

use std::io::{BufRead, Write};

use minidom::Element;
use omemo_rs::account::{Account, Action, Incoming, ListAnswer, Moment, ReadError};
use omemo_rs::random::System;
use omemo_rs::sce::{Envelope, Outer};
use omemo_rs::store::{Memory, Store, StoreError, Transaction};
use omemo_rs::{Address, DeviceId, Profile, stanza};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let jid = std::env::args().nth(1).ok_or("usage: device JID")?;
    let mut store = Memory::new();
    let mut account = step(&mut store, |moment| Account::open(&jid, moment))?;
    for line in std::io::stdin().lock().lines() {
        let answer = match handle(
            &jid,
            &mut account,
            &mut store,
            &serde_json::from_str(&line?)?,
        ) {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// One step: what it changed is committed, whatever it says.
fn step<T, E: From<StoreError>>(
    store: &mut Memory,
    step: impl FnOnce(&mut Moment<'_, '_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut transaction = Transaction::new(store);
    let mut moment = Moment {
        store: &mut transaction,
        now: 1_700_000_000,
        random: &mut System,
    };
    let result = step(&mut moment);
    let batch = transaction.finish();
    store.commit(batch)?;
    result
}

fn handle(jid: &str, account: &mut Account, store: &mut Memory, line: &Value) -> Outcome<Value> {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let profile = || Profile::from_namespace(text("profile")).ok_or("no profile");
    let actions = match text("op") {
        "device" => return Ok(json!({ "id": account.device().get() })),
        "connected" => step(store, |moment| account.connected(moment))?,
        "caught_up" => step(store, |moment| account.caught_up(moment))?,
        "list" => {
            let profile = profile()?;
            let answer = match line["xml"].as_str() {
                Some(xml) => {
                    ListAnswer::Is(stanza::read_devices(profile, &xml.parse()?).ok_or("no list")?)
                }
                None => ListAnswer::None,
            };
            step(store, |moment| {
                account.list(moment, profile, text("jid"), answer)
            })?
        }
        "bundle" => {
            let profile = profile()?;
            let parts = line["xml"]
                .as_str()
                .map(str::parse::<Element>)
                .transpose()?;
            let parts = parts.and_then(|it| stanza::read_bundle(profile, &it));
            let id = line["device"]
                .as_u64()
                .and_then(|id| u32::try_from(id).ok())
                .ok_or("no device")?;
            let of = Address::new(text("jid"), DeviceId::new(id));
            step(store, |moment| {
                account.bundle(moment, profile, &of, parts.as_ref())
            })?
        }
        "bundle_published" => {
            let profile = profile()?;
            step(store, |moment| {
                account.bundle_published(moment, profile, true)
            })?
        }
        "plan" => {
            let plan = step(store, |moment| account.plan(moment, &[text("to")]))?;
            plan.actions
        }
        "encrypt" => return encrypt(jid, account, store, text("to"), text("text")),
        "decrypt" => return decrypt(jid, account, store, text("from"), text("xml")),
        other => return Err(format!("no operation {other}").into()),
    };
    Ok(json!({ "actions": actions.iter().map(told).collect::<Vec<_>>() }))
}

fn encrypt(
    jid: &str,
    account: &mut Account,
    store: &mut Memory,
    to: &str,
    text: &str,
) -> Outcome<Value> {
    let plan = step(store, |moment| account.plan(moment, &[to]))?;
    let content = match plan.profile {
        Profile::Legacy => text.as_bytes().to_vec(),
        Profile::Omemo2 => {
            let mut body = Element::bare("body", "jabber:client");
            body.append_text_node(text);
            let envelope = Envelope {
                content: vec![body],
                from: Some(jid.to_owned()),
                to: Some(to.to_owned()),
                time: None,
            };
            envelope.seal(&mut System)?
        }
    };
    let outgoing = step(store, |moment| account.encrypt(moment, &plan, &content))?;
    let xml = String::from(&stanza::write_message(outgoing.profile, &outgoing.message));
    let reached: Vec<_> = outgoing.reached.iter().map(ToString::to_string).collect();
    let actions: Vec<_> = outgoing.actions.iter().map(told).collect();
    Ok(
        json!({ "profile": outgoing.profile.namespace(), "xml": xml, "reached": reached, "actions": actions }),
    )
}

fn decrypt(
    jid: &str,
    account: &mut Account,
    store: &mut Memory,
    from: &str,
    xml: &str,
) -> Outcome<Value> {
    let element = xml.parse()?;
    let found = stanza::find_messages(std::slice::from_ref(&element));
    let (profile, message) = found.first().ok_or("no message")?;
    let incoming = Incoming {
        profile: *profile,
        from,
        message,
    };
    match step(store, |moment| account.decrypt(moment, &incoming)) {
        Ok(read) => {
            let actions: Vec<_> = read.actions.iter().map(told).collect();
            let text = match (&read.plaintext, profile) {
                (None, _) => None,
                (Some(text), Profile::Legacy) => Some(String::from_utf8(text.to_vec())?),
                (Some(text), Profile::Omemo2) => {
                    let outer = Outer {
                        from,
                        to: jid,
                        room: false,
                    };
                    Envelope::open(text, &outer)?.body()
                }
            };
            Ok(json!({ "text": text, "actions": actions, "trust": format!("{:?}", read.trust) }))
        }
        Err(ReadError::Unreadable(why, actions)) => {
            let actions: Vec<_> = actions.iter().map(told).collect();
            Ok(json!({ "unreadable": why.to_string(), "actions": actions }))
        }
        Err(error) => Err(error.into()),
    }
}

/// An action as the program that is the server reads it.
fn told(action: &Action) -> Value {
    match action {
        Action::FetchList { profile, jid } => {
            json!({ "do": "list", "profile": profile.namespace(), "jid": jid })
        }
        Action::FetchBundle { profile, of } => {
            json!({ "do": "bundle", "profile": profile.namespace(), "jid": of.jid, "device": of.device.get() })
        }
        Action::PublishBundle { profile, parts } => {
            let xml = String::from(&stanza::write_bundle(*profile, parts));
            json!({ "do": "publish_bundle", "profile": profile.namespace(), "xml": xml })
        }
        Action::PublishList { profile, list } => {
            let xml = String::from(&stanza::write_devices(*profile, list));
            json!({ "do": "publish_list", "profile": profile.namespace(), "xml": xml })
        }
        Action::SendEmpty {
            profile,
            to,
            message,
        } => {
            let xml = String::from(&stanza::write_message(*profile, message));
            json!({ "do": "send", "to": to, "xml": xml })
        }
        Action::Tell(notice) => json!({ "do": "tell", "notice": format!("{notice:?}") }),
    }
}
