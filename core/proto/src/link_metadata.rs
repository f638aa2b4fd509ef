//! What a link leads to, told along with a message by whoever sends it (XEP-0511).
//!
//! It is the word of the sender and of nobody else: it counts only for a link that stands in the text,
//! says nothing of where that link leads, and nothing of it is ever fetched.

use minidom::Element;
use minidom::rxml::{Namespace, NcName};

use crate::xml::{self, Tree};

/// The namespace of the description.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The namespace of what stands in it: OpenGraph.
pub const OPEN_GRAPH: &str = "https://ogp.me/ns#";

/// More links with a description no message needs.
pub const MAX_LINKS: usize = 4;

/// A heading, with room to spare.
const MAX_TITLE: usize = 200;

/// Some lines.
const MAX_WORDS: usize = 600;

/// The longest address that is looked at.
const MAX_ADDRESS: usize = 2_048;

/// What a link is said to lead to. Each text may be empty, but never title and description both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkMetadata {
    /// The address, as it stands in the text.
    pub about: String,
    /// What it is called, on one line.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The name of the whole place, on one line.
    pub site: String,
}

impl LinkMetadata {
    /// Cut to its bounds, without what XML has no place for. `None`: it says nothing.
    #[must_use]
    pub fn tidy(self) -> Option<Self> {
        let tidy = Self {
            about: xml::clean(&self.about),
            title: line(&self.title),
            description: lines(&self.description),
            site: line(&self.site),
        };
        let told = !tidy.title.is_empty() || !tidy.description.is_empty();
        (told && tidy.about.len() <= MAX_ADDRESS).then_some(tidy)
    }

    /// To be put into a message.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let mut description = Element::bare("Description", RDF);
        if let Ok(name) = NcName::try_from("about") {
            let about = xml::clean(&self.about);
            description
                .attrs_mut()
                .insert(Namespace::from(RDF), name, about);
        }
        for (name, text) in [
            ("title", &self.title),
            ("description", &self.description),
            ("site_name", &self.site),
        ] {
            if !text.is_empty() {
                description.append_child(Element::bare(name, OPEN_GRAPH).with_text(text));
            }
        }
        description
    }
}

/// What is said of the links in a text; what is said of others is left out.
#[must_use]
pub fn read(payloads: &[Element], text: &str) -> Vec<LinkMetadata> {
    let mut found: Vec<LinkMetadata> = Vec::new();
    let all = payloads.iter().filter(|one| one.is("Description", RDF));
    for one in all.take(MAX_LINKS * 4) {
        let Some(metadata) = parse(one) else {
            continue;
        };
        let new = found.iter().all(|known| known.about != metadata.about);
        if new && stands_in(&metadata.about, text) {
            found.push(metadata);
        }
        if found.len() >= MAX_LINKS {
            break;
        }
    }
    found
}

fn parse(description: &Element) -> Option<LinkMetadata> {
    let about = description
        .attr_ns(&Namespace::from(RDF), "about")
        .or_else(|| description.attr("about"))?;
    let text = |name| {
        let mut named = description
            .children()
            .filter(|one| one.is(name, OPEN_GRAPH));
        named.next().map(Element::text).unwrap_or_default()
    };
    LinkMetadata {
        about: about.to_owned(),
        title: text("title"),
        description: text("description"),
        site: text("site_name"),
    }
    .tidy()
}

/// Whether a text holds this web address as a word of its own.
#[must_use]
pub fn stands_in(address: &str, text: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    let web = matches!(scheme, Some("https" | "http"));
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | '[' | ']');
    let trim = |word: &str| word.trim_end_matches(['.', ',', ';', ':', '!', '?']) == address;
    let signs = ['*', '_', '~', '`'];
    web && text.split(ends).any(|word| {
        // The signs of styling (XEP-0393) may stand around it.
        let bare = word.trim_start_matches(signs).trim_end_matches(signs);
        word == address || trim(word) || bare == address
    })
}

fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(MAX_TITLE).collect();
    xml::cut(&xml::clean(&words.join(" ")), MAX_TITLE)
}

fn lines(text: &str) -> String {
    xml::cut(&xml::clean(xml::unix_lines(text).trim()), MAX_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://the.link.example.com/what-was-linked-to";

    fn payload(about: &str, inside: &str) -> Element {
        format!(
            "<rdf:Description xmlns:rdf='{RDF}' xmlns:og='{OPEN_GRAPH}' rdf:about='{about}'>\
             {inside}</rdf:Description>"
        )
        .parse()
        .unwrap()
    }

    #[test]
    fn the_example_of_the_xep_is_read() {
        let example = payload(
            LINK,
            "<og:title>The Best Webpage</og:title>\
             <og:description>This is a great webpage and you will really like it</og:description>\
             <og:url>https://example.com/canonical-url/for/what-was-linked-to</og:url>\
             <og:image>https://link.to.example.com/image.png</og:image>\
             <og:site_name>Example Website</og:site_name>",
        );
        let text = format!("I wanted to mention {LINK}.");
        let found = read(&[example], &text);
        let [one] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(one.about, LINK);
        assert_eq!(one.title, "The Best Webpage");
        assert_eq!(one.site, "Example Website");
        assert!(one.description.starts_with("This is"));
    }

    #[test]
    fn what_is_said_of_other_links_is_left_out() {
        let title = "<og:title>Your bank</og:title>";
        for (about, text) in [
            (LINK, "nothing here"),
            (
                "https://bank.example",
                "see https://bank.example.evil.test/",
            ),
            (
                "https://bank.example/",
                "see https://evil.test/?https://bank.example/",
            ),
            ("javascript:alert(1)", "javascript:alert(1)"),
            ("xmpp:a@b", "xmpp:a@b"),
            ("", ""),
        ] {
            assert_eq!(read(&[payload(about, title)], text), [], "{about}");
        }
        assert_eq!(read(&[payload(LINK, "")], LINK), [], "it says nothing");
    }

    #[test]
    fn words_without_end_are_cut_and_stay_in_their_lines() {
        let long = "x\n".repeat(100_000);
        let inside = format!("<og:title>{long}</og:title><og:description>{long}</og:description>");
        let many: Vec<Element> = (0..100).map(|_| payload(LINK, &inside)).collect();
        let found = read(&many, LINK);
        assert_eq!(found.len(), 1, "one for each link");
        assert!(!found[0].title.contains('\n'));
        assert!(found[0].title.len() <= MAX_TITLE);
        assert!(found[0].description.len() <= MAX_WORDS);
        let links: Vec<String> = (0..50).map(|n| format!("https://a.test/{n}")).collect();
        let each: Vec<Element> = links
            .iter()
            .map(|link| payload(link, "<og:title>a</og:title>"))
            .collect();
        assert_eq!(read(&each, &links.join(" ")).len(), MAX_LINKS);
    }

    #[test]
    fn ours_can_be_read_by_us() {
        let ours = LinkMetadata {
            about: format!("{LINK}?a=1&b=2"),
            title: "Fish & <chips>".to_owned(),
            description: "One\nTwo".to_owned(),
            site: String::new(),
        };
        let written = String::from(&ours.to_element());
        let text = format!("({LINK}?a=1&b=2)");
        let read = read(&[written.parse().unwrap()], &text);
        assert_eq!(read, [ours]);
    }
}
