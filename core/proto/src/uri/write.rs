//! Writing links, so that whoever reads them gets back what was meant.

use std::fmt;

use super::{Action, Link};

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("xmpp:")?;
        if let Some(local) = self.address.local() {
            encode(local, f)?;
            f.write_str("@")?;
        }
        encode(self.address.domain(), f)?;
        if let Some(resource) = self.address.resource() {
            f.write_str("/")?;
            encode(resource, f)?;
        }
        self.action.fmt_query(f)
    }
}

impl Action {
    fn fmt_query(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => Ok(()),
            Self::Message { body } => {
                f.write_str("?message")?;
                pair("body", body, f)
            }
            Self::Add {
                name,
                token,
                register,
            } => {
                f.write_str("?roster")?;
                pair("preauth", token.as_deref().unwrap_or_default(), f)?;
                pair("name", name, f)?;
                pair("ibr", if *register { "y" } else { "" }, f)
            }
            Self::Remove => f.write_str("?remove"),
            Self::Join { password } => {
                f.write_str("?join")?;
                pair("password", password.as_deref().unwrap_or_default(), f)
            }
            Self::Register { token } => {
                f.write_str("?register")?;
                pair("preauth", token.as_deref().unwrap_or_default(), f)
            }
            Self::Other(kind) => {
                f.write_str("?")?;
                encode(kind, f)
            }
        }
    }
}

/// A pair of the query, unless it says nothing.
fn pair(key: &str, value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if value.is_empty() {
        return Ok(());
    }
    write!(f, ";{key}=")?;
    encode(value, f)
}

/// Everything that is not unreserved (RFC 3986 §2.3) as percent-encoded UTF-8; brackets and colons
/// of an IPv6 address stay.
fn encode(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'[' | b']')
        {
            fmt::Write::write_char(f, char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}
