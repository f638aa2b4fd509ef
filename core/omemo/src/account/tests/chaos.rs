//! Whatever order messages come in, how often, and whenever programs are started anew: what was not lost on the way is
//! read exactly once, by every device it was for.

use proptest::prelude::*;

use super::world::{Letter, World};
use super::{ALICE, BOB};

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// A client writes to the other person.
    Write(usize),
    /// A client reads one of what waits for it, by place.
    Read(usize, usize),
    /// The same, and it stays there: it will come once more.
    ReadTwice(usize, usize),
    /// One of what waits for a client is lost.
    Lose(usize, usize),
    /// A client's program starts anew.
    Restart(usize),
    /// A commit of a client fails, with or without having taken effect.
    Crash(usize, usize, bool),
}

const CLIENTS: usize = 4;

fn event() -> impl Strategy<Value = Event> {
    let client = 0..CLIENTS;
    prop_oneof![
        4 => client.clone().prop_map(Event::Write),
        8 => (client.clone(), any::<usize>()).prop_map(|(at, place)| Event::Read(at, place)),
        2 => (client.clone(), any::<usize>()).prop_map(|(at, place)| Event::ReadTwice(at, place)),
        1 => (client.clone(), any::<usize>()).prop_map(|(at, place)| Event::Lose(at, place)),
        1 => client.clone().prop_map(Event::Restart),
        1 => (client, 0..4usize, any::<bool>()).prop_map(|(at, when, took)| Event::Crash(at, when, took)),
    ]
}

/// What each device should have read.
struct Expected {
    texts: Vec<Vec<String>>,
    count: usize,
}

impl Expected {
    fn play(&mut self, world: &mut World, event: Event) {
        match event {
            Event::Write(at) => {
                let to = [BOB, ALICE][at / 2];
                let text = self.count.to_string();
                self.count += 1;
                let outgoing = world.send(at, to, &text);
                for (of, client) in world.clients.iter().enumerate() {
                    if outgoing.reached.contains(&client.address()) {
                        self.texts[of].push(text.clone());
                    }
                }
            }
            Event::Read(at, place) => {
                if let Some(letter) = take(world, at, place) {
                    world.receive(at, &letter);
                }
            }
            Event::ReadTwice(at, place) => {
                if let Some(letter) = take(world, at, place) {
                    world.receive(at, &letter);
                    world.clients[at].inbox.push_back(letter);
                }
            }
            Event::Lose(at, place) => {
                if let Some(letter) = take(world, at, place) {
                    self.forget(world, at, &letter);
                }
            }
            Event::Restart(at) => {
                world.clients[at].restart(world.now);
                world.log_in(at);
            }
            Event::Crash(at, when, took) => world.clients[at].store.fails = Some((when, took)),
        }
    }

    /// A text that was lost on the way is not expected, unless it had been read already. Which text it is, is found by
    /// reading it on a copy of the client's store.
    fn forget(&mut self, world: &World, at: usize, letter: &Letter) {
        let client = &world.clients[at];
        let mut copy = super::world::Client::new(&client.jid, 1);
        copy.store.rows = client.store.rows.clone();
        copy.restart(world.now);
        let before = copy.texts().len();
        if copy.read(world.now, letter).is_ok()
            && let Some(text) = copy.texts().get(before)
        {
            self.texts[at].retain(|it| it != text);
        }
    }
}

fn take(world: &mut World, at: usize, place: usize) -> Option<Letter> {
    let inbox = &mut world.clients[at].inbox;
    let place = place.checked_rem(inbox.len())?;
    inbox.remove(place)
}

fn play(events: Vec<Event>) {
    let mut world = World::new(&[ALICE, ALICE, BOB, BOB]);
    let mut expected = Expected {
        texts: vec![Vec::new(); CLIENTS],
        count: 0,
    };
    for event in events {
        expected.play(&mut world, event);
    }
    world.deliver();
    for (at, client) in world.clients.iter().enumerate() {
        let (mut read, mut wanted) = (client.texts(), expected.texts[at].clone());
        read.sort();
        wanted.sort();
        assert_eq!(read, wanted, "client {at}: {:?}", client.unreadable);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_that_was_not_lost_is_read_exactly_once(events in proptest::collection::vec(event(), 1..60)) {
        play(events);
    }
}

/// One conversation, with a power cut at each of its commits in turn, before it takes effect and after.
#[test]
fn a_crash_at_every_step_loses_and_doubles_nothing() {
    let mut crashed = 0;
    // One device of each person: the others' steps are the same.
    for at in [0, 2] {
        for when in 0..28 {
            for took in [false, true] {
                let mut world = World::new(&[ALICE, ALICE, BOB, BOB]);
                world.clients[at].store.fails = Some((when, took));
                let mut expected = Expected {
                    texts: vec![Vec::new(); CLIENTS],
                    count: 0,
                };
                for event in [
                    Event::Write(0),
                    Event::Write(2),
                    Event::Read(2, 0),
                    Event::Write(3),
                    Event::Write(1),
                ] {
                    expected.play(&mut world, event);
                }
                world.deliver();
                expected.play(&mut world, Event::Write(2));
                world.deliver();
                crashed += world.clients[at].crashes;
                for (of, client) in world.clients.iter().enumerate() {
                    let (mut read, mut wanted) = (client.texts(), expected.texts[of].clone());
                    read.sort();
                    wanted.sort();
                    assert_eq!(
                        read, wanted,
                        "commit {when} of client {at}, took effect: {took}; {of}: {:?}",
                        client.unreadable
                    );
                }
            }
        }
    }
    assert!(crashed > 50, "{crashed} crashes");
}
