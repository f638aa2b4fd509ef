//! Makes the pictures in `docs/screenshots`: every screen, light and dark and in Arabic, without a
//! window.
//!
//! `cargo run -p waxwing --features harness --example screenshots -- DIRECTORY [BEGINNING]`

#[path = "screenshots/acting.rs"]
mod acting;
#[path = "screenshots/encryption.rs"]
mod encryption;
#[path = "screenshots/faces.rs"]
mod faces;
#[path = "screenshots/files.rs"]
mod files;
#[path = "screenshots/finding.rs"]
mod finding;
#[path = "screenshots/inviting.rs"]
mod inviting;
#[path = "screenshots/keeping.rs"]
mod keeping;
#[path = "screenshots/later.rs"]
mod later;
#[path = "screenshots/links.rs"]
mod links;
#[path = "screenshots/pictures.rs"]
mod pictures;
#[path = "screenshots/registering.rs"]
mod registering;
#[path = "screenshots/rooms.rs"]
mod rooms;
#[path = "screenshots/saying.rs"]
mod saying;
#[path = "screenshots/signing_in.rs"]
mod signing_in;
#[path = "screenshots/voices.rs"]
mod voices;

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::app::Message;
use waxwing::engine::Update;
use waxwing::i18n::{self, Language};
use waxwing::sample::accounts::{locked_out, three, told, work};
use waxwing::sample::console::heard;
use waxwing::sample::talk::{ago, people, signed_in, with_romy, with_romy_quietly};
use waxwing::sample::{self, NOW, contacts, delivery, history};
use waxwing::scene::Scene;
use waxwing::screen::settings::Change;
use waxwing::settings::{Contrast, Density, Zoom};
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::model::{Connection, Keeps, Progress, Show, State};
use waxwing_core::{Command, Error, Event, Failure, Part, Recovered, Timestamp};

/// Pixels per logical pixel.
const DENSITY: f32 = 1.0;

type Shot = (&'static str, fn(Mode) -> Scene);

const SHOTS: &[Shot] = &[
    ("link-add", link_add),
    ("change-password", change_password),
    ("delete-account", delete_account),
    ("start", start),
    ("nobody", nobody),
    ("list", |mode| signed_in(1000.0, 700.0, mode)),
    ("chat", |mode| with_romy_quietly(1000.0, 700.0, mode)),
    ("chat-states", |mode| with_romy(1000.0, 700.0, mode)),
    ("chat-menu", menu),
    ("chat-focus", focus),
    ("chat-wide", |mode| with_romy_quietly(1440.0, 900.0, mode)),
    ("chat-narrow", |mode| with_romy_quietly(420.0, 700.0, mode)),
    ("delivery", |mode| delivery::arrived((1000.0, 760.0), mode)),
    ("delivery-failed", |mode| {
        delivery::came_back((1000.0, 760.0), mode)
    }),
    ("delivery-waiting", |mode| {
        delivery::waiting((1000.0, 700.0), mode)
    }),
    ("delivery-narrow", |mode| {
        delivery::came_back((360.0, 700.0), mode)
    }),
    ("failed-several", |mode| {
        delivery::several_failed(1000.0, 700.0, mode)
    }),
    ("failed-several-narrow", |mode| {
        delivery::several_failed(360.0, 700.0, mode)
    }),
    ("unsaid", |mode| delivery::unsaid(1000.0, 700.0, mode)),
    ("offline", offline),
    ("profile", profile),
    ("contact", |mode| {
        contacts::with_romys_page(1000.0, 900.0, mode)
    }),
    ("contact-wide", |mode| {
        contacts::with_romys_page(1440.0, 900.0, mode)
    }),
    ("contact-narrow", |mode| {
        contacts::with_romys_page(420.0, 900.0, mode)
    }),
    ("contact-groups", |mode| {
        contacts::with_groups(1440.0, 900.0, mode)
    }),
    ("contact-block", |mode| {
        contacts::with_block_question(1000.0, 700.0, mode)
    }),
    ("contact-blocked", |mode| {
        contacts::with_romy_blocked(1000.0, 700.0, mode)
    }),
    ("requests", |mode| {
        contacts::with_requests(1000.0, 700.0, mode)
    }),
    ("requests-read", |mode| {
        contacts::with_stranger(1000.0, 700.0, mode)
    }),
    ("blocked", |mode| {
        contacts::with_blocked(1000.0, 700.0, mode)
    }),
    ("own-profile", |mode| {
        contacts::with_own_page(1000.0, 900.0, mode)
    }),
    ("accounts", accounts),
    ("accounts-menu", accounts_menu),
    ("accounts-menu-narrow", accounts_menu_narrow),
    ("accounts-trouble", accounts_trouble),
    ("accounts-add", accounts_add),
    ("accounts-add-contact", accounts_add_contact),
    ("connection", |mode| connection(1000.0, 1500.0, mode)),
    ("connection-narrow", |mode| connection(360.0, 1400.0, mode)),
    ("history-fetching", |mode| {
        history::fetching(1000.0, 700.0, mode)
    }),
    ("history", history_older),
    ("history-failed", history_failed),
    ("history-narrow", history_narrow),
    ("console", |mode| console(1000.0, 760.0, mode)),
    ("console-narrow", |mode| console(360.0, 700.0, mode)),
    ("console-save", console_save),
    ("add-contact", add_contact),
    ("shortcuts", shortcuts),
    ("groups-list", groups_list),
    ("settings", settings),
    ("settings-found", settings_found),
    ("settings-privacy", settings_privacy),
    ("settings-notices", settings_notices),
    ("settings-tray", settings_tray),
    ("chat-flags", chat_flags),
    ("chat-flags-menu", chat_flags_menu),
    ("dialog-notices", dialog_notices),
    ("dialog-folder", dialog_folder),
    ("chat-unread", chat_unread),
    ("contact-told", |mode| {
        contacts::with_romys_page(1000.0, 1900.0, mode)
    }),
    ("chat-unread-menu", chat_unread_menu),
    ("trouble-in-use", |mode| refused(mode, Error::ProfileInUse)),
    ("trouble-read-only", trouble_read_only),
    ("trouble-restored", trouble_restored),
    ("chat-contrast", contrast),
    ("chat-compact", compact),
    ("chat-large", large),
];

fn main() -> std::io::Result<()> {
    let directory = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&directory)?;
    // Only those whose name begins so.
    let wanted = std::env::args().nth(2).unwrap_or_default();
    for (language, mode, suffix) in [
        (Language::English, Mode::Light, "light"),
        (Language::English, Mode::Dark, "dark"),
        (Language::Arabic, Mode::Light, "arabic"),
    ] {
        let all = [
            signing_in::SHOTS,
            SHOTS,
            registering::SHOTS,
            saying::SHOTS,
            files::SHOTS,
            voices::SHOTS,
            encryption::SHOTS,
            faces::SHOTS,
            finding::SHOTS,
            keeping::SHOTS,
            acting::SHOTS,
            later::SHOTS,
            links::SHOTS,
            rooms::SHOTS,
            pictures::SHOTS,
            inviting::SHOTS,
        ]
        .into_iter()
        .flatten();
        for &(name, scene) in all.filter(|(name, _)| name.starts_with(&wanted)) {
            // The system speaks it: so does every scene from here on.
            i18n::speak(language);
            let mut scene = scene(mode);
            scene.settle();
            scene.frame();
            let density = DENSITY * scene.settings().zoom.factor();
            scene.screenshot(directory.join(format!("{name}-{suffix}.png")), density)?;
        }
    }
    Ok(())
}

/// Somebody's account at work.
const JUNE: &str = "june@work.example";

/// What the menu of our accounts says of one.
fn online(address: &str) -> String {
    let state = tr!("show-online");
    tr!("account-spoken", address = address, state = state)
}

/// The list divided by groups, one of them folded.
fn groups_list(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    let mut ana = sample::talk::people().remove(1);
    ana.groups = vec!["Family".to_owned()];
    let mut jonas = sample::talk::people().remove(2);
    jonas.groups = vec!["Workshop".to_owned()];
    scene.tell([contacts::romy(), ana, jonas].map(sample::told));
    scene.click(&tr!("sidebar-groups"));
    scene.settle();
    scene.click("Family");
    scene
}

fn settings_notices(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 1200.0, mode);
    let mut notices = scene.settings().notices;
    notices.quiet.on = true;
    notices.quiet.days = [true, true, true, true, true, false, false];
    scene.change(Change::Notices(notices));
    scene.ctrl(",");
    scene.settle();
    scene.type_text(&tr!("settings-notices"));
    scene
}

fn settings_tray(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 900.0, mode);
    scene.ctrl(",");
    scene.settle();
    scene.type_text(&tr!("settings-tray"));
    scene
}

/// Pinned, muted, archived, in folders.
fn chat_flags(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    let mut people = sample::talk::people();
    people[0].pinned = true;
    people[0].folder = tr!("notes-title");
    people[1].muted_until = Some(waxwing::moment::NEVER);
    people[2].archived = true;
    people[3].pinned = true;
    people[3].pin_order = 2;
    scene.tell(people.into_iter().map(sample::told));
    scene
}

fn chat_flags_menu(mode: Mode) -> Scene {
    let mut scene = chat_flags(mode);
    scene.settle();
    let at = scene.find("Ana Bauer").expect("a row").center();
    scene.right_click_at(at);
    scene
}

fn dialog_notices(mode: Mode) -> Scene {
    let mut scene = chat_flags(mode);
    scene.message(waxwing::app::Message::Wanted(
        waxwing::action::Action::Notices,
        None,
    ));
    scene
}

fn dialog_folder(mode: Mode) -> Scene {
    let mut scene = chat_flags(mode);
    scene.message(waxwing::app::Message::Wanted(
        waxwing::action::Action::Folder,
        None,
    ));
    scene
}

fn contrast(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    scene.change(Change::Contrast(Contrast::On));
    scene
}

fn compact(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    scene.change(Change::Density(Density::Compact));
    scene
}

fn large(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.change(Change::Zoom(Zoom::of(200).expect("a zoom")));
    scene
}

fn settings(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.ctrl(",");
    scene
}

fn settings_found(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(360.0, 640.0, mode);
    scene.ctrl(",");
    scene.settle();
    scene.type_text(tr!("zoom-larger").to_lowercase().as_str());
    scene
}

fn settings_privacy(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 900.0, mode);
    scene.tell([contacts::told_contacts(contacts::contacts())]);
    scene.ctrl(",");
    scene.settle();
    scene.type_text(&tr!("settings-privacy"));
    scene
}

/// Read, delivered and sent ones, and the conversation marked as unread.
fn chat_unread(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    let mut items = sample::talk::talk();
    items.retain(|item| !matches!(item.state, State::Failed { .. }));
    for item in items.iter_mut().filter(|item| item.id.seq <= 6) {
        if item.state == State::Delivered {
            item.state = State::Displayed;
            item.displayed_at = item.delivered_at;
        }
    }
    scene.tell([sample::talk::messages(items, false)]);
    scene.ctrl("u");
    let mut marked = contacts::romy();
    marked.marked_unread = true;
    scene.tell([sample::told(marked)]);
    scene
}

fn chat_unread_menu(mode: Mode) -> Scene {
    let mut scene = chat_unread(mode);
    scene.settle();
    let at = scene.find("Jonas Lindqvist").or(scene.find("يوسف الحداد"));
    let at = at.expect("a row").center();
    scene.right_click_at(at);
    scene
}

fn link_add(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    let link = "xmpp:nadia@example.org?roster;preauth=TOKEN;name=Nadia";
    scene.message(waxwing::app::Message::LinkOpened(link.to_owned()));
    scene
}

/// A dialog of the account's menu.
fn account_dialog(mode: Mode, entry: &str) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 800.0, mode);
    scene.click(&tr!("profile-menu"));
    scene.settle();
    let buttons = scene.roles(Role::Button);
    let account = buttons
        .into_iter()
        .find(|node| node.report.name.contains("mira@example.org"));
    let at = account.expect("the account").bounds.center();
    scene.click_at(at);
    scene.settle();
    scene.click(entry);
    scene.settle();
    scene
}

fn change_password(mode: Mode) -> Scene {
    let mut scene = account_dialog(mode, &tr!("password-title"));
    scene.type_text("bluebird");
    scene
}

fn delete_account(mode: Mode) -> Scene {
    let mut scene = account_dialog(mode, &tr!("delete-account-title"));
    scene.click(&tr!("delete-account-continue"));
    scene.settle();
    scene.type_text("mira@example");
    scene
}

fn start(mode: Mode) -> Scene {
    Scene::new(1000.0, 700.0, mode)
}

fn nobody(mode: Mode) -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, mode);
    scene.tell([sample::told_account(sample::online()), Event::Ready]);
    scene
}

fn offline(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    scene.tell([sample::told_account(Connection::Waiting {
        failure: Failure::NoRoute {
            host: "xmpp.example.org:5222".to_owned(),
            detail: "Connection refused (os error 111)".to_owned(),
        },
        since: ago(5),
        retry_at: Timestamp(NOW.0 + 12_000_000),
    })]);
    scene.tell(people().into_iter().map(|mut person| {
        person.show = Show::Offline;
        person.resources = 0;
        sample::told(person)
    }));
    scene.click(&tr!("offline-show-details"));
    scene
}

/// A message that was walked to by keyboard.
fn focus(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.key_with(Key::Named(Named::Tab), Modifiers::SHIFT);
    scene.key(Named::ArrowUp);
    scene
}

fn menu(mode: Mode) -> Scene {
    let mut scene = with_romy(1000.0, 700.0, mode);
    let said = match i18n::language() {
        Language::Arabic => "هل تسمعني؟",
        Language::English | Language::Polish => "Can you hear me?",
    };
    let at = scene.find(said).expect("a message").center();
    scene.right_click_at(at);
    scene
}

fn profile(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.click(&tr!("profile-menu"));
    scene
}

fn accounts(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.click(&tr!("sidebar-via", address = JUNE));
    scene
}

fn accounts_menu(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 900.0, mode);
    scene.click(&tr!("profile-menu"));
    scene.click_role(Role::Button, &online(JUNE));
    scene
}

fn accounts_menu_narrow(mode: Mode) -> Scene {
    let mut scene = three(360.0, 640.0, mode);
    scene.click(&tr!("profile-menu"));
    scene.click_role(Role::Button, &online(JUNE));
    scene
}

fn accounts_trouble(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.tell([
        told(work(locked_out())),
        sample::told_account(Connection::Stopped {
            failure: Failure::Conflict,
            since: ago(1),
        }),
    ]);
    scene.click(&tr!("offline-sign-in-again"));
    scene
}

fn refused(mode: Mode, error: Error) -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, mode);
    scene.message(Message::Engine(Update::Refused(error)));
    scene
}

fn trouble_read_only(mode: Mode) -> Scene {
    let (path, detail) = (
        "/media/mira/stick/waxwing".to_owned(),
        "Read-only file system (os error 30)".to_owned(),
    );
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.tell([
        sample::told_account(Connection::Stopped {
            failure: Failure::ReadOnly {
                path: path.clone(),
                detail: detail.clone(),
            },
            since: ago(1),
        }),
        Event::StoreFailed(Error::ReadOnly { path, detail }),
    ]);
    scene
}

fn trouble_restored(mode: Mode) -> Scene {
    let kept = "/home/mira/.local/share/waxwing/store-v1.broken-20261121T081200Z";
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.tell([Event::Recovered(Recovered {
        part: Part::State,
        moved_to: Some(kept.to_owned()),
        backup: Some(ago(9 * 60)),
    })]);
    scene
}

fn accounts_add(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.click(&tr!("profile-menu"));
    scene.click(&tr!("account-add"));
    scene
}

fn accounts_add_contact(mode: Mode) -> Scene {
    let mut scene = three(1000.0, 700.0, mode);
    scene.ctrl("n");
    scene.settle();
    scene
}

/// The deeds of the only account, unfolded.
fn deeds(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.click(&tr!("profile-menu"));
    let state = tr!("show-online");
    let account = tr!(
        "account-spoken",
        address = "mira@example.org",
        state = state
    );
    scene.click_role(Role::Button, &account);
    scene
}

fn connection(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = deeds(width, height, mode);
    scene.click(&tr!("account-connection"));
    let server = waxwing::sample::server::server();
    scene.tell([waxwing::sample::server::told(server)]);
    let own = tr!("connection-certificate-own", subject = "CN=example.org");
    scene.click_role(Role::Button, &own);
    scene
}

fn history_older(mode: Mode) -> Scene {
    let told = history::history(Progress::Older, 12_450, 400);
    history::page((1000.0, 700.0), mode, told, Ok(Keeps::Always))
}

fn history_failed(mode: Mode) -> Scene {
    let told = history::history(history::silent(), 250, 3);
    let refused = Error::Refused {
        condition: "feature-not-implemented".to_owned(),
        text: String::new(),
    };
    history::page((1000.0, 700.0), mode, told, Err(refused))
}

fn history_narrow(mode: Mode) -> Scene {
    let told = history::history(Progress::Complete, 0, 3_000);
    history::page((360.0, 760.0), mode, told, Ok(Keeps::Never))
}

fn console(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = deeds(width, height, mode);
    scene.click(&tr!("account-console"));
    scene.tell([heard(waxwing::sample::console::talk())]);
    scene
}

fn console_save(mode: Mode) -> Scene {
    let mut scene = console(1000.0, 760.0, mode);
    scene.click_role(Role::Button, &tr!("console-save"));
    scene.settle();
    scene.ctrl("a");
    scene.type_text("/home/mira/Documents/console.xml");
    scene.click_role(Role::TextArea, &tr!("console-box"));
    scene.type_text("<message><body>not closed</message>");
    scene.key(Named::Enter);
    let sent = scene.sent();
    if let Some(Command::Console(waxwing_core::command::console::Command::Send {
        request, ..
    })) = sent.last()
    {
        let detail = "not well-formed: wrong close tag".to_owned();
        scene.tell([Event::Done(*request, Err(Error::InvalidXml(detail)))]);
    }
    scene
}

fn add_contact(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.ctrl("n");
    scene.settle();
    scene.type_text("nadia");
    scene.key(Named::Enter);
    assert!(
        scene
            .role(Role::Dialog, &tr!("add-contact-title"))
            .is_some()
    );
    scene
}

fn shortcuts(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.key(Named::F1);
    scene
}
