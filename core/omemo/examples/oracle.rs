//! A device on standard input and output, a JSON object a line: `oracle legacy|omemo2 [SEED]`.
//!
//! For the matrix against other implementations (`tests/interop/omemo_matrix.py`); what it understands is in
//! `tests/record/oracle.rs`. With a seed its random numbers can be foreseen, for transcripts that can be replayed.

use std::io::{BufRead, Write};

#[path = "../tests/record/oracle.rs"]
mod oracle;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let profile = arguments.next().unwrap_or_else(|| "legacy".to_owned());
    let seed = arguments.next().and_then(|seed| seed.parse().ok());
    let mut device =
        oracle::Oracle::new(&profile, seed.unwrap_or_else(|| std::process::id().into()));
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else {
            return;
        };
        let answer = match serde_json::from_str(&line) {
            Ok(line) => device.handle(&line),
            Err(error) => serde_json::json!({ "error": error.to_string() }),
        };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{answer}")
            .and_then(|()| out.flush())
            .is_err()
        {
            return;
        }
    }
}
