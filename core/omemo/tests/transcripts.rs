//! What other implementations said to ours is played again with every test run, without them:
//! `tests/record/*.jsonl` were recorded by `tests/interop/omemo_matrix.py --record` of this project from python-oldmemo,
//! python-twomemo and libomemo-c. A line is what our side was told, and what it answered.

use std::path::Path;

use serde_json::Value;

#[path = "record/oracle.rs"]
mod oracle;

#[test]
fn every_recorded_conversation_plays_again_to_the_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record");
    let mut played = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of transcripts") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            let steps = play(&path);
            assert!(steps > 100, "{} has {steps} steps", path.display());
            played.push(
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    played.sort();
    let expected = [
        "legacy-ours-libomemo-c",
        "legacy-ours-python",
        "legacy-libomemo-c-ours",
        "legacy-python-ours",
        "omemo2-ours-libomemo-c",
        "omemo2-ours-python",
        "omemo2-libomemo-c-ours",
        "omemo2-python-ours",
    ];
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(played, expected);
}

/// Plays one; returns how many steps it had.
fn play(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).expect("a transcript");
    let mut lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let head = lines.next().expect("a first line");
    let profile = head["profile"].as_str().expect("a profile");
    let mut device = oracle::Oracle::new(profile, head["seed"].as_u64().expect("a seed"));
    let mut steps = 0;
    for line in lines {
        let answer = device.handle(&line["in"]);
        assert_eq!(answer, line["out"], "{} step {steps}", path.display());
        steps += 1;
    }
    steps
}
