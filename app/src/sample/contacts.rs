//! The people of the small world as their pages show them.

use std::sync::Arc;

use iced::theme::Mode;
use waxwing_core::model::{
    Card, Contacts, Conversation, Exceptions, Privacy, Profile, Program, Resource, Show,
    Subscription,
};
use waxwing_core::{ConversationId, Event, event};

use super::talk::{ROMY, ago, people, stranger};
use crate::app::Message;
use crate::sample;
use crate::scene::Scene;
use crate::screen::chat::{self, ContactDeed};
use crate::tr;

/// What our account keeps about its contacts.
pub fn contacts() -> Contacts {
    Contacts {
        account: sample::ACCOUNT,
        groups: ["Choir", "Family", "Workshop"].map(str::to_owned).into(),
        blocked: Some(vec![
            "casino@offers.example".to_owned(),
            "spam.example".to_owned(),
        ]),
        reporting: true,
        pre_approval: true,
        nickname: "Mira".to_owned(),
        privacy: Privacy::default(),
    }
}

/// The contacts as an event.
pub fn told_contacts(contacts: Contacts) -> Event {
    Event::Contact(event::contact::Event::Changed(Arc::new(contacts)))
}

/// A profile as an event.
pub fn told_profile(profile: Profile) -> Event {
    Event::Contact(event::contact::Event::Profile(Arc::new(profile)))
}

/// Romy with two groups.
pub fn romy() -> Conversation {
    let mut romy = people().remove(0);
    romy.id = ROMY;
    romy.groups = ["Choir", "Workshop"].map(str::to_owned).into();
    romy
}

/// What is known of Romy.
pub fn romys_profile() -> Profile {
    let resource = |name: &str, show, status: &str, idle, program: &str, os: &str| Resource {
        name: name.to_owned(),
        show,
        status: status.to_owned(),
        idle_since: idle,
        program: Some(Program {
            name: program.to_owned(),
            version: "1.7".to_owned(),
            os: os.to_owned(),
        }),
    };
    Profile {
        account: sample::ACCOUNT,
        jid: sample::address("romy@example.org"),
        nickname: "romy ✂".to_owned(),
        card: Card {
            full_name: "Romy Keller".to_owned(),
            organisation: "Keller & Daughters".to_owned(),
            title: "Carpenter".to_owned(),
            phones: vec!["+49 30 1234567".to_owned()],
            mails: vec!["romy@keller.example".to_owned()],
            webs: vec!["https://keller.example".to_owned()],
            birthday: "1990-02-03".to_owned(),
            note: "Builds stages, benches and the occasional boat.\nCall before nine.".to_owned(),
            ..Card::default()
        },
        loading: false,
        seen: None,
        resources: vec![
            resource(
                "desk",
                Show::Online,
                "in the workshop",
                None,
                "Gajim",
                "Linux",
            ),
            resource(
                "phone",
                Show::Away,
                "",
                Some(ago(25)),
                "Conversations",
                "Android",
            ),
        ],
        exceptions: Exceptions {
            markers: Some(false),
            ..Exceptions::default()
        },
    }
}

/// What is known of our own account.
pub fn own_profile() -> Profile {
    Profile {
        jid: sample::address("mira@example.org"),
        nickname: "Mira".to_owned(),
        card: Card {
            full_name: "Mira Vogel".to_owned(),
            webs: vec!["https://mira.example".to_owned()],
            ..Card::default()
        },
        resources: Vec::new(),
        ..romys_profile()
    }
}

/// Two who ask and one who writes, nobody of them known.
pub fn strangers() -> Vec<Conversation> {
    let asking = Conversation {
        knocks: true,
        ..stranger()
    };
    let named = Conversation {
        id: ConversationId(20),
        jid: sample::address("oskar@elsewhere.example"),
        name: "Oskar (oskar@elsewhere.example)".to_owned(),
        ..asking.clone()
    };
    let mut writing = sample::conversation(21, "Lena", Some(50));
    writing.jid = sample::address("lena@far.example");
    writing.name = writing.jid.to_string();
    writing.subscription = Subscription::Stranger;
    writing.show = Show::Offline;
    writing.knocks = true;
    writing.unread = 1;
    if let Some(last) = &mut writing.last {
        last.text =
            "Hello Mira, we met at the choir weekend. Do you still have the notes?".to_owned();
    }
    vec![asking, named, writing]
}

/// With Romy's conversation and her page open.
pub fn with_romys_page(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = sample::talk::with_romy_quietly(width, height, mode);
    scene.tell([sample::told(romy()), told_contacts(contacts())]);
    scene.message(deed(ROMY, ContactDeed::Open));
    scene.settle();
    scene.tell([told_profile(romys_profile())]);
    scene
}

/// The requests, opened from the list.
pub fn with_requests(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = sample::talk::signed_in(width, height, mode);
    scene.tell([told_contacts(contacts())]);
    scene.tell(strangers().into_iter().map(sample::told));
    scene.click(&tr!("requests-title"));
    scene.settle();
    scene
}

/// The blocked, opened from the menu.
pub fn with_blocked(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = sample::talk::with_romy_quietly(width, height, mode);
    scene.tell([told_contacts(contacts())]);
    scene.click(&tr!("profile-menu"));
    scene.click(&tr!("blocked-open"));
    scene.settle();
    scene
}

/// Our own card, opened from the menu.
pub fn with_own_page(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = sample::talk::with_romy_quietly(width, height, mode);
    scene.tell([told_contacts(contacts())]);
    scene.click(&tr!("profile-menu"));
    scene.click(&tr!("own-open"));
    scene.settle();
    scene.tell([told_profile(own_profile())]);
    scene
}

/// Romy's groups over her page.
pub fn with_groups(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = with_romys_page(width, height, mode);
    scene.message(deed(ROMY, ContactDeed::Groups));
    scene.settle();
    scene
}

/// The question before Romy is blocked.
pub fn with_block_question(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = with_romys_page(width, height, mode);
    scene.message(deed(ROMY, ContactDeed::Block));
    scene.settle();
    scene
}

/// Romy's conversation after she was blocked.
pub fn with_romy_blocked(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = sample::talk::with_romy_quietly(width, height, mode);
    scene.tell([
        told_contacts(contacts()),
        sample::told(Conversation {
            blocked: true,
            show: Show::Offline,
            status: String::new(),
            resources: 0,
            ..romy()
        }),
    ]);
    scene
}

/// A stranger's first message, opened from the requests.
pub fn with_stranger(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = with_requests(width, height, mode);
    scene.click(&tr!("request-read"));
    scene.settle();
    scene
}

/// Does something with a contact, as a menu does.
pub fn deed(id: ConversationId, deed: ContactDeed) -> Message {
    Message::Chat(chat::Message::Contact(id, deed))
}
