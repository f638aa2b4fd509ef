//! Inviting others, and our own address as a code.

use iced::theme::Mode;
use waxwing::action::Action;
use waxwing::app::Message;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::sample::{self, inviting};
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::invitation::Command as Order;
use waxwing_core::event::invitation::Event as Told;
use waxwing_core::model::InvitationOffer;
use waxwing_core::{Command, Error, Event};

const SIZE: (f32, f32) = (1000.0, 800.0);

#[test]
fn our_address_is_shown_as_a_code() {
    let mut scene = inviting::code(SIZE, Mode::Light);
    let name = tr!("invite-code", link = "xmpp:mira@example.org");
    assert!(scene.role(Role::Image, &name).is_some());
    assert!(scene.find("mira@example.org").is_some());
    scene.click(&tr!("invite-copy-link"));
    assert!(scene.find(&tr!("invite-copied")).is_some());
    scene.click(&tr!("done"));
    assert!(scene.role(Role::Image, &name).is_none());
}

#[test]
fn an_invitation_of_ours_is_made_shown_and_withdrawn() {
    let made = inviting::own("new");
    let mut scene = inviting::made(SIZE, &made, Mode::Light);
    let name = tr!("invite-code", link = made.link.as_str());
    assert!(scene.role(Role::Image, &name).is_some());
    assert!(scene.find(&tr!("invite-ours")).is_some());
    assert!(scene.find(&tr!("invite-copy-page")).is_none());
    scene.click(&tr!("invite-withdraw"));
    let account = sample::ACCOUNT;
    assert!(matches!(
        scene.sent().as_slice(),
        [Command::Invitation(Order::Withdraw { token, account: of, .. })]
            if token == "new" && *of == account
    ));
    assert!(scene.role(Role::Image, &name).is_none());
}

#[test]
fn what_the_server_makes_leads_to_its_page() {
    let made = inviting::of_server("new");
    let mut scene = inviting::made(SIZE, &made, Mode::Light);
    assert!(scene.find(&tr!("invite-copy-page")).is_some());
    assert!(scene.find(&tr!("invite-ours")).is_none());
    let registers = tr!("invite-registers", server = "example.org");
    assert!(scene.find(&registers).is_some());
    assert!(scene.find(&tr!("invite-forget")).is_some());
}

#[test]
fn accounts_are_offered_where_the_server_makes_them() {
    let none = inviting::dialog(SIZE, InvitationOffer::default(), Mode::Light);
    let all = InvitationOffer {
        contacts: true,
        accounts: true,
    };
    let some = inviting::dialog(SIZE, all, Mode::Light);
    for (mut scene, offered) in [(none, false), (some, true)] {
        let button = scene.find(&tr!("invite-sheet-account"));
        assert_eq!(button.is_some(), offered);
    }
    let mut scene = inviting::dialog(SIZE, all, Mode::Light);
    scene.click(&tr!("invite-sheet-account"));
    scene.sent();
    scene.click(&tr!("invite-make"));
    let request = inviting::asked(&mut scene);
    let error = Error::Refused {
        condition: "not-acceptable".to_owned(),
        text: "The name is taken".to_owned(),
    };
    scene.tell([Event::Done(request, Err(error))]);
    let alerts = scene.roles(Role::Alert);
    assert_eq!(alerts.len(), 1, "{alerts:?}");
}

#[test]
fn who_has_come_is_said_wherever_one_is() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    let jid = sample::address("nadia@elsewhere.example");
    let said = tr!("invite-taken", address = jid.as_str());
    let account = sample::ACCOUNT;
    scene.tell([Event::Invitation(Told::Taken { account, jid })]);
    assert!(scene.find(&said).is_some());
}

#[test]
fn the_dialog_for_a_contact_leads_to_inviting() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.message(Message::Wanted(Action::AddContact, None));
    scene.click(&tr!("add-contact-invite"));
    assert!(scene.find(&tr!("invite-make")).is_some());
}
