//! From the first byte to a session (RFC 6120 §4 to §7, XEP-0198 §5), with the manners of
//! [`super::Policy`].

use base64::prelude::{BASE64_STANDARD as BASE64, Engine as _};
use minidom::Element;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_rustls::TlsAcceptor;
use waxwing_proto::stream::{Frame, STREAMS};

use super::hub::{Hub, Out, Session, bare_of};
use super::link::Link;
use super::management::{Management, SM};
use super::policy::{Impostor, Mechanism, Policy};
use super::scram::{Scram, Tie};
use super::second::{self, Outcome};
use crate::certificate::DOMAIN;
use crate::xml;

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";
const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";

/// A session at the beginning of its life on a connection.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) full: String,
    pub(super) connection: u64,
    pub(super) out: UnboundedReceiver<Out>,
}

/// Leads a client in; `None` when it did not come that far.
pub(super) async fn login(
    socket: TcpStream,
    direct: bool,
    acceptor: TlsAcceptor,
    hub: &Hub,
) -> Option<(Link, Live)> {
    let mut link = Link::plain(socket);
    if direct {
        link = link.encrypt(&acceptor).await?;
    }
    let mut user: Option<String> = None;
    loop {
        let frame = link.next().await?;
        let policy = hub.state().policy.clone();
        let element = match frame {
            Frame::Open(_) => {
                open(&mut link, user.as_deref(), &policy, hub).await;
                continue;
            }
            Frame::Close => {
                link.write(b"</stream:stream>").await;
                link.shut().await;
                return None;
            }
            Frame::Element(element) => element,
        };
        hub.note(&format!("< {}", xml::write(&element)));
        match (element.name(), user.clone()) {
            ("starttls", None) if !link.is_encrypted() => {
                let proceed = format!("<proceed xmlns='{TLS}'/>{}", policy.behind_proceed);
                link.write(proceed.as_bytes()).await;
                link = link.encrypt(&acceptor).await?;
            }
            ("auth", None) => {
                user = authenticate(&mut link, &element, &policy, hub).await;
                if user.is_some() {
                    link.restart();
                }
            }
            ("authenticate", None) if policy.second => {
                match second::authenticate(&mut link, &element, &policy, hub).await {
                    Outcome::Refused => {}
                    Outcome::In(known) => user = Some(known),
                    Outcome::Live(live) => return Some((link, live)),
                }
            }
            ("resume", Some(user)) => {
                if let Some(live) = resume(&mut link, &element, &user, hub).await {
                    return Some((link, live));
                }
            }
            ("iq", None) => {
                super::registration::newcomer(&mut link, &element, &policy, hub).await?;
            }
            ("iq", Some(user)) => {
                let live = bind(&mut link, &element, &user, hub).await?;
                return Some((link, live));
            }
            _ => return None,
        }
    }
}

async fn open(link: &mut Link, user: Option<&str>, policy: &Policy, hub: &Hub) {
    let id = hub.state().next_id();
    let other = policy.see_other_host.as_ref();
    if let Some(other) = other.filter(|_| link.is_encrypted()) {
        let words = format!(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
             xmlns:stream='{STREAMS}' from='{DOMAIN}' id='s{id}' version='1.0'><stream:error>\
             <see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{other}</see-other-host>\
             </stream:error></stream:stream>"
        );
        link.write(words.as_bytes()).await;
        return;
    }
    let features = features(link.is_encrypted(), user.is_some(), policy);
    let text = format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
         xmlns:stream='{STREAMS}' from='{DOMAIN}' id='s{id}' \
         version='1.0'><stream:features>{features}</stream:features>"
    );
    link.write(text.as_bytes()).await;
}

pub(super) fn features(encrypted: bool, authenticated: bool, policy: &Policy) -> String {
    let mut features = String::new();
    if policy.compression {
        features.push_str(
            "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method>\
             </compression>",
        );
    }
    if authenticated {
        features.push_str(&format!("<bind xmlns='{BIND}'/>"));
        features.push_str("<ver xmlns='urn:xmpp:features:rosterver'/>");
        features.push_str("<sub xmlns='urn:xmpp:features:pre-approval'/>");
        if policy.management {
            features.push_str(&format!("<sm xmlns='{SM}'/>"));
        }
    } else if encrypted || !policy.starttls {
        let seen = !policy.hides_plus;
        let plus = |mechanism: &&Mechanism| policy.plus && seen && **mechanism != Mechanism::Plain;
        let bound = policy.mechanisms.iter().filter(plus);
        let bound = bound.map(|mechanism| format!("{}-PLUS", mechanism.name()));
        let names = policy.mechanisms.iter().map(|one| one.name().to_owned());
        let mechanisms: String = names
            .chain(bound)
            .map(|name| format!("<mechanism>{name}</mechanism>"))
            .collect();
        if seen && !policy.announced.is_empty() {
            let kinds = policy.announced.iter();
            let kinds: String = kinds
                .map(|kind| format!("<channel-binding type='{kind}'/>"))
                .collect();
            features.push_str(&format!(
                "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>{kinds}</sasl-channel-binding>"
            ));
        }
        if policy.second {
            features.push_str(&second::offer(&mechanisms));
        }
        if policy.registration.is_some() {
            features.push_str(super::registration::FEATURES);
        }
        features.push_str(&format!(
            "<mechanisms xmlns='{SASL}'>{mechanisms}</mechanisms>"
        ));
    } else {
        features.push_str(&format!("<starttls xmlns='{TLS}'><required/></starttls>"));
    }
    features
}

/// The bare address of whoever proved a password.
async fn authenticate(
    link: &mut Link,
    auth: &Element,
    policy: &Policy,
    hub: &Hub,
) -> Option<String> {
    hub.state().counters.attempts += 1;
    let name = auth.attr("mechanism").unwrap_or_default();
    match prove(link, name, &auth.text(), SASL, policy, hub).await {
        Ok((user, last)) => {
            let success = format!("<success xmlns='{SASL}'>{last}</success>");
            link.write(success.as_bytes()).await;
            Some(user)
        }
        Err(condition) => {
            let failure = format!("<failure xmlns='{SASL}'><{condition}/></failure>");
            link.write(failure.as_bytes()).await;
            None
        }
    }
}

/// Who proved a password, and the last words to them, in base64.
pub(super) async fn prove(
    link: &mut Link,
    name: &str,
    message: &str,
    namespace: &str,
    policy: &Policy,
    hub: &Hub,
) -> Result<(String, String), &'static str> {
    let bare = name.strip_suffix("-PLUS").filter(|_| policy.plus);
    let offered = policy.mechanisms.iter().copied();
    let mut named = offered.filter(|one| one.name() == bare.unwrap_or(name));
    let outcome = match named.next() {
        None => Err("invalid-mechanism"),
        Some(Mechanism::Plain) => plain(message, hub),
        Some(mechanism) => {
            let tie = Tie {
                bound: bare.and(link.exporter()).map(<[u8]>::to_vec),
                offered: policy.plus,
            };
            let scram = Scram::begin(mechanism, policy.impostor, tie, &decode(message)?)?;
            exchange(link, scram, namespace, policy, hub).await
        }
    };
    let outcome = outcome.and_then(|outcome| policy.refuse_login.map_or(Ok(outcome), Err));
    outcome.map(|(user, last)| match last.is_empty() {
        true => (user, last),
        false => (user, BASE64.encode(last)),
    })
}

fn plain(message: &str, hub: &Hub) -> Result<(String, String), &'static str> {
    let mut state = hub.state();
    state.counters.plain += 1;
    let said = decode(message)?;
    let mut parts = said.split('\0').skip(1);
    let (user, password) = (parts.next(), parts.next());
    let user = format!("{}@{DOMAIN}", user.ok_or("malformed-request")?);
    let account = state.accounts.get(&user).ok_or("not-authorized")?;
    if Some(account.password.as_str()) != password {
        return Err("not-authorized");
    }
    Ok((user, String::new()))
}

async fn exchange(
    link: &mut Link,
    (scram, user): (Scram, String),
    namespace: &str,
    policy: &Policy,
    hub: &Hub,
) -> Result<(String, String), &'static str> {
    let user = format!("{user}@{DOMAIN}");
    if policy.impostor == Some(Impostor::EarlySuccess) {
        return Ok((user, String::new()));
    }
    let challenge = BASE64.encode(scram.challenge());
    let challenge = format!("<challenge xmlns='{namespace}'>{challenge}</challenge>");
    link.write(challenge.as_bytes()).await;
    let Some(Frame::Element(response)) = link.next().await else {
        return Err("aborted");
    };
    hub.note(&format!("< {}", xml::write(&response)));
    if response.name() == "abort" {
        return Err("aborted");
    }
    let account = hub
        .state()
        .accounts
        .get(&user)
        .map(|account| account.password.clone());
    let password = match (account, policy.impostor) {
        (Some(password), _) => password,
        (None, Some(_)) => String::new(),
        (None, None) => return Err("not-authorized"),
    };
    let last = scram.finish(&password, &decode(&response.text())?)?;
    Ok((user, last))
}

fn decode(text: &str) -> Result<String, &'static str> {
    let bytes = BASE64
        .decode(text.trim())
        .map_err(|_| "incorrect-encoding")?;
    String::from_utf8(bytes).map_err(|_| "incorrect-encoding")
}

async fn bind(link: &mut Link, iq: &Element, user: &str, hub: &Hub) -> Option<Live> {
    let bind = iq.get_child("bind", BIND)?;
    let wished = bind.get_child("resource", BIND).map(Element::text);
    let resource = wished.unwrap_or_else(|| format!("r{}", hub.state().next_id()));
    let live = session(user, &resource, hub);
    let id = xml::escape(iq.attr("id").unwrap_or_default());
    let jid = xml::escape(&live.full);
    let answer =
        format!("<iq type='result' id='{id}'><bind xmlns='{BIND}'><jid>{jid}</jid></bind></iq>");
    link.write(answer.as_bytes()).await;
    Some(live)
}

/// A new session; an older one with the resource gives way.
pub(super) fn session(user: &str, resource: &str, hub: &Hub) -> Live {
    let (sender, out) = unbounded_channel();
    let mut state = hub.state();
    let connection = state.next_id();
    let full = format!("{user}/{resource}");
    if let Some(old) = state.sessions.get(&full) {
        let conflict = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
                        </stream:error></stream:stream>";
        old.tell(Out::End(conflict.to_owned()));
        state.drop_session(&full);
    }
    state.counters.bound += 1;
    let session = Session {
        connection,
        out: Some(sender),
        management: None,
        copies: false,
        presence: None,
    };
    state.sessions.insert(full.clone(), session);
    Live {
        full,
        connection,
        out,
    }
}

async fn resume(link: &mut Link, resume: &Element, user: &str, hub: &Hub) -> Option<Live> {
    let outcome = resumed(resume, user, hub);
    match outcome {
        Ok((live, words)) => {
            link.write(words.as_bytes()).await;
            Some(live)
        }
        Err(words) => {
            link.write(words.as_bytes()).await;
            None
        }
    }
}

/// The resumed session and what to say; or only what to say.
pub(super) fn resumed(resume: &Element, user: &str, hub: &Hub) -> Result<(Live, String), String> {
    let mut state = hub.state();
    let previous = resume.attr("previd").unwrap_or_default();
    let found = state.sessions.iter().find(|(full, session)| {
        let management = session.management.as_ref();
        bare_of(full) == user && management.is_some_and(|management| management.id == previous)
    });
    let full = found.map(|(full, _)| full.clone());
    let handled = full.as_ref().and_then(|full| {
        let management = state.sessions[full].management.as_ref();
        management.map(|management| management.handled)
    });
    let count = handled.filter(|_| state.policy.count_in_failed);
    let count = count.map_or(String::new(), |count| format!(" h='{count}'"));
    let failed = format!(
        "<failed xmlns='{SM}'{count}><item-not-found \
         xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
    );
    let full = full.ok_or_else(|| failed.clone())?;
    if state.policy.refuse_resume {
        state.drop_session(&full);
        return Err(failed);
    }
    state.counters.resumed += 1;
    let connection = state.next_id();
    let false_count = state.policy.false_count;
    let (sender, out) = unbounded_channel();
    let session = state.sessions.get_mut(&full).ok_or(failed)?;
    session.tell(Out::Cut);
    session.connection = connection;
    session.out = Some(sender);
    let words = again(session, resume, false_count);
    let live = Live {
        full,
        connection,
        out,
    };
    Ok((live, words))
}

fn again(session: &mut Session, resume: &Element, false_count: Option<u32>) -> String {
    let Some(management) = &mut session.management else {
        return String::new();
    };
    let theirs = resume.attr("h").and_then(|count| count.parse().ok());
    management.acknowledge(theirs.unwrap_or(0));
    let handled = false_count.unwrap_or(management.handled);
    let id = &management.id;
    let mut words = format!("<resumed xmlns='{SM}' h='{handled}' previd='{id}'/>");
    for stanza in management.unacked() {
        words.push_str(stanza);
    }
    words.push_str(&format!("<r xmlns='{SM}'/>"));
    words
}

/// Makes a session one that can be resumed, and gives back what to say.
pub(super) fn enable(full: &str, hub: &Hub) -> String {
    let mut state = hub.state();
    let id = format!("sm{}", state.next_id());
    let Some(session) = state.sessions.get_mut(full) else {
        return String::new();
    };
    session.management = Some(Management::new(id.clone()));
    format!("<enabled xmlns='{SM}' id='{id}' resume='true' max='600'/>")
}
