//! End-to-end encryption as a person meets it: the lock, what can't be read, keys and devices.

mod keys;

use iced::keyboard::key::Named;
use iced::theme::Mode as Look;
use waxwing::format;
use waxwing::notification::Order;
use waxwing::sample::encryption as sealed;
use waxwing::sample::encryption::Window;
use waxwing::sample::rooms;
use waxwing::sample::saying::open_menu;
use waxwing::sample::talk::{ROMY, people, signed_in, timeline};
use waxwing::sample::{self, ACCOUNT};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::conversation;
use waxwing_core::command::encryption::Command as C;
use waxwing_core::event::encryption::Event as E;
use waxwing_core::model::{Direction, Encryption, Mode, Sealing, State, Trust, Unreadable};
use waxwing_core::{Change, Command, Event, ItemId, event};

const WINDOW: Window = ((1000.0, 760.0), Look::Light);

fn mode(mode: Mode) -> Encryption {
    Encryption {
        mode,
        ..Encryption::default()
    }
}

fn watch(address: Option<&str>) -> Command {
    Command::Encryption(C::Watch {
        account: ACCOUNT,
        jid: address.map(sample::address),
    })
}

fn decide(key: &str, trust: Trust) -> Command {
    Command::Encryption(C::Decide {
        account: ACCOUNT,
        jid: sample::address("romy@example.org"),
        fingerprint: key.to_owned(),
        trust,
    })
}

fn set(on: bool) -> Command {
    Command::Conversation(ROMY, conversation::Command::SetEncrypted { on })
}

/// Every button with a name that contains this.
fn buttons(scene: &mut Scene, words: &str) -> Vec<String> {
    let all = scene.roles(Role::Button).into_iter();
    let names = all.map(|one| one.report.name);
    names.filter(|name| name.contains(words)).collect()
}

fn press(scene: &mut Scene, name: &str) {
    scene.click_role(Role::Button, name);
    scene.settle();
}

#[test]
fn the_lock_says_in_words_what_holds() {
    let on = Encryption {
        undecided: 1,
        ..sealed::on()
    };
    for (told, said) in [
        (
            mode(Mode::Unknown),
            "Will be encrypted as soon as it is known which devices Romy Keller has.",
        ),
        (
            mode(Mode::Impossible),
            "Not encrypted: Romy Keller has no device that can read encrypted messages.",
        ),
        (mode(Mode::Off), "Not encrypted: you have switched it off."),
        (
            on,
            "Encrypted. 3 devices can read it. \
             One new device can’t until you have decided whether to trust it.",
        ),
    ] {
        let mut scene = sealed::with(WINDOW, told, sealed::talk());
        assert!(scene.role(Role::Button, said).is_some(), "{said}");
    }
}

/// Nothing is sent in a group while somebody could not read it, and whoever does not mind says so once: in the bar above
/// the composer, in the lock, or below what was not sent.
#[test]
fn who_cannot_read_it_is_named_and_left_out() {
    let leave_out = || {
        let people = vec![sample::address("theo@elsewhere.example")];
        let leave_out = conversation::Command::LeaveOut { people };
        Command::Conversation(rooms::CAKE, leave_out)
    };
    let send = "Send to the others";
    for window in [WINDOW, ((360.0, 700.0), Look::Dark)] {
        let mut scene = sealed::held(window, 9);
        let said = "theo@elsewhere.example has no device that could read this";
        assert!(scene.find(said).is_some());
        scene.sent();
        // In the bar, and below the message.
        press(&mut scene, send);
        assert_eq!(scene.sent(), [leave_out()]);
        scene.click_role(Role::Link, send);
        scene.settle();
        assert_eq!(scene.sent(), [leave_out()]);
    }
    let mut scene = sealed::held_lock(WINDOW);
    scene.sent();
    assert_eq!(buttons(&mut scene, "theo@elsewhere.example").len(), 1);
    press(&mut scene, send);
    assert_eq!(scene.sent(), [leave_out()]);
    // Where nobody else could read it there is nothing to send to others.
    let mut scene = sealed::held(WINDOW, 0);
    assert_eq!(buttons(&mut scene, send), [""; 0]);
    press(&mut scene, "Encryption…");
    assert!(scene.role(Role::CheckBox, "Encrypt what I write").is_some());
}

#[test]
fn who_asks_for_plain_text_is_answered_by_the_person() {
    for (name, on) in [("Keep encrypting", true), ("Stop encrypting", false)] {
        let mut scene = sealed::opted_out(WINDOW);
        let asked = "Romy Keller asks to get what you write unencrypted";
        assert!(scene.find(asked).is_some());
        scene.sent();
        press(&mut scene, name);
        assert_eq!(scene.sent(), [set(on)]);
        // The lock says the same.
        let mut scene = sealed::opted_out(WINDOW);
        let lock = buttons(&mut scene, "Nothing is sent until you decide");
        press(&mut scene, &lock[0]);
        scene.sent();
        press(&mut scene, name);
        assert_eq!(scene.sent(), [set(on)]);
    }
}

#[test]
fn switching_off_is_asked_and_switching_on_is_not() {
    let mut scene = sealed::lock(WINDOW, sealed::on());
    scene.sent();
    scene.click_role(Role::CheckBox, "Encrypt what I write");
    scene.settle();
    assert_eq!(scene.sent(), [], "nothing before the answer");
    press(&mut scene, "Keep encrypting");
    assert_eq!(scene.sent(), []);
    scene.click_role(Role::CheckBox, "Encrypt what I write");
    scene.settle();
    press(&mut scene, "Stop encrypting");
    assert_eq!(scene.sent(), [set(false)]);

    let mut scene = sealed::lock(WINDOW, mode(Mode::Off));
    scene.sent();
    scene.click_role(Role::CheckBox, "Encrypt what I write");
    scene.settle();
    assert_eq!(scene.sent(), [set(true)]);

    let mut scene = sealed::lock(WINDOW, mode(Mode::Impossible));
    scene.sent();
    scene.click_role(Role::CheckBox, "Encrypt what I write");
    scene.settle();
    assert_eq!(scene.sent(), [], "there is nothing to switch");
}

#[test]
fn the_lock_is_reached_by_keyboard_and_leads_to_the_keys() {
    let mut scene = sealed::with(WINDOW, sealed::on(), sealed::talk());
    scene.focus_role(Role::Button, "Encrypted. 3 devices can read it.");
    scene.key(Named::Enter);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Encryption").is_some());
    scene.focus_role(Role::Button, "Keys and devices…");
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(scene.sent(), [watch(Some("romy@example.org"))]);
    assert!(scene.role(Role::Heading, "Keys and devices").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(scene.sent(), [watch(None)], "nobody looks any more");
}

#[test]
fn several_that_cant_be_read_are_one_line_that_unfolds() {
    let mut scene = sealed::trouble(WINDOW);
    let folded = "12 messages that this device can’t read";
    assert!(scene.role(Role::Button, folded).is_some());
    assert_eq!(
        buttons(&mut scene, "Not encrypted for this device").len(),
        0
    );
    press(&mut scene, folded);
    scene.wheel(40.0);
    scene.settle();
    assert!(!buttons(&mut scene, "Not encrypted for this device").is_empty());
}

#[test]
fn what_was_unfolded_is_folded_again_by_the_same_button() {
    let items = (1..=3).map(|seq| sealed::unreadable(seq, 9, Unreadable::NotForUs));
    let mut scene = sealed::with(WINDOW, sealed::on(), items.collect());
    let line = "3 messages that this device can’t read";
    scene.focus_role(Role::Button, line);
    for open in [true, false, true] {
        scene.key(Named::Enter);
        scene.settle();
        let shown = buttons(&mut scene, "Not encrypted for this device").len();
        assert_eq!(shown, if open { 3 } else { 0 });
        let focused = scene.focused().expect("the line keeps the focus").report;
        assert_eq!(focused.name, line);
        assert_eq!(focused.expanded, Some(open));
    }
    // What comes later is told on its own.
    let later = sealed::unreadable(4, 1, Unreadable::NotForUs);
    scene.tell([timeline(Change::Upserted(vec![std::sync::Arc::new(later)]))]);
    scene.settle();
    assert_eq!(buttons(&mut scene, line).len(), 1);
    assert_eq!(
        buttons(&mut scene, "Not encrypted for this device").len(),
        4
    );
}

#[test]
fn nothing_of_delivery_is_told_of_what_cant_be_read() {
    let mut ours = sample::message(1, 2, Direction::Outgoing, "");
    ours.state = State::Delivered;
    ours.delivered_at = Some(sample::NOW);
    let told = |scene: &mut Scene| {
        let rows = scene.roles(Role::ListItem).into_iter();
        let labels = scene.roles(Role::Label).into_iter();
        let names = rows.chain(labels).map(|one| one.report.name);
        names.filter(|name| name.contains("delivered")).count()
    };
    let mut scene = sealed::with(WINDOW, sealed::on(), vec![ours.clone()]);
    assert!(told(&mut scene) > 0, "of others it is");
    let why = Sealing::Unreadable(Unreadable::NotForUs);
    let mut scene = sealed::with(WINDOW, sealed::on(), vec![sealed::sealed(ours, why)]);
    assert_eq!(told(&mut scene), 0);
}

#[test]
fn an_open_lock_says_so_beside_what_is_written() {
    let words = |scene: &mut Scene| scene.find("Not encrypted").is_some();
    let mut scene = sealed::with(WINDOW, mode(Mode::Off), vec![]);
    assert!(words(&mut scene));
    scene.tell([sample::told(sealed::romy(sealed::on()))]);
    assert!(!words(&mut scene));
    scene.tell([sample::told(sealed::romy(mode(Mode::Impossible)))]);
    assert!(words(&mut scene));
}

#[test]
fn another_reason_or_a_line_between_keeps_them_apart() {
    let items = vec![
        sealed::unreadable(1, 9, Unreadable::NotForUs),
        sealed::unreadable(2, 8, Unreadable::NotForUs),
        sealed::unreadable(3, 7, Unreadable::Otr),
        sealed::unreadable(4, 6, Unreadable::NotForUs),
    ];
    let mut scene = sealed::with(WINDOW, sealed::on(), items);
    assert_eq!(buttons(&mut scene, "2 messages that").len(), 1);
    assert_eq!(
        buttons(&mut scene, "Not encrypted for this device").len(),
        1
    );
    assert_eq!(buttons(&mut scene, "OTR").len(), 1);
    // An older page before them: the same line tells of more.
    scene.tell([timeline(Change::Older {
        items: vec![std::sync::Arc::new(sealed::unreadable(
            0,
            10,
            Unreadable::NotForUs,
        ))],
        older: false,
    })]);
    assert_eq!(buttons(&mut scene, "3 messages that").len(), 1);
}

#[test]
fn what_cant_be_read_can_only_be_deleted() {
    let mut scene = sealed::with(
        WINDOW,
        sealed::on(),
        vec![sealed::unreadable(1, 2, Unreadable::NoSession)],
    );
    open_menu(&mut scene, "This device can’t read this message");
    let names = scene.roles(Role::MenuItem).into_iter();
    let names: Vec<_> = names.map(|one| one.report.name).collect();
    for never in ["Reply", "React…", "Copy", "Edit", "Forward…", "Remind me…"] {
        let found = names
            .iter()
            .any(|name| name.trim_end_matches('…') == never.trim_end_matches('…'));
        assert!(!found, "{never}: {names:?}");
    }
    assert!(
        names.iter().any(|name| name.starts_with("Delete")),
        "{names:?}"
    );
}

#[test]
fn an_explanation_renews_the_encryption_and_asks_for_the_message_again() {
    let mut scene = sealed::explained(WINDOW);
    scene.sent();
    press(&mut scene, "Renew the encryption");
    let repair = Command::Encryption(C::Repair {
        account: ACCOUNT,
        jid: sample::address("romy@example.org"),
    });
    assert_eq!(scene.sent(), [repair]);
    press(&mut scene, "Renew the encryption");
    assert_eq!(scene.sent(), [], "once is enough");
    press(&mut scene, "Ask Romy Keller to send it again");
    let sent = scene.sent();
    let said = |one: &Command| {
        matches!(
            one,
            Command::Conversation(_, conversation::Command::Send { .. })
        )
    };
    assert!(!sent.iter().any(said), "the person sends it: {sent:?}");
    let field = scene.focused().expect("the composer").report;
    assert!(
        field
            .value
            .is_some_and(|text| text.contains("send it again"))
    );
}

#[test]
fn what_is_not_for_us_offers_nothing_to_do() {
    let items = vec![sealed::unreadable(1, 2, Unreadable::NotForUs)];
    let mut scene = sealed::with(WINDOW, sealed::on(), items);
    press(
        &mut scene,
        "Not encrypted for this device. What does that mean?",
    );
    assert!(scene.role(Role::Dialog, "Why this can’t be read").is_some());
    assert_eq!(buttons(&mut scene, "Renew").len(), 0);
    assert_eq!(buttons(&mut scene, "Ask Romy").len(), 0);
}

#[test]
fn what_is_encrypted_in_an_unknown_way_is_called_as_it_calls_itself() {
    let mut named = sealed::unreadable(1, 2, Unreadable::Unknown);
    named.text = "Fu\u{202e}ture".to_owned();
    let nameless = sealed::unreadable(3, 1, Unreadable::Unknown);
    let between = sealed::read(2, 2, Direction::Incoming, "and in between");
    let mut scene = sealed::with(WINDOW, sealed::on(), vec![named, between, nameless]);
    assert_eq!(buttons(&mut scene, "Encrypted with Fu").len(), 1);
    let unknown = "Encrypted in a way that Waxwing doesn’t know";
    assert_eq!(buttons(&mut scene, unknown).len(), 1);
}

#[test]
fn our_keys_are_shown_in_both_ways_of_writing() {
    let mut scene = sealed::verifying_by_code(WINDOW);
    press(&mut scene, "They use Kaidan");
    assert_eq!(buttons(&mut scene, "They use Kaidan").len(), 0);
    press(&mut scene, "They use another app");
    assert_eq!(buttons(&mut scene, "They use Kaidan").len(), 1);
}

#[test]
fn only_what_is_not_as_usual_is_marked() {
    let mut scene = sealed::with(WINDOW, sealed::on(), sealed::talk());
    assert_eq!(buttons(&mut scene, "What does that mean?").len(), 0, "calm");
    let mut scene = sealed::trouble(WINDOW);
    assert_eq!(buttons(&mut scene, "Not encrypted. What").len(), 2);
    press(&mut scene, "From a new device. What does that mean?");
    press(&mut scene, "Keys and devices…");
    assert!(scene.sent().contains(&watch(Some("romy@example.org"))));
    // Where nothing is encrypted, nothing has to be said of it.
    let plain = sample::message(1, 2, Direction::Incoming, "hello");
    let mut scene = sealed::with(WINDOW, mode(Mode::Off), vec![plain]);
    assert_eq!(buttons(&mut scene, "What does that mean?").len(), 0);
}

#[test]
fn a_list_shows_that_something_cant_be_read() {
    let mut scene = sealed::calm(WINDOW);
    let mut romy = sealed::romy(sealed::on());
    let last = romy.last.as_mut().expect("a last message");
    last.text = String::new();
    last.unreadable = true;
    scene.tell([sample::told(romy)]);
    let rows = scene.roles(Role::ListItem);
    let said = |name: &str| name.contains("Encrypted message");
    assert!(rows.iter().any(|row| said(&row.report.name)), "{rows:?}");
}

#[test]
fn a_notice_says_that_something_cant_be_read() {
    let mut scene = sealed::calm(WINDOW);
    let mut ana = people().swap_remove(1);
    let last = ana.last.as_mut().expect("a last message");
    last.text = String::new();
    last.unreadable = true;
    let notice = event::conversation::Event::Notice {
        conversation: ana.id,
        item: ItemId {
            at: sample::NOW,
            seq: 7,
        },
        text: String::new(),
        author: String::new(),
        private: false,
        count: 1,
        mention: false,
        missed: false,
    };
    scene.notices();
    scene.tell([sample::told(ana), Event::Conversation(notice)]);
    let orders = scene.notices();
    let [Order::Show(card)] = orders.as_slice() else {
        panic!("{orders:?}");
    };
    assert_eq!(card.body, "Encrypted message");
}

#[test]
fn another_key_than_before_is_warned_of_until_it_is_decided() {
    let mut scene = sealed::banner(WINDOW, false);
    let calm = "Romy Keller has a new device. \
                It can’t read what you write until you have decided whether to trust it.";
    assert!(scene.role(Role::Status, calm).is_some());
    let warned = |scene: &mut Scene| {
        let alerts = scene.roles(Role::Alert);
        let another = |name: &str| name.contains("another key than before");
        alerts.iter().any(|one| another(&one.report.name))
    };
    assert!(!warned(&mut scene));
    let undecided = |changed| {
        Event::Encryption(E::Undecided {
            account: ACCOUNT,
            jid: sample::address("romy@example.org"),
            changed,
        })
    };
    scene.tell([undecided(true)]);
    assert!(warned(&mut scene));
    scene.tell([sample::told(sealed::romy(sealed::on()))]);
    assert!(!warned(&mut scene));
    scene.tell([sample::told(sealed::romy(sealed::undecided()))]);
    assert!(!warned(&mut scene), "that was another time");
}

#[test]
fn a_delivery_tells_for_which_devices_it_was_encrypted() {
    let mut scene = sealed::delivered(WINDOW);
    assert!(scene.find("Encrypted for 2 devices").is_some());
    assert!(scene.find("romy@example.org · 27183").is_some());
    let left_out = "Not encrypted for one device you have not decided about";
    assert!(scene.find(left_out).is_some());
}

#[test]
fn in_a_group_the_lock_leads_to_the_keys_of_each() {
    let mut scene = signed_in(1000.0, 760.0, Look::Light);
    let mut cake = rooms::group(rooms::of_members());
    cake.encryption = sealed::undecided();
    scene.tell([sample::told(cake.clone())]);
    scene.click("Friday cake");
    scene.settle();
    scene.sent();
    scene.tell([Event::Encryption(E::Undecided {
        account: ACCOUNT,
        jid: sample::address("romy@example.org"),
        changed: false,
    })]);
    let status = |scene: &mut Scene, begin: &str| {
        let all = scene.roles(Role::Status);
        all.iter().any(|one| one.report.name.starts_with(begin))
    };
    assert!(
        status(&mut scene, "Romy Keller has a new device. It can’t"),
        "whose it is"
    );
    scene.tell([Event::Encryption(E::Undecided {
        account: ACCOUNT,
        jid: sample::address("ana@example.org"),
        changed: false,
    })]);
    assert!(status(
        &mut scene,
        "Ana Bauer and Romy Keller have new devices."
    ));
    press(&mut scene, "Look at it");
    assert!(scene.role(Role::Dialog, "Encryption").is_some());
    assert!(
        scene.find("new device").is_some(),
        "whose it is stands there"
    );
    assert_eq!(buttons(&mut scene, "devices of mira@").len(), 0, "us");
    press(&mut scene, "Keys and devices of Romy Keller");
    let sent = scene.sent();
    assert!(sent.contains(&watch(Some("romy@example.org"))), "{sent:?}");
    cake.encryption = mode(Mode::Impossible);
    scene.tell([sample::told(cake)]);
    scene.key(Named::Escape);
    scene.settle();
    let server = "Not encrypted: your server can’t keep what it takes.";
    assert!(scene.role(Role::Button, server).is_some());
}

#[test]
fn a_group_of_too_many_waits_until_the_person_stops_encrypting() {
    let mut scene = sealed::too_many(WINDOW);
    let lock = "So many people belong to this group that a message has no room for all their keys. Nothing is sent \
                until you stop encrypting here.";
    assert!(scene.role(Role::Button, lock).is_some());
    assert!(
        scene
            .find("This group is too large to be encrypted")
            .is_some()
    );
    scene.sent();
    press(&mut scene, "Stop encrypting");
    let off = conversation::Command::SetEncrypted { on: false };
    let sent = scene.sent();
    let is_off = |one: &Command| matches!(one, Command::Conversation(_, told) if *told == off);
    assert!(sent.iter().any(is_off), "{sent:?}");
}

#[test]
fn the_time_stands_beside_the_mark_where_there_is_room() {
    let undecided = Sealing::Read(Trust::Undecided);
    for width in [420.0, 760.0, 1000.0, 1440.0] {
        for words in ["ok", "And this from the old one", &"long ".repeat(60)] {
            for direction in [Direction::Incoming, Direction::Outgoing] {
                let plain = sample::message(1, 2, direction, words);
                let unknown = sealed::sealed(plain.clone(), undecided);
                for (item, mark) in [(plain, "Not encrypted"), (unknown, "From a new device")] {
                    for edited in [false, true] {
                        let mut item = item.clone();
                        item.edited_at = edited.then_some(sample::NOW);
                        let time = format::time(item.id.at);
                        let window = ((width, 760.0), Look::Light);
                        let mut scene = sealed::with(window, sealed::on(), vec![item]);
                        let mark = scene.find(mark).expect("the mark");
                        let time = scene.find(&time).expect("the time");
                        let apart = (mark.center().y - time.center().y).abs();
                        assert!(apart < 2.0, "{width} {words:.10} {direction:?} {edited}");
                    }
                }
            }
        }
    }
}
