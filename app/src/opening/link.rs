//! Opening a link with the program that the desktop has for it.

use std::io;

use super::{Opened, away, ended};

/// The kinds of links that are handed to the system. Everything else (files, scripts) could start
/// programs, and whoever wrote the message chose the link.
const SCHEMES: [&str; 7] = ["http", "https", "xmpp", "mailto", "tel", "geo", "sip"];

#[cfg(any(test, feature = "harness"))]
thread_local! {
    static PRETENDED: std::cell::RefCell<Option<(Opened, Vec<String>)>> =
        const { std::cell::RefCell::new(None) };
}

/// Has this thread open no link from now on, but say that this came of it.
#[cfg(any(test, feature = "harness"))]
pub fn pretend(opened: Opened) {
    PRETENDED.with(|pretended| *pretended.borrow_mut() = Some((opened, Vec::new())));
}

/// The links that this thread would have opened.
#[cfg(any(test, feature = "harness"))]
pub fn pretended() -> Vec<String> {
    let links = |pretended: &Option<(Opened, Vec<String>)>| {
        let links = pretended.as_ref().map(|(_, links)| links.clone());
        links.unwrap_or_default()
    };
    PRETENDED.with(|pretended| links(&pretended.borrow()))
}

/// Opens a link, where it is of a harmless kind.
pub async fn follow(link: String) -> Opened {
    if !is_harmless(&link) {
        tracing::warn!("a link of a kind that is never opened was clicked");
        return Opened::NoProgram;
    }
    #[cfg(any(test, feature = "harness"))]
    let start = |link: String| {
        PRETENDED.with(|pretended| match &mut *pretended.borrow_mut() {
            Some((opened, links)) => {
                links.push(link);
                opened.clone()
            }
            None => Opened::Yes,
        })
    };
    #[cfg(not(any(test, feature = "harness")))]
    let start = |link: String| ended(super::start(link));
    let none = || ended(Err(io::Error::other("there is no thread for it")));
    away(move || start(link)).await.unwrap_or_else(none)
}

/// Whether a link is of a kind that may be opened.
pub fn is_harmless(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && !link.chars().any(char::is_control)
            && SCHEMES
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_links_are_opened() {
        for link in [
            "https://example.org/a b",
            "HTTP://x",
            "xmpp:romy@example.org",
            "mailto:a@b",
        ] {
            assert!(is_harmless(link), "{link}");
        }
        for link in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https:",
            "/bin/sh",
            "",
            "http://a\nb",
        ] {
            assert!(!is_harmless(link), "{link}");
        }
    }
}
