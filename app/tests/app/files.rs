//! Files as a person meets them: chosen, dropped and pasted, sent, fetched, opened.

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::theme::Mode;
use iced::{Event as Shown, window};
use waxwing::clipboard::{Found, pretend};
use waxwing::sample::files::{
    dropped, file, held_over, here, moving, offer, on_disk, preview, preview_in_trouble, states,
    talk, usage, with_file,
};
use waxwing::sample::saying::{ours, theirs};
use waxwing::sample::talk::{ROMY, messages, signed_in, with_romy_quietly};
use waxwing::scene::Scene;
use waxwing::widget::Role;
use waxwing_core::command::conversation;
use waxwing_core::command::file::{Command as Deed, FreeUp, Outgoing};
use waxwing_core::event::file::Event as Told;
use waxwing_core::model::{
    Attachment, AttachmentKind, FetchFrom, FileOffer, FilePolicy, Held, Place, TransferFailure,
};
use waxwing_core::{Command, Event};

fn about_files(scene: &mut Scene) -> Vec<Deed> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::File(deed) => Some(deed),
        _ => None,
    })
    .collect()
}

/// What is sent in the end.
fn sending(scene: &mut Scene) -> (Vec<Outgoing>, String) {
    let sent = about_files(scene).into_iter().find_map(|deed| match deed {
        Deed::Send { files, text, .. } => Some((files, text)),
        _ => None,
    });
    sent.expect("files on their way")
}

fn is_open(scene: &mut Scene) -> bool {
    let dialogs = scene.roles(Role::Dialog);
    dialogs
        .iter()
        .any(|one| one.report.name.contains("Romy Keller"))
}

#[test]
fn dropped_files_are_shown_before_they_are_sent() {
    let mut scene = preview((1000.0, 700.0), Mode::Light, FileOffer::Files(None));
    assert!(
        scene
            .role(Role::Dialog, "Send 3 files to Romy Keller")
            .is_some()
    );
    let asked = about_files(&mut scene);
    assert!(
        matches!(asked.as_slice(), [Deed::Offer { .. }]),
        "{asked:?}"
    );
    let focused = scene.focused().expect("the caption");
    assert_eq!(focused.report.name, "Add a caption");
    scene.type_text("!");
    scene.key(Named::Enter);
    scene.settle();
    assert!(!is_open(&mut scene));
    let (files, text) = sending(&mut scene);
    assert_eq!(
        text, "From the station!",
        "what was written before goes along"
    );
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(paths, on_disk());
    assert_eq!(files[0].media_type.as_deref(), Some("image/png"));
    assert!(
        files
            .iter()
            .all(|file| !file.original && file.voice.is_none())
    );
    let composer = scene.role(Role::TextArea, "Message to Romy Keller");
    let written = composer
        .and_then(|node| node.report.text)
        .map(|text| text.value);
    assert_eq!(written.as_deref(), Some(""));
}

#[test]
fn a_file_can_be_left_out_and_pictures_can_stay_as_they_are() {
    let mut scene = preview((1000.0, 700.0), Mode::Light, FileOffer::Files(None));
    let last = "Don’t send recording-of-the-whole-evening.mkv";
    scene.click_role(Role::Button, last);
    scene.click_role(Role::CheckBox, "Send pictures as they are");
    scene.click_role(Role::Button, "Send");
    let (files, _) = sending(&mut scene);
    assert_eq!(files.len(), 2);
    assert!(files.iter().all(|file| file.original));
}

#[test]
fn whoever_thinks_better_of_it_has_their_words_again() {
    let mut scene = preview((1000.0, 700.0), Mode::Light, FileOffer::Files(None));
    scene.type_text("!");
    scene.key(Named::Escape);
    scene.settle();
    assert!(!is_open(&mut scene));
    let composer = scene.role(Role::TextArea, "Message to Romy Keller");
    let written = composer
        .and_then(|node| node.report.text)
        .map(|text| text.value);
    assert_eq!(written.as_deref(), Some("From the station!"));
    let asked = about_files(&mut scene);
    assert!(!asked.iter().any(|deed| matches!(deed, Deed::Send { .. })));
}

#[test]
fn what_cannot_be_sent_is_said_before() {
    let mut scene = preview_in_trouble((1000.0, 900.0), Mode::Light);
    let alerts = scene.roles(Role::Alert);
    let said: Vec<&str> = alerts.iter().map(|one| one.report.name.as_str()).collect();
    for part in [
        "Too large for your server: 212 MB",
        "A folder can’t be sent. Pack it first.",
        "It is not there any more.",
        "Take out what can’t be sent.",
    ] {
        assert!(said.contains(&part), "{part}: {said:?}");
    }
    scene.key(Named::Enter);
    scene.settle();
    assert!(is_open(&mut scene), "nothing is sent");
    scene.tell([offer(FileOffer::Nothing)]);
    let alert = scene.role(Role::Alert, "Your server takes no files.");
    assert!(alert.is_some());
}

#[test]
fn enter_sends_nothing_that_the_button_would_not() {
    let mut scene = preview((1000.0, 700.0), Mode::Light, FileOffer::Files(Some(1)));
    scene.key(Named::Enter);
    scene.settle();
    assert!(is_open(&mut scene));
    scene.tell([offer(FileOffer::Files(None))]);
    scene.key(Named::Enter);
    scene.settle();
    assert!(!is_open(&mut scene));
    assert_eq!(sending(&mut scene).0.len(), 3);
}

#[test]
fn what_is_pasted_is_text_unless_it_is_not() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.clipboard().standard = Some("words".to_owned());
    scene.ctrl("v");
    scene.settle();
    assert!(!is_open(&mut scene));
    let composer = scene.role(Role::TextArea, "Message to Romy Keller");
    let written = composer
        .and_then(|node| node.report.text)
        .map(|text| text.value);
    assert_eq!(written.as_deref(), Some("words"));

    pretend(Found::Files(on_disk()));
    scene.ctrl("v");
    scene.settle();
    assert!(
        scene
            .role(Role::Dialog, "Send 3 files to Romy Keller")
            .is_some()
    );
    // The same ones once more change nothing.
    scene.ctrl("v");
    scene.settle();
    assert!(
        scene
            .role(Role::Dialog, "Send 3 files to Romy Keller")
            .is_some()
    );
}

#[test]
fn files_go_out_without_a_word() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    dropped(&mut scene, on_disk().remove(0));
    scene.key(Named::Enter);
    scene.settle();
    assert!(!is_open(&mut scene));
    let (files, text) = sending(&mut scene);
    assert_eq!((files.len(), text.as_str()), (1, ""));
}

#[test]
fn files_over_the_window_show_who_would_get_them() {
    let mut scene = held_over((1000.0, 700.0), Mode::Light);
    let words = "Drop the files here to send them to Romy Keller";
    assert!(scene.role(Role::Status, words).is_some());
    scene.event(Shown::Window(window::Event::FilesHoveredLeft));
    scene.settle();
    assert!(scene.role(Role::Status, words).is_none());

    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    dropped(&mut scene, on_disk().remove(0));
    let words = "Open a conversation first, then files can be sent to it.";
    assert!(scene.find(words).is_some());
    assert!(about_files(&mut scene).is_empty());
}

#[test]
fn nothing_is_dropped_through_a_dialog_or_the_settings() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    dropped(&mut scene, on_disk().remove(0));
    assert!(!is_open(&mut scene));
    scene.key(Named::Escape);
    scene.settle();
    scene.ctrl("n");
    scene.settle();
    dropped(&mut scene, on_disk().remove(0));
    assert!(!is_open(&mut scene));
    assert!(scene.role(Role::Dialog, "Add a contact").is_some());
}

#[test]
fn a_card_does_what_its_state_allows() {
    let mut scene = states((1000.0, 1200.0), Mode::Light);
    let items = waxwing::sample::files::states_talk();
    let mut pressed = |name: &str| {
        scene.click_role(Role::Button, name);
        scene.settle();
        about_files(&mut scene)
    };
    let (conversation, index) = (ROMY, 0);
    let of = |place: usize| items[place].id;
    let fetched = pressed("Download minutes.odt");
    let fetch = Deed::Fetch {
        conversation,
        item: of(1),
        index,
    };
    assert_eq!(fetched, [fetch]);
    let stopped = pressed("Stop downloading birdsong.mp3");
    let stop = Deed::Cancel {
        conversation,
        item: of(2),
        index,
    };
    assert_eq!(stopped, [stop]);
    let stopped = pressed("Stop sending holiday-plans.odt");
    assert!(matches!(stopped.as_slice(), [Deed::Cancel { item, .. }] if *item == of(5)));
}

#[test]
fn what_is_not_uploaded_yet_says_so_and_is_fetched_later() {
    let asked = Place::Remote(Held::Asked);
    let there = file("plan.pdf", AttachmentKind::File, 8_000, asked);
    let soon = Attachment {
        sources: Vec::new(),
        ..there.clone()
    };
    let items = vec![with_file(theirs(1, 3, ""), soon)];
    let mut scene = talk((1000.0, 700.0), Mode::Light, items);
    assert!(scene.find("PDF · 8 kB · not uploaded yet").is_some());
    assert!(scene.role(Role::Button, "Download plan.pdf").is_none());
    scene.tell([messages(vec![with_file(theirs(1, 3, ""), there)], false)]);
    assert!(scene.role(Role::Button, "Download plan.pdf").is_some());
}

#[test]
fn what_failed_says_why_and_can_be_tried_again() {
    let gone = file(
        "old.zip",
        AttachmentKind::File,
        1,
        Place::Failed(TransferFailure::Gone),
    );
    let large = file(
        "large.zip",
        AttachmentKind::File,
        1,
        Place::Failed(TransferFailure::TooLarge(Some(5))),
    );
    let mut scene = talk(
        (1000.0, 700.0),
        Mode::Light,
        vec![with_file(theirs(1, 3, ""), gone.clone())],
    );
    let why = "The file is not on the server any more. Ask for it to be sent again.";
    assert!(scene.role(Role::Alert, why).is_some());
    scene.click_role(Role::Link, "Try again");
    assert!(matches!(
        about_files(&mut scene).as_slice(),
        [Deed::Fetch { .. }]
    ));

    let ours = with_file(ours(2, 2, ""), gone);
    scene.tell([messages(vec![ours], false)]);
    let why = "The file to be sent is not there any more.";
    assert!(scene.role(Role::Alert, why).is_some());
    assert!(scene.role(Role::Link, "Try again").is_none(), "in vain");

    let ours = with_file(waxwing::sample::saying::ours(3, 1, ""), large);
    scene.tell([messages(vec![ours], false)]);
    let why = "It is too large: your server takes files up to 5 bytes. \
               Make it smaller, or put it somewhere else and send the link.";
    assert!(scene.role(Role::Alert, why).is_some());
}

#[test]
fn progress_is_told_and_ends() {
    let items = vec![with_file(
        theirs(1, 3, ""),
        file("a.pdf", AttachmentKind::File, 8_000_000, Place::Moving),
    )];
    let item = items[0].id;
    let mut scene = talk((1000.0, 700.0), Mode::Light, items);
    assert!(scene.role(Role::ProgressBar, "40 %").is_some());
    scene.tell([moving(item, false, 6_000_000, 8_000_000)]);
    assert!(scene.role(Role::ProgressBar, "75 %").is_some());
    assert!(scene.find("6 MB of 8 MB").is_some());
    let ended = Event::File(Told::Ended {
        conversation: ROMY,
        item,
        index: 0,
    });
    let there = with_file(
        theirs(1, 3, ""),
        here("a.pdf", AttachmentKind::File, 8_000_000),
    );
    scene.tell([ended, messages(vec![there], false)]);
    assert!(scene.roles(Role::ProgressBar).is_empty());
    assert!(scene.role(Role::Button, "Open a.pdf").is_some());
}

#[test]
fn names_of_strangers_are_only_text() {
    let name = format!("photo\u{202e}gpj.exe{}", "x".repeat(4000));
    let mut nasty = file(
        &name,
        AttachmentKind::File,
        u64::MAX,
        Place::Remote(Held::Stranger),
    );
    nasty.description = "\u{202e}".repeat(1000);
    let mut scene = talk(
        (360.0, 640.0),
        Mode::Light,
        vec![with_file(theirs(1, 3, ""), nasty)],
    );
    scene.frame();
    let size = scene.roles(Role::Group);
    assert!(size.iter().any(|group| group.report.name.contains(".exe")));
}

#[test]
fn the_settings_of_files_are_the_engines() {
    let mut scene = signed_in(1000.0, 1200.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    assert_eq!(about_files(&mut scene), [Deed::Usage]);
    scene.type_text("download by itself");
    scene.tell([usage()]);
    scene.click("Nobody");
    let policy = FilePolicy {
        from: FetchFrom::Nobody,
        ..FilePolicy::default()
    };
    assert_eq!(about_files(&mut scene), [Deed::SetPolicy(policy)]);
}

#[test]
fn space_is_freed_after_a_question() {
    let mut scene = signed_in(1000.0, 1200.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    scene.type_text("space taken");
    scene.tell([usage()]);
    assert!(scene.find("312 files, 1.4 GB").is_some());
    about_files(&mut scene);
    scene.click_role(Role::Button, "Free up space…");
    assert!(about_files(&mut scene).is_empty());
    scene.click_role(Role::Button, "Keep the newest 100 MB");
    let asked = about_files(&mut scene);
    let [Deed::FreeUp { request, what }] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(*what, FreeUp::Keep(100_000_000));
    assert!(scene.find("Removing…").is_some());
    scene.tell([Event::Done(*request, Ok(()))]);
    assert_eq!(about_files(&mut scene), [Deed::Usage], "it is counted anew");
    assert!(scene.role(Role::Button, "Free up space…").is_some());
}

#[test]
fn the_question_before_space_is_freed_is_in_sight() {
    let mut scene = signed_in(1000.0, 420.0, Mode::Light);
    scene.ctrl(",");
    scene.settle();
    scene.type_text("files");
    scene.settle();
    scene.tell([usage()]);
    // By keyboard, up to it: what has the focus is in sight.
    for _ in 0..60 {
        scene.key(Named::Tab);
        if scene
            .focused()
            .is_some_and(|one| one.report.name == "Free up space…")
        {
            break;
        }
    }
    scene.key(Named::Enter);
    scene.settle();
    let focused = scene.focused().expect("a focus");
    assert_eq!(focused.report.name, "Cancel");
    let bottom = focused.bounds.y + focused.bounds.height;
    assert!(bottom <= 420.0, "{:?}", focused.bounds);
}

#[test]
fn an_answer_with_files_answers() {
    let mut scene = with_romy_quietly(1000.0, 700.0, Mode::Light);
    scene.message(waxwing::app::Message::Wanted(
        waxwing::action::Action::Reply,
        None,
    ));
    scene.settle();
    dropped(&mut scene, on_disk().remove(0));
    scene.click_role(Role::Button, "Send");
    scene.settle();
    let sent = scene.sent();
    let answers = sent.iter().any(|command| {
        matches!(
            command,
            Command::File(Deed::Send {
                reply_to: Some(_),
                ..
            })
        )
    });
    assert!(answers, "{sent:?}");
    let again = sent.iter().any(|command| {
        matches!(
            command,
            Command::Conversation(_, conversation::Command::Send { .. })
        )
    });
    assert!(!again);
    assert!(
        scene.role(Role::Button, "Don’t reply").is_none(),
        "it is done"
    );
}
