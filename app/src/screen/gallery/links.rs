//! The links of a conversation, newest first: what the search finds that has one.

use iced::widget::{column, container, row};
use iced::{Center, Fill};
use waxwing_core::command::search::{Command as Ask, Filter};
use waxwing_core::event::search::{Event, Hit};
use waxwing_core::{Command, ConversationId, ItemId, RequestId};

use super::{Message, State};
use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::message::{body, host};
use crate::widget::{Element, focus_button, hazard, icon_button, one_line};
use crate::{engine, format, tr};

/// So many messages are asked for at once.
const PAGE: u32 = 40;
/// The widest that a list of links grows.
const WIDEST: f32 = 720.0;

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    found: Vec<Linked>,
    /// What comes after it.
    older: Option<u64>,
}

/// A link and its message.
#[derive(Clone, Debug)]
struct Linked {
    url: String,
    /// What its sender says that it leads to; may be empty.
    title: String,
    item: ItemId,
}

impl Links {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// There may be more.
    pub(super) fn has_older(&self) -> bool {
        self.older.is_some()
    }

    /// Older ones can't be read.
    pub(super) fn give_up(&mut self) {
        self.older = None;
    }

    /// Asks for what comes after those that are here.
    pub(super) fn ask(&self, conversation: ConversationId) -> (RequestId, Action<Message>) {
        let request = engine::request();
        let ask = Action::send(Command::Search(Ask::Messages {
            request,
            words: String::new(),
            account: None,
            conversation: Some(conversation),
            limit: PAGE,
            before: self.older,
            filter: Filter {
                link: true,
                ..Filter::default()
            },
        }));
        (request, ask)
    }

    fn take(&mut self, hits: &[Hit], older: Option<u64>) {
        for hit in hits {
            let message = &hit.message;
            let mut links: Vec<String> = body::links(&message.text).collect();
            links.dedup();
            for url in links {
                let mut previews = message.previews.iter();
                let told = previews.find(|one| one.url == url);
                self.found.push(Linked {
                    title: told.map(|one| one.title.clone()).unwrap_or_default(),
                    item: message.id,
                    url,
                });
            }
        }
        // What would bring nothing more is not asked for without end.
        self.older = older.filter(|next| self.older != Some(*next));
    }
}

impl State {
    /// Takes in what was found.
    pub fn found(&mut self, event: &Event) -> Action<Message> {
        let Event::Found {
            request,
            hits,
            older,
            ..
        } = event;
        if self.request != Some(*request) {
            return Action::none();
        }
        self.request = None;
        let before = self.links.len();
        self.links.take(hits, *older);
        // The engine gives up where little is found in much.
        match self.links.len() == before && self.links.has_older() {
            true => self.ask(),
            false => Action::none(),
        }
    }

    /// Opens a link; what leads to a person or a room is followed in its message.
    pub(super) fn open_link(&self, place: usize) -> Action<Message> {
        let url = self.links.found.get(place).map(|link| link.url.clone());
        url.map_or_else(Action::none, Action::open)
    }

    pub(super) fn link_line<'a>(
        &'a self,
        place: usize,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let Some(link) = self.links.found.get(place) else {
            return iced::widget::space().into();
        };
        let at = format::moment(link.item.at, context.now);
        let url = hazard::visible(&link.url);
        let (name, about) = match link.title.as_str() {
            "" => (url.into_owned(), host(&link.url).to_owned()),
            title => (hazard::visible(title).into_owned(), url.into_owned()),
        };
        let about = [about, at].join(&tr!("separator"));
        let said = [name.as_str(), about.as_str()].join(&tr!("separator"));
        let lines = column![
            one_line(name).size(size::LIST),
            one_line(about).size(size::CAPTION).style(words::quiet)
        ]
        .spacing(2.0);
        let face = row![Icon::Link.view().size(20.0), lines.width(Fill)]
            .spacing(space::M)
            .align_y(Center);
        let shown = Message::Shown(link.item);
        let deed = match link.url.to_lowercase().starts_with("xmpp:") {
            true => shown,
            false => Message::LinkPressed(place),
        };
        let open = focus_button(face, said).kind(Kind::Row).on_press(deed);
        let show = icon_button(Icon::Message, tr!("gallery-show-message")).on_press(shown);
        let line = row![container(open).width(Fill), show]
            .spacing(space::XS)
            .align_y(Center);
        container(container(line).max_width(WIDEST))
            .center_x(Fill)
            .into()
    }
}
