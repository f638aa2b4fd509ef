//! How something that can be listened to looks: a button, its bars, how far it is and how fast it goes.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Attachment, AttachmentKind};
use waxwing_media::sound::Speed;

use super::{Act, Direction, Heard, length, trouble};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as colours};
use crate::widget::{Element, Role, accessible, focus_button, one_line, waveform};
use crate::{font, tr};

/// How wide it is where there is room: a bubble is as wide as what is in it.
const WIDTH: f32 = 300.0;
/// An arrow key goes so far, in milliseconds.
const STEP: u64 = 5_000;
/// Edge of the button that plays.
const BUTTON: f32 = 40.0;
/// Edge of its sign.
const SIGN: f32 = 18.0;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What it is called, for who can't see what it is about.
    pub name: &'a str,
    /// The name stands above: it is no voice message.
    pub named: bool,
    /// How loud it is from its beginning to its end.
    pub waveform: &'a [u8],
    /// How long it is said to be, in milliseconds.
    pub duration: Option<u64>,
    /// What the player tells of it, while it is listened to.
    pub heard: Option<Heard<'a>>,
}

impl<'a> Shown<'a> {
    /// A file of a message, with what was read of it here.
    pub fn of(file: &'a Attachment, state: &'a super::State, what: super::What) -> Self {
        let shape = state.shape(what);
        let own = file.waveform.as_slice();
        Self {
            name: &file.name,
            named: file.kind != AttachmentKind::Voice,
            waveform: match (own, shape) {
                ([], Some(shape)) => &shape.waveform,
                _ => own,
            },
            duration: file.duration_ms.or(shape.map(|shape| shape.duration_ms)),
            heard: state.heard(what),
        }
    }
}

/// The player.
pub fn view<'a, M: Clone + 'a>(
    shown: Shown<'a>,
    on: impl Fn(Act) -> M + Copy + 'a,
) -> Element<'a, M> {
    let playing = shown.heard.is_some_and(|heard| heard.playing);
    let none = || iced::widget::space().into();
    let title: Element<'a, M> = match shown.named {
        true => one_line(shown.name)
            .size(size::LIST)
            .font(font::MEDIUM)
            .into(),
        false => none(),
    };
    let below = row![
        container(time(&shown)).width(Fill),
        shown
            .heard
            .map_or_else(none, |heard| speed(heard.speed, on(Act::Speed)))
    ]
    .align_y(Center)
    .height(size::CAPTION + 2.0 * space::XS);
    let middle = column![title, bars(&shown, on), below].width(Fill);
    let line = row![button(&shown, playing, on(Act::Toggle)), middle]
        .spacing(space::M)
        .align_y(Center);
    let failure = shown.heard.and_then(|heard| heard.failure);
    let wrong = failure.map_or_else(none, |failure| said(trouble(failure, Direction::Out)));
    // Each has its place, also while it is empty: who is about to press something finds it there.
    let parts = column![line, wrong].spacing(space::XS);
    let label = match shown.named {
        true => tr!("sound-audio", name = shown.name),
        false => tr!("sound-voice"),
    };
    let content = container(parts).width(WIDTH);
    accessible(Role::Group, label, content).into()
}

fn button<'a, M: Clone + 'a>(shown: &Shown<'a>, playing: bool, press: M) -> Element<'a, M> {
    let (icon, name) = match (playing, shown.named) {
        (true, true) => (Icon::Pause, tr!("sound-pause", name = shown.name)),
        (true, false) => (Icon::Pause, tr!("sound-pause-voice")),
        (false, true) => (Icon::Play, tr!("sound-play", name = shown.name)),
        (false, false) => (Icon::Play, tr!("sound-play-voice")),
    };
    let sign = container(icon.view().size(SIGN)).center(BUTTON);
    focus_button(sign, name)
        .kind(Kind::Round)
        .padding(0.0)
        .on_press(press)
        .into()
}

fn bars<'a, M: Clone + 'a>(shown: &Shown<'a>, on: impl Fn(Act) -> M + 'a) -> Element<'a, M> {
    let at = shown.heard.map_or(0, |heard| heard.at);
    let all = shown.heard.and_then(|heard| heard.duration);
    let all = all.or(shown.duration).unwrap_or(0).max(1);
    let name = match shown.heard {
        Some(_) => tr!("sound-position", at = length(at), all = length(all)),
        None => tr!("sound-position-of", all = length(all)),
    };
    let toggle = on(Act::Toggle);
    waveform(name, shown.waveform, at as f32 / all as f32)
        .step(STEP as f32 / all as f32)
        .on_press(toggle)
        .on_seek(move |part| on(Act::Seek((part * 1000.0).round() as u16)))
        .into()
}

/// How far it is, or how long where it is at its beginning.
fn time<'a, M: 'a>(shown: &Shown<'a>) -> Element<'a, M> {
    let heard = shown.heard.filter(|heard| heard.playing || heard.at > 0);
    let all = shown.heard.and_then(|heard| heard.duration);
    let all = all.or(shown.duration);
    let words = match (heard, all) {
        (Some(heard), Some(all)) => tr!("sound-time", at = length(heard.at), all = length(all)),
        (Some(heard), None) => length(heard.at),
        (None, Some(all)) => length(all),
        (None, None) => String::new(),
    };
    text(words).size(size::CAPTION).style(colours::quiet).into()
}

fn speed<'a, M: Clone + 'a>(speed: Speed, press: M) -> Element<'a, M> {
    let shown = match speed {
        Speed::Usual => tr!("sound-speed-usual"),
        Speed::Faster => tr!("sound-speed-faster"),
        Speed::Double => tr!("sound-speed-double"),
    };
    let name = tr!("sound-speed", speed = shown.as_str());
    focus_button(text(shown).size(size::CAPTION).font(font::MEDIUM), name)
        .kind(Kind::Link)
        .role(Role::Button)
        .padding([0.0, space::XS])
        .on_press(press)
        .into()
}

/// What went wrong.
pub fn said<'a, M: 'a>(words: String) -> Element<'a, M> {
    let shown = text(words.clone())
        .size(size::CAPTION)
        .style(colours::danger);
    accessible(Role::Alert, words, shown).into()
}
