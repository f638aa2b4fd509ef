//! Into a channel: by its address, or one of those that the server lists or that are known on all servers.

use iced::widget::{column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::command::room as command;
use waxwing_core::model::{FoundRoom, Secret};
use waxwing_core::{AccountId, Command, Error, RequestId, event};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus_button, text_button, text_field};
use crate::{engine, font, tr};

/// The field among the widgets.
pub const ADDRESS: &str = "join-address";
/// The other one, where it is there.
pub const PASSWORD: &str = "join-password";
/// What a room says to who has no password for it, or the wrong one (XEP-0045 §7.2.5).
const LOCKED: &str = "not-authorized";
/// Who knows the channels of all servers, as it calls itself.
const SERVICE: &str = "search.jabber.network";
/// The list scrolls.
const TALLEST: f32 = 220.0;
/// So many are listed; who looks for another one types a word of its name.
const MOST: usize = 100;

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    address: String,
    password: String,
    /// It was said that one is needed.
    locked: bool,
    /// Letters stand there instead of dots.
    revealed: bool,
    list: List,
    /// How far it has come.
    pub progress: Progress,
}

/// The channels of the server.
#[derive(Clone, Debug, Default)]
enum List {
    /// Nobody has asked for them.
    #[default]
    Unasked,
    /// They were asked for.
    Asked(RequestId),
    /// All servers were asked.
    Sought(RequestId),
    /// These.
    Found(Vec<FoundRoom>),
    /// These fit, wherever the words stand.
    Everywhere(Vec<FoundRoom>),
    /// There are none, or they can't be had.
    Nothing,
    /// There are none anywhere.
    Nowhere,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another account.
    Account(AccountId),
    /// The address is typed, or a word of a name.
    Typed(String),
    /// The password is typed.
    Password(String),
    /// Show letters instead of dots, or dots again.
    Revealed,
    /// Show what the server has.
    ListWanted,
    /// Look for it on all servers.
    EverywhereWanted,
    /// One of the list was pressed.
    Chosen(String),
    /// Go in.
    Submitted,
    /// Close.
    Cancelled,
}

impl State {
    /// Into a channel, by this account.
    pub fn new(account: AccountId, address: String) -> Self {
        Self {
            account,
            address,
            password: String::new(),
            locked: false,
            revealed: false,
            list: List::default(),
            progress: Progress::Idle,
        }
    }

    /// Into a channel at once; the dialog says how that goes.
    pub fn enter(account: AccountId, address: String) -> (Self, Action<super::Message>) {
        let mut state = Self::new(account, address);
        let join = match state.submit() {
            Outcome::Stay(join) | Outcome::Done(join) => join,
            Outcome::Close => Action::none(),
        };
        (state, join)
    }

    /// A password is needed.
    pub fn locked(self) -> Self {
        Self {
            locked: true,
            ..self
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Account(account) => {
                self.account = account;
                self.list = List::default();
            }
            Message::Typed(text) => {
                self.address = text;
                self.progress = Progress::Idle;
            }
            Message::Password(text) => self.password = text,
            Message::Revealed => self.revealed = !self.revealed,
            Message::ListWanted => return Outcome::Stay(self.ask()),
            Message::EverywhereWanted => return Outcome::Stay(self.seek()),
            Message::Chosen(address) => {
                self.address = address;
                return self.submit();
            }
            Message::Cancelled => return Outcome::Close,
            Message::Submitted => return self.submit(),
        }
        Outcome::Stay(Action::none())
    }

    fn ask(&mut self) -> Action<super::Message> {
        let request = engine::request();
        self.progress = Progress::Idle;
        self.list = List::Asked(request);
        // A whole address is no word of a name.
        let words = match self.address.contains('@') {
            true => String::new(),
            false => self.address.trim().to_owned(),
        };
        Action::send(Command::Room(command::Command::Search {
            request,
            account: self.account,
            service: None,
            words,
        }))
    }

    fn seek(&mut self) -> Action<super::Message> {
        let request = engine::request();
        self.list = List::Sought(request);
        self.progress = Progress::Idle;
        Action::send(Command::Room(command::Command::SearchEverywhere {
            request,
            account: self.account,
            words: self.address.trim().to_owned(),
        }))
    }

    fn submit(&mut self) -> Outcome {
        if !self.is_ready() {
            return Outcome::Stay(Action::none());
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        let password = (!self.password.is_empty()).then(|| Secret::from(self.password.clone()));
        Outcome::Stay(Action::send(Command::Room(command::Command::Join {
            request,
            account: self.account,
            address: self.address.trim().to_owned(),
            nick: None,
            password,
        })))
    }

    fn is_ready(&self) -> bool {
        self.address.contains('@') && !self.progress.is_waiting()
    }

    /// Takes in what was found.
    pub fn hear(&mut self, event: &event::room::Event) {
        let event::room::Event::Found { request, rooms, .. } = event else {
            return;
        };
        self.list = match &self.list {
            List::Asked(asked) if asked == request && rooms.is_empty() => List::Nothing,
            List::Asked(asked) if asked == request => List::Found(rooms.clone()),
            List::Sought(asked) if asked == request && rooms.is_empty() => List::Nowhere,
            List::Sought(asked) if asked == request => List::Everywhere(rooms.clone()),
            _ => return,
        };
    }

    /// Takes in that the channel needs a password, or another one; whether it was that.
    pub fn finish_locked(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        let ours = matches!(self.progress, Progress::Waiting(waiting) if waiting == request);
        let asks = matches!(result, Err(Error::Refused { condition, .. }) if condition == LOCKED);
        if ours && asks {
            self.locked = true;
            self.progress = Progress::Wrong(Words::new(tr!("room-refused-password")));
        }
        ours && asks
    }

    /// Takes in the end of a request for the list; whether it was that.
    pub fn finish_list(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        self.list = match self.list {
            List::Asked(asked) if asked == request => List::Nothing,
            List::Sought(asked) if asked == request => {
                if let (Err(error), false) = (result, self.progress.is_waiting()) {
                    self.progress = Progress::Wrong(unsearched(error));
                }
                List::Unasked
            }
            _ => return false,
        };
        true
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let mut parts = column![heading(tr!("channel-join"))].spacing(space::L);
        let accounts = context.world.accounts().filter(|one| one.enabled);
        let accounts: Vec<_> = accounts.map(|one| (one.id, one.jid.to_string())).collect();
        if accounts.len() > 1 {
            parts = parts.push(choices(None, self.account, accounts, Message::Account));
        }
        let field = text_field(tr!("channel-address"), &self.address)
            .id(ADDRESS)
            .hint(tr!("channel-address-hint"))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        parts = parts.push(field);
        if self.locked {
            let field = text_field(tr!("channel-password"), &self.password)
                .id(PASSWORD)
                .secret(self.revealed, tr!("login-reveal"), Message::Revealed)
                .on_input(Message::Password)
                .on_submit(Message::Submitted);
            parts = parts.push(field);
        }
        parts = parts.push(self.listed());
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        let press = self.is_ready().then_some(Message::Submitted);
        let submit = (Kind::Primary, tr!("channel-join-submit"));
        parts
            .push(buttons(Message::Cancelled, submit, press))
            .into()
    }

    fn listed(&self) -> Element<'_, Message> {
        let word = self.address.trim().to_lowercase();
        let fits = |room: &&FoundRoom| {
            word.contains('@')
                || room.name.to_lowercase().contains(&word)
                || room.jid.to_lowercase().contains(&word)
        };
        let content: Element<'_, Message> = match &self.list {
            List::Unasked => text_button(tr!("channel-list"))
                .on_press(Message::ListWanted)
                .into(),
            List::Asked(_) => said(tr!("channel-list-asked")),
            List::Sought(_) => said(tr!("channel-everywhere-asked")),
            List::Nothing => said(tr!("channel-list-empty")),
            List::Nowhere => said(tr!("channel-everywhere-empty")),
            List::Found(rooms) => list(rooms.iter().filter(fits)),
            List::Everywhere(rooms) => list(rooms.iter()),
        };
        column![content, self.everywhere()].spacing(space::M).into()
    }

    /// The way to those of all servers, and who learns the words.
    fn everywhere(&self) -> Option<Element<'_, Message>> {
        let word = self.address.trim();
        if word.is_empty() || word.contains('@') {
            return None;
        }
        let busy = matches!(self.list, List::Asked(_) | List::Sought(_));
        let press = (!busy).then_some(Message::EverywhereWanted);
        let button = text_button(tr!("channel-everywhere", word = word)).on_press_maybe(press);
        let told = tr!("channel-everywhere-consent", service = SERVICE);
        Some(column![button, said(told)].spacing(space::XS).into())
    }
}

/// Why nobody could be asked for the channels of all servers.
fn unsearched(error: &Error) -> Words {
    let away = [
        "remote-server-not-found",
        "remote-server-timeout",
        "service-unavailable",
        "item-not-found",
    ];
    match error {
        Error::Refused { condition, .. } if away.contains(&condition.as_str()) => Words {
            what: tr!("channel-everywhere-away", service = SERVICE),
            advice: tr!("channel-everywhere-away-advice"),
            facts: Vec::new(),
        },
        error => Words::of_error(error),
    }
}

fn said<'a>(label: String) -> Element<'a, Message> {
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Status, label, shown).into()
}

fn list<'a>(rooms: impl Iterator<Item = &'a FoundRoom>) -> Element<'a, Message> {
    let rows = rooms.take(MOST).map(found);
    let list = column(rows).spacing(space::XS).width(Fill);
    let list = scrollable(list)
        .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
        .style(theme::list::scrollable);
    let list = accessible(Role::List, tr!("channel-list"), list);
    container(list).max_height(TALLEST).into()
}

/// One of the channels that the server has.
fn found(room: &FoundRoom) -> Element<'_, Message> {
    let name = match room.name.is_empty() {
        true => room.jid.as_str(),
        false => room.name.as_str(),
    };
    let mut about = vec![room.jid.clone()];
    about.extend(
        room.occupants
            .map(|count| tr!("room-people", count = count)),
    );
    let about = about.join(&tr!("separator"));
    let described = room.description.lines().next().unwrap_or_default();
    let quiet = |line: &str| {
        let line = one_line(line.to_owned()).size(size::CAPTION);
        line.style(words::quiet)
    };
    let mut lines = column![
        one_line(name).size(size::LIST).font(font::MEDIUM),
        quiet(&about),
    ];
    let mut spoken = vec![name, about.as_str()];
    if !described.is_empty() {
        lines = lines.push(quiet(described));
        spoken.push(described);
    }
    let spoken = spoken.join(&tr!("separator"));
    focus_button(row![lines.width(Fill)].align_y(Center), spoken)
        .kind(Kind::Row)
        .on_press(Message::Chosen(room.jid.clone()))
        .into()
}
