//! What happens in a torture run and when, all of it drawn from one seed before it begins.

use std::fmt;
use std::time::Duration;

use crate::chance::Chance;
use crate::proxy::{Flow, Overtake, Way};

use super::{COPIED, ENGINES, LATE, ROADS, VOICES};

/// Everything that is to happen, in order.
#[derive(Clone, Debug)]
pub struct Plan(pub Vec<Step>);

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// So long after the beginning.
    pub at: Duration,
    /// What.
    pub act: Act,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The voice of this number says so many messages at once, each of so many bytes.
    Say {
        /// Among [`VOICES`].
        voice: usize,
        /// Among the talks of that voice.
        talk: usize,
        /// The length of each.
        sizes: Vec<usize>,
    },
    /// Something happens on a road.
    Fault {
        /// Among [`ROADS`].
        road: usize,
        /// What.
        fault: Fault,
    },
    /// Everything in a talk so far is marked as read by a voice.
    Read {
        /// Among [`VOICES`].
        voice: usize,
        /// Among the talks of that voice.
        talk: usize,
    },
    /// An engine stands still for a while, as in a machine that sleeps.
    Freeze {
        /// Among [`ENGINES`].
        engine: usize,
        /// The while.
        length: Duration,
    },
    /// An engine is ended with SIGKILL, and comes back after a while.
    Kill {
        /// Among [`ENGINES`].
        engine: usize,
        /// The while.
        down: Duration,
    },
    /// The server ends and comes back after a while.
    Server {
        /// Whether it may write down what it has.
        in_order: bool,
        /// The while.
        down: Duration,
    },
    /// The room service ends and comes back at once.
    Rooms,
    /// An engine comes that was not there, with an empty profile.
    Join {
        /// Among [`ENGINES`].
        engine: usize,
    },
    /// The profile of an engine is copied while that is closed.
    Copy {
        /// Among [`ENGINES`].
        engine: usize,
    },
    /// An engine gets the copy of its profile back.
    Restore {
        /// Among [`ENGINES`].
        engine: usize,
    },
}

/// What happens on a road between a device and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// RST on every connection.
    Cut,
    /// FIN on every connection.
    Close,
    /// No connection, none of the old and no new one, for a while.
    Outage(Duration),
    /// Bytes are slow or come in crumbs, in both directions, for a while.
    Slow(Flow, Duration),
    /// What is said gets nowhere, and nobody is told for a while.
    Swallow(Duration),
    /// The same in one direction only.
    Deaf(Way, Duration),
    /// The next connection overtakes this one.
    Overtake(Overtake),
}

/// How rough it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Nothing but talk.
    Fair,
    /// Everything that there is, and a server that ends the hard way once.
    Rough,
    /// The same with a server that always ends in order, since a hard end makes it lose what it has
    /// acknowledged (Mnesia, where ejabberd keeps its archive, writes seconds later).
    RoughOrderly,
}

/// The mean time between two faults of one road, two ends of one engine, two naps of one engine, two
/// things that are said and two that are read, in milliseconds.
const FAULTS: u64 = 7_000;
const KILLS: u64 = 16_000;
const NAPS: u64 = 25_000;
const TALK: u64 = 220;
const READING: u64 = 1_500;

/// A long run says less in a minute: ejabberd keeps an archive in one row of Mnesia, which it writes anew
/// for each message, and stops archiving at two gigabytes of that.
const MOST_TALKS: u64 = 1_000;

/// As long the engine that comes in the middle is left alone, while it signs in.
const WELCOME: u64 = 8_000;

/// The first seconds bring no fault, so that every engine has signed in and said something.
const GRACE: u64 = 2_000;

impl Plan {
    /// The plan of a run of this length.
    pub fn new(seed: u64, length: Duration, weather: Weather) -> Self {
        let mut chance = Chance(seed);
        let length = length.as_millis() as u64;
        let mut steps = Vec::new();
        let talk = TALK.max(length / MOST_TALKS);
        spread(&mut chance, talk, 0, length, &mut steps, say);
        spread(&mut chance, READING, 0, length, &mut steps, |chance| {
            let (voice, talk) = somebody(chance);
            Act::Read { voice, talk }
        });
        if weather != Weather::Fair {
            let join = 2 * length / 5;
            let begin = |late: bool| match late {
                true => join + WELCOME,
                false => GRACE,
            };
            for (road, voice) in ROADS.iter().enumerate() {
                let begin = begin(voice.is_late());
                spread(&mut chance, FAULTS, begin, length, &mut steps, |chance| {
                    let fault = fault(chance);
                    Act::Fault { road, fault }
                });
            }
            for engine in 0..ENGINES.len() {
                let begin = begin(engine == LATE);
                spread(&mut chance, KILLS, begin, length, &mut steps, |chance| {
                    let down = milliseconds(chance, 50, 4_000);
                    Act::Kill { engine, down }
                });
            }
            for engine in 0..ENGINES.len() {
                let begin = begin(engine == LATE);
                spread(&mut chance, NAPS, begin, length, &mut steps, |chance| {
                    let length = milliseconds(chance, 100, 6_000);
                    Act::Freeze { engine, length }
                });
            }
            for (third, in_order) in [(1, weather == Weather::RoughOrderly), (2, true)] {
                let down = milliseconds(&mut chance, 100, 3_000);
                steps.push(Step {
                    at: Duration::from_millis(length * third / 3),
                    act: Act::Server { in_order, down },
                });
            }
            // Nothing is copied, joined or restored while the server is down by the plan.
            for (at, act) in [
                (length / 5, Act::Copy { engine: COPIED }),
                (join, Act::Join { engine: LATE }),
                (7 * length / 10, Act::Restore { engine: COPIED }),
            ] {
                let at = Duration::from_millis(at);
                steps.push(Step { at, act });
            }
            // Between the ends of the server.
            for sixth in [3, 5] {
                steps.push(Step {
                    at: Duration::from_millis(length * sixth / 6),
                    act: Act::Rooms,
                });
            }
        }
        steps.sort_by_key(|step| step.at);
        Self(steps)
    }
}

/// Draws moments at a mean distance, and what happens at each.
fn spread(
    chance: &mut Chance,
    mean: u64,
    begin: u64,
    end: u64,
    steps: &mut Vec<Step>,
    mut act: impl FnMut(&mut Chance) -> Act,
) {
    let mut at = begin + chance.below(mean);
    while at < end {
        let act = act(chance);
        steps.push(Step {
            at: Duration::from_millis(at),
            act,
        });
        at += chance.within(1, 2 * mean);
    }
}

fn somebody(chance: &mut Chance) -> (usize, usize) {
    let voice = chance.below(VOICES.len() as u64) as usize;
    let talk = chance.below(VOICES[voice].talks.len() as u64) as usize;
    (voice, talk)
}

fn say(chance: &mut Chance) -> Act {
    let (voice, talk) = somebody(chance);
    // Mostly one; sometimes somebody pours out their heart.
    let count = match chance.below(12) {
        0 => chance.within(4, 16),
        1..3 => 2,
        _ => 1,
    };
    let sizes = (0..count).map(|_| match chance.below(30) {
        0 => chance.within(4_000, 24_000) as usize,
        1..6 => chance.within(300, 1_500) as usize,
        _ => chance.within(0, 120) as usize,
    });
    let sizes = sizes.collect();
    Act::Say { voice, talk, sizes }
}

fn fault(chance: &mut Chance) -> Fault {
    match chance.below(12) {
        0..3 => Fault::Cut,
        3 => Fault::Close,
        4 => Fault::Outage(milliseconds(chance, 200, 4_000)),
        5..7 => {
            let flow = Flow::Delay(milliseconds(chance, 20, 700));
            Fault::Slow(flow, milliseconds(chance, 500, 5_000))
        }
        7 => {
            let flow = Flow::Trickle(chance.within(1, 80) as usize);
            Fault::Slow(flow, milliseconds(chance, 500, 3_000))
        }
        8 => Fault::Swallow(milliseconds(chance, 300, 12_000)),
        9 => {
            let way = [Way::Up, Way::Down][chance.below(2) as usize];
            Fault::Deaf(way, milliseconds(chance, 300, 12_000))
        }
        _ => Fault::Overtake(Overtake {
            gather: milliseconds(chance, 0, 600),
            hold: milliseconds(chance, 50, 5_000),
        }),
    }
}

fn milliseconds(chance: &mut Chance, low: u64, high: u64) -> Duration {
    Duration::from_millis(chance.within(low, high))
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say { voice, talk, sizes } => {
                let voice = &VOICES[*voice];
                write!(f, "{voice} says {} to {}", sizes.len(), voice.talks[*talk])
            }
            Self::Read { voice, talk } => {
                let voice = &VOICES[*voice];
                write!(f, "{voice} has read {}", voice.talks[*talk])
            }
            Self::Freeze { engine, length } => {
                write!(f, "{}: sleeps for {length:?}", ENGINES[*engine])
            }
            Self::Fault { road, fault } => write!(f, "{}: {fault:?}", ROADS[*road]),
            Self::Kill { engine, down } => write!(f, "{}: killed for {down:?}", ENGINES[*engine]),
            Self::Server { in_order, down } => {
                let how = if *in_order {
                    "ends in order"
                } else {
                    "is killed"
                };
                write!(f, "the server {how}, for {down:?}")
            }
            Self::Rooms => write!(f, "the room service starts again"),
            Self::Join { engine } => write!(f, "{}: comes", ENGINES[*engine]),
            Self::Copy { engine } => write!(f, "{}: its profile is copied", ENGINES[*engine]),
            Self::Restore { engine } => write!(f, "{}: gets the copy back", ENGINES[*engine]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GROUP, ROOM};
    use super::*;

    const LENGTH: Duration = Duration::from_secs(60);

    #[test]
    fn a_seed_is_a_plan() {
        let plan = Plan::new(7, LENGTH, Weather::Rough).0;
        assert_eq!(plan, Plan::new(7, LENGTH, Weather::Rough).0);
        assert_ne!(plan, Plan::new(8, LENGTH, Weather::Rough).0);
        assert!(plan.is_sorted_by_key(|step| step.at));
        assert!(plan.iter().all(|step| step.at < LENGTH));
    }

    #[test]
    fn everything_happens_in_a_minute() {
        for seed in 0..20 {
            let plan = Plan::new(seed, LENGTH, Weather::Rough).0;
            let count = |fits: fn(&Act) -> bool| plan.iter().filter(|it| fits(&it.act)).count();
            assert_eq!(count(|act| matches!(act, Act::Server { .. })), 2);
            assert_eq!(count(|act| matches!(act, Act::Rooms)), 2);
            assert_eq!(count(|act| matches!(act, Act::Join { .. })), 1);
            assert_eq!(count(|act| matches!(act, Act::Copy { .. })), 1);
            assert_eq!(count(|act| matches!(act, Act::Restore { .. })), 1);
            assert!(count(|act| matches!(act, Act::Kill { .. })) >= 3);
            assert!(count(|act| matches!(act, Act::Freeze { .. })) >= 1);
            assert!(count(|act| matches!(act, Act::Fault { .. })) >= 20);
            assert!(count(|act| matches!(act, Act::Say { .. })) >= 100);
            let faults = plan.iter().filter_map(|step| match &step.act {
                Act::Fault { fault, .. } => Some(std::mem::discriminant(fault)),
                _ => None,
            });
            let said_in = |room| {
                let said = plan.iter().filter(|step| match step.act {
                    Act::Say { voice, talk, .. } => VOICES[voice].talks[talk] == room,
                    _ => false,
                });
                said.count()
            };
            assert!(said_in(ROOM) >= 30, "seed {seed}");
            assert!(said_in(GROUP) >= 15, "seed {seed}");
            let kinds: std::collections::HashSet<_> = faults.collect();
            assert!(kinds.len() >= 4, "seed {seed}: {}", kinds.len());
        }
    }

    #[test]
    fn in_fair_weather_there_is_only_talk() {
        let plan = Plan::new(1, LENGTH, Weather::Fair).0;
        let is_talk = |act: &Act| matches!(act, Act::Say { .. } | Act::Read { .. });
        assert!(plan.iter().all(|it| is_talk(&it.act)));
    }
}
