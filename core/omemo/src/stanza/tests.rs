use super::*;
use crate::message::{Key, Label, ListedDevice, MAX_DEVICES};

fn element(text: &str) -> Element {
    text.parse().expect("XML")
}

fn message(profile: Profile) -> Message {
    let jid = |jid: &str| (profile == Profile::Omemo2).then(|| jid.to_owned());
    let key = |owner: &str, rid: u32, key_exchange: bool| Key {
        jid: jid(owner),
        rid: DeviceId::new(rid),
        key_exchange,
        bytes: vec![1, 2, 3],
    };
    Message {
        sid: DeviceId::new(27183),
        keys: vec![
            key("juliet@capulet.lit", 31415, false),
            key("juliet@capulet.lit", 2, true),
            key("romeo@montague.lit", 1337, false),
        ],
        iv: match profile {
            Profile::Legacy => vec![9; 12],
            Profile::Omemo2 => Vec::new(),
        },
        payload: Some(b"encrypted".to_vec()),
    }
}

#[test]
fn messages_are_read_as_they_are_written() {
    for profile in Profile::ALL {
        let whole = message(profile);
        assert_eq!(
            read_message(profile, &write_message(profile, &whole)),
            Some(whole.clone())
        );
        let empty = Message {
            payload: None,
            ..whole
        };
        let written = write_message(profile, &empty);
        assert!(child(&written, "payload", profile).is_none());
        assert_eq!(read_message(profile, &written), Some(empty));
    }
}

#[test]
fn marks_are_read_as_they_are_written() {
    let mark = Mark {
        generation: 12,
        run: [7; 16],
        signature: [9; 64],
    };
    let written = write_mark(&mark);
    assert_eq!(read_mark(&written), Some(mark));
    let right = String::from(&written);
    let wrong = [
        right.replace("generation='12'", "generation='-1'"),
        right.replace("generation='12'", ""),
        right.replace("signature='", "signature='A"),
        right.replace("run='", "run='!"),
        right.replace(MARKS_NODE, "urn:other"),
    ];
    for wrong in wrong {
        assert_ne!(wrong, right);
        assert_eq!(read_mark(&element(&wrong)), None, "{wrong}");
    }
}

#[test]
fn lists_are_read_as_they_are_written() {
    for profile in Profile::ALL {
        let mut list = DeviceList::of([1, 4_294_967_295]);
        list.add(ListedDevice {
            id: DeviceId::new(7),
            written: Some("007".to_owned()),
            label: (profile == Profile::Omemo2).then(|| Label {
                text: "Laptop".to_owned(),
                signature: vec![5; 64],
            }),
        });
        assert_eq!(
            read_devices(profile, &write_devices(profile, &list)),
            Some(list)
        );
    }
}

#[test]
fn bundles_are_read_as_they_are_written() {
    for profile in Profile::ALL {
        let parts = BundleParts {
            identity: vec![1; 33],
            signed_prekey_id: 3,
            signed_prekey: vec![2; 33],
            signature: vec![3; 64],
            prekeys: vec![(0, vec![4; 33]), (99, vec![5; 33])],
        };
        assert_eq!(
            read_bundle(profile, &write_bundle(profile, &parts)),
            Some(parts)
        );
    }
}

#[test]
fn one_bad_entry_of_a_list_costs_that_entry() {
    let list = element(
        "<list xmlns='eu.siacs.conversations.axolotl'><device id='1'/><device id='-5'/><device id=''/>\
         <device/><device id='x'/><unknown/><device id='2' label='unsigned'/><device id='1'/></list>",
    );
    let read = read_devices(Profile::Legacy, &list).expect("a list");
    assert_eq!(
        read.ids().map(DeviceId::get).collect::<Vec<_>>(),
        [1, u32::MAX - 4, 2]
    );
    let again = String::from(&write_devices(Profile::Legacy, &read));
    assert!(
        again.contains("'-5'") || again.contains("\"-5\""),
        "as it was written: {again}"
    );
}

#[test]
fn a_name_without_a_signature_is_none() {
    let list = element(
        "<devices xmlns='urn:xmpp:omemo:2'><device id='1' label='forged'/>\
         <device id='2' label='bad' labelsig='%'/><device id='3' label='Phone' labelsig='AAAA'/></devices>",
    );
    let read = read_devices(Profile::Omemo2, &list).expect("a list");
    let labels: Vec<_> = read
        .devices
        .iter()
        .map(|it| it.label.as_ref().map(|it| it.text.as_str()))
        .collect();
    assert_eq!(labels, [None, None, Some("Phone")]);
}

#[test]
fn a_list_of_thousands_is_cut() {
    let many: String = (1..5000).map(|id| format!("<device id='{id}'/>")).collect();
    for (profile, name) in [(Profile::Legacy, "list"), (Profile::Omemo2, "devices")] {
        let list = element(&format!("<{name} xmlns='{profile}'>{many}</{name}>"));
        let read = read_devices(profile, &list).expect("a list");
        assert_eq!(read.devices.len(), MAX_DEVICES);
    }
}

#[test]
fn one_bad_key_of_another_device_costs_that_key() {
    let read = read_message(
        Profile::Legacy,
        &element(
            "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='-1'>\
             <key rid='1'>%%%</key><key>AAAA</key><key rid='2' prekey='1'>AA\n AA</key><key rid='3'>AAA</key>\
             </header><payload>!</payload></encrypted>",
        ),
    )
    .expect("a message");
    assert_eq!(read.sid.get(), u32::MAX);
    let keys: Vec<_> = read
        .keys
        .iter()
        .map(|key| (key.rid.get(), key.key_exchange, key.bytes.len()))
        .collect();
    assert_eq!(keys, [(2, true, 3), (3, false, 2)]);
    assert!(read.iv.is_empty(), "a header may have none");
    assert_eq!(
        read.payload,
        Some(Vec::new()),
        "there is one, and it can't be read"
    );
}

#[test]
fn keys_are_found_by_number_and_person() {
    let mut both = message(Profile::Omemo2);
    both.keys.push(Key {
        jid: Some("romeo@montague.lit".to_owned()),
        rid: DeviceId::new(31415),
        key_exchange: false,
        bytes: vec![4],
    });
    let found: Vec<_> = both
        .keys_for("romeo@montague.lit", DeviceId::new(31415))
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].bytes, [4]);
    let legacy = Message {
        keys: both
            .keys
            .iter()
            .cloned()
            .map(|key| Key { jid: None, ..key })
            .collect(),
        ..both.clone()
    };
    assert_eq!(
        legacy
            .keys_for("romeo@montague.lit", DeviceId::new(31415))
            .count(),
        2
    );
}

#[test]
fn what_is_something_else_is_nothing() {
    for profile in Profile::ALL {
        let other = element("<encrypted xmlns='urn:xmpp:omemo:1'><header sid='1'/></encrypted>");
        assert_eq!(read_message(profile, &other), None);
        assert_eq!(read_devices(profile, &other), None);
        assert_eq!(read_bundle(profile, &other), None);
        let empty = element(&format!("<encrypted xmlns='{profile}'/>"));
        assert_eq!(read_message(profile, &empty), None);
        let empty = element(&format!("<bundle xmlns='{profile}'/>"));
        // It is there, and none that could be used.
        let parts = read_bundle(profile, &empty).expect("a bundle without anything");
        assert!(crate::Bundle::check(profile, &parts).is_err());
    }
}

#[test]
fn a_stanza_with_both_profiles_is_read_in_both() {
    let payloads = [
        write_message(Profile::Legacy, &message(Profile::Legacy)),
        Element::bare("body", "jabber:client"),
        write_message(Profile::Omemo2, &message(Profile::Omemo2)),
    ];
    let found: Vec<_> = find_messages(&payloads)
        .into_iter()
        .map(|(profile, _)| profile)
        .collect();
    assert_eq!(found, [Profile::Omemo2, Profile::Legacy]);
    assert!(encryption_hint(Profile::Omemo2).attr("namespace") == Some("urn:xmpp:omemo:2"));
}
