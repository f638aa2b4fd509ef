//! The words of the interface: [`tr!`](crate::tr), as `tr!("key")` or `tr!("key", name = value)`.
//!
//! The texts of a language lie in `i18n/<language>/waxwing.ftl` and are compiled in. A test keeps every
//! language complete; should a text be missing all the same, English stands in for it.
//!
//! The language belongs to the thread, as the widgets do: the window's thread speaks the one that was chosen,
//! every other thread English. So nothing is locked, and tests in different languages don't meet.

mod language;

pub use language::Language;

use std::cell::{Cell, OnceCell};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::widget::direction;

/// The texts of one language, ready to be filled in.
type Texts = FluentBundle<FluentResource>;

thread_local! {
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
    /// Parsed when first needed, and kept: switching back and forth costs nothing.
    static TEXTS: [OnceCell<Texts>; Language::ALL.len()] =
        const { [const { OnceCell::new() }; Language::ALL.len()] };
}

/// The text of a message, with its placeables filled in.
#[macro_export]
macro_rules! tr {
    ($key:literal) => {
        $crate::i18n::text($key, None)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = fluent_bundle::FluentArgs::new();
        $(arguments.set(stringify!($name), $value);)+
        $crate::i18n::text($key, Some(&arguments))
    }};
}

/// The language of this thread.
pub fn language() -> Language {
    SPOKEN.get()
}

/// Speaks another language on this thread from now on, and lays widgets out in its direction.
pub fn speak(language: Language) {
    SPOKEN.set(language);
    direction::set(language.direction());
}

/// The text of a message; the key itself where there is none, so that a gap is seen, not a crash.
pub fn text(key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let spoken = language();
    formatted(spoken, key, arguments)
        .or_else(|| formatted(Language::English, key, arguments))
        .unwrap_or_else(|| key.to_owned())
}

fn formatted(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
    TEXTS.with(|all| {
        let texts = all[language as usize].get_or_init(|| texts(language));
        let pattern = texts.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = texts.format_pattern(pattern, arguments, &mut errors);
        for error in errors {
            tracing::warn!(key, %error, "a text could not be filled in");
        }
        Some(text.into_owned())
    })
}

fn texts(language: Language) -> Texts {
    let mut texts = FluentBundle::new(vec![language.identifier()]);
    // The marks that would isolate placeables show as boxes in some fonts.
    texts.set_use_isolating(false);
    let source = language.source().to_owned();
    let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?errors, ?language, "broken texts");
        resource
    });
    texts.add_resource_overriding(resource);
    texts
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    /// The key and the names of the arguments of one `tr!`.
    type Use = (String, BTreeSet<String>);

    #[test]
    fn fills_placeables_in_and_counts() {
        assert_eq!(
            tr!("time", hour = "09", minute = "41"),
            "09:41",
            "the placeables stand alone"
        );
        assert_eq!(tr!("window-title"), "Waxwing");
        assert_eq!(text("no-such-key", None), "no-such-key");
    }

    #[test]
    fn every_text_is_used_and_every_use_has_its_text() {
        let defined = defined(Language::English.source());
        let used: Vec<Use> = sources().iter().flat_map(|(_, text)| uses(text)).collect();
        assert!(used.len() > 50, "the scan finds the uses");
        for (key, arguments) in &used {
            let wanted = defined
                .get(key)
                .unwrap_or_else(|| panic!("no text for tr!(\"{key}\")"));
            assert_eq!(arguments, wanted, "placeables of {key}");
        }
        let used: BTreeSet<&String> = used.iter().map(|(key, _)| key).collect();
        for key in defined.keys() {
            assert!(used.contains(key), "nobody uses {key}");
        }
    }

    #[test]
    fn other_languages_define_nothing_that_english_lacks() {
        let english = defined(Language::English.source());
        for language in Language::ALL {
            for (key, placeables) in defined(language.source()) {
                let wanted = english
                    .get(&key)
                    .unwrap_or_else(|| panic!("{language:?}: {key} is not known"));
                assert!(placeables.is_subset(wanted), "{language:?}: {key}");
            }
        }
    }

    #[test]
    fn no_words_reach_the_screen_past_fluent() {
        for (path, text) in sources() {
            for name in [
                "text(\"",
                "label(\"",
                "placeholder(\"",
                "title(\"",
                "body(\"",
            ] {
                for (at, _) in text.match_indices(name) {
                    let rest = &text[at + name.len()..];
                    let literal = rest.split('"').next().unwrap_or_default();
                    assert!(
                        !literal.contains(' '),
                        "{path}: {literal:?} belongs in the Fluent file"
                    );
                }
            }
        }
    }

    /// The files of this crate without their tests and this file.
    fn sources() -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        files
    }

    fn collect(directory: &Path, files: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !["i18n.rs", "tests.rs", "harness.rs", "sample.rs", "talk.rs"]
                    .iter()
                    .any(|name| path.ends_with(name))
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                files.push((path.display().to_string(), product.to_owned()));
            }
        }
    }

    fn uses(source: &str) -> Vec<Use> {
        let opening = concat!("tr", "!(");
        source
            .match_indices(opening)
            // Not the end of another macro's name.
            .filter(|(at, _)| !source[..*at].ends_with('_'))
            .map(|(at, _)| {
                let call = call(&source[at + opening.len()..]);
                let mut parts = call.trim_start().splitn(3, '"').skip(1);
                let key = parts.next().expect("a key").to_owned();
                (key, names(parts.next().unwrap_or_default()))
            })
            .collect()
    }

    /// The text up to the parenthesis that closes the call.
    fn call(rest: &str) -> &str {
        let mut depth = 1;
        for (at, letter) in rest.char_indices() {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return &rest[..at];
            }
        }
        rest
    }

    /// `name` of every `, name = value` outside parentheses.
    fn names(arguments: &str) -> BTreeSet<String> {
        let mut depth = 0;
        let mut part = String::new();
        let mut parts = Vec::new();
        for letter in arguments.chars() {
            match letter {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => {
                    parts.push(std::mem::take(&mut part));
                    continue;
                }
                _ => {}
            }
            part.push(letter);
        }
        parts.push(part);
        parts
            .iter()
            .filter_map(|part| Some(part.split_once('=')?.0.trim().to_owned()))
            .collect()
    }

    fn defined(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let resource = fluent_syntax::parser::parse(source).expect("the file parses");
        let mut keys = BTreeMap::new();
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let mut names = BTreeSet::new();
                placeables(message.value.as_ref().expect("a value"), &mut names);
                let twice = keys.insert(message.id.name.to_owned(), names);
                assert!(twice.is_none(), "{} is there twice", message.id.name);
            }
        }
        keys
    }

    fn placeables(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                match expression {
                    Expression::Inline(inline) => variable(inline, names),
                    Expression::Select { selector, variants } => {
                        variable(selector, names);
                        for variant in variants {
                            placeables(&variant.value, names);
                        }
                    }
                }
            }
        }
    }

    fn variable(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
        if let InlineExpression::VariableReference { id } = inline {
            names.insert(id.name.to_owned());
        }
    }
}
