//! Files in messages: stateless file sharing (XEP-0447), its predecessor (XEP-0385), and the bare address
//! beside a message (XEP-0066), in this order.
//!
//! Only `https` addresses are sources, and links to encrypted files (`aesgcm`, XEP-0454), which are what a source
//! that is encrypted (XEP-0448) becomes here, too: [`crate::sealed_file`]. A message that speaks of a file in no way that is understood
//! here keeps its words, whatever it calls them.

use minidom::Element;

use crate::fallback;
use crate::file_metadata::{FileMetadata, JINGLE, NS as METADATA};
use crate::message::Message;
use crate::xml::Tree;
use crate::{file_name, media_type, oob, sealed_file};

/// The namespace.
pub const NS: &str = "urn:xmpp:sfs:0";

/// Media in messages (XEP-0385).
const SIMS: &str = "urn:xmpp:sims:1";

/// References (XEP-0372).
const REFERENCE: &str = "urn:xmpp:reference:0";

/// Attaching to messages (XEP-0367).
pub const ATTACHING: &str = "urn:xmpp:message-attaching:1";

/// Addresses (XEP-0103).
const URL_DATA: &str = "http://jabber.org/protocol/url-data";

/// More files than anybody sends in one message.
const MAX_FILES: usize = 20;

/// More places than a file is kept at.
pub const MAX_SOURCES: usize = 8;

/// Longer addresses are refused by web servers.
const MAX_URL: usize = 4_096;

/// A file in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// What is said of it.
    pub file: FileMetadata,
    /// Where it can be had, in the order of the message; may be empty.
    pub sources: Vec<String>,
    /// It is meant to be saved, and not to be looked at.
    pub is_attachment: bool,
}

impl Shared {
    /// A file of which only the address is known.
    #[must_use]
    pub fn at(url: &str) -> Self {
        let name = file_name::of_url(url);
        Self {
            file: FileMetadata {
                media_type: media_type::by_name(&name).to_owned(),
                name,
                ..FileMetadata::default()
            },
            sources: vec![url.to_owned()],
            is_attachment: false,
        }
    }

    /// What a message has beside its body, which is the first source. For programs that know none of
    /// it, the body is all there is.
    #[must_use]
    pub fn payloads(&self) -> Vec<Element> {
        let mut sources = Element::bare("sources", NS);
        for source in &self.sources {
            let told = sealed_file::element(source);
            sources.append_child(told.unwrap_or_else(|| url_data(source)));
        }
        let disposition = match self.is_attachment {
            true => "attachment",
            false => "inline",
        };
        let sharing = Element::bare("file-sharing", NS)
            .with_attr("disposition", disposition)
            .with(self.file.to_element())
            .with(sources.clone());
        // Dino 0.5.0 looks for the places here, and where it finds none, it can't fetch the file.
        let mut payloads = vec![sharing, sources];
        if let Some(source) = self.sources.first() {
            payloads.push(fallback::whole(NS).with(Element::bare("body", fallback::NS)));
            if is_source(source) {
                payloads.push(oob::element(source));
            }
        }
        payloads
    }

    /// With a name and a type, where its address has them.
    fn named(mut self) -> Self {
        let Some(source) = self.sources.first() else {
            return self;
        };
        if self.file.name.is_empty() {
            self.file.name = file_name::of_url(source);
        }
        if self.file.media_type.is_empty() {
            self.file.media_type = media_type::by_name(&self.file.name).to_owned();
        }
        self
    }
}

/// The files that a message shares by XEP-0447.
#[must_use]
pub fn shared(message: &Message, lang: &str) -> Vec<Shared> {
    let all = message
        .payloads
        .iter()
        .filter(|one| one.is("file-sharing", NS));
    let files = all.filter_map(|sharing| {
        let file = sharing.get_child("file", METADATA)?;
        let shared = Shared {
            file: FileMetadata::parse(file, lang),
            sources: sharing
                .get_child("sources", NS)
                .map_or_else(Vec::new, places),
            is_attachment: sharing.attr("disposition") == Some("attachment"),
        };
        Some(shared.named())
    });
    files.take(MAX_FILES).collect()
}

/// The message whose files can be had at the places that this one tells, and those places as files
/// (XEP-0447, "Attaching a source"): a message comes when an upload begins, and this one when it is over.
#[must_use]
pub fn attached(message: &Message) -> Option<(&str, Vec<Shared>)> {
    let of = message.payload("attach-to", ATTACHING)?.attr("id")?;
    if of.is_empty() || message.payload("file-sharing", NS).is_some() {
        return None;
    }
    let all = message.payloads.iter();
    let all = all.filter(|one| one.is("sources", NS)).map(places);
    let files = all.filter_map(|sources| {
        let file = Shared::at(sources.first()?);
        Some(Shared { sources, ..file })
    });
    let files: Vec<Shared> = files.take(MAX_FILES).collect();
    (!files.is_empty()).then_some((of, files))
}

/// The files of a message, and its words without what only stands there for the files. `said` is what
/// it says without what [`shared`] makes needless.
#[must_use]
pub fn files(message: &Message, said: String, lang: &str) -> (Vec<Shared>, String) {
    let mut files = shared(message, lang);
    if files.is_empty() {
        files = attached(message).map_or_else(Vec::new, |(_, files)| files);
    }
    if files.is_empty() {
        files = sims(message, lang);
    }
    let words = said.trim();
    if files.is_empty()
        && let Some(url) = oob::url(message)
        && (words.is_empty() || words == url)
    {
        files.push(Shared::at(&url));
    }
    let link = sealed_file::link(words);
    if files.is_empty()
        && let Some(link) = link
    {
        files.push(Shared::at(link));
    }
    // Not everybody says that the body is there for others only.
    let is_address = files
        .iter()
        .flat_map(|one| &one.sources)
        .any(|it| it == link.unwrap_or(words));
    let said = if is_address { String::new() } else { said };
    (files, said)
}

/// Whether a file can be fetched from there: encrypted, and an address at all.
#[must_use]
pub fn is_source(url: &str) -> bool {
    let scheme = url.get(..8).unwrap_or_default();
    let host = url.get(8..).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https://")
        && !host.is_empty()
        && !host.contains('@')
        && url.len() <= MAX_URL
        && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// XEP-0385, for reading only.
fn sims(message: &Message, lang: &str) -> Vec<Shared> {
    let references = message.payloads.iter();
    let references = references.filter(|one| one.is("reference", REFERENCE));
    let files = references.filter_map(|reference| {
        let sharing = reference.get_child("media-sharing", SIMS)?;
        let file = sharing.children().find(|one| {
            let known = [JINGLE, METADATA, "urn:xmpp:jingle:apps:file-transfer:4"];
            one.name() == "file" && known.contains(&one.ns().as_str())
        })?;
        let sources = sharing.get_child("sources", SIMS);
        let sources = sources.into_iter().flat_map(Element::children);
        let urls = sources.filter(|one| one.is("reference", REFERENCE));
        let shared = Shared {
            file: FileMetadata::parse(file, lang),
            sources: usable(urls.filter_map(|one| one.attr("uri"))),
            is_attachment: false,
        };
        // Without a place to fetch it from nothing is won over the words.
        (!shared.sources.is_empty()).then(|| shared.named())
    });
    files.take(MAX_FILES).collect()
}

fn url_data(url: &str) -> Element {
    Element::bare("url-data", URL_DATA).with_attr("target", url)
}

/// What is told of where a file can be had.
fn places(sources: &Element) -> Vec<String> {
    few(sources.children().flat_map(|one| match one.name() {
        "encrypted" => sealed_file::links(one),
        _ => target(one).map(str::to_owned).into_iter().collect(),
    }))
}

/// The address that an element tells.
pub(crate) fn target(one: &Element) -> Option<&str> {
    let url = one
        .attr("target")
        .filter(|_| one.is("url-data", URL_DATA))?
        .trim();
    is_source(url).then_some(url)
}

fn usable<'a>(urls: impl Iterator<Item = &'a str>) -> Vec<String> {
    let urls = urls.map(str::trim).filter(|url| is_source(url));
    few(urls.map(str::to_owned))
}

fn few(urls: impl Iterator<Item = String>) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for url in urls {
        if sources.len() < MAX_SOURCES && !sources.contains(&url) {
            sources.push(url);
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    fn read(inside: &str) -> (Vec<Shared>, String) {
        let message = message(inside);
        let said = fallback::part(&message, "", &[NS]).unwrap_or_default().said;
        files(&message, said, "")
    }

    const URL: &str = "https://files.example/4a77/summit.jpg";

    fn ours() -> Shared {
        Shared {
            file: FileMetadata {
                name: "summit.jpg".to_owned(),
                media_type: "image/jpeg".to_owned(),
                size: Some(9),
                ..FileMetadata::default()
            },
            sources: vec![URL.to_owned()],
            is_attachment: false,
        }
    }

    #[test]
    fn what_we_share_is_read_by_us_and_by_others() {
        let payloads: String = ours().payloads().iter().map(String::from).collect();
        let body = format!("<body>{URL}</body>");
        let (files, said) = read(&format!("{body}{payloads}"));
        assert_eq!((files, said.as_str()), (vec![ours()], ""));
        // Others know the address beside a body that is the same.
        let message = message(&format!("{body}{payloads}"));
        assert_eq!(oob::url(&message), message.body(""));
    }

    #[test]
    fn words_beside_a_file_stay() {
        let sharing = String::from(&ours().payloads()[0]);
        let (files, said) = read(&format!("<body>What a view!</body>{sharing}"));
        assert_eq!((files.len(), said.as_str()), (1, "What a view!"));
        let fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'>\
            <body start='12'/></fallback>";
        let (files, said) = read(&format!(
            "<body>What a view!\n{URL}</body>{sharing}{fallback}"
        ));
        assert_eq!((files.len(), said.as_str()), (1, "What a view!"));
        // Nobody said that the body is for others, but it is.
        assert_eq!(read(&format!("<body>{URL}</body>{sharing}")).1, "");
    }

    #[test]
    fn an_address_beside_the_same_body_is_a_file() {
        let oob = String::from(&oob::element(URL));
        let (files, said) = read(&format!("<body>{URL}</body>{oob}"));
        assert_eq!((files, said.as_str()), (vec![Shared::at(URL)], ""));
        assert_eq!(read(&oob).0, [Shared::at(URL)]);
        let other = read(&format!("<body>see {URL}</body>{oob}"));
        assert_eq!(other, (vec![], format!("see {URL}")));
        assert_eq!(Shared::at(URL).file.media_type, "image/jpeg");
    }

    #[test]
    fn a_place_is_told_after_the_file() {
        let attach = format!("<attach-to xmlns='{ATTACHING}' id='m1'/>");
        let sources = format!(
            "<sources xmlns='{NS}' id='f'><url-data xmlns='{URL_DATA}' target='{URL}'/></sources>"
        );
        let oob = String::from(&oob::element(URL));
        // As Dino writes it, and as the specification does.
        let dino = format!("<body>{URL}</body>{attach}{sources}{oob}");
        let fallback =
            "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>";
        for inside in [
            format!("{attach}{sources}"),
            dino.clone(),
            format!("{dino}{fallback}"),
        ] {
            assert_eq!(
                read(&inside),
                (vec![Shared::at(URL)], String::new()),
                "{inside}"
            );
            let message = message(&inside);
            assert_eq!(attached(&message), Some(("m1", vec![Shared::at(URL)])));
        }
        // Ours tells all at once.
        let whole: String = ours().payloads().iter().map(String::from).collect();
        let nothing = [
            sources.clone(),
            attach.clone(),
            format!("{attach}{whole}"),
            format!("{attach}<sources xmlns='{NS}'/>"),
            format!("{attach}{}", sources.replace("https", "http")),
            format!("<attach-to xmlns='{ATTACHING}' id=''/>{sources}"),
            format!("<attach-to xmlns='{ATTACHING}'/>{sources}"),
        ];
        for inside in nothing {
            assert_eq!(attached(&message(&inside)), None, "{inside}");
        }
        let flood = format!("{attach}{}", sources.repeat(1_000));
        assert_eq!(read(&flood).0.len(), MAX_FILES);
    }

    #[test]
    fn media_of_the_older_kind_are_read() {
        let sims = format!(
            "<body>Look at the view.</body>\
             <reference xmlns='urn:xmpp:reference:0' begin='12' end='16' type='data'>\
             <media-sharing xmlns='urn:xmpp:sims:1'>\
             <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>\
             <media-type>image/jpeg</media-type><name>summit.jpg</name><size>9</size></file>\
             <sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='{URL}'/>\
             <reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:a@b?jingle'/>\
             </sources></media-sharing></reference>"
        );
        let (files, said) = read(&sims);
        assert_eq!((files, said.as_str()), (vec![ours()], "Look at the view."));
    }

    #[test]
    fn unsafe_places_are_none() {
        for bad in [
            "",
            "http://a.example/b",
            "https://",
            "https:///b",
            "https://user:secret@a.example/b",
            "https://a.example/b c",
            "aesgcm://a.example/b#00",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "é",
            "https:/é",
        ] {
            assert!(!is_source(bad), "{bad}");
        }
        assert!(!is_source(&format!(
            "https://a.example/{}",
            "b".repeat(5_000)
        )));
        assert!(is_source("HTTPS://a.example:8443/b?c#d"));
    }

    #[test]
    fn a_file_that_nobody_has_is_still_one_and_takes_no_words() {
        let file = "<file xmlns='urn:xmpp:file:metadata:0'><name>a.png</name></file>";
        let sharing = format!("<file-sharing xmlns='{NS}'>{file}<sources/></file-sharing>");
        let (files, said) = read(&format!("{sharing}<body>hello</body>"));
        assert_eq!((files.len(), said.as_str()), (1, "hello"));
        assert_eq!(files[0].sources, Vec::<String>::new());
        assert_eq!(read(&format!("<file-sharing xmlns='{NS}'/>")).0, []);
        let only = read("<reference xmlns='urn:xmpp:reference:0' type='data'/><body>a</body>");
        assert_eq!(only, (vec![], "a".to_owned()));
    }

    #[test]
    fn files_and_places_are_not_without_number() {
        let sources: String = (0..10_000)
            .map(|n| format!("<url-data xmlns='{URL_DATA}' target='https://a.example/{n}'/>"))
            .collect();
        let file = "<file xmlns='urn:xmpp:file:metadata:0'/>";
        let one =
            format!("<file-sharing xmlns='{NS}'>{file}<sources>{sources}</sources></file-sharing>");
        let (files, _) = read(&one);
        assert_eq!(files[0].sources.len(), MAX_SOURCES);
        assert_eq!(files[0].file.name, "0");
        let many = format!("<file-sharing xmlns='{NS}'>{file}</file-sharing>").repeat(1_000);
        assert_eq!(read(&many).0.len(), MAX_FILES);
    }
}
