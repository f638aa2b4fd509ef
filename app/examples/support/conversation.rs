//! A long conversation of made-up people, the same on every machine.
use iced::widget::{column, container, row, space, text};
use iced::{Fill, Theme};
use std::cell::Cell;
use std::rc::Rc;
use waxwing::theme::{Tokens, contact, size, space as gap, surface, text as words};
use waxwing::widget::rich_text::{rich_text, span};
use waxwing::widget::virtual_list::{Window, virtual_list};
use waxwing::widget::{Element, avatar, focus};

/// What the benchmark changes.
pub(crate) struct Conversation {
    pub(crate) feed: u64,
    /// Number of the oldest message; the key of a message is its number.
    pub(crate) first: i64,
    pub(crate) count: usize,
    pub(crate) theme: Theme,
    /// Rows made so far.
    pub(crate) made: Rc<Cell<usize>>,
}

impl Conversation {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            feed: 1,
            first: 0,
            count,
            theme: waxwing::theme::light(),
            made: Rc::default(),
        }
    }
}

const PEOPLE: [&str; 5] = ["Romy Keller", "Ana", "Tomás", "ליאת", "Noor"];

const SENTENCES: [&str; 12] = [
    "Are we still on for tonight?",
    "Yes! 19:00 at the station, I will bring the tickets and something to eat for the way.",
    "The second platform was closed last week, so better look at the board before you run down the stairs as I did.",
    "👍",
    "I read the whole thread again and I think we should go with the smaller one: it is quieter, it costs half, and nobody needs the other features anyway. What do you think?",
    "ok",
    "مرحبا، سأصل بعد عشر دقائق",
    "Look at this when you have time",
    "נתראה מחר בבוקר",
    "今晚见，我带票。",
    "Could you send me the notes of the meeting? I had to leave early and missed the part about the deadlines, the budget and who does what until when.",
    "Haha 😂 that was a good one",
];

pub(crate) fn message(feed: u64, number: i64) -> String {
    let mut seed = (number as u64 ^ (feed << 40)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = |n: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % n
    };
    let mut body = String::new();
    for part in 0..=next(3) {
        if part > 0 {
            body.push(' ');
        }
        body.push_str(SENTENCES[next(SENTENCES.len() as u64) as usize]);
    }
    body.push_str(&format!(" ({number})"));
    body
}

pub(crate) fn view(state: &Conversation) -> Element<'_, Window> {
    let (first, count) = (state.first, state.count);
    let list = virtual_list(
        state.feed,
        count,
        move |index| first + index as i64,
        move |number: i64| {
            let index = usize::try_from(number - first).ok()?;
            (index < count).then_some(index)
        },
        move |index| bubble(state, first + index as i64),
    );
    container(focus::scope(list.id("list").on_window(|window| window)))
        .style(surface::window)
        .into()
}

fn bubble(state: &Conversation, number: i64) -> Element<'_, Window> {
    state.made.set(state.made.get() + 1);
    let tokens = Tokens::of(&state.theme);
    let who = PEOPLE[(number.unsigned_abs() / 3) as usize % PEOPLE.len()];
    let mine = who == "Ana";
    let mut spans = vec![span(message(state.feed, number))];
    if number % 9 == 0 {
        spans.push(span(" and "));
        spans.push(span("https://example.org/a/page").link("https://example.org/a/page"));
    }
    let body = rich_text(spans).link_color(tokens.accent);
    let time = text(format!("{:02}:{:02}", number % 24, number % 60))
        .size(size::CAPTION)
        .style(words::quiet);
    let name = text(who)
        .size(size::CAPTION)
        .font(waxwing::font::SEMIBOLD)
        .color(contact::colour(who, tokens));
    let inner = if mine {
        column![body, time]
    } else {
        column![name, body, time]
    };
    let card = container(inner.spacing(2))
        .padding([gap::S, gap::M])
        .max_width(520);
    let line = if mine {
        row![space().width(Fill), card.style(surface::own_bubble)]
    } else {
        let face = avatar(who, contact::disc(who, tokens)).size(32.0);
        row![face, card.style(surface::other_bubble), space().width(Fill)]
    };
    let line = container(line.spacing(gap::S)).max_width(720);
    container(line).padding([3.0, gap::L]).center_x(Fill).into()
}
