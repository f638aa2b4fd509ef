//! The description of the project for whoever compares clients (XEP-0453: DOAP as RDF/XML).

use std::fmt::Write;

use super::list::{Feature, List};

const HEAD: &str = "<?xml version='1.0' encoding='UTF-8'?>
<!-- Made from tests/features.txt by `make doap`. -->
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
         xmlns='http://usefulinc.com/ns/doap#'
         xmlns:xmpp='https://linkmauve.fr/ns/xmpp-doap#'>
  <Project>
    <name>Waxwing</name>

    <shortdesc xml:lang='en'>Desktop client for XMPP</shortdesc>
    <description xml:lang='en'>A desktop client for XMPP, written in Rust: calm, quick, and careful with what you write.</description>

    <license rdf:resource='https://spdx.org/licenses/GPL-3.0-or-later'/>

    <programming-language>Rust</programming-language>
    <os>Linux</os>
    <category rdf:resource='https://linkmauve.fr/ns/xmpp-doap#category-client'/>

";

const TAIL: &str = "  </Project>\n</rdf:RDF>\n";

/// The file.
pub fn doap(list: &List, languages: &[&str]) -> String {
    let mut text = HEAD.to_owned();
    for language in languages {
        let _ = writeln!(text, "    <language>{}</language>", escaped(language));
    }
    for (number, _) in &list.rfcs {
        let _ = writeln!(
            text,
            "    <implements rdf:resource='https://www.rfc-editor.org/info/rfc{number}'/>"
        );
    }
    for xep in &list.xeps {
        write_xep(&mut text, xep);
    }
    text + TAIL
}

fn write_xep(text: &mut String, xep: &Feature) {
    let _ = write!(
        text,
        "    <implements>
      <xmpp:SupportedXep>
        <xmpp:xep rdf:resource='https://xmpp.org/extensions/xep-{}.html'/>
        <xmpp:status>{}</xmpp:status>
        <xmpp:version>{}</xmpp:version>
        <xmpp:since>{}</xmpp:since>
",
        xep.number,
        xep.support.word(),
        escaped(&xep.version),
        escaped(&xep.since),
    );
    if !xep.note.is_empty() {
        let note = escaped(&xep.note);
        let _ = writeln!(text, "        <xmpp:note xml:lang='en'>{note}</xmpp:note>");
    }
    text.push_str("      </xmpp:SupportedXep>\n    </implements>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use minidom::Element;

    use super::*;

    #[test]
    fn it_is_xml_and_says_what_the_list_says() {
        let list = "RFC 6120 XMPP: Core\nXEP-0085 2.1 partial 0.1.0 Chat States\n  \
                    note A & <b>.\n  good a\n  hostile b\n";
        let text = doap(&List::read(list).unwrap(), &["en"]);
        // minidom refuses comments.
        let text = text.replace("<!-- Made from tests/features.txt by `make doap`. -->", "");
        let root: Element = text.parse().unwrap();
        const DOAP: &str = "http://usefulinc.com/ns/doap#";
        const XMPP: &str = "https://linkmauve.fr/ns/xmpp-doap#";
        let project = root.get_child("Project", DOAP).unwrap();
        let xep = project
            .children()
            .filter(|child| child.name() == "implements")
            .find_map(|child| child.get_child("SupportedXep", XMPP))
            .unwrap();
        let word = |name: &str| xep.get_child(name, XMPP).unwrap().text();
        assert_eq!(word("status"), "partial");
        assert_eq!(word("version"), "2.1");
        assert_eq!(word("note"), "A & <b>.");
    }
}
