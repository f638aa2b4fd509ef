//! What an account tells about itself: the name it goes by, and its card.

use iced::Fill;
use iced::widget::scrollable::Direction;
use iced::widget::{column, container, row, scrollable, text};
use waxwing_core::command::contact;
use waxwing_core::model::{Account, Card};
use waxwing_core::{AccountId, BareJid, Command, Error, RequestId};

use super::Wish;
use super::picture::{self, Shown, Whose};
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::page_head::page_head;
use crate::ui::presence;
use crate::widget::{Element, Role, accessible, text_button, text_field};
use crate::{engine, tr};

/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// Edge of the face.
const FACE: f32 = 72.0;
/// The page's name among the widgets.
const PAGE: &str = "own-page";

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    nickname: String,
    card: Card,
    /// What the person has typed is not overwritten by what the server says later.
    touched: bool,
    /// The present card is known, so that nothing on it gets lost.
    loaded: bool,
    waiting: Vec<RequestId>,
    wrong: Option<Words>,
    picture: picture::State,
}

/// A line of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The name to go by.
    Nickname,
    /// The whole name.
    FullName,
    /// Where one works.
    Organisation,
    /// What one is there.
    Title,
    /// A telephone number.
    Phone,
    /// A mail address.
    Mail,
    /// A page in the web.
    Web,
    /// The day of birth.
    Birthday,
    /// Anything else.
    Note,
}

/// The lines in the order of the page.
const LINES: [Line; 9] = [
    Line::Nickname,
    Line::FullName,
    Line::Organisation,
    Line::Title,
    Line::Phone,
    Line::Mail,
    Line::Web,
    Line::Birthday,
    Line::Note,
];

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Leave the page.
    Closed,
    /// A line was changed.
    Typed(Line, String),
    /// Publish it.
    Submitted,
    /// With our picture.
    Picture(picture::Message),
}

impl State {
    /// Opens the page of an account.
    pub fn open(account: &Account, context: &Context<'_>) -> (Self, Action<Message>) {
        let mut state = Self {
            account: account.id,
            jid: account.jid.clone(),
            nickname: String::new(),
            card: Card::default(),
            touched: false,
            loaded: false,
            waiting: Vec::new(),
            wrong: None,
            picture: picture::State::default(),
        };
        state.refresh(context);
        let open = state.send(contact::Command::OpenProfile {
            account: state.account,
            jid: state.jid.clone(),
        });
        (state, open)
    }

    /// Takes in what is known; whether there still is such an account.
    pub fn refresh(&mut self, context: &Context<'_>) -> bool {
        let profile = context.world.profile(self.account, &self.jid);
        if let Some(profile) = profile.filter(|_| !self.touched) {
            self.card = profile.card.clone();
            self.nickname = profile.nickname.clone();
            self.loaded = !profile.loading;
        }
        let account = context.world.account_by(self.account);
        if let Some(account) = account {
            self.picture.remember(account.avatar_for_everybody);
        }
        account.is_some()
    }

    /// What has to be told when it is left.
    pub fn leave(&self) -> Action<Message> {
        self.send(contact::Command::CloseProfile {
            account: self.account,
            jid: self.jid.clone(),
        })
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> (Action<Message>, Option<Wish>) {
        match message {
            Message::Closed => (Action::none(), Some(Wish::Close)),
            Message::Typed(line, text) => {
                self.touched = true;
                self.wrong = None;
                self.write(line, text);
                (Action::none(), None)
            }
            Message::Picture(message) => {
                let action = self.picture.update(message, Whose::Own(self.account));
                (action.map(Message::Picture), None)
            }
            Message::Submitted if !self.waiting.is_empty() => (Action::none(), None),
            Message::Submitted => (self.submit(), None),
        }
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> Option<Wish> {
        if self.picture.finish(request, result) || !self.waiting.contains(&request) {
            return None;
        }
        self.waiting.retain(|one| *one != request);
        if let Err(error) = result {
            self.wrong = Some(Words::of_error(error));
        }
        let done = self.waiting.is_empty() && self.wrong.is_none();
        done.then_some(Wish::Close)
    }

    fn submit(&mut self) -> Action<Message> {
        let (name, card) = (engine::request(), engine::request());
        self.waiting = vec![name, card];
        self.wrong = None;
        let account = self.account;
        self.send(contact::Command::SetNickname {
            request: name,
            account,
            nickname: self.nickname.trim().to_owned(),
        })
        .and(self.send(contact::Command::SetCard {
            request: card,
            account,
            card: self.card.clone(),
        }))
    }

    fn send(&self, command: contact::Command) -> Action<Message> {
        Action::send(Command::Contact(command))
    }

    fn read(&self, line: Line) -> &str {
        let card = &self.card;
        match line {
            Line::Nickname => &self.nickname,
            Line::FullName => &card.full_name,
            Line::Organisation => &card.organisation,
            Line::Title => &card.title,
            Line::Phone => first(&card.phones),
            Line::Mail => first(&card.mails),
            Line::Web => first(&card.webs),
            Line::Birthday => &card.birthday,
            Line::Note => &card.note,
        }
    }

    fn write(&mut self, line: Line, text: String) {
        let card = &mut self.card;
        match line {
            Line::Nickname => self.nickname = text,
            Line::FullName => card.full_name = text,
            Line::Organisation => card.organisation = text,
            Line::Title => card.title = text,
            Line::Phone => set_first(&mut card.phones, text),
            Line::Mail => set_first(&mut card.mails, text),
            Line::Web => set_first(&mut card.webs, text),
            Line::Birthday => card.birthday = text,
            Line::Note => card.note = text,
        }
    }

    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let about = context.world.has_several();
        let about = if about {
            self.jid.to_string()
        } else {
            String::new()
        };
        let head = page_head(tr!("own-title"), about, Message::Closed, None);
        let waiting = !self.waiting.is_empty();
        let account = context.world.account_by(self.account);
        let face = account.map(|account| {
            let face = presence::own_face(account, context.tokens, FACE).without_presence();
            self.picture.view(Shown {
                face: Some(face.into()),
                there: account.avatar.is_some(),
                whose: Whose::Own(account.id),
            })
        });
        let mut parts = column![face.map(|face| face.map(Message::Picture))].spacing(space::L);
        parts = parts.push(hint(tr!("own-words")));
        for line in LINES {
            let mut field = text_field(label(line), self.read(line));
            if line == Line::Nickname {
                field = field.hint(tr!("own-nickname-hint"));
            }
            if self.loaded && !waiting {
                field = field
                    .on_input(move |text| Message::Typed(line, text))
                    .on_submit(Message::Submitted);
            }
            parts = parts.push(field);
        }
        if let Some(wrong) = &self.wrong {
            let sentence = wrong.sentence();
            let shown = text(sentence.clone()).size(size::LIST).style(words::danger);
            parts = parts.push(accessible(Role::Alert, sentence, shown));
        }
        let ready = self.loaded && !waiting && self.touched;
        let line = row![
            text_button(tr!("cancel")).on_press(Message::Closed),
            text_button(tr!("own-submit"))
                .kind(Kind::Primary)
                .on_press_maybe(ready.then_some(Message::Submitted)),
        ]
        .spacing(space::S);
        parts = parts.push(container(line).align_right(Fill));
        let page = container(parts.width(Fill))
            .max_width(WIDEST)
            .padding([space::XL, space::L]);
        let scroll = scrollable(container(page).center_x(Fill))
            .id(PAGE)
            .width(Fill)
            .height(Fill)
            .direction(Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        column![head, scroll].into()
    }
}

fn first(all: &[String]) -> &str {
    all.first().map_or("", String::as_str)
}

/// Other entries of the list stay.
fn set_first(all: &mut Vec<String>, text: String) {
    match all.first_mut() {
        Some(first) => *first = text,
        None => all.push(text),
    }
}

fn label(line: Line) -> String {
    match line {
        Line::Nickname => tr!("own-nickname"),
        Line::FullName => tr!("card-name"),
        Line::Organisation => tr!("card-organisation"),
        Line::Title => tr!("card-title"),
        Line::Phone => tr!("card-phone"),
        Line::Mail => tr!("card-mail"),
        Line::Web => tr!("card-web"),
        Line::Birthday => tr!("card-birthday"),
        Line::Note => tr!("card-note"),
    }
}

fn hint<'a>(label: String) -> Element<'a, Message> {
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Label, label, shown).into()
}
