mod chaos;
mod faulty;
mod trust;
mod unreadable;
mod world;

use super::*;
use crate::store::{KeyRow, Store};
use world::{Client, Letter, World};

const ALICE: &str = "alice@example.org";
const BOB: &str = "bob@example.net";
const DAY: u64 = 24 * 3600;

fn texts(world: &World) -> Vec<Vec<String>> {
    world.clients.iter().map(Client::texts).collect()
}

fn unreadable(world: &World) -> usize {
    world
        .clients
        .iter()
        .map(|client| client.unreadable.len())
        .sum()
}

fn set_trust(world: &mut World, at: usize, jid: &str, of: usize, trust: Trust) {
    let (now, identity) = (world.now, world.clients[of].account.identity());
    let set = world.clients[at].step(now, |account, moment| {
        account.set_trust(moment, jid, &identity, trust)
    });
    set.expect("set");
}

#[test]
fn all_devices_of_two_people_read_each_other() {
    let mut world = World::new(&[ALICE, ALICE, BOB, BOB]);
    let outgoing = world.send(0, BOB, "hello");
    assert_eq!(
        (outgoing.profile, outgoing.reached.len()),
        (Profile::Omemo2, 3)
    );
    world.deliver();
    world.send(2, ALICE, "hi");
    world.deliver();
    let both = vec!["hello".to_owned(), "hi".to_owned()];
    let expected = [
        vec!["hi".to_owned()],
        both.clone(),
        vec!["hello".to_owned()],
        both,
    ];
    assert_eq!(texts(&world), expected);
    assert_eq!(unreadable(&world), 0);
    // Once both sides were heard, nothing carries a key exchange any more.
    let outgoing = world.send(0, BOB, "again");
    assert!(outgoing.message.keys.iter().all(|key| !key.key_exchange));
}

#[test]
fn one_device_that_speaks_the_older_version_only_makes_all_speak_it() {
    let mut world = World::new(&[ALICE, BOB]);
    let older = world.lists[&(Profile::Legacy, BOB.to_owned())].clone();
    let with_another = DeviceList::of(older.ids().map(DeviceId::get).chain([77]));
    world.set_list(Profile::Legacy, BOB, with_another);
    let outgoing = world.send(0, BOB, "hello");
    assert_eq!(outgoing.profile, Profile::Legacy);
    assert_eq!(
        outgoing.missed,
        [(Address::new(BOB, DeviceId::new(77)), Reach::Unreachable)]
    );
    world.deliver();
    assert_eq!(world.clients[1].texts(), ["hello"]);
}

#[test]
fn who_can_be_reached_in_one_version_only_decides_it_and_the_others_are_named() {
    let mut world = World::new(&[ALICE, BOB]);
    let bob = world.clients[1].account.device().get();
    world.set_list(Profile::Legacy, ALICE, DeviceList::of([41]));
    world.set_list(Profile::Omemo2, "carol@example.com", DeviceList::of([9]));
    let plan = world.plan(0, &["carol@example.com"]);
    assert_eq!(
        plan.profile,
        Profile::Omemo2,
        "else Carol could read nothing"
    );
    let other = (Address::new(ALICE, DeviceId::new(41)), Reach::OtherVersion);
    assert!(plan.devices.contains(&other), "{:?}", plan.devices);
    world.set_list(Profile::Legacy, BOB, DeviceList::of([bob, 42]));
    world.set_list(Profile::Omemo2, BOB, DeviceList::of([bob, 43]));
    let plan = world.plan(0, &[BOB]);
    assert_eq!(plan.profile, Profile::Legacy);
    let other = (Address::new(BOB, DeviceId::new(43)), Reach::OtherVersion);
    assert!(plan.devices.contains(&other), "{:?}", plan.devices);
    assert_eq!(
        world.send(0, BOB, "hello").reached,
        [world.clients[1].address()]
    );
}

#[test]
fn what_nobody_could_read_is_not_encrypted() {
    let mut world = World::new(&[ALICE, BOB]);
    assert_eq!(
        world.encrypt(0, &[], "note"),
        Err(EncryptError::Nobody(vec![ALICE.to_owned()]))
    );
    assert_eq!(
        world.encrypt(0, &["carol@example.com"], "hello"),
        Err(EncryptError::Nobody(vec!["carol@example.com".to_owned()]))
    );
    assert_eq!(
        world.encrypt(0, &[BOB, "carol@example.com"], "hello"),
        Err(EncryptError::Nobody(vec!["carol@example.com".to_owned()]))
    );
}

#[test]
fn who_is_left_out_holds_up_nobody_and_nothing_is_said_to_nobody() {
    const CAROL: &str = "carol@example.com";
    const DAVE: &str = "dave@example.com";
    let mut world = World::new(&[ALICE, BOB]);
    let mut encrypt = |people: &[&str], left_out: &[&str]| {
        let mut plan = world.plan(0, people);
        plan.left_out = left_out.iter().map(|jid| (*jid).to_owned()).collect();
        let now = world.now;
        world.clients[0]
            .step(now, |account, moment| {
                account.encrypt(moment, &plan, b"hello")
            })
            .map(|outgoing| outgoing.reached.len())
    };
    let nobody = |jids: &[&str]| {
        let jids = jids.iter().map(|jid| (*jid).to_owned());
        Err(EncryptError::Nobody(jids.collect()))
    };
    assert_eq!(encrypt(&[BOB, CAROL, DAVE], &[]), nobody(&[CAROL, DAVE]));
    assert_eq!(encrypt(&[BOB, CAROL, DAVE], &[CAROL]), nobody(&[DAVE]));
    assert_eq!(encrypt(&[BOB, CAROL, DAVE], &[CAROL, DAVE]), Ok(1));
    assert_eq!(
        encrypt(&[CAROL, DAVE], &[CAROL, DAVE, ALICE]),
        nobody(&[CAROL, DAVE]),
        "nobody at all could read it"
    );
    assert_eq!(encrypt(&[BOB], &[BOB]), Ok(1), "Bob can, after all");
    assert_eq!(encrypt(&[], &[]), nobody(&[ALICE]));
    assert_eq!(encrypt(&[], &[ALICE]), Ok(0));
}

#[test]
fn a_server_that_fails_costs_no_list() {
    let mut world = World::new(&[ALICE, ALICE, BOB]);
    let before = world.lists.clone();
    let published = world.published.len();
    world.failing = true;
    for at in 0..3 {
        world.clients[at].restart(world.now);
        world.log_in(at);
    }
    world.now += 30;
    for at in 0..3 {
        world.do_step(at, |account, moment| account.tick(moment));
    }
    assert_eq!(world.published.len(), published, "nothing was published");
    world.failing = false;
    world.now += 3600;
    for at in 0..3 {
        world.do_step(at, |account, moment| account.tick(moment));
    }
    assert_eq!(world.lists, before);
    world.send(0, BOB, "still there");
    world.deliver();
    assert_eq!(world.clients[2].texts(), ["still there"]);
}

#[test]
fn who_was_taken_off_the_list_comes_back_and_does_not_fight_for_ever() {
    let mut world = World::new(&[ALICE, ALICE]);
    let published = world.published.len();
    // They don't come back at the same moment, or each would take the other one off.
    let come_back = |world: &mut World| {
        for _ in 0..5 {
            world.now += 1;
            (0..2).for_each(|at| world.do_step(at, |account, moment| account.tick(moment)));
        }
    };
    for _ in 0..20 {
        world.set_list(Profile::Legacy, ALICE, DeviceList::of([5]));
        come_back(&mut world);
    }
    let ours: Vec<_> = world
        .clients
        .iter()
        .map(|client| client.account.device())
        .collect();
    let fight = |client: &Client| {
        client
            .notices
            .iter()
            .any(|it| matches!(it, Notice::ListFight { .. }))
    };
    assert!(world.published.len() - published < 20);
    assert!(world.clients.iter().any(fight));
    world.now += 3600;
    world.set_list(Profile::Legacy, ALICE, DeviceList::of([5]));
    come_back(&mut world);
    let list = &world.lists[&(Profile::Legacy, ALICE.to_owned())];
    assert!(ours.iter().all(|id| list.contains(*id)) && list.contains(DeviceId::new(5)));
}

#[test]
fn a_number_that_is_taken_already_is_not_ours() {
    let mut world = World::empty();
    world.clients.push(Client::new(ALICE, 1000));
    let taken = world.clients[0].account.device();
    world.lists.insert(
        (Profile::Legacy, ALICE.to_owned()),
        DeviceList::of([taken.get()]),
    );
    world.log_in(0);
    let now = world.clients[0].account.device();
    assert_ne!(now, taken);
    let list = &world.lists[&(Profile::Legacy, ALICE.to_owned())];
    assert!(list.contains(now) && list.contains(taken));
    world.clients[0].restart(world.now);
    world.log_in(0);
    assert_eq!(world.clients[0].account.device(), now, "and it stays");
}

#[test]
fn a_used_key_is_published_no_more_and_thrown_away_a_day_later() {
    let mut world = World::new(&[ALICE, BOB]);
    let outgoing = world.encrypt(0, &[BOB], "one").expect("encrypted");
    let letter = Letter::of(ALICE, outgoing);
    let bob = world.clients[1].address();
    let count = |world: &World| world.bundles[&(Profile::Omemo2, bob.clone())].prekeys.len();
    assert_eq!(count(&world), own::PREKEYS);
    world.connect(1);
    world.receive(1, &letter);
    assert_eq!(count(&world), own::PREKEYS, "not while catching up");
    world.receive(1, &letter);
    assert_eq!(world.clients[1].unreadable, [Unreadable::Duplicate]);
    let kept = world.clients[1].store.scan(b"p").expect("rows").len();
    assert_eq!(kept, own::PREKEYS, "used, and kept");
    assert!(
        world.clients[0].inbox.is_empty(),
        "no answer while catching up"
    );
    world.do_step(1, |account, moment| account.caught_up(moment));
    let left = |world: &World| world.clients[1].store.scan(b"p").expect("rows").len();
    assert_eq!(
        left(&world),
        own::PREKEYS,
        "somebody else may have taken it, too"
    );
    assert_eq!(count(&world), own::PREKEYS, "published a moment ago");
    world.now += PUBLICATION;
    world.do_step(1, |account, moment| account.tick(moment));
    assert_eq!(count(&world), own::PREKEYS - 1);
    assert_eq!(world.clients[0].inbox.len(), 1, "one empty message");
    world.now += 2 * DAY;
    world.connect(1);
    world.do_step(1, |account, moment| account.tick(moment));
    assert_eq!(left(&world), own::PREKEYS, "the archive has not been read");
    world.do_step(1, |account, moment| account.caught_up(moment));
    assert_eq!(left(&world), own::PREKEYS - 1);
    world.deliver();
    assert_eq!(unreadable(&world), 1);
}

#[test]
fn a_bundle_of_which_nobody_knows_whether_it_got_there_is_published_again() {
    let mut world = World::empty();
    world.clients.push(Client::new(BOB, 1000));
    let has_bundles = |world: &World| {
        let bob = world.clients[0].address();
        let has = |profile| world.bundles.contains_key(&(profile, bob.clone()));
        Profile::ALL.into_iter().all(has)
    };
    let sent = |actions: &[Action]| {
        let bundle = |action: &&Action| matches!(action, Action::PublishBundle { .. });
        actions.iter().filter(bundle).count()
    };
    let now = world.now;
    // The connection is cut before the server has heard of it, and then the program ends.
    for end in [Client::reconnect, Client::restart] {
        let orders = world.clients[0].step(now, Account::connected);
        assert_eq!(sent(&orders.expect("orders")), 2);
        end(&mut world.clients[0], now);
    }
    assert!(!has_bundles(&world));
    world.log_in(0);
    assert!(has_bundles(&world));
    // Now it is known.
    world.now += PUBLICATION;
    for end in [Client::reconnect, Client::restart] {
        let now = world.now;
        end(&mut world.clients[0], now);
        let orders = world.clients[0].step(now, Account::connected);
        assert_eq!(sent(&orders.expect("orders")), 0);
    }
}

#[test]
fn a_bundle_that_changes_while_it_is_published_is_published_again() {
    let mut world = World::new(&[ALICE, BOB]);
    let outgoing = world.encrypt(0, &[BOB], "one").expect("encrypted");
    let letter = Letter::of(ALICE, outgoing);
    world.now += PUBLICATION;
    let now = world.now;
    let connected = |world: &mut World| {
        let orders = world.clients[1].step(now, Account::connected);
        let bundle = |action: &Action| matches!(action, Action::PublishBundle { .. });
        orders.expect("orders").iter().any(bundle)
    };
    world.clients[1].account.own.bundle_stale = true;
    assert!(connected(&mut world));
    // A key of it is used before the server has said that it has it.
    world.receive(1, &letter);
    for profile in Profile::ALL {
        world.do_step(1, |account, moment| {
            account.bundle_published(moment, profile, true)
        });
    }
    world.now += PUBLICATION;
    let bob = world.clients[1].address();
    world.do_step(1, |account, moment| account.caught_up(moment));
    let place = (Profile::Omemo2, bob);
    let count = world.bundles[&place].prekeys.len();
    assert_eq!(count, own::PREKEYS - 1);
}

#[test]
fn few_keys_are_filled_up() {
    let mut world = World::new(&[BOB]);
    for _ in 0..40 {
        world
            .clients
            .push(Client::new(ALICE, 5000 + world.clients.len() as u64));
        let at = world.clients.len() - 1;
        world.connect(at);
    }
    let bob = world.clients[0].address();
    for at in 1..=40 {
        world.send(at, BOB, "hello");
        let letter = world.clients[0].inbox.pop_back().expect("a message");
        world.clients[0].inbox.clear();
        world.receive(0, &letter);
    }
    assert_eq!(world.clients[0].texts().len(), 40);
    let wake = world.clients[0].account.next_wake(world.now);
    assert_eq!(wake, world.now + PUBLICATION, "not at each message");
    world.now = wake;
    world.do_step(0, |account, moment| account.tick(moment));
    let published = world.bundles[&(Profile::Omemo2, bob)].prekeys.len();
    assert!((80..=own::PREKEYS).contains(&published), "{published}");
}

#[test]
fn a_signed_key_is_changed_in_time_and_kept_a_while() {
    let mut world = World::new(&[ALICE, BOB]);
    let late = world.encrypt(0, &[BOB], "late").expect("encrypted");
    let late = Letter::of(ALICE, late);
    world.now += 15 * DAY;
    world.do_step(1, |account, moment| account.tick(moment));
    let bob = world.clients[1].address();
    assert_eq!(
        world.bundles[&(Profile::Omemo2, bob.clone())].signed_prekey_id,
        2
    );
    world.receive(1, &late);
    assert_eq!(world.clients[1].texts(), ["late"]);
    for id in 3..6 {
        world.now += 15 * DAY;
        world.do_step(1, |account, moment| account.tick(moment));
        assert_eq!(
            world.bundles[&(Profile::Omemo2, bob.clone())].signed_prekey_id,
            id
        );
    }
    assert_eq!(world.clients[1].store.scan(b"s").expect("rows").len(), 2);
}

#[test]
fn a_message_over_four_roads_is_read_once() {
    let mut world = World::new(&[ALICE, BOB]);
    for number in 0..5 {
        let outgoing = world
            .encrypt(0, &[BOB], &number.to_string())
            .expect("encrypted");
        let letter = Letter::of(ALICE, outgoing);
        for _ in 0..4 {
            world.receive(1, &letter);
            world.clients[1].restart(world.now);
            world.log_in(1);
        }
        world.deliver();
    }
    assert_eq!(world.clients[1].texts(), ["0", "1", "2", "3", "4"]);
    assert!(
        world.clients[1]
            .unreadable
            .iter()
            .all(|why| *why == Unreadable::Duplicate)
    );
}

#[test]
fn two_hundred_devices_are_asked_once_and_block_nobody() {
    let mut world = World::new(&[ALICE, BOB]);
    let ours = world.clients[1].account.device().get();
    for profile in Profile::ALL {
        world.set_list(profile, BOB, DeviceList::of((1..200).chain([ours])));
    }
    let questions = world.questions;
    let outgoing = world.send(0, BOB, "hello");
    assert_eq!((outgoing.reached.len(), outgoing.missed.len()), (1, 199));
    assert_eq!(world.questions - questions, 200);
    world.send(0, BOB, "again");
    assert_eq!(world.questions - questions, 200, "not asked again at once");
    world.deliver();
    assert_eq!(world.clients[1].texts(), ["hello", "again"]);
}

#[test]
fn two_people_whose_devices_have_the_same_number_both_read() {
    let mut world = World::new(&[ALICE, BOB]);
    world
        .lists
        .retain(|(profile, _), _| *profile == Profile::Legacy);
    for jid in [ALICE, BOB] {
        world.set_list(Profile::Omemo2, jid, DeviceList::default());
    }
    let mut outgoing = world.encrypt(0, &[BOB], "hello").expect("encrypted");
    let theirs = outgoing.message.keys[0].clone();
    // In front of Bob's key stands that of somebody else whose device has the same number.
    outgoing.message.keys.insert(
        0,
        crate::message::Key {
            bytes: vec![0x33; 90],
            ..theirs.clone()
        },
    );
    outgoing.message.keys.insert(
        0,
        crate::message::Key {
            key_exchange: false,
            ..theirs
        },
    );
    let letter = Letter::of(ALICE, outgoing);
    world.receive(1, &letter);
    assert_eq!(world.clients[1].texts(), ["hello"]);
}

#[test]
fn a_copy_of_the_store_becomes_a_device_of_its_own() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.deliver();
    set_trust(&mut world, 0, BOB, 1, Trust::Verified);
    let (before, identity, now) = (
        world.clients[0].account.device(),
        world.clients[0].account.identity(),
        world.now,
    );
    let generation = world.clients[0].account.generation();
    world.clients[0]
        .step(now, |account, moment| account.renew(moment, 0))
        .expect("renewed");
    world.clients[0].restart(now);
    let account = &world.clients[0].account;
    assert!(account.generation() > generation);
    assert!(account.device() != before && account.identity() != identity);
    world.log_in(0);
    let outgoing = world.send(0, BOB, "two");
    assert!(outgoing.message.keys.iter().all(|key| key.key_exchange));
    world.deliver();
    assert_eq!(world.clients[1].texts(), ["one", "two"]);
}

#[test]
fn one_person_with_endless_devices_costs_no_endless_room() {
    let mut world = World::new(&[BOB]);
    let (bundle, of) = {
        let bob = world.clients[0].address();
        (world.bundles[&(Profile::Omemo2, bob.clone())].clone(), bob)
    };
    let bundle = Bundle::check(Profile::Omemo2, &bundle).expect("a bundle");
    let mallory = Client::new(ALICE, 3);
    let mut random = crate::random::seeded::Seeded::new(4);
    let mut identity = crate::identity::IdentityKeyPair::generate(&mut random).expect("a pair");
    for id in 1..300 {
        if id % 100 == 0 {
            identity = crate::identity::IdentityKeyPair::generate(&mut random).expect("a pair");
        }
        let mut session =
            crate::ratchet::Session::begin(&identity, &bundle, 1, &mut random).expect("a session");
        let encrypted = session.encrypt(&crate::content::EMPTY).expect("encrypted");
        let key = crate::message::Key {
            jid: Some(BOB.to_owned()),
            rid: of.device,
            key_exchange: true,
            bytes: encrypted.bytes,
        };
        let message = Message {
            sid: DeviceId::new(id),
            keys: vec![key],
            iv: Vec::new(),
            payload: None,
        };
        let from = mallory.jid.clone();
        world.receive(
            0,
            &Letter {
                profile: Profile::Omemo2,
                from,
                message,
            },
        );
    }
    let sessions = world.clients[0].store.scan(b"r").expect("rows").len();
    assert_eq!(sessions, crate::message::MAX_DEVICES);
}

#[test]
fn the_name_of_a_device_stands_on_the_newer_list_and_is_put_back() {
    use crate::identity::EdwardsKey;

    let mut world = World::new(&[ALICE, ALICE, BOB]);
    let device = world.clients[0].account.device();
    let named = |world: &World, profile| {
        let list = &world.lists[&(profile, ALICE.to_owned())];
        assert_eq!(list.devices.len(), 2, "the other one stays on it");
        let mut devices = list.devices.iter();
        let entry = devices.find(|one| one.id == device).expect("on the list");
        let identity = &world.clients[0].account.own.identity;
        let key = EdwardsKey::parse(identity.edwards()).expect("a key");
        let label = entry.label.as_ref();
        label.map(|label| label.verified(&key).expect("signed").to_owned())
    };
    let name = |world: &mut World, name: &str| {
        world.do_step(0, |account, moment| account.name_own(moment, name));
    };
    name(&mut world, " Desk\n ");
    let desk = Some("Desk".to_owned());
    assert_eq!(named(&world, Profile::Omemo2), desk);
    assert_eq!(named(&world, Profile::Legacy), None);
    // A program that does not know of names writes the list again.
    let ids: Vec<u32> = {
        let list = &world.lists[&(Profile::Omemo2, ALICE.to_owned())];
        list.ids().map(DeviceId::get).collect()
    };
    world.set_list(Profile::Omemo2, ALICE, DeviceList::of(ids));
    assert_eq!(named(&world, Profile::Omemo2), desk);
    let now = world.now;
    world.clients[0].restart(now);
    assert_eq!(world.clients[0].account.label(), "Desk");
    world.connect(0);
    name(&mut world, &"long ".repeat(40));
    let long = named(&world, Profile::Omemo2).expect("a name");
    assert!(long.chars().count() <= 53, "{long}");
    name(&mut world, "");
    assert_eq!(named(&world, Profile::Omemo2), None);
}
