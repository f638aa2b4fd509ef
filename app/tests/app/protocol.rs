//! docs/engine-protocol.md against the engine's enums.

use serde_json::Value;
use waxwing_core::command::{
    account, avatar, console, contact, conversation, encryption, export, file, history, invitation,
    later, link, registration, room, search,
};
use waxwing_core::{Change, Command, Event, event};

/// The example lines below `## Commands` or `## Events`.
fn examples(section: &str) -> Vec<&'static str> {
    let page = include_str!("../../../docs/engine-protocol.md");
    let below = page
        .split(&format!("\n## {section}\n"))
        .nth(1)
        .expect("the section");
    let part = below.split("\n## ").next().expect("its text");
    part.lines().filter(|line| line.starts_with('{')).collect()
}

fn commands() -> Vec<Command> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    examples("Commands").into_iter().map(read).collect()
}

fn events() -> Vec<Event> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    examples("Events").into_iter().map(read).collect()
}

/// Lists every kind of something. A new variant does not compile until it stands here, and does not
/// pass until the page has an example of it.
macro_rules! kinds {
    ($kind:ident, $all:ident, $type:ty, $($pattern:pat),+ $(,)?) => {
        const $all: &[&str] = &[$(stringify!($pattern)),+];

        fn $kind(it: &$type) -> &'static str {
            match it {
                $($pattern => stringify!($pattern),)+
            }
        }
    };
}

kinds!(
    kind_of_command,
    COMMANDS,
    Command,
    Command::Account(account::Command::SignIn { .. }),
    Command::Account(account::Command::CancelSignIn { .. }),
    Command::Account(account::Command::SetPassword { .. }),
    Command::Account(account::Command::SetPassphrase { .. }),
    Command::Account(account::Command::AcceptWeaker { .. }),
    Command::Account(account::Command::Connect { .. }),
    Command::Account(account::Command::SetPresence { .. }),
    Command::Account(account::Command::Remove { .. }),
    Command::Account(account::Command::SetEnabled { .. }),
    Command::Account(account::Command::SetOrder(_)),
    Command::Account(account::Command::SetColour { .. }),
    Command::Account(account::Command::Reconnect { .. }),
    Command::Account(account::Command::Inspect { .. }),
    Command::Account(account::Command::CheckStatus { .. }),
    Command::Account(account::Command::ChangePassword { .. }),
    Command::Account(account::Command::DeleteOnServer { .. }),
    Command::Contact(contact::Command::Add { .. }),
    Command::Contact(contact::Command::Accept { .. }),
    Command::Contact(contact::Command::Decline { .. }),
    Command::Contact(contact::Command::Rename { .. }),
    Command::Contact(contact::Command::Remove { .. }),
    Command::Contact(contact::Command::Show { .. }),
    Command::Contact(contact::Command::Watch { .. }),
    Command::Contact(contact::Command::SetGroups { .. }),
    Command::Contact(contact::Command::RenameGroup { .. }),
    Command::Contact(contact::Command::Block { .. }),
    Command::Contact(contact::Command::Report { .. }),
    Command::Contact(contact::Command::Unblock { .. }),
    Command::Contact(contact::Command::OpenProfile { .. }),
    Command::Contact(contact::Command::CloseProfile { .. }),
    Command::Contact(contact::Command::OpenNotes { .. }),
    Command::Contact(contact::Command::SetCard { .. }),
    Command::Contact(contact::Command::SetNickname { .. }),
    Command::Contact(contact::Command::SetPrivacy { .. }),
    Command::Contact(contact::Command::SetExceptions { .. }),
    Command::Avatar(avatar::Command::Publish { .. }),
    Command::Avatar(avatar::Command::Remove { .. }),
    Command::Conversation(_, conversation::Command::Open),
    Command::Conversation(_, conversation::Command::Close),
    Command::Conversation(_, conversation::Command::OpenAt { .. }),
    Command::Conversation(_, conversation::Command::LoadOlder { .. }),
    Command::Conversation(_, conversation::Command::LoadNewer { .. }),
    Command::Conversation(_, conversation::Command::Send { .. }),
    Command::Conversation(_, conversation::Command::Correct { .. }),
    Command::Conversation(_, conversation::Command::Retract { .. }),
    Command::Conversation(_, conversation::Command::Forget { .. }),
    Command::Conversation(_, conversation::Command::Respond { .. }),
    Command::Conversation(_, conversation::Command::React { .. }),
    Command::Conversation(_, conversation::Command::Forward { .. }),
    Command::Conversation(_, conversation::Command::Versions { .. }),
    Command::Conversation(_, conversation::Command::Resend { .. }),
    Command::Conversation(_, conversation::Command::ResendAll),
    Command::Conversation(_, conversation::Command::Discard { .. }),
    Command::Conversation(_, conversation::Command::Follow { .. }),
    Command::Conversation(_, conversation::Command::Compose(_)),
    Command::Conversation(_, conversation::Command::Draft { .. }),
    Command::Conversation(_, conversation::Command::MarkRead),
    Command::Conversation(_, conversation::Command::MarkUnread),
    Command::Conversation(_, conversation::Command::Pin { .. }),
    Command::Conversation(_, conversation::Command::Archive { .. }),
    Command::Conversation(_, conversation::Command::Mute { .. }),
    Command::Conversation(_, conversation::Command::SetLevel { .. }),
    Command::Conversation(_, conversation::Command::SetEncrypted { .. }),
    Command::Conversation(_, conversation::Command::LeaveOut { .. }),
    Command::Conversation(_, conversation::Command::SetFolder { .. }),
    Command::Encryption(encryption::Command::Watch { .. }),
    Command::Encryption(encryption::Command::Decide { .. }),
    Command::Encryption(encryption::Command::Verify { .. }),
    Command::Encryption(encryption::Command::Repair { .. }),
    Command::Encryption(encryption::Command::Name { .. }),
    Command::Encryption(encryption::Command::Unlock { .. }),
    Command::Encryption(encryption::Command::MakeNewKeys { .. }),
    Command::Encryption(encryption::Command::Remove { .. }),
    Command::Room(room::Command::Create { .. }),
    Command::Room(room::Command::CreateChannel { .. }),
    Command::Room(room::Command::Join { .. }),
    Command::Room(room::Command::Leave { .. }),
    Command::Room(room::Command::SetNick { .. }),
    Command::Room(room::Command::SetSubject { .. }),
    Command::Room(room::Command::Invite { .. }),
    Command::Room(room::Command::AskVoice { .. }),
    Command::Room(room::Command::RefuseVoice { .. }),
    Command::Room(room::Command::Ignore { .. }),
    Command::Room(room::Command::Decline { .. }),
    Command::Room(room::Command::Preview { .. }),
    Command::Room(room::Command::Search { .. }),
    Command::Room(room::Command::SearchEverywhere { .. }),
    Command::Room(room::Command::SetRole { .. }),
    Command::Room(room::Command::SetAffiliation { .. }),
    Command::Room(room::Command::Members { .. }),
    Command::Room(room::Command::AskConfig { .. }),
    Command::Room(room::Command::Configure { .. }),
    Command::Room(room::Command::Moderate { .. }),
    Command::Room(room::Command::SetPicture { .. }),
    Command::Room(room::Command::Destroy { .. }),
    Command::Room(room::Command::Follow { .. }),
    Command::Later(later::Command::Say { .. }),
    Command::Later(later::Command::Change { .. }),
    Command::Later(later::Command::SayNow { .. }),
    Command::Later(later::Command::Remind { .. }),
    Command::Later(later::Command::Drop { .. }),
    Command::History(history::Command::Pause { .. }),
    Command::History(history::Command::Resume { .. }),
    Command::History(history::Command::SetLimit { .. }),
    Command::History(history::Command::ReachBack { .. }),
    Command::History(history::Command::Count { .. }),
    Command::History(history::Command::Clear { .. }),
    Command::History(history::Command::FetchAround { .. }),
    Command::History(history::Command::Find { .. }),
    Command::History(history::Command::AskArchiving { .. }),
    Command::History(history::Command::SetArchiving { .. }),
    Command::Invitation(invitation::Command::List { .. }),
    Command::Invitation(invitation::Command::Make { .. }),
    Command::Invitation(invitation::Command::Withdraw { .. }),
    Command::Console(console::Command::Open { .. }),
    Command::Console(console::Command::Close { .. }),
    Command::Console(console::Command::Send { .. }),
    Command::Shutdown,
    Command::Unattended(_),
    Command::Search(search::Command::Messages { .. }),
    Command::Export(export::Command::Start { .. }),
    Command::Export(export::Command::Cancel { .. }),
    Command::File(file::Command::Send { .. }),
    Command::File(file::Command::Cancel { .. }),
    Command::File(file::Command::Retry { .. }),
    Command::File(file::Command::Offer { .. }),
    Command::File(file::Command::Fetch { .. }),
    Command::File(file::Command::SaveAs { .. }),
    Command::File(file::Command::Usage),
    Command::File(file::Command::FreeUp { .. }),
    Command::File(file::Command::SetPolicy(_)),
    Command::File(file::Command::Gallery { .. }),
    Command::Link(link::Command::Preview { .. }),
    Command::Registration(registration::Command::Start { .. }),
    Command::Registration(registration::Command::Submit { .. }),
    Command::Registration(registration::Command::Cancel { .. }),
);

kinds!(
    kind_of_event,
    EVENTS,
    Event,
    Event::Ready,
    Event::Account(event::account::Event::Changed(_)),
    Event::Account(event::account::Event::Removed(_)),
    Event::Account(event::account::Event::Server(_)),
    Event::Conversation(event::conversation::Event::Changed(_)),
    Event::Conversation(event::conversation::Event::Removed(_)),
    Event::Conversation(event::conversation::Event::Timeline(
        _,
        Change::Reset { .. }
    )),
    Event::Conversation(event::conversation::Event::Timeline(
        _,
        Change::Older { .. }
    )),
    Event::Conversation(event::conversation::Event::Timeline(
        _,
        Change::Around { .. }
    )),
    Event::Conversation(event::conversation::Event::Timeline(
        _,
        Change::Newer { .. }
    )),
    Event::Conversation(event::conversation::Event::Timeline(_, Change::Upserted(_))),
    Event::Conversation(event::conversation::Event::Milestones { .. }),
    Event::Conversation(event::conversation::Event::Versions { .. }),
    Event::Conversation(event::conversation::Event::Unsaid { .. }),
    Event::Conversation(event::conversation::Event::TooLate { .. }),
    Event::Conversation(event::conversation::Event::Timeline(_, Change::Removed(_))),
    Event::Conversation(event::conversation::Event::Notice { .. }),
    Event::Conversation(event::conversation::Event::NoticeChanged { .. }),
    Event::Conversation(event::conversation::Event::NoticesOver { .. }),
    Event::Room(event::room::Event::Occupants { .. }),
    Event::Room(event::room::Event::Entered { .. }),
    Event::Room(event::room::Event::Members { .. }),
    Event::Room(event::room::Event::Config { .. }),
    Event::Room(event::room::Event::Found { .. }),
    Event::Room(event::room::Event::Invitations(_)),
    Event::Encryption(event::encryption::Event::Keys(_)),
    Event::Encryption(event::encryption::Event::Undecided { .. }),
    Event::Encryption(event::encryption::Event::OwnDevice { .. }),
    Event::Encryption(event::encryption::Event::Renewed { .. }),
    Event::Encryption(event::encryption::Event::Lost { .. }),
    Event::Search(event::search::Event::Found { .. }),
    Event::Later(event::later::Event::Changed(_)),
    Event::Later(event::later::Event::Due(_)),
    Event::Later(event::later::Event::SaidLate { .. }),
    Event::Export(event::export::Event::Progress { .. }),
    Event::File(event::file::Event::Transfer(_)),
    Event::File(event::file::Event::Ended { .. }),
    Event::File(event::file::Event::Usage(_)),
    Event::File(event::file::Event::Policy(_)),
    Event::File(event::file::Event::Gallery { .. }),
    Event::File(event::file::Event::Offer { .. }),
    Event::Link(event::link::Event::Preview { .. }),
    Event::History(event::history::Event::Archiving(_)),
    Event::Invitation(event::invitation::Event::Changed(_)),
    Event::Invitation(event::invitation::Event::Made(..)),
    Event::Invitation(event::invitation::Event::Taken { .. }),
    Event::History(event::history::Event::Counted { .. }),
    Event::History(event::history::Event::Found { .. }),
    Event::Console(event::console::Event::Entries(_)),
    Event::Done(_, Ok(())),
    Event::Done(_, Err(_)),
    Event::StoreFailed(_),
    Event::Recovered(_),
    Event::Contact(event::contact::Event::Changed(_)),
    Event::Contact(event::contact::Event::Profile(_)),
    Event::Registration(_, event::registration::Event::Connecting { .. }),
    Event::Registration(_, event::registration::Event::Asking),
    Event::Registration(_, event::registration::Event::Asked { .. }),
    Event::Registration(_, event::registration::Event::Creating),
);

fn assert_all(found: Vec<&'static str>, all: &[&str]) {
    for kind in all {
        assert!(found.contains(kind), "{kind} has no example");
    }
}

#[test]
fn the_page_has_an_example_of_every_command() {
    assert_all(commands().iter().map(kind_of_command).collect(), COMMANDS);
}

#[test]
fn the_page_has_an_example_of_every_event() {
    assert_all(events().iter().map(kind_of_event).collect(), EVENTS);
}

#[test]
fn the_examples_of_events_are_what_the_engine_writes() {
    for (line, event) in examples("Events").into_iter().zip(events()) {
        let said: Value = serde_json::from_str(line).expect("JSON");
        let written = match serde_json::to_value(&event).expect("JSON") {
            Value::String(word) => serde_json::json!({ word: null }),
            written => written,
        };
        assert_eq!(said, written, "{line}");
    }
}
