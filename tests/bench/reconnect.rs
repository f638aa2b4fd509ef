//! How long an account is away after its connection was cut: from the TCP connect to being online
//! again, on the servers that know the short way (SASL2 with FAST and resumption inline).

use std::time::{Duration, Instant};

use serde_json::json;
use waxwing_core::AccountId;
use waxwing_tests::{Backend, Stage};

use crate::headless::Headless;
use crate::results::{Results, median, spread};
use crate::world;

/// So often on each server, after one cut that brings the first token.
const CUTS: usize = 11;

/// Measures the cuts; what is written down is the slower server's median.
///
/// # Errors
/// When the account does not come back.
pub(crate) fn measure(results: &mut Results) -> Result<(), Box<dyn std::error::Error>> {
    let mut slowest: f64 = 0.0;
    for (name, backend) in [
        ("Prosody 13", Backend::NewerProsody),
        ("ejabberd 24.12", Backend::NewerEjabberd),
    ] {
        let (times, round_trips) = on(backend)?;
        slowest = slowest.max(median(&times).ok_or("no cuts")?);
        let times = spread(&times);
        results.note(format!(
            "reconnect, {name}: {times} ms, {round_trips} round trips after the TCP connect"
        ));
    }
    results.set("reconnect_ms", slowest);
    Ok(())
}

fn on(backend: Backend) -> Result<(Vec<f64>, usize), String> {
    let runtime = world::runtime()?;
    let stage = runtime.block_on(Stage::on(backend));
    let login = stage.account("bench").direct_tls();
    let (proxy, login) = runtime.block_on(stage.through_proxy(&login));
    let profile = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut engine = Headless::start(profile.path())?;
    engine.sign_in(login.jid.as_str(), &login.password, &login.settings())?;
    let mut times = Vec::new();
    // What the server says by itself can come between two pieces of ours and look like another
    // answer; each login says the same, so the least that was seen is what it takes.
    let mut round_trips = usize::MAX;
    for cut in 0..=CUTS {
        let before = proxy.connections();
        proxy.cut();
        engine.wait_cut()?;
        // The first cut is answered at once, the later ones wait; nobody needs that here.
        engine.tell(&json!({ "account": { "connect": { "account": AccountId(1) } } }))?;
        engine.wait_online()?;
        let online = Instant::now();
        let latest = proxy.latest().ok_or("nobody came through the proxy")?;
        if proxy.connections() == before {
            return Err("the account is online without a connection".to_owned());
        }
        if cut > 0 {
            times.push(milliseconds(online - latest.accepted));
            round_trips = round_trips.min(latest.round_trips);
        }
    }
    engine.shut_down()?;
    Ok((times, round_trips))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
