//! What leaves the window towards the desktop: copied text and clicked links.

use iced::Task;

/// The kinds of links that are handed to the system. Everything else (files, scripts) could start
/// programs, and whoever wrote the message chose the link.
const SCHEMES: [&str; 7] = ["http", "https", "xmpp", "mailto", "tel", "geo", "sip"];

/// Puts a text on the clipboard.
pub fn copy<M>(text: String) -> Task<M> {
    iced::clipboard::write(text)
}

/// Opens a link with the program the system has for it, if it is of a harmless kind.
pub fn open(link: &str) -> bool {
    if !is_harmless(link) {
        tracing::warn!("a link of a kind that is never opened was clicked");
        return false;
    }
    match open::that_detached(link) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the system could not open a link");
            false
        }
    }
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
