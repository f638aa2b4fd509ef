//! What the fuzzers have found interesting is looked at again with every test run, without a
//! fuzzer: `core/proto/fuzz/corpus/` holds a folder for each target.

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
fn the_reader_stands_its_corpus() {
    replay("reader", exercise::reader);
}

#[test]
fn the_stanza_layer_stands_its_corpus() {
    replay("stanza", exercise::stanza);
}

#[test]
fn the_login_stands_its_corpus() {
    replay("sasl", exercise::sasl);
}

#[test]
fn links_stand_their_corpus() {
    replay("uri", exercise::uri);
}

#[test]
fn forms_stand_their_corpus() {
    replay("form", exercise::form);
}
