//! What is spoken is kept until it is decided about, and what was a slip is not.

use std::time::Duration;

use futures::{Stream, StreamExt};
use iced_runtime::task;
use waxwing_media::sound::RATE;
use waxwing_media::sound::fake::{Fake, tone};

use super::*;
use crate::ui::sound::Act;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

type Told = std::pin::Pin<Box<dyn Stream<Item = iced_runtime::Action<Message>>>>;

fn begin(fake: &Fake) -> (State, Told) {
    let (state, task) = State::begin(1, Arc::new(fake.clone()));
    let told = task::into_stream(task).expect("it tells something");
    (state, Box::pin(told))
}

/// Takes in what is told until that is so; what was to be done last.
fn until(state: &mut State, told: &mut Told, enough: impl Fn(&State) -> bool) -> Action {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    loop {
        let next = async { tokio::time::timeout(Duration::from_secs(20), told.next()).await };
        match runtime.block_on(next).expect("it tells something") {
            Some(iced_runtime::Action::Output(message)) => {
                let action = state.update(message, NOW);
                if enough(state) {
                    return action;
                }
            }
            Some(_) => {}
            None => panic!("it has nothing more to tell: {state:?}"),
        }
    }
}

fn speech() -> Fake {
    Fake::new(tone(RATE, 440.0, 0.5, 3 * RATE as usize), 8)
}

fn heard(state: &State) -> u64 {
    match &state.stand {
        Stand::Hears { duration_ms, .. } => *duration_ms,
        _ => 0,
    }
}

#[test]
fn one_stops_listens_and_sends() {
    let fake = speech();
    let (mut state, mut told) = begin(&fake);
    assert!(state.hears() && state.source().is_none());
    until(&mut state, &mut told, |state| heard(state) > 1000);
    let Stand::Hears { levels, .. } = &state.stand else {
        panic!("it hears");
    };
    assert_eq!(levels.len(), LEVELS);
    assert!(
        levels.last().is_some_and(|level| *level > 150),
        "{levels:?}"
    );
    assert!(matches!(
        state.update(Message::StopPressed, NOW),
        Action::Run(_)
    ));
    until(&mut state, &mut told, |state| !state.hears());
    let (source, duration) = state.source().expect("something to listen to");
    assert!(matches!(source, Source::Bytes(bytes) if bytes.starts_with(b"OggS")));
    assert!(duration > 1000);
    assert_eq!(fake.open(), 0, "the microphone is closed");
    assert!(matches!(
        state.update(Message::Listen(Act::Toggle), NOW),
        Action::Listen(Act::Toggle)
    ));
    let Action::Run(_) = state.update(Message::SendPressed, NOW) else {
        panic!("it is written down first");
    };
    let path = PathBuf::from("voice.ogg");
    let Action::Send(sent, recorded) = state.update(Message::Stored(1, Ok(path.clone())), NOW)
    else {
        panic!("it goes");
    };
    assert_eq!((sent, recorded.duration_ms), (path, duration));
    assert!(!recorded.waveform.is_empty());
}

#[test]
fn who_sends_at_once_does_not_have_to_stop_first() {
    let (mut state, mut told) = begin(&speech());
    until(&mut state, &mut told, |state| heard(state) > 800);
    let _ending = state.update(Message::SendPressed, NOW);
    until(&mut state, &mut told, |state| !state.hears());
    assert!(matches!(state.stand, Stand::Done { sending: true, .. }));
}

#[test]
fn a_slip_is_no_message() {
    let (mut state, mut told) = begin(&Fake::new(Vec::new(), 1));
    let _ending = state.update(Message::StopPressed, NOW);
    until(&mut state, &mut told, |state| !state.hears());
    assert!(matches!(state.stand, Stand::Short));
    assert!(matches!(
        state.update(Message::DiscardPressed, NOW),
        Action::Gone
    ));
}

#[test]
fn what_can_not_be_written_down_stays_and_says_why() {
    let (mut state, mut told) = begin(&speech());
    until(&mut state, &mut told, |state| heard(state) > 800);
    let _ending = state.update(Message::SendPressed, NOW);
    until(&mut state, &mut told, |state| !state.hears());
    let _foreign = state.update(Message::Stored(9, Ok(PathBuf::new())), NOW);
    let _failed = state.update(Message::Stored(1, Err("disk full".to_owned())), NOW);
    assert!(matches!(
        &state.stand,
        Stand::Done { sending: false, wrong: Some(why), .. } if why == "disk full"
    ));
    assert!(state.source().is_some());
}

#[test]
fn without_a_microphone_it_says_so() {
    let (mut state, mut told) = begin(&Fake::broken(SoundError::NoDevice("none".to_owned())));
    until(&mut state, &mut told, |state| !state.hears());
    assert!(matches!(state.stand, Stand::Failed(_)));
}

#[test]
fn who_holds_the_button_sends_by_letting_it_go() {
    let fake = speech();
    let (mut state, mut told) = begin(&fake);
    state.hold();
    until(&mut state, &mut told, |state| heard(state) > 1000);
    let near = state.update(Message::Held(Held::Moved { away: true }), NOW);
    assert!(matches!(near, Action::Run(_)));
    state.update(Message::Held(Held::Moved { away: false }), NOW);
    state.update(Message::Held(Held::LetGo { away: false }), NOW);
    until(&mut state, &mut told, |state| {
        matches!(state.stand, Stand::Done { sending: true, .. })
    });
}

#[test]
fn who_moves_away_and_lets_go_has_said_nothing() {
    let fake = speech();
    let (mut state, mut told) = begin(&fake);
    state.hold();
    until(&mut state, &mut told, |state| heard(state) > 1000);
    let gone = state.update(Message::Held(Held::LetGo { away: true }), NOW);
    assert!(matches!(gone, Action::Gone), "{gone:?}");
}

#[test]
fn a_button_that_was_let_go_unseen_is_held_no_longer() {
    let fake = speech();
    let (mut state, mut told) = begin(&fake);
    state.hold();
    until(&mut state, &mut told, |state| heard(state) > 1000);
    state.update(Message::Held(Held::Missed), NOW);
    state.update(Message::StopPressed, NOW);
    until(&mut state, &mut told, |state| {
        matches!(state.stand, Stand::Done { sending: false, .. })
    });
}
