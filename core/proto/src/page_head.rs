//! What a web page says of itself in its head: title, description, name of the place, by OpenGraph
//! (<https://ogp.me>) or by the older tags of HTML (HTML Living Standard §4.2).
//!
//! A page is written by anybody. This is no HTML parser: it looks for a few tags, in as many bytes as it
//! is given, and whatever else stands there is passed over.

/// What a page says of itself; each text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageHead {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The name of the whole place.
    pub site: String,
}

/// The longest tag that is looked at.
const MAX_TAG: usize = 8_192;

/// More tags are not looked at.
const MAX_TAGS: usize = 2_000;

/// Reads the beginning of a page.
#[must_use]
pub fn read(page: &str) -> PageHead {
    let mut open_graph = PageHead::default();
    let mut plain = PageHead::default();
    let mut rest = page;
    for _ in 0..MAX_TAGS {
        let Some((_, tag)) = rest.split_once('<') else {
            break;
        };
        rest = tag;
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "body" => break,
            // What stands in them is no tag.
            "script" | "style" => rest = behind_end(tag, &name),
            "title" if plain.title.is_empty() => {
                let text = tag.split_once('>').map_or("", |(_, text)| text);
                let text = text.split_once('<').map_or("", |(text, _)| text);
                plain.title = words(text);
            }
            "meta" => {
                let attributes = attributes(tag);
                take(&attributes, &mut open_graph, &mut plain);
            }
            _ => {}
        }
    }
    let or = |one: String, other: String| if one.is_empty() { other } else { one };
    PageHead {
        title: or(open_graph.title, plain.title),
        description: or(open_graph.description, plain.description),
        site: open_graph.site,
    }
}

fn behind_end<'a>(tag: &'a str, name: &str) -> &'a str {
    let ends = |at: &usize| {
        let closing = tag.get(at + 2..at + 2 + name.len());
        closing.is_some_and(|closing| closing.eq_ignore_ascii_case(name))
    };
    let mut all = tag.match_indices("</").map(|(at, _)| at);
    let at = all.find(ends).unwrap_or(tag.len());
    tag.get(at..).unwrap_or_default()
}

fn take(attributes: &[(String, String)], open_graph: &mut PageHead, plain: &mut PageHead) {
    let of = |names: &[&str]| {
        let mut named = attributes.iter();
        let found = named.find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, value)| value.as_str())
    };
    let (Some(name), Some(content)) = (of(&["property", "name"]), of(&["content"])) else {
        return;
    };
    let place = match name.to_ascii_lowercase().as_str() {
        "og:title" => &mut open_graph.title,
        "og:description" => &mut open_graph.description,
        "og:site_name" => &mut open_graph.site,
        "description" => &mut plain.description,
        _ => return,
    };
    if place.is_empty() {
        *place = words(content);
    }
}

/// The attributes of a tag, names in small letters.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let bound: String = tag.chars().take(MAX_TAG).collect();
    let mut rest = bound
        .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
        .trim_start();
    while !rest.is_empty() && !rest.starts_with('>') {
        let name: String = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && !matches!(c, '=' | '>' | '/'))
            .collect();
        let behind = rest.get(name.len()..).unwrap_or_default().trim_start();
        let Some(value) = behind.strip_prefix('=') else {
            // One without a value, or a sign that does not belong here.
            let skip = name.is_empty();
            let mut chars = behind.chars();
            if skip {
                let _ = chars.next();
            }
            rest = chars.as_str().trim_start();
            continue;
        };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inside = value.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => {
                let end = value.find(|c: char| c.is_whitespace() || c == '>');
                value
                    .split_at_checked(end.unwrap_or(value.len()))
                    .unwrap_or((value, ""))
            }
        };
        found.push((name.to_ascii_lowercase(), value.to_owned()));
        rest = behind.trim_start();
    }
    found
}

/// Text on one line, with the characters that it names (HTML §13.5) as far as pages use them.
fn words(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        plain.push_str(before);
        let named = behind.split_once(';').filter(|(name, _)| name.len() <= 8);
        match named.and_then(|(name, behind)| Some((character(name)?, behind))) {
            Some((character, behind)) => {
                plain.push(character);
                rest = behind;
            }
            None => {
                plain.push('&');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read() {
        let head = read(
            "<!DOCTYPE html><html><head><title>Old\n title</title>\
             <meta charset=utf-8><meta name=description content='Plain words'>\
             <META content=\"Fish &amp; chips &#8211; &#x1F41F;\" property=\"og:title\" />\
             <meta property='og:site_name' content='The Pier'></head><body>\
             <meta property='og:description' content='too late'></body>",
        );
        assert_eq!(head.title, "Fish & chips – 🐟");
        assert_eq!(head.description, "Plain words");
        assert_eq!(head.site, "The Pier");
        assert_eq!(
            read("<title>A &unknown; b & c</title>").title,
            "A &unknown; b & c"
        );
    }

    #[test]
    fn tags_in_comments_and_scripts_are_none() {
        let head = read(
            "<!-- <title>No</title> --><script>let a = \"<title>No</title>\";</script>\
             <style>a::before { content: '<title>'; }</style><title>Yes</title>",
        );
        assert_eq!(head.title, "Yes");
    }

    #[test]
    fn whatever_stands_in_a_page_it_is_read_to_an_end() {
        for odd in [
            "",
            "<",
            "<meta",
            "<meta content",
            "<meta content=",
            "<meta content='",
            "<meta = = / ' \" content=x property=og:title>",
            "<title>",
            "<title>never ends",
            "<!-- never ends",
            "<script>never ends",
            "&#99999999999;",
            "<é><meta property=é content=ü>",
        ] {
            let _ = read(odd);
        }
        assert_eq!(read("<meta = / content=x property=og:title>").title, "x");
        let many = "<meta property='og:title' content=''>".repeat(100_000);
        assert_eq!(read(&many), PageHead::default());
        let long = format!(
            "<meta property='og:title' content='{}'>",
            "é".repeat(1_000_000)
        );
        assert!(read(&long).title.len() <= MAX_TAG * 2);
        let nested = "<script>".repeat(20_000);
        assert_eq!(read(&nested), PageHead::default());
    }
}
