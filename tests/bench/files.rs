//! What a large file costs, up and down, over the web server of a real Prosody (XEP-0363): beside
//! curl, which does the same with the same server in the same run, and in memory.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use waxwing_core::event::{conversation, file};
use waxwing_core::model::{Place, TransferStep};
use waxwing_core::{Change, ConversationId, Event, ItemId};
use waxwing_tests::{Backend, Login, Peer, Stage};

use crate::headless::Headless;
use crate::process::rss_mb;
use crate::results::{Results, median, spread};
use crate::world::runtime;

/// As many bytes as a film of some minutes has.
const BYTES: usize = 100_000_000;
/// Each does it so often, by turns. The server lets an account put three such files there in a day.
const RUNS: u64 = 3;
/// Memory is looked at when it has settled.
const SETTLED: Duration = Duration::from_secs(2);

/// Who sends and who gets; both are engines of ours, each in a process of its own.
struct Scene {
    runtime: Runtime,
    mira: Engine,
    romy: Engine,
    /// Asks for places for curl.
    peer: Peer,
    login: Login,
    files: TempDir,
    _stage: Stage,
}

struct Engine {
    engine: Headless,
    to_other: ConversationId,
    idle_mb: f64,
    peak_mb: f64,
    // Last, so that it goes away after the engine.
    _profile: TempDir,
}

/// What one run has cost.
#[derive(Default)]
struct Times {
    up: Vec<f64>,
    curl_up: Vec<f64>,
    down: Vec<f64>,
    curl_down: Vec<f64>,
}

/// Measures both ways.
///
/// # Errors
/// When a file does not get there.
pub(crate) fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut scene = Scene::start()?;
    let mut times = Times::default();
    for run in 0..RUNS {
        let path = scene.file(run)?;
        times.up.push(scene.send(&path)?);
        let (item, url) = scene.wait_told()?;
        times.curl_up.push(scene.curl_up(&path)?);
        times.down.push(scene.fetch(item)?);
        times.curl_down.push(scene.curl_down(&url)?);
        std::fs::remove_file(path)?;
    }
    let (mira, romy) = (scene.mira.grown_mb(), scene.romy.grown_mb());
    results.set("files_rss_mb", mira.max(romy));
    results.note(format!(
        "memory above rest with a file of 100 MB: up {mira:.1}, down {romy:.1} MB"
    ));
    write_down(
        "files_up_vs_curl",
        "up",
        (&times.up, &times.curl_up),
        results,
    )?;
    write_down(
        "files_down_vs_curl",
        "down",
        (&times.down, &times.curl_down),
        results,
    )?;
    scene.mira.engine.shut_down()?;
    scene.romy.engine.shut_down()?;
    Ok(())
}

fn write_down(
    key: &str,
    way: &str,
    (ours, curls): (&[f64], &[f64]),
    results: &mut Results,
) -> Result<(), Box<dyn Error>> {
    let (Some(our), Some(curl)) = (median(ours), median(curls)) else {
        return Err("no runs".into());
    };
    results.set(key, curl / our);
    results.note(format!(
        "100 MB {way}: {} s, curl {} s",
        spread(ours),
        spread(curls)
    ));
    Ok(())
}

impl Scene {
    fn start() -> Result<Self, Box<dyn Error>> {
        let runtime = runtime()?;
        let stage = runtime.block_on(Stage::on(Backend::Prosody));
        let (mira, romy) = stage.friends("mira", "romy");
        let curl = stage.account("curl");
        let peer = runtime.block_on(Peer::sign_in(&curl));
        Ok(Self {
            mira: Engine::start(&mira, &romy)?,
            romy: Engine::start(&romy, &mira)?,
            runtime,
            peer,
            login: curl,
            files: tempfile::tempdir()?,
            _stage: stage,
        })
    }

    /// A file that nobody has yet, and that nothing can make smaller.
    fn file(&self, run: u64) -> Result<PathBuf, Box<dyn Error>> {
        let path = self.files.path().join(format!("{run}.bin"));
        let mut file = BufWriter::new(File::create(&path)?);
        // A stream of numbers as good as any (SplitMix64).
        let mut state = run;
        for _ in 0..BYTES / 8 {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut number = state;
            number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            file.write_all(&(number ^ (number >> 31)).to_le_bytes())?;
        }
        file.into_inner()?.sync_all()?;
        Ok(path)
    }

    /// Mira sends it: how long its bytes are on their way.
    fn send(&mut self, path: &Path) -> Result<f64, String> {
        let conversation = self.mira.to_other;
        self.mira.engine.tell(&json!({ "file": { "send": {
            "conversation": conversation, "files": [{ "path": path }],
        }}}))?;
        self.mira.wait_moved(true)
    }

    /// Romy hears of it: its message, and where it is.
    fn wait_told(&mut self) -> Result<(ItemId, String), String> {
        let conversation = self.romy.to_other;
        self.romy.engine.wait("the file", |event| {
            let Event::Conversation(conversation::Event::Timeline(id, change)) = event else {
                return None;
            };
            let items = match change {
                Change::Upserted(items) if id == conversation => items,
                _ => return None,
            };
            items.iter().rev().find_map(|message| {
                let file = message.attachments.first()?;
                let remote = matches!(file.place, Place::Remote(_));
                let source = file.sources.first().filter(|_| remote)?;
                Some((message.id, source.clone()))
            })
        })
    }

    /// Romy gets it: from the wish until it is here as a whole, and looked through.
    fn fetch(&mut self, item: ItemId) -> Result<f64, String> {
        let conversation = self.romy.to_other;
        let start = Instant::now();
        self.romy.engine.tell(&json!({ "file": { "fetch": {
            "conversation": conversation, "item": item,
        }}}))?;
        self.romy.wait_moved(false)?;
        Ok(start.elapsed().as_secs_f64())
    }

    fn curl_up(&mut self, path: &Path) -> Result<f64, Box<dyn Error>> {
        let peer = &mut self.peer;
        let asked = json!({ "do": "place", "to": "upload.localhost", "size": BYTES });
        let place: Value = self.runtime.block_on(async {
            peer.tell(asked).await;
            peer.wait("a place", |event| event["event"] == "place")
                .await
        });
        let word = |name: &str| place[name].as_str().map(str::to_owned).ok_or("no place");
        let header = format!("Authorization: {}", word("authorization")?);
        let mut curl = self.curl();
        curl.args(["-H", "Expect:", "-H"]).arg(header);
        timed(curl.arg("-T").arg(path).arg(word("put")?))
    }

    fn curl_down(&self, url: &str) -> Result<f64, Box<dyn Error>> {
        let path = self.files.path().join("curl.bin");
        let taken = timed(self.curl().arg("-o").arg(&path).arg(url))?;
        let bytes = std::fs::metadata(&path)?.len();
        std::fs::remove_file(path)?;
        match bytes == BYTES as u64 {
            true => Ok(taken),
            false => Err(format!("curl got {bytes} bytes").into()),
        }
    }

    fn curl(&self) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--fail", "--http1.1", "--cacert"])
            .arg(&self.login.ca_file)
            .stdout(Stdio::null());
        curl
    }
}

fn timed(command: &mut Command) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let status = command.status()?;
    let taken = start.elapsed().as_secs_f64();
    match status.success() {
        true => Ok(taken),
        false => Err(format!("curl ended with {status}").into()),
    }
}

impl Engine {
    fn start(login: &Login, other: &Login) -> Result<Self, Box<dyn Error>> {
        let profile = tempfile::tempdir()?;
        let mut engine = Headless::start(profile.path())?;
        engine.sign_in(login.jid.as_str(), &login.password, &login.settings())?;
        let jid = other.jid.as_str();
        let to_other = engine.wait_conversation("the other", |entry| entry.jid.as_str() == jid)?;
        engine.tell(&json!({ "conversation": [to_other, "open"] }))?;
        std::thread::sleep(SETTLED);
        let idle_mb = engine.rss_mb()?;
        Ok(Self {
            engine,
            to_other,
            idle_mb,
            peak_mb: idle_mb,
            _profile: profile,
        })
    }

    /// Waits until a file is no longer on its way: how long its bytes moved.
    fn wait_moved(&mut self, outgoing: bool) -> Result<f64, String> {
        let process = self.engine.id();
        let mut began = None;
        loop {
            // As long as something moves, nobody is out of time.
            let ended = self.engine.wait("a file moves", |event| match event {
                Event::File(file::Event::Transfer(transfer)) if transfer.outgoing == outgoing => {
                    let runs = transfer.step == TransferStep::Running;
                    Some((runs, false))
                }
                Event::File(file::Event::Ended { .. }) => Some((false, true)),
                _ => None,
            })?;
            self.peak_mb = self.peak_mb.max(rss_mb(process)?);
            match (ended, began) {
                ((true, _), None) => began = Some(Instant::now()),
                ((_, true), Some(began)) => return Ok(began.elapsed().as_secs_f64()),
                ((_, true), None) => return Err("it was not seen moving".to_owned()),
                _ => {}
            }
        }
    }

    fn grown_mb(&self) -> f64 {
        self.peak_mb - self.idle_mb
    }
}
