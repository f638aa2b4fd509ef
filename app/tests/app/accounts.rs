//! Several accounts in one window.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::accounts::{OLD, ROMY_AT_WORK, WORK, locked_out, three, told, work};
use waxwing::sample::talk::{ago, signed_in};
use waxwing::sample::{self, ACCOUNT};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::{account, contact, conversation};
use waxwing_core::model::{Connection, Show};
use waxwing_core::{AccountId, Command, Error, Event, Failure, RequestId, Timestamp};

fn rows(scene: &mut Scene) -> Vec<String> {
    let rows = scene.roles(Role::ListItem);
    rows.into_iter().map(|row| row.report.name).collect()
}

fn unfold(scene: &mut Scene, account: &str) {
    scene.click("Your account");
    scene.click_role(Role::Button, account);
    scene.settle();
}

fn sign_in_of(sent: &[Command]) -> RequestId {
    let request = sent.iter().find_map(|command| match command {
        Command::Account(account::Command::SignIn { request, .. }) => Some(*request),
        _ => None,
    });
    request.expect("a sign-in")
}

#[test]
fn with_one_account_nothing_tells_accounts_apart() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    assert!(rows(&mut scene).iter().all(|row| !row.contains("account")));
    scene.click("Your account");
    assert!(scene.find("Move up").is_none());
    assert!(scene.find("What others see: all accounts").is_none());
}

#[test]
fn one_list_holds_all_and_says_whose_each_row_is() {
    let mut scene = three(1000.0, 800.0, Mode::Light);
    let rows = rows(&mut scene);
    let of = |account: &str, name: &str| {
        let fits = |row: &&String| row.starts_with(name) && row.contains(account);
        rows.iter().filter(fits).count()
    };
    assert_eq!(of("(account mira@example.org)", "Romy Keller"), 1);
    assert_eq!(of("(account june@work.example)", "Romy Keller"), 1);
    assert_eq!(
        of("(account mira.old@elsewhere.example, switched off)", "Paul"),
        1
    );
    assert!(scene.find("to june@work.example").is_some(), "the twin");
    scene.click("to june@work.example");
    assert_eq!(
        scene.sent(),
        [Command::Conversation(
            ROMY_AT_WORK,
            conversation::Command::Open
        )]
    );
    assert!(scene.find("3 accounts").is_some());
    assert!(scene.find("2 online · 1 switched off").is_some());
}

#[test]
fn presence_is_set_for_all_or_for_the_unfolded_one() {
    let mut scene = three(1000.0, 900.0, Mode::Light);
    let accounts = |sent: Vec<Command>| -> Vec<AccountId> {
        sent.into_iter()
            .filter_map(|command| match command {
                Command::Account(account::Command::SetPresence { account, presence })
                    if presence.show == Show::Away =>
                {
                    Some(account)
                }
                _ => None,
            })
            .collect()
    };
    scene.click("Your account");
    assert!(scene.find("What others see: all accounts").is_some());
    scene.click("Away");
    assert_eq!(accounts(scene.sent()), [ACCOUNT, WORK, OLD]);
    unfold(&mut scene, "june@work.example: online");
    assert!(scene.find("What others see: june@work.example").is_some());
    scene.click("Away");
    assert_eq!(accounts(scene.sent()), [WORK]);
}

#[test]
fn an_account_is_switched_off_moved_and_coloured_by_keyboard() {
    let mut scene = three(1000.0, 1000.0, Mode::Light);
    unfold(&mut scene, "june@work.example: online");
    scene.focus_role(Role::CheckBox, "Switched on");
    scene.key(Named::Space);
    let off = account::Command::SetEnabled {
        account: WORK,
        enabled: false,
    };
    assert_eq!(scene.sent(), [Command::Account(off)]);
    scene.focus_role(Role::MenuItem, "Red");
    scene.key(Named::Enter);
    let red = account::Command::SetColour {
        account: WORK,
        colour: Some(5),
    };
    assert_eq!(scene.sent(), [Command::Account(red)]);
    scene.focus_role(Role::Button, "Move up");
    scene.key(Named::Enter);
    let order = account::Command::SetOrder(vec![WORK, ACCOUNT, OLD]);
    assert_eq!(scene.sent(), [Command::Account(order)]);
    let mut moved = work(sample::online());
    moved.order = 0;
    let mut first = sample::account(sample::online());
    first.order = 1;
    scene.tell([told(moved), told(first)]);
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Move down", "it is the first one now");
    scene.click("Reconnect");
    let again = account::Command::Reconnect { account: WORK };
    assert_eq!(scene.sent(), [Command::Account(again)]);
}

#[test]
fn every_account_in_trouble_is_told() {
    let mut scene = three(1000.0, 700.0, Mode::Light);
    scene.tell([
        told(work(locked_out())),
        sample::told_account(Connection::Stopped {
            failure: Failure::Conflict,
            since: ago(1),
        }),
    ]);
    let words = "june@work.example: Address or password is wrong.";
    assert!(scene.find(words).is_some());
    let conflict = "mira@example.org: Another program is signed in with the same resource.";
    assert!(scene.find(conflict).is_some());
    scene.click("Sign in again");
    scene.click_role(Role::TextField, "Password");
    scene.type_text("right this time");
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Account(account::Command::SetPassword { account: WORK, password })]
            if password.reveal() == "right this time"
    ));
}

#[test]
fn accounts_that_come_back_by_themselves_share_a_bar() {
    let mut scene = three(1000.0, 700.0, Mode::Light);
    let waiting = || Connection::Waiting {
        failure: Failure::Lost {
            detail: String::new(),
        },
        since: ago(2),
        retry_at: Timestamp(sample::NOW.0 + 9_000_000),
    };
    scene.tell([told(work(waiting())), sample::told_account(waiting())]);
    let words = "No connection for mira@example.org, june@work.example. Trying again in 9 s";
    assert!(scene.find(words).is_some());
    scene.click("Try now");
    let connect = |account| Command::Account(account::Command::Connect { account });
    assert_eq!(scene.sent(), [connect(ACCOUNT), connect(WORK)]);
}

#[test]
fn another_account_is_added_and_the_way_back_keeps_what_was_open() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Romy Keller");
    scene.settle();
    scene.type_text("half a sentence");
    scene.click("Your account");
    scene.click("Add an account");
    scene.settle();
    scene.type_text("june@work.example");
    scene.key(Named::Tab);
    scene.type_text("secret");
    scene.key(Named::Enter);
    let request = sign_in_of(&scene.sent());
    scene.tell([Event::Done(
        request,
        Err(Error::Failure(Failure::WrongPassword)),
    )]);
    assert!(scene.role(Role::Heading, "Add an account").is_some());
    scene.key(Named::Enter);
    let request = sign_in_of(&scene.sent());
    scene.tell([told(work(sample::online())), Event::Done(request, Ok(()))]);
    assert!(scene.role(Role::Heading, "Add an account").is_none());
    let focused = scene.focused().expect("a focus").report;
    assert_eq!(focused.name, "Message to Romy Keller");
    scene.type_text(" and the rest");
    scene.key(Named::Enter);
    let sent = scene.sent();
    assert!(
        sent.iter().any(|command| matches!(
            command,
            Command::Conversation(_, conversation::Command::Send { text, .. })
                if text == "half a sentence and the rest"
        )),
        "{sent:?}"
    );
}

#[test]
fn leaving_the_page_gives_the_sign_in_up() {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    scene.click("Your account");
    scene.click("Add an account");
    scene.settle();
    scene.type_text("june@work.example");
    scene.key(Named::Tab);
    scene.type_text("secret");
    scene.key(Named::Enter);
    let request = sign_in_of(&scene.sent());
    scene.click_role(Role::Button, "Back");
    let gave_up = account::Command::CancelSignIn { request };
    assert_eq!(scene.sent(), [Command::Account(gave_up)]);
    assert!(scene.find("Romy Keller").is_some());
}

#[test]
fn a_contact_is_added_to_the_chosen_account() {
    let mut scene = three(1000.0, 800.0, Mode::Light);
    scene.ctrl("n");
    scene.settle();
    scene.type_text("nadia@elsewhere.example");
    assert!(
        scene
            .role(Role::MenuItem, "mira.old@elsewhere.example")
            .is_none(),
        "it is switched off"
    );
    scene.click_role(Role::MenuItem, "june@work.example");
    scene.click("Add");
    let sent = scene.sent();
    assert!(matches!(
        sent.as_slice(),
        [Command::Contact(contact::Command::Add {
            account: WORK,
            ..
        })]
    ));
}

#[test]
fn removing_one_of_several_asks_for_that_one() {
    let mut scene = three(1000.0, 1000.0, Mode::Light);
    unfold(&mut scene, "june@work.example: online");
    scene.click("Remove from this machine…");
    assert!(scene.sent().is_empty());
    scene.click("Sign out and delete");
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Account(account::Command::Remove {
            account: WORK,
            ..
        })]
    ));
}
