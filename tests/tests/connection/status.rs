//! The page on which a server says that it is down (XEP-0455), fetched from a website where Prosody says
//! that it is: only when somebody asks, and whatever the website does.

use std::time::Duration;

use waxwing_core::Command;
use waxwing_core::command::account;
use waxwing_core::model::{Connection, Status};
use waxwing_tests::website::{Page, Website};
use waxwing_tests::{Backend, Client, Login, Profile, Stage};

use super::inspect;

const PATH: &str = "/status.json";

const OUTAGE: &str = r#"{ "planned": true, "beginning": "2021-01-12T01:01:01Z",
    "expected_end": "2021-01-12T05:00:00Z",
    "message": { "default": "Mise à jour", "en": "The disks are exchanged" }, "more": [1] }"#;

/// How long a page is waited for here.
const LIMIT: Duration = Duration::from_millis(300);

/// Romy, whose server has a status page.
struct Scene {
    website: Website,
    romy: Client,
    _stage: Stage,
}

impl Scene {
    async fn set(backend: Backend) -> Self {
        let website = Website::start().await;
        let stage = Stage::alone_on(backend).await;
        let prosody = stage.prosody().expect("a Prosody");
        prosody.tell_of_outages_at(&website.address(PATH));
        let romy = signed_in(&stage.account("romy")).await;
        Self {
            website,
            romy,
            _stage: stage,
        }
    }

    /// What comes of asking while the page is this one.
    async fn ask(&mut self, page: Page) -> Status {
        self.website.write(PATH, page);
        let account = self.romy.account();
        self.romy.world.servers.clear();
        self.romy
            .send(Command::Account(account::Command::CheckStatus { account }));
        let answered = self.romy.wait("a status", |world| {
            let status = &world.servers.get(&account)?.status;
            (!matches!(status, Status::Asking | Status::Unasked)).then(|| status.clone())
        });
        answered.await
    }

    async fn ask_text(&mut self, text: &str) -> Status {
        self.ask(Page::Text(text.to_owned())).await
    }

    async fn fails(&mut self, page: Page) -> String {
        match self.ask(page).await {
            Status::Failed(why) => why,
            other => panic!("{other:?}"),
        }
    }
}

async fn signed_in(login: &Login) -> Client {
    let mut client = Client::open_with(Profile::new(), |config| {
        config.tuning.page_limit = LIMIT;
    })
    .await;
    client.sign_in(login).await.expect("the login is right");
    client.wait_online().await;
    client
}

async fn an_outage_is_told(backend: Backend) {
    let mut scene = Scene::set(backend).await;
    let server = inspect(&mut scene.romy, |server| !server.loading).await;
    assert_eq!(server.status_addresses, [scene.website.address(PATH)]);
    assert_eq!(scene.website.visits(), [""; 0], "nobody has asked");

    assert_eq!(scene.ask_text("{}").await, Status::Well);
    let outage = scene.ask_text(OUTAGE).await;
    match &outage {
        Status::Outage { planned, words, .. } => {
            assert!(planned);
            assert_eq!(words, "The disks are exchanged");
        }
        other => panic!("{other:?}"),
    }
    // On the same host it may be elsewhere.
    scene
        .website
        .write("/elsewhere.json", Page::Text(OUTAGE.to_owned()));
    let moved = Page::Moved("/elsewhere.json".to_owned());
    assert_eq!(scene.ask(moved).await, outage);

    // It is of use when the server is not there.
    let account = scene.romy.account();
    scene
        .romy
        .send(Command::Account(account::Command::SetEnabled {
            account,
            enabled: false,
        }));
    scene
        .romy
        .wait_connection("off", |one| *one == Connection::Offline)
        .await;
    let profile = scene.romy.shut_down().await;
    scene.romy = Client::open(profile).await;
    assert_eq!(scene.ask_text(OUTAGE).await, outage);
}

#[tokio::test]
async fn an_outage_is_told_on_prosody() {
    an_outage_is_told(Backend::Prosody).await;
}

#[cfg(feature = "newer")]
#[tokio::test]
async fn newer_an_outage_is_told_on_prosody() {
    an_outage_is_told(Backend::NewerProsody).await;
}

#[tokio::test]
async fn a_bad_status_page_is_told_and_left() {
    let mut scene = Scene::set(Backend::Prosody).await;
    inspect(&mut scene.romy, |server| !server.loading).await;
    for text in [
        "",
        "<html></html>",
        "[]",
        r#"{"beginning":"soon"}"#,
        "\u{0}",
    ] {
        scene.fails(Page::Text(text.to_owned())).await;
    }
    let long = format!(r#"{{"more":"{}"}}"#, "x".repeat(1_000_000));
    scene.fails(Page::Text(long)).await;
    scene.fails(Page::Endless).await;
    for astray in [
        "http://localhost/status.json",
        "file:///etc/passwd",
        "https://127.0.0.2/status.json",
        "https://[::1]/status.json",
        "//elsewhere.test/status.json",
        PATH,
    ] {
        let why = scene.fails(Page::Moved(astray.to_owned())).await;
        assert!(why.contains("redirection"), "{astray}: {why}");
    }
    let why = scene.fails(Page::Slow).await;
    assert!(why.contains("took too long"), "{why}");
    scene.website.wait_left().await;
    // And none of that has hurt.
    assert_eq!(scene.ask_text("{}").await, Status::Well);
    scene.romy.wait_online().await;
}
