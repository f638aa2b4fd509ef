//! The part of a text that shows why it was found. Pure.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::question::Question;
use super::word::fold;
use crate::event::search::Part;

/// So many characters of a text are shown.
const SHOWN: usize = 160;

/// So many of them before the first that was looked for.
const BEFORE: usize = 24;

/// So many characters of a text are looked at.
const LOOKED_AT: usize = 20_000;

/// The part of a text with the first of the words, on one line, cut where something begins or ends
/// that was looked for. Without any, its beginning.
pub(crate) fn excerpt(text: &str, words: &str) -> Vec<Part> {
    let question = Question::new(words).unwrap_or_default();
    let marks = marks(text, &question);
    let first = marks.first().map_or(0, |mark| mark.start);
    let lead = text.get(..first).unwrap_or_default();
    let back = lead.char_indices().rev().nth(BEFORE - 1);
    let start = back.map_or(0, |(at, _)| word_start(text, at, first));
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().nth(SHOWN);
    let end = end.map_or(text.len(), |(at, _)| start + at);
    let mut parts = Vec::new();
    if start > 0 {
        push(&mut parts, "…", false);
    }
    let mut at = start;
    for mark in marks {
        let (from, to) = (mark.start.max(at), mark.end.min(end));
        if from >= to {
            continue;
        }
        push(&mut parts, text.get(at..from).unwrap_or_default(), false);
        push(&mut parts, text.get(from..to).unwrap_or_default(), true);
        at = to;
    }
    push(&mut parts, text.get(at..end).unwrap_or_default(), false);
    if end < text.len() {
        push(&mut parts, "…", false);
    }
    parts
}

/// The next beginning of a word, where one comes before the mark.
fn word_start(text: &str, at: usize, mark: usize) -> usize {
    let between = text.get(at..mark).unwrap_or_default();
    let space = between.find(char::is_whitespace);
    let word = space.and_then(|space| {
        let after = between.get(space..)?;
        let blank = after.len() - after.trim_start().len();
        Some(at + space + blank)
    });
    word.filter(|word| *word < mark).unwrap_or(at)
}

fn push(parts: &mut Vec<Part>, text: &str, found: bool) {
    if text.is_empty() {
        return;
    }
    let text = text.replace(['\n', '\r', '\t'], " ");
    match parts.last_mut() {
        Some(last) if last.found == found => last.text.push_str(&text),
        _ => parts.push(Part { text, found }),
    }
}

/// Where a text has what is looked for.
fn marks(text: &str, question: &Question) -> Vec<Range<usize>> {
    if question.is_empty() {
        return Vec::new();
    }
    let end = text.char_indices().nth(LOOKED_AT).map(|(at, _)| at);
    let text = end.and_then(|end| text.get(..end)).unwrap_or(text);
    if text.is_ascii() {
        return question.marks(&text.to_ascii_lowercase());
    }
    // Each byte of the folded text comes from a letter of the text with its marks.
    let mut folded = String::with_capacity(text.len());
    let mut origins: Vec<(usize, Range<usize>)> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        while let Some((at, mark)) = rest.next_if(|(_, char)| is_combining_mark(*char)) {
            end = at + mark.len_utf8();
        }
        origins.push((folded.len(), start..end));
        folded.push_str(&fold(text.get(start..end).unwrap_or_default()));
    }
    let origin = |byte: usize| {
        let after = origins.partition_point(|(at, _)| *at <= byte);
        let found = origins.get(after.checked_sub(1)?)?;
        Some(found.1.clone())
    };
    let marks = question.marks(&folded).into_iter();
    let back = marks.filter_map(|mark| {
        let last = mark.end.checked_sub(1)?;
        Some(origin(mark.start)?.start..origin(last)?.end)
    });
    back.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, words: &str) -> String {
        let parts = excerpt(text, words).into_iter();
        let parts = parts.map(|part| match part.found {
            true => format!("[{}]", part.text),
            false => part.text,
        });
        parts.collect()
    }

    #[test]
    fn what_was_looked_for_is_marked() {
        assert_eq!(
            marked("The Train is late", "late tra"),
            "The [Tra]in is [late]"
        );
        assert_eq!(
            marked("Spät, spa\u{308}t", "spat x"),
            "[Spät], [spa\u{308}t]"
        );
        assert_eq!(marked("明天去看电影ok", "看电影 ok"), "明天去[看电影ok]");
        assert_eq!(marked("ＡＢＣ ß", "abc"), "[ＡＢＣ] ß");
        assert_eq!(marked("한국어 검색", "한국어 검"), "[한국어] [검]색");
        assert_eq!(marked("one\ntwo", "two"), "one [two]");
        assert_eq!(marked("nothing of it", ""), "nothing of it");
        assert_eq!(marked("", "x"), "");
    }

    #[test]
    fn a_long_text_is_cut_around_it() {
        let text = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = marked(&text, "needle");
        assert!(shown.starts_with("…hay hay"), "{shown}");
        assert!(
            shown.contains(" [needle] straw") && shown.ends_with('…'),
            "{shown}"
        );
        assert!(shown.chars().count() <= SHOWN + 4, "{shown}");
        let dense = "电".repeat(5_000);
        assert!(excerpt(&dense, "电").len() <= 2);
        let _ = excerpt(&"\u{301}".repeat(50_000), "\u{301}x");
    }
}
