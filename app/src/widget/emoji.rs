//! Finds emoji in text, so that they get spans in the colour font: fallback alone picks monochrome glyphs
//! for some of them (😀 ❤).
use unicode_segmentation::UnicodeSegmentation;

/// Splits `text` into runs of (words, is emoji), in order, nothing lost.
pub fn split(text: &str) -> Vec<(&str, bool)> {
    let mut runs = Vec::new();
    if text.is_ascii() {
        if !text.is_empty() {
            runs.push((text, false));
        }
        return runs;
    }
    let mut start = 0;
    let mut current = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let emoji = is_emoji(grapheme);
        if current.is_some_and(|current| current != emoji) {
            runs.push((&text[start..at], !emoji));
            start = at;
        }
        current = Some(emoji);
    }
    if let Some(emoji) = current {
        runs.push((&text[start..], emoji));
    }
    runs
}

/// Whether a grapheme cluster is shown as a picture: by default, or because it says so (U+FE0F, a keycap,
/// a flag, a tag sequence).
pub fn is_emoji(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    match chars.next() {
        _ if grapheme.contains('\u{fe0e}') => false,
        _ if grapheme.contains('\u{fe0f}') || grapheme.contains('\u{20e3}') => true,
        Some(_) if is_regional(first) => true,
        _ => is_picture(first),
    }
}

/// Whether `text` is nothing but at most `most` emoji: such a message is shown large.
pub fn is_jumbo(text: &str, most: usize) -> bool {
    let mut count = 0;
    for grapheme in text.graphemes(true) {
        if grapheme.chars().all(char::is_whitespace) {
            continue;
        }
        count += 1;
        if count > most || !is_emoji(grapheme) {
            return false;
        }
    }
    count > 0
}

fn is_regional(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

/// Unicode's Emoji_Presentation property (emoji-data.txt 16.0), plus the heart, which everyone types bare.
fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{2764}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}'
        | '\u{25fd}'..='\u{25fe}' | '\u{2614}'..='\u{2615}' | '\u{2648}'..='\u{2653}'
        | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}'..='\u{26ab}'
        | '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}' | '\u{26ce}' | '\u{26d4}'
        | '\u{26ea}' | '\u{26f2}'..='\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}'
        | '\u{2705}' | '\u{270a}'..='\u{270b}' | '\u{2728}' | '\u{274c}' | '\u{274e}'
        | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}' | '\u{27b0}'
        | '\u{27bf}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}'
        | '\u{1f201}' | '\u{1f21a}' | '\u{1f22f}' | '\u{1f232}'..='\u{1f236}'
        | '\u{1f238}'..='\u{1f23a}' | '\u{1f250}'..='\u{1f251}'
        | '\u{1f300}'..='\u{1f320}' | '\u{1f32d}'..='\u{1f335}' | '\u{1f337}'..='\u{1f37c}'
        | '\u{1f37e}'..='\u{1f393}' | '\u{1f3a0}'..='\u{1f3ca}' | '\u{1f3cf}'..='\u{1f3d3}'
        | '\u{1f3e0}'..='\u{1f3f0}' | '\u{1f3f4}' | '\u{1f3f8}'..='\u{1f43e}' | '\u{1f440}'
        | '\u{1f442}'..='\u{1f4fc}' | '\u{1f4ff}'..='\u{1f53d}' | '\u{1f54b}'..='\u{1f54e}'
        | '\u{1f550}'..='\u{1f567}' | '\u{1f57a}' | '\u{1f595}'..='\u{1f596}' | '\u{1f5a4}'
        | '\u{1f5fb}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6c5}' | '\u{1f6cc}'
        | '\u{1f6d0}'..='\u{1f6d2}' | '\u{1f6d5}'..='\u{1f6d7}' | '\u{1f6dc}'..='\u{1f6df}'
        | '\u{1f6eb}'..='\u{1f6ec}' | '\u{1f6f4}'..='\u{1f6fc}' | '\u{1f7e0}'..='\u{1f7eb}'
        | '\u{1f7f0}' | '\u{1f90c}'..='\u{1f93a}' | '\u{1f93c}'..='\u{1f945}'
        | '\u{1f947}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_stay_whole() {
        assert_eq!(
            split("hi 👨‍👩‍👧 you"),
            [("hi ", false), ("👨‍👩‍👧", true), (" you", false)]
        );
        assert_eq!(split("🇩🇪🇫🇷"), [("🇩🇪🇫🇷", true)]);
        assert_eq!(split("1️⃣ 1"), [("1️⃣", true), (" 1", false)]);
        assert_eq!(split("👍🏽"), [("👍🏽", true)]);
    }

    #[test]
    fn plain_text_is_one_run() {
        assert_eq!(
            split("see you at 19:00 #1"),
            [("see you at 19:00 #1", false)]
        );
        assert_eq!(split("日本語 ©"), [("日本語 ©", false)]);
        assert!(split("").is_empty());
    }

    #[test]
    fn text_style_is_respected() {
        assert!(!is_emoji("❤\u{fe0e}"));
        assert!(is_emoji("❤"));
        assert!(is_emoji("☺\u{fe0f}"));
        assert!(!is_emoji("☺"));
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["a👍b👎c", "👍", "é👍", "\u{200d}👍\u{200d}", "🇩"] {
            let glued: String = split(text).into_iter().map(|(run, _)| run).collect();
            assert_eq!(glued, text);
        }
    }

    #[test]
    fn only_a_few_emoji_alone_are_jumbo() {
        assert!(is_jumbo("👍", 3));
        assert!(is_jumbo("👍 👍🏽\n❤️", 3));
        assert!(!is_jumbo("👍👍👍👍", 3));
        assert!(!is_jumbo("ok 👍", 3));
        assert!(!is_jumbo("  ", 3));
    }
}
