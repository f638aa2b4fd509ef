//! What can't be read, and what is done about it.

use super::*;

#[test]
fn what_can_t_be_read_says_why() {
    let mut world = World::new(&[ALICE, BOB]);
    let first = world.send(0, BOB, "one");
    world.deliver();
    let letter = |message: Message| Letter {
        profile: first.profile,
        from: ALICE.to_owned(),
        message,
    };
    let mut said = |change: &dyn Fn(&mut Message)| {
        let mut message = first.message.clone();
        change(&mut message);
        world.receive(1, &letter(message));
        world.clients[1].unreadable.pop()
    };
    assert_eq!(said(&|_| ()), Some(Unreadable::Duplicate));
    assert_eq!(said(&|it| it.keys.clear()), Some(Unreadable::NotForUs));
    assert_eq!(
        said(&|it| it.keys[0].bytes = vec![1, 2, 3]),
        Some(Unreadable::Malformed)
    );
    assert_eq!(
        said(&|it| it.keys[0].bytes = vec![0; 10_000]),
        Some(Unreadable::Malformed)
    );
    let stranger = |it: &mut Message| {
        it.sid = DeviceId::new(4);
        it.keys[0].key_exchange = false;
        it.keys[0].bytes = crate::wire::write_signed(
            Profile::Omemo2,
            &crate::wire::write_message(
                Profile::Omemo2,
                &crate::wire::Header {
                    ratchet: crate::curve::PublicKey::new([9; 32]),
                    n: 0,
                    previous: 0,
                },
                b"",
            ),
            &[0; 32],
        );
    };
    assert_eq!(said(&stranger), Some(Unreadable::NoSession));
    let own = world.clients[0].address();
    world.receive(
        0,
        &letter(Message {
            sid: own.device,
            ..first.message.clone()
        }),
    );
    assert_eq!(world.clients[0].unreadable, [Unreadable::Own]);
}

#[test]
fn a_changed_content_is_told_and_the_ratchet_has_gone_on() {
    let mut world = World::new(&[ALICE, BOB]);
    let mut outgoing = world.encrypt(0, &[BOB], "one").expect("encrypted");
    if let Some(payload) = &mut outgoing.message.payload {
        payload[0] ^= 1;
    }
    let letter = Letter::of(ALICE, outgoing);
    world.receive(1, &letter);
    world.receive(1, &letter);
    assert_eq!(
        world.clients[1].unreadable,
        [Unreadable::Changed, Unreadable::Duplicate]
    );
    world.send(0, BOB, "two");
    world.deliver();
    assert_eq!(world.clients[1].texts(), ["two"]);
}

#[test]
fn a_lost_store_is_healed_without_anybody_doing_anything() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.send(1, ALICE, "two");
    world.deliver();
    // Bob's sessions are gone, his keys are not.
    let now = world.now;
    world.clients[1]
        .step(now, |_, moment| moment.store.remove_records())
        .expect("removed");
    world.send(0, BOB, "lost");
    world.deliver();
    assert_eq!(world.clients[1].unreadable, [Unreadable::NoSession]);
    world.send(0, BOB, "three");
    world.send(1, ALICE, "four");
    world.deliver();
    assert_eq!(
        world.clients[1].texts().last().map(String::as_str),
        Some("three")
    );
    assert_eq!(world.clients[0].texts(), ["two", "four"]);
    assert_eq!(unreadable(&world), 1);
}

#[test]
fn a_broken_session_is_begun_anew_once_a_day() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.send(1, ALICE, "two");
    world.deliver();
    let broken = |world: &mut World| {
        let mut message = world
            .encrypt(0, &[BOB], "broken")
            .expect("encrypted")
            .message;
        // Not the MAC's last byte: a byte under the MAC that leaves it readable.
        let at = message.keys[0].bytes.len() - 1;
        message.keys[0].bytes[at] ^= 1;
        let letter = Letter {
            profile: Profile::Omemo2,
            from: ALICE.to_owned(),
            message,
        };
        let questions = world.questions;
        world.receive(1, &letter);
        world.deliver();
        (
            world.clients[1].unreadable.last().copied(),
            world.questions - questions,
        )
    };
    assert_eq!(broken(&mut world), (Some(Unreadable::Broken), 1));
    assert_eq!(broken(&mut world), (Some(Unreadable::Broken), 0));
    world.now += 2 * DAY;
    assert_eq!(broken(&mut world), (Some(Unreadable::Broken), 1));
    world.send(0, BOB, "well again");
    world.deliver();
    assert_eq!(
        world.clients[1].texts().last().map(String::as_str),
        Some("well again")
    );
}

/// A server that speaks in somebody's name with keys of its own gets nothing, and costs no session.
#[test]
fn forged_sessions_push_no_true_one_out() {
    use crate::identity::IdentityKeyPair;
    use crate::random::seeded::Seeded;
    use crate::ratchet::Session;

    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.send(1, ALICE, "two");
    world.deliver();
    let (alice, bob) = (world.clients[0].address(), world.clients[1].address());
    let true_one = world.encrypt(0, &[BOB], "true").expect("encrypted");
    let bundle = world.bundles[&(Profile::Omemo2, bob.clone())].clone();
    let bundle = Bundle::check(Profile::Omemo2, &bundle).expect("a bundle");
    let mut random = Seeded::new(4);
    for forged in 0..60 {
        let identity = IdentityKeyPair::generate(&mut random).expect("a pair");
        let mut session = Session::begin(&identity, &bundle, 1, &mut random).expect("a session");
        let key = crate::message::Key {
            jid: Some(BOB.to_owned()),
            rid: bob.device,
            key_exchange: true,
            bytes: session.encrypt(&[0; 48]).expect("encrypted").bytes,
        };
        let message = Message {
            sid: alice.device,
            keys: vec![key],
            iv: Vec::new(),
            payload: (forged == 0).then(Vec::new),
        };
        let from = ALICE.to_owned();
        world.receive(
            1,
            &Letter {
                profile: Profile::Omemo2,
                from,
                message,
            },
        );
    }
    let alarm = |notice: &Notice| matches!(notice, Notice::IdentityChanged { .. });
    assert!(world.clients[1].notices.iter().any(alarm));
    // Nothing is encrypted to the forger.
    let refused = world.encrypt(1, &[ALICE], "for Alice alone");
    assert_eq!(refused, Err(EncryptError::Nobody(vec![ALICE.to_owned()])));
    let from = ALICE.to_owned();
    let letter = Letter {
        profile: true_one.profile,
        from,
        message: true_one.message,
    };
    world.receive(1, &letter);
    assert_eq!(world.clients[1].texts(), ["one", "true"]);
    // The true device was heard: it is written to again.
    world.send(1, ALICE, "three");
    world.deliver();
    assert_eq!(world.clients[0].texts(), ["two", "three"]);
}
