//! One thing is listened to at a time, and what is shown of it is what the player tells.

use std::time::Duration;

use futures::{Stream, StreamExt};
use iced_runtime::{Action, task};
use waxwing_media::sound::fake::{Fake, tone};
use waxwing_media::sound::{RATE, voice};

use super::*;

const ONE: What = What::File(ConversationId(1), 1, 0);
const OTHER: What = What::File(ConversationId(1), 2, 0);

struct Stage {
    _folder: tempfile::TempDir,
    source: Source,
    path: PathBuf,
    fake: Fake,
    state: State,
    runtime: tokio::runtime::Runtime,
}

/// A second of a tone in a file, and devices that are so much faster.
fn stage(faster: u32) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voice.ogg");
    let mut writer = voice::Writer::new(Vec::new(), 1).unwrap();
    writer
        .write(&tone(RATE, 440.0, 0.5, RATE as usize))
        .unwrap();
    std::fs::write(&path, writer.finish().unwrap()).unwrap();
    let fake = Fake::new(Vec::new(), faster);
    Stage {
        _folder: folder,
        source: Source::File(path.clone()),
        path,
        state: State::with(Arc::new(fake.clone())),
        fake,
        runtime: tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap(),
    }
}

impl Stage {
    fn act(&mut self, what: What, act: Act) -> impl Stream<Item = Action<Message>> + Unpin + use<> {
        let task = self.state.act(what, act, self.source.clone(), Some(1000));
        task::into_stream(task).map_or_else(|| futures::stream::empty().boxed(), StreamExt::boxed)
    }

    /// Takes in what comes until that is so.
    fn until(
        &mut self,
        told: &mut (impl Stream<Item = Action<Message>> + Unpin),
        enough: impl Fn(&State, Option<What>) -> bool,
    ) {
        loop {
            let next = async { tokio::time::timeout(Duration::from_secs(20), told.next()).await };
            let next = self.runtime.block_on(next).expect("it tells something");
            let Some(Action::Output(message)) = next else {
                panic!("it has nothing more to tell");
            };
            let ended = self.state.update(message);
            if enough(&self.state, ended) {
                return;
            }
        }
    }
}

#[test]
fn it_plays_to_its_end_and_is_told_on_the_way() {
    let mut stage = stage(2);
    let mut told = stage.act(ONE, Act::Toggle);
    assert!(stage.state.heard(ONE).is_some_and(|heard| heard.playing));
    assert!(stage.state.heard(OTHER).is_none());
    stage.until(&mut told, |state, _| {
        state.heard(ONE).is_some_and(|heard| heard.at > 300)
    });
    let heard = stage.state.heard(ONE).unwrap();
    assert_eq!(heard.duration, Some(1000));
    stage.until(&mut told, |_, ended| ended == Some(ONE));
    assert!(stage.state.heard(ONE).is_none());
}

#[test]
fn who_plays_another_stops_the_first() {
    let mut stage = stage(1);
    let mut first = stage.act(ONE, Act::Toggle);
    stage.until(&mut first, |state, _| {
        state.heard(ONE).is_some_and(|heard| heard.at > 0)
    });
    let _second = stage.act(OTHER, Act::Toggle);
    assert!(stage.state.heard(ONE).is_none());
    assert!(stage.state.heard(OTHER).is_some_and(|heard| heard.playing));
    // What the first still tells is about nothing that is shown.
    let stale = stage.state.turns - 1;
    assert_eq!(stage.state.update(Message::Told(stale, Told::Ended)), None);
    assert!(stage.state.heard(OTHER).is_some());
    stage.state.stop(OTHER);
    assert!(stage.state.heard(OTHER).is_none());
}

#[test]
fn it_pauses_goes_on_and_jumps() {
    let mut stage = stage(1);
    let _told = stage.act(ONE, Act::Toggle);
    let _same = stage.act(ONE, Act::Toggle);
    assert!(stage.state.heard(ONE).is_some_and(|heard| !heard.playing));
    let _seek = stage.act(ONE, Act::Seek(500));
    let heard = stage.state.heard(ONE).unwrap();
    assert_eq!((heard.at, heard.playing), (500, false));
    let _same = stage.act(ONE, Act::Toggle);
    let _faster = stage.act(ONE, Act::Speed);
    let heard = stage.state.heard(ONE).unwrap();
    assert_eq!((heard.playing, heard.speed), (true, Speed::Faster));
    stage.state.pause();
    assert!(stage.state.heard(ONE).is_some_and(|heard| !heard.playing));
    // Nothing was played of the other: it begins where it is pressed.
    let _seek = stage.act(OTHER, Act::Seek(250));
    let heard = stage.state.heard(OTHER).unwrap();
    assert_eq!((heard.at, heard.playing), (250, true));
}

#[test]
fn what_is_wrong_is_shown_and_can_be_tried_again() {
    let mut stage = stage(8);
    stage.state = State::with(Arc::new(Fake::broken(SoundError::NoSystem)));
    let mut told = stage.act(ONE, Act::Toggle);
    stage.until(&mut told, |state, _| {
        state
            .heard(ONE)
            .is_some_and(|heard| heard.failure.is_some())
    });
    let failure = stage.state.heard(ONE).and_then(|heard| heard.failure);
    assert_eq!(failure, Some(&SoundError::NoSystem));
    stage.state.devices = Arc::new(stage.fake.clone());
    let mut told = stage.act(ONE, Act::Toggle);
    assert!(
        stage
            .state
            .heard(ONE)
            .is_some_and(|heard| heard.failure.is_none())
    );
    stage.until(&mut told, |_, ended| ended == Some(ONE));
}

#[test]
fn a_shape_is_read_once() {
    let mut stage = stage(1);
    let mut told = stage.act(ONE, Act::Measure);
    assert!(stage.state.shape(ONE).is_none());
    stage.until(&mut told, |state, _| state.shape(ONE).is_some());
    let shape = stage.state.shape(ONE).unwrap();
    assert_eq!(shape.duration_ms, 1000);
    assert!(!shape.waveform.is_empty());
    let task = stage.state.measure(ONE, stage.path.clone());
    assert!(task::into_stream(task).is_none(), "nothing to do");
}

#[test]
fn times_read_as_on_a_player() {
    let said = [
        (0, "0:00"),
        (7_900, "0:07"),
        (760_000, "12:40"),
        (3_729_000, "1:02:09"),
    ];
    for (milliseconds, words) in said {
        assert_eq!(length(milliseconds), words);
    }
}

#[test]
fn every_trouble_has_words() {
    let some = || "why".to_owned();
    let all = [
        SoundError::NoSystem,
        SoundError::NoDevice(some()),
        SoundError::Refused(some()),
        SoundError::Lost(some()),
        SoundError::Unsupported(some()),
        SoundError::Damaged,
        SoundError::File(some()),
    ];
    for error in all {
        for direction in [Direction::In, Direction::Out] {
            let words = trouble(&error, direction);
            assert!(
                words.len() > 20 && words.ends_with(['.', '?', 'y']),
                "{words}"
            );
        }
    }
}
