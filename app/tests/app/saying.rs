//! What is done with what was said: answers, corrections, reactions, deleting, forwarding, marking, covering.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::sample::saying::{self, changed_talk, choose, ours, theirs, with};
use waxwing::sample::talk::{ROMY, ago, messages, timeline};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{Direction, Message, State};
use waxwing_core::{Change, Command, ConversationId, ItemId, Timestamp};

fn open() -> Scene {
    saying::changed((1000.0, 900.0), Mode::Light)
}

fn talk(scene: &mut Scene) -> Vec<Talk> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Conversation(id, Talk::Compose(_)) if id == ROMY => None,
        Command::Conversation(id, command) if id == ROMY => Some(command),
        _ => None,
    })
    .collect()
}

fn said(text: &str) -> Talk {
    Talk::say(text)
}

#[test]
fn an_answer_says_what_it_answers_and_can_be_given_up() {
    let mut scene = open();
    let items = changed_talk();
    choose(&mut scene, &items[0].text, &tr!("message-reply"));
    let bar = format!("Reply to Romy Keller: {}", items[0].text);
    assert!(scene.role(Role::Status, &bar).is_some());
    scene.type_text("Sure");
    scene.key(Named::Enter);
    let answer = Talk::Send {
        text: "Sure".to_owned(),
        reply_to: Some(items[0].id),
        spoiler: None,
        previews: Vec::new(),
        private: None,
    };
    assert_eq!(talk(&mut scene), [answer]);
    assert!(scene.role(Role::Status, &bar).is_none(), "the next is none");

    choose(&mut scene, &items[0].text, &tr!("message-reply"));
    scene.key(Named::Escape);
    scene.type_text("New");
    scene.key(Named::Enter);
    assert_eq!(talk(&mut scene), [said("New")]);
}

#[test]
fn arrow_up_in_an_empty_composer_corrects_the_last_message_of_ours() {
    let items = vec![
        theirs(1, 9, "one"),
        ours(2, 8, "tow"),
        theirs(3, 7, "three"),
    ];
    let mut scene = with((1000.0, 700.0), Mode::Light, items.clone());
    scene.key(Named::ArrowUp);
    scene.settle();
    assert!(scene.role(Role::Status, "Edit message: tow").is_some());
    scene.ctrl("a");
    scene.type_text("two");
    scene.key(Named::Enter);
    let correct = Talk::Correct {
        item: items[1].id,
        text: "two".to_owned(),
    };
    assert_eq!(talk(&mut scene), [correct]);
    // Nothing changed: nothing is sent.
    scene.key(Named::ArrowUp);
    scene.settle();
    scene.key(Named::Enter);
    assert!(talk(&mut scene).is_empty());
}

#[test]
fn a_correction_puts_the_draft_aside_and_escape_brings_it_back() {
    let items = vec![ours(2, 8, "tow")];
    let mut scene = with((1000.0, 700.0), Mode::Light, items);
    scene.type_text("draft");
    choose(&mut scene, "tow", &tr!("message-edit"));
    let area = |scene: &mut Scene| scene.roles(Role::TextArea)[0].report.text.clone().unwrap();
    assert_eq!(area(&mut scene).value, "tow");
    scene.key(Named::Escape);
    scene.settle();
    assert_eq!(area(&mut scene).value, "draft");
    // The draft is kept, not the correction.
    choose(&mut scene, "tow", &tr!("message-edit"));
    scene.click("Ana Bauer");
    scene.settle();
    scene.click("Romy Keller");
    scene.settle();
    assert_eq!(area(&mut scene).value, "draft");
}

#[test]
fn an_answer_leads_to_what_it_answers() {
    let mut scene = open();
    let items = changed_talk();
    let name = format!("In reply to Romy Keller: {}", items[0].text);
    scene.click_role(Role::Button, &name);
    assert!(talk(&mut scene).is_empty(), "it is loaded");

    // Far above: what is around it is asked for.
    let far = ItemId {
        at: ago(99_999),
        seq: 77,
    };
    let mut answer = theirs(9, 1, "still true");
    answer.reply = items[4].reply.clone();
    answer.reply.as_mut().unwrap().item = Some(far);
    scene.tell([messages(vec![answer.clone()], true)]);
    scene.sent();
    let quote = format!("In reply to You: {}", items[1].text);
    scene.click_role(Role::Button, &quote);
    assert_eq!(talk(&mut scene), [Talk::OpenAt { at: far.at }]);
    let old = Message {
        id: far,
        ..theirs(77, 0, "long ago")
    };
    scene.tell([timeline(Change::Around {
        items: vec![std::sync::Arc::new(old)],
        older: false,
        newer: true,
    })]);
    scene.settle();
    scene.frame();
    assert!(scene.find("long ago").is_some());
    // Not the end: the rest is asked for, and the way back is offered.
    let asked = talk(&mut scene);
    assert!(asked.contains(&Talk::LoadNewer { after: far }), "{asked:?}");
    assert!(!asked.contains(&Talk::MarkRead), "{asked:?}");
    scene.click_role(Role::Button, &tr!("conversation-jump"));
    assert!(talk(&mut scene).contains(&Talk::Open));
}

#[test]
fn a_reaction_is_toggled_by_its_pill_and_chosen_in_the_dialog() {
    let mut scene = open();
    let item = changed_talk()[0].id;
    let react = |emojis: &[&str]| Talk::React {
        item,
        emojis: emojis.iter().map(|one| (*one).to_owned()).collect(),
    };
    let pill = scene.role(Role::Button, "🎉: You, Romy Keller");
    assert_eq!(pill.expect("a pill").report.checked, Some(true));
    scene.click_role(Role::Button, "🎉: You, Romy Keller");
    assert_eq!(talk(&mut scene), [react(&["👍"])]);
    choose(&mut scene, &changed_talk()[0].text, &tr!("message-react"));
    scene.click_role(Role::Button, "😂");
    assert_eq!(talk(&mut scene), [react(&["👍", "🎉", "😂"])]);
    assert!(scene.role(Role::Dialog, &tr!("react-title")).is_none());
    // Any other one is found by its name.
    choose(&mut scene, &changed_talk()[0].text, &tr!("message-react"));
    scene.click_role(Role::Button, &tr!("react-more"));
    scene.settle();
    scene.type_text("umbrella");
    scene.key(Named::Enter);
    let sent = talk(&mut scene);
    let Some(Talk::React { emojis, .. }) = sent.last() else {
        panic!("{sent:?}");
    };
    assert!(
        emojis.len() == 3 && emojis[2].starts_with(['☂', '☔', '⛱', '🌂']),
        "{emojis:?}"
    );
}

#[test]
fn deleting_asks_first_and_says_what_it_cannot_do() {
    let mut scene = open();
    let item = &changed_talk()[1];
    choose(&mut scene, &item.text, &tr!("message-retract"));
    assert!(talk(&mut scene).is_empty());
    let cannot = tr!("retract-cannot");
    assert!(scene.find(&cannot).is_some());
    let focused = scene.focused().expect("a focus").report.name;
    assert_eq!(focused, tr!("cancel"), "Enter by accident does no harm");
    scene.click_role(Role::Button, &tr!("retract-everyone"));
    assert_eq!(talk(&mut scene), [Talk::Retract { item: item.id }]);
    assert!(
        scene
            .role(Role::Dialog, &tr!("retract-title", count = 1))
            .is_none()
    );
}

#[test]
fn what_was_deleted_leaves_a_mark_and_nothing_else() {
    let mut gone = theirs(1, 5, "");
    gone.retracted_at = Some(ago(4));
    gone.reactions = vec![saying::felt("👍", &["romy@example.org"], false)];
    gone.edited_at = Some(ago(4));
    let mut scene = with((1000.0, 700.0), Mode::Light, vec![gone]);
    assert!(scene.find(&tr!("message-deleted")).is_some());
    assert!(scene.role(Role::Button, "👍: Romy Keller").is_none());
    assert!(
        scene
            .role(Role::Button, &tr!("message-edited-spoken"))
            .is_none()
    );
    let rows = scene.roles(Role::ListItem);
    assert!(
        rows.iter()
            .any(|row| row.report.name.contains(&tr!("message-deleted")))
    );
}

#[test]
fn a_covered_text_is_nowhere_until_it_is_asked_for() {
    let mut scene = open();
    let secret = changed_talk()[3].text.clone();
    let told = |scene: &mut Scene| {
        let tree = scene.tree();
        let mut all = tree.iter().flat_map(|node| node.walk());
        all.any(|node| node.report.name.contains(&secret))
    };
    assert!(!told(&mut scene), "not even to a screen reader");
    let cover = tr!("spoiler-spoken", text = "Hidden: how the book ends");
    scene.focus_role(Role::Button, &cover);
    scene.key(Named::Enter);
    assert!(told(&mut scene));
}

#[test]
fn a_message_is_sent_covered_with_a_hint() {
    let mut scene = with((1000.0, 700.0), Mode::Light, vec![theirs(1, 9, "one")]);
    scene.click_role(Role::Button, &tr!("composer-more"));
    scene.click_role(Role::MenuItem, &tr!("composer-cover"));
    scene.settle();
    scene.type_text("It was him");
    scene.click_role(Role::TextField, &tr!("composer-cover-hint"));
    scene.type_text("the end");
    scene.click_role(Role::Button, &tr!("composer-send"));
    let covered = Talk::Send {
        text: "It was him".to_owned(),
        reply_to: None,
        spoiler: Some("the end".to_owned()),
        previews: Vec::new(),
        private: None,
    };
    assert_eq!(talk(&mut scene), [covered]);
    assert!(
        scene
            .role(Role::TextField, &tr!("composer-cover-hint"))
            .is_none()
    );
}

#[test]
fn messages_are_forwarded_to_whom_one_chooses() {
    let mut scene = open();
    let item = changed_talk()[0].id;
    choose(&mut scene, &changed_talk()[0].text, &tr!("message-forward"));
    scene.type_text("ana");
    assert!(scene.role(Role::CheckBox, "Jonas Lindqvist").is_none());
    scene.click_role(Role::CheckBox, "Ana Bauer");
    scene.click_role(Role::Button, &tr!("forward-submit"));
    let forward = Talk::Forward {
        items: vec![item],
        to: vec![ConversationId(2)],
    };
    assert_eq!(talk(&mut scene), [forward]);
}

#[test]
fn several_are_marked_by_keys_and_copied_forwarded_deleted() {
    let items = vec![
        theirs(1, 20, "one"),
        ours(2, 10, "two"),
        ours(3, 5, "three"),
    ];
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut scene = with((1000.0, 700.0), Mode::Light, items);
    let shift_up = |scene: &mut Scene| {
        scene.key_with(Key::Named(Named::ArrowUp), Modifiers::SHIFT);
        scene.settle();
    };
    shift_up(&mut scene);
    shift_up(&mut scene);
    shift_up(&mut scene);
    assert!(scene.find(&tr!("marked-count", count = 3)).is_some());
    scene.key_with(Key::Named(Named::ArrowDown), Modifiers::SHIFT);
    scene.settle();
    assert!(scene.find(&tr!("marked-count", count = 2)).is_some());
    scene.key(Named::ArrowUp);
    scene.key(Named::Space);
    scene.settle();

    scene.click_role(Role::Button, &tr!("message-forward"));
    scene.settle();
    scene.click_role(Role::CheckBox, "Ana Bauer");
    scene.click_role(Role::Button, &tr!("forward-submit"));
    let forward = Talk::Forward {
        items: ids.clone(),
        to: vec![ConversationId(2)],
    };
    assert_eq!(talk(&mut scene), [forward]);

    scene.click_role(Role::Button, &tr!("message-delete"));
    scene.settle();
    assert!(
        scene
            .find(&tr!("retract-kept", name = "Romy Keller", count = 1))
            .is_some()
    );
    scene.click_role(Role::Button, &tr!("retract-everyone"));
    let retract = |item| Talk::Retract { item };
    assert_eq!(talk(&mut scene), [retract(ids[1]), retract(ids[2])]);

    scene.click_role(Role::Button, &tr!("message-copy"));
    scene.settle();
    let copied = scene.clipboard().standard.clone().unwrap_or_default();
    assert!(
        copied.starts_with("Romy Keller, ") && copied.contains("\ntwo\n"),
        "{copied}"
    );
    assert!(
        scene
            .role(Role::TextArea, "Message to Romy Keller")
            .is_some(),
        "done"
    );
}

#[test]
fn several_are_marked_by_the_pointer_alone() {
    let items = vec![
        theirs(1, 20, "one"),
        ours(2, 10, "two"),
        ours(3, 5, "three"),
    ];
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut scene = with((1000.0, 700.0), Mode::Light, items);
    let press = |scene: &mut Scene, text: &str| {
        let rows = scene.roles(Role::CheckBox).into_iter();
        let row = rows
            .filter(|row| row.report.name.contains(text))
            .map(|row| row.bounds.center())
            .next();
        scene.click_at(row.expect("a row"));
        scene.settle();
    };
    choose(&mut scene, "one", &tr!("message-select"));
    for text in ["two", "three", "two"] {
        press(&mut scene, text);
    }
    assert!(scene.find(&tr!("marked-count", count = 2)).is_some());
    scene.click_role(Role::Button, &tr!("message-forward"));
    scene.settle();
    scene.click_role(Role::CheckBox, "Ana Bauer");
    scene.click_role(Role::Button, &tr!("forward-submit"));
    let forward = Talk::Forward {
        items: vec![ids[0], ids[2]],
        to: vec![ConversationId(2)],
    };
    assert_eq!(talk(&mut scene), [forward]);
    for text in ["one", "three"] {
        press(&mut scene, text);
    }
    assert!(
        scene
            .role(Role::TextArea, "Message to Romy Keller")
            .is_some(),
        "who unmarks the last one is done"
    );
}

#[test]
fn escape_ends_marking_before_anything_else() {
    let mut scene = open();
    choose(&mut scene, &changed_talk()[0].text, &tr!("message-select"));
    assert!(scene.find(&tr!("marked-count", count = 1)).is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.find(&tr!("marked-count", count = 1)).is_none());
    let focused = scene.focused().expect("a focus").report.name;
    assert_eq!(focused, "Message to Romy Keller");
}

#[test]
fn a_message_with_the_focus_answers_letters() {
    let items = vec![theirs(1, 20, "one"), ours(2, 10, "two")];
    let mut scene = with((1000.0, 700.0), Mode::Light, items);
    let focus_last = |scene: &mut Scene| {
        scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
        scene.settle();
    };
    let press = |scene: &mut Scene, letter: &str| {
        scene.key_with(Key::Character(letter.into()), Modifiers::empty());
        scene.settle();
    };
    focus_last(&mut scene);
    while !scene
        .focused()
        .is_some_and(|node| node.report.name.contains("two"))
    {
        focus_last(&mut scene);
    }
    press(&mut scene, "c");
    assert_eq!(scene.clipboard().standard.as_deref(), Some("two"));
    press(&mut scene, "e");
    assert!(scene.role(Role::Status, "Edit message: two").is_some());
    scene.key(Named::Escape);
    scene.settle();
}

#[test]
fn the_history_of_a_message_is_one_click_away() {
    let mut scene = saying::versions((1000.0, 800.0), Mode::Light);
    let item = changed_talk()[1].id;
    assert!(talk(&mut scene).contains(&Talk::Versions { item: Some(item) }));
    assert!(scene.role(Role::Dialog, &tr!("versions-title")).is_some());
    let rows = scene.roles(Role::ListItem);
    let shown: Vec<_> = rows
        .iter()
        .filter(|row| row.report.name.contains("18:00"))
        .collect();
    assert_eq!(shown.len(), 1);
    scene.click_role(Role::Button, &tr!("close"));
    assert_eq!(talk(&mut scene), [Talk::Versions { item: None }]);
}

#[test]
fn a_refused_correction_can_be_tried_again_or_given_up() {
    let mut scene = open();
    let item = changed_talk()[6].id;
    scene.click(&tr!("message-try-again"));
    assert_eq!(talk(&mut scene), [Talk::Resend { item }]);
    scene.click(&tr!("change-give-up"));
    assert_eq!(talk(&mut scene), [Talk::Discard { item }]);
}

/// Everything of it that a hostile sender decides, as large as it gets.
#[test]
fn hostile_messages_are_shown() {
    let tower = format!("a{}", "\u{301}".repeat(10_000));
    let texts = [
        "*".repeat(10_000),
        "*a _b ~c ".repeat(1_000),
        ">".repeat(100_000),
        "> ".repeat(50_000),
        "> ```\n".repeat(5_000),
        "x".repeat(1_000_000),
        "\u{202e}*gpj.exe*".to_owned(),
        tower.clone(),
        "/me ".repeat(10_000),
    ];
    let mut items: Vec<Message> = (1..)
        .zip(&texts)
        .map(|(seq, text)| theirs(seq, 60 - seq as i64, text))
        .collect();
    let mut worst = theirs(50, 1, "hi");
    worst.spoiler = None;
    worst.reply = changed_talk()[4].reply.clone();
    worst.reply.as_mut().unwrap().quote = "x".repeat(1_000_000);
    worst.reply.as_mut().unwrap().to = "\u{202e}".repeat(10_000);
    worst.reactions = (0..20)
        .map(|_| saying::felt(&tower[..31], &["\u{202e}romy@example.org"; 200], false))
        .collect();
    let mut covered = theirs(51, 1, "hi");
    covered.spoiler = Some("\u{202e}\n".repeat(10_000));
    items.extend([worst, covered]);
    let mut scene = with((1000.0, 700.0), Mode::Dark, items);
    scene.wheel(20.0);
    scene.frame();
    scene.resize(360.0, 480.0);
    scene.pixels(1.0);
}

/// Row 26: whoever writes decides nothing about what is fetched.
#[test]
fn a_message_with_links_asks_nobody_for_anything() {
    let text = "https://tracker.example/pixel.png *http://a.example/?x* xmpp:x@y.example?join";
    let mut scene = with((1000.0, 700.0), Mode::Light, vec![theirs(1, 9, text)]);
    scene.frame();
    let asked = talk(&mut scene);
    assert!(asked.is_empty(), "{asked:?}");
    let link = scene.role(Role::Link, "https://tracker.example/pixel.png");
    assert!(link.is_some(), "it leads there only when it is pressed");
}

#[test]
fn what_is_on_its_way_is_not_reacted_to() {
    let mut pending = ours(1, 2, "wait");
    pending.state = State::Pending;
    assert_eq!(pending.direction, Direction::Outgoing);
    pending.sent_at = None::<Timestamp>;
    let mut scene = with((1000.0, 700.0), Mode::Light, vec![pending]);
    saying::open_menu(&mut scene, "wait");
    assert!(scene.role(Role::MenuItem, &tr!("message-react")).is_none());
    assert!(scene.role(Role::MenuItem, &tr!("message-edit")).is_some());
}
