//! The torture run itself is under test here: in fair weather it finds nothing, and each thing that may
//! go wrong with a history it does find. The real ones are `make torture` and a step of `make test`.

use std::time::Duration;

use waxwing_tests::Backend;
use waxwing_tests::torture::{self, Evidence, Row, Settings, Verdict, Weather};

/// A device that does one thing wrong.
type Fault = fn(&mut Vec<Row>);

/// What was said last gets its place once nobody has spoken for twenty seconds; where other runs take
/// the machine, that and the server's answers take their time. A clean run does not wait for it.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test]
async fn a_run_finds_each_thing_that_goes_wrong_and_nothing_else() {
    // What a run leaves behind is worth a look where it has found something.
    let folder = tempfile::tempdir().expect("a directory").keep();
    let settings = Settings {
        program: env!("CARGO_BIN_EXE_waxwing-victim").into(),
        backend: Backend::Prosody,
        seed: 1,
        length: Duration::from_secs(4),
        weather: Weather::Fair,
        patience: PATIENCE,
        folder: folder.join("run"),
    };
    let (evidence, verdict) = torture::run(&settings, |words| println!("{words}")).await;
    assert!(
        verdict.is_clean(),
        "{verdict} ({}): {:#?}",
        folder.display(),
        verdict.findings
    );
    assert!(verdict.sent > 10, "{verdict}");
    assert!(evidence.devices.iter().any(|it| it.rows.len() > 1));
    assert!(!settings.folder.exists(), "of a clean run nothing stays");
    std::fs::remove_dir(&folder).expect("an empty directory");

    let cases: [(Fault, [usize; 4]); 5] = [
        (|rows| drop(rows.remove(rows.len() / 2)), [1, 0, 0, 0]),
        (|rows| drop(rows.pop()), [1, 0, 0, 0]),
        (|rows| rows.insert(0, rows[0].clone()), [0, 1, 0, 0]),
        (|rows| rows.swap(0, 1), [0, 0, 1, 0]),
        (|rows| rows[0].own ^= true, [0, 0, 0, 1]),
    ];
    for device in 0..evidence.devices.len() {
        if evidence.devices[device].rows.len() < 2 {
            continue;
        }
        for (number, (fault, expected)) in cases.iter().enumerate() {
            let broken = with(&evidence, device, *fault);
            let it = Verdict::of(&broken);
            let found = [it.lost, it.doubled, it.out_of_order, it.misplaced];
            assert_eq!(found, *expected, "fault {number} of device {device}");
            assert_eq!(it.sent, verdict.sent);
            assert!(!it.is_clean() && !it.findings.is_empty());
        }
    }
}

fn with(evidence: &Evidence, device: usize, fault: Fault) -> Evidence {
    let mut broken = evidence.clone();
    fault(&mut broken.devices[device].rows);
    broken
}
