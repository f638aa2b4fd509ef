//! The picture that we show of ourselves, or give a group: chosen from a file, cut to a square, saved. The
//! file itself stays here: what is published is drawn anew from its pixels, so that nothing of where and when it
//! was taken goes along.

mod draw;

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Task};
use waxwing_core::command::{avatar, room};
use waxwing_core::model::Picture;
use waxwing_core::{AccountId, Command, ConversationId, Error, RequestId};

use crate::file;
use crate::screen::Action;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::toggle::toggle;
use crate::widget::crop::{Cut, crop};
use crate::widget::{Element, Role, accessible, text_button};
use crate::{engine, tr};
pub use draw::{Source, open};

/// Edge of the square to cut.
const EDGE: f32 = 256.0;
/// Edge of the face as it will be in the list.
const SMALL: f32 = 40.0;
/// Edge of one that waits.
const KEPT: f32 = 48.0;
/// How the files of pictures that can be read end.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp"];
/// The name of the square among the widgets.
const CUT: &str = "own-picture-cut";

/// Whose picture it is.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// Ours, as others see us.
    Own(AccountId),
    /// A group's.
    Room(ConversationId),
    /// That of a group that is yet to be made: it is kept until then.
    New,
}

/// The picture as it is now.
pub struct Shown<'a> {
    /// Beside what can be done about it, where it stands nowhere else.
    pub face: Option<Element<'a, Message>>,
    /// There is one.
    pub there: bool,
    /// Whose it is.
    pub whose: Whose,
}

/// What is being done about the picture.
#[derive(Clone, Debug, Default)]
pub struct State {
    step: Step,
    wrong: Option<Words>,
    /// Everybody may see the one before.
    everybody: bool,
}

#[derive(Clone, Debug, Default)]
enum Step {
    #[default]
    Idle,
    /// A file is being read.
    Reading,
    Cutting(Draft),
    /// It is being drawn small.
    Drawing(Draft),
    /// The server is told.
    Saving(RequestId, Option<Draft>),
    /// It waits to be told.
    Kept(Draft, Picture),
}

/// A picture that is to become ours.
#[derive(Clone, Debug)]
struct Draft {
    source: Source,
    cut: Cut,
    everybody: bool,
}

/// What happens to the picture.
#[derive(Clone, Debug)]
pub enum Message {
    /// Choose a file.
    ChoosePressed,
    /// This one.
    Chosen(file::Choice),
    /// It was read, or could not be.
    Read(Option<Source>),
    /// Another part of it.
    Cut(Cut),
    /// Everybody may see it, or contacts only.
    EverybodyPressed,
    /// Rather not.
    CancelPressed,
    /// Publish it.
    SavePressed,
    /// It was drawn small.
    Drawn(Option<Picture>),
    /// Show none any more.
    RemovePressed,
}

impl State {
    /// Everybody may see the picture that is shown now, or contacts only; so it is to be with the next.
    pub fn remember(&mut self, everybody: bool) {
        self.everybody = everybody;
    }

    /// Takes in what happened to a picture.
    pub fn update(&mut self, message: Message, whose: Whose) -> Action<Message> {
        self.wrong = None;
        match (message, std::mem::take(&mut self.step)) {
            (Message::ChoosePressed, step) => {
                self.step = step;
                return Action::run(choose(whose));
            }
            (
                Message::Chosen(file::Choice::File(path)),
                Step::Idle | Step::Cutting(_) | Step::Kept(..),
            ) => {
                self.step = Step::Reading;
                return Action::run(Task::perform(draw::read(path), Message::Read));
            }
            (Message::Chosen(file::Choice::NoDialog), step) => {
                self.wrong = Some(Words::new(tr!("own-picture-no-dialog")));
                self.step = step;
            }
            (Message::Read(Some(source)), Step::Reading) => {
                let (width, height) = source.sides();
                self.step = Step::Cutting(Draft {
                    source,
                    cut: Cut::of(width, height),
                    everybody: self.everybody,
                });
                return Action::run(crate::widget::focus::to(CUT));
            }
            (Message::Read(None), Step::Reading) => self.wrong = Some(unreadable()),
            (Message::Cut(cut), Step::Cutting(draft)) => {
                self.step = Step::Cutting(Draft { cut, ..draft });
            }
            (Message::EverybodyPressed, Step::Cutting(draft)) => {
                let everybody = !draft.everybody;
                self.step = Step::Cutting(Draft { everybody, ..draft });
            }
            (Message::CancelPressed, Step::Cutting(_) | Step::Reading) => {}
            (Message::SavePressed, Step::Cutting(draft)) => {
                let drawn = draft.source.draw(draft.cut.square());
                self.step = Step::Drawing(draft);
                return Action::run(Task::perform(drawn, Message::Drawn));
            }
            (Message::Drawn(Some(picture)), Step::Drawing(draft)) => {
                let request = engine::request();
                match whose.publish(request, picture, draft.everybody) {
                    Ok(publish) => {
                        self.step = Step::Saving(request, Some(draft));
                        return Action::send(publish);
                    }
                    Err(picture) => self.step = Step::Kept(draft, picture),
                }
            }
            (Message::Drawn(None), Step::Drawing(draft)) => {
                self.step = Step::Cutting(draft);
                self.wrong = Some(unreadable());
            }
            (Message::RemovePressed, Step::Kept(..)) => {}
            (Message::RemovePressed, Step::Idle) => {
                let request = engine::request();
                if let Some(remove) = whose.remove(request) {
                    self.step = Step::Saving(request, None);
                    return Action::send(remove);
                }
            }
            // What comes too late.
            (_, step) => self.step = step,
        }
        Action::none()
    }

    /// The picture that waits for what it is to be of.
    pub fn kept(&self) -> Option<&Picture> {
        match &self.step {
            Step::Kept(_, picture) => Some(picture),
            _ => None,
        }
    }

    /// Nothing of it is half done.
    pub fn is_settled(&self) -> bool {
        matches!(self.step, Step::Idle | Step::Kept(..))
    }

    /// Takes in the end of a request; `false` where it is not ours.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        match std::mem::take(&mut self.step) {
            Step::Saving(ours, draft) if ours == request => {
                if let Err(error) = result {
                    self.wrong = Some(Words::of_error(error));
                    self.step = draft.map_or(Step::Idle, Step::Cutting);
                }
                true
            }
            step => {
                self.step = step;
                false
            }
        }
    }

    /// The part of a page about the picture.
    pub fn view<'a>(&'a self, shown: Shown<'a>) -> Element<'a, Message> {
        let whose = shown.whose;
        let mut parts = column![match &self.step {
            Step::Cutting(draft) => cutting(draft, whose, true),
            Step::Drawing(draft) | Step::Saving(_, Some(draft)) => cutting(draft, whose, false),
            Step::Kept(draft, _) => self.face(Shown {
                face: Some(
                    crop(
                        draft.source.shown(),
                        draft.cut,
                        KEPT,
                        tr!("own-picture-preview")
                    )
                    .into()
                ),
                there: true,
                whose,
            }),
            Step::Idle | Step::Reading | Step::Saving(_, None) => self.face(shown),
        }]
        .spacing(space::M);
        if let Some(wrong) = &self.wrong {
            let sentence = wrong.sentence();
            let shown = text(sentence.clone()).size(size::LIST).style(words::danger);
            parts = parts.push(accessible(Role::Alert, sentence, shown));
        }
        parts.into()
    }

    /// As it is now, and what can be done about it.
    fn face<'a>(&'a self, shown: Shown<'a>) -> Element<'a, Message> {
        let idle = self.is_settled();
        let choose = match shown.there {
            true => tr!("own-picture-change"),
            false => tr!("own-picture-choose"),
        };
        let mut deeds =
            row![text_button(choose).on_press_maybe(idle.then_some(Message::ChoosePressed)),]
                .spacing(space::S);
        if shown.there {
            let remove = text_button(tr!("own-picture-remove")).kind(Kind::Quiet);
            deeds = deeds.push(remove.on_press_maybe(idle.then_some(Message::RemovePressed)));
        }
        let mut lines = column![deeds.wrap()].spacing(space::S).width(Fill);
        if !idle {
            lines = lines.push(busy(tr!("own-picture-working")));
        }
        row![shown.face, lines]
            .spacing(space::L)
            .align_y(Center)
            .into()
    }
}

impl Whose {
    /// Gives the picture back where nobody can be told yet.
    fn publish(
        self,
        request: RequestId,
        picture: Picture,
        everybody: bool,
    ) -> Result<Command, Picture> {
        Ok(match self {
            Self::New => return Err(picture),
            Self::Own(account) => Command::Avatar(avatar::Command::Publish {
                request,
                account,
                picture,
                everybody,
            }),
            Self::Room(conversation) => Command::Room(room::Command::SetPicture {
                request,
                conversation,
                picture: Some(picture),
            }),
        })
    }

    fn remove(self, request: RequestId) -> Option<Command> {
        Some(match self {
            Self::New => return None,
            Self::Own(account) => Command::Avatar(avatar::Command::Remove { request, account }),
            Self::Room(conversation) => Command::Room(room::Command::SetPicture {
                request,
                conversation,
                picture: None,
            }),
        })
    }
}

/// The square to cut, how it will look, and who may see it.
fn cutting(draft: &Draft, whose: Whose, ready: bool) -> Element<'_, Message> {
    let (picture, cut) = (draft.source.shown(), draft.cut);
    let mut square = crop(picture, cut, EDGE, tr!("own-picture-cut"))
        .id(CUT)
        .description(tr!("own-picture-cut-hint"));
    if ready {
        square = square.on_change(Message::Cut);
    }
    let press = |cut: Cut| ready.then_some(Message::Cut(cut));
    let small = crop(picture, cut, SMALL, tr!("own-picture-preview"));
    let beside = row![
        text_button(tr!("zoom-smaller")).on_press_maybe(press(cut.step_farther())),
        text_button(tr!("zoom-larger")).on_press_maybe(press(cut.step_closer())),
        iced::widget::space().width(space::M),
        Element::from(small),
    ]
    .spacing(space::XS)
    .align_y(Center);
    let everybody = toggle(
        tr!("own-picture-everybody"),
        draft.everybody,
        None,
        ready.then_some(Message::EverybodyPressed),
    );
    let mut parts = column![
        container(Element::from(square)).padding(space::XS),
        beside,
        quiet(tr!("own-picture-cut-hint")),
    ]
    .spacing(space::S);
    // Who sees a group sees its picture.
    if let Whose::Own(_) = whose {
        parts = parts
            .push(everybody)
            .push(quiet(tr!("own-picture-everybody-hint")));
    }
    if !ready {
        parts = parts.push(busy(tr!("own-picture-working")));
    }
    let line = row![
        text_button(tr!("cancel")).on_press_maybe(ready.then_some(Message::CancelPressed)),
        text_button(tr!("own-picture-save"))
            .kind(Kind::Primary)
            .on_press_maybe(ready.then_some(Message::SavePressed)),
    ]
    .spacing(space::S);
    parts.push(line.wrap()).into()
}

fn busy<'a>(said: String) -> Element<'a, Message> {
    let shown = text(said.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Status, said, shown).into()
}

fn quiet<'a>(said: String) -> Element<'a, Message> {
    let shown = text(said.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Label, said, shown).into()
}

fn unreadable() -> Words {
    Words {
        what: tr!("own-picture-unreadable"),
        advice: tr!("own-picture-unreadable-advice"),
        facts: Vec::new(),
    }
}

/// Lets a picture be chosen.
fn choose(whose: Whose) -> Task<Message> {
    let title = match whose {
        Whose::Own(_) => tr!("own-picture-choose-title"),
        Whose::Room(_) | Whose::New => tr!("room-picture-choose-title"),
    };
    let chosen = file::choose(title, tr!("choose-kind-pictures"), PICTURES);
    Task::perform(chosen, Message::Chosen)
}

#[cfg(test)]
mod tests;
