//! The fields of the sign-in page, and what can be told about them before anything is sent.

use waxwing_core::model::{ConnectSettings, Proxy, Secret, Transport};
use waxwing_core::{BareJid, ClientCertificateProblem, Error, Failure};

use crate::tr;
use crate::ui::failure::Words;

/// What the person has filled in.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The address, as typed.
    pub address: String,
    /// The password.
    pub password: Secret,
    /// Where to connect; empty for what the DNS says.
    pub host: String,
    /// The port there, as typed.
    pub port: String,
    /// The resource; empty for one of the engine's own.
    pub resource: String,
    /// A file with further certificates to trust; may be empty.
    pub ca_file: String,
    /// A file with the certificate to sign in with; may be empty.
    pub client_certificate: String,
    /// What opens it; may be empty.
    pub passphrase: Secret,
    /// Sign in as nobody in particular.
    pub anonymous: bool,
    /// A SOCKS5 proxy as `host:port`; empty for none.
    pub proxy: String,
    /// TLS from the first byte.
    pub direct_tls: bool,
    /// The password itself may be sent, inside TLS.
    pub allow_plain: bool,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The address.
    Address,
    /// The password.
    Password,
    /// The host.
    Host,
    /// The port.
    Port,
    /// The resource.
    Resource,
    /// The file with certificates.
    CaFile,
    /// The file with the certificate to sign in with.
    ClientCertificate,
    /// What opens it.
    Passphrase,
    /// Whether to sign in as nobody in particular.
    Anonymous,
    /// The proxy.
    Proxy,
    /// Whether the password itself may be sent.
    AllowPlain,
}

impl Field {
    /// Its name among the widgets.
    pub fn id(self) -> &'static str {
        match self {
            Self::Address => "login-address",
            Self::Password => "login-password",
            Self::Host => "login-host",
            Self::Port => "login-port",
            Self::Resource => "login-resource",
            Self::CaFile => "login-ca-file",
            Self::ClientCertificate => "login-client-certificate",
            Self::Passphrase => "login-passphrase",
            Self::Anonymous => "login-anonymous",
            Self::Proxy => "login-proxy",
            Self::AllowPlain => "login-allow-plain",
        }
    }

    /// Whether it is folded away at first.
    pub fn is_advanced(self) -> bool {
        !matches!(self, Self::Address | Self::Password)
    }

    /// Whether it can be typed into.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::AllowPlain | Self::Anonymous)
    }
}

impl Form {
    /// The text of a field; the fields that hold no text of their own share the address.
    pub fn text_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Host => &mut self.host,
            Field::Port => &mut self.port,
            Field::Resource => &mut self.resource,
            Field::CaFile => &mut self.ca_file,
            Field::ClientCertificate => &mut self.client_certificate,
            Field::Proxy => &mut self.proxy,
            Field::Address
            | Field::Password
            | Field::Passphrase
            | Field::AllowPlain
            | Field::Anonymous => &mut self.address,
        }
    }

    /// The settings for somebody who has no address yet: those of "Advanced" as far as they make
    /// sense.
    pub fn settings(&self) -> ConnectSettings {
        let filled = Self {
            address: "me@example.org".to_owned(),
            password: "none".into(),
            anonymous: false,
            client_certificate: String::new(),
            ..self.clone()
        };
        filled.check().unwrap_or_default()
    }

    fn check_who(&self) -> Result<(), (Field, Words)> {
        let wrong = |field, what| Err((field, Words::new(what)));
        let address = self.address.trim();
        if self.anonymous {
            return match is_domain(address) {
                true => Ok(()),
                false => wrong(Field::Address, tr!("login-anonymous-address")),
            };
        }
        if address.is_empty() {
            return wrong(Field::Address, tr!("login-address-missing"));
        }
        if !is_address(address) {
            return wrong(Field::Address, tr!("address-invalid"));
        }
        // A certificate may be proof enough; the server will say.
        if self.password.reveal().is_empty() && self.client_certificate.trim().is_empty() {
            return wrong(Field::Password, tr!("login-password-missing"));
        }
        Ok(())
    }

    /// The settings to connect with, or the first field that is wrong and why.
    ///
    /// # Errors
    /// The field and the words below it.
    pub fn check(&self) -> Result<ConnectSettings, (Field, Words)> {
        let wrong = |field, what| Err((field, Words::new(what)));
        self.check_who()?;
        let host = self.host.trim();
        let port = match self.port.trim() {
            "" => None,
            text => match text.parse().ok().filter(|port| *port != 0_u16) {
                None => return wrong(Field::Port, tr!("login-port-invalid")),
                Some(_) if host.is_empty() => {
                    return wrong(Field::Port, tr!("login-port-needs-host"));
                }
                port => port,
            },
        };
        let by_address = host.starts_with("wss://");
        if by_address && (port.is_some() || self.direct_tls) {
            return wrong(Field::Host, tr!("login-host-web-socket"));
        }
        if self.direct_tls && host.is_empty() {
            return wrong(Field::Host, tr!("login-direct-tls-needs-host"));
        }
        let proxy = match self.proxy.trim() {
            "" => None,
            text => match proxy_of(text) {
                None => return wrong(Field::Proxy, tr!("login-proxy-invalid")),
                proxy => proxy,
            },
        };
        Ok(ConnectSettings {
            host: host.to_owned(),
            port,
            transport: match self.direct_tls {
                true => Transport::DirectTls,
                false => Transport::StartTls,
            },
            resource: self.resource.trim().to_owned(),
            ca_file: self.ca_file.trim().to_owned(),
            allow_plain: self.allow_plain,
            proxy,
            client_certificate: match self.anonymous {
                true => String::new(),
                false => self.client_certificate.trim().to_owned(),
            },
            anonymous: self.anonymous,
        })
    }
}

/// Whether a text is the address of a person.
pub fn is_address(text: &str) -> bool {
    BareJid::new(text).is_ok_and(|jid| jid.node().is_some())
}

/// Whether a text is the name of a server.
fn is_domain(text: &str) -> bool {
    BareJid::new(text).is_ok_and(|jid| jid.node().is_none())
}

/// Reads `host:port`, an IPv6 address in brackets.
fn proxy_of(text: &str) -> Option<Proxy> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let fits = !host.is_empty() && !host.contains(char::is_whitespace);
    let whole = bare.is_some() || !host.contains([':', '[', ']', '/']);
    (fits && whole).then(|| Proxy {
        host: bare.unwrap_or(host).to_owned(),
        port,
    })
}

/// The field an error is about; `None` where it is about none in particular.
pub(super) fn concerned(error: &Error, form: &Form) -> Option<Field> {
    let named = !form.host.trim().is_empty();
    match error {
        Error::InvalidAddress(_) | Error::AccountExists => Some(Field::Address),
        Error::Failure(failure) => match failure {
            Failure::UnknownHost { .. } | Failure::NoRoute { .. } if named => Some(Field::Host),
            Failure::UnknownHost { .. } | Failure::NoService { .. } => Some(Field::Address),
            Failure::CaFile { .. } => Some(Field::CaFile),
            Failure::ClientCertificate {
                problem: ClientCertificateProblem::WrongPassphrase,
                ..
            } => Some(Field::Passphrase),
            Failure::ClientCertificate { .. } => Some(Field::ClientCertificate),
            Failure::NoMechanism { .. } if form.anonymous => Some(Field::Anonymous),
            Failure::Proxy { .. } => Some(Field::Proxy),
            Failure::NoMechanism { offered } if offers_plain(offered) && !form.allow_plain => {
                Some(Field::AllowPlain)
            }
            Failure::WrongPassword | Failure::NoPassword => Some(Field::Password),
            Failure::Conflict => Some(Field::Resource),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a server would take the password itself.
pub fn offers_plain(offered: &[String]) -> bool {
    offered.iter().any(|mechanism| mechanism == "PLAIN")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_with_a_port() {
        let read = |text| proxy_of(text).map(|proxy| (proxy.host, proxy.port));
        let host = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(read("127.0.0.1:9050"), host("127.0.0.1", 9050));
        assert_eq!(read("proxy.example:1080"), host("proxy.example", 1080));
        assert_eq!(read("[::1]:9050"), host("::1", 9050));
        for bad in [
            "host",
            "host:",
            ":9050",
            "::1:9050",
            "a b:1",
            "a:0",
            "a:70000",
            "socks5://a:1",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
