//! How a recording looks: in the place of the composer, with the same height.

use iced::widget::{column, container, responsive, row, text};
use iced::{Center, Fill, Shrink, Theme};

use super::{Hold, Message, SEND, STOP, Stand, State};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, Tokens, size, space, surface, text as colours};
use crate::tr;
use crate::ui::sound::player::said;
use crate::ui::sound::{self, Act, Direction, Heard, length};
use crate::widget::hold::held;
use crate::widget::{Element, Role, accessible, icon_button, text_button, waveform};

/// Edge of the dot that says the microphone is open.
const DOT: f32 = 10.0;
/// Room for the time, so that nothing moves while it grows.
const TIME: f32 = 76.0;

/// Below this width there is room for the buttons and the time, not for the bars.
const TIGHT: f32 = 250.0;

impl State {
    /// The bar. `heard` is what the player tells, while the recording is listened to.
    pub fn view<'a>(&'a self, heard: Option<Heard<'a>>) -> Element<'a, Message> {
        let wrong = self.wrong(heard);
        let line: Element<'a, Message> = match &self.stand {
            Stand::Short | Stand::Failed(_) => closed(),
            Stand::Hears { .. } | Stand::Done { .. } => {
                let line = responsive(move |size| self.line(heard, size.width < TIGHT));
                container(line).height(HIT_TARGET).into()
            }
        };
        // Words stand above: they may need several lines.
        let words = match (wrong, self.holding()) {
            (Some(wrong), _) => said(wrong),
            (None, Hold::Not) => iced::widget::space().into(),
            (None, Hold::Near) => let_go(tr!("voice-held")),
            (None, Hold::Away) => let_go(tr!("voice-held-away")),
        };
        let bar = container(column![words, line].spacing(space::XS))
            .width(Fill)
            .padding([space::S, space::M])
            .style(surface::window);
        held(bar, (self.holding() != Hold::Not).then_some(Message::Held))
    }

    fn holding(&self) -> Hold {
        match &self.stand {
            Stand::Hears { hold, .. } => *hold,
            Stand::Done { .. } | Stand::Short | Stand::Failed(_) => Hold::Not,
        }
    }

    fn wrong(&self, heard: Option<Heard<'_>>) -> Option<String> {
        match &self.stand {
            Stand::Hears { .. } => None,
            Stand::Done {
                wrong: Some(detail),
                ..
            } => Some(tr!("voice-not-stored", detail = detail.as_str())),
            Stand::Done { .. } => {
                let failure = heard.and_then(|heard| heard.failure)?;
                Some(sound::trouble(failure, Direction::Out))
            }
            Stand::Short => Some(tr!("voice-too-short")),
            Stand::Failed(error) => Some(sound::trouble(error, Direction::In)),
        }
    }

    fn line<'a>(&'a self, heard: Option<Heard<'a>>, tight: bool) -> Element<'a, Message> {
        let (state, bars, button, sending) = match &self.stand {
            Stand::Hears {
                duration_ms,
                levels,
                ..
            } => {
                let bars: Element<'a, Message> = waveform("", levels, 1.0).into();
                (hearing(*duration_ms, tight), bars, stop(), false)
            }
            Stand::Done {
                recorded, sending, ..
            } => (
                time(recorded.duration_ms, heard, tight),
                listened(&recorded.waveform, recorded.duration_ms, heard),
                play(heard.is_some_and(|heard| heard.playing)),
                *sending,
            ),
            Stand::Short | Stand::Failed(_) => return iced::widget::space().into(),
        };
        let middle: Element<'a, Message> = match tight {
            true => container(state).width(Fill).into(),
            false => row![state, container(bars).width(Fill)]
                .spacing(space::S)
                .align_y(Center)
                .width(Fill)
                .into(),
        };
        row![discard(), middle, button, send(sending)]
            .spacing(if tight { space::XS } else { space::S })
            .align_y(Center)
            .into()
    }
}

/// What happens when the button is let go now.
fn let_go<'a>(label: String) -> Element<'a, Message> {
    let shown = text(label.clone())
        .size(size::CAPTION)
        .style(colours::quiet);
    accessible(Role::Status, label, shown).into()
}

fn discard<'a>() -> Element<'a, Message> {
    icon_button(Icon::Trash, tr!("voice-discard"))
        .on_press(Message::DiscardPressed)
        .into()
}

fn send<'a>(sending: bool) -> Element<'a, Message> {
    icon_button(Icon::Send, tr!("voice-send"))
        .kind(Kind::Primary)
        .id(SEND)
        .on_press_maybe((!sending).then_some(Message::SendPressed))
        .into()
}

fn stop<'a>() -> Element<'a, Message> {
    icon_button(Icon::Stop, tr!("voice-stop"))
        .kind(Kind::Secondary)
        .id(STOP)
        .on_press(Message::StopPressed)
        .into()
}

fn play<'a>(playing: bool) -> Element<'a, Message> {
    let (icon, name) = match playing {
        true => (Icon::Pause, tr!("sound-pause-voice")),
        false => (Icon::Play, tr!("sound-play-voice")),
    };
    icon_button(icon, name)
        .kind(Kind::Secondary)
        .on_press(Message::Listen(Act::Toggle))
        .into()
}

/// That the microphone is open, and for how long. It counts, so only its coming is read out.
fn hearing<'a>(duration_ms: u64, tight: bool) -> Element<'a, Message> {
    let dot = container(iced::widget::space().width(DOT).height(DOT)).style(red);
    let shown = text(length(duration_ms)).size(size::LIST);
    let room = if tight {
        Shrink
    } else {
        (TIME - DOT - space::S).into()
    };
    let state = row![dot, container(shown).width(room)]
        .spacing(space::S)
        .align_y(Center);
    accessible(Role::Status, tr!("voice-recording"), state)
        .once()
        .into()
}

fn time<'a>(duration_ms: u64, heard: Option<Heard<'_>>, tight: bool) -> Element<'a, Message> {
    let at = heard.filter(|heard| heard.playing || heard.at > 0);
    let words = match at.map(|heard| length(heard.at)) {
        Some(at) if tight => at,
        Some(at) => tr!("sound-time", at = at, all = length(duration_ms)),
        None => length(duration_ms),
    };
    let room = if tight { Shrink } else { TIME.into() };
    container(text(words).size(size::LIST)).width(room).into()
}

fn listened<'a>(
    values: &'a [u8],
    duration_ms: u64,
    heard: Option<Heard<'_>>,
) -> Element<'a, Message> {
    let at = heard.map_or(0, |heard| heard.at);
    let name = tr!("sound-position", at = length(at), all = length(duration_ms));
    let part = at as f32 / duration_ms.max(1) as f32;
    waveform(name, values, part)
        .on_press(Message::Listen(Act::Toggle))
        .on_seek(|part| Message::Listen(Act::Seek((part * 1000.0).round() as u16)))
        .into()
}

/// Nothing is left but to close it.
fn closed<'a>() -> Element<'a, Message> {
    let close = text_button(tr!("close"))
        .id(STOP)
        .on_press(Message::DiscardPressed);
    row![close].into()
}

fn red(theme: &Theme) -> container::Style {
    container::Style {
        background: Some(Tokens::of(theme).danger.into()),
        border: iced::border::rounded(DOT / 2.0),
        ..container::Style::default()
    }
}
