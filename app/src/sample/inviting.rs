//! Invitations, and our address as a code.

use std::sync::Arc;

use iced::theme::Mode;
use waxwing_core::command::invitation::Command as Order;
use waxwing_core::event::invitation::Event as Told;
use waxwing_core::model::{Invitation, InvitationOffer, InvitationPurpose, Invitations};
use waxwing_core::{Command, Event, RequestId, Timestamp};

use crate::action::Action;
use crate::app::Message;
use crate::sample::talk::with_romy_quietly;
use crate::sample::{ACCOUNT, MINUTE, NOW};
use crate::scene::Scene;
use crate::tr;

/// A day.
const DAY: i64 = 24 * 60 * MINUTE;

/// An invitation that we have made ourselves.
pub fn own(token: &str) -> Invitation {
    Invitation {
        token: token.to_owned(),
        purpose: InvitationPurpose::Contact,
        link: format!("xmpp:mira@example.org?roster;preauth={token};name=Mira"),
        page: None,
        registers: false,
        by_server: false,
        made: NOW,
        expires: Some(Timestamp(NOW.0 + 7 * DAY)),
    }
}

/// One that the server has made.
pub fn of_server(token: &str) -> Invitation {
    Invitation {
        link: format!("xmpp:mira@example.org?roster;preauth={token};ibr=y"),
        page: Some(format!("https://example.org/invite/#{token}")),
        registers: true,
        by_server: true,
        ..own(token)
    }
}

/// What the engine tells of all.
pub fn told(offer: InvitationOffer, open: &[Invitation]) -> Event {
    Event::Invitation(Told::Changed(Arc::new(Invitations {
        account: ACCOUNT,
        offer: Some(offer),
        open: open.to_vec(),
    })))
}

/// The dialog with our address.
pub fn code((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.message(Message::Wanted(Action::ShowCode, None));
    scene.tell([told(InvitationOffer::default(), &[])]);
    scene
}

/// The dialog before anything was made.
pub fn dialog((width, height): (f32, f32), offer: InvitationOffer, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.message(Message::Wanted(Action::Invite, None));
    scene.tell([told(offer, &[own("older")])]);
    scene
}

/// The dialog with an invitation that was just made.
pub fn made(size: (f32, f32), invitation: &Invitation, mode: Mode) -> Scene {
    let offer = InvitationOffer {
        contacts: invitation.by_server,
        accounts: invitation.by_server,
    };
    let mut scene = dialog(size, offer, mode);
    scene.sent();
    scene.click(&tr!("invite-make"));
    let request = asked(&mut scene);
    scene.tell([
        Event::Invitation(Told::Made(request, Arc::new(invitation.clone()))),
        told(offer, &[invitation.clone(), own("older")]),
        Event::Done(request, Ok(())),
    ]);
    scene
}

/// The request of the invitation that was asked for last.
pub fn asked(scene: &mut Scene) -> RequestId {
    let sent = scene.sent();
    let found = sent.iter().find_map(|command| match command {
        Command::Invitation(Order::Make { request, .. }) => Some(*request),
        _ => None,
    });
    found.expect("an invitation was asked for")
}
