//! Whom to encrypt to, and what devices tell each other of it.

use super::*;

#[test]
fn after_one_was_verified_a_new_device_waits() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.deliver();
    set_trust(&mut world, 0, BOB, 1, Trust::Verified);
    world.clients.push(Client::new(BOB, 9));
    world.log_in(2);
    let outgoing = world.send(0, BOB, "two");
    let fresh = (
        world.clients[2].address(),
        world.clients[2].account.identity(),
    );
    assert_eq!(
        outgoing.missed,
        [(fresh.0.clone(), Reach::Undecided(fresh.1))]
    );
    world.deliver();
    assert!(
        world.clients[2].texts().is_empty()
            && world.clients[2].unreadable == [Unreadable::NotForUs]
    );
    // What it writes is read, and marked.
    world.send(2, ALICE, "three");
    world.deliver();
    assert_eq!(world.clients[0].texts(), ["three"]);
    set_trust(&mut world, 0, BOB, 2, Trust::Verified);
    world.send(0, BOB, "four");
    world.deliver();
    assert_eq!(world.clients[2].texts(), ["four"]);
    set_trust(&mut world, 0, BOB, 1, Trust::Distrusted);
    set_trust(&mut world, 0, BOB, 2, Trust::Distrusted);
    assert_eq!(
        world.encrypt(0, &[BOB], "five"),
        Err(EncryptError::Nobody(vec![BOB.to_owned()]))
    );
}

#[test]
fn a_known_device_with_another_key_is_an_alarm_and_gets_nothing() {
    let mut world = World::new(&[ALICE, BOB]);
    world.send(0, BOB, "one");
    world.deliver();
    let (bob, before) = (
        world.clients[1].address(),
        world.clients[1].account.identity(),
    );
    let mallory = Client::new(BOB, 666);
    let mut other = mallory.address();
    other.device = bob.device;
    let mut forged = World::empty();
    forged.clients.push(mallory);
    forged.log_in(0);
    let theirs = forged
        .bundles
        .remove(&(Profile::Omemo2, forged.clients[0].address()))
        .expect("a bundle");
    let now = world.now;
    let actions = world.clients[0].step(now, |account, moment| {
        account.bundle(moment, Profile::Omemo2, &bob, Some(&theirs))
    });
    let fresh = forged.clients[0].account.identity();
    let alarm = Action::Tell(Notice::IdentityChanged {
        of: bob,
        before,
        now: fresh,
    });
    assert_eq!(actions, Ok(vec![alarm]));
    let row = world.clients[0]
        .step(now, |_, moment| moment.store.key_row(BOB, &fresh))
        .expect("a row");
    assert!(matches!(
        row,
        Some(KeyRow {
            trust: Trust::Undecided,
            ..
        })
    ));
}

/// What a client has to tell, told to the devices it is for.
fn tell(world: &mut World, from: usize, tellings: Vec<Telling>) {
    let (jid, sender, now) = (
        world.clients[from].jid.clone(),
        world.clients[from].account.identity(),
        world.now,
    );
    for telling in tellings {
        for (at, client) in world.clients.iter_mut().enumerate() {
            if at != from
                && client.jid == telling.to
                && telling.keys.contains(&client.account.identity())
            {
                let message = telling.message.clone();
                let told = client.step(now, |account, moment| {
                    account.told(moment, &jid, &sender, message)
                });
                told.expect("told");
            }
        }
    }
}

/// What a client has to tell others, which it does now.
fn due(world: &mut World, at: usize) -> Vec<Telling> {
    let now = world.now;
    let due = world.clients[at].step(now, |_, moment| {
        let tellings = moment.store.tellings()?;
        for telling in &tellings {
            moment.store.remove_telling(telling);
        }
        Ok::<_, StoreError>(tellings)
    });
    due.expect("tellings")
}

#[test]
fn two_verifications_by_hand_make_three_devices_trust_each_other() {
    let mut world = World::new(&[ALICE, ALICE, BOB]);
    world.send(0, BOB, "hello");
    world.send(1, BOB, "hello");
    world.deliver();
    let keys: Vec<_> = world
        .clients
        .iter()
        .map(|client| client.account.identity())
        .collect();
    let now = world.now;
    let verify = |world: &mut World, at: usize, jid: &str, of: usize| {
        let verified = world.clients[at].step(now, |account, moment| {
            account.verify(moment, jid, &keys[of])
        });
        verified.expect("verified");
        // It is told by whoever comes next, too.
        world.clients[at].restart(now);
        world.log_in(at);
        let due = due(world, at);
        tell(world, at, due);
    };
    // Alice's devices and Bob's, each with the first one, in both directions.
    verify(&mut world, 0, BOB, 2);
    verify(&mut world, 2, ALICE, 0);
    verify(&mut world, 0, ALICE, 1);
    verify(&mut world, 1, ALICE, 0);
    let trust = |world: &mut World, at: usize, jid: &str, of: usize| {
        let row = world.clients[at].step(now, |_, moment| moment.store.key_row(jid, &keys[of]));
        row.expect("a row").map(|row| row.trust)
    };
    assert_eq!(
        trust(&mut world, 1, BOB, 2),
        Some(Trust::Verified),
        "told by the first"
    );
    assert_eq!(
        trust(&mut world, 2, ALICE, 1),
        Some(Trust::Verified),
        "told by the first"
    );
    let refused = world.clients[0].step(now, |account, moment| {
        account.distrust(moment, BOB, &keys[2])
    });
    refused.expect("refused");
    let told = due(&mut world, 0);
    tell(&mut world, 0, told);
    assert!(due(&mut world, 0).is_empty(), "once");
    assert_eq!(trust(&mut world, 1, BOB, 2), Some(Trust::Distrusted));
}

#[test]
fn what_a_stranger_says_waits_and_what_it_may_not_say_never_counts() {
    let mut world = World::new(&[ALICE, BOB]);
    let (bob, now) = (world.clients[1].account.identity(), world.now);
    let owner = |jid: &str, key: u8| crate::trust::KeyOwner {
        jid: jid.to_owned(),
        trusted: vec![[key; 32]],
        distrusted: vec![],
    };
    let message = crate::trust::TrustMessage {
        owners: vec![
            owner(BOB, 7),
            owner(ALICE, 8),
            owner("carol@example.com", 9),
        ],
    };
    let key = |byte| IdentityKey::new(crate::curve::PublicKey::new([byte; 32]));
    let alice = &mut world.clients[0];
    let told = alice.step(now, |account, moment| {
        account.told(moment, BOB, &bob, message)
    });
    told.expect("told");
    let trust = |alice: &mut Client, jid: &str, byte| {
        let row = alice.step(now, |_, moment| moment.store.key_row(jid, &key(byte)));
        row.expect("a row").map(|row| row.trust)
    };
    assert_eq!(trust(alice, BOB, 7), None, "Bob is not verified");
    let verified = alice.step(now, |account, moment| account.verify(moment, BOB, &bob));
    verified.expect("verified");
    assert_eq!(trust(alice, BOB, 7), Some(Trust::Verified));
    assert_eq!(trust(alice, ALICE, 8), None);
    assert_eq!(trust(alice, "carol@example.com", 9), None);
}

#[test]
fn what_is_told_of_keys_goes_in_the_newer_version_whatever_else_somebody_has() {
    let mut world = World::new(&[ALICE, BOB]);
    let (address, bob) = (
        world.clients[1].address(),
        world.clients[1].account.identity(),
    );
    let older = DeviceList::of([address.device.get(), 42]);
    world.set_list(Profile::Legacy, BOB, older);
    assert_eq!(world.plan(0, &[BOB]).profile, Profile::Legacy);
    let now = world.now;
    let plan_in = |world: &mut World| {
        let plan = world.clients[0].step(now, |account, moment| {
            account.plan_in(moment, &[BOB], Profile::Omemo2)
        });
        plan.expect("a plan")
    };
    let actions = plan_in(&mut world).actions;
    world.act(0, actions);
    let plan = plan_in(&mut world).only(&[bob]);
    let told = world.clients[0].step(now, |account, moment| {
        account.encrypt(moment, &plan, b"<envelope/>")
    });
    let told = told.expect("encrypted");
    assert_eq!(
        (told.profile, told.reached),
        (Profile::Omemo2, vec![address])
    );
}
