//! Files of people and of servers that mean harm: nothing is asked that should not be, nothing comes
//! without end, and what is not what was promised is not kept.

use std::time::Duration;

use waxwing_core::command::file::Command;
use waxwing_core::model::{Attachment, Held, Message, Place, TransferFailure};
use waxwing_core::{Config, ConversationId, Tuning};
use waxwing_tests::certificate::Kind;
use waxwing_tests::client::Profile;
use waxwing_tests::server::Server;
use waxwing_tests::share::jpeg;
use waxwing_tests::{Client, FileServer, Goods, Share, Stage};

use super::{Scene, THEO, meet};

impl Scene {
    /// Theo sends a file.
    fn share(&mut self, payloads: &str) {
        self.spoken += 1;
        let id = self.spoken;
        self.script.receive(&format!(
            "<message type='chat' from='{THEO}/desk' to='$me' id='f{id}'>{payloads}</message>"
        ));
    }

    /// Waits until the file of the newest message that has one fits.
    async fn wait_file(&mut self, what: &str, fits: impl Fn(&Attachment) -> bool) -> Message {
        let talk = self.conversation;
        let seen = self.romy.wait(what, |world| {
            let mut messages = world.messages(talk).iter().rev();
            let newest = messages.find(|message| !message.attachments.is_empty())?;
            fits(&newest.attachments[0]).then(|| Message::clone(newest))
        });
        seen.await
    }

    async fn wait_failed(&mut self, failure: TransferFailure) -> Message {
        let failed = Place::Failed(failure);
        self.wait_file(&format!("{failed:?}"), |file| file.place == failed)
            .await
    }

    fn fetch(&self, message: &Message) {
        self.romy.send(waxwing_core::Command::File(Command::Fetch {
            conversation: self.conversation,
            item: message.id,
            index: 0,
        }));
    }

    /// Nothing of any file is left.
    fn assert_nothing_kept(&self) {
        let folder = self.romy.profile().path().join("files");
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => panic!("{} was kept", path.display()),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_file_server_sends_nobody_to_unsafe_places() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let port = server.port();
    for (number, to) in [
        "http://localhost/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        format!("https://127.0.0.1:{port}/x"),
        format!("https://[::1]:{port}/x"),
        "https://10.0.0.1/x".to_owned(),
        "https://169.254.169.254/latest".to_owned(),
        // Round and round.
        "/loop".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let moved = |to: &str| {
            Goods::Raw(format!(
                "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ))
        };
        let url = server.put(&format!("/{number}"), moved(&to));
        server.put("/loop", moved("/loop"));
        scene.share(&Share::picture(&url).payloads());
        let failed = scene.wait_failed(TransferFailure::Insecure).await;
        scene.forget(&failed).await;
    }
    scene.assert_nothing_kept();
    let asked = server
        .visits()
        .iter()
        .filter(|one| one.path == "/x")
        .count();
    assert_eq!(asked, 0);
    scene.assert_alive().await;
}

impl Scene {
    /// Romy deletes a message, so that the next one is looked at.
    async fn forget(&mut self, message: &Message) {
        let items = vec![message.id];
        let talk = self.conversation;
        let forget = waxwing_core::command::conversation::Command::Forget { items };
        self.romy.tell(talk, forget);
        let gone = self.romy.wait("it is gone", |world| {
            let gone = world.messages(talk).iter().all(|it| it.id != message.id);
            gone.then_some(())
        });
        gone.await;
    }
}

#[tokio::test]
async fn what_is_not_what_was_promised_is_not_kept() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let promised = jpeg(5_000);
    let mut other = promised.clone();
    other[4_000] ^= 1;
    let longer = jpeg(5_001);
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 14\r\n\
                Connection: close\r\n\r\n<html>no</html";
    for (number, goods, failure) in [
        (1, Goods::File(other), TransferFailure::Altered),
        (2, Goods::File(longer), TransferFailure::Length),
        (3, Goods::File(jpeg(4_999)), TransferFailure::Length),
        (4, Goods::File(Vec::new()), TransferFailure::Length),
        (5, Goods::Raw(html.to_owned()), TransferFailure::Altered),
    ] {
        let url = server.put(&format!("/{number}"), goods);
        scene.share(&Share::picture(&url).of(&promised).payloads());
        let failed = scene.wait_failed(failure).await;
        scene.forget(&failed).await;
        scene.assert_nothing_kept();
    }
    // Without a promise, too, a page is no picture.
    let url = server.address("/5");
    scene.share(&Share::picture(&url).payloads());
    scene.wait_failed(TransferFailure::Altered).await;
    scene.assert_nothing_kept();
}

#[tokio::test]
async fn a_file_without_end_ends() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let endless = Goods::Endless("HTTP/1.1 200 OK\r\n\r\n".to_owned());
    let url = server.put("/1", endless);
    // Where nobody says how long it is, it does not come by itself.
    scene.share(&Share::picture(&url).payloads());
    let held = Place::Remote(Held::Large);
    scene
        .wait_file("it is held", |file| file.place == held)
        .await;
    // Where its sender says so, no more comes.
    scene.share(&Share::picture(&url).of(&jpeg(100_000)).payloads());
    scene.wait_failed(TransferFailure::Length).await;
    scene.assert_nothing_kept();
    assert!(server.sent() < 100_000_000, "{}", server.sent());
    scene.assert_alive().await;
}

#[tokio::test]
async fn a_claim_of_ten_terabytes_fills_no_disk() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let huge = "HTTP/1.1 200 OK\r\nContent-Length: 10000000000000000\r\n\r\n";
    let url = server.put("/1", Goods::Endless(huge.to_owned()));
    scene.share(&Share::picture(&url).payloads());
    let held = Place::Remote(Held::Large);
    let message = scene
        .wait_file("it is held", |file| file.place == held)
        .await;
    scene.fetch(&message);
    scene
        .wait_file("there is no room", |file| {
            matches!(&file.place, Place::Failed(TransferFailure::Disk(_)))
        })
        .await;
    scene.assert_nothing_kept();
}

/// The scene with a Romy who waits less long for web servers.
async fn meet_impatient(silence: Duration) -> Scene {
    let stage = Stage::in_memory(Server::start().await);
    let login = stage.account("romy");
    stage.contact(&login, THEO, "Theo", "both");
    let change = |config: &mut Config| {
        config.tuning = Tuning {
            silence,
            encryption: false,
            ..Tuning::default()
        };
    };
    let mut romy = Client::open_with(Profile::new(), change).await;
    romy.sign_in(&login).await.expect("the login is right");
    romy.wait_online().await;
    Scene {
        script: stage.server().script(login.jid.as_str()),
        romy,
        conversation: ConversationId(0),
        jid: login.jid.to_string(),
        spoken: 0,
        stage,
    }
}

#[tokio::test]
async fn who_drips_or_keeps_silent_is_left() {
    let patience = Duration::from_millis(300);
    let mut scene = meet_impatient(patience).await;
    let server = FileServer::start().await;
    let url = server.put("/1", Goods::Dripping(jpeg(5_000), patience / 6));
    scene.share(&Share::picture(&url).of(&jpeg(5_000)).payloads());
    scene.conversation = scene.romy.open_conversation(THEO).await;
    // Left, and asked again.
    server.wait_visits(2).await;
    let url = server.put("/2", Goods::Stalling(jpeg(5_000), 0));
    scene.share(&Share::picture(&url).of(&jpeg(5_000)).payloads());
    server.wait_visits(4).await;
    scene.assert_alive().await;
}

#[tokio::test]
async fn a_file_server_with_the_certificate_of_another_is_not_asked() {
    let mut scene = meet().await;
    for kind in [
        Kind::WrongName,
        Kind::Expired,
        Kind::SelfSigned,
        Kind::UnknownAuthority,
    ] {
        let server = FileServer::start_with(kind).await;
        let url = server.put("/1", Goods::File(jpeg(100)));
        scene.share(&Share::picture(&url).of(&jpeg(100)).payloads());
        let failed = scene.wait_failed(TransferFailure::Insecure).await;
        scene.forget(&failed).await;
        assert_eq!(server.visits(), [], "{kind:?}");
    }
    scene.assert_nothing_kept();
}

#[tokio::test]
async fn a_name_of_a_file_leads_nowhere() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let long = "x".repeat(5_000);
    for (number, name) in [
        "../../../../tmp/evil.jpg",
        "/etc/passwd",
        "..\\..\\evil.exe",
        "a\u{202e}gpj.exe",
        "two\nlines.jpg",
        "CON",
        "trailing.",
        "..",
        "",
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let picture = jpeg(100 + number);
        let url = server.put(&format!("/{number}"), Goods::File(picture.clone()));
        let share = Share {
            name: name.to_owned(),
            ..Share::picture(&url).of(&picture)
        };
        scene.share(&share.payloads());
        let message = scene
            .wait_file("it is here", |file| {
                let size = Some(picture.len() as u64);
                file.size == size && matches!(file.place, Place::Here(_))
            })
            .await;
        let file = &message.attachments[0];
        let bad = |sign: char| sign.is_control() || matches!(sign, '/' | '\\' | '\u{202e}');
        assert!(!file.name.contains(bad), "{:?}", file.name);
        assert!(!file.name.is_empty() && file.name.len() < 256);
        let Place::Here(path) = &file.place else {
            panic!("it is here");
        };
        let folder = scene.romy.profile().path().join("files");
        let below = path.strip_prefix(&folder).expect("below the profile");
        let parts: Vec<_> = below.iter().map(|part| part.len()).collect();
        assert_eq!(parts, [2, 62], "{}", path.display());
    }
}

#[tokio::test]
async fn a_flood_of_files_comes_a_few_at_a_time() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let url = server.put("/1", Goods::Stalling(jpeg(1_000), 10));
    for _ in 0..50 {
        scene.share(&Share::picture(&url).of(&jpeg(1_000)).payloads());
    }
    scene.assert_alive().await;
    server.wait_visits(3).await;
    scene.assert_alive().await;
    assert_eq!(server.visits().len(), 3);
}
