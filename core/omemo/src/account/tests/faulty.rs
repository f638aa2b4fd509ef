//! Servers that fail, keep silent, or say what is not so, and devices that are listed and not there.

use super::*;

const GHOST: u32 = 77;

/// Bob lists one device, of which nothing is published.
fn with_a_ghost() -> World {
    let mut world = World::new(&[ALICE]);
    for profile in Profile::ALL {
        world.set_list(profile, BOB, DeviceList::of([GHOST]));
    }
    world
}

fn ghost() -> Address {
    Address::new(BOB, DeviceId::new(GHOST))
}

fn tick(world: &mut World, at: usize) {
    world.do_step(at, |account, moment| account.tick(moment));
}

/// Does what there is to do without being asked, for so many seconds.
fn idle(world: &mut World, at: usize, seconds: u64) {
    let until = world.now + seconds;
    loop {
        let wake = world.clients[at].account.next_wake(world.now);
        if wake > until {
            world.now = until;
            return;
        }
        world.now = wake.max(world.now + 1);
        tick(world, at);
    }
}

fn own_list(world: &World, profile: Profile) -> Vec<u32> {
    let list = world.lists.get(&(profile, ALICE.to_owned()));
    list.map_or(Vec::new(), |list| list.ids().map(DeviceId::get).collect())
}

#[test]
fn a_bundle_that_is_not_there_is_asked_for_less_and_less() {
    let mut world = with_a_ghost();
    let questions = world.questions;
    let begin = world.now;
    while world.now < begin + 3600 {
        world.plan(0, &[BOB]);
        world.now += 1;
    }
    let asked = world.questions - questions;
    assert!((5..=12).contains(&asked), "{asked} questions in an hour");
}

#[test]
fn a_message_waits_for_a_bundle_a_while_and_for_a_bad_one_not_at_all() {
    let mut world = with_a_ghost();
    let begin = world.now;
    let mut tries = 0;
    while let Some(retry) = world.plan(0, &[BOB]).retry {
        assert!(retry > world.now);
        world.now = retry;
        tries += 1;
    }
    let waited = world.now - begin;
    assert!((3..6).contains(&tries), "{tries} times");
    assert!((30..120).contains(&waited), "{waited} seconds");

    let mut world = with_a_ghost();
    let mut parts = World::new(&[BOB])
        .bundles
        .into_values()
        .next()
        .expect("one");
    parts.signature[3] ^= 1;
    for profile in Profile::ALL {
        world.bundles.insert((profile, ghost()), parts.clone());
    }
    let plan = world.plan(0, &[BOB]);
    assert!(plan.devices.contains(&(ghost(), Reach::Unreachable)));
    assert_eq!(plan.retry, None);
}

#[test]
fn a_list_that_can_t_be_had_is_waited_for() {
    let mut world = World::new(&[ALICE]);
    world.failing = true;
    let plan = world.plan(0, &[BOB]);
    assert_eq!(plan.without, [BOB]);
    assert!(plan.retry.is_some(), "it may be there all the same");
    world.failing = false;
    idle(&mut world, 0, 60);
    let plan = world.plan(0, &[BOB]);
    assert_eq!(plan.retry, None, "there is none");
}

#[test]
fn who_keeps_silent_holds_up_nobody() {
    let mut world = World::new(&[ALICE, BOB]);
    let ours = world.clients[1].account.device().get();
    for profile in Profile::ALL {
        world.set_list(profile, BOB, DeviceList::of([ours, GHOST]));
    }
    let plan = |world: &mut World| {
        let now = world.now;
        let planned = world.clients[0].step(now, |account, moment| account.plan(moment, &[BOB]));
        planned.expect("a plan")
    };
    // Of two questions one is answered.
    let mut first = plan(&mut world);
    first.actions.retain(|action| match action {
        Action::FetchBundle { of, .. } => *of != ghost(),
        _ => true,
    });
    let actions = std::mem::take(&mut first.actions);
    world.act(0, actions);
    let second = plan(&mut world);
    assert!(second.waiting && second.actions.is_empty());
    world.now = second.retry.expect("not for ever");
    assert_eq!(world.now, 1_000_000 + SILENCE);
    let third = plan(&mut world);
    assert!(!third.waiting);
    assert_eq!(third.ready().count(), 1);
    assert!(third.devices.contains(&(ghost(), Reach::Unreachable)));
}

/// A slow connection: an answer every ten seconds.
#[test]
fn many_who_answer_one_after_another_are_waited_for_but_not_for_ever() {
    let mut world = with_a_ghost();
    let all: Vec<u32> = (1..=20).collect();
    for profile in Profile::ALL {
        world.set_list(profile, BOB, DeviceList::of(all.clone()));
    }
    let begin = world.now;
    let plan = |world: &mut World| {
        let now = world.now;
        let planned = world.clients[0].step(now, |account, moment| account.plan(moment, &[BOB]));
        planned.expect("a plan")
    };
    let mut actions = plan(&mut world).actions;
    while plan(&mut world).waiting {
        world.now += 10;
        let next = actions.pop().expect("one more");
        world.act(0, vec![next]);
    }
    assert_eq!(world.now - begin, LONGEST);
}

#[test]
fn our_list_and_our_bundle_come_back_by_themselves_after_a_fault() {
    let mut world = World::empty();
    world.clients.push(Client::new(ALICE, 1000));
    world.failing = true;
    world.log_in(0);
    idle(&mut world, 0, 20);
    assert!(world.published.is_empty(), "nothing after a failure");
    let questions = world.questions;
    assert!(questions <= 12, "{questions} questions in 20 seconds");
    world.failing = false;
    idle(&mut world, 0, 60);
    let ours = world.clients[0].account.device().get();
    for profile in Profile::ALL {
        assert_eq!(own_list(&world, profile), [ours]);
        assert!(world.bundles.keys().any(|(of, _)| *of == profile));
    }
}

#[test]
fn one_bundle_that_is_always_refused_is_published_less_and_less() {
    let mut alice = Client::new(ALICE, 1000);
    let mut now = 1_000_000;
    let (end, mut published) = (now + 3600, 0);
    let mut actions = alice.step(now, Account::connected).expect("actions");
    actions.extend(alice.step(now, Account::caught_up).expect("actions"));
    while now < end {
        for action in std::mem::take(&mut actions) {
            if let Action::PublishBundle { profile, .. } = action {
                published += 1;
                let heard = alice.step(now, |account, moment| {
                    account.bundle_published(moment, profile, profile == Profile::Legacy)
                });
                heard.expect("heard");
            }
        }
        now = alice.account.next_wake(now).max(now + 1);
        actions = alice.step(now, Account::tick).expect("actions");
    }
    assert!(
        (4..=24).contains(&published),
        "{published} times in an hour"
    );
}

#[test]
fn a_list_of_ours_that_is_said_to_be_gone_a_few_times_is_believed_and_loses_nobody() {
    let mut world = World::new(&[ALICE, ALICE]);
    let before = own_list(&world, Profile::Legacy);
    assert_eq!(before.len(), 2);
    let published = world.published.len();
    let place = (Profile::Legacy, ALICE.to_owned());
    let list = world.lists.remove(&place).expect("a list");
    world.clients[0].restart(world.now);
    world.log_in(0);
    assert_eq!(world.published.len(), published, "not on the first word");
    // It was a mistake.
    world.lists.insert(place.clone(), list);
    idle(&mut world, 0, 60);
    assert_eq!(world.published.len(), published);
    assert_eq!(own_list(&world, Profile::Legacy), before);
    // It is really gone.
    world.lists.remove(&place);
    world.clients[0].restart(world.now);
    world.log_in(0);
    idle(&mut world, 0, 60);
    let mut after = own_list(&world, Profile::Legacy);
    after.sort_unstable();
    let mut before = before;
    before.sort_unstable();
    assert_eq!(after, before, "also who is not online now");
}

#[test]
fn a_list_of_somebody_that_is_said_to_be_gone_stays_until_that_is_sure() {
    let mut world = World::new(&[ALICE, BOB]);
    let knows = |world: &mut World| world.plan(0, &[BOB]).without.is_empty();
    assert!(knows(&mut world));
    let lists = world.lists.clone();
    world.lists.retain(|(_, jid), _| jid != BOB);
    world.clients[0].restart(world.now);
    world.log_in(0);
    assert!(knows(&mut world), "not on the first word");
    // It was a mistake.
    world.lists = lists;
    idle(&mut world, 0, 60);
    assert!(knows(&mut world));
    world.lists.retain(|(_, jid), _| jid != BOB);
    world.clients[0].restart(world.now);
    world.log_in(0);
    assert!(knows(&mut world));
    idle(&mut world, 0, 60);
    assert!(!knows(&mut world), "it is really gone");
}

/// A new device hears at first that there is no list, and can't publish anything for a while.
#[test]
fn what_a_server_said_a_while_ago_is_not_what_is_published() {
    let mut world = World::new(&[ALICE]);
    let first = world.clients[0].account.device().get();
    world.clients.push(Client::new(ALICE, 2000));
    let lists = std::mem::take(&mut world.lists);
    let actions = world.clients[1].step(world.now, Account::connected);
    let mut publications = Vec::new();
    for action in actions.expect("actions") {
        match action {
            Action::PublishBundle { profile, .. } => publications.push(profile),
            action => world.act(1, vec![action]),
        }
    }
    world.lists = lists;
    world.now += 30;
    for profile in publications {
        world.do_step(1, |account, moment| {
            account.bundle_published(moment, profile, true)
        });
    }
    let second = world.clients[1].account.device().get();
    for profile in Profile::ALL {
        assert_eq!(own_list(&world, profile), [first, second]);
    }
    let fewer = |(_, _, list): &(Profile, String, DeviceList)| list.devices.len() == 1;
    assert_eq!(world.published.iter().filter(|one| fewer(one)).count(), 2);
}

#[test]
fn a_list_that_is_full_is_left_as_it_is() {
    let mut world = World::new(&[ALICE]);
    let published = world.published.len();
    let full = DeviceList::of(1..=crate::message::MAX_DEVICES as u32);
    world.set_list(Profile::Legacy, ALICE, full.clone());
    assert_eq!(world.published.len(), published);
    assert_eq!(world.lists[&(Profile::Legacy, ALICE.to_owned())], full);
}

#[test]
fn a_device_that_is_on_no_list_costs_one_question_and_not_one_for_each_message() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "first");
    world.deliver();
    for profile in Profile::ALL {
        world.set_list(profile, ALICE, DeviceList::of([GHOST]));
        // Alice is not let back onto it.
        world
            .lists
            .insert((profile, ALICE.to_owned()), DeviceList::of([GHOST]));
        let answer = ListAnswer::Is(DeviceList::of([GHOST]));
        world.do_step(1, |account, moment| {
            account.list(moment, profile, ALICE, answer.clone())
        });
    }
    let send = |world: &mut World| {
        let outgoing = world.encrypt(0, &[BOB], "again").expect("encrypted");
        let letter = Letter::of(ALICE, outgoing);
        let questions = world.questions;
        world.receive(1, &letter);
        world.questions - questions
    };
    let mut asked = 0;
    for _ in 0..20 {
        asked += send(&mut world);
        world.now += 1;
    }
    assert_eq!(asked, 1);
    world.now += 600;
    assert_eq!(send(&mut world), 1, "after a while once more");
}
