//! Deleting on this machine: what is asked, how much that is, and what is done.

use iced::theme::Mode;
use waxwing::sample::forget::{asked, clearing, counted, history_page, mixed};
use waxwing::sample::saying::{changed_talk, choose};
use waxwing::sample::talk::ROMY;
use waxwing::sample::{ACCOUNT, saying};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::history;
use waxwing_core::{Command, Error, Event, RequestId, Timestamp};

const SIZE: (f32, f32) = (1000.0, 800.0);

fn talk(scene: &mut Scene) -> Vec<Talk> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Conversation(ROMY, command) => Some(command),
        _ => None,
    })
    .filter(|command| matches!(command, Talk::Forget { .. } | Talk::Retract { .. }))
    .collect()
}

/// The clearing that was asked for: whose, where and older than what.
fn cleared(scene: &mut Scene) -> Option<(RequestId, bool, Timestamp)> {
    scene.sent().into_iter().find_map(|command| match command {
        Command::History(history::Command::Clear {
            request,
            account: ACCOUNT,
            conversation,
            before,
        }) => Some((request, conversation == Some(ROMY), before)),
        _ => None,
    })
}

#[test]
fn what_others_said_is_deleted_for_me_only() {
    let mut scene = saying::changed(SIZE, Mode::Light);
    let theirs = &changed_talk()[0];
    choose(&mut scene, &theirs.text, "Delete for me…");
    let dialog = |scene: &mut Scene| {
        let title = tr!("retract-title", count = 1);
        scene.role(Role::Dialog, &title).is_some()
    };
    assert!(dialog(&mut scene));
    assert!(scene.role(Role::Button, "Delete for everyone").is_none());
    let focused = scene.focused().expect("a focus").report.name;
    assert_eq!(focused, tr!("cancel"), "Enter by accident does no harm");
    assert_eq!(talk(&mut scene), []);
    scene.click_role(Role::Button, "Delete for me");
    let items = vec![theirs.id];
    assert_eq!(talk(&mut scene), [Talk::Forget { items }]);
    assert!(!dialog(&mut scene));
}

#[test]
fn several_of_both_sides_are_deleted_for_me() {
    let mut scene = mixed(SIZE, Mode::Light);
    assert!(scene.role(Role::Button, "Delete for everyone").is_some());
    scene.click_role(Role::Button, "Delete for me");
    let sent = talk(&mut scene);
    let [Talk::Forget { items }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(items.len(), 2);
    assert!(items.contains(&changed_talk()[0].id), "theirs, too");
}

#[test]
fn a_history_is_counted_before_it_is_deleted() {
    let mut scene = clearing(SIZE, Mode::Light);
    assert!(scene.find("1204 messages will be deleted.").is_some());
    scene.click("Older than a year");
    scene.settle();
    let request = asked(&mut scene).expect("a question");
    scene.tell([counted(RequestId(request.0 + 99), 7)]);
    assert!(scene.find("Counting …").is_some(), "of another question");
    scene.click_role(Role::Button, "Delete");
    assert_eq!(cleared(&mut scene), None, "nobody knows how many");
    scene.tell([counted(request, 0)]);
    scene.click_role(Role::Button, "Delete");
    assert_eq!(cleared(&mut scene), None, "there is nothing");
    scene.click("Everything");
    scene.settle();
    let request = asked(&mut scene).expect("a question");
    scene.tell([counted(request, 1)]);
    assert!(scene.find("One message will be deleted.").is_some());
    scene.click_role(Role::Button, "Delete");
    let (request, here, before) = cleared(&mut scene).expect("it is done");
    assert!(here && before == Timestamp(i64::MAX));
    scene.click_role(Role::Button, "Delete");
    assert_eq!(cleared(&mut scene), None, "once");
    scene.tell([Event::Done(request, Err(Error::Store("full".to_owned())))]);
    assert!(
        scene
            .roles(Role::Alert)
            .iter()
            .any(|one| !one.report.name.is_empty())
    );
    scene.click_role(Role::Button, "Delete");
    let (request, ..) = cleared(&mut scene).expect("once more");
    scene.tell([Event::Done(request, Ok(()))]);
    let title = tr!("clear-title", name = "Romy Keller");
    assert!(scene.role(Role::Dialog, &title).is_none());
}

#[test]
fn old_messages_of_an_account_are_deleted_from_its_page() {
    let mut scene = history_page(Mode::Light);
    scene.sent();
    scene.click_role(Role::Button, "Delete old messages…");
    scene.settle();
    let request = asked(&mut scene).expect("a question");
    scene.tell([counted(request, 12)]);
    assert!(scene.find("12 messages will be deleted.").is_some());
    scene.click_role(Role::Button, "Delete");
    let (_, here, before) = cleared(&mut scene).expect("it is done");
    assert!(!here, "in all conversations");
    let year = waxwing::format::local(before).to_string();
    assert!(year.starts_with("2025-11-17"), "{year}");
}
