//! Lists and bundles as nobody should publish them.

use std::time::{Duration, Instant};

use omemo_rs::{BundleParts, Profile, stanza};
use waxwing_core::model::State;
use waxwing_tests::{Backend, Client, Fate, Moody, Peer, Stage};

use crate::omemo::forger::{
    Forger, list, listed, publish_bundle, publish_list, publish_quickly, write,
};
use crate::omemo::{jid, signed_in_behind, wait_on, wait_sealed};
use crate::rooms::raw;

scenarios!(
    a_bundle_that_is_none_costs_its_device_and_nobody_else,
    a_list_of_absurd_numbers_costs_nothing,
    a_list_counts_from_its_owner_only,
    two_hundred_devices_hold_up_nobody,
    a_list_of_two_hundred_that_are_not_there_holds_up_nobody
);

/// Romy and theo, who are ours; between her and her server somebody counts what is asked. Theo has a second hand, which
/// publishes whatever it likes, and this is the number of his device.
struct Scene {
    moody: Moody,
    romy: Client,
    to_theo: waxwing_core::ConversationId,
    theo: Client,
    to_romy: waxwing_core::ConversationId,
    hand: Peer,
    device: u32,
    theos: String,
}

async fn meet(stage: &Stage) -> Scene {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let (moody, romy_login) = Moody::before(&romy_login).await;
    let mut romy = signed_in_behind(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let mut hand = Peer::sign_in_as(&theo_login, "hand").await;
    let device = listed(&mut hand, &theos, Profile::Legacy, 1).await[0];
    Scene {
        moody,
        romy,
        to_theo,
        theo,
        to_romy,
        hand,
        device,
        theos,
    }
}

impl Scene {
    /// Theo lists these devices beside his own, in both versions.
    async fn list(&mut self, ids: &[String]) {
        for profile in Profile::ALL {
            let all = std::iter::once(self.device.to_string()).chain(ids.iter().cloned());
            let list = list(profile, all);
            publish_list(&mut self.hand, profile, &list).await;
        }
    }

    /// Both read each other.
    async fn talk(&mut self, text: &str) {
        self.romy.say(self.to_theo, text);
        wait_sealed(&mut self.theo, self.to_romy, text).await;
        let back = format!("{text}, and back");
        self.theo.say(self.to_romy, &back);
        wait_sealed(&mut self.romy, self.to_theo, &back).await;
    }

    /// So often romy has asked for a bundle of this device.
    fn asked(&self, profile: Profile, device: u32) -> usize {
        let (node, item) = stanza::bundle_place(profile, omemo_rs::DeviceId::new(device));
        let heard = self.moody.heard();
        let is_it = |asked: &str| {
            let item = profile == Profile::Legacy
                || ['"', '\'']
                    .iter()
                    .any(|q| asked.contains(&format!("id={q}{item}{q}")));
            let node = ['"', '\'']
                .iter()
                .any(|q| asked.contains(&format!("node={q}{node}{q}")));
            asked.contains("<items") && node && item
        };
        heard.iter().filter(|(asked, _)| is_it(asked)).count()
    }
}

/// A key as a profile writes it.
fn key(profile: Profile, bytes: [u8; 32]) -> Vec<u8> {
    match profile {
        Profile::Legacy => [&[5], bytes.as_slice()].concat(),
        Profile::Omemo2 => bytes.to_vec(),
    }
}

type Spoil = fn(&Forger, Profile, &mut BundleParts);

/// What may be wrong with a bundle.
const SPOILT: [(&str, Spoil); 10] = [
    ("signature", |_, _, parts| parts.signature[7] ^= 1),
    ("identity of zeros", |_, profile, parts| {
        parts.identity = key(profile, [0; 32]);
    }),
    ("signed key of zeros", |forger, profile, parts| {
        parts.signed_prekey = key(profile, [0; 32]);
        parts.signature = forger.sign(&parts.signed_prekey);
    }),
    ("signed key of a small order", |forger, profile, parts| {
        let mut one = [0; 32];
        one[0] = 1;
        parts.signed_prekey = key(profile, one);
        parts.signature = forger.sign(&parts.signed_prekey);
    }),
    ("one-time keys of zeros", |_, profile, parts| {
        for (_, prekey) in &mut parts.prekeys {
            *prekey = key(profile, [0; 32]);
        }
    }),
    ("short keys", |_, _, parts| parts.identity.truncate(20)),
    ("long keys", |forger, _, parts| {
        parts.signed_prekey.extend([7; 40]);
        parts.signature = forger.sign(&parts.signed_prekey);
    }),
    ("no signature", |_, _, parts| parts.signature.clear()),
    ("no one-time keys", |_, _, parts| parts.prekeys.clear()),
    ("another key has signed", |_, _, parts| {
        parts.signature = Forger::new(1).sign(&parts.signed_prekey);
    }),
];

async fn a_bundle_that_is_none_costs_its_device_and_nobody_else(stage: &Stage) {
    let mut scene = meet(stage).await;
    let mut ids = Vec::new();
    for (number, (_, spoil)) in (1001..).zip(SPOILT) {
        let forger = Forger::new(number);
        for profile in Profile::ALL {
            let mut parts = forger.bundle(profile);
            spoil(&forger, profile, &mut parts);
            let bundle = write(profile, &parts);
            publish_bundle(&mut scene.hand, profile, number, &bundle).await;
        }
        ids.push(number);
    }
    for (number, bundle) in [
        (1101, "<bundle xmlns='PROFILE'/>"),
        (1102, "<nothing xmlns='x'/>"),
    ] {
        for profile in Profile::ALL {
            let bundle = bundle.replace("PROFILE", profile.namespace());
            publish_bundle(&mut scene.hand, profile, number, &bundle).await;
        }
        ids.push(number);
    }
    let names: Vec<String> = ids.iter().map(u32::to_string).collect();
    scene.list(&names).await;
    let all = u32::try_from(ids.len()).expect("few");
    let theos = scene.theos.clone();
    scene
        .romy
        .wait_conversation(&theos, "has devices that can't be reached", |talk| {
            talk.encryption.readers == 1 && talk.encryption.unreachable == all
        })
        .await;
    let begin = Instant::now();
    for round in 0..8 {
        scene.talk(&format!("round {round}")).await;
    }
    // Each is asked for after 5 seconds, after 10 more, 20, and so on.
    let most = 2 + (begin.elapsed().as_secs() / 5) as usize;
    for ((id, name), profile) in ids
        .iter()
        .zip(
            SPOILT
                .iter()
                .map(|(name, _)| *name)
                .chain(["empty", "something else"]),
        )
        .flat_map(|one| Profile::ALL.map(|profile| (one, profile)))
    {
        let asked = scene.asked(profile, *id);
        assert!(asked <= most.min(5), "{name}, {profile}: {asked} times");
    }
    let talk = scene.romy.world.conversation(&theos).expect("theo");
    assert_eq!(talk.encryption.unreachable, all, "{talk:?}");
    assert_eq!(talk.encryption.readers, 1);
}

async fn a_list_of_absurd_numbers_costs_nothing(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.talk("before").await;
    let absurd = [
        "0",
        "2147483648",
        "4294967295",
        "-5",
        "",
        "x",
        "99999999999",
        "1.5",
        "0",
        "0",
        "-5",
        "2147483648",
    ];
    let absurd: Vec<String> = absurd.map(str::to_owned).into();
    scene.list(&absurd).await;
    let theos = scene.theos.clone();
    // 0, 2³¹, 2³² - 1 and -5 are numbers, each of which is there once.
    scene
        .romy
        .wait_conversation(&theos, "has four more", |talk| {
            talk.encryption.unreachable == 4
        })
        .await;
    scene.talk("with absurd ones").await;
    // Real servers take no stanza of that size from a client.
    let count = match stage.backend() {
        Backend::Memory => 10_000,
        _ => 2_000,
    };
    let device = scene.device;
    let many = (1..=count).map(|number| number.to_string());
    let many: Vec<String> = many.filter(|one| *one != device.to_string()).collect();
    scene.list(&many).await;
    scene
        .romy
        .wait_conversation(&theos, "has as many as are looked at", |talk| {
            talk.encryption.unreachable == 255
        })
        .await;
    scene.talk("with thousands").await;
    scene.list(&[]).await;
    scene
        .romy
        .wait_conversation(&theos, "has one again", |talk| {
            talk.encryption.unreachable == 0 && talk.encryption.readers == 1
        })
        .await;
    scene.talk("and without").await;
}

async fn a_list_counts_from_its_owner_only(stage: &Stage) {
    let (romy_login, theo_login) = stage.friends("romy", "theo");
    let june_login = stage.account("june");
    stage.contact(&june_login, romy_login.jid.as_str(), "", "none");
    let (moody, romy_login) = Moody::before(&romy_login).await;
    let mut romy = signed_in_behind(&romy_login).await;
    let mut theo = Client::signed_in_sealed(&theo_login).await;
    let (romys, theos) = (jid(&romy), jid(&theo));
    let to_theo = wait_on(&mut romy, &theos).await;
    let to_romy = wait_on(&mut theo, &romys).await;
    let mut june = Peer::sign_in(&june_login).await;
    for profile in Profile::ALL {
        let node = stanza::devices_node(profile);
        let list = list(profile, ["1987654321".to_owned()]);
        let event = format!(
            "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{node}'>\
             <item id='current'>{list}</item></items></event>"
        );
        let forged = format!(
            "<message xmlns='jabber:client' type='headline' from='FROM' to='{romys}'>{event}</message>"
        );
        for from in [&theos, &romys] {
            let forged = forged.replace("FROM", from);
            let wrapped = [
                event.clone(),
                format!(
                    "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>\
                     {forged}</forwarded></received>"
                ),
                format!(
                    "<result xmlns='urn:xmpp:mam:2' queryid='1' id='1'>\
                     <forwarded xmlns='urn:xmpp:forward:0'>{forged}</forwarded></result>"
                ),
                format!("<forwarded xmlns='urn:xmpp:forward:0'>{forged}</forwarded>"),
            ];
            for kind in ["headline", "chat", "normal"] {
                for inside in &wrapped {
                    let xml = format!("<message to='{romys}' type='{kind}'>{inside}</message>");
                    raw(&mut june, &xml).await;
                }
            }
            // Some servers end the stream of whoever claims to be somebody else; not so its own bare address.
            let own = forged.replace(&format!("from='{from}'"), &format!("from='{}'", june.jid()));
            raw(&mut june, &own).await;
        }
    }
    june.settle().await;
    for round in 0..3 {
        let text = format!("for theo only {round}");
        romy.say(to_theo, &text);
        wait_sealed(&mut theo, to_romy, &text).await;
        romy.wait_state(to_theo, &text, &State::Delivered).await;
    }
    let talk = romy.world.conversation(&theos).expect("theo");
    assert_eq!(
        (talk.encryption.readers, talk.encryption.unreachable),
        (1, 0)
    );
    // Nobody was asked about a device that does not exist, and nothing was published again because of it.
    let heard = moody.heard();
    assert!(
        !heard.iter().any(|(asked, _)| asked.contains("1987654321")),
        "{heard:#?}"
    );
    assert!(
        !heard
            .iter()
            .any(|(asked, fate)| asked.contains(june.jid()) || *fate != Fate::Pass)
    );
}

/// So many are listed beside the true one.
const MANY: u32 = 199;

/// The list of the older version has many more devices.
async fn list_many(scene: &mut Scene) {
    let ids = (1..=MANY).map(|number| (5000 + number).to_string());
    let all = std::iter::once(scene.device.to_string()).chain(ids);
    let list = list(Profile::Legacy, all);
    publish_list(&mut scene.hand, Profile::Legacy, &list).await;
}

/// Somebody else and romy talk meanwhile.
async fn others_go_on(stage: &Stage, scene: &mut Scene) -> Duration {
    let romys = jid(&scene.romy);
    let mut june = Peer::sign_in(&stage.account("june")).await;
    let begin = Instant::now();
    june.say(&romys, "m1", "is anybody there?").await;
    let junes = june.jid().to_owned();
    scene
        .romy
        .wait_conversation(&junes, "has written", |talk| talk.unread == 1)
        .await;
    begin.elapsed()
}

async fn two_hundred_devices_hold_up_nobody(stage: &Stage) {
    let mut scene = meet(stage).await;
    for number in 1..=MANY {
        let forger = Forger::new(5000 + number);
        let bundle = write(Profile::Legacy, &forger.bundle(Profile::Legacy));
        publish_quickly(&mut scene.hand, Profile::Legacy, forger.device, &bundle).await;
    }
    list_many(&mut scene).await;
    let begin = Instant::now();
    scene.romy.say(scene.to_theo, "to all of you");
    let others = others_go_on(stage, &mut scene).await;
    wait_sealed(&mut scene.theo, scene.to_romy, "to all of you").await;
    let (took, theos) = (begin.elapsed(), scene.theos.clone());
    println!("sent after {took:?}, others after {others:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    scene
        .romy
        .wait_conversation(&theos, "has many who read", |talk| {
            talk.encryption.readers == MANY + 1 && talk.encryption.unreachable == 0
        })
        .await;
    for round in 0..3 {
        scene.romy.say(scene.to_theo, &format!("again {round}"));
        wait_sealed(&mut scene.theo, scene.to_romy, &format!("again {round}")).await;
    }
    for number in 1..=MANY {
        assert_eq!(scene.asked(Profile::Legacy, 5000 + number), 1, "{number}");
    }
}

async fn a_list_of_two_hundred_that_are_not_there_holds_up_nobody(stage: &Stage) {
    let mut scene = meet(stage).await;
    list_many(&mut scene).await;
    let theos = scene.theos.clone();
    scene
        .romy
        .wait_conversation(&theos, "has many devices", |talk| {
            talk.encryption.readers + talk.encryption.unreachable == MANY + 1
        })
        .await;
    let begin = Instant::now();
    scene.romy.say(scene.to_theo, "to whoever is there");
    let others = others_go_on(stage, &mut scene).await;
    wait_sealed(&mut scene.theo, scene.to_romy, "to whoever is there").await;
    let took = begin.elapsed();
    println!("sent after {took:?}, others after {others:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    let asked: usize = (1..=MANY)
        .map(|number| scene.asked(Profile::Legacy, 5000 + number))
        .sum();
    let most = MANY as usize * (2 + (begin.elapsed().as_secs() / 5) as usize);
    assert!(asked >= MANY as usize && asked <= most, "{asked}");
    scene.talk("and the next").await;
}
