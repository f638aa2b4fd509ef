//! What the world throws at an XMPP client, on the in-memory server: nothing panics, hangs, grows
//! without bound, changes what it has no right to, or disappears without a trace.

mod archive;
mod avatar;
mod copies;
mod delay;
mod devices;
mod files;
mod flood;
mod inviting;
mod links;
mod login;
mod management;
mod people;
mod places;
mod requests;
mod saying;
mod stanza;
mod stream;
mod telling;

use waxwing_core::command::account;
use waxwing_core::model::Connection;
use waxwing_core::{Command, ConversationId};
use waxwing_tests::server::{Counters, Script, Server};
use waxwing_tests::{Client, Stage};

/// The only contact; nobody but the script speaks in this name.
const THEO: &str = "theo@localhost";

/// Romy is ours and signed in; the script speaks to her in anybody's name.
struct Scene {
    script: Script,
    romy: Client,
    conversation: ConversationId,
    jid: String,
    spoken: u32,
    stage: Stage,
}

async fn meet() -> Scene {
    meet_on(Server::start().await).await
}

/// The same scene on a server that promises nothing about ids.
async fn meet_without_archive() -> Scene {
    let server = Server::start().await;
    server.bend(|policy| policy.archive = false);
    meet_on(server).await
}

async fn meet_on(server: Server) -> Scene {
    let stage = Stage::in_memory(server);
    let login = stage.account("romy");
    stage.contact(&login, THEO, "Theo", "both");
    let mut romy = Client::signed_in(&login).await;
    let conversation = romy.open_conversation(THEO).await;
    let script = stage.server().script(login.jid.as_str());
    Scene {
        script,
        romy,
        conversation,
        jid: login.jid.to_string(),
        spoken: 0,
        stage,
    }
}

impl Scene {
    /// Theo says something and it arrives: the stream is alive and nothing stands in its way.
    async fn assert_alive(&mut self) {
        self.spoken += 1;
        let text = format!("still there? {}", self.spoken);
        self.say(&text);
        self.romy.wait_message(self.conversation, &text).await;
    }

    /// Theo says something.
    fn say(&self, text: &str) {
        self.script.receive(&format!(
            "<message type='chat' from='{THEO}/desk' to='$me' id='say{}'><body>{text}</body></message>",
            text.len() * 1000 + self.spoken as usize,
        ));
    }

    /// The client left the connection, whatever it said about it, and is back.
    async fn assert_reconnects(&mut self, before: Counters) {
        let server = self.stage.server();
        let account = self.romy.account();
        self.romy
            .wait("the client leaves the connection", |_| {
                let now = server.counters();
                (now.lost + now.closed > before.lost + before.closed).then_some(())
            })
            .await;
        self.romy
            .send(Command::Account(account::Command::Connect { account }));
        self.assert_back(before).await;
    }

    /// The client has signed in anew, or resumed, since then.
    async fn assert_back(&mut self, before: Counters) {
        let server = self.stage.server();
        let logins = before.bound + before.resumed;
        self.romy
            .wait("the client is back", |world| {
                let now = server.counters();
                let online = world
                    .account()
                    .is_some_and(|account| matches!(account.connection, Connection::Online { .. }));
                (now.bound + now.resumed > logins && online).then_some(())
            })
            .await;
        self.assert_alive().await;
    }

    /// The client is on the connection it was on before, and all is well.
    async fn assert_unmoved(&mut self, before: Counters) {
        self.assert_alive().await;
        assert_eq!(self.counters(), before, "{}", self.stage.log());
    }

    fn counters(&self) -> Counters {
        self.stage.server().counters()
    }
}
