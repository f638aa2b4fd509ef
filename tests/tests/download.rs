//! Files that come to us: by themselves from whom we know, after a word from anybody else, and on from
//! where they stopped.

mod places;
mod resume;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::json;
use waxwing_core::command::file::{Command, FreeUp};
use waxwing_core::model::{
    Attachment, AttachmentKind, FetchFrom, FilePolicy, Held, Message, Place, TransferFailure,
};
use waxwing_core::{ConversationId, Error};
use waxwing_tests::share::{jpeg, sha256};
use waxwing_tests::{Backend, Client, FileServer, Goods, Login, Peer, Share, Socks, Stage};

scenarios!(
    a_picture_of_a_contact_comes_by_itself,
    a_restart_goes_on_with_what_is_here
);

/// A picture as cameras make them.
const LARGE: usize = 3_000_000;

/// Theo is a contact of Romy's, and she looks at what they have said.
struct Scene {
    romy: Client,
    talk: ConversationId,
    theo: Peer,
    server: FileServer,
    sent: u32,
    /// Of one's own, where nobody else keeps it.
    _stage: Option<Stage>,
}

async fn friends(stage: &Stage) -> Scene {
    let (romy, theo) = stage.friends("romy", "theo");
    meet(&romy, &theo).await
}

async fn meet(romy: &Login, theo: &Login) -> Scene {
    let jid = theo.jid.to_string();
    let mut scene = Scene {
        romy: Client::signed_in(romy).await,
        talk: ConversationId(0),
        theo: Peer::sign_in(theo).await,
        server: FileServer::start().await,
        sent: 0,
        _stage: None,
    };
    scene.send("<body>hello</body>").await;
    scene.talk = scene.romy.open_conversation(&jid).await;
    scene
}

async fn in_memory() -> Scene {
    let stage = Stage::on(Backend::Memory).await;
    let scene = friends(&stage).await;
    Scene {
        _stage: Some(stage),
        ..scene
    }
}

impl Scene {
    async fn send(&mut self, payloads: &str) {
        self.sent += 1;
        let to = &self.romy.world.account().expect("an account").jid;
        let xml = format!(
            "<message type='chat' to='{to}' id='file{}'>{payloads}</message>",
            self.sent
        );
        self.theo.tell(json!({ "do": "raw", "xml": xml })).await;
    }

    /// Theo sends a picture that lies there.
    async fn share(&mut self, url: &str, picture: &[u8]) {
        self.send(&Share::picture(url).of(picture).payloads()).await;
    }

    /// Waits until the first file of the newest message that has one fits.
    async fn wait_file(&mut self, what: &str, fits: impl Fn(&Attachment) -> bool) -> Message {
        let talk = self.talk;
        self.romy
            .wait(what, |world| {
                let mut messages = world.messages(talk).iter().rev();
                let newest = messages.find(|message| !message.attachments.is_empty())?;
                fits(&newest.attachments[0]).then(|| Message::clone(newest))
            })
            .await
    }

    async fn wait_here(&mut self) -> (Message, PathBuf) {
        let message = self
            .wait_file("the file is here", |file| {
                matches!(file.place, Place::Here(_))
            })
            .await;
        let Place::Here(path) = message.attachments[0].place.clone() else {
            panic!("it was here");
        };
        (message, path)
    }

    /// Waits until so many bytes have come of the only file on its way.
    async fn wait_moved(&mut self, bytes: usize) {
        self.romy
            .wait("some of it", |world| {
                let transfer = world.transfers.last()?;
                (transfer.done >= bytes as u64).then_some(())
            })
            .await;
    }

    async fn wait_place(&mut self, place: Place) -> Message {
        self.wait_file(&format!("{place:?}"), |file| file.place == place)
            .await
    }

    fn fetch(&self, message: &Message) {
        self.romy.send(waxwing_core::Command::File(Command::Fetch {
            conversation: self.talk,
            item: message.id,
            index: 0,
        }));
    }

    fn cancel(&self, message: &Message) {
        self.romy.send(waxwing_core::Command::File(Command::Cancel {
            conversation: self.talk,
            item: message.id,
            index: 0,
        }));
    }

    /// From now on, as soon as the account has heard it.
    async fn set_policy(&mut self, policy: FilePolicy) {
        let account = self.romy.account();
        self.romy.world.offers.clear();
        for command in [Command::SetPolicy(policy), Command::Offer { account }] {
            self.romy.send(waxwing_core::Command::File(command));
        }
        self.romy
            .wait("what is said behind it is heard", |world| {
                world.offers.contains_key(&account).then_some(())
            })
            .await;
    }

    async fn save(&mut self, message: &Message, to: PathBuf, replace: bool) -> Result<(), Error> {
        let request = self.romy.request();
        self.romy.send(waxwing_core::Command::File(Command::SaveAs {
            request,
            conversation: self.talk,
            item: message.id,
            index: 0,
            to,
            replace,
        }));
        self.romy.wait_done(request).await
    }

    async fn free_up(&mut self, what: FreeUp) -> Result<(), Error> {
        let request = self.romy.request();
        let command = Command::FreeUp { request, what };
        self.romy.send(waxwing_core::Command::File(command));
        self.romy.wait_done(request).await
    }
}

async fn a_picture_of_a_contact_comes_by_itself(stage: &Stage) {
    let mut scene = friends(stage).await;
    let picture = jpeg(LARGE);
    let url = scene.server.put("/a/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    let (message, path) = scene.wait_here().await;
    let file = &message.attachments[0];
    assert_eq!(file.kind, AttachmentKind::Picture);
    assert_eq!(file.name, "summit.jpg");
    assert_eq!(file.size, Some(LARGE as u64));
    assert_eq!(file.sha256, Some(sha256(&picture)));
    assert_eq!(std::fs::read(&path).expect("a file"), picture);
    let mode = std::fs::metadata(&path).expect("a file").permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    assert!(path.starts_with(scene.romy.profile().path().join("files")));
    let visits = scene.server.visits();
    assert_eq!(visits.len(), 1);
    for word in ["cookie", "referer", "user-agent", "authorization"] {
        let head = visits[0].head.to_lowercase();
        assert!(!head.contains(word), "{head}");
    }
    // The same file from elsewhere is here already.
    let url = scene.server.put("/b/2.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    let (again, same) = scene.wait_file_after(&message).await;
    assert_ne!(again.id, message.id);
    assert_eq!(same, path);
    assert_eq!(scene.server.visits().len(), 1);
    // Of this one nothing is known but its address.
    let url = scene.server.put("/c/lake.jpg", Goods::File(jpeg(1)));
    scene.send(&Share::address(&url)).await;
    let (third, path) = scene.wait_file_after(&again).await;
    assert_eq!(third.attachments[0].name, "lake.jpg");
    assert_eq!(std::fs::read(path).expect("a file"), jpeg(1));
    // One byte of a picture is none.
    assert_eq!(third.attachments[0].kind, AttachmentKind::File);
}

impl Scene {
    async fn wait_file_after(&mut self, message: &Message) -> (Message, PathBuf) {
        let (talk, after) = (self.talk, message.id);
        self.romy
            .wait("the next file is here", |world| {
                let mut messages = world.messages(talk).iter().rev();
                let newest = messages.find(|message| !message.attachments.is_empty())?;
                match &newest.attachments[0].place {
                    Place::Here(path) if newest.id > after => {
                        Some((Message::clone(newest), path.clone()))
                    }
                    _ => None,
                }
            })
            .await
    }
}

async fn a_restart_goes_on_with_what_is_here(stage: &Stage) {
    let mut scene = friends(stage).await;
    let picture = jpeg(LARGE);
    let half = LARGE / 2;
    let url = scene
        .server
        .put("/1.jpg", Goods::Stalling(picture.clone(), half));
    scene.share(&url, &picture).await;
    let theo = scene.theo.jid().to_owned();
    scene.wait_moved(half).await;
    let profile = scene.romy.shut_down().await;
    scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.romy = Client::open(profile).await;
    scene.talk = scene.romy.open_conversation(&theo).await;
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
    let from: Vec<_> = scene.server.visits().iter().map(|one| one.from).collect();
    assert_eq!(from, [None, Some(half)]);
}

#[tokio::test]
async fn a_file_comes_through_the_proxy_of_the_account() {
    let stage = Stage::on(Backend::Memory).await;
    let socks = Socks::start().await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut scene = meet(&romy.through(socks.port()), &theo).await;
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    scene.wait_here().await;
    let wish = format!("localhost:{}", scene.server.port());
    assert!(socks.wishes().contains(&wish), "{:?}", socks.wishes());
    assert_eq!(socks.users().len(), 1, "the proxy takes it for the account");
}

#[tokio::test]
async fn what_breaks_off_goes_on_where_it_stopped() {
    let mut scene = in_memory().await;
    let picture = jpeg(LARGE);
    let goods = Goods::Breaking(picture.clone(), LARGE / 2);
    let url = scene.server.put("/1.jpg", goods);
    scene.share(&url, &picture).await;
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
    let from: Vec<_> = scene.server.visits().iter().map(|one| one.from).collect();
    assert_eq!(from, [None, Some(LARGE / 2)]);
    assert_eq!(scene.server.sent(), LARGE);
}

#[tokio::test]
async fn a_file_of_a_stranger_waits_for_a_word() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let jid = theo.jid.to_string();
    let romy = Client::signed_in(&romy).await;
    let mut scene = Scene {
        romy,
        talk: ConversationId(0),
        theo: Peer::sign_in(&theo).await,
        server: FileServer::start().await,
        sent: 0,
        _stage: None,
    };
    let picture = jpeg(1_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    scene.talk = scene.romy.open_conversation(&jid).await;
    let message = scene.wait_place(Place::Remote(Held::Stranger)).await;
    assert_eq!(scene.server.visits(), []);
    scene.fetch(&message);
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
}

#[tokio::test]
async fn what_is_large_waits_for_a_word_whoever_says_how_large_it_is() {
    let mut scene = in_memory().await;
    scene
        .set_policy(FilePolicy {
            picture: Some(1_000),
            ..FilePolicy::default()
        })
        .await;
    let picture = jpeg(1_001);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    // Its sender says so.
    scene.share(&url, &picture).await;
    scene.wait_place(Place::Remote(Held::Large)).await;
    assert_eq!(scene.server.visits(), []);
    // Its server says so.
    scene.send(&Share::picture(&url).payloads()).await;
    let message = scene
        .wait_file("its server says how large it is", |file| {
            file.size == Some(1_001) && file.sha256.is_none()
        })
        .await;
    assert_eq!(
        message.attachments[0].place,
        Place::Remote(Held::Large),
        "{message:?}"
    );
    scene.fetch(&message);
    scene.wait_here().await;
    // Nobody says so.
    let endless = Goods::Endless("HTTP/1.1 200 OK\r\n\r\n".to_owned());
    let url = scene.server.put("/2.jpg", endless);
    scene.send(&Share::picture(&url).payloads()).await;
    let message = scene.wait_place(Place::Remote(Held::Large)).await;
    assert_eq!(message.attachments[0].size, None);
}

#[tokio::test]
async fn nothing_comes_by_itself_where_nothing_is_to() {
    let mut scene = in_memory().await;
    scene
        .set_policy(FilePolicy {
            from: FetchFrom::Nobody,
            ..FilePolicy::default()
        })
        .await;
    let picture = jpeg(10);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    let message = scene.wait_place(Place::Remote(Held::Asked)).await;
    assert_eq!(scene.server.visits(), []);
    // What is to come by itself from now on comes when it is seen.
    scene.set_policy(FilePolicy::default()).await;
    scene.romy.tell(
        scene.talk,
        waxwing_core::command::conversation::Command::Open,
    );
    let (seen, _) = scene.wait_here().await;
    assert_eq!(seen.id, message.id);
    // After a restart the person still wants the same.
    scene
        .set_policy(FilePolicy {
            quota: Some(77_000_000),
            ..FilePolicy::default()
        })
        .await;
    let profile = scene.romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    romy.wait("what was wanted", |world| {
        let policy = world.file_policy.as_ref()?;
        (policy.quota == Some(77_000_000)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_wanted_any_more_stops() {
    let mut scene = in_memory().await;
    let picture = jpeg(LARGE);
    let goods = Goods::Stalling(picture.clone(), 100_000);
    let url = scene.server.put("/1.jpg", goods);
    scene.share(&url, &picture).await;
    scene.server.wait_visits(1).await;
    let message = scene.wait_place(Place::Moving).await;
    scene.cancel(&message);
    let cancelled = Place::Failed(TransferFailure::Cancelled);
    let message = scene.wait_place(cancelled).await;
    scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.fetch(&message);
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
}

#[tokio::test]
async fn a_file_is_written_elsewhere_where_nothing_is_in_the_way() {
    let mut scene = in_memory().await;
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    let (message, _) = scene.wait_here().await;
    let elsewhere = tempfile::tempdir().expect("a directory");
    let to = elsewhere.path().join("mine.jpg");
    scene
        .save(&message, to.clone(), false)
        .await
        .expect("saved");
    assert_eq!(std::fs::read(&to).expect("a file"), picture);
    std::fs::write(&to, "mine").expect("a file");
    let refused = scene.save(&message, to.clone(), false).await;
    assert!(
        matches!(refused, Err(Error::FileExists { .. })),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&to).expect("a file"), b"mine");
    scene.save(&message, to.clone(), true).await.expect("saved");
    assert_eq!(std::fs::read(&to).expect("a file"), picture);
    let nowhere = elsewhere.path().join("none/mine.jpg");
    let refused = scene.save(&message, nowhere, false).await;
    assert!(matches!(refused, Err(Error::File { .. })), "{refused:?}");
}

#[tokio::test]
async fn room_is_made_of_the_oldest_and_what_went_comes_again() {
    let mut scene = in_memory().await;
    let mut messages = Vec::new();
    for number in 0..3 {
        let mut picture = jpeg(10_000);
        picture.push(number);
        let path = format!("/{number}.jpg");
        let url = scene.server.put(&path, Goods::File(picture.clone()));
        scene.share(&url, &picture).await;
        let message = match messages.last() {
            None => scene.wait_here().await,
            Some((last, _)) => scene.wait_file_after(last).await,
        };
        // Files that have just come are not let go.
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
        let long_ago = long_ago + std::time::Duration::from_secs(number.into());
        let file = std::fs::File::open(&message.1).expect("a file");
        file.set_modified(long_ago).expect("a time");
        messages.push(message);
    }
    scene.romy.send(waxwing_core::Command::File(Command::Usage));
    let usage = scene
        .romy
        .wait("how much there is", |world| world.usage)
        .await;
    assert_eq!((usage.files, usage.bytes, usage.free), (3, 30_003, 30_003));
    scene.free_up(FreeUp::Keep(20_002)).await.expect("room");
    assert!(!messages[0].1.exists());
    assert!(messages[1].1.exists());
    let (talk, first) = (scene.talk, messages[0].0.id.seq);
    let freed = scene
        .romy
        .wait("its message says so", |world| {
            let mut all = world.messages(talk).iter();
            let first = all.find(|message| message.id.seq == first)?;
            let freed = first.attachments[0].place == Place::Remote(Held::Freed);
            freed.then(|| Message::clone(first))
        })
        .await;
    scene.fetch(&freed);
    scene
        .romy
        .wait("it is here again", |world| {
            let mut all = world.messages(talk).iter();
            let first = all.find(|message| message.id.seq == first)?;
            matches!(first.attachments[0].place, Place::Here(_)).then_some(())
        })
        .await;
    assert!(messages[0].1.exists());
    scene
        .free_up(FreeUp::Conversation(talk))
        .await
        .expect("room");
    assert!(messages.iter().all(|(_, path)| !path.exists()));
    let mut left = scene.free_up(FreeUp::Keep(0)).await;
    left = left.and(
        scene
            .free_up(FreeUp::Conversation(ConversationId(99)))
            .await,
    );
    assert_eq!(left, Ok(()));
}

#[tokio::test]
async fn a_message_that_is_deleted_takes_its_file_along() {
    let mut scene = in_memory().await;
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    scene.share(&url, &picture).await;
    let (message, path) = scene.wait_here().await;
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    let file = std::fs::File::open(&path).expect("a file");
    file.set_modified(long_ago).expect("a time");
    let items = vec![message.id];
    scene.romy.tell(
        scene.talk,
        waxwing_core::command::conversation::Command::Forget { items },
    );
    scene
        .romy
        .wait("the message goes", |world| {
            let gone = world
                .messages(scene.talk)
                .iter()
                .all(|it| it.id != message.id);
            gone.then_some(())
        })
        .await;
    waxwing_tests::deadline::within("the file goes", async {
        while path.exists() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_conversation_are_looked_through() {
    let mut scene = in_memory().await;
    let mut last = None;
    for number in 0..5 {
        let picture = jpeg(100 + number);
        let url = scene
            .server
            .put(&format!("/{number}.jpg"), Goods::File(picture.clone()));
        scene.share(&url, &picture).await;
        last = Some(match &last {
            None => scene.wait_here().await.0,
            Some(last) => scene.wait_file_after(last).await.0,
        });
    }
    let mut sizes = Vec::new();
    let mut before = None;
    loop {
        let request = scene.romy.request();
        scene
            .romy
            .send(waxwing_core::Command::File(Command::Gallery {
                request,
                conversation: scene.talk,
                before,
                limit: 2,
                kinds: vec![AttachmentKind::Picture],
            }));
        let (files, older) = scene
            .romy
            .wait("a page", |world| world.galleries.get(&request).cloned())
            .await;
        sizes.extend(files.iter().map(|filed| filed.attachment.size));
        before = files.last().map(|filed| filed.item);
        if !older {
            break;
        }
    }
    assert_eq!(
        sizes,
        [Some(104), Some(103), Some(102), Some(101), Some(100)]
    );
}
