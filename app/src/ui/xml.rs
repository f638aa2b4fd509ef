//! XML laid out for reading: an element a line, indented, its parts told apart.
//!
//! What is laid out was written by our own writer and is well-formed, unless it was cut; whatever comes, each
//! byte of it is shown once, and nothing here can fail.

use iced::Color;

use crate::theme::Tokens;
use crate::widget::rich_text::{Span, span};

/// Deeper elements are not indented any further: on a narrow window nothing would be left for them.
const DEEPEST: usize = 12;
/// One step to the right.
const STEP: &str = "  ";

/// The XML in lines, as spans in the colours of `tokens`.
pub fn pretty<'a>(xml: &'a str, tokens: &Tokens) -> Vec<Span<'a>> {
    let mut out = Layout {
        spans: Vec::new(),
        name: tokens.accent,
        quiet: tokens.quiet,
        depth: 0,
        last: Last::Nothing,
    };
    let mut rest = xml;
    while !rest.is_empty() {
        let (token, after) = match rest.starts_with('<') {
            true => rest.split_at(tag_end(rest)),
            false => rest.split_at(rest.find('<').unwrap_or(rest.len())),
        };
        out.token(token);
        rest = after;
    }
    out.spans
}

/// Where the tag ends that the text begins with; quotes may hide a `>`.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// What stands before the present token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Open,
    Text,
    Close,
}

struct Layout<'a> {
    spans: Vec<Span<'a>>,
    name: Color,
    quiet: Color,
    depth: usize,
    last: Last,
}

impl<'a> Layout<'a> {
    fn token(&mut self, token: &'a str) {
        if !token.starts_with('<') {
            self.spans.push(span(token).mono());
            self.last = Last::Text;
            return;
        }
        let closing = token.starts_with("</");
        if closing {
            self.depth = self.depth.saturating_sub(1);
        }
        // A text stays between its tags, and so does nothing at all.
        let inline = match self.last {
            Last::Nothing | Last::Text => true,
            Last::Open => closing,
            Last::Close => false,
        };
        if !inline {
            let indent = STEP.repeat(self.depth.min(DEEPEST));
            self.spans.push(span(format!("\n{indent}")).mono());
        }
        self.tag(token);
        let whole = token.ends_with("/>") || token.starts_with("<?") || token.starts_with("<!");
        self.last = if closing || whole {
            Last::Close
        } else {
            self.depth += 1;
            Last::Open
        };
    }

    /// `<name attribute='value'>`: the name stands out, values are text, the rest is quiet.
    fn tag(&mut self, tag: &'a str) {
        let start = tag.find(|c: char| !matches!(c, '<' | '/')).unwrap_or(0);
        let (mark, rest) = tag.split_at(start);
        self.quietly(mark);
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(rest.len());
        let (name, mut rest) = rest.split_at(end);
        self.spans.push(span(name).mono().color(self.name));
        while let Some(at) = rest.find(['\'', '"']) {
            let (before, quoted) = rest.split_at(at);
            self.quietly(before);
            let close = quoted[1..].find(&quoted[..1]);
            let end = close.map_or(quoted.len(), |close| close + 2);
            let (value, after) = quoted.split_at(end);
            self.spans.push(span(value).mono());
            rest = after;
        }
        self.quietly(rest);
    }

    fn quietly(&mut self, text: &'a str) {
        if !text.is_empty() {
            self.spans.push(span(text).mono().color(self.quiet));
        }
    }
}

/// An attribute of the first tag, as it is written.
pub fn attribute<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let tag = &xml[..tag_end(xml)];
    let mut rest = tag;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, quoted) = rest.split_at(at);
        let close = quoted[1..].find(&quoted[..1])?;
        let key = before.trim_end().strip_suffix('=')?;
        if key.split_whitespace().next_back() == Some(name) {
            return Some(&quoted[1..=close]);
        }
        rest = &quoted[close + 2..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::palette::LIGHT;

    fn laid_out(xml: &str) -> String {
        let spans = pretty(xml, &LIGHT);
        spans.iter().map(|span| span.text.as_ref()).collect()
    }

    #[test]
    fn an_element_a_line_and_texts_stay_in_place() {
        let xml = "<message to='a@b'><body>x &lt; y</body><a b='c>d'><e/></a></message>";
        let lines = [
            "<message to='a@b'>",
            "  <body>x &lt; y</body>",
            "  <a b='c>d'>",
            "    <e/>",
            "  </a>",
            "</message>",
        ];
        assert_eq!(laid_out(xml), lines.join("\n"));
        assert_eq!(laid_out("<r/>"), "<r/>");
        assert_eq!(laid_out("<a></a>"), "<a></a>");
        let header = "<?xml version='1.0'?><stream:stream to='x'>";
        assert_eq!(
            laid_out(header),
            "<?xml version='1.0'?>\n<stream:stream to='x'>"
        );
    }

    #[test]
    fn whatever_comes_nothing_is_lost() {
        for xml in [
            "",
            "<",
            "</",
            "</a></b>",
            "<a b='",
            "<a b=\"c",
            "text",
            "<a b='ü'",
            "<!-- x -->",
            "'\"<>",
            "<a 'b\"'>",
        ] {
            let shown: String = laid_out(xml).replace(['\n', ' '], "");
            assert_eq!(shown, xml.replace(' ', ""), "{xml}");
        }
        let deep = "<a>".repeat(4_000);
        assert!(laid_out(&deep).len() < deep.len() * 12);
    }

    #[test]
    fn attributes_of_the_first_tag_are_found() {
        let xml = "<iq to='a@b' from=\"c'd\" id='1'><x y='z'/></iq>";
        assert_eq!(attribute(xml, "to"), Some("a@b"));
        assert_eq!(attribute(xml, "from"), Some("c'd"));
        assert_eq!(attribute(xml, "y"), None);
        assert_eq!(attribute("<iq to='", "to"), None);
        assert_eq!(attribute("", "to"), None);
    }
}
