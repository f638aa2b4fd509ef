//! Text from strangers, made harmless to show.
//!
//! Bidirectional overrides let `gpj.exe` pose as `exe.jpg`; ten thousand accents on one letter, or a line of
//! a megabyte, make layout take seconds. [`visible`] shows the former as symbols, [`excerpt`] bounds the
//! latter. Copying and storing are not affected: only what is laid out passes through here.
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// Most bytes of one text that are laid out. Shaping costs about 1 µs a byte, cold; 8 KiB is five screens
/// of words. Whoever cuts offers "show all".
pub const MOST_BYTES: usize = 8 * 1024;
/// Most lines, for the same reason: a text of nothing but line breaks is tall, not long.
pub const MOST_LINES: usize = 200;
/// Combining marks kept on one letter. Vietnamese and pointed Hebrew need three, Tibetan stacks a few more.
pub const MOST_MARKS: usize = 8;

/// Characters looked at behind a cut to see whether it goes through a letter; the longest emoji has ten.
const LONGEST_LETTER: usize = 16;

/// `text` with invisible directional and control characters turned into signs, `\r\n` and `\r` into line
/// breaks, and towers of combining marks cut to [`MOST_MARKS`]. Borrows when nothing had to change.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_suspect) && !has_tower(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut marks = 0;
    while let Some(c) = chars.next() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            _ if marks > MOST_MARKS => {}
            _ if is_suspect(c) => out.push(sign(c)),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The part of `text` that may be laid out, and whether that is all of it. Cuts between letters.
pub fn excerpt(text: &str) -> (&str, bool) {
    excerpt_within(text, MOST_BYTES, MOST_LINES)
}

/// The same within other bounds; zero of either leaves nothing.
pub(crate) fn excerpt_within(text: &str, bytes: usize, lines: usize) -> (&str, bool) {
    let lines = match lines.checked_sub(1) {
        Some(breaks) => text
            .match_indices('\n')
            .nth(breaks)
            .map_or(text.len(), |(at, _)| at),
        None => 0,
    };
    let most = lines.min(bytes);
    if most >= text.len() {
        return (text, true);
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // Do not cut an emoji or an accented letter in two, unless it is a hostile tower itself.
    let tail = &text[..end];
    let ahead = text[end..]
        .char_indices()
        .nth(LONGEST_LETTER)
        .map_or(text.len(), |(at, _)| end + at);
    if let Some((at, last)) = tail.grapheme_indices(true).next_back()
        && text[at..ahead].graphemes(true).next() != Some(last)
        && at > 0
    {
        end = at;
    }
    (&text[..end], false)
}

/// Characters that have an effect but no shape.
fn is_suspect(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Embeddings, overrides, isolates; the bare marks (LRM, RLM, ALM) are harmless and needed.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Line and paragraph separators, interlinear annotation, tag characters outside flags are drawn
        // as nothing by most fonts.
        '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{feff}' => true,
        _ => c.is_control(),
    }
}

/// A visible stand-in.
fn sign(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{2028}' | '\u{2029}' => '\n',
        '\u{202a}' | '\u{2066}' => '\u{21e5}',
        '\u{202b}' | '\u{2067}' => '\u{21e4}',
        '\u{202d}' => '\u{21e8}',
        '\u{202e}' => '\u{21e6}',
        '\u{202c}' | '\u{2068}' | '\u{2069}' => '\u{00a6}',
        _ => '\u{fffd}',
    }
}

/// Whether more marks follow one another than any script needs.
fn has_tower(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

/// Marks that pile up on a letter: the combining blocks, variation selectors, joiners.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05bd}'
        | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{06d6}'..='\u{06dc}'
        | '\u{06df}'..='\u{06e4}' | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}'
        | '\u{0e47}'..='\u{0e4e}' | '\u{0f71}'..='\u{0f84}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{2060}'..='\u{2064}' | '\u{3099}'..='\u{309a}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_cannot_hide() {
        assert_eq!(visible("photo\u{202e}gpj.exe"), "photo⇦gpj.exe");
        assert_eq!(visible("\u{2067}abc\u{2069}"), "⇤abc¦");
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(visible("a\u{7}b\u{0}c\u{1b}[31m"), "a␇b␀c␛[31m");
        assert_eq!(visible("\u{85}"), "\u{fffd}");
    }

    #[test]
    fn every_kind_of_line_end_is_one() {
        assert_eq!(visible("a\r\nb\rc\nd"), "a\nb\nc\nd");
        assert_eq!(visible("a\u{2028}b"), "a\nb");
    }

    #[test]
    fn honest_text_is_borrowed() {
        for text in [
            "plain",
            "żółć 日本語 שלום",
            "\u{200f}שלום\u{200e}",
            "👨‍👩‍👧‍👦 ok",
            "a\tb\nc",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn towers_are_cut_but_letters_stay() {
        let tower = format!("a{}b", "\u{301}".repeat(10_000));
        let cut = visible(&tower);
        assert_eq!(cut.chars().count(), 2 + MOST_MARKS);
        assert!(cut.starts_with('a') && cut.ends_with('b'));
    }

    #[test]
    fn a_short_text_is_whole() {
        assert_eq!(excerpt("short"), ("short", true));
        assert_eq!(excerpt(""), ("", true));
    }

    #[test]
    fn a_long_line_is_bounded() {
        let line = "word ".repeat(200_000);
        let (part, whole) = excerpt(&line);
        assert!(!whole && part.len() <= MOST_BYTES && part.len() > MOST_BYTES - 8);
    }

    #[test]
    fn many_lines_are_bounded() {
        let lines = "\n".repeat(100_000);
        let (part, whole) = excerpt(&lines);
        assert!(!whole && part.matches('\n').count() < MOST_LINES);
    }

    #[test]
    fn an_emoji_is_not_cut_in_two() {
        let text = format!("{}{}", "a".repeat(MOST_BYTES - 3), "👨‍👩‍👧 and more");
        let (part, _) = excerpt(&text);
        assert!(part.ends_with('a'));
        let crowd = "👩🏽‍🚀".repeat(100_000);
        let (part, whole) = excerpt(&crowd);
        assert!(!whole && part.len() % "👩🏽‍🚀".len() == 0);
    }

    #[test]
    fn a_single_letter_of_a_megabyte_is_still_bounded() {
        let tower = format!("a{}", "\u{301}".repeat(500_000));
        let (part, whole) = excerpt(&tower);
        assert!(!whole && part.len() <= MOST_BYTES && !part.is_empty());
    }
}
