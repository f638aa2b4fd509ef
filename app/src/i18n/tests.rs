//! What the Fluent files promise: complete, in step with the code, and in the language that they say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use super::*;
use crate::tr;

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

/// What is the same in every language: names, codes, signs.
const SAME: &[&str] = &[
    "address-example",
    "login-anonymous-example",
    "fact-fingerprint",
    "fact-line",
    "login-port-placeholder",
    "window-title",
    "window-title-unread",
    "keys-",
];

#[test]
fn every_language_says_all_that_english_says() {
    let english = defined(Language::English.source());
    let mut gaps = Vec::new();
    for language in Language::ALL {
        let own = defined(language.source());
        for (key, placeables) in &english {
            match own.get(key) {
                None => gaps.push(format!("{}: {key} is missing", language.code())),
                Some(found) if found != placeables => {
                    gaps.push(format!("{}: {key} fills in {found:?}", language.code()));
                }
                Some(_) => {}
            }
        }
        let more = own.keys().filter(|key| !english.contains_key(*key));
        gaps.extend(more.map(|key| format!("{}: {key} is not known", language.code())));
    }
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn counted_things_have_the_plurals_of_their_language() {
    let english = selections(Language::English.source());
    for language in Language::ALL {
        let wanted: BTreeSet<&str> = match language {
            Language::English => ["one", "other"].into(),
            Language::Polish => ["one", "few", "many", "other"].into(),
            Language::Arabic => ["zero", "one", "two", "few", "many", "other"].into(),
        };
        for (key, names) in selections(language.source()) {
            let of_english = &english[&key];
            if of_english.contains("one") {
                // Besides, some counts have a word of their own.
                let own = of_english.iter().filter(|name| name.parse::<u32>().is_ok());
                let wanted: BTreeSet<&str> = wanted
                    .iter()
                    .copied()
                    .chain(own.map(String::as_str))
                    .collect();
                let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
                assert_eq!(names, wanted, "{language:?}: {key}");
            } else {
                assert_eq!(&names, of_english, "{language:?}: {key}");
            }
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    let english = literals(Language::English.source());
    for language in [Language::Arabic, Language::Polish] {
        for (key, said) in literals(language.source()) {
            let same = SAME.iter().any(|start| key.starts_with(start));
            let has_words = said.chars().filter(|c| c.is_alphabetic()).count() > 2;
            // "Port", "Offline": a word may be at home in two languages.
            let borrowed = language == Language::Polish && !said.trim().contains(' ');
            let left = has_words && !same && !borrowed && english.get(&key) == Some(&said);
            assert!(!left, "{language:?}: {key} = {said}");
            let digits = said.chars().any(|c| c.is_numeric() && !c.is_ascii_digit());
            assert!(!digits, "{language:?}: {key} has digits that are not Latin");
            let arabic = said.contains(|c| ('\u{600}'..'\u{700}').contains(&c));
            let wants = language == Language::Arabic && has_words && !same;
            assert!(arabic || !wants, "{language:?}: {key} = {said}");
        }
    }
}

#[test]
fn each_thread_speaks_its_own_language() {
    speak(Language::Polish);
    assert_eq!(tr!("cancel"), "Anuluj");
    assert_eq!(tr!("presence-devices", count = 5), "5 urządzeń");
    speak(Language::Arabic);
    assert_eq!(tr!("cancel"), "إلغاء");
    assert_eq!(tr!("presence-devices", count = 2), "جهازان");
    assert!(direction::is_rtl());
    assert_eq!(tr!("separator"), " · ");
    let mixed = tr!("fact-line", name = "TLS", fact = "سارية");
    assert_eq!(mixed, "\u{200f}TLS: سارية");
    let other = std::thread::spawn(|| tr!("cancel")).join().unwrap();
    assert_eq!(other, "Cancel");
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
        .filter(|(at, _)| !source[..*at].ends_with(char::is_alphanumeric))
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

/// The names of the variants of every message that has any.
fn selections(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(source).expect("the file parses");
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        for element in message.value.iter().flat_map(|value| &value.elements) {
            let PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } = element
            else {
                continue;
            };
            let names = variants.iter().map(|variant| match variant.key {
                VariantKey::Identifier { name } => name.to_owned(),
                VariantKey::NumberLiteral { value } => value.to_owned(),
            });
            found.insert(message.id.name.to_owned(), names.collect());
        }
    }
    found
}

/// The words of every message, without what is filled in.
fn literals(source: &str) -> BTreeMap<String, String> {
    let resource = fluent_syntax::parser::parse(source).expect("the file parses");
    let words = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => {
            let mut said = String::new();
            said_by(message.value.as_ref()?, &mut said);
            Some((message.id.name.to_owned(), said))
        }
        _ => None,
    };
    resource.body.iter().filter_map(words).collect()
}

fn said_by(pattern: &Pattern<&str>, said: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => said.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => {
                for variant in variants {
                    said_by(&variant.value, said);
                }
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn variable(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}
