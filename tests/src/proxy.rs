//! A faulty network on loopback: a TCP proxy between a client and a server that cuts, refuses,
//! delays, swallows and trickles on command. Dropping the handle ends it and everything through it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use crate::deadline::within;
use crate::port::loopback;

mod late;

/// As much as is read at once.
const BUFFER: usize = 16 * 1024;
/// As many moments are kept for who listens to [`Proxy::tap`].
const MOMENTS: usize = 256;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    Up,
    /// From the server to the client.
    Down,
}

/// What happens to bytes on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// They arrive.
    #[default]
    Pass,
    /// They are taken and never arrive, as on a link that is already dead.
    Swallow,
    /// Each piece is held back for so long.
    Delay(Duration),
    /// They arrive in pieces of so many bytes, each a packet of its own.
    Trickle(usize),
}

#[derive(Clone, Copy, Debug, Default)]
struct Weather {
    up: Flow,
    down: Flow,
    refuse: bool,
    /// Each connection is cut after so many bytes from the server.
    cut_after: Option<u64>,
    /// The next connection is cut after so many bytes that went this way.
    cut_next: Option<(Way, u64)>,
}

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    cuts: broadcast::Sender<Cut>,
    down: Arc<AtomicU64>,
    up: Arc<AtomicU64>,
    broken: Arc<AtomicU64>,
    passed: broadcast::Sender<Instant>,
    counts: watch::Receiver<Counts>,
    _tasks: JoinSet<()>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    accepted: usize,
    open: usize,
    latest: Option<Latest>,
}

/// The connection that was accepted last.
#[derive(Clone, Copy, Debug)]
pub struct Latest {
    /// When.
    pub accepted: Instant,
    /// How often the server has answered something that the client had said before: what the
    /// distance between them is multiplied with.
    pub round_trips: usize,
    /// The client has said something since the server's last answer.
    asking: bool,
}

#[derive(Clone, Copy, Debug)]
enum Cut {
    /// RST, as after a lost route.
    Reset,
    /// FIN without a word.
    Close,
    /// Nothing more gets through, this way or both, and nobody is told until so much time has passed.
    Strand(Option<Way>, Duration),
    /// The client's side ends, and the server hears of it, and of what was said last, later.
    Overtake(Overtake),
}

/// A connection that is overtaken by the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overtake {
    /// So long what the client says is kept on the way.
    pub gather: Duration,
    /// So long after the client's end of the connection the server gets it, and the end.
    pub hold: Duration,
}

impl Proxy {
    /// Starts one in front of a server.
    pub async fn start(server: SocketAddr) -> Self {
        Self::start_at(0, server)
            .await
            .expect("a free port on loopback")
    }

    /// Starts one at a port that somebody knows already.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start_at(port: u16, server: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(loopback(port)).await?;
        let address = listener.local_addr().expect("a bound socket");
        let (weather, _) = watch::channel(Weather::default());
        let (cuts, _) = broadcast::channel(16);
        let (passed, _) = broadcast::channel(MOMENTS);
        let (count, counts) = watch::channel(Counts::default());
        let (down, up) = <(Arc<AtomicU64>, Arc<AtomicU64>)>::default();
        let broken = Arc::<AtomicU64>::default();
        let mut tasks = JoinSet::new();
        let road = Road {
            server,
            weather: weather.clone(),
            cuts: cuts.clone(),
            down: Arc::clone(&down),
            up: Arc::clone(&up),
            broken: Arc::clone(&broken),
            passed: passed.clone(),
            count,
        };
        tasks.spawn(accept(listener, road));
        Ok(Self {
            address,
            weather,
            cuts,
            down,
            up,
            broken,
            passed,
            counts,
            _tasks: tasks,
        })
    }

    /// Where the client connects to.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What happens from now on to bytes going one way.
    pub fn set(&self, way: Way, flow: Flow) {
        self.weather.send_modify(|weather| match way {
            Way::Up => weather.up = flow,
            Way::Down => weather.down = flow,
        });
    }

    /// Breaks every connection with an RST; new ones are welcome.
    pub fn cut(&self) {
        let _ = self.cuts.send(Cut::Reset);
    }

    /// Ends every connection with a FIN and no word of XMPP.
    pub fn close(&self) {
        let _ = self.cuts.send(Cut::Close);
    }

    /// Every connection of now is dead: bytes are taken and never passed on, and neither side hears
    /// of the other's end until so much time has passed. New connections are not touched.
    pub fn strand(&self, hold: Duration) {
        let _ = self.cuts.send(Cut::Strand(None, hold));
    }

    /// The same in one direction only; the other one works as if nothing were wrong.
    pub fn strand_one(&self, way: Way, hold: Duration) {
        let _ = self.cuts.send(Cut::Strand(Some(way), hold));
    }

    /// Every connection of now ends for the client, which may come back before the server hears of
    /// the end of the old one.
    pub fn overtake(&self, late: Overtake) {
        let _ = self.cuts.send(Cut::Overtake(late));
    }

    /// Drops new connections at once, or no longer.
    pub fn refuse(&self, refuse: bool) {
        self.weather.send_modify(|weather| weather.refuse = refuse);
    }

    /// Breaks each connection after so many bytes from the server, or no longer.
    pub fn cut_after(&self, bytes: Option<u64>) {
        self.weather
            .send_modify(|weather| weather.cut_after = bytes);
    }

    /// Breaks the next connection, and none after it, once so many bytes have gone this way.
    pub fn cut_next(&self, way: Way, bytes: u64) {
        self.weather
            .send_modify(|weather| weather.cut_next = Some((way, bytes)));
    }

    /// How many connections broke because so many bytes had gone.
    pub fn broken(&self) -> u64 {
        self.broken.load(Ordering::SeqCst)
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.counts.borrow().accepted
    }

    /// Tells from now on each moment at which bytes from the server are about to be handed on.
    pub fn tap(&self) -> broadcast::Receiver<Instant> {
        self.passed.subscribe()
    }

    /// How many bytes have come from the server on all connections together.
    pub fn bytes_down(&self) -> u64 {
        self.down.load(Ordering::SeqCst)
    }

    /// How many bytes have gone this way on all connections together.
    pub fn bytes(&self, way: Way) -> u64 {
        let count = match way {
            Way::Up => &self.up,
            Way::Down => &self.down,
        };
        count.load(Ordering::SeqCst)
    }

    /// How many connections are open at this moment.
    pub fn open(&self) -> usize {
        self.counts.borrow().open
    }

    /// What there is to say of the connection that was accepted last.
    pub fn latest(&self) -> Option<Latest> {
        self.counts.borrow().latest
    }

    /// Waits until there have been so many connections.
    pub async fn wait_connections(&self, count: usize) {
        self.wait("enough connections through the proxy", |counts| {
            counts.accepted >= count
        })
        .await;
    }

    /// Waits until no connection is open.
    pub async fn wait_closed(&self) {
        self.wait("no connection through the proxy", |counts| counts.open == 0)
            .await;
    }

    async fn wait(&self, what: &str, fits: impl Fn(&Counts) -> bool) {
        let mut counts = self.counts.clone();
        within(what, counts.wait_for(fits))
            .await
            .expect("the proxy runs");
    }
}

impl Counts {
    fn note(&mut self, way: Way) {
        if let Some(latest) = &mut self.latest {
            if way == Way::Down && latest.asking {
                latest.round_trips += 1;
            }
            latest.asking = way == Way::Up;
        }
    }
}

#[derive(Clone)]
struct Road {
    server: SocketAddr,
    weather: watch::Sender<Weather>,
    cuts: broadcast::Sender<Cut>,
    down: Arc<AtomicU64>,
    up: Arc<AtomicU64>,
    broken: Arc<AtomicU64>,
    passed: broadcast::Sender<Instant>,
    count: watch::Sender<Counts>,
}

async fn accept(listener: TcpListener, road: Road) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let refuse = road.weather.borrow().refuse;
        road.count.send_modify(|counts| {
            counts.accepted += 1;
            counts.open += usize::from(!refuse);
            counts.latest = Some(Latest {
                accepted: Instant::now(),
                round_trips: 0,
                asking: false,
            });
        });
        if refuse {
            reset(&client);
            continue;
        }
        let (road, mut cuts) = (road.clone(), road.cuts.subscribe());
        connections.spawn(async move {
            carry(client, &road, &mut cuts).await;
            road.count.send_modify(|counts| counts.open -= 1);
        });
    }
}

async fn carry(mut client: TcpStream, road: &Road, cuts: &mut broadcast::Receiver<Cut>) {
    let Ok(mut server) = TcpStream::connect(road.server).await else {
        reset(&client);
        return;
    };
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (mut most_up, mut most_down) = (None, road.weather.borrow().cut_after);
    let mut once = None;
    road.weather.send_if_modified(|weather| {
        once = weather.cut_next.take();
        once.is_some()
    });
    match once {
        Some((Way::Up, bytes)) => most_up = Some(bytes),
        Some((Way::Down, bytes)) => most_down = Some(bytes),
        None => {}
    }
    let end = {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let up = pump(
            &mut from_client,
            &mut to_server,
            Way::Up,
            road,
            &mut most_up,
        );
        let down = pump(
            &mut from_server,
            &mut to_client,
            Way::Down,
            road,
            &mut most_down,
        );
        let both = async { tokio::try_join!(up, down) };
        tokio::select! {
            cut = cuts.recv() => cut.unwrap_or(Cut::Reset),
            // Each side may close its half; the connection ends with the second.
            both = both => if both.is_err() { Cut::Reset } else { Cut::Close },
        }
    };
    match end {
        Cut::Close => {}
        Cut::Reset => {
            reset(&client);
            reset(&server);
        }
        Cut::Strand(way, hold) => late::strand(client, server, way, hold).await,
        Cut::Overtake(late) => late::overtake(client, server, late).await,
    }
}

/// Closing such a socket sends an RST.
fn reset(socket: &TcpStream) {
    let _ = socket.set_zero_linger();
}

async fn pump(
    from: &mut (impl AsyncReadExt + AsRef<TcpStream> + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    way: Way,
    road: &Road,
    budget: &mut Option<u64>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        // Who sends in small pieces and waits for each acknowledgement must not wait for us.
        let _ = rustix::net::sockopt::set_tcp_quickack(from.as_ref(), true);
        road.count.send_modify(|counts| counts.note(way));
        if way == Way::Up {
            road.up.fetch_add(length as u64, Ordering::SeqCst);
        } else {
            road.down.fetch_add(length as u64, Ordering::SeqCst);
            let _ = road.passed.send(Instant::now());
        }
        let allowed = budget.map_or(length, |left| length.min(left as usize));
        deliver(&buffer[..allowed], to, way, road).await?;
        if let Some(left) = budget {
            *left -= allowed as u64;
            if *left == 0 {
                road.broken.fetch_add(1, Ordering::SeqCst);
                return Err(std::io::ErrorKind::ConnectionReset.into());
            }
        }
    }
}

async fn deliver(
    bytes: &[u8],
    to: &mut (impl AsyncWriteExt + Unpin),
    way: Way,
    road: &Road,
) -> std::io::Result<()> {
    let flow = {
        let weather = road.weather.borrow();
        match way {
            Way::Up => weather.up,
            Way::Down => weather.down,
        }
    };
    match flow {
        Flow::Swallow => return Ok(()),
        Flow::Pass => to.write_all(bytes).await?,
        Flow::Delay(time) => {
            tokio::time::sleep(time).await;
            to.write_all(bytes).await?;
        }
        Flow::Trickle(size) => {
            for piece in bytes.chunks(size.max(1)) {
                to.write_all(piece).await?;
                to.flush().await?;
                tokio::task::yield_now().await;
            }
        }
    }
    Ok(())
}
