//! People: adding them, answering their requests, and what they see of us.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::sample::contacts::{self, strangers};
use waxwing::sample::talk::{signed_in, stranger};
use waxwing::widget::Role;
use waxwing_core::command::{account, contact, conversation};
use waxwing_core::model::Subscription;
use waxwing_core::{Command, ConversationId, Error, Event};

#[test]
fn a_request_is_answered_on_the_page_of_requests() {
    let account = sample::ACCOUNT;
    let asking = strangers().remove(0);
    let jid = asking.jid.clone();
    let accept = contact::Command::Accept {
        account,
        jid: jid.clone(),
    };
    let decline = contact::Command::Decline { account, jid };
    for (button, command) in [("Accept", accept), ("Decline", decline)] {
        let mut scene = signed_in(1000.0, 700.0, Mode::Light);
        scene.tell([sample::told(asking.clone())]);
        assert!(scene.find(button).is_none(), "the list stays quiet");
        scene.click("Requests");
        scene.click(button);
        assert_eq!(scene.sent(), [Command::Contact(command)]);
    }
}

#[test]
fn a_stranger_is_blocked_from_the_requests() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.tell([sample::told(strangers().remove(0))]);
    scene.click("Requests");
    assert!(scene.find("Block…").is_none(), "this server can't");
    scene.tell([contacts::told_contacts(contacts::contacts())]);
    let mut plain = contacts::contacts();
    plain.reporting = false;
    scene.tell([contacts::told_contacts(plain)]);
    scene.click("Block…");
    assert!(scene.sent().is_empty(), "it asks first");
    assert!(
        scene
            .role(Role::Dialog, "Block nadia@elsewhere.example?")
            .is_some()
    );
    scene.click_role(Role::Button, "Block");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Contact(contact::Command::Block { address, .. })]
            if address == "nadia@elsewhere.example"
    ));
}

#[test]
fn a_thousand_strangers_are_one_row() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let first = scene.find("Ana Bauer").expect("a row").center();
    scene.tell((100..1_100).map(|id| {
        let mut one = strangers().remove(0);
        one.id = ConversationId(id);
        one.jid = sample::address(&format!("spam{id}@offers.example"));
        one.name = one.jid.to_string();
        sample::told(one)
    }));
    let now = scene.find("Ana Bauer").expect("a row").center();
    assert!(now.y - first.y < 80.0, "one row above: {first:?} {now:?}");
    assert!(scene.find("999+").is_some());
    assert_eq!(scene.title(), "(2) Waxwing", "strangers don't count");
    scene.click("Requests");
    scene.settle();
    let shown = scene.roles(Role::Group).len();
    assert!(shown < 40, "only what fits is laid out: {shown}");
}

#[test]
fn a_double_click_lets_nobody_in_by_accident() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let all = strangers();
    scene.tell([sample::told(all[0].clone()), sample::told(all[1].clone())]);
    scene.click("Requests");
    scene.click("Accept");
    assert_eq!(scene.sent().len(), 1);
    let mut answered = all[1].clone();
    (answered.request, answered.knocks) = (false, false);
    scene.tell([sample::told(answered)]);
    // Now the other request stands where the first one stood.
    scene.click("Accept");
    assert_eq!(scene.sent(), []);
}

#[test]
fn who_writes_can_be_read_and_answered_to() {
    let mut scene = contacts::with_stranger(1000.0, 700.0, Mode::Light);
    scene.sent();
    assert!(
        scene
            .find("lena@far.example is not in your contacts. They don’t learn whether you have read this.")
            .is_some()
    );
    scene.click("Accept");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Contact(contact::Command::Accept { jid, .. })]
            if jid.as_str() == "lena@far.example"
    ));
}

#[test]
fn the_page_of_a_contact_opens_beside_or_instead_of_the_conversation() {
    for (width, beside) in [(1440.0, true), (1000.0, false), (420.0, false)] {
        let mut scene = contacts::with_romys_page(width, 2_000.0, Mode::Light);
        let opened = scene.sent();
        assert!(
            opened.iter().any(|command| matches!(
                command,
                Command::Contact(contact::Command::OpenProfile { .. })
            )),
            "{opened:?}"
        );
        for told in [
            "You and Romy Keller see when the other is online.",
            "Carpenter",
            "Gajim 1.7 on Linux",
            "Choir",
            "Stop showing myself",
        ] {
            assert!(scene.find(told).is_some(), "{width}: {told}");
        }
        let composer = scene.role(Role::TextArea, "Message to Romy Keller");
        assert_eq!(composer.is_some(), beside, "{width}");
        scene.key(Named::Escape);
        scene.key(Named::Escape);
        scene.settle();
        assert!(scene.find("Carpenter").is_none(), "{width}");
        assert!(scene.sent().iter().any(|command| matches!(
            command,
            Command::Contact(contact::Command::CloseProfile { .. })
        )));
    }
}

#[test]
fn the_page_of_a_contact_is_opened_from_the_head_and_from_the_menu() {
    let mut scene = waxwing::sample::talk::with_romy_quietly(1440.0, 900.0, Mode::Light);
    scene.click_role(Role::Button, "Profile");
    scene.settle();
    assert!(scene.find("Who sees whom").is_some());
    // Beside another conversation it is the page of its other side.
    scene.click("Ana Bauer");
    scene.settle();
    let said = "You and Ana Bauer see when the other is online.";
    assert!(scene.find(said).is_some());
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    choose(&mut scene, "Ana Bauer", "Profile");
    assert!(scene.find(said).is_some());
}

#[test]
fn the_page_says_in_words_who_sees_whom_and_changes_it() {
    let mut scene = contacts::with_romys_page(1000.0, 900.0, Mode::Light);
    scene.sent();
    for (subscription, said, button, command) in [
        (
            Subscription::To,
            "You see when Romy Keller is online. Romy Keller does not see when you are.",
            "Let them see me",
            contact::Command::Show {
                account: sample::ACCOUNT,
                jid: contacts::romy().jid,
                shown: true,
            },
        ),
        (
            Subscription::From,
            "Romy Keller sees when you are online. You don’t see when Romy Keller is.",
            "Ask to see them",
            contact::Command::Watch {
                account: sample::ACCOUNT,
                jid: contacts::romy().jid,
                watched: true,
            },
        ),
        (
            Subscription::Asked,
            "You have asked to see when Romy Keller is online, and wait for an answer.",
            "Stop seeing them",
            contact::Command::Watch {
                account: sample::ACCOUNT,
                jid: contacts::romy().jid,
                watched: false,
            },
        ),
    ] {
        let mut romy = contacts::romy();
        romy.subscription = subscription;
        scene.tell([sample::told(romy)]);
        assert!(scene.find(said).is_some(), "{said}");
        scene.click(button);
        assert_eq!(scene.sent(), [Command::Contact(command)]);
    }
    let mut romy = contacts::romy();
    (romy.subscription, romy.approved) = (Subscription::None, true);
    scene.tell([sample::told(romy)]);
    let said = "Romy Keller may see when you are online as soon as they ask.";
    assert!(scene.find(said).is_some());
}

#[test]
fn hostile_words_on_a_card_are_shown_safely() {
    let mut scene = contacts::with_romys_page(1000.0, 2_000.0, Mode::Light);
    let mut profile = contacts::romys_profile();
    profile.nickname = format!("a{}", "\u{301}".repeat(10_000));
    profile.card.full_name = "photo\u{202e}gpj.exe".to_owned();
    profile.card.title = "<b>&lt;script&gt;</b>".to_owned();
    profile.card.organisation = "line\nbreak\u{0}".to_owned();
    profile.card.webs = vec![
        "javascript:alert(1)".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    profile.card.note = "😀".repeat(4_000);
    profile.resources[0].name = "\u{202e}ksed".to_owned();
    profile.resources[0].status = "x".repeat(100_000);
    scene.tell([contacts::told_profile(profile)]);
    scene.frame();
    assert!(
        scene.find("<b>&lt;script&gt;</b>").is_some(),
        "words, no markup"
    );
    let links = scene.roles(Role::Link);
    assert!(
        links
            .iter()
            .all(|link| link.report.name.contains("keller.example")),
        "{links:?}"
    );
    assert!(
        scene.spent() < std::time::Duration::from_secs(2),
        "{:?}",
        scene.spent()
    );
}

#[test]
fn groups_are_chosen_added_renamed_and_ended() {
    let mut scene = contacts::with_groups(1000.0, 900.0, Mode::Light);
    scene.sent();
    scene.type_text("Neighbours");
    scene.key(Named::Enter);
    scene.settle();
    scene.click("Family");
    scene.click_role(Role::Button, "Rename Choir");
    scene.settle();
    scene.type_text("2");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::RenameGroup {
            request,
            group,
            name,
            ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert_eq!((group.as_str(), name.contains('2')), ("Choir", true));
    let renamed = name.clone();
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.click_role(Role::Button, "End Workshop for everybody in it");
    assert_eq!(scene.sent(), [], "asks first");
    scene.click("End");
    let sent = scene.sent();
    let [Command::Contact(contact::Command::RenameGroup { request, name, .. })] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert!(name.is_empty());
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.click("Save");
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::SetGroups {
            groups, request, ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert_eq!(*groups, [renamed.as_str(), "Family", "Neighbours"]);
    scene.tell([Event::Done(*request, Ok(()))]);
    assert!(scene.role(Role::Dialog, "Groups of Romy Keller").is_none());
}

#[test]
fn blocking_asks_first_and_the_conversation_says_it() {
    let mut scene = contacts::with_block_question(1000.0, 700.0, Mode::Light);
    scene.sent();
    assert!(scene.role(Role::Dialog, "Block Romy Keller?").is_some());
    scene.click("Block");
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Contact(contact::Command::Block { address, .. })] if address == "romy@example.org"
    ));
    let mut scene = contacts::with_romy_blocked(1000.0, 700.0, Mode::Light);
    assert!(
        scene
            .role(Role::TextArea, "Message to Romy Keller")
            .is_none()
    );
    scene.sent();
    scene.click("Unblock");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Contact(contact::Command::Unblock { .. })]
    ));
}

#[test]
fn the_blocked_are_listed_and_let_through_again() {
    let mut scene = contacts::with_blocked(1000.0, 700.0, Mode::Light);
    scene.sent();
    scene.click_role(Role::Button, "Unblock spam.example");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Contact(contact::Command::Unblock { address, .. })] if address == "spam.example"
    ));
    scene.click_role(Role::TextField, "Block an address");
    scene.type_text("not an address@");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Contact(contact::Command::Block { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    let wrong = Error::InvalidAddress("bad".to_owned());
    scene.tell([Event::Done(*request, Err(wrong))]);
    let said = "That is not an address. It looks like name@example.org.";
    assert!(scene.find(said).is_some());
}

#[test]
fn our_own_card_is_changed() {
    let mut scene = contacts::with_own_page(1000.0, 900.0, Mode::Light);
    scene.sent();
    scene.click_role(Role::TextField, "Job");
    scene.type_text("Sailor");
    scene.click("Save");
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::SetNickname {
            request: name,
            nickname,
            ..
        }),
        Command::Contact(contact::Command::SetCard {
            request: card_request,
            card,
            ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert_eq!((nickname.as_str(), card.title.as_str()), ("Mira", "Sailor"));
    assert_eq!(card.full_name, "Mira Vogel", "what was there stays");
    scene.tell([Event::Done(*name, Ok(()))]);
    assert!(scene.find("Save").is_some());
    scene.tell([Event::Done(*card_request, Ok(()))]);
    assert!(
        scene.find("Save").is_none(),
        "done: back to the conversation"
    );
}

#[test]
fn a_contact_is_added_by_keyboard_and_an_error_stands_in_the_dialog() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.ctrl("n");
    scene.settle();
    scene.type_text("nadia@elsewhere.example");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [
        Command::Contact(contact::Command::Add {
            request, address, ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}")
    };
    assert_eq!(address, "nadia@elsewhere.example");
    let condition = "item-not-found".to_owned();
    let text = String::new();
    scene.tell([Event::Done(
        *request,
        Err(Error::Refused { condition, text }),
    )]);
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
    let alerts = scene.roles(Role::Alert);
    assert!(
        alerts[0]
            .report
            .name
            .starts_with("There is nobody at this address.")
    );
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Contact(contact::Command::Add { request, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    let mut nadia = stranger();
    nadia.request = false;
    nadia.subscription = Subscription::Asked;
    let id = nadia.id;
    scene.tell([sample::told(nadia), Event::Done(*request, Ok(()))]);
    assert!(scene.role(Role::Dialog, "Add a contact").is_none());
    // One adds somebody to write to them.
    let open = Command::Conversation(id, conversation::Command::Open);
    assert!(scene.sent().contains(&open));
}

#[test]
fn our_presence_is_chosen_from_the_menu() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    scene.sent();
    scene.click("Your account");
    scene.click("Do not disturb");
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Account(account::Command::SetPresence { presence, .. })]
            if presence.show == waxwing_core::model::Show::DoNotDisturb
    ));
    assert!(
        scene.find("Do not disturb").is_none(),
        "the menu has closed"
    );
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
}

#[test]
fn signing_out_asks_and_says_what_is_lost() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click("Sign out…");
    scene.settle();
    assert!(scene.sent().is_empty(), "nothing yet");
    assert!(scene.role(Role::Dialog, "Sign out?").is_some());
    scene.click("Sign out and delete");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Account(account::Command::Remove { .. })]
    ));
}

/// Opens the menu of a row of the list and chooses an entry.
fn choose(scene: &mut waxwing::scene::Scene, name: &str, entry: &str) {
    let at = scene.find(name).expect("the row").center();
    scene.right_click_at(at);
    scene.frame();
    let entries = scene.roles(Role::MenuItem);
    let found = entries.iter().find(|node| node.report.name == entry);
    let at = found.expect("the entry").bounds.center();
    scene.click_at(at);
    scene.settle();
}

#[test]
fn a_contact_is_renamed_from_its_row() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    choose(&mut scene, "Ana Bauer", "Rename…");
    scene.type_text("2");
    scene.key(Named::Enter);
    let sent = scene.sent();
    let [Command::Contact(contact::Command::Rename { request, name, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert!(
        name.starts_with("Ana Bauer") || name.starts_with('2'),
        "{name}"
    );
    scene.tell([Event::Done(*request, Err(Error::Offline))]);
    assert!(
        scene.role(Role::Dialog, "Rename").is_some(),
        "what is wrong is said there"
    );
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.click("Cancel");
    assert!(scene.role(Role::Dialog, "Rename").is_none());
}

#[test]
fn removing_a_contact_asks_first() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    choose(&mut scene, "Ana Bauer", "Remove contact…");
    assert!(scene.sent().is_empty());
    assert!(scene.role(Role::Dialog, "Remove Ana Bauer?").is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, "Remove Ana Bauer?").is_none());
    assert!(scene.sent().is_empty());
}

#[test]
fn the_account_menu_closes_with_escape_also_from_its_field() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click_role(Role::TextField, "Status message");
    scene.type_text("away soon");
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Menu, "Your account").is_none());
    scene.click("Your account");
    scene.click_role(Role::TextField, "Status message");
    scene.type_text("at lunch");
    scene.key(Named::Enter);
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Account(account::Command::SetPresence { presence, .. })]
            if presence.status == "at lunch"
    ));
}

/// The tops of rows that are in sight, from top to bottom.
fn stand(scene: &mut waxwing::scene::Scene, words: &[&str]) {
    let tops: Vec<_> = words
        .iter()
        .map(|words| {
            (
                scene.find(words).unwrap_or_else(|| panic!("{words}")).y,
                words,
            )
        })
        .collect();
    let mut sorted = tops.clone();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    assert_eq!(tops, sorted);
}

#[test]
fn the_list_is_divided_by_groups_where_one_likes() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    assert!(
        scene.role(Role::Button, "Divide by groups").is_none(),
        "nobody is in a group"
    );
    scene.tell([sample::told(contacts::romy())]);
    scene.click_role(Role::Button, "Divide by groups");
    stand(
        &mut scene,
        &["Choir", "Workshop", "In no group", "Ana Bauer"],
    );
    let choir = "Choir, one contact";
    let heading = scene.role(Role::Button, choir).expect("a heading");
    assert_eq!(heading.report.expanded, Some(true));
    scene.click_role(Role::Button, choir);
    let heading = scene.role(Role::Button, choir).expect("a heading");
    assert_eq!(heading.report.expanded, Some(false));
    stand(
        &mut scene,
        &["Choir", "Workshop", "Romy Keller", "In no group"],
    );
    // Whoever looks for somebody sees them, folded away or not.
    scene.click_role(Role::SearchField, "Search");
    scene.type_text("ro");
    assert!(scene.find("Choir").is_none());
    assert!(scene.find("Romy Keller").is_some());
    scene.key(Named::Escape);
    scene.click_role(Role::Button, "Divide by groups");
    assert!(scene.find("Choir").is_none());
    stand(&mut scene, &["Romy Keller", "Ana Bauer"]);
}
