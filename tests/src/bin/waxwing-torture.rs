//! The torture run by hand (`make torture`) and in `make test`. Prints its seed and its course, and ends
//! with one line, after which the status is 0 only where nothing was lost, doubled or out of order.
//!
//! `waxwing-torture [--seed N] [--seconds N] [--on prosody|ejabberd]... [--folder DIR]`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use waxwing_tests::Backend;
use waxwing_tests::torture::{self, Settings, Verdict, Weather};

/// After the trouble everything has to be made good within this time.
const PATIENCE: Duration = Duration::from_secs(90);

struct Arguments {
    seed: u64,
    seconds: u64,
    servers: Vec<&'static str>,
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(complaint) => {
            eprintln!("waxwing-torture: {complaint}");
            return ExitCode::from(2);
        }
    };
    let Arguments { seed, seconds, .. } = arguments;
    println!(
        "torture: seed {seed}, {seconds} s on {}",
        arguments.servers.join(" and on ")
    );
    let runs = arguments
        .servers
        .iter()
        .map(|server| play(server, &arguments));
    let verdicts = futures::future::join_all(runs).await;
    let mut all = Verdict::default();
    for (server, verdict) in arguments.servers.iter().zip(&verdicts) {
        println!("{server}: {verdict}, misplaced {}", verdict.misplaced);
        if !verdict.is_clean() {
            println!(
                "{server}: kept in {}",
                arguments.folder.join(server).display()
            );
        }
        all.add(verdict);
    }
    println!("torture: {all}");
    if all.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn play(server: &'static str, arguments: &Arguments) -> Verdict {
    let (backend, weather) = match server {
        "ejabberd" => (Backend::Ejabberd, Weather::RoughOrderly),
        _ => (Backend::Prosody, Weather::Rough),
    };
    let program = std::env::current_exe()
        .expect("a program")
        .with_file_name("waxwing-victim");
    let settings = Settings {
        program,
        backend,
        seed: arguments.seed,
        length: Duration::from_secs(arguments.seconds),
        weather,
        patience: PATIENCE,
        folder: arguments.folder.join(server),
    };
    let tell = |words: &str| println!("{server:8} {words}");
    let (_, verdict) = torture::run(&settings, tell).await;
    for finding in &verdict.findings {
        tell(&format!("         {finding}"));
    }
    verdict
}

fn arguments() -> Result<Arguments, String> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.map_or(1, |since| since.as_secs());
    let mut read = Arguments {
        seed: now,
        seconds: 600,
        servers: Vec::new(),
        folder: std::env::temp_dir().join(format!("waxwing-torture-{now}-{}", std::process::id())),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(format!("{word} needs a value"))?;
        let number = || {
            value
                .parse()
                .map_err(|_| format!("{word}: no number: {value}"))
        };
        match word.as_str() {
            "--seed" => read.seed = number()?,
            "--seconds" => read.seconds = number()?,
            "--folder" => read.folder = value.into(),
            "--on" => match ["prosody", "ejabberd"].into_iter().find(|it| *it == value) {
                Some(server) => read.servers.push(server),
                None => return Err(format!("there is no server '{value}'")),
            },
            _ => return Err(format!("there is no option '{word}'")),
        }
    }
    if read.servers.is_empty() {
        read.servers = vec!["prosody", "ejabberd"];
    }
    Ok(read)
}
