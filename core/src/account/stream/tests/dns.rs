//! A DNS server that knows what a test tells it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// What the names of one zone stand for.
#[derive(Default)]
pub(super) struct Zone {
    records: Vec<(Name, RData)>,
    asked: Arc<AtomicUsize>,
}

/// Answers until dropped.
pub(super) struct Dns {
    pub(super) address: SocketAddr,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Zone {
    /// `service` as `_xmpp-client._tcp.example.test.`.
    pub(super) fn srv(mut self, service: &str, priority: u16, port: u16, host: &str) -> Self {
        let target = SRV::new(priority, 1, port, Name::from_ascii(host).unwrap());
        let name = Name::from_ascii(service).unwrap();
        self.records.push((name, RData::SRV(target)));
        self
    }

    pub(super) fn a(mut self, host: &str, address: Ipv4Addr) -> Self {
        let name = Name::from_ascii(host).unwrap();
        self.records.push((name, RData::A(A(address))));
        self
    }

    pub(super) async fn serve(self) -> Dns {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::clone(&self.asked);
        let task = tokio::spawn(async move {
            let mut datagram = [0; 1500];
            while let Ok((count, from)) = socket.recv_from(&mut datagram).await {
                self.asked.fetch_add(1, Ordering::SeqCst);
                let answer = self.answer(&Message::from_vec(&datagram[..count]).unwrap());
                let _ = socket.send_to(&answer.to_vec().unwrap(), from).await;
            }
        });
        Dns {
            address,
            asked,
            task,
        }
    }

    fn answer(&self, question: &Message) -> Message {
        let query = question.queries[0].clone();
        let wanted = query.query_type();
        assert!(
            matches!(wanted, RecordType::SRV | RecordType::A | RecordType::AAAA),
            "asked for {wanted}"
        );
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        let known = self.records.iter().filter(|(name, _)| name == query.name());
        if known.clone().count() == 0 {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        for (name, data) in known.filter(|(_, data)| data.record_type() == wanted) {
            answer.add_answer(Record::from_rdata(name.clone(), 60, data.clone()));
        }
        answer.add_query(query);
        answer
    }
}

impl Dns {
    /// How many packets have come in.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A DNS server that never answers; it holds its port until dropped.
pub(super) async fn silent() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await;
    let socket = socket.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}
