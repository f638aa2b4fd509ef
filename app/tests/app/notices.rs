//! What is laid down for conversations, and which notices the desktop is given, without a desktop.

use std::sync::Arc;

use iced::theme::Mode;
use iced::window;
use waxwing::action::Action;
use waxwing::app::Message;
use waxwing::moment;
use waxwing::notification::{Card, Heard, Key, Order, Sound};
use waxwing::sample::talk::{ROMY, people, signed_in, with_romy};
use waxwing::sample::{self, NOW};
use waxwing::scene::Scene;
use waxwing::screen::settings::Change;
use waxwing::settings::{Notices, Quiet, Told, Wanted};
use waxwing::widget::Role;
use waxwing_core::command::contact;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{Conversation, Level};
use waxwing_core::{Command, ConversationId, Event, ItemId, Timestamp, event};

const ANA: ConversationId = ConversationId(2);

fn item(seq: u64) -> ItemId {
    ItemId { at: NOW, seq }
}

fn notice(conversation: ConversationId, text: &str, mention: bool) -> Event {
    Event::Conversation(event::conversation::Event::Notice {
        conversation,
        item: item(7),
        text: text.to_owned(),
        author: String::new(),
        private: false,
        count: 1,
        mention,
        missed: false,
    })
}

fn missed(conversation: ConversationId, count: u32) -> Event {
    Event::Conversation(event::conversation::Event::Notice {
        conversation,
        item: item(9),
        text: "late".to_owned(),
        author: String::new(),
        private: false,
        count,
        mention: false,
        missed: true,
    })
}

fn over(conversation: ConversationId) -> Event {
    Event::Conversation(event::conversation::Event::NoticesOver {
        conversation,
        upto: None,
    })
}

/// The cards among the orders.
fn cards(scene: &mut Scene) -> Vec<Card> {
    let orders = scene.notices().into_iter();
    let cards = orders.filter_map(|order| match order {
        Order::Show(card) => Some(*card),
        Order::Close(_) | Order::Clear => None,
    });
    cards.collect()
}

fn set(scene: &mut Scene, notices: Notices) {
    scene.change(Change::Notices(notices));
}

fn tell(scene: &mut Scene, change: impl Fn(&mut Conversation)) {
    let mut romy = people().remove(0);
    change(&mut romy);
    scene.tell([sample::told(romy)]);
}

#[test]
fn a_message_is_told_unless_it_is_looked_at() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.tell([notice(ROMY, "in sight", false)]);
    assert_eq!(cards(&mut scene), []);
    scene.tell([notice(ANA, "elsewhere", false)]);
    let shown = cards(&mut scene);
    assert_eq!(shown[0].title, "Ana Bauer");
    assert_eq!(shown[0].body, "elsewhere");
    assert!(shown[0].picture.is_some());
    scene.message(Message::NoticesDue);
    // Nobody looks at the window.
    scene.message(Message::Window(window::Event::Unfocused));
    scene.tell([notice(ROMY, "out of sight", false)]);
    assert_eq!(cards(&mut scene)[0].body, "out of sight");
    scene.tell([over(ROMY)]);
    assert_eq!(scene.notices(), [Order::Close(Key::Conversation(ROMY))]);
}

#[test]
fn a_flood_is_one_notice_and_so_is_what_was_missed() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.tell((0..500).map(|n| notice(ROMY, &format!("number {n}"), false)));
    let shown = cards(&mut scene);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].title, "Romy Keller (500)");
    scene.message(Message::NoticesDue);
    scene.tell([missed(ROMY, 7)]);
    scene.tell([missed(ANA, 5)]);
    assert_eq!(cards(&mut scene), [], "collected");
    scene.message(Message::NoticesDue);
    let shown = cards(&mut scene);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].title, "12 messages in 2 conversations");
    assert_eq!(shown[0].key, Key::Together);
}

#[test]
fn who_wants_less_is_told_less() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let usual = Notices::default();
    for (notices, words) in [
        (
            Notices {
                told: Told::Sender,
                ..usual
            },
            Some("New message"),
        ),
        (
            Notices {
                wanted: Wanted::Mentions,
                ..usual
            },
            None,
        ),
        (
            Notices {
                calm_until: Some(moment::NEVER),
                ..usual
            },
            None,
        ),
        (
            Notices {
                calm_until: Some(NOW),
                ..usual
            },
            Some("text"),
        ),
        (
            Notices {
                quiet: Quiet {
                    on: true,
                    from: 0,
                    to: 0,
                    days: [true; 7],
                },
                ..usual
            },
            None,
        ),
    ] {
        set(&mut scene, notices);
        scene.tell([notice(ROMY, "text", false)]);
        let shown = cards(&mut scene);
        let body = shown.first().map(|card| card.body.as_str());
        assert_eq!(body, words, "{notices:?}");
        scene.message(Message::NoticesDue);
        scene.tell([over(ROMY)]);
        scene.notices();
    }
    // A rule of its own goes before that of all.
    set(
        &mut scene,
        Notices {
            wanted: Wanted::Nothing,
            ..usual
        },
    );
    tell(&mut scene, |romy| romy.level = Some(Level::All));
    scene.tell([notice(ROMY, "wanted", false), notice(ANA, "not", true)]);
    let shown = cards(&mut scene);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].body, "wanted");
}

#[test]
fn what_is_done_with_a_notice_is_done() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let key = Key::Conversation(ROMY);
    scene.tell([notice(ROMY, "Are we on?", false)]);
    scene.sent();
    scene.message(Message::Heard(Heard::Replied(key, "Yes!".to_owned())));
    let send = Talk::Respond {
        item: item(7),
        text: "Yes!".to_owned(),
    };
    assert_eq!(
        scene.sent(),
        [
            Command::Conversation(ROMY, send),
            Command::Conversation(ROMY, Talk::MarkRead)
        ]
    );
    scene.message(Message::NoticesDue);
    scene.tell([notice(ANA, "Look", false)]);
    scene.message(Message::Heard(Heard::Read(Key::Conversation(ANA))));
    assert_eq!(scene.sent(), [Command::Conversation(ANA, Talk::MarkRead)]);
    scene.message(Message::NoticesDue);
    scene.tell([notice(ROMY, "And now?", false)]);
    scene.notices();
    // Over the settings, too.
    scene.ctrl(",");
    scene.settle();
    scene.message(Message::Heard(Heard::Opened(key)));
    assert_eq!(scene.role(Role::Dialog, "Settings"), None);
    assert!(scene.role(Role::Heading, "Romy Keller").is_some());
    assert_eq!(scene.notices(), [Order::Close(key)]);
}

#[test]
fn a_notice_leads_to_its_message_and_follows_it() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let key = Key::Conversation(ROMY);
    let told = |text: Option<&str>| {
        Event::Conversation(event::conversation::Event::NoticeChanged {
            conversation: ROMY,
            item: item(7),
            text: text.map(str::to_owned),
        })
    };
    scene.tell([notice(ROMY, "At eigth", false)]);
    cards(&mut scene);
    scene.tell([told(Some("At eight"))]);
    scene.message(Message::NoticesDue);
    let shown = cards(&mut scene);
    assert_eq!(shown[0].body, "At eight");
    assert_eq!(shown[0].sound, Sound::Silent);
    scene.message(Message::NoticesDue);
    // A click opens the newest page; where the message is not on it, the one around it.
    scene.sent();
    scene.message(Message::Heard(Heard::Opened(key)));
    let talk = |command| Command::Conversation(ROMY, command);
    assert_eq!(scene.sent(), [talk(Talk::Open)]);
    let page = |seqs: std::ops::Range<u64>| {
        let items = seqs.map(|seq| {
            Arc::new(waxwing_core::model::Message {
                id: item(seq),
                text: format!("number {seq}"),
                ..waxwing_core::model::Message::default()
            })
        });
        let change = waxwing_core::Change::Reset {
            items: items.collect(),
            older: true,
        };
        Event::Conversation(event::conversation::Event::Timeline(ROMY, change))
    };
    scene.tell([page(20..30)]);
    let at = NOW;
    assert!(scene.sent().contains(&talk(Talk::OpenAt { at })));
    scene.tell([page(1..10)]);
    scene.settle();
    let rows = scene.roles(Role::ListItem);
    assert!(rows.iter().any(|row| row.report.name.contains("number 7")));
    let again = scene.sent();
    assert!(!again.contains(&talk(Talk::OpenAt { at })), "{again:?}");
    // Taken back before anybody looked: it goes.
    scene.message(Message::NoticesDue);
    scene.notices();
    scene.message(Message::Window(window::Event::Unfocused));
    scene.tell([notice(ROMY, "oops", false)]);
    cards(&mut scene);
    scene.tell([told(None)]);
    assert_eq!(scene.notices(), [Order::Close(key)]);
}

#[test]
fn pinned_ones_come_first_and_can_be_moved() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::Pin, None));
    let pin = Talk::Pin {
        on: true,
        order: None,
    };
    assert_eq!(scene.sent(), [Command::Conversation(ROMY, pin)]);
    let mut all = people();
    for (entry, order) in all.iter_mut().zip([5, 3]) {
        (entry.pinned, entry.pin_order) = (true, order);
    }
    scene.tell(all.into_iter().map(sample::told));
    let rows = scene.roles(Role::ListItem);
    let first = rows.iter().find(|row| row.report.name.contains("pinned"));
    let first = &first.expect("a pinned row").report.name;
    assert!(first.starts_with("Ana Bauer"), "{first}");
    scene.message(Message::Wanted(Action::PinHigher, None));
    let order = |id, order| {
        let order = Some(order);
        Command::Conversation(id, Talk::Pin { on: true, order })
    };
    assert_eq!(scene.sent(), [order(ROMY, 3), order(ANA, 5)]);
    scene.message(Message::Wanted(Action::PinLower, None));
    assert_eq!(scene.sent(), [], "it is the last of them");
}

#[test]
fn archived_ones_stand_behind_one_row() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    assert_eq!(scene.role(Role::Button, "Archived"), None);
    tell(&mut scene, |romy| (romy.archived, romy.unread) = (true, 3));
    assert!(scene.find("Romy Keller").is_none());
    assert_eq!(scene.title(), "(2) Waxwing", "what is aside is not counted");
    scene.click_role(Role::Button, "Archived");
    scene.settle();
    assert!(scene.find("Romy Keller").is_some() && scene.find("Ana Bauer").is_none());
    scene.click_role(Role::Button, "Back to all conversations");
    scene.settle();
    assert!(scene.find("Ana Bauer").is_some());
    // Who searches finds them.
    scene.ctrl("f");
    scene.settle();
    scene.type_text("romy");
    assert!(scene.find("Romy Keller").is_some());
}

/// Whoever narrowed it down sees that in the list, as well as that it is muted.
#[test]
fn a_rule_of_its_own_is_seen_in_the_list() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    for (level, said) in [
        (Some(Level::Mentions), ", notifies only with your name"),
        (Some(Level::Nothing), ", muted"),
        (Some(Level::All), ""),
        (None, ""),
    ] {
        tell(&mut scene, |romy| romy.level = level);
        let rows = scene.roles(Role::ListItem);
        let mut rows = rows.iter().map(|row| row.report.name.as_str());
        let romy = rows.find(|name| name.starts_with("Romy Keller, "));
        let romy = romy.expect("a row");
        let signs = [", notifies only with your name", ", muted"];
        for sign in signs {
            assert_eq!(romy.ends_with(sign), sign == said, "{level:?}: {romy}");
        }
    }
}

#[test]
fn muted_ones_look_so_and_are_not_counted() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::Notices, None));
    let dialog = "Notifications of Romy Keller";
    assert!(scene.role(Role::Dialog, dialog).is_some());
    scene.click_role(Role::Button, "For ever");
    scene.settle();
    let until = Some(moment::NEVER);
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Talk::Mute { until })]
    );
    scene.click_role(Role::Button, "Only my name");
    scene.settle();
    let level = Some(Level::Mentions);
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Talk::SetLevel { level })]
    );
    scene.click_role(Role::Button, "Done");
    scene.settle();
    assert_eq!(scene.role(Role::Dialog, dialog), None);
    tell(&mut scene, |romy| {
        (romy.muted_until, romy.unread) = (Some(moment::NEVER), 4);
    });
    assert_eq!(scene.title(), "(2) Waxwing");
    let rows = scene.roles(Role::ListItem);
    assert!(rows.iter().any(|row| row.report.name.contains("muted")));
    scene.sent();
    scene.message(Message::Wanted(Action::Unmute, None));
    let until = None;
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Talk::Mute { until })]
    );
    scene.message(Message::Wanted(Action::MuteHour, None));
    assert_eq!(scene.sent(), [], "it is muted");
    tell(&mut scene, |romy| {
        romy.muted_until = Some(Timestamp(NOW.0 - 1));
    });
    scene.message(Message::Wanted(Action::MuteHour, None));
    let until = Some(Timestamp(NOW.0 + 3_600_000_000));
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Talk::Mute { until })]
    );
}

#[test]
fn folders_are_chips_above_the_list() {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::Folder, None));
    scene.type_text("Work");
    scene.click_role(Role::Button, "Save");
    scene.settle();
    let name = "Work".to_owned();
    assert_eq!(
        scene.sent(),
        [Command::Conversation(ROMY, Talk::SetFolder { name })]
    );
    tell(&mut scene, |romy| "Work".clone_into(&mut romy.folder));
    assert!(scene.find("Ana Bauer").is_some());
    scene.click_role(Role::Button, "Work");
    scene.settle();
    assert!(scene.find("Ana Bauer").is_none());
    // The last of them leaves it: there is nothing to choose any more.
    tell(&mut scene, |romy| romy.folder.clear());
    assert!(scene.find("Ana Bauer").is_some());
    assert_eq!(scene.role(Role::Button, "Work"), None);
}

#[test]
fn notes_are_a_conversation_with_a_name_of_its_own() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::Notes, None));
    let sent = scene.sent();
    let [Command::Contact(contact::Command::OpenNotes { request, account })] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    let mut notes = sample::conversation(40, "mira", None);
    (notes.jid, notes.account) = (sample::account(sample::online()).jid, *account);
    notes.name = notes.jid.to_string();
    notes.notes = true;
    let told = event::conversation::Event::Changed(Arc::new(notes));
    scene.tell([Event::Conversation(told), Event::Done(*request, Ok(()))]);
    assert!(scene.role(Role::Heading, "Notes to self").is_some());
    assert!(scene.find("Only you see this").is_some());
    scene.message(Message::Wanted(Action::Block, None));
    assert_eq!(scene.role(Role::Dialog, "Block"), None);
}

#[test]
fn the_settings_of_notices_hold_at_once() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    scene.type_text("quiet hours");
    scene.click_role(Role::Button, "On");
    scene.settle();
    assert!(scene.settings().notices.quiet.on);
    scene.click_role(Role::Button, "From: half an hour later");
    scene.settle();
    assert_eq!(scene.settings().notices.quiet.from, 22 * 60 + 30);
    scene.click_role(Role::CheckBox, "Sat");
    scene.settle();
    assert_eq!(
        scene.settings().notices.quiet.days,
        [true, true, true, true, true, false, true]
    );
}
