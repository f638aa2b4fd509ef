//! Rooms that lose us without a word, and rooms that do not (XEP-0410).

use std::time::Duration;

use serde_json::Value;
use waxwing_core::command::console;
use waxwing_core::event::console::Direction;
use waxwing_core::model::{Connection, Standing, State};
use waxwing_core::{Command, ConversationId, Tuning};
use waxwing_tests::{Client, Login, Peer, Profile, Proxy, Stage};

use super::{address, enter, is_said, join, nick, say, standing, wait_standing};

scenarios!(
    a_room_that_has_forgotten_us_is_entered_again,
    a_room_that_is_silent_is_asked_whether_it_knows_us,
    a_room_that_remembers_us_is_not_entered_again
);

/// Romy is behind a network that fails, and in a room of theo's.
struct Lost {
    romy: Client,
    login: Login,
    id: ConversationId,
    theo: Peer,
    room: String,
    proxy: Proxy,
}

impl Lost {
    async fn meet(stage: &Stage) -> Self {
        Self::meet_tuned(stage, Tuning::default()).await
    }

    async fn meet_tuned(stage: &Stage, tuning: Tuning) -> Self {
        let (romy, theo) = (stage.account("romy"), stage.account("theo"));
        let room = address(&theo);
        let mut theo = Peer::sign_in(&theo).await;
        enter(&mut theo, &room, "theo").await;
        let (proxy, login) = stage.through_proxy(&romy).await;
        let mut romy = Client::open_with(Profile::new(), |config| {
            config.tuning = Tuning {
                first_wait: Duration::from_millis(5),
                longest_wait: Duration::from_millis(40),
                encryption: false,
                ..tuning
            };
        })
        .await;
        romy.sign_in(&login).await.expect("the login is right");
        romy.wait_online().await;
        let id = join(&mut romy, &room).await.expect("let in");
        let account = romy.account();
        romy.send(Command::Console(console::Command::Open { account }));
        romy.say(id, "here I am");
        romy.wait_state(id, "here I am", &State::Delivered).await;
        theo.wait_message("here I am").await;
        theo.settle().await;
        Self {
            romy,
            login,
            id,
            theo,
            room,
            proxy,
        }
    }

    /// Her connection breaks.
    async fn cut(&mut self) {
        self.proxy.refuse(true);
        self.proxy.cut();
        self.romy
            .wait_connection("the connection is gone", |connection| {
                !matches!(connection, Connection::Online { .. })
            })
            .await;
    }

    /// It is there again, and her session goes on.
    async fn resume(&mut self) {
        self.proxy.refuse(false);
        self.romy.wait_online().await;
        self.romy
            .wait("the session goes on", |world| {
                let mut all = world.console.iter();
                let resumed = |one: &str| one.contains("<resumed");
                all.any(|one| one.direction == Direction::In && resumed(&one.xml))
                    .then_some(())
            })
            .await;
    }

    /// She asks the room whether she is in it.
    async fn wait_asked(&mut self) {
        let own = format!("{}/{}", self.room, nick(&self.romy));
        self.romy
            .wait("the room is asked", |world| {
                let mut all = world.console.iter();
                all.any(|one| {
                    one.direction == Direction::Out
                        && one.xml.contains("urn:xmpp:ping")
                        && one.xml.contains(&own)
                })
                .then_some(())
            })
            .await;
    }
}

async fn a_room_that_has_forgotten_us_is_entered_again(stage: &Stage) {
    let mut all = Lost::meet(stage).await;
    let own = format!("{}/{}", all.room, nick(&all.romy));
    all.cut().await;
    if !stage.forget_in_room(&all.room, &all.login).await {
        return;
    }
    say(&mut all.theo, &all.room, "m1", "does she hear me").await;
    all.theo.wait_message("does she hear me").await;
    all.theo.settle().await;
    all.resume().await;
    all.wait_asked().await;
    all.theo
        .wait("romy is back", |event| {
            event["event"] == "presence" && event["from"] == own.as_str()
        })
        .await;
    // What she has missed is read where it is kept, and each is there once.
    all.romy.wait_message(all.id, "does she hear me").await;
    wait_standing(&mut all.romy, &all.room, &Standing::Joined).await;
    // The next time she is the first who speaks: it comes back, and is said again.
    assert!(stage.forget_in_room(&all.room, &all.login).await);
    all.romy.say(all.id, "am I alone");
    let said = State::Delivered;
    all.romy.wait_state(all.id, "am I alone", &said).await;
    all.theo
        .wait("what she says", |event| {
            is_said(event, &all.room, "am I alone")
        })
        .await;
    say(&mut all.theo, &all.room, "m2", "welcome back").await;
    all.romy.wait_message(all.id, "welcome back").await;
    assert_eq!(
        all.romy.world.texts(all.id),
        [
            "here I am",
            "does she hear me",
            "am I alone",
            "welcome back"
        ]
    );
    let again = all.theo.settle().await;
    assert!(!again.iter().any(|event| event["body"] == "am I alone"));
}

/// Nobody says anything, the connection is as it was, and the room has lost her all the same.
async fn a_room_that_is_silent_is_asked_whether_it_knows_us(stage: &Stage) {
    let tuning = Tuning {
        room_silence: Duration::from_millis(300),
        ..Tuning::default()
    };
    let mut all = Lost::meet_tuned(stage, tuning).await;
    all.wait_asked().await;
    let own = format!("{}/{}", all.room, nick(&all.romy));
    let is_own = |event: &Value| event["event"] == "presence" && event["from"] == own.as_str();
    let told = all.theo.settle().await;
    assert!(!told.iter().any(is_own), "what she asks stirs nobody");
    if !stage.forget_in_room(&all.room, &all.login).await {
        return;
    }
    all.theo.wait("romy is back", is_own).await;
    say(&mut all.theo, &all.room, "m1", "welcome back").await;
    all.romy.wait_message(all.id, "welcome back").await;
    wait_standing(&mut all.romy, &all.room, &Standing::Joined).await;
}

async fn a_room_that_remembers_us_is_not_entered_again(stage: &Stage) {
    let mut all = Lost::meet(stage).await;
    all.cut().await;
    say(&mut all.theo, &all.room, "m1", "does she hear me").await;
    all.theo.wait_message("does she hear me").await;
    all.resume().await;
    all.wait_asked().await;
    all.romy.wait_message(all.id, "does she hear me").await;
    all.romy.say(all.id, "all of it");
    all.romy
        .wait_state(all.id, "all of it", &State::Delivered)
        .await;
    all.theo.wait_message("all of it").await;
    let own = format!("{}/{}", all.room, nick(&all.romy));
    let told = all.theo.settle().await;
    let stirred = |event: &&Value| event["event"] == "presence" && event["from"] == own.as_str();
    assert_eq!(told.iter().find(stirred), None);
    let one = all.romy.world.conversation(&all.room).expect("the room");
    assert_eq!(standing(one), Some(&Standing::Joined));
}
