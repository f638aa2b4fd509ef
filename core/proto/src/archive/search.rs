//! Having an archive look for words: the field of its form that takes them (XEP-0313 §4.1.5, XEP-0431 §3).
//!
//! What the words mean is up to the server, so they go there as they were typed. Older ejabberds call the
//! field by a name of their own.

use jid::BareJid;
use minidom::Element;

use super::{NS, form};
use crate::data_form;
use crate::result_set::{self, Range};
use crate::xml::{self, Tree};

/// The names of the field, the standard's own first.
const FIELDS: [&str; 2] = ["{urn:xmpp:fulltext:0}fulltext", "withtext"];

/// So many characters go to the server: more than anybody types.
const LONGEST: usize = 1_000;

/// Asks by what the archive can be searched.
#[must_use]
pub fn ask() -> Element {
    Element::bare("query", NS)
}

/// The field that takes words, in the answer to [`ask`]. `None` where the archive has none.
#[must_use]
pub fn field(answer: Option<&Element>) -> Option<&'static str> {
    let form = answer?.get_child("x", data_form::NS)?;
    let has = |name: &str| {
        let mut fields = form.children().filter(|one| one.is("field", data_form::NS));
        fields.any(|one| one.attr("var") == Some(name))
    };
    FIELDS.into_iter().find(|name| has(name))
}

/// Asks for a page of what has these words, in everything or with somebody only.
#[must_use]
pub fn query(
    id: &str,
    (field, words): (&str, &str),
    with: Option<&BareJid>,
    range: &Range,
    max: u32,
) -> Element {
    let words = xml::cut(words.trim(), LONGEST);
    let with = with.map(|with| ("with", with.to_string()));
    Element::bare("query", NS)
        .with_attr("queryid", id)
        .with(form(with.into_iter().chain([(field, words)])))
        .with(result_set::request(range, max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(form: &str) -> Option<&'static str> {
        let answer = format!("<query xmlns='{NS}'>{form}</query>");
        field(Some(&answer.parse().unwrap()))
    }

    #[test]
    fn the_field_is_found_where_there_is_one() {
        let form = |vars: &[&str]| {
            let fields = vars
                .iter()
                .map(|var| format!("<field type='text-single' var='{var}'/>"));
            let fields: String = fields.collect();
            asked(&format!(
                "<x xmlns='jabber:x:data' type='form'>{fields}</x>"
            ))
        };
        assert_eq!(form(&["with", "start", "end", "before-id"]), None);
        assert_eq!(form(&["with", "withtext"]), Some("withtext"));
        let both = ["withtext", "{urn:xmpp:fulltext:0}fulltext"];
        assert_eq!(form(&both), Some("{urn:xmpp:fulltext:0}fulltext"));
        assert_eq!(asked(""), None);
        assert_eq!(
            asked("<x xmlns='urn:example'><field var='withtext'/></x>"),
            None
        );
        assert_eq!(field(None), None);
    }

    #[test]
    fn words_go_as_they_were_typed() {
        let theo = BareJid::new("theo@example.org").unwrap();
        let range = Range::Before("28482".to_owned());
        let question = query("f1", (FIELDS[0], " late <train "), Some(&theo), &range, 50);
        assert_eq!(
            String::from(&question),
            "<query xmlns='urn:xmpp:mam:2' queryid=\"f1\"><x xmlns='jabber:x:data' type=\"submit\">\
             <field var=\"FORM_TYPE\" type=\"hidden\"><value>urn:xmpp:mam:2</value></field>\
             <field var=\"with\"><value>theo@example.org</value></field>\
             <field var=\"{urn:xmpp:fulltext:0}fulltext\"><value>late &lt;train</value></field></x>\
             <set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before>28482</before></set></query>"
        );
        let long = query(
            "f2",
            (FIELDS[0], &"x".repeat(9_000)),
            None,
            &Range::Last,
            50,
        );
        assert!(String::from(&long).len() < 2_000);
    }
}
