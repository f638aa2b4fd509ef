//! Devices whose numbers are those of others.

use omemo_rs::{Profile, stanza};
use waxwing_core::command::console;
use waxwing_core::event::console::{Direction, Entry};
use waxwing_core::{BareJid, Command};
use waxwing_tests::{Client, Peer, Stage};

use crate::omemo::forger::{
    Forger, Slip, bundles_of, list, publish_bundle, publish_list, without_exchange, write,
};
use crate::omemo::{jid, wait_sealed};
use crate::rooms::{make_group, raw};

scenarios!(devices_of_three_with_one_number_are_three);

/// Theo's and june's devices have the number of romy's; all are in a private group, and write in the older version, whose
/// messages name numbers only.
async fn devices_of_three_with_one_number_are_three(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let june_login = stage.account("june");
    let mut romy = Client::signed_in_sealed(&romy_login).await;
    let romys = jid(&romy);
    let mut peers = Vec::new();
    let mut people: Vec<BareJid> = Vec::new();
    for login in [&theo_login, &june_login] {
        peers.push(Peer::sign_in(login).await);
        people.push(login.jid.clone());
    }
    let (number, bundles) = bundles_of(&mut peers[0], &romys).await;
    let legacy = Profile::Legacy;
    let forgers = [Forger::new(number), Forger::new(number)];
    for (peer, forger) in peers.iter_mut().zip(&forgers) {
        let bundle = write(legacy, &forger.bundle(legacy));
        publish_bundle(peer, legacy, number, &bundle).await;
        let list = list(legacy, [number.to_string()]);
        publish_list(peer, legacy, &list).await;
    }
    let (_, room) = make_group(&mut romy, people).await;
    for (peer, nick) in peers.iter_mut().zip(["theo", "june"]) {
        let xml = format!(
            "<presence to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
        );
        raw(peer, &xml).await;
        let full = format!("{room}/{nick}");
        peer.wait("in the room", |event| {
            event["event"] == "presence" && event["from"] == full.as_str()
        })
        .await;
    }
    let id = romy.open_conversation(&room).await;
    romy.wait_conversation(&room, "can be encrypted for both", |talk| {
        talk.encryption.readers == 2 && talk.encryption.without.is_empty()
    })
    .await;

    // What romy says has a key for each of the two, under one number.
    romy.send(Command::Console(console::Command::Open {
        account: romy.account(),
    }));
    romy.say(id, "for both of you");
    let is_it = |entry: &&Entry| {
        let said = entry.xml.contains("<encrypted ") && entry.xml.contains("groupchat");
        entry.direction == Direction::Out && said && entry.xml.contains("<payload")
    };
    let said = romy
        .wait("it is in the console", |world| {
            let entry = world.console.iter().rfind(is_it)?;
            Some(entry.xml.clone())
        })
        .await;
    let begin = said.find("<encrypted ").expect("encrypted");
    let end = said.find("</encrypted>").expect("encrypted") + "</encrypted>".len();
    let sealed = said[begin..end].parse().expect("encrypted");
    let message = stanza::read_message(legacy, &sealed).expect("a message");
    let keys = message.keys.iter().map(|key| key.rid.get());
    assert_eq!(keys.collect::<Vec<_>>(), [number, number]);
    assert_ne!(message.keys[0].bytes, message.keys[1].bytes);

    // And what both say has more keys of that number than hers.
    for round in 0..2 {
        for (at, nick) in ["theo", "june"].into_iter().enumerate() {
            let forger = &forgers[at];
            let text = format!("{nick} says {round}");
            let mut to_romy = forger.begin(legacy, &bundles[&legacy]);
            let mut to_other = forger.begin(legacy, &forgers[1 - at].bundle(legacy));
            let sealed = forger.seal(legacy, (&romys, &room), &text, |key| {
                let ours = to_romy.encrypt(key).expect("encrypted").bytes;
                let theirs = to_other.encrypt(key).expect("encrypted").bytes;
                let inner = without_exchange(legacy, &theirs);
                let slip = |key_exchange, bytes| Slip {
                    jid: romys.clone(),
                    rid: number,
                    key_exchange,
                    bytes,
                };
                vec![slip(true, theirs), slip(false, inner), slip(true, ours)]
            });
            let sealed = String::from(&sealed);
            let xml = format!(
                "<message type='groupchat' to='{room}' id='{nick}{round}'>{sealed}\
                 <store xmlns='urn:xmpp:hints'/></message>"
            );
            raw(&mut peers[at], &xml).await;
            let message = wait_sealed(&mut romy, id, &text).await;
            let author = message.author.as_ref().map(|author| author.nick.as_str());
            assert_eq!(author, Some(nick));
        }
    }
    let all = romy.world.messages(id);
    assert_eq!(all.len(), 5, "{all:#?}");
    assert!(all.iter().all(|one| !one.is_unreadable()), "{all:#?}");
}
