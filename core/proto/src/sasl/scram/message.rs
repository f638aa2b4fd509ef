//! The messages of SCRAM (RFC 5802 §5, §7): comma-separated attributes of one letter.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::{Binding, MESSAGE_BYTES, SALT_BYTES, ScramError};

/// The server's first message.
pub(super) struct ServerFirst<'a> {
    pub(super) whole: &'a str,
    /// Ours and theirs.
    pub(super) nonce: &'a str,
    pub(super) salt: Vec<u8>,
    pub(super) rounds: u32,
    /// The hash of what the server offered (XEP-0474 §5.1).
    pub(super) list_hash: Option<&'a str>,
}

impl<'a> ServerFirst<'a> {
    /// `[m=…,]r=nonce,s=salt,i=rounds[,…]`, in this order.
    pub(super) fn parse(message: &'a [u8]) -> Result<Self, ScramError> {
        let whole = text(message)?;
        if let Some(error) = whole.strip_prefix("e=") {
            return Err(refusal(error));
        }
        if whole.starts_with("m=") {
            return Err(ScramError::Extension);
        }
        let mut fields = whole.split(',');
        let mut field = |name: &str, missing: &'static str| {
            let field = fields.next().and_then(|field| field.strip_prefix(name));
            field.ok_or(ScramError::Malformed(missing))
        };
        let nonce = field("r=", "no nonce")?;
        let salt = field("s=", "no salt")?;
        let rounds = field("i=", "no rounds")?;
        Ok(Self {
            whole,
            nonce,
            salt: parse_salt(salt)?,
            rounds: parse_rounds(rounds)?,
            list_hash: fields.find_map(|field| field.strip_prefix("h=")),
        })
    }
}

fn parse_salt(salt: &str) -> Result<Vec<u8>, ScramError> {
    let salt = BASE64
        .decode(salt)
        .map_err(|_| ScramError::Malformed("salt is not base64"))?;
    if salt.is_empty() || salt.len() > SALT_BYTES {
        return Err(ScramError::Malformed("salt is empty or too long"));
    }
    Ok(salt)
}

fn parse_rounds(rounds: &str) -> Result<u32, ScramError> {
    let digits = !rounds.is_empty() && rounds.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || rounds.starts_with('0') {
        return Err(ScramError::Malformed("rounds are not a number"));
    }
    // Digits alone fail only by being too many.
    Ok(rounds.parse().unwrap_or(u32::MAX))
}

/// The signature in the server's last message.
pub(super) fn server_last(message: &[u8]) -> Result<Vec<u8>, ScramError> {
    let whole = text(message)?;
    if whole.is_empty() {
        return Err(ScramError::Impostor);
    }
    if let Some(error) = whole.strip_prefix("e=") {
        return Err(refusal(error));
    }
    let first = whole.split(',').next().unwrap_or_default();
    let signature = first
        .strip_prefix("v=")
        .ok_or(ScramError::Malformed("no signature"))?;
    BASE64
        .decode(signature)
        .map_err(|_| ScramError::Malformed("signature is not base64"))
}

/// The client's last message without the proof.
pub(super) fn last_bare(binding: &Binding, nonce: &str) -> String {
    let bound = [binding.header().as_bytes(), binding.bytes()].concat();
    format!("c={},r={nonce}", BASE64.encode(bound))
}

/// The client's last message.
pub(super) fn last(last_bare: &str, proof: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(format!("{last_bare},p={}", BASE64.encode(proof)))
}

/// A user name without the two characters that mean something here.
pub(super) fn saslname(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

fn text(message: &[u8]) -> Result<&str, ScramError> {
    if message.len() > MESSAGE_BYTES {
        return Err(ScramError::Malformed("too long"));
    }
    std::str::from_utf8(message).map_err(|_| ScramError::Malformed("not UTF-8"))
}

/// The server's own word for what went wrong, which is shown to people: printable and short.
fn refusal(error: &str) -> ScramError {
    let value = error.split(',').next().unwrap_or_default();
    let value = value.chars().filter(|char| !char.is_control()).take(100);
    ScramError::Server(value.collect())
}
