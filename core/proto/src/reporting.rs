//! Telling the own server why somebody is blocked (XEP-0377).
//!
//! A report goes out inside the order that blocks (§5), and names messages by the ids that the own
//! server's archive gave them. What the server may do with it beyond reading it, it is told (§4);
//! without a word it must do nothing.

use jid::BareJid;
use minidom::Element;

use crate::disco::Info;
use crate::xml::Tree;
use crate::{Address, blocking, stanza_id};

/// The namespace, and the feature of servers that take reports.
pub const NS: &str = "urn:xmpp:reporting:1";

/// Messages that a report names at most: whoever reads it looks at the first.
pub const MAX_CITED: usize = 20;

/// Why somebody is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They send what nobody has asked for.
    Spam,
    /// Anything else.
    Abuse,
}

/// What a server is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    /// Why.
    pub reason: Reason,
    /// In the person's own words; empty for none.
    pub text: &'a str,
    /// The language of those, as `en` or `pt-BR`.
    pub language: &'a str,
    /// The archive that gave the ids.
    pub by: &'a BareJid,
    /// The messages, by their ids.
    pub messages: &'a [String],
    /// It may be handed on to the server that the messages came from.
    pub to_origin: bool,
    /// It may be handed on to those who keep lists.
    pub to_third_parties: bool,
}

/// Whether a server takes reports.
#[must_use]
pub fn is_offered(info: &Info) -> bool {
    info.has(NS)
}

/// Keeps somebody away, and says why.
#[must_use]
pub fn block(address: &Address, report: &Report<'_>) -> Element {
    let item = Element::bare("item", blocking::NS).with_attr("jid", &address.to_string());
    Element::bare("block", blocking::NS).with(item.with(report.to_element()))
}

impl Report<'_> {
    fn to_element(&self) -> Element {
        let reason = match self.reason {
            Reason::Spam => "urn:xmpp:reporting:spam",
            Reason::Abuse => "urn:xmpp:reporting:abuse",
        };
        let mut report = Element::bare("report", NS).with_attr("reason", reason);
        for id in self.messages.iter().take(MAX_CITED) {
            let cited = Element::bare("stanza-id", stanza_id::NS)
                .with_attr("by", self.by.as_str())
                .with_attr("id", id);
            report.append_child(cited);
        }
        if !self.text.is_empty() {
            let text = Element::bare("text", NS)
                .with_lang(Some(self.language))
                .with_text(self.text);
            report.append_child(text);
        }
        for (wanted, name) in [
            (self.to_origin, "report-origin"),
            (self.to_third_parties, "third-party"),
        ] {
            if wanted {
                report.append_child(Element::bare(name, NS));
            }
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(report: &Report<'_>) -> String {
        let spam: Address = "romeo@example.net".parse().unwrap();
        String::from(&block(&spam, report))
    }

    #[test]
    fn the_examples_of_the_xep_are_met() {
        let by = BareJid::new("juliet@example.com").unwrap();
        let mut report = Report {
            reason: Reason::Abuse,
            text: "",
            language: "en",
            by: &by,
            messages: &[],
            to_origin: false,
            to_third_parties: false,
        };
        assert_eq!(
            wire(&report),
            "<block xmlns='urn:xmpp:blocking'><item jid='romeo@example.net'>\
             <report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:abuse'/></item></block>"
        );
        let ids = ["28482-98726-73623".to_owned()];
        report.reason = Reason::Spam;
        report.text = "Never came trouble to my house like this.";
        report.messages = &ids;
        (report.to_origin, report.to_third_parties) = (true, true);
        let sent: Element = wire(&report).parse().unwrap();
        let sent = sent.get_child("item", blocking::NS).unwrap();
        let sent = sent.get_child("report", NS).unwrap();
        let names: Vec<&str> = sent.children().map(Element::name).collect();
        assert_eq!(names, ["stanza-id", "text", "report-origin", "third-party"]);
        let cited = sent.get_child("stanza-id", stanza_id::NS).unwrap();
        assert_eq!(cited.attr("by"), Some("juliet@example.com"));
        assert_eq!(cited.attr("id"), Some("28482-98726-73623"));
        assert_eq!(sent.get_child("text", NS).unwrap().text(), report.text);
        let written = wire(&report);
        assert!(written.contains("xml:lang='en'"), "{written}");
    }

    #[test]
    fn nothing_in_a_report_is_markup_and_it_ends() {
        let by = BareJid::new("juliet@example.com").unwrap();
        let ids: Vec<String> = (0..100).map(|n| format!("'/><x{n}>")).collect();
        let report = Report {
            reason: Reason::Spam,
            text: "</text></report><third-party/>",
            language: "en'><third-party/>",
            by: &by,
            messages: &ids,
            to_origin: false,
            to_third_parties: false,
        };
        let sent: Element = wire(&report).parse().unwrap();
        let sent = sent.get_child("item", blocking::NS).unwrap();
        let sent = sent.get_child("report", NS).unwrap();
        assert!(sent.get_child("third-party", NS).is_none());
        assert_eq!(sent.children().count(), MAX_CITED + 1);
        assert_eq!(sent.get_child("text", NS).unwrap().text(), report.text);
    }

    #[test]
    fn servers_say_whether_they_take_reports() {
        let offers = |feature: &str| {
            is_offered(&Info {
                features: vec![feature.to_owned()],
                ..Info::default()
            })
        };
        assert!(offers(NS));
        assert!(!offers("urn:xmpp:reporting:0") && !offers(blocking::NS));
    }
}
