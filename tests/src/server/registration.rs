//! New accounts, other passwords, accounts that end (XEP-0077, XEP-0445), as thin as the rest.

use minidom::Element;

use super::hub::{Hub, Out, State};
use super::link::Link;
use super::policy::Policy;
use crate::certificate::DOMAIN;
use crate::xml;

pub(super) const NS: &str = "jabber:iq:register";
const FORM: &str = "jabber:x:data";

/// The token that lets in, where one is shown.
pub const TOKEN: &str = "letmein";

/// Told to whoever has not logged in.
pub(super) const FEATURES: &str = "<register xmlns='http://jabber.org/features/iq-register'/>\
                                   <register xmlns='urn:xmpp:ibr-token:0'/>";

/// Serves somebody without an account; `None` ends the connection.
pub(super) async fn newcomer(
    link: &mut Link,
    iq: &Element,
    policy: &Policy,
    hub: &Hub,
) -> Option<()> {
    let id = xml::escape(iq.attr("id")?);
    let payload = iq.children().next()?;
    let answer = match (iq.attr("type")?, payload.name()) {
        _ if policy.registration.is_none() => Err("not-allowed"),
        ("set", "preauth") if payload.attr("token") == Some(TOKEN) => Ok(String::new()),
        ("set", "preauth") => Err("item-not-found"),
        ("get", "query") => Ok(policy.registration.clone().unwrap_or_default()),
        ("set", "query") => register(payload, hub).map(|()| String::new()),
        _ => Err("item-not-found"),
    };
    let made = iq.attr("type") == Some("set") && payload.is("query", NS) && answer.is_ok();
    if made && policy.cut_after_registration {
        return None;
    }
    let answer = match answer {
        Ok(inside) => format!("<iq type='result' id='{id}' from='{DOMAIN}'>{inside}</iq>"),
        Err(condition) => format!(
            "<iq type='error' id='{id}' from='{DOMAIN}'><error type='cancel'><{condition} \
             xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        ),
    };
    link.write(answer.as_bytes()).await;
    Some(())
}

fn register(query: &Element, hub: &Hub) -> Result<(), &'static str> {
    let user = value(query, "username").ok_or("not-acceptable")?;
    let password = value(query, "password").ok_or("not-acceptable")?;
    // What a captcha would ask.
    if value(query, "ocr").is_some_and(|typed| typed != "7nHL3") {
        return Err("not-allowed");
    }
    let jid = format!("{user}@{DOMAIN}");
    if hub.state().accounts.contains_key(&jid) {
        return Err("conflict");
    }
    hub.register(&jid, &password);
    Ok(())
}

/// What was filled in, in either way.
fn value(query: &Element, name: &str) -> Option<String> {
    let Some(form) = query.get_child("x", FORM) else {
        return Some(query.get_child(name, NS)?.text());
    };
    let field = form
        .children()
        .find(|field| field.attr("var") == Some(name))?;
    Some(field.get_child("value", FORM)?.text())
}

/// Somebody with an account changes the password, or ends the account.
pub(super) fn change(state: &mut State, bare: &str, query: &Element) {
    if query.has_child("remove", NS) {
        state.accounts.remove(bare);
        let end = "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
                   </stream:error></stream:stream>";
        for session in state.sessions_of(bare) {
            session.tell(Out::End(end.to_owned()));
        }
    } else if let (Some(account), Some(password)) =
        (state.accounts.get_mut(bare), value(query, "password"))
    {
        account.password = password;
    }
}
