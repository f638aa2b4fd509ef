//! What sessions cost of the processor, with the engine's own store and all that it does until a session is on the
//! disk: decrypting one long chain, beside libomemo-c in the same run, and encrypting one message for many devices.
//!
//! Both sides decrypt the same number of messages. Ours go the way of the engine's catch-up: a step for each message, a
//! turn of the account for [`TURN`] of them, one barrier a turn. The clock is that of the process, so the store's thread
//! and the system's part of writing are counted.

mod libomemo_c;
pub(crate) mod people;

use std::error::Error;
use std::path::Path;

use futures::executor::block_on;
use omemo_rs::curve::KeyPair;
use omemo_rs::identity::IdentityKeyPair;
use omemo_rs::random::System;
use omemo_rs::ratchet::{Encrypted, RatchetError, Session};
use omemo_rs::record::Record;
use omemo_rs::wire::{KeyExchange, Signed};
use omemo_rs::{Accepting, Address, Bundle, BundleParts, DeviceId, Profile};
use rustix::time::{ClockId, clock_gettime};
use waxwing_core::measuring::{Keys, TURN};

use crate::results::{Results, median, spread};
use people::{People, Rows};

/// So many messages are decrypted; enough for a second of libomemo-c.
const MESSAGES: usize = 30_000;

/// So often both are measured, in turns; the middle of the quotients counts.
const RUNS: usize = 3;

/// So many devices a message is encrypted for.
const DEVICES: usize = 50;

/// So many messages are.
const ENCRYPTED: u32 = 200;

/// Measures it.
///
/// # Errors
/// When libomemo-c is missing, or something can't be read.
pub(crate) fn measure(directory: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let peer = directory.join("omemo_libomemo_c");
    for (profile, figure) in [
        (Profile::Legacy, "omemo_legacy_vs_libomemo_c"),
        (Profile::Omemo2, "omemo_2_vs_libomemo_c"),
    ] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            theirs.push(libomemo_c::measure(&peer, profile)?);
            ours.push(decrypt_chain(profile)?);
        }
        let quotients: Vec<f64> = ours.iter().zip(&theirs).map(|(a, b)| a / b).collect();
        results.set(figure, median(&quotients).ok_or("no runs")?);
        results.note(format!(
            "{figure}: {}, {} decryptions per second of the processor, {} of libomemo-c's",
            spread(&quotients),
            spread(&ours),
            spread(&theirs),
        ));
    }
    let runs = (0..RUNS).map(|_| encrypt_for_many());
    let runs = runs.collect::<Result<Vec<_>, _>>()?;
    results.set("omemo_encrypt_50_cpu_ms", median(&runs).ok_or("no runs")?);
    results.note(format!("omemo_encrypt_50_cpu_ms: {}", spread(&runs)));
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
    fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            identity: IdentityKeyPair::generate(&mut System)?,
            signed: KeyPair::generate(&mut System)?,
            prekey: KeyPair::generate(&mut System)?,
        })
    }

    fn bundle(&self, profile: Profile) -> Result<Bundle, Box<dyn Error>> {
        let prekeys = [(1, self.prekey.public())];
        let signed = (1, &self.signed.public());
        let parts = BundleParts::sign(profile, &self.identity, signed, prekeys, &mut System)?;
        Ok(Bundle::check(profile, &parts)?)
    }
}

/// Two records that have heard of each other.
fn pair(profile: Profile) -> Result<(Record, Record), Box<dyn Error>> {
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

fn encrypt(record: &mut Record, profile: Profile) -> Result<Encrypted, Box<dyn Error>> {
    let key = vec![7; key_length(profile)];
    Ok(record.encrypt(&key)?.ok_or("no session")?)
}

fn key_length(profile: Profile) -> usize {
    match profile {
        Profile::Legacy => 32,
        Profile::Omemo2 => 48,
    }
}

/// Our decryptions per second of the processor.
fn decrypt_chain(profile: Profile) -> Result<f64, Box<dyn Error>> {
    let (mut alice, bob) = pair(profile)?;
    let messages: Vec<_> = (0..MESSAGES)
        .map(|_| encrypt(&mut alice, profile).map(|message| message.bytes))
        .collect::<Result<_, _>>()?;
    let of = Address::new("alice@example.org", DeviceId::new(1));
    let folder = tempfile::tempdir()?;
    let mut keys = block_on(Keys::open(folder.path()))?;
    keys.step(|step| step.put_record(profile, &of, bob));
    block_on(keys.finish_turn())?;
    let begin = cpu();
    for turn in messages.chunks(TURN) {
        for message in turn {
            keys.step(|step| -> Result<(), Box<dyn Error>> {
                let message = Signed::parse(profile, message)?;
                step.record_mut(profile, &of)?
                    .decrypt(&message, &mut System)?
                    .ok_or("no session")?;
                Ok(())
            })?;
        }
        block_on(keys.finish_turn())?;
    }
    let took = cpu() - begin;
    block_on(keys.close());
    Ok(MESSAGES as f64 / took)
}

/// The processor time of encrypting one message for many devices, until it is on the disk, in milliseconds.
fn encrypt_for_many() -> Result<f64, Box<dyn Error>> {
    const WITH: &str = "bob@example.org";
    let folder = tempfile::tempdir()?;
    let mut people = People::default();
    let keys = block_on(Keys::open(folder.path()))?;
    let alice = people.join(
        "alice@example.org",
        &Profile::ALL,
        Rows::Kept(Box::new(keys)),
    )?;
    for _ in 0..DEVICES {
        people.join(WITH, &Profile::ALL, Rows::default())?;
    }
    // All of them have heard of each other after that.
    people.say(alice, WITH, b"hello")?;
    block_on(people.finish_turn(alice))?;
    let begin = cpu();
    for _ in 0..ENCRYPTED {
        let outgoing =
            people.encrypt(alice, WITH, b"How are you today? It rains, and so I write.")?;
        let exchanges = outgoing.message.keys.iter().any(|key| key.key_exchange);
        if outgoing.reached.len() != DEVICES || exchanges {
            return Err(format!("not all can read it: {:?}", outgoing.missed).into());
        }
        block_on(people.finish_turn(alice))?;
    }
    let took = cpu() - begin;
    block_on(people.close(alice));
    Ok(took * 1e3 / f64::from(ENCRYPTED))
}
