//! Having an archive look for words: the field of its form that takes them (XEP-0313 §4.1.5, XEP-0431 §3).
//!
//! What the words mean is up to the server, so they go there as they were typed. Older ejabberds call the
//! field by a name of their own.

use jid::BareJid;
use minidom::Element;

use super::{NS, form};
use crate::data_form;
use crate::delay;
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

/// What narrows a search down (XEP-0313 §4.1): every archive knows that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// With somebody only.
    pub with: Option<BareJid>,
    /// What came in then or later, in microseconds since 1970.
    pub start: Option<i64>,
    /// What came in then or earlier.
    pub end: Option<i64>,
}

/// Asks for a page of what has these words.
#[must_use]
pub fn query(
    id: &str,
    (field, words): (&str, &str),
    within: &Within,
    range: &Range,
    max: u32,
) -> Element {
    let words = xml::cut(words.trim(), LONGEST);
    let with = within.with.as_ref().map(|with| ("with", with.to_string()));
    let start = within.start.map(|at| ("start", delay::format_stamp(at)));
    let end = within.end.map(|at| ("end", delay::format_stamp(at)));
    let narrowed = with.into_iter().chain(start).chain(end);
    Element::bare("query", NS)
        .with_attr("queryid", id)
        .with(form(narrowed.chain([(field, words)])))
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
        let theo = Within {
            with: Some(BareJid::new("theo@example.org").unwrap()),
            start: Some(1_278_803_305_000_000),
            end: Some(1_278_889_705_000_000),
        };
        let range = Range::Before("28482".to_owned());
        let question = query("f1", (FIELDS[0], " late <train "), &theo, &range, 50);
        let expected: Element =
            "<query xmlns='urn:xmpp:mam:2' queryid=\"f1\"><x xmlns='jabber:x:data' type=\"submit\">\
             <field var=\"FORM_TYPE\" type=\"hidden\"><value>urn:xmpp:mam:2</value></field>\
             <field var=\"with\"><value>theo@example.org</value></field>\
             <field var=\"start\"><value>2010-07-10T23:08:25Z</value></field>\
             <field var=\"end\"><value>2010-07-11T23:08:25Z</value></field>\
             <field var=\"{urn:xmpp:fulltext:0}fulltext\"><value>late &lt;train</value></field></x>\
             <set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before>28482</before></set></query>"
                .parse()
                .unwrap();
        assert_eq!(question, expected);
        let words = "x".repeat(9_000);
        let all = Within::default();
        let long = query("f2", (FIELDS[0], &words), &all, &Range::Last, 50);
        assert!(String::from(&long).len() < 2_000);
    }
}
