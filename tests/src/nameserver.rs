//! A nameserver (RFC 1035) on loopback that writes down every question. It knows nothing but
//! that each host is this machine, and that `_xmppconnect` has a TXT record, which leads astray.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::task::JoinSet;

use crate::port::loopback;

/// The type of an IPv4 address.
pub const A: u16 = 1;
/// The type of any text.
pub const TXT: u16 = 16;
/// The type of an IPv6 address.
pub const AAAA: u16 = 28;
/// The type of a service's place (RFC 2782).
pub const SRV: u16 = 33;

/// What stands behind a header of twelve bytes: one question.
const HEADER: usize = 12;

/// Where every host is: loopback, at an address where nobody listens.
const NOWHERE: [u8; 4] = [127, 0, 0, 53];

/// What was asked: the name without its last dot, in lower case, and the type.
pub type Question = (String, u16);

/// A running nameserver.
#[derive(Debug)]
pub struct Nameserver {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Question>>>,
    _tasks: JoinSet<()>,
}

impl Nameserver {
    /// Starts one.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind(loopback(0)).await.expect("a free port");
        let address = socket.local_addr().expect("a bound socket");
        let asked = Arc::<Mutex<Vec<Question>>>::default();
        let shared = Arc::clone(&asked);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut datagram = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut datagram).await {
                let Some((question, end)) = question(&datagram[..length]) else {
                    continue;
                };
                let answer = answer(&datagram[..end], &question);
                note(&shared, question);
                let _ = socket.send_to(&answer, from).await;
            }
        });
        Self {
            address,
            asked,
            _tasks: tasks,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Question> {
        let asked = self.asked.lock().expect("no test has panicked in here");
        asked.clone()
    }
}

fn note(asked: &Mutex<Vec<Question>>, question: Question) {
    let mut asked = asked.lock().expect("no test has panicked in here");
    asked.push(question);
}

/// The question, and where it ends.
fn question(datagram: &[u8]) -> Option<(Question, usize)> {
    let mut labels = Vec::new();
    let mut at = HEADER;
    loop {
        let length = usize::from(*datagram.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        let label = datagram.get(at..at + length)?;
        labels.push(String::from_utf8_lossy(label).to_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes(datagram.get(at..at + 2)?.try_into().ok()?);
    Some(((labels.join("."), kind), at + 4))
}

fn answer(asked: &[u8], (name, kind): &Question) -> Vec<u8> {
    let text = b"_xmpp-client-websocket=wss://astray.example/ws";
    let record = match *kind {
        A => Some(NOWHERE.to_vec()),
        TXT if name.starts_with("_xmppconnect") => {
            let length = u8::try_from(text.len()).expect("a short text");
            Some([&[length][..], text].concat())
        }
        _ => None,
    };
    let mut answer = asked.to_vec();
    // An answer of somebody who also asks others; without an error.
    answer[2..4].copy_from_slice(&[0x81, 0x80]);
    answer[4..HEADER].copy_from_slice(&[0, 1, 0, u8::from(record.is_some()), 0, 0, 0, 0]);
    if let Some(record) = record {
        let length = u16::try_from(record.len()).expect("a short record");
        answer.extend_from_slice(&[0xc0, 12]);
        answer.extend_from_slice(&kind.to_be_bytes());
        answer.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
        answer.extend_from_slice(&length.to_be_bytes());
        answer.extend_from_slice(&record);
    }
    answer
}
