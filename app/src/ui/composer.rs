//! Where a message is written, with what it tells the other side meanwhile (XEP-0085 §5).

mod menu;
mod sending;

use std::time::Duration;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{container, responsive, row, text};
use iced::{Bottom, Center, Fill, Task};
use waxwing_core::Timestamp;
use waxwing_core::model::ChatState;

use crate::clipboard::{self, Found as Clip};
use crate::i18n::Language;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, size, space, surface, text as colours};
use crate::tr;
use crate::ui::completion::{self, Completion, Found, Offer};
use crate::ui::emoji_picker;
use crate::ui::encryption::{self, Lock, Look};
use crate::ui::spelt::{self, Spelt, Wrong};
use crate::widget::catch::catch_keys;
use crate::widget::composer::Outcome;
use crate::widget::context_menu::context_menu;
use crate::widget::hold::holdable;
use crate::widget::{self, Element, focus, focus_button, icon_button};

/// The editor's name among the widgets.
pub const ID: &str = "composer";

/// Whoever has not typed for so long has paused.
const PAUSE: Duration = Duration::from_secs(5);

/// While somebody types, what is written so far is kept after so long at the latest.
const KEEPING: Duration = Duration::from_millis(700);

/// A draft and what the other side knows of it.
pub struct State {
    editor: widget::Composer,
    told: ChatState,
    /// Counts the changes, so that a timer knows whether anything came after it was set.
    changes: u64,
    timed: bool,
    too_long: bool,
    /// What stands here could not be said.
    unsaid: bool,
    keeping: bool,
    picker: Option<emoji_picker::State>,
    completion: Option<Completion>,
    /// The beginning of a name behind an `@`, as it was typed last.
    called: Option<String>,
    spelt: Spelt,
}

/// What happens in the composer.
#[derive(Clone, Debug)]
pub enum Message {
    /// The editor wants something.
    Editor(widget::composer::Action),
    /// Put this at the cursor.
    Inserted(String),
    /// This stands on the clipboard, and is to be put here.
    Pasted(Clip),
    /// One of those in the menu.
    Editing(menu::Edit),
    /// The send button was pressed.
    SendPressed,
    /// It shall be said later; when is asked.
    PlanPressed,
    /// It shall be said then.
    Planned(Timestamp),
    /// Somebody wants to speak instead of writing.
    RecordPressed,
    /// The same, for as long as they hold the button.
    RecordHeld,
    /// The time of a pause is over; the count of changes when it began.
    Rested(u64),
    /// What is written so far is to be kept.
    KeepingDue,
    /// Say in full what the lock says in short.
    LockPressed,
    /// Show the emoji, or no longer.
    EmojiPressed,
    /// Among the emoji.
    Emoji(emoji_picker::Message),
    /// Another of the emoji that are offered is marked: the next one, or the one before.
    OfferMoved(bool),
    /// One of them is taken: this, or the marked one.
    OfferTaken(Option<usize>),
    /// None of them is wanted.
    OfferClosed,
    /// A dictionary has answered.
    Checked(spelt::Answer),
    /// Something was meant instead of a wrong word.
    Meant(Wrong, String),
    /// A word is right from now on.
    WordAdded(String),
    /// Another language from now on, or none.
    LanguageChosen(Option<String>),
}

/// What the conversation has to do.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Tell the other side, and run the task.
    Tell(ChatState, Task<Message>),
    /// Run the task.
    Run(Task<Message>),
    /// Keep what is written, and run the task.
    Keep(Task<Message>),
    /// Send this text.
    Send(String),
    /// Send what was pasted, which is no text.
    Paste(Clip),
    /// Have it said then; ask when, where no time is named.
    Plan(Option<Timestamp>),
    /// Record a voice message.
    Record,
    /// The same, until the button is let go.
    RecordHeld,
    /// Say who can read what is written.
    Lock,
    /// Say something else instead of what was said last.
    Previous,
    /// Begin to mark messages.
    Mark,
    /// One layer back.
    Back,
}

impl State {
    /// A composer that starts with a draft.
    pub fn new(draft: &str) -> Self {
        Self {
            editor: editor(draft),
            told: ChatState::Unknown,
            changes: 0,
            timed: false,
            too_long: false,
            unsaid: false,
            keeping: false,
            picker: None,
            completion: None,
            called: None,
            spelt: Spelt::default(),
        }
    }

    /// The same, in the language of a conversation.
    pub fn spelt_for(self, conversation: u32) -> Self {
        Self {
            spelt: Spelt::new(conversation),
            ..self
        }
    }

    /// The draft.
    pub fn text(&self) -> String {
        self.editor.text()
    }

    /// Gives the editor the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(ID)
    }

    /// What to tell when the conversation is left in the middle of a sentence.
    pub fn leave(&mut self) -> Option<ChatState> {
        (self.told == ChatState::Composing).then(|| {
            self.told = ChatState::Paused;
            ChatState::Paused
        })
    }

    /// Closes what lies over the messages; whether there was something.
    pub fn close_layer(&mut self) -> bool {
        self.completion.take().is_some() || self.picker.take().is_some()
    }

    /// Whether the last paste was refused because the draft would have become too long.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Puts a text back that could not be said, before what was typed since.
    pub fn restore(&mut self, text: &str) {
        self.editor = editor(&joined(text, &self.editor.text()));
        self.changes += 1;
        self.unsaid = true;
    }

    /// Puts another text in place of the draft.
    pub fn set(&mut self, text: &str) {
        self.editor = editor(text);
        self.changes += 1;
        self.unsaid = false;
        self.too_long = false;
    }

    /// Whether what stands here could not be said.
    pub fn is_unsaid(&self) -> bool {
        self.unsaid
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Editor(action) => {
                let outcome = self.editor.update(action);
                self.follow(outcome)
            }
            Message::Inserted(text) => {
                let outcome = self.editor.insert(&text);
                self.follow(outcome)
            }
            Message::Pasted(Clip::Words) => Action::Run(words()),
            Message::Pasted(found) => Action::Paste(found),
            Message::Editing(edit) => self.edit(edit),
            Message::SendPressed => self.send(),
            Message::PlanPressed => Action::Plan(None),
            Message::Planned(at) => Action::Plan(Some(at)),
            Message::RecordPressed => Action::Record,
            Message::RecordHeld => Action::RecordHeld,
            Message::Rested(changes) => self.rested(changes),
            Message::KeepingDue => {
                self.keeping = false;
                let checking = self.check(None);
                Action::Keep(checking)
            }
            Message::LockPressed => Action::Lock,
            Message::EmojiPressed => self.toggle_picker(),
            Message::Emoji(message) => self.update_picker(message),
            Message::OfferMoved(down) => {
                if let Some(completion) = &mut self.completion {
                    completion.step(down);
                }
                Action::None
            }
            Message::OfferTaken(place) => self.take_offer(place),
            Message::OfferClosed => {
                self.completion = None;
                Action::None
            }
            Message::Checked(answer) => {
                self.spelt.told(answer);
                self.editor.mark(self.spelt.marks());
                Action::None
            }
            Message::Meant(wrong, meant) => {
                let outcome = self.editor.replace(wrong.place, &meant);
                self.follow(outcome).then(Self::focus())
            }
            Message::WordAdded(word) => {
                self.spelt.add(&word);
                self.editor.mark(self.spelt.marks());
                Action::Run(Self::focus())
            }
            Message::LanguageChosen(language) => {
                self.spelt.choose(language.as_deref());
                self.editor.mark(self.spelt.marks());
                let checking = self.check(None);
                Action::Run(checking).then(Self::focus())
            }
        }
    }

    fn toggle_picker(&mut self) -> Action {
        self.completion = None;
        if self.picker.take().is_some() {
            return Action::Run(Self::focus());
        }
        self.picker = Some(emoji_picker::State::new());
        Action::Run(emoji_picker::State::focus())
    }

    fn update_picker(&mut self, message: emoji_picker::Message) -> Action {
        let Some(picker) = &mut self.picker else {
            return Action::None;
        };
        match picker.update(message) {
            emoji_picker::Outcome::Stay(task) => Action::Run(task.map(Message::Emoji)),
            emoji_picker::Outcome::Close => {
                self.picker = None;
                Action::Run(Self::focus())
            }
            emoji_picker::Outcome::Pick(emoji) => {
                self.picker = None;
                let outcome = self.editor.insert(&emoji);
                self.follow(outcome).then(Self::focus())
            }
        }
    }

    /// Has the words checked that nobody has asked about yet, but for the one that ends at the caret.
    fn check(&mut self, caret: Option<usize>) -> Task<Message> {
        match self.spelt.ask(&self.editor.text(), caret) {
            Some(answer) => Task::perform(answer, Message::Checked),
            None => Task::none(),
        }
    }

    fn take_offer(&mut self, place: Option<usize>) -> Action {
        let completion = self.completion.take();
        let Some((bytes, offer)) = completion.as_ref().and_then(|one| one.take(place)) else {
            return Action::None;
        };
        let outcome = match offer {
            Offer::Emoji(emoji) => {
                emoji_picker::recent::used(emoji);
                self.editor.complete(bytes, emoji)
            }
            Offer::Person(nick) => {
                let before = self.editor.before_caret().unwrap_or_default();
                let end = match before.len() == bytes {
                    true => ", ",
                    false => " ",
                };
                self.editor.complete(bytes, &[nick, end].concat())
            }
        };
        let action = self.follow(outcome).then(Self::focus());
        self.completion = None;
        action
    }

    /// The beginning of a name behind an `@`, where one was typed since this was asked last.
    pub fn take_called(&mut self) -> Option<String> {
        self.called.take()
    }

    /// Offers those of these whose name begins so.
    pub fn offer_people<'n>(&mut self, typed: &str, names: impl IntoIterator<Item = &'n str>) {
        if let Some(found) = Completion::people(typed, names) {
            self.completion = Some(found);
        }
    }

    /// Offers what fits the beginning of a name that is typed; a whole name becomes its emoji.
    fn offer(&mut self) {
        self.completion = None;
        self.called = None;
        let Some(before) = self.editor.before_caret() else {
            return;
        };
        self.called = completion::called(&before).map(str::to_owned);
        match Completion::find(&before) {
            Some(Found::Beginning(completion)) => self.completion = Some(completion),
            Some(Found::Whole(bytes, emoji)) => {
                emoji_picker::recent::used(emoji);
                self.editor.complete(bytes, emoji);
            }
            None => {}
        }
    }

    /// The composer: the editor and the buttons beside it. `now` is given where what is written can be
    /// said later; whether one may speak instead is told, too. The lock is there where it has room.
    pub fn view(
        &self,
        name: &str,
        (now, speaks): (Option<Timestamp>, bool),
        lock: Option<Lock>,
        narrow: bool,
    ) -> Element<'_, Message> {
        let editor = self
            .editor
            .view(
                ID,
                &tr!("composer-name", name = name),
                &match narrow {
                    true => tr!("composer-placeholder-short"),
                    false => tr!("composer-placeholder"),
                },
            )
            .map(Message::Editor);
        let ready = !self.is_blank();
        let offered = self.completion.is_some();
        let editor = catch_keys(editor, move |key, modifiers| {
            offered.then(|| offer_key(key, modifiers)).flatten()
        });
        let editor = context_menu(editor, move || self.items());
        let emoji = icon_button(Icon::Smile, tr!("emoji-title"))
            .expanded(self.picker.is_some())
            .on_press(Message::EmojiPressed);
        let signs: Element<'_, Message> = match lock {
            Some(lock) => row![shown(lock, narrow), emoji]
                .spacing(space::XS)
                .align_y(Center)
                .into(),
            None => emoji.into(),
        };
        // Who writes does not speak: one place for both.
        let send: Element<'_, Message> = match ready {
            true => sending::view(now),
            false => {
                let record = icon_button(Icon::Microphone, tr!("voice-record"));
                container(record.on_press_maybe(speaks.then_some(Message::RecordPressed)))
                    .center_x(sending::ROOM)
                    .into()
            }
        };
        let send = holdable(send, (speaks && !ready).then_some(Message::RecordHeld));
        container(
            row![container(editor).width(Fill), signs, send]
                .spacing(space::S)
                .align_y(Bottom),
        )
        .padding([space::S, space::M])
        .style(surface::window)
        .into()
    }

    /// What lies over the messages: the emoji, or those that fit what is typed.
    pub fn layer(&self) -> Element<'_, Message> {
        let (card, side) = match (&self.picker, &self.completion) {
            (Some(picker), _) => {
                let card = responsive(move |size| {
                    let card = picker.view(size).map(Message::Emoji);
                    container(card).align_right(Fill).align_bottom(Fill).into()
                });
                (card.into(), iced::Right)
            }
            (None, Some(completion)) => {
                let card = completion.view(|place| Message::OfferTaken(Some(place)));
                (card, iced::Left)
            }
            (None, None) => (iced::widget::space().into(), iced::Left),
        };
        container(card)
            .width(Fill)
            .height(Fill)
            .align_x(side)
            .align_y(Bottom)
            .padding(space::S)
            .into()
    }

    fn follow(&mut self, outcome: Outcome) -> Action {
        if outcome != Outcome::Nothing {
            self.too_long = matches!(outcome, Outcome::TooLong { .. });
        }
        match outcome {
            Outcome::Changed => self.changed(),
            Outcome::Send => self.send(),
            Outcome::Escape => Action::Back,
            Outcome::Paste => Action::Run(Task::perform(clipboard::look(), Message::Pasted)),
            Outcome::Previous => Action::Previous,
            Outcome::Mark => Action::Mark,
            Outcome::Nothing | Outcome::TooLong { .. } => Action::None,
        }
    }

    fn is_blank(&self) -> bool {
        self.editor.text().trim().is_empty()
    }

    fn send(&mut self) -> Action {
        if self.is_blank() {
            return Action::None;
        }
        let text = self.editor.text();
        self.unsaid = false;
        self.editor.clear();
        self.completion = None;
        self.changes += 1;
        self.told = ChatState::Active;
        Action::Send(text)
    }

    fn changed(&mut self) -> Action {
        self.offer();
        self.changes += 1;
        self.unsaid = false;
        let caret = self.editor.caret();
        let checking = self.check(Some(caret));
        let keeping = Task::batch([self.set_keeping(), checking]);
        let state = match self.is_blank() {
            true => ChatState::Active,
            false => ChatState::Composing,
        };
        if state == ChatState::Active && self.told == ChatState::Unknown {
            return Action::Run(keeping);
        }
        let task = match state {
            ChatState::Composing => Task::batch([self.set_timer(), keeping]),
            _ => keeping,
        };
        self.tell(state, task)
    }

    fn rested(&mut self, changes: u64) -> Action {
        self.timed = false;
        if self.told != ChatState::Composing {
            return Action::None;
        }
        if changes == self.changes {
            return self.tell(ChatState::Paused, Task::none());
        }
        Action::Run(self.set_timer())
    }

    fn tell(&mut self, state: ChatState, task: Task<Message>) -> Action {
        if std::mem::replace(&mut self.told, state) == state {
            return Action::Run(task);
        }
        Action::Tell(state, task)
    }

    /// One timer at a time, however fast somebody types.
    fn set_keeping(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.keeping, true) {
            return Task::none();
        }
        let pause = async { tokio::time::sleep(KEEPING).await };
        Task::perform(pause, |()| Message::KeepingDue)
    }

    /// One timer at a time, however fast somebody types.
    fn set_timer(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.timed, true) {
            return Task::none();
        }
        let changes = self.changes;
        let pause = async { tokio::time::sleep(PAUSE).await };
        Task::perform(pause, move |()| Message::Rested(changes))
    }
}

impl Action {
    /// The same, and a task besides.
    fn then(self, besides: Task<Message>) -> Self {
        match self {
            Self::None => Self::Run(besides),
            Self::Run(task) => Self::Run(Task::batch([task, besides])),
            Self::Tell(state, task) => Self::Tell(state, Task::batch([task, besides])),
            other => other,
        }
    }
}

/// The lock. The open one has an edge and, where there is room, a word: colours alone don't tell everybody.
fn shown<'a>(lock: Lock, narrow: bool) -> Element<'a, Message> {
    let look = lock.look;
    let sign = container(lock.sign.view()).style(move |theme| encryption::colours(look, theme));
    let content: Element<'a, Message> = match look {
        Look::Open if !narrow => {
            let word = text(tr!("mark-plain"))
                .size(size::CAPTION)
                .style(colours::quiet);
            row![sign, word].spacing(space::S).align_y(Center).into()
        }
        _ => sign.into(),
    };
    let kind = match look {
        Look::Open => Kind::Secondary,
        Look::Shut | Look::Unknown => Kind::Quiet,
    };
    focus_button(content, lock.said.clone())
        .kind(kind)
        .padding((HIT_TARGET - size::TITLE) / 2.0)
        .tooltip(lock.said)
        .on_press(Message::LockPressed)
        .into()
}

/// "de_AT" as people read it: the languages of the window by their name.
pub fn language_name(language: &str) -> String {
    let code = language.split(['_', '-']).next().unwrap_or_default();
    match Language::by_code(code) {
        Some(known) if language == code => known.own_name().to_owned(),
        Some(known) => format!("{} ({})", known.own_name(), &language[code.len() + 1..]),
        None => language.to_owned(),
    }
}

/// An editor that lets pictures and files be pasted, too.
fn editor(text: &str) -> widget::Composer {
    widget::Composer::with_text(text).that_asks()
}

/// The text on the clipboard, to be inserted.
fn words() -> Task<Message> {
    iced::clipboard::read().and_then(|text| Task::done(Message::Inserted(text)))
}

/// What keys do while emoji are offered.
fn offer_key(key: &Key, modifiers: Modifiers) -> Option<Message> {
    if !modifiers.is_empty() {
        return None;
    }
    Some(match key {
        Key::Named(Named::ArrowDown) => Message::OfferMoved(true),
        Key::Named(Named::ArrowUp) => Message::OfferMoved(false),
        Key::Named(Named::Tab | Named::Enter) => Message::OfferTaken(None),
        Key::Named(Named::Escape) => Message::OfferClosed,
        _ => return None,
    })
}

/// A text that came back, and what was typed since.
pub fn joined(text: &str, typed: &str) -> String {
    match typed.trim() {
        "" => text.to_owned(),
        _ => [text, typed].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::text_editor::{self, Edit};

    use super::*;

    fn typed(state: &mut State, letter: char) -> Action {
        let insert = text_editor::Action::Edit(Edit::Insert(letter));
        state.update(Message::Editor(widget::composer::Action::Edit(insert)))
    }

    #[test]
    fn the_other_side_is_told_once_per_change_of_mind() {
        let mut state = State::new("");
        assert!(matches!(
            typed(&mut state, 'a'),
            Action::Tell(ChatState::Composing, _)
        ));
        assert!(matches!(typed(&mut state, 'b'), Action::Run(_)));
        assert!(matches!(state.update(Message::Rested(1)), Action::Run(_)));
        assert!(matches!(
            state.update(Message::Rested(2)),
            Action::Tell(ChatState::Paused, _)
        ));
        assert!(matches!(
            typed(&mut state, 'c'),
            Action::Tell(ChatState::Composing, _)
        ));
        assert!(matches!(state.leave(), Some(ChatState::Paused)));
        assert!(state.leave().is_none());
    }

    #[test]
    fn sending_empties_the_draft() {
        let mut state = State::new("hello\nyou");
        assert!(matches!(
            state.update(Message::SendPressed),
            Action::Send(text) if text == "hello\nyou"
        ));
        assert_eq!(state.text(), "");
        assert!(matches!(state.update(Message::SendPressed), Action::None));
        assert!(matches!(state.update(Message::Rested(0)), Action::None));
    }

    #[test]
    fn what_could_not_be_said_comes_back_before_what_was_typed_since() {
        let mut state = State::new("hello");
        state.update(Message::SendPressed);
        state.update(Message::Inserted("and".to_owned()));
        state.restore("hello");
        assert_eq!(state.text(), "hello\nand");
        assert!(state.is_unsaid());
        typed(&mut state, 'x');
        assert!(!state.is_unsaid());
    }

    #[test]
    fn nothing_but_space_is_not_sent() {
        let mut state = State::new(" \n ");
        assert!(matches!(state.update(Message::SendPressed), Action::None));
        assert_eq!(state.text().trim(), "");
    }
}
