//! Where a password must never stand: in logs however talkative, in arguments, in files of the
//! profile, in core dumps; and nobody else of the machine may look into the profile.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use waxwing_tests::deadline::within;
use waxwing_tests::{Backend, Login, Profile, Stage};

fn engine(profile: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_waxwing"))
        .arg("engine")
        .arg("--profile")
        .arg(profile)
        .env("WAXWING_LOG", "trace")
        .env("WAXWING_KEYRING", "off")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts")
}

fn sign_in(login: &Login) -> String {
    let command = json!({ "account": { "sign_in": {
        "request": 1, "address": login.jid.as_str(), "password": login.password,
        "settings": login.settings(),
    } } });
    format!("{command}\n")
}

/// Every file below a directory, and the directories.
fn everything(below: &Path) -> Vec<PathBuf> {
    let mut found = vec![below.to_owned()];
    for entry in fs::read_dir(below).expect("a directory of ours") {
        let entry = entry.expect("an entry");
        match entry.file_type().expect("a kind").is_dir() {
            true => found.extend(everything(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found
}

fn contains(bytes: &[u8], secret: &str) -> bool {
    bytes
        .windows(secret.len())
        .any(|part| part == secret.as_bytes())
}

#[tokio::test]
async fn a_password_stands_nowhere() {
    let stage = Stage::on(Backend::Memory).await;
    let login = stage.account("romy");
    let profile = Profile::new();
    let mut child = engine(profile.path());
    let mut input = child.stdin.take().expect("piped");
    let mut log = child.stderr.take().expect("piped");
    let logged = tokio::spawn(async move {
        let mut all = Vec::new();
        log.read_to_end(&mut all).await.map(|_| all)
    });
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    input
        .write_all(sign_in(&login).as_bytes())
        .await
        .expect("it reads");
    let kept = async {
        while let Some(line) = lines.next_line().await.expect("UTF-8") {
            let event: Value = serde_json::from_str(&line).expect("JSON");
            assert!(!line.contains(&login.password), "{line}");
            if event["done"][0] == 1 {
                return event;
            }
        }
        panic!("it ended before the sign-in")
    };
    let done = within("the sign-in", kept).await;
    assert_eq!(done["done"][1]["Ok"], Value::Null, "{done}");

    let process = PathBuf::from(format!("/proc/{}", child.id().expect("it runs")));
    let arguments = fs::read(process.join("cmdline")).expect("a Linux /proc");
    assert!(!contains(&arguments, &login.password));
    let limits = fs::read_to_string(process.join("limits")).expect("a Linux /proc");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let core: Vec<&str> = core.expect("the limit").split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "no core dumps");

    drop(input);
    within("the end", child.wait()).await.expect("it ends");
    let log = within("the log", logged)
        .await
        .expect("no panic")
        .expect("a log");
    let said = String::from_utf8_lossy(&log);
    assert!(contains(&log, "DEBUG"), "it says all it ever says: {said}");
    assert!(!contains(&log, &login.password));
    for path in everything(profile.path()) {
        use std::os::unix::fs::PermissionsExt;
        let meta = fs::metadata(&path).expect("it is there");
        let mode = meta.permissions().mode() & 0o777;
        let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", path.display());
        if meta.is_file() {
            let bytes = fs::read(&path).expect("it can be read");
            assert!(!contains(&bytes, &login.password), "{}", path.display());
        }
    }
}

/// The second start says what is wrong and ends with an error; the first goes on.
#[tokio::test]
async fn a_second_start_says_so_and_ends() {
    let profile = Profile::new();
    let mut first = engine(profile.path());
    let mut lines = BufReader::new(first.stdout.take().expect("piped")).lines();
    let ready = within("the first", async {
        loop {
            let line = lines.next_line().await.expect("UTF-8");
            if line.expect("it goes on") == "{\"ready\":null}" {
                return;
            }
        }
    });
    ready.await;
    let second = within("the second", engine(profile.path()).wait_with_output()).await;
    let second = second.expect("it ran");
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(
        said.contains("running already") && said.contains("--profile"),
        "{said}"
    );
    let mut input = first.stdin.take().expect("piped");
    input
        .write_all(b"{\"shutdown\":null}\n")
        .await
        .expect("the first goes on");
    let end = within("its end", first.wait()).await.expect("it ends");
    assert!(end.success());
}
