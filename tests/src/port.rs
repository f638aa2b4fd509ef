//! Ports on loopback for servers that can't choose one themselves, and the moment they are ready.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// No answer of a server of ours takes longer on a connection that it has accepted.
const READ_TIME: Duration = Duration::from_secs(5);

/// Ports that nobody uses at this moment, all different. A server that finds one taken after all
/// is started again with others.
pub fn free<const N: usize>() -> [u16; N] {
    let listeners = [(); N]
        .map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback"));
    listeners.map(|listener| listener.local_addr().expect("a bound socket").port())
}

/// A UDP port that nobody uses at this moment.
pub fn free_udp() -> u16 {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free UDP port on loopback");
    socket.local_addr().expect("a bound socket").port()
}

/// The address of a port on loopback.
pub fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Whether an XMPP server is up: not the open port tells (servers open it before they have loaded
/// their modules), but features at the beginning of a stream.
pub fn offers_features(port: u16, domain: &str) -> bool {
    features(port, domain).is_ok_and(|features| features.contains("starttls"))
}

fn features(port: u16, domain: &str) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(loopback(port))?;
    socket.set_read_timeout(Some(READ_TIME))?;
    let header = format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='{domain}'>"
    );
    socket.write_all(header.as_bytes())?;
    let mut seen = String::new();
    let mut buffer = [0; 4096];
    while !seen.contains("</stream:features>") {
        let length = socket.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        seen.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    Ok(seen)
}
