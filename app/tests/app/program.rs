//! The program from outside: its command line, and the engine on standard input and output.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

fn waxwing(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxwing"));
    command
        .args(arguments)
        .env("WAXWING_KEYRING", "off")
        .env_remove("WAXWING_LOG");
    command
}

fn run(arguments: &[&str]) -> Output {
    waxwing(arguments).output().expect("it runs")
}

fn engine(profile: &std::path::Path) -> Child {
    let mut command = waxwing(&["engine"]);
    command.arg("--profile").arg(profile);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for option in [
        "--profile",
        "--nameserver",
        "--light",
        "--dark",
        "--scale",
        "engine",
    ] {
        assert!(text.contains(option), "{option}");
    }
    let version = run(&["--version"]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap().trim(),
        concat!("Waxwing ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn an_unknown_option_is_an_error_of_its_own_kind() {
    for (arguments, word) in [
        (vec!["--colour"], "--colour"),
        (vec!["--scale", "9"], "0.75"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(word) && said.contains("--help"), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_engine_answers_lines_and_ends_with_its_input() {
    let profile = tempfile::tempdir().unwrap();
    let mut child = engine(profile.path());
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{\"dance\":1}\n\n").unwrap();
    let sign_in = r#"{"account":{"sign_in":{"request":1,"address":"nobody","password":"x"}}}"#;
    writeln!(input, "{sign_in}").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    assert!(lines.iter().all(Value::is_object), "{lines:?}");
    let has = |wanted: &dyn Fn(&Value) -> bool| lines.iter().any(wanted);
    assert!(has(&|line| line.get("ready").is_some()), "{lines:?}");
    assert!(has(&|line| line["error"]["line"] == 1), "{lines:?}");
    assert!(
        has(&|line| line["done"][0] == 1 && line["done"][1]["Err"].get("invalid_address").is_some()),
        "{lines:?}"
    );
}

#[test]
fn a_profile_has_one_engine() {
    let profile = tempfile::tempdir().unwrap();
    let mut first = engine(profile.path());
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == r#"{"ready":null}"#));
    let second = engine(profile.path()).wait_with_output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains("running already"), "{said}");
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn told_to_end_the_engine_ends_in_order() {
    for signal in ["TERM", "INT", "HUP"] {
        let profile = tempfile::tempdir().unwrap();
        let mut child = engine(profile.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == r#"{"ready":null}"#));
        let kill = format!("kill -s {signal} {}", child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}
