//! What is told of the links in what is being written (XEP-0511): the person has it fetched, sees it
//! before it goes out, and may take it away again.

use waxwing_core::command::link::Command as Fetch;
use waxwing_core::event::link::Event;
use waxwing_core::model::{LinkPreview, TransferFailure};
use waxwing_core::{Command, Timestamp};

use super::{Message, State};
use crate::screen::{Action, Context};
use crate::tr;
use crate::ui::composer;
use crate::ui::file::trouble;
use crate::ui::message::body;

/// More links with a preview no message needs.
const MOST: usize = 4;

/// What is known of links that are being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Previews(Vec<Sketch>);

/// What is known of one.
#[derive(Clone, Debug)]
struct Sketch {
    url: String,
    stand: Stand,
}

#[derive(Clone, Debug)]
enum Stand {
    Fetching,
    Here(LinkPreview),
    /// The page says nothing of itself.
    Silent,
    Failed(TransferFailure),
}

/// What is shown of one.
pub(super) struct Shown<'a> {
    pub(super) url: &'a str,
    /// What becomes of it.
    pub(super) title: String,
    /// What the page says, or why it says nothing.
    pub(super) words: String,
}

impl Previews {
    /// Those of links that are still there.
    pub(super) fn shown(&self, text: &str, now: Timestamp) -> Vec<Shown<'_>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let links: Vec<String> = body::links(text).collect();
        let there = self.0.iter().filter(|one| links.contains(&one.url));
        there.map(|one| one.shown(now)).collect()
    }

    /// The first link without a preview.
    fn next(&self, text: &str) -> Option<String> {
        let new = |url: &String| {
            let known = self.0.iter().any(|one| one.url == *url);
            !known && url.starts_with("https://")
        };
        body::links(text).find(new)
    }

    fn take(&mut self) -> Vec<LinkPreview> {
        let all = std::mem::take(&mut self.0).into_iter();
        all.filter_map(|one| match one.stand {
            Stand::Here(preview) => Some(preview),
            Stand::Fetching | Stand::Silent | Stand::Failed(_) => None,
        })
        .collect()
    }
}

impl Sketch {
    fn shown(&self, now: Timestamp) -> Shown<'_> {
        let (title, words) = match &self.stand {
            Stand::Fetching => (tr!("link-preview-fetching"), self.url.clone()),
            Stand::Here(preview) => {
                let words = match preview.title.is_empty() {
                    true => &preview.description,
                    false => &preview.title,
                };
                (tr!("link-preview-attached"), words.clone())
            }
            Stand::Silent => (tr!("link-preview-none"), self.url.clone()),
            Stand::Failed(failure) => (
                tr!("link-preview-failed"),
                trouble(failure, false, now).what,
            ),
        };
        Shown {
            url: &self.url,
            title,
            words,
        }
    }
}

impl State {
    /// Whether there is a link that may get a preview.
    pub(super) fn can_preview(&self) -> bool {
        let says = matches!(
            self.writing.purpose,
            super::writing::Purpose::Say | super::writing::Purpose::Answer(_)
        );
        let previews = &self.writing.previews;
        says && previews.0.len() < MOST && previews.next(&self.composer.text()).is_some()
    }

    /// Has the page behind the next link fetched.
    pub(super) fn preview(&mut self, context: &Context<'_>) -> Action<Message> {
        let text = self.composer.text();
        let previews = &mut self.writing.previews;
        // What was written before is no link any more.
        let links: Vec<String> = body::links(&text).collect();
        previews.0.retain(|one| links.contains(&one.url));
        let account = context.world.conversation(self.id).map(|it| it.account);
        let (Some(url), Some(account)) = (previews.next(&text), account) else {
            return Action::none();
        };
        previews.0.push(Sketch {
            url: url.clone(),
            stand: Stand::Fetching,
        });
        let fetch = Action::send(Command::Link(Fetch::Preview { account, url }));
        fetch.and(Action::run(composer::State::focus()))
    }

    /// Takes in what a page says of itself.
    pub fn hear_link(&mut self, event: &Event) {
        let Event::Preview { url, outcome, .. } = event;
        let mut all = self.writing.previews.0.iter_mut();
        let awaited = |one: &&mut Sketch| one.url == *url && matches!(one.stand, Stand::Fetching);
        if let Some(sketch) = all.find(awaited) {
            sketch.stand = match outcome {
                Ok(Some(preview)) => Stand::Here(preview.clone()),
                Ok(None) => Stand::Silent,
                Err(failure) => Stand::Failed(failure.clone()),
            };
        }
    }

    /// Tells nothing of a link.
    pub(super) fn drop_preview(&mut self, url: &str) -> Action<Message> {
        self.writing.previews.0.retain(|one| one.url != url);
        Action::run(composer::State::focus())
    }

    /// What is told of links goes out with what was written.
    pub(super) fn take_previews(&mut self) -> Vec<LinkPreview> {
        self.writing.previews.take()
    }
}
