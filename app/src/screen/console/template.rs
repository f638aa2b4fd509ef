//! Things one often sends by hand.

use crate::tr;

/// A stanza to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A message.
    Message,
    /// Our presence.
    Presence,
    /// Is the server there (XEP-0199)?
    Ping,
    /// What can the server do (XEP-0030)?
    Info,
    /// What belongs to the server (XEP-0030)?
    Items,
    /// What does the server run (XEP-0092)?
    Version,
    /// Who are the contacts (RFC 6121 §2)?
    Roster,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Message,
        Self::Presence,
        Self::Ping,
        Self::Info,
        Self::Items,
        Self::Version,
        Self::Roster,
    ];

    /// What it is called.
    pub fn name(self) -> String {
        match self {
            Self::Message => tr!("console-template-message"),
            Self::Presence => tr!("console-template-presence"),
            Self::Ping => tr!("console-template-ping"),
            Self::Info => tr!("console-template-info"),
            Self::Items => tr!("console-template-items"),
            Self::Version => tr!("console-template-version"),
            Self::Roster => tr!("console-template-roster"),
        }
    }

    /// The stanza, for the account of that address.
    pub fn xml(self, address: &str, number: u32) -> String {
        let domain = address.rsplit('@').next().unwrap_or(address);
        let domain = domain.replace('&', "&amp;").replace('\'', "&apos;");
        let ask = |payload: &str| {
            format!("<iq type='get' to='{domain}' id='console-{number}'>\n  {payload}\n</iq>")
        };
        match self {
            Self::Message => format!(
                "<message type='chat' to='name@{domain}' id='console-{number}'>\n  <body></body>\n</message>"
            ),
            Self::Presence => "<presence>\n  <status></status>\n</presence>".to_owned(),
            Self::Ping => ask("<ping xmlns='urn:xmpp:ping'/>"),
            Self::Info => ask("<query xmlns='http://jabber.org/protocol/disco#info'/>"),
            Self::Items => ask("<query xmlns='http://jabber.org/protocol/disco#items'/>"),
            Self::Version => ask("<query xmlns='jabber:iq:version'/>"),
            Self::Roster => format!(
                "<iq type='get' id='console-{number}'>\n  <query xmlns='jabber:iq:roster'/>\n</iq>"
            ),
        }
    }
}
