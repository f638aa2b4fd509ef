//! What a link in a message is said to lead to: a card below the words.
//!
//! It is the sender's word, so the card names the host that the link really leads to. Nothing is fetched
//! to show it.

use iced::Shrink;
use iced::widget::{Column, column, container, text};
use waxwing_core::model::{LinkPreview, Message};

use super::Doing;
use super::words::{accent_line, barred};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as colours};
use crate::widget::{Element, Role, focus_button, hazard, one_line};
use crate::{font, opening, tr};

/// The widest a card grows by itself.
const CARD: f32 = 420.0;
/// So much of a description is shown.
const MOST: usize = 240;

/// A card for each link of which something is said.
pub(super) fn cards(message: &Message) -> Option<Element<'_, Doing>> {
    let safe = |one: &&LinkPreview| opening::is_harmless(&one.url);
    let mut cards = message.previews.iter().filter(safe).map(card).peekable();
    cards.peek()?;
    Some(Column::with_children(cards).spacing(space::XS).into())
}

fn card(preview: &LinkPreview) -> Element<'_, Doing> {
    let host = hazard::visible(host(&preview.url)).into_owned();
    let title = hazard::visible(&preview.title).into_owned();
    let about = cut(&preview.description);
    let told = [title.as_str(), about.as_str()].into_iter();
    let told: Vec<_> = told.filter(|words| !words.is_empty()).collect();
    let said = tr!(
        "link-preview-spoken",
        host = host.as_str(),
        text = told.join(". ")
    );
    let mut lines = column![
        one_line(host)
            .size(size::CAPTION)
            .font(font::SEMIBOLD)
            .width(Shrink)
            .style(colours::accent)
    ]
    .spacing(2.0);
    if !title.is_empty() {
        lines = lines.push(text(title).size(size::LIST).font(font::MEDIUM));
    }
    if !about.is_empty() {
        lines = lines.push(text(about).size(size::CAPTION));
    }
    let content = container(barred(lines, accent_line)).max_width(CARD);
    focus_button(content, said)
        .kind(Kind::Bare)
        .role(Role::Link)
        .on_press(Doing::Follow(preview.url.clone()))
        .into()
}

/// Where a web address leads to, without a name and a password that only look like that.
pub fn host(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let place = behind.split(['/', '?', '#', '\\']).next().unwrap_or(behind);
    place.rsplit_once('@').map_or(place, |(_, host)| host)
}

fn cut(words: &str) -> String {
    let mut shown: String = hazard::visible(words).chars().take(MOST).collect();
    if words.chars().count() > MOST {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_names_the_host_that_a_link_leads_to() {
        for (url, named) in [
            ("https://example.org/a?b=c#d", "example.org"),
            ("https://example.org:8443", "example.org:8443"),
            ("https://bank.example@evil.test/", "evil.test"),
            ("https://bank.example\\@evil.test/", "bank.example"),
            ("https://evil.test?bank.example", "evil.test"),
            ("", ""),
        ] {
            assert_eq!(host(url), named, "{url}");
        }
    }

    #[test]
    fn a_description_without_end_is_cut() {
        assert_eq!(cut("short"), "short");
        assert_eq!(cut(&"ö".repeat(1_000)).chars().count(), MOST + 1);
    }
}
