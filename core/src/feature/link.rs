//! What links lead to (XEP-0511): told along with a message by who sends it, and by nobody else.
//!
//! A page is fetched only when the person says so, over the account's own way into the world, and
//! only for what they are about to send. Of what others tell nothing is ever fetched; it counts for links
//! that stand in their text, and says nothing of where these lead.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;
use waxwing_proto::link_metadata::{self, LinkMetadata};
use waxwing_proto::message::Message as Wire;
use waxwing_proto::page_head;

use crate::account::Account;
use crate::command::link::Command;
use crate::event::link::Event as Told;
use crate::http::Client;
use crate::model::{LinkPreview, TransferFailure};
use crate::{Event, http};

/// Pages that are being fetched; dropped, they are not.
#[derive(Debug, Default)]
pub(crate) struct Pages(JoinSet<()>);

/// So many pages at once: nobody sends more links in one breath.
const AT_ONCE: usize = 4;

/// So much of a page is looked at. What it says of itself stands in its head; large ones have programs
/// there.
const PAGE_BYTES: usize = 1024 * 1024;

/// Nobody waits longer for what is only nice to have.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the head of a page ends.
const END: &[u8] = b"</head";

impl Account {
    pub(crate) fn handle_link(&mut self, command: Command) {
        let Command::Preview { account, url } = command;
        while self.pages.0.try_join_next().is_some() {}
        let events = self.parts.events.clone();
        let tell = move |url, outcome| {
            let _ = events.send(Event::Link(Told::Preview {
                account,
                url,
                outcome,
            }));
        };
        if self.pages.0.len() >= AT_ONCE {
            return tell(url, Err(busy()));
        }
        let client = http::Client::new(self.line.config());
        self.pages.0.spawn(async move {
            let outcome = match timeout(PATIENCE, preview(&client, &url)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(TransferFailure::Connection("too slow".to_owned())),
            };
            tell(url, outcome);
        });
    }
}

/// What a message says of its links.
pub(crate) fn heard(wire: &Wire, text: &str) -> Vec<LinkPreview> {
    let read = link_metadata::read(&wire.payloads, text);
    read.into_iter().map(preview_of).collect()
}

/// What is told of the links in a text, of all that is known of links.
pub(crate) fn told(previews: &[LinkPreview], text: &str) -> Vec<LinkMetadata> {
    let mut told: Vec<LinkMetadata> = Vec::new();
    for one in previews.iter().cloned().filter_map(metadata_of) {
        let new = told.iter().all(|known| known.about != one.about);
        if new && link_metadata::stands_in(&one.about, text) {
            told.push(one);
        }
    }
    told.truncate(link_metadata::MAX_LINKS);
    told
}

/// The same, as it is kept.
pub(crate) fn kept(previews: &[LinkPreview], text: &str) -> Vec<LinkPreview> {
    told(previews, text).into_iter().map(preview_of).collect()
}

/// Fetches a page as far as its head goes, and reads that.
async fn preview(client: &Client, url: &str) -> Result<Option<LinkPreview>, TransferFailure> {
    let mut answer = client.get(url, None).await?;
    if !matches!(
        answer.media_type.as_str(),
        "text/html" | "application/xhtml+xml"
    ) {
        return Ok(None);
    }
    let mut page: Vec<u8> = Vec::new();
    while page.len() < PAGE_BYTES {
        let Some(piece) = answer.next().await? else {
            break;
        };
        let from = page.len().saturating_sub(END.len());
        page.extend_from_slice(&piece);
        let new = page.get(from..).unwrap_or_default();
        if new
            .windows(END.len())
            .any(|one| one.eq_ignore_ascii_case(END))
        {
            break;
        }
    }
    page.truncate(PAGE_BYTES);
    let head = page_head::read(&letters(page));
    let preview = LinkMetadata {
        about: url.to_owned(),
        title: head.title,
        description: head.description,
        site: head.site,
    };
    Ok(preview.tidy().map(preview_of))
}

/// The letters of a page: UTF-8, and what is none as Western programs of old wrote it.
fn letters(page: Vec<u8>) -> String {
    match String::from_utf8(page) {
        Ok(text) => text,
        Err(error) => {
            let cut = error.utf8_error();
            let page = error.into_bytes();
            match (cut.error_len(), page.get(..cut.valid_up_to())) {
                // It was cut in the middle of a letter.
                (None, Some(whole)) => String::from_utf8_lossy(whole).into_owned(),
                _ => page.into_iter().map(char::from).collect(),
            }
        }
    }
}

fn preview_of(metadata: LinkMetadata) -> LinkPreview {
    LinkPreview {
        url: metadata.about,
        title: metadata.title,
        description: metadata.description,
        site: metadata.site,
    }
}

fn metadata_of(preview: LinkPreview) -> Option<LinkMetadata> {
    let metadata = LinkMetadata {
        about: preview.url,
        title: preview.title,
        description: preview.description,
        site: preview.site,
    };
    metadata.tidy()
}

fn busy() -> TransferFailure {
    TransferFailure::Connection("others are being fetched".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://example.org/a";

    fn preview(url: &str, title: &str) -> LinkPreview {
        LinkPreview {
            url: url.to_owned(),
            title: title.to_owned(),
            ..LinkPreview::default()
        }
    }

    #[test]
    fn only_what_stands_in_the_text_is_told_and_once() {
        let known = [
            preview("https://elsewhere.example/", "gone"),
            preview(LINK, "A"),
            preview(LINK, "again"),
            preview("https://example.org/b", ""),
        ];
        let kept = kept(
            &known,
            "see https://example.org/a and https://example.org/b",
        );
        assert_eq!(kept, [preview(LINK, "A")]);
        let many: Vec<_> = (0..20)
            .map(|number| preview(&format!("https://example.org/{number}"), "x"))
            .collect();
        let text: Vec<_> = many.iter().map(|one| one.url.as_str()).collect();
        assert_eq!(told(&many, &text.join(" ")).len(), link_metadata::MAX_LINKS);
    }

    #[test]
    fn letters_of_old_and_letters_that_are_cut_are_read() {
        assert_eq!(letters("für".into()), "für");
        assert_eq!(letters(b"f\xfcr alle".to_vec()), "für alle");
        let mut cut = "für".as_bytes().to_vec();
        cut.truncate(2);
        assert_eq!(letters(cut), "f");
    }
}
