//! What the composer offers while the short name of an emoji is typed, as in `:tad`, or the name of
//! somebody who is in the group, as in `@an`.

use iced::widget::{Column, Row, container, row, text};
use iced::{Center, Shrink};

use crate::font;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::tr;
use crate::ui::emoji_picker::names;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus_button, hazard};

/// So many are offered.
const MOST: usize = 6;
/// With fewer letters nearly everything would be offered, and ":D" and ":p" are no beginnings of names.
const FEWEST: usize = 2;
/// A longer word is no name.
const LONGEST: usize = 40;
/// The width of the list.
const WIDTH: f32 = 280.0;

/// What is offered.
#[derive(Clone, Debug)]
pub struct Completion {
    /// What is replaced, in bytes before the caret.
    bytes: usize,
    offers: Vec<Offer>,
    marked: usize,
}

/// One of the things that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// An emoji.
    Emoji(&'static str),
    /// Somebody, by nick.
    Person(String),
}

/// What stands before the caret.
#[derive(Clone, Debug)]
pub enum Found {
    /// The beginning of a name.
    Beginning(Completion),
    /// A whole name between colons: the bytes that the emoji replaces.
    Whole(usize, &'static str),
}

impl Completion {
    /// Looks at what stands before the caret.
    pub fn find(before: &str) -> Option<Found> {
        let closed = before.strip_suffix(':');
        let open = closed.unwrap_or(before);
        let start = open.rfind(':')?;
        let name = &open[start + 1..];
        let letters = name.chars().count();
        let apart = open[..start]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '-');
        if !apart || !(1..=LONGEST).contains(&letters) || !name.chars().all(fits) {
            return None;
        }
        if closed.is_some() {
            let emoji = emojis::get_by_shortcode(name)?;
            return Some(Found::Whole(name.len() + 2, names::toned(emoji)));
        }
        if letters < FEWEST || name.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let offers: Vec<_> = names::found(name)
            .into_iter()
            .take(MOST)
            .map(|one| Offer::Emoji(names::toned(one)))
            .collect();
        (!offers.is_empty()).then(|| {
            Found::Beginning(Self {
                bytes: name.len() + 1,
                offers,
                marked: 0,
            })
        })
    }

    /// Offers those whose nick, or a word of it, begins as it is typed; the first of `names` come first.
    pub fn people<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<Self> {
        let begun = typed.to_lowercase();
        let fits = |name: &&str| {
            let name = name.to_lowercase();
            let mut words = name
                .match_indices(char::is_whitespace)
                .map(|(at, _)| at + 1);
            name.starts_with(&begun)
                || words.any(|at| name.get(at..).is_some_and(|rest| rest.starts_with(&begun)))
        };
        let mut offers: Vec<Offer> = Vec::new();
        for name in names.into_iter().filter(fits) {
            let offer = Offer::Person(name.to_owned());
            if offers.len() < MOST && !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        (!offers.is_empty()).then(|| Self {
            bytes: typed.len() + 1,
            offers,
            marked: 0,
        })
    }

    /// Moves the mark, around the ends.
    pub fn step(&mut self, down: bool) {
        let count = self.offers.len().max(1);
        let by = if down { 1 } else { count - 1 };
        self.marked = (self.marked + by) % count;
    }

    /// The bytes before the caret that one of the offers replaces, and that one.
    pub fn take(&self, place: Option<usize>) -> Option<(usize, &Offer)> {
        let offer = self.offers.get(place.unwrap_or(self.marked))?;
        Some((self.bytes, offer))
    }

    /// The list; `taken` is told the place of the one that is pressed.
    pub fn view<'a, M: Clone + 'a>(&self, taken: impl Fn(usize) -> M) -> Element<'a, M> {
        let rows = self.offers.iter().enumerate().map(|(place, offer)| {
            let (content, name) = match offer {
                Offer::Emoji(emoji) => emoji_row(emoji),
                Offer::Person(nick) => {
                    let shown = one_line(nick.clone()).size(size::LIST);
                    let sign = Icon::At.view().size(16.0);
                    (row![sign, shown], hazard::visible(nick).into_owned())
                }
            };
            focus_button(content.spacing(space::S).align_y(Center), name)
                .kind(Kind::Row)
                .selected(place == self.marked)
                .on_press(taken(place))
                .into()
        });
        let title = match self.offers.first() {
            Some(Offer::Person(_)) => tr!("people-completion"),
            _ => tr!("emoji-completion"),
        };
        let list = Column::with_children(rows).width(WIDTH);
        let card = container(list)
            .padding(space::XS)
            .width(Shrink)
            .style(surface::raised);
        let list = accessible(Role::List, title, card);
        iced::widget::opaque(list)
    }
}

fn emoji_row<'a, M: Clone + 'a>(
    emoji: &'static str,
) -> (Row<'a, M, iced::Theme, iced::Renderer>, String) {
    let name = names::name(emoji);
    let short = emojis::get(emoji).and_then(|one| one.shortcode().map(|one| format!(":{one}:")));
    let content = row![
        text(emoji).size(18.0).line_height(1.0).font(font::EMOJI),
        one_line(name.clone()).size(size::LIST),
        one_line(short.unwrap_or_default())
            .size(size::CAPTION)
            .style(words::quiet),
    ];
    (content, name)
}

/// The beginning of somebody's name before the caret: what stands behind an `@` that is in no address.
pub fn called(before: &str) -> Option<&str> {
    let (open, typed) = before.rsplit_once('@')?;
    let apart = open
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    let fits = typed.chars().count() <= LONGEST && !typed.contains('\n');
    (apart && fits).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_called_by_the_beginning_of_any_of_their_names() {
        assert_eq!(called("hello @an"), Some("an"));
        assert_eq!(called("@"), Some(""));
        assert_eq!(called("mira@example.org"), None, "an address");
        assert_eq!(called("@an\nand"), None);
        assert_eq!(called("no"), None);
        let names = ["Jonas", "Ana Bauer", "Zoë Martin", "Ana Bauer"];
        let people = |typed: &str| {
            let found = Completion::people(typed, names);
            found.map_or_else(Vec::new, |found| found.offers)
        };
        let person = |name: &str| Offer::Person(name.to_owned());
        assert_eq!(people("an"), [person("Ana Bauer")]);
        assert_eq!(people("BAU"), [person("Ana Bauer")]);
        assert_eq!(people("ana b"), [person("Ana Bauer")]);
        assert_eq!(people("").len(), 3, "each once");
        assert_eq!(people("x"), []);
        let found = Completion::people("zo", names).expect("one");
        assert_eq!(found.take(None), Some((3, &person("Zoë Martin"))));
    }

    fn offers(before: &str) -> Vec<&'static str> {
        match Completion::find(before) {
            Some(Found::Beginning(completion)) => {
                let emoji = |offer: &Offer| match offer {
                    Offer::Emoji(emoji) => *emoji,
                    Offer::Person(_) => panic!("nobody is called"),
                };
                completion.offers.iter().map(emoji).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_beginning_of_a_name_is_completed() {
        assert_eq!(offers("well :tad")[0], "🎉");
        assert_eq!(offers(":+1")[0], "👍");
        assert!(offers("(:hear").contains(&"❤️"));
        let Some(Found::Beginning(mut completion)) = Completion::find("x :smil") else {
            panic!("offers")
        };
        assert_eq!(completion.take(None).map(|(bytes, _)| bytes), Some(5));
        completion.step(false);
        assert_eq!(completion.marked, completion.offers.len() - 1);
        completion.step(true);
        assert_eq!(completion.marked, 0);
        assert_eq!(completion.take(Some(99)), None);
    }

    #[test]
    fn a_whole_name_is_an_emoji_at_once() {
        assert!(matches!(
            Completion::find("so :tada:"),
            Some(Found::Whole(6, "🎉"))
        ));
        assert!(Completion::find("so :nonsense:").is_none());
    }

    #[test]
    fn times_addresses_and_faces_are_left_alone() {
        for text in [
            "at 10:30",
            "10:3",
            ":D",
            ":",
            "::",
            "https://x",
            "a:bc",
            ":tad and",
            "xmpp:romy",
            ":12",
            "",
            "é:ta",
        ] {
            assert!(Completion::find(text).is_none(), "{text}");
        }
        assert!(Completion::find(&format!(":{}", "x".repeat(1_000_000))).is_none());
    }
}
