//! What a domain's web server says about ways to its chat server (XEP-0156 §3, RFC 6415): the
//! WebSockets named in `/.well-known/host-meta`, as XML or as JSON.
//!
//! The same could stand in DNS TXT records; those are never asked for, since without DNSSEC anybody
//! on the way could send us anywhere (CVE-2022-26491).

use minidom::Element;
use serde_json::Value;

use crate::stream::framing::alone;

/// The relation of a link to a WebSocket.
const RELATION: &str = "urn:xmpp:alt-connections:websocket";

/// Namespace of the XML form.
const XRD: &str = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

/// How many links are looked at; a domain with more places has other problems.
const LINKS: usize = 64;

/// How many places are given.
const PLACES: usize = 4;

/// The longest address taken.
const URL_BYTES: usize = 2048;

/// The WebSockets that a document names, in its order; encrypted ones only. Empty for what can't be
/// read.
pub fn web_sockets(document: &str) -> Vec<String> {
    let links = match document.trim_start().starts_with('{') {
        true => json(document),
        false => xml(document),
    };
    let mut urls: Vec<String> = Vec::new();
    for (relation, url) in links {
        let fits = relation == RELATION && url.len() <= URL_BYTES && url.starts_with("wss://");
        if fits && !urls.contains(&url) && urls.len() < PLACES {
            urls.push(url);
        }
    }
    urls
}

fn xml(document: &str) -> Vec<(String, String)> {
    let Ok(root) = alone(&bare(document)) else {
        return Vec::new();
    };
    let link = |link: &Element| Some((link.attr("rel")?.to_owned(), link.attr("href")?.to_owned()));
    let links = root.children().filter(|child| child.is("Link", XRD));
    links.take(LINKS).filter_map(link).collect()
}

fn json(document: &str) -> Vec<(String, String)> {
    let Ok(root) = serde_json::from_str::<Value>(document) else {
        return Vec::new();
    };
    let text = |link: &Value, name: &str| Some(link.get(name)?.as_str()?.to_owned());
    let link = |link: &Value| Some((text(link, "rel")?, text(link, "href")?));
    let links = root.get("links").and_then(Value::as_array);
    links
        .into_iter()
        .flatten()
        .take(LINKS)
        .filter_map(link)
        .collect()
}

/// A document without its declaration and comments, which a stream must not have and a file may.
fn bare(document: &str) -> String {
    let mut rest = document.trim_start_matches('\u{feff}').trim_start();
    if rest.starts_with("<?xml") {
        rest = rest.split_once("?>").map_or("", |(_, rest)| rest);
    }
    let mut text = String::new();
    while let Some((before, comment)) = rest.split_once("<!--") {
        text.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_xml_of_the_standard_is_read() {
        let document = "\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<!-- ours -->\n\
            <XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>\n  \
            <Link rel='urn:xmpp:alt-connections:xbosh' href='https://a.example/bosh' />\n  \
            <Link rel='urn:xmpp:alt-connections:websocket' href='wss://a.example/ws' />\n\
            </XRD>\n";
        assert_eq!(web_sockets(document), ["wss://a.example/ws"]);
    }

    #[test]
    fn the_json_of_the_standard_is_read() {
        let document = r#" {"links":[
            {"rel":"urn:xmpp:alt-connections:xbosh","href":"https://a.example/bosh"},
            {"rel":"urn:xmpp:alt-connections:websocket","href":"wss://a.example:443/ws"},
            {"rel":"urn:xmpp:alt-connections:websocket","href":7}, 7, null]}"#;
        assert_eq!(web_sockets(document), ["wss://a.example:443/ws"]);
    }

    #[test]
    fn nothing_unencrypted_is_taken() {
        let link =
            |url: &str| format!("{{\"links\":[{{\"rel\":\"{RELATION}\",\"href\":\"{url}\"}}]}}");
        for url in [
            "ws://a.example/ws",
            "http://a.example",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(web_sockets(&link(url)), [""; 0], "{url}");
        }
        let long = format!("wss://a.example/{}", "x".repeat(URL_BYTES));
        assert_eq!(web_sockets(&link(&long)), [""; 0]);
    }

    #[test]
    fn hostile_documents_give_nothing_or_little() {
        let deep = "<a xmlns='x'>".repeat(20_000);
        let bomb = "<!DOCTYPE x [<!ENTITY a 'b'>]><XRD>&a;</XRD>";
        let nested = format!("{{\"links\":{}", "[".repeat(50_000));
        for bad in [
            "",
            "<",
            "{",
            "<!--",
            "<?xml",
            bomb,
            &deep,
            &nested,
            "{\"links\":7}",
        ] {
            assert_eq!(web_sockets(bad), [""; 0]);
        }
        let many: Vec<String> = (0..1000)
            .map(|n| format!("{{\"rel\":\"{RELATION}\",\"href\":\"wss://{n}.example\"}}"))
            .collect();
        let many = format!("{{\"links\":[{}]}}", many.join(","));
        assert_eq!(web_sockets(&many).len(), PLACES);
    }
}
