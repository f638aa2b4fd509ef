//! Sending files (XEP-0363, XEP-0447, XEP-0066): they arrive as they are, once, whatever breaks on the
//! way; and what can't be sent says why.

mod trouble;

use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use waxwing_core::command::file::{Command as C, Outgoing};
use waxwing_core::model::{
    Attachment, AttachmentKind, Direction, FileOffer, Message, Place, State, TransferFailure, Voice,
};
use waxwing_core::{Command, ConversationId, NOT_UPLOADED};
use waxwing_tests::backend::LARGEST_FILE;
use waxwing_tests::depot::get;
use waxwing_tests::{Client, Peer, Stage};

scenarios!(
    a_file_gets_there,
    the_smallest_files_get_there,
    several_files_and_what_is_said_about_them_come_in_order,
    a_program_that_knows_less_sees_an_address,
    a_file_of_another_program_is_one,
    a_voice_message_says_what_it_is,
    what_is_too_large_is_not_even_asked_for,
    a_file_is_shared_once_more,
);

/// Files of a test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> Outgoing {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file");
        Outgoing {
            path,
            ..Outgoing::default()
        }
    }

    /// A file of so many bytes that take no room.
    pub(crate) fn sparse(&self, name: &str, bytes: u64) -> Outgoing {
        let path = self.path(name);
        let file = std::fs::File::create(&path).expect("a file");
        file.set_len(bytes).expect("room for nothing");
        Outgoing {
            path,
            ..Outgoing::default()
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Romy and June use our engine and see each other; the conversations are open.
pub(crate) struct Pair {
    pub(crate) romy: Client,
    pub(crate) to_june: ConversationId,
    pub(crate) june: Client,
    pub(crate) to_romy: ConversationId,
}

pub(crate) async fn meet(stage: &Stage) -> Pair {
    let (romy, june) = stage.friends("romy", "june");
    let (romy_jid, june_jid) = (romy.jid.to_string(), june.jid.to_string());
    let mut romy = Client::signed_in(&romy).await;
    let mut june = Client::signed_in(&june).await;
    let to_june = romy.open_conversation(&june_jid).await;
    let to_romy = june.open_conversation(&romy_jid).await;
    Pair {
        romy,
        to_june,
        june,
        to_romy,
    }
}

pub(crate) fn send(
    client: &Client,
    conversation: ConversationId,
    files: Vec<Outgoing>,
    text: &str,
) {
    client.send(Command::File(C::Send {
        conversation,
        files,
        text: text.to_owned(),
        reply_to: None,
        spoiler: None,
        private: None,
    }));
}

/// The newest message with a file of this name that fits.
pub(crate) async fn wait_file(
    client: &mut Client,
    conversation: ConversationId,
    name: &str,
    fits: impl Fn(&Message, &Attachment) -> bool,
) -> (Message, Attachment) {
    client
        .wait(&format!("the file {name:?}"), |world| {
            let messages = world.messages(conversation).iter().rev();
            let mut files = messages.filter_map(|message| {
                let file = message.attachments.first()?;
                (file.name == name).then_some((message, file))
            });
            let (message, file) = files.next()?;
            fits(message, file).then(|| (Message::clone(message), file.clone()))
        })
        .await
}

/// Waits until a file of ours has failed; why.
pub(crate) async fn wait_failed(
    client: &mut Client,
    conversation: ConversationId,
    name: &str,
) -> (Message, TransferFailure) {
    let failed = |message: &Message, file: &Attachment| {
        let condition = match &message.state {
            State::Failed { condition, .. } => condition.as_str(),
            _ => "",
        };
        condition == NOT_UPLOADED && matches!(file.place, Place::Failed(_))
    };
    let (message, file) = wait_file(client, conversation, name, failed).await;
    match file.place {
        Place::Failed(failure) => (message, failure),
        place => panic!("{place:?}"),
    }
}

pub(crate) fn is_there(message: &Message, _: &Attachment) -> bool {
    matches!(
        message.state,
        State::Sent | State::Delivered | State::Displayed
    )
}

pub(crate) fn came(message: &Message, _: &Attachment) -> bool {
    message.direction == Direction::Incoming
}

async fn a_file_gets_there(stage: &Stage) {
    let depot = stage.takes_files().await;
    let mut pair = meet(stage).await;
    let folder = Folder::new();
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let name = "très cool & <neu> 文.bin";
    let file = folder.file(name, &bytes);
    send(&pair.romy, pair.to_june, vec![file], "");
    let name = "très cool & _neu_ 文.bin";
    let (sent, ours) = wait_file(&mut pair.romy, pair.to_june, name, is_there).await;
    let (_, theirs) = wait_file(&mut pair.june, pair.to_romy, name, came).await;
    assert_eq!((sent.text.as_str(), sent.attachments.len()), ("", 1));
    assert_eq!(theirs.size, Some(bytes.len() as u64));
    assert_eq!(theirs.media_type, "application/octet-stream");
    assert_eq!(
        (theirs.kind, &theirs.sha256),
        (AttachmentKind::File, &ours.sha256)
    );
    assert_eq!(ours.sources, theirs.sources);
    assert!(get(&theirs.sources[0]).await == bytes, "it is what it was");
    let Place::Here(path) = ours.place else {
        panic!("{:?}", ours.place);
    };
    assert!(path.starts_with(pair.romy.profile().path()));
    assert!(std::fs::read(path).expect("a copy") == bytes);
    assert!(pair.romy.world.ended.len() == 1);
    if let Some(depot) = depot {
        let visit = depot.visits().remove(0);
        assert!(visit.contains("application/octet-stream"), "{visit}");
        assert!(!visit.contains("X-Evil"), "{visit}");
        assert!(!visit.to_lowercase().contains("user-agent"), "{visit}");
    }
    let romy_jid = pair.romy_jid();
    pair.june
        .wait_conversation(&romy_jid, "shows the file", |romy| {
            let last = romy.last.as_ref();
            last.is_some_and(|it| it.text == name && it.file == Some(AttachmentKind::File))
        })
        .await;
}

impl Pair {
    fn romy_jid(&self) -> String {
        self.romy
            .world
            .account()
            .expect("an account")
            .jid
            .to_string()
    }
}

async fn the_smallest_files_get_there(stage: &Stage) {
    stage.takes_files().await;
    let mut pair = meet(stage).await;
    let folder = Folder::new();
    for (name, bytes) in [("one.bin", &b"x"[..]), ("none.bin", b"")] {
        send(&pair.romy, pair.to_june, vec![folder.file(name, bytes)], "");
        // ejabberd goes by the schema of the XEP, in which no file is empty.
        if bytes.is_empty() && stage.ejabberd().is_some() {
            let (_, why) = wait_failed(&mut pair.romy, pair.to_june, name).await;
            assert!(matches!(why, TransferFailure::Refused(_)), "{why:?}");
            continue;
        }
        let (_, theirs) = wait_file(&mut pair.june, pair.to_romy, name, came).await;
        assert_eq!(theirs.size, Some(bytes.len() as u64));
        assert!(get(&theirs.sources[0]).await == bytes, "{name}");
        wait_file(&mut pair.romy, pair.to_june, name, is_there).await;
    }
}

async fn several_files_and_what_is_said_about_them_come_in_order(stage: &Stage) {
    stage.takes_files().await;
    let mut pair = meet(stage).await;
    let folder = Folder::new();
    let names = ["a.txt", "b.txt", "c.txt", "d.txt"];
    let files = names.map(|name| folder.file(name, name.as_bytes()));
    send(&pair.romy, pair.to_june, files.to_vec(), "four letters");
    pair.june.wait_message(pair.to_romy, "four letters").await;
    let messages = pair.june.world.messages(pair.to_romy);
    assert_eq!(messages.len(), 5, "{messages:?}");
    let came: Vec<_> = messages[..4]
        .iter()
        .map(|message| message.attachments[0].name.clone())
        .collect();
    assert_eq!(came, names, "in their order, and the words last");
    // What is said about one file describes it, too.
    send(
        &pair.romy,
        pair.to_june,
        vec![folder.file("e.txt", b"e")],
        "a fifth",
    );
    pair.june.wait_message(pair.to_romy, "a fifth").await;
    let file = pair.june.world.messages(pair.to_romy)[5].attachments[0].clone();
    assert_eq!(
        (file.name.as_str(), file.description.as_str()),
        ("e.txt", "a fifth")
    );
}

async fn a_program_that_knows_less_sees_an_address(stage: &Stage) {
    stage.takes_files().await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let conversation = romy.open_conversation(theo.jid()).await;
    let folder = Folder::new();
    send(
        &romy,
        conversation,
        vec![folder.file("a.txt", b"hello")],
        "",
    );
    let heard = theo
        .wait("the file", |event| event["event"] == "message")
        .await;
    let (_, file) = wait_file(&mut romy, conversation, "a.txt", is_there).await;
    assert_eq!(heard["body"], file.sources[0].as_str());
    assert_eq!(heard["oob"], file.sources[0].as_str());
    assert!(get(&file.sources[0]).await == b"hello");
}

async fn a_file_of_another_program_is_one(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let romy_jid = romy.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let conversation = romy.open_conversation(theo.jid()).await;
    let url = "https://files.example/4a77/summit.jpg";
    let xml = format!(
        "<message xmlns='jabber:client' to='{romy_jid}' type='chat' id='f1'><body>{url}</body>\
         <x xmlns='jabber:x:oob'><url>{url}</url></x></message>"
    );
    theo.tell(json!({ "do": "raw", "xml": xml })).await;
    let (message, file) = wait_file(&mut romy, conversation, "summit.jpg", came).await;
    assert_eq!(message.text, "");
    assert_eq!(file.kind, AttachmentKind::Picture);
    assert_eq!(file.sources, [url]);
    let plain = format!(
        "<message xmlns='jabber:client' to='{romy_jid}' type='chat' id='f2'>\
         <body>*no* styling</body><unstyled xmlns='urn:xmpp:styling:0'/></message>"
    );
    theo.tell(json!({ "do": "raw", "xml": plain })).await;
    let message = romy.wait_message(conversation, "*no* styling").await;
    assert!(message.unstyled);
}

async fn a_voice_message_says_what_it_is(stage: &Stage) {
    stage.takes_files().await;
    let mut pair = meet(stage).await;
    let folder = Folder::new();
    let waveform: Vec<u8> = (0..128).map(|n| n * 2).collect();
    let voice = Voice {
        duration_ms: 4_200,
        waveform: waveform.clone(),
    };
    let file = Outgoing {
        media_type: Some("audio/ogg".to_owned()),
        voice: Some(voice),
        ..folder.file("voice.ogg", b"OggS and so on")
    };
    send(&pair.romy, pair.to_june, vec![file], "");
    let (_, theirs) = wait_file(&mut pair.june, pair.to_romy, "voice.ogg", came).await;
    assert_eq!(theirs.kind, AttachmentKind::Voice);
    assert_eq!(
        (theirs.duration_ms, theirs.waveform),
        (Some(4_200), waveform)
    );
}

async fn what_is_too_large_is_not_even_asked_for(stage: &Stage) {
    let depot = stage.takes_files().await;
    let mut pair = meet(stage).await;
    let account = pair.romy.account();
    pair.romy.send(Command::File(C::Offer { account }));
    let offer = FileOffer::Files(Some(LARGEST_FILE));
    pair.romy
        .wait("what the server takes", |world| {
            (world.offers.get(&account) == Some(&offer)).then_some(())
        })
        .await;
    let folder = Folder::new();
    let file = folder.sparse("large.bin", LARGEST_FILE + 1);
    send(&pair.romy, pair.to_june, vec![file], "behind it");
    let (message, why) = wait_failed(&mut pair.romy, pair.to_june, "large.bin").await;
    assert_eq!(why, TransferFailure::TooLarge(Some(LARGEST_FILE)));
    assert!(depot.is_none_or(|depot| depot.visits().is_empty()));
    // Without the file the words stand for themselves.
    let discard = waxwing_core::command::conversation::Command::Discard { item: message.id };
    pair.romy.tell(pair.to_june, discard);
    pair.june.wait_message(pair.to_romy, "behind it").await;
    pair.romy
        .wait("the file is gone", |world| {
            let mut messages = world.messages(pair.to_june).iter();
            let gone = messages.all(|message| message.attachments.is_empty());
            gone.then_some(())
        })
        .await;
}

async fn a_file_is_shared_once_more(stage: &Stage) {
    let depot = stage.takes_files().await;
    let mut pair = meet(stage).await;
    let folder = Folder::new();
    send(
        &pair.romy,
        pair.to_june,
        vec![folder.file("a.txt", b"hello")],
        "",
    );
    let (first, file) = wait_file(&mut pair.june, pair.to_romy, "a.txt", came).await;
    let forward = waxwing_core::command::conversation::Command::Forward {
        items: vec![first.id],
        to: vec![pair.to_romy],
    };
    pair.june.tell(pair.to_romy, forward);
    let (_, again) = wait_file(&mut pair.romy, pair.to_june, "a.txt", came).await;
    assert_eq!(again.sources, file.sources);
    assert_eq!(again.sha256, file.sha256);
    assert!(depot.is_none_or(|depot| depot.count() == 1));
}
