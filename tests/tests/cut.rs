//! The connection breaks between any two bytes of login, roster, sending and receiving: it always comes
//! back by itself, and nothing is lost, doubled or stuck.
//!
//! Positions are sampled evenly over the bytes of each phase, in both directions. A position in the
//! login or the roster needs an engine that starts without a session; for the others the session
//! is broken once and taken up again, so that the cut falls into the new connection.

use std::collections::BTreeMap;
use std::time::Duration;

use waxwing_core::model::{Show, State};
use waxwing_core::{ConversationId, Tuning};
use waxwing_tests::{Backend, Client, Login, Profile, Proxy, Stage, Way};

/// Positions in the login and the roster, on each server.
const FRESH: u64 = 108;
/// Positions in resuming, sending and receiving, on each server.
const RESUMED: u64 = 288;
/// Accounts that work through them side by side.
const LANES: u64 = 6;

#[tokio::test]
async fn memory() {
    cut_everywhere(Backend::Memory).await;
}

#[tokio::test]
async fn prosody() {
    cut_everywhere(Backend::Prosody).await;
}

#[tokio::test]
async fn ejabberd() {
    cut_everywhere(Backend::Ejabberd).await;
}

async fn cut_everywhere(backend: Backend) {
    let stage = Stage::on(backend).await;
    let mut lanes = tokio::task::JoinSet::new();
    for lane in 0..LANES {
        let (romy, theo) = stage.friends("romy", "theo");
        let (proxy, romy) = stage.through_proxy(&romy).await;
        lanes.spawn(async move {
            let mut pair = Pair::meet(romy, theo, proxy).await;
            pair.loses_receipts = backend == Backend::Ejabberd;
            pair.work(lane).await
        });
    }
    let mut cuts: BTreeMap<&str, u64> = BTreeMap::new();
    while let Some(lane) = lanes.join_next().await {
        let lane = lane.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        for (phase, count) in lane {
            *cuts.entry(phase).or_default() += count;
        }
    }
    println!("{backend:?}: cuts in {cuts:?}");
    let all: u64 = cuts.values().sum();
    assert!(all >= 300, "only {all} cuts: {cuts:?}");
    let phases: Vec<_> = cuts.keys().copied().collect();
    let expected = ["login", "receive", "resume", "roster", "send"];
    assert_eq!(phases, expected, "{cuts:?}");
}

/// Romy is behind the faulty network, Theo is not.
struct Pair {
    romy: Client,
    theo: Client,
    proxy: Proxy,
    with_theo: ConversationId,
    with_romy: ConversationId,
    said: Vec<String>,
    cuts: BTreeMap<&'static str, u64>,
    broken: u64,
    /// The server is one that loses receipts.
    loses_receipts: bool,
    /// What had been passed when the engine started last.
    zero: (u64, u64),
    addresses: (String, String),
}

/// Where the phases of a connection end, in bytes that went one way.
struct Marks(Vec<(&'static str, u64)>);

impl Marks {
    /// The phase and the position of one of `all` cuts: each phase has its share of them, spread
    /// evenly over its bytes.
    fn cut(&self, index: u64, all: u64) -> (&'static str, u64) {
        let phases = self.0.len() as u64;
        let place = (index % phases) as usize;
        let (phase, end) = self.0[place];
        let begin = place.checked_sub(1).map_or(0, |before| self.0[before].1);
        let step = index / phases;
        (phase, 1 + begin + step * (end - begin) / (all / phases))
    }
}

impl Pair {
    async fn meet(romy: Login, theo: Login, proxy: Proxy) -> Self {
        let addresses = (romy.jid.to_string(), theo.jid.to_string());
        let mut theo = Client::signed_in(&theo).await;
        let mut client = start(Profile::new()).await;
        client.sign_in(&romy).await.expect("the login is right");
        client.wait_online().await;
        let with_theo = client.open_conversation(&addresses.1).await;
        let with_romy = theo.open_conversation(&addresses.0).await;
        Self {
            romy: client,
            theo,
            proxy,
            with_theo,
            with_romy,
            said: Vec::new(),
            cuts: BTreeMap::new(),
            broken: 0,
            loses_receipts: false,
            zero: (0, 0),
            addresses,
        }
    }

    async fn work(self, lane: u64) -> BTreeMap<&'static str, u64> {
        let (mut this, marks) = self.measure_fresh().await;
        for index in (lane..FRESH).step_by(LANES as usize) {
            let phase = this.plan(&marks, index, FRESH);
            this = this.restart().await;
            this.talk().await;
            this.count(phase);
        }
        let marks = this.measure_resumed().await;
        for index in (lane..RESUMED).step_by(LANES as usize) {
            let phase = this.plan(&marks, index, RESUMED);
            this.cut().await;
            if phase != "resume" {
                this.romy.wait_online().await;
            }
            this.talk().await;
            this.count(phase);
        }
        this.check();
        this.cuts
    }

    async fn cut(&mut self) {
        // The snapshot may be online before and after, and never anything else in between.
        let before = self.proxy.connections();
        self.proxy.cut();
        self.proxy.wait_connections(before + 1).await;
    }

    /// Lets the next connection break, in one direction or the other.
    fn plan(&self, marks: &Ways, index: u64, all: u64) -> &'static str {
        let (way, marks) = &marks[(index % 2) as usize];
        let (phase, position) = marks.cut(index / 2, all / 2);
        self.proxy.cut_next(*way, position);
        phase
    }

    fn count(&mut self, phase: &'static str) {
        // The bytes of a phase differ a little each time, so some of the last are never reached.
        let broken = self.proxy.broken();
        let cut = broken - std::mem::replace(&mut self.broken, broken);
        *self.cuts.entry(phase).or_default() += cut;
    }

    /// Ends the engine in order and starts it again: the server has forgotten the session.
    async fn restart(mut self) -> Self {
        self.check();
        let profile = self.romy.shut_down().await;
        self.proxy.wait_closed().await;
        self.zero = (self.proxy.bytes(Way::Up), self.proxy.bytes(Way::Down));
        self.romy = start(profile).await;
        assert_eq!(
            self.romy.open_conversation(&self.addresses.1).await,
            self.with_theo
        );
        self
    }

    /// Each says something, and it arrives.
    async fn talk(&mut self) {
        let round = self.said.len();
        let (ours, theirs) = (format!("romy {round}"), format!("theo {round}"));
        self.romy.say(self.with_theo, &ours);
        self.theo.wait_message(self.with_romy, &ours).await;
        self.theo.say(self.with_romy, &theirs);
        self.romy.wait_message(self.with_theo, &theirs).await;
        let loses = self.loses_receipts;
        delivered(&mut self.romy, self.with_theo, &ours, loses).await;
        delivered(&mut self.theo, self.with_romy, &theirs, loses).await;
        self.said.extend([ours, theirs]);
    }

    /// How many bytes a login and a roster take.
    async fn measure_fresh(self) -> (Self, Ways) {
        let began = self.proxy.connections();
        let mut this = self.restart().await;
        this.proxy.wait_connections(began + 1).await;
        let zero = this.zero;
        this.romy.wait_online().await;
        let login = this.bytes(zero);
        let theo = this.addresses.1.clone();
        this.romy
            .wait_conversation(&theo, "is online", |theo| theo.show == Show::Online)
            .await;
        let roster = this.bytes(zero);
        let marks = ways(&[("login", login), ("roster", roster)]);
        (this, marks)
    }

    /// How many bytes it takes to take a session up again, to send and to receive.
    async fn measure_resumed(&mut self) -> Ways {
        let zero = self.bytes((0, 0));
        self.cut().await;
        self.romy.wait_online().await;
        let resume = self.bytes(zero);
        let round = self.said.len();
        let (ours, theirs) = (format!("romy {round}"), format!("theo {round}"));
        self.romy.say(self.with_theo, &ours);
        self.theo.wait_message(self.with_romy, &ours).await;
        self.romy
            .wait_state(self.with_theo, &ours, &State::Delivered)
            .await;
        let send = self.bytes(zero);
        self.theo.say(self.with_romy, &theirs);
        self.theo
            .wait_state(self.with_romy, &theirs, &State::Delivered)
            .await;
        let receive = self.bytes(zero);
        self.romy.wait_message(self.with_theo, &theirs).await;
        self.said.extend([ours, theirs]);
        ways(&[("resume", resume), ("send", send), ("receive", receive)])
    }

    fn bytes(&self, zero: (u64, u64)) -> (u64, u64) {
        (
            self.proxy.bytes(Way::Up) - zero.0,
            self.proxy.bytes(Way::Down) - zero.1,
        )
    }

    /// Everything that was said is there once and in order: all of it on Theo's side, and what was
    /// said since her start (and a page of what was before) on Romy's.
    fn check(&self) {
        assert_eq!(self.theo.world.texts(self.with_romy), self.said);
        let texts = self.romy.world.texts(self.with_theo);
        let first = self.said.len().saturating_sub(texts.len());
        assert_eq!(texts, self.said[first..]);
    }
}

/// Waits for the receipt. ejabberd loses one now and then that waits in a session when that gives way to
/// the next: the message is where it was to go by then, and the server has said so.
async fn delivered(client: &mut Client, at: ConversationId, text: &str, may_be_lost: bool) {
    let receipt = client.wait_state(at, text, &State::Delivered);
    if !may_be_lost {
        receipt.await;
    } else if tokio::time::timeout(RECEIPT, receipt).await.is_err() {
        let message = client.world.message(at, text);
        assert_eq!(message.map(|it| &it.state), Some(&State::Sent), "{text}");
    }
}

/// Receipts take as long as messages.
const RECEIPT: Duration = Duration::from_secs(15);

/// What is passed in each direction.
type Ways = [(Way, Marks); 2];

fn ways(phases: &[(&'static str, (u64, u64))]) -> Ways {
    let up = phases.iter().map(|(phase, (up, _))| (*phase, *up));
    let down = phases.iter().map(|(phase, (_, down))| (*phase, *down));
    [
        (Way::Up, Marks(up.collect())),
        (Way::Down, Marks(down.collect())),
    ]
}

/// An engine that does not wait long between tries: the network here fails on purpose.
async fn start(profile: Profile) -> Client {
    Client::open_with(profile, |config| {
        config.tuning = Tuning {
            first_wait: Duration::from_millis(5),
            longest_wait: Duration::from_millis(40),
            encryption: false,
            ..Tuning::default()
        };
    })
    .await
}
