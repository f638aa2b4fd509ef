//! SOCKS5 (RFC 1928, RFC 1929): the bytes a client says and hears before a proxy carries its
//! connection.
//!
//! Names are given to the proxy as they are, so that whoever wants to hide where they go (Tor) does
//! not have to ask anybody else first.

use std::net::IpAddr;

/// The version of the protocol.
const VERSION: u8 = 5;

/// The version of the login (RFC 1929 §2).
const LOGIN_VERSION: u8 = 1;

/// No login.
const OPEN: u8 = 0;

/// Login by name and password.
const PASSWORD: u8 = 2;

/// The longest name, user name or password: its length is one byte.
const TEXT_BYTES: usize = 255;

/// What a client may hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SocksError {
    /// The other side does not speak SOCKS5.
    #[error("not a SOCKS5 proxy")]
    NotSocks,
    /// It wants a login that we don't have.
    #[error("the proxy wants another login")]
    NoMethod,
    /// It refused ours.
    #[error("the proxy refused the login")]
    LoginRefused,
    /// The name of the host is too long for the protocol.
    #[error("the host's name is too long for a proxy")]
    NameTooLong,
    /// It made no connection: the code of RFC 1928 §6.
    #[error("the proxy made no connection (code {0})")]
    Refused(u8),
}

/// How to go on after the choice of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Ask for the connection.
    Open,
    /// Log in first.
    Password,
}

/// The first words: both ways of logging in. A proxy that tells its users apart (Tor gives each its
/// own path) chooses the password.
pub fn greeting() -> [u8; 4] {
    [VERSION, 2, OPEN, PASSWORD]
}

/// The two bytes that answer the greeting.
///
/// # Errors
/// [`SocksError::NotSocks`], [`SocksError::NoMethod`].
pub fn method(answer: [u8; 2]) -> Result<Method, SocksError> {
    match answer {
        [VERSION, OPEN] => Ok(Method::Open),
        [VERSION, PASSWORD] => Ok(Method::Password),
        [VERSION, _] => Err(SocksError::NoMethod),
        _ => Err(SocksError::NotSocks),
    }
}

/// Name and password; what is too long is cut.
pub fn login(user: &str, password: &str) -> Vec<u8> {
    let mut bytes = vec![LOGIN_VERSION];
    for text in [user, password] {
        let text = text.as_bytes();
        let text = text.get(..TEXT_BYTES).unwrap_or(text);
        push_text(text, &mut bytes);
    }
    bytes
}

/// The two bytes that answer the login.
///
/// # Errors
/// [`SocksError::LoginRefused`], [`SocksError::NotSocks`].
pub fn logged_in(answer: [u8; 2]) -> Result<(), SocksError> {
    match answer {
        [LOGIN_VERSION, 0] => Ok(()),
        [LOGIN_VERSION, _] => Err(SocksError::LoginRefused),
        _ => Err(SocksError::NotSocks),
    }
}

/// The wish for a connection to a host by name, or by address where it is one.
///
/// # Errors
/// [`SocksError::NameTooLong`].
pub fn connect(host: &str, port: u16) -> Result<Vec<u8>, SocksError> {
    let mut bytes = vec![VERSION, 1, 0];
    match host.parse() {
        Ok(IpAddr::V4(address)) => {
            bytes.push(1);
            bytes.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            bytes.push(4);
            bytes.extend_from_slice(&address.octets());
        }
        Err(_) if host.is_empty() || host.len() > TEXT_BYTES => {
            return Err(SocksError::NameTooLong);
        }
        Err(_) => {
            bytes.push(3);
            push_text(host.as_bytes(), &mut bytes);
        }
    }
    bytes.extend_from_slice(&port.to_be_bytes());
    Ok(bytes)
}

/// The first five bytes of the answer: how many more follow before the connection begins. They
/// name an address of the proxy, which is of no use.
///
/// # Errors
/// [`SocksError::Refused`], [`SocksError::NotSocks`].
pub fn connected(answer: [u8; 5]) -> Result<usize, SocksError> {
    let [version, code, _, kind, first] = answer;
    if version != VERSION {
        return Err(SocksError::NotSocks);
    }
    if code != 0 {
        return Err(SocksError::Refused(code));
    }
    // One byte of the address has been read; two of the port follow it.
    match kind {
        1 => Ok(4 - 1 + 2),
        3 => Ok(usize::from(first) + 2),
        4 => Ok(16 - 1 + 2),
        _ => Err(SocksError::NotSocks),
    }
}

fn push_text(text: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_to_the_proxy_as_they_are() {
        let name = connect("a.example", 5222).unwrap();
        assert_eq!(name, b"\x05\x01\x00\x03\x09a.example\x14\x66");
        let v4 = connect("192.0.2.1", 1).unwrap();
        assert_eq!(v4, [5, 1, 0, 1, 192, 0, 2, 1, 0, 1]);
        assert_eq!(connect("2001:db8::1", 1).unwrap().len(), 4 + 16 + 2);
    }

    #[test]
    fn names_that_do_not_fit_are_refused() {
        assert!(connect(&"x".repeat(255), 1).is_ok());
        for name in [String::new(), "x".repeat(256), "x".repeat(70_000)] {
            assert_eq!(connect(&name, 1), Err(SocksError::NameTooLong));
        }
        let long = login(&"u".repeat(300), "p");
        assert_eq!(long.len(), 1 + 256 + 2);
    }

    #[test]
    fn the_end_of_the_answer_is_known_for_each_kind_of_address() {
        assert_eq!(connected([5, 0, 0, 1, 0]), Ok(5));
        assert_eq!(connected([5, 0, 0, 3, 9]), Ok(11));
        assert_eq!(connected([5, 0, 0, 4, 0]), Ok(17));
    }

    #[test]
    fn what_is_no_proxy_is_told_apart_from_a_refusal() {
        assert_eq!(method(*b"HT"), Err(SocksError::NotSocks));
        assert_eq!(method([4, 0]), Err(SocksError::NotSocks));
        assert_eq!(method([5, 0xff]), Err(SocksError::NoMethod));
        assert_eq!(logged_in([1, 1]), Err(SocksError::LoginRefused));
        assert_eq!(logged_in([5, 0]), Err(SocksError::NotSocks));
        assert_eq!(connected(*b"HTTP/"), Err(SocksError::NotSocks));
        assert_eq!(connected([5, 0, 0, 9, 0]), Err(SocksError::NotSocks));
        for code in 1..=255 {
            assert_eq!(
                connected([5, code, 0, 1, 0]),
                Err(SocksError::Refused(code))
            );
        }
    }
}
