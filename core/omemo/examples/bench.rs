//! How much of the processor sessions cost, beside libomemo-c in the same run: `bench LIBOMEMO_C_PEER`, one JSON object.
//!
//! The peer is `tests/interop/omemo_libomemo_c.c`, built. Both sides decrypt the same number of messages of one long chain;
//! libomemo-c writes its session after each, as it always does. Ours goes through a [`Transaction`] of a store in memory:
//! once after each message, and once in 64 messages, as the engine's store groups its commits.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use omemo_rs::curve::KeyPair;
use omemo_rs::identity::IdentityKeyPair;
use omemo_rs::random::System;
use omemo_rs::ratchet::{Encrypted, RatchetError, Session};
use omemo_rs::record::Record;
use omemo_rs::store::{Memory, Store, Transaction};
use omemo_rs::wire::{KeyExchange, Signed};
use omemo_rs::{Accepting, Address, Bundle, BundleParts, DeviceId, Profile};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value, json};

/// So many messages are decrypted; enough for a second of libomemo-c.
const MESSAGES: usize = 30_000;

/// So many commits of the engine share a barrier.
const GROUP: usize = 64;

/// So many devices a message is encrypted for.
const DEVICES: usize = 50;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let peer = std::env::args()
        .nth(1)
        .ok_or("usage: bench LIBOMEMO_C_PEER")?;
    let mut figures = Map::new();
    for (profile, name) in [(Profile::Legacy, "legacy"), (Profile::Omemo2, "2")] {
        let theirs = libomemo_c(&peer, profile)?;
        let each = ours(profile, 1)?;
        let grouped = ours(profile, GROUP)?;
        figures.insert(
            format!("omemo_{name}_vs_libomemo_c"),
            json!(grouped / theirs),
        );
        figures.insert(
            format!("omemo_{name}_each_vs_libomemo_c"),
            json!(each / theirs),
        );
        figures.insert(format!("omemo_{name}_per_cpu_s"), json!(grouped));
        figures.insert(format!("libomemo_c_{name}_per_cpu_s"), json!(theirs));
    }
    figures.insert(
        "omemo_encrypt_50_cpu_ms".to_owned(),
        json!(encrypt_for_many()?),
    );
    println!("{}", Value::from(figures));
    Ok(())
}

/// The processor time of this process so far, in seconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Somebody of ours with whom a session can be begun.
struct Device {
    identity: IdentityKeyPair,
    signed: KeyPair,
    prekey: KeyPair,
}

impl Device {
    fn new() -> Outcome<Self> {
        Ok(Self {
            identity: IdentityKeyPair::generate(&mut System)?,
            signed: KeyPair::generate(&mut System)?,
            prekey: KeyPair::generate(&mut System)?,
        })
    }

    fn bundle(&self, profile: Profile) -> Outcome<Bundle> {
        let prekeys = [(1, self.prekey.public())];
        let signed = (1, &self.signed.public());
        let parts = BundleParts::sign(profile, &self.identity, signed, prekeys, &mut System)?;
        Ok(Bundle::check(profile, &parts)?)
    }
}

/// Two records that have heard of each other.
fn pair(profile: Profile) -> Outcome<(Record, Record)> {
    let (alice, bob) = (Device::new()?, Device::new()?);
    let (mut ours, mut theirs) = (Record::default(), Record::default());
    ours.begin(Session::begin(
        &alice.identity,
        &bob.bundle(profile)?,
        1,
        &mut System,
    )?);
    let exchange = KeyExchange::parse(profile, &encrypt(&mut ours, profile)?.bytes)?;
    let keys = || {
        Ok::<_, RatchetError>(Accepting {
            identity: &bob.identity,
            signed_prekey: &bob.signed,
            prekey: &bob.prekey,
        })
    };
    theirs.accept(profile, &exchange, &mut System, keys)?;
    let answer = Signed::parse(profile, &encrypt(&mut theirs, profile)?.bytes)?;
    ours.decrypt(&answer, &mut System)?;
    Ok((ours, theirs))
}

fn encrypt(record: &mut Record, profile: Profile) -> Outcome<Encrypted> {
    let key = vec![7; key_length(profile)];
    Ok(record.encrypt(&key)?.ok_or("no session")?)
}

fn key_length(profile: Profile) -> usize {
    match profile {
        Profile::Legacy => 32,
        Profile::Omemo2 => 48,
    }
}

/// Our decryptions per second of the processor, with so many in one transaction.
fn ours(profile: Profile, group: usize) -> Outcome<f64> {
    let (mut alice, bob) = pair(profile)?;
    let messages: Vec<_> = (0..MESSAGES)
        .map(|_| encrypt(&mut alice, profile).map(|message| message.bytes))
        .collect::<Outcome<_>>()?;
    let of = Address::new("alice@example.org", DeviceId::new(1));
    let mut store = Memory::new();
    let mut step = Transaction::new(&store);
    step.put_record(profile, &of, bob);
    let batch = step.finish();
    store.commit(batch)?;
    let begin = cpu();
    for group in messages.chunks(group) {
        let mut step = Transaction::new(&store);
        for message in group {
            let message = Signed::parse(profile, message)?;
            step.record_mut(profile, &of)?
                .decrypt(&message, &mut System)?
                .ok_or("no session")?;
        }
        let batch = step.finish();
        store.commit(batch)?;
    }
    Ok(MESSAGES as f64 / (cpu() - begin))
}

/// The processor time of encrypting the key of a message for many devices, in milliseconds.
fn encrypt_for_many() -> Outcome<f64> {
    const RUNS: u32 = 200;
    let profile = Profile::Omemo2;
    let mut store = Memory::new();
    let mut step = Transaction::new(&store);
    for id in 0..u32::try_from(DEVICES)? {
        let of = Address::new("alice@example.org", DeviceId::new(id));
        step.put_record(profile, &of, pair(profile)?.0);
    }
    let batch = step.finish();
    store.commit(batch)?;
    let begin = cpu();
    for _ in 0..RUNS {
        let mut step = Transaction::new(&store);
        for id in 0..u32::try_from(DEVICES)? {
            let of = Address::new("alice@example.org", DeviceId::new(id));
            encrypt(step.record_mut(profile, &of)?, profile)?;
        }
        let batch = step.finish();
        store.commit(batch)?;
    }
    Ok((cpu() - begin) * 1e3 / f64::from(RUNS))
}

/// The decryptions of libomemo-c per second of the processor.
fn libomemo_c(program: &str, profile: Profile) -> Outcome<f64> {
    let name = match profile {
        Profile::Legacy => "legacy",
        Profile::Omemo2 => "omemo2",
    };
    let mut child = Command::new(program)
        .arg(name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let mut ask = |line: Value| -> Outcome<Value> {
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
    let file = std::env::temp_dir().join(format!("omemo-bench-{}-{name}", std::process::id()));
    let mut lines = std::io::BufWriter::new(std::fs::File::create(&file)?);
    for _ in 0..MESSAGES {
        writeln!(lines, "{}", hex(&encrypt(&mut record, profile)?.bytes))?;
    }
    lines.flush()?;
    let told = ask(json!({ "op": "batch", "file": file.to_string_lossy() }))?;
    std::fs::remove_file(&file)?;
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

fn unhex(text: &str) -> Outcome<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("odd")?, 16)?))
        .collect()
}
