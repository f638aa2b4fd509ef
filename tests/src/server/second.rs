//! The second SASL profile (XEP-0388) with Bind 2 (XEP-0386), resumption (XEP-0198 §9) and tokens
//! (XEP-0484) in one exchange.

use base64::prelude::{BASE64_STANDARD as BASE64, Engine as _};
use hmac::{Hmac, KeyInit, Mac};
use minidom::Element;
use sha2::Sha256;

use super::hub::Hub;
use super::link::Link;
use super::login::{Live, enable, features, prove, resumed, session};
use super::management::SM;
use super::policy::{Impostor, Policy};
use crate::certificate::DOMAIN;
use crate::xml;

/// Namespace of the profile.
pub(super) const SASL2: &str = "urn:xmpp:sasl:2";
const BIND2: &str = "urn:xmpp:bind:0";
const FAST: &str = "urn:xmpp:fast:0";
const STREAMS: &str = "http://etherx.jabber.org/streams";

/// The kinds of token it gives out.
const TOKENS: [&str; 2] = ["HT-SHA-256-EXPR", "HT-SHA-256-NONE"];

/// A token that was given out.
#[derive(Clone, Debug)]
pub(super) struct Token {
    mechanism: String,
    secret: String,
}

/// How far a request has led.
pub(super) enum Outcome {
    Refused,
    /// Known, but without a session.
    In(String),
    Live(Live),
}

/// What is offered.
pub(super) fn offer(mechanisms: &str) -> String {
    let tokens: String = TOKENS
        .iter()
        .map(|name| format!("<mechanism>{name}</mechanism>"))
        .collect();
    format!(
        "<authentication xmlns='{SASL2}'>{mechanisms}<inline><sm xmlns='{SM}'/>\
         <bind xmlns='{BIND2}'><inline><feature var='{SM}'/></inline></bind>\
         <fast xmlns='{FAST}'>{tokens}</fast></inline></authentication>"
    )
}

pub(super) async fn authenticate(
    link: &mut Link,
    request: &Element,
    policy: &Policy,
    hub: &Hub,
) -> Outcome {
    hub.state().counters.attempts += 1;
    let name = request.attr("mechanism").unwrap_or_default();
    let message = request.get_child("initial-response", SASL2);
    let message = message.map(Element::text).unwrap_or_default();
    let agent = request.get_child("user-agent", SASL2);
    let agent = agent.and_then(|agent| agent.attr("id")).unwrap_or_default();
    let outcome = if TOKENS.contains(&name) {
        by_token(link, name, &message, agent, policy, hub)
    } else {
        prove(link, name, &message, SASL2, policy, hub).await
    };
    match outcome {
        Ok((user, last)) => succeed(link, request, &user, &last, agent, hub).await,
        Err(condition) => {
            let failure = format!(
                "<failure xmlns='{SASL2}'>\
                 <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>"
            );
            link.write(failure.as_bytes()).await;
            Outcome::Refused
        }
    }
}

/// Who proved a token, and what is said to it in base64.
fn by_token(
    link: &Link,
    name: &str,
    message: &str,
    agent: &str,
    policy: &Policy,
    hub: &Hub,
) -> Result<(String, String), &'static str> {
    let message = BASE64
        .decode(message.trim())
        .map_err(|_| "incorrect-encoding")?;
    let end = message.iter().position(|byte| *byte == 0);
    let (user, proof) = message.split_at(end.ok_or("malformed-request")?);
    let user = format!("{}@{DOMAIN}", String::from_utf8_lossy(user));
    let bound = match name.ends_with("EXPR") {
        true => link.exporter().unwrap_or_default(),
        false => &[],
    };
    let mut state = hub.state();
    if policy.refuse_tokens {
        return Err("credentials-expired");
    }
    let account = state.accounts.get(&user).ok_or("not-authorized")?;
    let token = account
        .tokens
        .get(agent)
        .filter(|token| token.mechanism == name);
    let token = token.ok_or("credentials-expired")?.secret.clone();
    if proof[1..] != keyed(&token, "Initiator", bound) {
        return Err("not-authorized");
    }
    state.counters.by_token += 1;
    let answer = match policy.impostor {
        None => BASE64.encode(keyed(&token, "Responder", bound)),
        Some(Impostor::WrongSignature) => BASE64.encode([7; 32]),
        Some(_) => String::new(),
    };
    Ok((user, answer))
}

fn keyed(token: &str, role: &str, bound: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.as_bytes()).expect("HMAC takes any key");
    mac.update(role.as_bytes());
    mac.update(bound);
    mac.finalize().into_bytes().to_vec()
}

async fn succeed(
    link: &mut Link,
    request: &Element,
    user: &str,
    last: &str,
    agent: &str,
    hub: &Hub,
) -> Outcome {
    let mut inside = match last {
        "" => String::new(),
        last => format!("<additional-data>{last}</additional-data>"),
    };
    inside.push_str(&new_token(request, user, agent, hub));
    let mut behind = String::new();
    let mut live = None;
    if let Some(resume) = request.get_child("resume", SM) {
        match resumed(resume, user, hub) {
            Ok((session, words)) => {
                let (said, again) = words.split_once("/>").expect("an element");
                inside.push_str(&format!("{said}/>"));
                again.clone_into(&mut behind);
                live = Some(session);
            }
            Err(failed) => inside.push_str(&failed),
        }
    }
    let mut known_as = user.to_owned();
    if let (None, Some(bind)) = (&live, request.get_child("bind", BIND2)) {
        let tag = bind.get_child("tag", BIND2).map(Element::text);
        let stable: String = agent.chars().take(8).collect();
        let resource = format!("{}/{stable}", tag.unwrap_or_default());
        let session = session(user, &resource, hub);
        // The archive has them (XEP-0386 §4).
        let mut state = hub.state();
        if state.policy.archive
            && let Some(account) = state.accounts.get_mut(user)
        {
            account.offline.clear();
        }
        drop(state);
        let enabled = match bind.has_child("enable", SM) {
            true => enable(&session.full, hub),
            false => String::new(),
        };
        inside.push_str(&format!("<bound xmlns='{BIND2}'>{enabled}</bound>"));
        known_as.clone_from(&session.full);
        live = Some(session);
    }
    if behind.is_empty() {
        let policy = hub.state().policy.clone();
        let features = features(true, true, &policy);
        behind = format!("<features xmlns='{STREAMS}'>{features}</features>");
    }
    let known_as = xml::escape(&known_as);
    let success = format!(
        "<success xmlns='{SASL2}'>{inside}\
         <authorization-identifier>{known_as}</authorization-identifier></success>{behind}"
    );
    link.write(success.as_bytes()).await;
    match live {
        Some(live) => Outcome::Live(live),
        None => Outcome::In(user.to_owned()),
    }
}

/// A token for whoever asks for one.
fn new_token(request: &Element, user: &str, agent: &str, hub: &Hub) -> String {
    let wanted = request.get_child("request-token", FAST);
    let Some(mechanism) = wanted.and_then(|wanted| wanted.attr("mechanism")) else {
        return String::new();
    };
    let mut state = hub.state();
    let secret = format!("token {}", state.next_id());
    let token = Token {
        mechanism: mechanism.to_owned(),
        secret: secret.clone(),
    };
    if let Some(account) = state.accounts.get_mut(user) {
        account.tokens.insert(agent.to_owned(), token);
    }
    format!("<token xmlns='{FAST}' token='{secret}' expiry='2099-01-01T00:00:00Z'/>")
}
