//! The yardstick: libomemo-c, which writes a session after each message, as it always does. The program is
//! `tests/interop/omemo_libomemo_c.c`, which `scripts/bench` has built.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use omemo_rs::random::System;
use omemo_rs::ratchet::Session;
use omemo_rs::record::Record;
use omemo_rs::wire::Signed;
use omemo_rs::{Bundle, BundleParts, Profile};
use serde_json::{Value, json};

use super::{Device, MESSAGES, encrypt, key_length};

/// Its decryptions per second of the processor.
///
/// # Errors
/// When it does not run, or does not read every message.
pub(super) fn measure(program: &Path, profile: Profile) -> Result<f64, Box<dyn Error>> {
    let name = match profile {
        Profile::Legacy => "legacy",
        Profile::Omemo2 => "omemo2",
    };
    let mut child = Command::new(program)
        .arg(name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let mut ask = |line: Value| -> Result<Value, Box<dyn Error>> {
        writeln!(input, "{line}")?;
        input.flush()?;
        let mut answer = String::new();
        output.read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    };
    let alice = Device::new()?;
    let bundle = ask(json!({ "op": "bundle" }))?;
    let bytes = |name: &str| unhex(bundle[name].as_str().unwrap_or_default());
    let parts = BundleParts {
        identity: bytes("ik")?,
        signed_prekey_id: 1,
        signed_prekey: bytes("spk")?,
        signature: bytes("sig")?,
        prekeys: vec![(1, bytes("pk")?)],
    };
    let mut record = Record::default();
    let bundle = Bundle::check(profile, &parts)?;
    record.begin(Session::begin(&alice.identity, &bundle, 1, &mut System)?);
    let first = encrypt(&mut record, profile)?;
    ask(json!({ "op": "dec", "kex": true, "data": hex(&first.bytes) }))?;
    let answer = ask(json!({ "op": "enc", "key": "07".repeat(key_length(profile)) }))?;
    let answer = unhex(answer["data"].as_str().ok_or("no answer")?)?;
    record.decrypt(&Signed::parse(profile, &answer)?, &mut System)?;
    let mut lines = tempfile::NamedTempFile::new()?;
    for _ in 0..MESSAGES {
        writeln!(lines, "{}", hex(&encrypt(&mut record, profile)?.bytes))?;
    }
    lines.flush()?;
    let told = ask(json!({ "op": "batch", "file": lines.path().to_string_lossy() }))?;
    drop(input);
    child.wait()?;
    if told["bad"] != 0 || told["count"] != MESSAGES {
        return Err(format!("libomemo-c: {told}").into());
    }
    Ok(MESSAGES as f64 / told["seconds"].as_f64().ok_or("no seconds")?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    (0..text.len())
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("odd")?, 16)?))
        .collect()
}
