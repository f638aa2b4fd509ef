//! A connection that breaks, in every way it can, and what must not be lost over it (XEP-0198).

use serde_json::Value;
use waxwing_core::command::account;
use waxwing_core::model::{Connection, OwnPresence, Show, State};
use waxwing_core::{Command, ConversationId, Failure};
use waxwing_tests::{Backend, Client, Flow, Login, Peer, Proxy, Stage, Way};

scenarios!(
    a_cut_session_is_resumed,
    a_presence_chosen_while_cut_off_is_told_after_it,
    a_dying_link_loses_nothing,
    a_forgotten_session_is_begun_anew,
    what_waits_for_a_new_session_comes_from_the_archive,
    what_was_said_offline_goes_out_by_itself,
    another_login_with_the_resource_stops_us,
    a_session_ended_by_the_server_comes_back,
    leaving_is_seen_at_once
);

/// Romy is ours, behind a faulty network; Theo is slixmpp.
struct Scene {
    romy: Client,
    login: Login,
    jid: String,
    /// What it is called beside other devices; with Bind 2 (XEP-0386) the server has a say in it.
    resource: String,
    proxy: Proxy,
    theo: Peer,
    conversation: ConversationId,
}

async fn meet(stage: &Stage) -> Scene {
    let (romy, theo) = stage.friends("romy", "theo");
    let (proxy, login) = stage.through_proxy(&romy.with_resource("desk")).await;
    let mut romy = Client::signed_in(&login).await;
    let mut theo = Peer::sign_in(&theo).await;
    let jid = login.jid.to_string();
    let here = theo.wait_presence(&jid, "available").await;
    let address = here["from"].as_str().expect("an address");
    let (_, resource) = address.split_once('/').expect("a full address");
    let resource = resource.to_owned();
    assert!(resource.starts_with("desk"), "{resource}");
    romy.wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
        .await;
    let conversation = romy.open_conversation(theo.jid()).await;
    Scene {
        romy,
        login,
        jid,
        resource,
        proxy,
        theo,
        conversation,
    }
}

impl Scene {
    /// Breaks the connection and keeps it broken until [`Scene::mend`].
    async fn cut(&mut self) {
        self.proxy.refuse(true);
        self.proxy.cut();
        self.wait_offline().await;
    }

    fn mend(&self) {
        self.proxy.set(Way::Up, Flow::Pass);
        self.proxy.set(Way::Down, Flow::Pass);
        self.proxy.refuse(false);
    }

    async fn wait_offline(&mut self) {
        self.romy
            .wait_connection("not online", |connection| {
                !matches!(connection, Connection::Online { .. })
            })
            .await;
    }

    /// Says something on each side that arrives on the other: everything before it has arrived
    /// as well. Gives back what Theo was told meanwhile.
    async fn talk_again(&mut self) -> Vec<Value> {
        self.romy.say(self.conversation, "the last of romy");
        let said = self.theo.wait_message("the last of romy").await;
        self.theo.say(&self.jid, "last", "the last of theo").await;
        self.romy
            .wait_message(self.conversation, "the last of theo")
            .await;
        let mut told = self.theo.settle().await;
        told.push(said);
        told
    }

    fn texts(&self) -> Vec<&str> {
        self.romy.world.texts(self.conversation)
    }
}

fn count(told: &[Value], body: &str) -> usize {
    let with_body = |event: &&Value| event["event"] == "message" && event["body"] == body;
    told.iter().filter(with_body).count()
}

fn presences(told: &[Value], from: &str) -> Vec<String> {
    let presences = told
        .iter()
        .filter(|event| event["event"] == "presence" && waxwing_tests::peer::is_from(event, from));
    presences
        .map(|event| event["type"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn a_cut_session_is_resumed(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.romy.say(scene.conversation, "before");
    scene.theo.wait_message("before").await;
    scene.cut().await;
    scene.romy.say(scene.conversation, "from romy while away");
    scene
        .theo
        .say(&scene.jid, "m1", "from theo while away")
        .await;
    scene.theo.settle().await;
    scene.mend();
    scene.romy.wait_online().await;
    scene
        .romy
        .wait_message(scene.conversation, "from theo while away")
        .await;
    let told = scene.talk_again().await;
    assert_eq!(count(&told, "from romy while away"), 1, "{told:?}");
    assert_eq!(
        presences(&told, &scene.jid),
        [""; 0],
        "a resumed session never left"
    );
    assert_eq!(
        scene.texts(),
        [
            "before",
            "from romy while away",
            "from theo while away",
            "the last of romy",
            "the last of theo"
        ]
    );
}

async fn a_presence_chosen_while_cut_off_is_told_after_it(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.cut().await;
    scene
        .romy
        .send(Command::Account(account::Command::SetPresence {
            account: scene.romy.account(),
            presence: OwnPresence {
                show: Show::Away,
                status: "spazieren".to_owned(),
            },
        }));
    scene.mend();
    scene.romy.wait_online().await;
    let away = scene.theo.wait_presence(&scene.jid, "away").await;
    assert_eq!(away["status"], "spazieren");
}

async fn a_dying_link_loses_nothing(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.proxy.set(Way::Up, Flow::Swallow);
    scene.proxy.set(Way::Down, Flow::Swallow);
    for round in 0..5 {
        scene
            .romy
            .say(scene.conversation, &format!("romy into the void {round}"));
        scene
            .theo
            .say(
                &scene.jid,
                &format!("v{round}"),
                &format!("theo into the void {round}"),
            )
            .await;
    }
    scene.theo.settle().await;
    scene
        .romy
        .wait_message(scene.conversation, "romy into the void 4")
        .await;
    scene.cut().await;
    scene.mend();
    scene.romy.wait_online().await;
    let told = scene.talk_again().await;
    for round in 0..5 {
        assert_eq!(
            count(&told, &format!("romy into the void {round}")),
            1,
            "{told:?}"
        );
        let text = format!("theo into the void {round}");
        let texts = scene.texts();
        let heard = texts.iter().filter(|heard| **heard == text).count();
        assert_eq!(heard, 1, "{texts:?}");
    }
    scene
        .romy
        .wait_state(
            scene.conversation,
            "romy into the void 4",
            &State::Delivered,
        )
        .await;
}

/// Somebody else takes the resource while we are away, and leaves again: there is nothing left to
/// resume.
async fn a_forgotten_session_is_begun_anew(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.proxy.set(Way::Up, Flow::Swallow);
    scene.romy.say(scene.conversation, "never acknowledged");
    scene
        .romy
        .wait_message(scene.conversation, "never acknowledged")
        .await;
    scene.cut().await;
    let direct = stage.without_proxy(&scene.login);
    Peer::sign_in_as(&direct, &scene.resource)
        .await
        .sign_out()
        .await;
    scene.theo.wait_presence(&scene.jid, "unavailable").await;
    scene
        .theo
        .say(&scene.jid, "m1", "into the offline store")
        .await;
    scene.theo.settle().await;
    scene.mend();
    scene.romy.wait_online().await;
    scene.theo.wait_presence(&scene.jid, "available").await;
    scene
        .romy
        .wait_message(scene.conversation, "into the offline store")
        .await;
    let told = scene.talk_again().await;
    assert_eq!(count(&told, "never acknowledged"), 1, "{told:?}");
    let texts = scene.texts();
    let heard = texts
        .iter()
        .filter(|text| **text == "into the offline store")
        .count();
    assert_eq!(heard, 1, "{texts:?}");
}

/// With Bind 2 (XEP-0386) a new session comes along with the login, under a resource of the server's
/// making, and what waited comes from the archive alone: all of it, and once.
async fn what_waits_for_a_new_session_comes_from_the_archive(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.romy.say(scene.conversation, "see you");
    scene.theo.wait_message("see you").await;
    let profile = scene.romy.shut_down().await;
    scene.theo.wait_presence(&scene.jid, "unavailable").await;
    for count in 0..3 {
        let words = format!("while you were away {count}");
        let id = format!("w{count}");
        scene.theo.say(&scene.jid, &id, &words).await;
    }
    scene.theo.settle().await;
    scene.romy = Client::open(profile).await;
    scene.romy.wait_online().await;
    let here = scene.theo.wait_presence(&scene.jid, "available").await;
    let address = here["from"].as_str().expect("an address");
    let newer = matches!(
        stage.backend(),
        Backend::NewerProsody | Backend::NewerEjabberd
    );
    if newer {
        let made_up = format!("{}/desk", scene.jid);
        assert!(
            address.starts_with(&made_up) && address != made_up,
            "{address}"
        );
    }
    scene.conversation = scene.romy.open_conversation(scene.theo.jid()).await;
    scene
        .romy
        .wait_message(scene.conversation, "while you were away 2")
        .await;
    scene.talk_again().await;
    assert_eq!(
        scene.texts(),
        [
            "see you",
            "while you were away 0",
            "while you were away 1",
            "while you were away 2",
            "the last of romy",
            "the last of theo"
        ]
    );
}

async fn what_was_said_offline_goes_out_by_itself(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.theo.say(&scene.jid, "m1", "see you").await;
    scene.romy.wait_message(scene.conversation, "see you").await;
    let profile = scene.romy.shut_down().await;
    scene.proxy.refuse(true);
    let mut romy = Client::open(profile).await;
    // Everything is there before any network is.
    let conversation = romy.open_conversation(scene.theo.jid()).await;
    assert_eq!(romy.world.texts(conversation), ["see you"]);
    romy.say(conversation, "waiting");
    romy.wait_state(conversation, "waiting", &State::Pending)
        .await;
    romy.wait_connection("waiting for the network", |connection| {
        matches!(connection, Connection::Waiting { .. })
    })
    .await;
    scene.proxy.refuse(false);
    scene.theo.wait_message("waiting").await;
    romy.wait_state(conversation, "waiting", &State::Delivered)
        .await;
}

async fn another_login_with_the_resource_stops_us(stage: &Stage) {
    let mut scene = meet(stage).await;
    let direct = stage.without_proxy(&scene.login);
    let mut other = Peer::sign_in_as(&direct, &scene.resource).await;
    scene
        .romy
        .wait_connection("stopped by a conflict", |connection| {
            matches!(
                connection,
                Connection::Stopped {
                    failure: Failure::Conflict,
                    ..
                }
            )
        })
        .await;
    other.settle().await;
    assert_eq!(scene.proxy.connections(), 1, "no war about the resource");
}

async fn a_session_ended_by_the_server_comes_back(stage: &Stage) {
    let mut scene = meet(stage).await;
    let before = scene.proxy.connections();
    stage.end_session(&scene.login);
    scene.proxy.wait_connections(before + 1).await;
    scene.romy.wait_online().await;
    scene.talk_again().await;
}

async fn leaving_is_seen_at_once(stage: &Stage) {
    let mut scene = meet(stage).await;
    scene.romy.say(scene.conversation, "one more thing");
    let _profile = scene.romy.shut_down().await;
    // With a session to resume, nobody would see an engine leave that only dropped its connection.
    scene.theo.wait_presence(&scene.jid, "unavailable").await;
    scene.theo.wait_message("one more thing").await;
    assert_eq!(scene.proxy.open(), 0);
}
