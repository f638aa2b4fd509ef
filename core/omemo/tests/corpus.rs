//! What fuzzers started from and found is looked at again with every test run, without a fuzzer: `fuzz/corpus/` holds a
//! folder for each target.

use std::path::Path;

#[path = "../fuzz/exercise.rs"]
mod exercise;

/// Runs a target on its corpus.
fn replay(target: &str, exercise: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder of inputs") {
        let path = entry.expect("an input").path();
        exercise(&std::fs::read(&path).expect("an input"));
        count += 1;
    }
    assert!(count >= 20, "{count} inputs in {}", folder.display());
}

#[test]
fn messages_and_keys_stand_their_corpus() {
    replay("wire", exercise::wire);
}

#[test]
fn a_session_stands_its_corpus() {
    replay("decrypt", exercise::decrypt);
}

#[test]
fn the_stanzas_stand_their_corpus() {
    replay("stanza", exercise::stanza);
}

#[test]
fn envelopes_stand_their_corpus() {
    replay("envelope", exercise::envelope);
}

#[test]
fn links_stand_their_corpus() {
    replay("text", exercise::text);
}
