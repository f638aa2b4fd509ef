//! Somebody of a group who speaks for another one, of whom its archive does not tell who they were.

use omemo_rs::Profile;
use waxwing_core::command::conversation::Command;
use waxwing_core::model::{Mode, State, Trust};
use waxwing_tests::{Client, Peer, Stage};

use crate::omemo::forger::{Forger, Slip, bundles_of, list, publish_bundle, publish_list, write};
use crate::omemo::trust::watch;
use crate::omemo::{jid, wait_sealed};
use crate::rooms::{join, make_group, raw, wait_invited};

scenarios!(
    nobody_speaks_for_somebody_who_is_gone,
    nobody_takes_what_somebody_said_for_their_own
);

/// Theo comes by june's name while she is away, and writes from her device's number, with a key of his own.
async fn nobody_speaks_for_somebody_who_is_gone(stage: &Stage) {
    let (romy_login, june_login) = stage.friends("romy", "june");
    let theo_login = stage.account("theo");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let mut june = Client::signed_in_sealed(&june_login).await;
    let (romys, junes) = (jid(&romy), jid(&june));
    let people = vec![june_login.jid.clone(), theo_login.jid.clone()];
    let (r, room) = make_group(&mut romy, people).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    let j = june.open_conversation(&room).await;
    romy.open_conversation(&room).await;
    june.wait_conversation(&room, "can be encrypted", |talk| {
        talk.encryption.mode == Mode::On && talk.encryption.readers == 1
    })
    .await;
    let people = vec![theo_login.jid.clone()];
    june.tell(j, Command::LeaveOut { people });
    june.say(j, "really me");
    wait_sealed(&mut romy, r, "really me").await;
    let keys = watch(&mut romy, &junes, |keys| keys.keys.len() == 1).await;
    let nick = june.world.conversations[&j].room.as_ref();
    let nick = nick.expect("a room").nick.clone();
    let profile = romy.shut_down().await;
    let junes_profile = june.shut_down().await;

    let mut theo = Peer::sign_in(&theo_login).await;
    let (device, bundles) = bundles_of(&mut theo, &romys).await;
    let forger = Forger::new(keys.keys[0].devices[0]);
    let there = format!("{room}/{nick}");
    let xml =
        format!("<presence to='{there}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
    raw(&mut theo, &xml).await;
    theo.wait("in the room", |event| {
        event["event"] == "presence" && event["from"] == there.as_str()
    })
    .await;
    for version in Profile::ALL {
        let mut session = forger.begin(version, &bundles[&version]);
        let inside = forger.seal(version, (&junes, &room), "not really me", |key| {
            vec![Slip {
                jid: romys.clone(),
                rid: device,
                key_exchange: true,
                bytes: session.encrypt(key).expect("encrypted").bytes,
            }]
        });
        let xml = format!(
            "<message type='groupchat' to='{room}' id='{version}'>{}<store xmlns='urn:xmpp:hints'/></message>",
            String::from(&inside)
        );
        raw(&mut theo, &xml).await;
    }
    theo.settle().await;
    raw(
        &mut theo,
        &format!("<presence to='{there}' type='unavailable'/>"),
    )
    .await;
    theo.settle().await;

    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let r = romy.open_conversation(&room).await;
    let rows = romy
        .wait("both are read, or can't be", |world| {
            let rows = world.messages(r);
            let last: Vec<_> = rows.iter().skip(1).cloned().collect();
            let settled = last
                .iter()
                .all(|row| row.is_unreadable() || !row.text.is_empty());
            (last.len() == 2 && settled).then_some(last)
        })
        .await;
    for row in rows {
        // Where the archive tells who that was, it is theo's, of a device of his.
        let author = row.author.as_ref().and_then(|author| author.jid.as_ref());
        let theirs = author == Some(&theo_login.jid);
        assert!(row.is_unreadable() || theirs, "{row:#?}");
        assert_ne!(author, Some(&june_login.jid), "{row:#?}");
    }
    // And june's key is the one that it was.
    let after = watch(&mut romy, &junes, |keys| !keys.keys.is_empty()).await;
    assert_eq!(after.keys.len(), 1, "{after:#?}");
    assert_eq!(after.keys[0].fingerprint, keys.keys[0].fingerprint);
    assert_eq!(after.keys[0].trust, Trust::Blind);
    let mut june = Client::open_sealed(junes_profile).await;
    june.wait_online().await;
    let j = june.open_conversation(&room).await;
    june.say(j, "me again");
    wait_sealed(&mut romy, r, "me again").await;
}

/// Theo shows june's keys as his own, under the number of her device. What she writes begins a session, and she is gone by
/// the time it is read.
async fn nobody_takes_what_somebody_said_for_their_own(stage: &Stage) {
    let (romy_login, june_login) = stage.friends("romy", "june");
    let theo_login = stage.account("theo");
    let mut theo = Peer::sign_in(&theo_login).await;
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    // June must not come upon one of the versions only: in the older one nobody can tell the two apart.
    bundles_of(&mut theo, romy_login.jid.as_str()).await;
    let mut june = Client::signed_in_sealed(&june_login).await;
    let junes = jid(&june);
    let (device, bundles) = bundles_of(&mut theo, &junes).await;
    for version in Profile::ALL {
        let bundle = write(version, &bundles[&version]);
        publish_bundle(&mut theo, version, device, &bundle).await;
        let list = list(version, [device.to_string()]);
        publish_list(&mut theo, version, &list).await;
    }
    let people = vec![june_login.jid.clone(), theo_login.jid.clone()];
    let (_, room) = make_group(&mut romy, people).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    let j = june.open_conversation(&room).await;
    for client in [&mut romy, &mut june] {
        client.open_conversation(&room).await;
        client
            .wait_conversation(&room, "both have a device", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.without.is_empty()
            })
            .await;
    }
    // All keys are known, and no session is there.
    watch(&mut romy, &junes, |keys| keys.keys.len() == 1).await;
    watch(&mut romy, theo_login.jid.as_str(), |keys| {
        keys.keys.len() == 1
    })
    .await;
    let profile = romy.shut_down().await;
    june.say(j, "by june");
    june.wait_state(j, "by june", &State::Delivered).await;
    june.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let r = romy.open_conversation(&room).await;
    let row = wait_sealed(&mut romy, r, "by june").await;
    let author = row.author.as_ref().and_then(|author| author.jid.as_ref());
    assert_eq!(author, Some(&june_login.jid), "{row:#?}");
}
