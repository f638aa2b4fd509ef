//! The program: reads the command line, sets logging up, and hands over.

use std::process::ExitCode;
use std::time::Instant;

use tracing_subscriber::EnvFilter;
use waxwing::arguments::{self, HELP, Invocation};

fn main() -> ExitCode {
    let started = Instant::now();
    waxwing::dumps::forbid();
    let outcome = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Invocation::Help) => print(HELP),
        Ok(Invocation::Version) => print(concat!("Waxwing ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Invocation::Window(options)) => {
            log();
            waxwing::run_window(options, started)
        }
        Ok(Invocation::Engine(options)) => {
            log();
            waxwing::run_engine(&options)
        }
        Err(error) => {
            eprintln!("waxwing: {error}\nTry 'waxwing --help'.");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("waxwing: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(text: &str) -> Result<(), String> {
    use std::io::Write;
    let printed = std::io::stdout().write_all(text.as_bytes());
    printed.map_err(|error| error.to_string())
}

fn log() {
    let filter = EnvFilter::try_from_env("WAXWING_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,winit=error"));
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    log.with_writer(std::io::stderr).init();
}
