//! What a message says, with its styling (XEP-0393) and its links.

use std::io::{self, Write};
use std::ops::Range;

use waxwing_proto::styling::{Block, Run, blocks};

use super::{element, escape};

/// What begins a link that a page may have.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Signs that end a sentence or stand around an address, and not in it.
const AROUND: [char; 12] = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\''];

/// Writes a text; of a deed (XEP-0245) who does it.
pub(super) fn write(out: &mut dyn Write, text: &str, sender: &str) -> io::Result<()> {
    out.write_all(b"<div class=\"said\" dir=\"auto\">")?;
    match text.strip_prefix("/me ") {
        Some(deed) => {
            out.write_all(b"<em>* ")?;
            element(out, "bdi", sender)?;
            out.write_all(b" ")?;
            words(out, deed)?;
            out.write_all(b"</em>")?;
        }
        None => all(out, text, &blocks(text))?,
    }
    out.write_all(b"</div>\n")
}

fn all(out: &mut dyn Write, text: &str, blocks: &[Block]) -> io::Result<()> {
    let mut line_before = false;
    for block in blocks {
        match block {
            Block::Plain(runs) => {
                if line_before {
                    out.write_all(b"\n")?;
                }
                for run in runs {
                    styled(out, text, run)?;
                }
            }
            Block::Preformatted { lines, .. } => {
                out.write_all(b"<pre>")?;
                for (place, line) in lines.iter().enumerate() {
                    if place > 0 {
                        out.write_all(b"\n")?;
                    }
                    escape(out, part(text, line))?;
                }
                out.write_all(b"</pre>")?;
            }
            Block::Quote(inside) => {
                out.write_all(b"<div class=\"quote\" dir=\"auto\">")?;
                all(out, text, inside)?;
                out.write_all(b"</div>")?;
            }
        }
        line_before = matches!(block, Block::Plain(_));
    }
    Ok(())
}

fn part<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    text.get(range.clone()).unwrap_or_default()
}

fn styled(out: &mut dyn Write, text: &str, run: &Run) -> io::Result<()> {
    let style = run.style;
    let names = [
        (style.strong, "b"),
        (style.emphasis, "i"),
        (style.strike, "s"),
        (style.mono, "code"),
    ];
    for (_, name) in names.iter().filter(|(on, _)| *on) {
        write!(out, "<{name}>")?;
    }
    let said = part(text, &run.range);
    match style.mono {
        true => escape(out, said)?,
        false => words(out, said)?,
    }
    for (_, name) in names.iter().rev().filter(|(on, _)| *on) {
        write!(out, "</{name}>")?;
    }
    Ok(())
}

/// Words, with the links among them.
fn words(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for word in text.split_inclusive(char::is_whitespace) {
        let begin = SCHEMES.iter().filter_map(|scheme| word.find(scheme)).min();
        let Some((before, from)) = begin.and_then(|at| word.split_at_checked(at)) else {
            escape(out, word)?;
            continue;
        };
        let address = from.trim_end().trim_end_matches(AROUND);
        let after = from.strip_prefix(address).unwrap_or_default();
        escape(out, before)?;
        out.write_all(b"<a rel=\"noopener noreferrer\" href=\"")?;
        escape(out, address)?;
        out.write_all(b"\">")?;
        escape(out, address)?;
        out.write_all(b"</a>")?;
        escape(out, after)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, text, "Romy <K>").unwrap();
        let page = String::from_utf8(out).unwrap();
        let inside = page.strip_prefix("<div class=\"said\" dir=\"auto\">");
        inside.unwrap().strip_suffix("</div>\n").unwrap().to_owned()
    }

    #[test]
    fn styling_is_shown_and_its_signs_stay() {
        assert_eq!(
            body("a *b* `c<`"),
            "a <b>*</b><b>b</b><b>*</b> <code>`</code><code>c&lt;</code><code>`</code>"
        );
        assert_eq!(
            body("one\n\ntwo\n> three\n```\n<four>\n five\n```"),
            "one\n\ntwo<div class=\"quote\" dir=\"auto\">three</div><pre>&lt;four&gt;\n five</pre>"
        );
        assert_eq!(
            body("/me waves"),
            "<em>* <bdi>Romy &lt;K&gt;</bdi> waves</em>"
        );
    }

    #[test]
    fn links_are_links_and_nothing_else_is() {
        assert_eq!(
            body("see (https://a.example/?x=\"1\"&y)."),
            "see (<a rel=\"noopener noreferrer\" href=\"https://a.example/?x=&quot;1&quot;&amp;y\">\
             https://a.example/?x=&quot;1&quot;&amp;y</a>)."
        );
        for text in ["javascript:alert(1)", "data:text/html,x", "xmpp:a@b"] {
            assert_eq!(body(text), text);
        }
    }
}
