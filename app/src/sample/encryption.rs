//! Devices, keys and what can't be read, in the small world.

use std::sync::Arc;

use iced::theme::Mode as Look;
use waxwing_core::model::{
    Conversation, DeviceKey, DeviceKeys, Direction, Encryption, Message, Mode, Sealing, Stage,
    State, Trust, Unreadable,
};
use waxwing_core::{BareJid, Change, Event, NO_READER, event};

use crate::sample::talk::{ago, messages, people, signed_in};
use crate::sample::{self, ACCOUNT, delivery, rooms};
use crate::scene::Scene;
use crate::tr;
use crate::widget::Role;

/// The size of a window, and how it looks.
pub type Window = ((f32, f32), Look);

/// Romy's keys: of a device that is verified, of a new one, of one that is gone.
pub const KEYS: [&str; 3] = [
    "1f0b2c3d4e5f60718293a4b5c6d7e8f900112233445566778899aabbccddeeff",
    "7c3e0a915d2b48f6e1c0a7b3d4958261f0e1d2c3b4a5968778695a4b3c2d1e0f",
    "b03d5e7792aac14f08e6d9c215b8f37a6c91e0d4427fa85b3399cc6612d07e48",
];
/// Those of our own: of this device, and of another.
pub const OURS: [&str; 2] = [
    "9a41c7d20be85f3617a2c4d98e0b7165f3d82a90c46b1e57d028a93f6cb4e711",
    "44d09b8e7f1c2a653b90e8d7c6a5f4123d4c5b6a79881726354f0e1d2c3b4a59",
];

/// What holds where three devices of the other side can read.
pub fn on() -> Encryption {
    Encryption {
        mode: Mode::On,
        readers: 3,
        ..Encryption::default()
    }
}

/// The same, with a new device that nobody has decided about.
pub fn undecided() -> Encryption {
    Encryption {
        undecided: 1,
        ..on()
    }
}

/// Romy's conversation, with this encryption.
pub fn romy(encryption: Encryption) -> Conversation {
    let mut romy = people().swap_remove(0);
    romy.encryption = encryption;
    romy
}

/// A message that came through encryption so.
pub fn sealed(mut message: Message, sealing: Sealing) -> Message {
    if matches!(sealing, Sealing::Waiting | Sealing::Unreadable(_)) {
        message.text = String::new();
    }
    message.sealing = Some(sealing);
    message
}

/// Something of theirs that can't be read.
pub fn unreadable(seq: u64, minutes: i64, why: Unreadable) -> Message {
    let message = sample::message(seq, minutes, Direction::Incoming, "");
    sealed(message, Sealing::Unreadable(why))
}

/// Something that was encrypted as it should be.
pub fn read(seq: u64, minutes: i64, direction: Direction, text: &str) -> Message {
    let trust = Sealing::Read(Trust::Verified);
    sealed(sample::message(seq, minutes, direction, text), trust)
}

/// Romy's conversation with this encryption and these messages.
pub fn with((size, look): Window, encryption: Encryption, items: Vec<Message>) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    scene.tell([sample::told(romy(encryption))]);
    scene.click("Romy Keller");
    scene.settle();
    scene.tell([messages(items, false)]);
    scene.sent();
    scene
}

/// A quiet talk in which everything is encrypted.
pub fn talk() -> Vec<Message> {
    use Direction::{Incoming, Outgoing};
    vec![
        read(1, 42, Incoming, "Are we still on for tonight?"),
        read(2, 40, Outgoing, "Yes! 19:00 at the station"),
        read(
            3,
            12,
            Incoming,
            "Found them under the umbrella. Gate B, in front of the big clock 🎉",
        ),
    ]
}

/// A talk with much that can't be read, or is marked.
pub fn troubled() -> Vec<Message> {
    use Direction::{Incoming, Outgoing};
    let undecided = sealed(
        sample::message(40, 9, Incoming, "I am writing from my new phone"),
        Sealing::Read(Trust::Undecided),
    );
    let plain = sample::message(41, 7, Incoming, "And this from the old one");
    let mut items: Vec<Message> = (1..=12)
        .map(|seq| unreadable(seq, 60 - seq.cast_signed(), Unreadable::NotForUs))
        .collect();
    items.extend([
        read(20, 30, Outgoing, "Hello! This is my new laptop."),
        unreadable(21, 20, Unreadable::NoSession),
        unreadable(22, 19, Unreadable::Otr),
        undecided,
        plain,
        sample::message(42, 5, Outgoing, "Then use the new one"),
        sealed(sample::message(43, 2, Incoming, ""), Sealing::Waiting),
    ]);
    items
}

/// A conversation that is encrypted and calm.
pub fn calm(window: Window) -> Scene {
    with(window, on(), talk())
}

/// A conversation that is not encrypted, for the other side can't.
pub fn plain(window: Window) -> Scene {
    let impossible = Encryption {
        mode: Mode::Impossible,
        ..Encryption::default()
    };
    with(window, impossible, talk())
}

/// Several that can't be read, one by one.
pub fn unfolded(window: Window) -> Scene {
    let mut items: Vec<Message> = (1..=3)
        .map(|seq| unreadable(seq, 60 - seq.cast_signed(), Unreadable::NotForUs))
        .collect();
    let mut ours = sample::message(4, 50, Direction::Outgoing, "");
    ours.state = State::Delivered;
    items.push(sealed(ours, Sealing::Unreadable(Unreadable::NotForUs)));
    items.push(read(
        5,
        30,
        Direction::Outgoing,
        "Hello! This is my new laptop.",
    ));
    let mut scene = with(window, on(), items);
    scene.click_role(Role::Button, &tr!("unreadable-several", count = 4));
    scene.settle();
    scene
}

/// What the settings say of our own keys.
pub fn settings((size, look): Window) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    scene.ctrl(",");
    scene.settle();
    scene.type_text("omemo");
    scene.settle();
    scene
}

/// This device gets a name.
pub fn naming(window: Window) -> Scene {
    let mut scene = keys_of_ours(window);
    scene.click_role(Role::Button, &tr!("keys-name"));
    scene.settle();
    scene
}

/// The lock of a conversation with this encryption, opened.
pub fn lock(window: Window, encryption: Encryption) -> Scene {
    let said = crate::ui::encryption::state(&romy(encryption.clone()));
    let mut scene = with(window, encryption, talk());
    scene.click_role(Role::Button, &said);
    scene.settle();
    scene
}

/// The lock of a group.
pub fn lock_of_group((size, look): Window) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    let mut cake = rooms::group(rooms::of_members());
    cake.encryption = Encryption {
        readers: 9,
        without: vec![sample::address("ann@example.org")],
        ..undecided()
    };
    let fresh = Event::Encryption(event::encryption::Event::Undecided {
        account: ACCOUNT,
        jid: sample::address("theo@elsewhere.example"),
        changed: false,
    });
    scene.tell([sample::told(cake), fresh]);
    scene.click("Friday cake");
    scene.settle();
    scene.click_role(Role::Button, &tr!("banner-look"));
    scene.settle();
    scene
}

/// A group in which somebody has no device that could read what is said, but so many of the others do, if any.
pub fn held((size, look): Window, readers: u32) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    let mut cake = rooms::group(rooms::of_members());
    cake.encryption = Encryption {
        readers,
        without: vec![sample::address("theo@elsewhere.example")],
        held: true,
        ..on()
    };
    let text = "Who brings forks?";
    let mut failed = sample::message(1, 3, Direction::Outgoing, text);
    failed.sealing = Some(Sealing::Read(Trust::Blind));
    failed.state = State::Failed {
        condition: NO_READER.to_owned(),
        text: "theo@elsewhere.example".to_owned(),
    };
    let change = Change::Reset {
        items: vec![Arc::new(failed)],
        older: false,
    };
    let page = event::conversation::Event::Timeline(cake.id, change);
    scene.tell([sample::told(cake)]);
    scene.click("Friday cake");
    scene.settle();
    scene.tell([Event::Conversation(page)]);
    scene.settle();
    scene
}

/// A private group of more people than can be encrypted for.
pub fn too_many((size, look): Window) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    let mut cake = rooms::group(rooms::of_members());
    cake.encryption = Encryption {
        mode: Mode::On,
        held: true,
        too_many: true,
        ..Encryption::default()
    };
    scene.tell([sample::told(cake)]);
    scene.click("Friday cake");
    scene.settle();
    scene
}

/// Somebody who asks for what is not encrypted.
pub fn opted_out(window: Window) -> Scene {
    let told = Encryption {
        opted_out: Some("We have to keep a record of this.".to_owned()),
        ..on()
    };
    with(window, told, talk())
}

/// What its lock says.
pub fn held_lock(window: Window) -> Scene {
    let mut scene = held(window, 9);
    scene.click_role(Role::Button, &tr!("held-look"));
    scene.settle();
    scene
}

/// Asked whether it shall be switched off.
pub fn switching_off(window: Window) -> Scene {
    let mut scene = lock(window, on());
    scene.click_role(Role::CheckBox, &tr!("lock-switch"));
    scene.settle();
    scene
}

/// What can't be read, and what is marked.
pub fn trouble(window: Window) -> Scene {
    with(window, on(), troubled())
}

/// Why a message can't be read.
pub fn explained(window: Window) -> Scene {
    let mut scene = trouble(window);
    let said = tr!("unreadable-no-key");
    scene.click_role(Role::Button, &tr!("sealed-explain", text = said));
    scene.settle();
    scene
}

/// A new device, above the composer; `changed`: with another key than before.
pub fn banner(window: Window, changed: bool) -> Scene {
    let mut scene = with(window, undecided(), talk());
    let jid = romy(undecided()).jid;
    scene.tell([Event::Encryption(event::encryption::Event::Undecided {
        account: ACCOUNT,
        jid,
        changed,
    })]);
    scene
}

/// A device by its key.
pub fn device(fingerprint: &str, trust: Trust, label: &str, numbers: &[u32]) -> DeviceKey {
    DeviceKey {
        fingerprint: fingerprint.to_owned(),
        trust,
        devices: numbers.to_vec(),
        label: label.to_owned(),
        this: false,
        first_seen: ago(9 * 24 * 60),
        last_read: (!numbers.is_empty()).then(|| ago(12)),
    }
}

/// Romy's devices.
pub fn romys_keys() -> DeviceKeys {
    DeviceKeys {
        account: ACCOUNT,
        jid: romy(on()).jid,
        keys: vec![
            device(KEYS[1], Trust::Undecided, "Phone", &[16180]),
            device(KEYS[0], Trust::Verified, "Laptop", &[27183]),
            device(KEYS[2], Trust::Distrusted, "", &[]),
        ],
        unknown: vec![14142],
        uri: link("romy@example.org", KEYS[0]),
        trust_uri: trust_link("romy@example.org", KEYS[0]),
    }
}

/// Our own devices.
pub fn own_keys() -> DeviceKeys {
    let mut this = device(OURS[0], Trust::Verified, "Waxwing", &[31415]);
    this.this = true;
    DeviceKeys {
        account: ACCOUNT,
        jid: us(),
        keys: vec![device(OURS[1], Trust::Blind, "Tablet", &[57721]), this],
        unknown: Vec::new(),
        uri: link("mira@example.org", OURS[0]),
        trust_uri: trust_link("mira@example.org", OURS[0]),
    }
}

fn us() -> BareJid {
    sample::address("mira@example.org")
}

fn link(address: &str, key: &str) -> String {
    format!("xmpp:{address}?omemo-sid-31415={key}")
}

fn trust_link(address: &str, key: &str) -> String {
    format!("xmpp:{address}?trust-message;encryption=urn:xmpp:omemo:2;trust={key}")
}

/// Keys as an event.
pub fn told(keys: DeviceKeys) -> Event {
    Event::Encryption(event::encryption::Event::Keys(Arc::new(keys)))
}

/// The page of Romy's keys, from the conversation's menu.
pub fn keys((size, look): Window) -> Scene {
    let mut scene = with((size, look), undecided(), talk());
    scene.click_role(Role::Button, &tr!("banner-look"));
    scene.settle();
    scene.tell([told(romys_keys())]);
    scene.settle();
    scene
}

/// The page of our own keys, from the menu of the account.
pub fn keys_of_ours((size, look): Window) -> Scene {
    let mut scene = signed_in(size.0, size.1, look);
    scene.tell([Event::Encryption(event::encryption::Event::OwnDevice {
        account: ACCOUNT,
        device: 57721,
    })]);
    scene.click_role(Role::Button, &tr!("own-device-look"));
    scene.settle();
    scene.tell([told(own_keys())]);
    scene.settle();
    scene
}

/// What was kept here was a copy of something that was used on elsewhere.
pub fn copied((size, look): Window) -> Scene {
    let mut scene = with((size, look), on(), talk());
    let renewed = event::encryption::Event::Renewed { account: ACCOUNT };
    scene.tell([Event::Encryption(renewed)]);
    scene.settle();
    scene
}

/// What was kept here can't be opened any more.
pub fn lost((size, look): Window) -> Scene {
    let mut scene = with((size, look), on(), talk());
    let lost = event::encryption::Event::Lost { account: ACCOUNT };
    scene.tell([Event::Encryption(lost)]);
    scene.settle();
    scene
}

/// The keyring does not give what opens our keys.
pub fn locked((size, look): Window) -> Scene {
    let told = Encryption {
        locked: true,
        ..on()
    };
    let mut waiting = sample::message(7, 1, Direction::Incoming, "");
    waiting.sealing = Some(Sealing::Waiting);
    let mut talk = talk();
    talk.push(waiting);
    let mut scene = with((size, look), told, talk);
    let mut account = sample::account(sample::online());
    account.keys_locked = true;
    let account = event::account::Event::Changed(Arc::new(account));
    scene.tell([Event::Account(account)]);
    scene.settle();
    scene
}

/// Asked whether it shall be done without what the keyring has.
pub fn making_new_keys(window: Window) -> Scene {
    let mut scene = locked(window);
    scene.click_role(Role::Button, &tr!("own-locked-anew"));
    scene.settle();
    scene
}

/// Something for one of a group alone is being written, encrypted.
pub fn alone((size, look): Window) -> Scene {
    let mut scene = rooms::alone(size, look);
    let mut cake = rooms::group(rooms::of_members());
    cake.encryption = on();
    scene.tell([sample::told(cake)]);
    scene.settle();
    scene
}

/// One of Romy's keys beside ours.
pub fn verifying(window: Window) -> Scene {
    let mut scene = keys(window);
    scene.click_role(Role::Button, &tr!("keys-verify"));
    scene.settle();
    scene.tell([told(own_keys())]);
    scene.settle();
    scene
}

/// Our code, and a field for theirs.
pub fn verifying_by_code(window: Window) -> Scene {
    let mut scene = verifying(window);
    scene.click(&tr!("verify-by-code"));
    scene.settle();
    scene
}

/// The delivery of a message that not every device could be sent.
pub fn delivered((size, look): Window) -> Scene {
    let message = delivery::ours(8, 4, "The key is under the green pot.", State::Delivered);
    let mut scene = delivery::with_details(size, look, &message);
    let step = |after, stage, place: &str| delivery::milestone(&message, after, stage, place);
    let mut left_out = step(0, Stage::NotEncrypted, "romy@example.org/16180");
    left_out.detail = "undecided".to_owned();
    scene.tell([delivery::told(
        &message,
        vec![
            step(0, Stage::Queued, ""),
            step(0, Stage::Encrypted, "romy@example.org/27183"),
            step(0, Stage::Encrypted, "mira@example.org/57721"),
            left_out,
            step(0, Stage::Written, ""),
            step(1, Stage::Acked, "example.org"),
            step(2, Stage::Delivered, "romy@example.org/desk"),
        ],
    )]);
    scene
}
