//! What a message says about a file (XEP-0447, XEP-0066), also what is not so.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// A file as its sender speaks of it.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// Where it can be had.
    pub sources: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// How many bytes it has.
    pub size: Option<usize>,
    /// What is in it, for its hash.
    pub content: Option<Vec<u8>>,
}

impl Share {
    /// A picture at an address.
    pub fn picture(url: &str) -> Self {
        Self {
            sources: vec![url.to_owned()],
            name: "summit.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            ..Self::default()
        }
    }

    /// The same, with what is in it.
    pub fn of(self, content: &[u8]) -> Self {
        Self {
            size: Some(content.len()),
            content: Some(content.to_vec()),
            ..self
        }
    }

    /// The payloads of its message (XEP-0447), with the body for who knows nothing of it.
    pub fn payloads(&self) -> String {
        let body = escaped(self.sources.first().map_or("", String::as_str));
        format!(
            "<body>{body}</body>\
             <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>{}",
            self.shared(),
        )
    }

    /// Those of a message that has nothing for who knows nothing of it.
    pub fn without_words(&self) -> String {
        format!("{}<store xmlns='urn:xmpp:hints'/>", self.shared())
    }

    fn shared(&self) -> String {
        format!(
            "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>\
             {}<sources>{}</sources></file-sharing>",
            self.file(),
            self.places(),
        )
    }

    /// The payloads of a message that says that the file is being uploaded, as Dino has them since 0.5.
    pub fn announced(&self) -> String {
        format!(
            "<file-sharing xmlns='urn:xmpp:sfs:0' id='f1'>{}</file-sharing><store xmlns='urn:xmpp:hints'/>",
            self.file()
        )
    }

    /// Those of the message that follows when it was uploaded.
    pub fn placed(&self, of: &str) -> String {
        let url = self.sources.first().map_or("", String::as_str);
        format!(
            "{}<attach-to xmlns='urn:xmpp:message-attaching:1' id='{}'/>\
             <sources xmlns='urn:xmpp:sfs:0' id='f1'>{}</sources>",
            Self::address(url),
            escaped(of),
            self.places(),
        )
    }

    fn file(&self) -> String {
        let mut file = format!(
            "<media-type>{}</media-type><name>{}</name>",
            escaped(&self.media_type),
            escaped(&self.name)
        );
        if let Some(size) = self.size {
            let _ = write!(file, "<size>{size}</size>");
        }
        if let Some(content) = &self.content {
            let hash = BASE64_STANDARD.encode(Sha256::digest(content));
            let _ = write!(
                file,
                "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{hash}</hash>"
            );
        }
        format!("<file xmlns='urn:xmpp:file:metadata:0'>{file}</file>")
    }

    fn places(&self) -> String {
        let places = self.sources.iter().map(|url| {
            let url = escaped(url);
            format!("<url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/>")
        });
        places.collect()
    }

    /// The payloads of a message that has nothing but an address (XEP-0066).
    pub fn address(url: &str) -> String {
        let url = escaped(url);
        format!("<body>{url}</body><x xmlns='jabber:x:oob'><url>{url}</url></x>")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\'', "&apos;")
}

/// A picture as far as its first bytes tell, of so many bytes.
pub fn jpeg(length: usize) -> Vec<u8> {
    let head = [0xff, 0xd8, 0xff, 0xe0];
    let rest = (0..length).map(|place| (place * 31 % 251) as u8);
    head.into_iter().chain(rest).take(length).collect()
}

/// The SHA-256 of something, in small hex letters.
pub fn sha256(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
