//! The words of the interface: [`tr!`](crate::tr), as `tr!("key")` or `tr!("key", name = value)`.
//!
//! The texts of a language lie in `i18n/<language>/waxwing.ftl` and are compiled in. A test keeps every
//! language complete; should a text be missing all the same, English stands in for it.
//!
//! The language belongs to the thread, as the widgets do: the window's thread speaks the one that was chosen,
//! every other thread English. So nothing is locked, and tests in different languages don't meet.

mod language;
#[cfg(test)]
mod tests;

pub use language::Language;

use std::cell::{Cell, OnceCell};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::widget::direction::{self, Direction};

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
    let text = formatted(spoken, key, arguments)
        .or_else(|| formatted(Language::English, key, arguments))
        .unwrap_or_else(|| key.to_owned());
    match spoken.direction() {
        Direction::LeftToRight => text,
        Direction::RightToLeft => in_order(text),
    }
}

/// A sentence that begins with a foreign word ("TLS", somebody's name) still runs in the direction of the
/// language: a mark before it says so.
fn in_order(text: String) -> String {
    const MARK: char = '\u{200f}';
    let foreign = direction::of(&text) == Some(Direction::LeftToRight);
    let own = |letter: char| {
        direction::of(letter.encode_utf8(&mut [0; 4])) == Some(Direction::RightToLeft)
    };
    match foreign && text.contains(own) {
        true => format!("{MARK}{text}"),
        false => text,
    }
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
