//! `waxwing engine`: the engine without a window. Commands come in on standard input, events go
//! out on standard output, one JSON object a line; docs/engine-protocol.md has them all.

use std::io::{self, BufRead, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use waxwing_core::{Command, Config, Engine, Error};

use crate::signal;

/// The longest line taken, in bytes: far above any message, far below the memory of a machine.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// Where lines go: events and complaints come from two threads and must not mix.
type Output<W> = Arc<Mutex<W>>;

/// Runs an engine until the input ends or it is told to shut down.
///
/// # Errors
/// Where the profile can't be opened.
pub fn run(
    config: Config,
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<(), Error> {
    let (engine, mut events) = Engine::start(config)?;
    let output = Arc::new(Mutex::new(output));
    let complaints = Arc::clone(&output);
    let commands = engine.clone();
    let ending = engine.clone();
    signal::on_end(move || ending.send(Command::Shutdown));
    // The reader may wait on its input for ever; it ends with the process.
    std::thread::spawn(move || {
        read(
            input,
            |command| commands.send(command),
            |complaint| write(&complaints, complaint.to_string()),
        );
        commands.send(Command::Shutdown);
    });
    while let Some(event) = events.blocking_next() {
        let line = serde_json::to_string(&event)
            .map_or_else(|error| complaint(0, &error.to_string()).to_string(), object);
        if write(&output, line).is_err() {
            engine.send(Command::Shutdown);
        }
    }
    Ok(())
}

/// Reads commands line by line until the input ends; what is no command is complained about with
/// the number of its line, and the next line is read.
fn read(
    mut input: impl BufRead,
    mut command: impl FnMut(Command),
    mut complain: impl FnMut(Value) -> io::Result<()>,
) {
    let mut number = 0_u64;
    loop {
        number += 1;
        match line(&mut input) {
            Ok(None) => return,
            Ok(Some(line)) if line.trim_ascii().is_empty() => {}
            Ok(Some(line)) => match serde_json::from_slice(&line) {
                Ok(read) => command(read),
                Err(error) => {
                    // The words of serde may quote the line, which may hold a password.
                    let detail = format!("{}, column {}", kind(&error), error.column());
                    if complain(complaint(number, &detail)).is_err() {
                        return;
                    }
                }
            },
            Err(error) => {
                let _ = complain(complaint(number, &error.to_string()));
                if error.kind() != io::ErrorKind::InvalidData {
                    return;
                }
            }
        }
    }
}

/// The next line without its end; `None` at the end of the input. A line that is too long is read
/// to its end and thrown away.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(LONGEST_LINE + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 > LONGEST_LINE {
        skip_line(input)?;
        let detail = format!("the line is longer than {LONGEST_LINE} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
    }
    Ok(Some(line))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, over) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if over {
            return Ok(());
        }
    }
}

fn kind(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Data => {
            let words = error.to_string();
            // "unknown variant `x`, expected …" and "missing field `x`" name words of the
            // protocol only; a wrong type would quote the value.
            match words.split(" at line ").next() {
                Some(words) if words.starts_with("unknown") || words.starts_with("missing") => {
                    words.to_owned()
                }
                _ => "a value has the wrong type".to_owned(),
            }
        }
        Category::Syntax | Category::Eof | Category::Io => "not JSON".to_owned(),
    }
}

fn complaint(line: u64, detail: &str) -> Value {
    json!({"error": {"line": line, "detail": detail}})
}

/// Events without content are bare words to serde; a line is always an object.
fn object(line: String) -> String {
    match line.starts_with('"') {
        true => format!("{{{line}:null}}"),
        false => line,
    }
}

/// One line in one piece: what reads it need not put it together.
fn write(output: &Output<impl Write>, mut line: String) -> io::Result<()> {
    line.push('\n');
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    output.write_all(line.as_bytes())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use waxwing_core::command::{account, conversation};

    use super::*;

    fn read_all(input: &[u8]) -> (Vec<Command>, Vec<Value>) {
        let (mut commands, mut complaints) = (Vec::new(), Vec::new());
        read(
            Cursor::new(input),
            |command| commands.push(command),
            |complaint| {
                complaints.push(complaint);
                Ok(())
            },
        );
        (commands, complaints)
    }

    #[test]
    fn reads_commands_line_by_line() {
        let input = br#"
            {"conversation":[3,{"send":{"text":"hello"}}]}

            {"shutdown":null}
            "shutdown""#;
        let (commands, complaints) = read_all(input);
        assert_eq!(complaints, Vec::<Value>::new());
        assert_eq!(commands.len(), 3);
        assert!(matches!(
            &commands[0],
            Command::Conversation(_, conversation::Command::Send { text, .. }) if text == "hello"
        ));
        assert_eq!(commands[1..], [Command::Shutdown, Command::Shutdown]);
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_one_counts() {
        let (commands, complaints) =
            read_all(b"{\n{\"dance\":1}\n{\"account\":{\"connect\":{}}}\n\"shutdown\"\n");
        assert_eq!(commands, [Command::Shutdown]);
        let told: Vec<String> = complaints.iter().map(Value::to_string).collect();
        assert!(
            told[0].contains("not JSON") && told[0].contains("\"line\":1"),
            "{told:?}"
        );
        assert!(
            told[1].contains("dance") && told[1].contains("\"line\":2"),
            "{told:?}"
        );
        assert!(told[2].contains("missing field `account`"), "{told:?}");
    }

    #[test]
    fn a_complaint_never_quotes_a_password() {
        let line =
            br#"{"account":{"sign_in":{"request":"hunter2","address":"a@b","password":"x"}}}"#;
        let (_, complaints) = read_all(line);
        assert!(
            !complaints[0].to_string().contains("hunter2"),
            "{complaints:?}"
        );
        let line = br#"{"account":{"set_password":{"account":1,"password":"hunter2"}}}"#;
        assert!(matches!(
            &read_all(line).0[0],
            Command::Account(account::Command::SetPassword { password, .. })
                if password.reveal() == "hunter2"
        ));
    }

    #[test]
    fn a_line_without_end_costs_no_memory() {
        let mut input = vec![b'x'; 6 * 1024 * 1024];
        input.extend_from_slice(b"\n\"shutdown\"\n");
        let (commands, complaints) = read_all(&input);
        assert_eq!(commands, [Command::Shutdown]);
        assert!(complaints[0].to_string().contains("longer than"));
    }

    #[test]
    fn a_line_is_always_an_object() {
        assert_eq!(object("\"ready\"".to_owned()), "{\"ready\":null}");
        assert_eq!(object("{\"done\":[]}".to_owned()), "{\"done\":[]}");
    }

    #[test]
    fn the_end_of_the_input_ends_the_engine() {
        let profile = tempfile::tempdir().unwrap();
        run(
            Config::new(profile.path()),
            Cursor::new("nonsense\n"),
            io::sink(),
        )
        .unwrap();
    }
}
