//! To be let speak where not everybody may (XEP-0045 §7.13, §8.6): how one asks, and how those who decide
//! learn of it.

use minidom::Element;

use crate::Address;
use crate::data_form::{self, Form};
use crate::stanza::CLIENT;
use crate::xml::{self, Tree};

/// The purpose of the forms.
const REQUEST: &str = "http://jabber.org/protocol/muc#request";

/// Bytes of a nick; no service lets longer ones in.
const MAX_NICK: usize = 3071;

/// Asks the moderators to be let speak.
#[must_use]
pub fn ask(room: &Address, id: &str) -> Element {
    let field = |var: &str, kind: &str, value: &str| {
        Element::bare("field", data_form::NS)
            .with_attr("var", var)
            .with_attr("type", kind)
            .with(Element::bare("value", data_form::NS).with_text(value))
    };
    let form = Element::bare("x", data_form::NS)
        .with_attr("type", "submit")
        .with(field("FORM_TYPE", "hidden", REQUEST))
        .with(field("muc#role", "list-single", "participant"));
    Element::bare("message", CLIENT)
        .with_attr("to", &room.to_string())
        .with_attr("id", id)
        .with(form)
}

/// Who asks to be let speak, by nick: a form for those who decide.
#[must_use]
pub fn asked(payloads: &[Element]) -> Option<String> {
    let form = Form::find(payloads).ok().flatten()?;
    if form.purpose() != Some(REQUEST) {
        return None;
    }
    let nick = form.field("muc#roomnick")?.values.first()?;
    let usable = !nick.is_empty() && nick.len() <= MAX_NICK;
    usable.then(|| xml::unix_lines(nick))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads(fields: &str, kind: &str) -> Vec<Element> {
        let xml = format!(
            "<message xmlns='jabber:client'><x xmlns='jabber:x:data' type='{kind}'>{fields}</x></message>"
        );
        let message: Element = xml.parse().unwrap();
        message.children().cloned().collect()
    }

    fn field(var: &str, kind: &str, value: &str) -> String {
        format!("<field var='{var}' type='{kind}'><value>{value}</value></field>")
    }

    #[test]
    fn who_asks_is_named_by_the_form_of_the_room() {
        let purpose = field("FORM_TYPE", "hidden", REQUEST);
        let nick = field("muc#roomnick", "text-single", "thirdwitch");
        let form = [purpose.as_str(), nick.as_str()].concat();
        assert_eq!(
            asked(&payloads(&form, "form")).as_deref(),
            Some("thirdwitch")
        );
        // An answer asks nothing.
        assert_eq!(asked(&payloads(&form, "submit")), None);
        for wrong in [
            nick.clone(),
            purpose.clone(),
            [field("FORM_TYPE", "text-single", REQUEST), nick.clone()].concat(),
            [field("FORM_TYPE", "hidden", "urn:other"), nick.clone()].concat(),
            [purpose.clone(), field("muc#roomnick", "text-single", "")].concat(),
            [
                purpose.clone(),
                field("muc#roomnick", "text-single", &"x".repeat(4_000)),
            ]
            .concat(),
            [purpose, nick, "<field var='f'/>".repeat(10_000)].concat(),
        ] {
            assert_eq!(asked(&payloads(&wrong, "form")), None);
        }
    }

    #[test]
    fn one_asks_for_a_role() {
        let room = "coven@chat.example".parse().unwrap();
        let asks = String::from(&ask(&room, "v1"));
        assert!(asks.contains("muc#role") && asks.contains("participant"));
        assert!(asks.contains(REQUEST));
    }
}
