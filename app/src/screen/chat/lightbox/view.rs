//! How a picture over all of the window looks: it fills what there is, its name and what can be done above.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};

use super::{Message, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, size, space, surface, text as words};
use crate::widget::viewer::viewer;
use crate::widget::{
    Element, Role, accessible, focus, focus_button, icon_button, one_line, picture,
};
use crate::{font, format, tr, ui};

/// The height of the bar, as that of other heads.
const HEAD: f32 = 60.0;
/// The button that closes it, among the widgets.
pub(super) const CLOSE: &str = "lightbox-close";

impl State {
    /// Gives the first button the focus.
    pub fn focus<M: Send + 'static>() -> iced::Task<M> {
        focus::to(CLOSE)
    }

    /// The picture.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let Some(current) = self.current() else {
            return iced::widget::space().into();
        };
        let look = |look| Message::Looked(look);
        let shown: Element<'a, Message> = match picture::known(&current.path) {
            Some(Err(flaw)) => {
                let said = ui::picture::words(&flaw);
                let said = accessible(
                    Role::Status,
                    said.clone(),
                    text(said).size(size::MESSAGE).style(words::quiet),
                );
                container(said).center(Fill).into()
            }
            _ => viewer(&current.path, self.look, look, Message::Stepped)
                .sides(current.file.dimensions)
                .into(),
        };
        let shown = accessible(Role::Image, ui::picture::told(&current.file), shown);
        let last = self.at + 1 >= self.pictures.len();
        let step = |icon, label, by, there: bool| {
            let button = icon_button(icon, label);
            button.on_press_maybe(there.then_some(Message::Stepped(by)))
        };
        let before = step(Icon::ChevronLeft, tr!("lightbox-previous"), -1, self.at > 0);
        let after = step(Icon::ChevronRight, tr!("lightbox-next"), 1, !last);
        let close = self.look.is_close();
        let smaller = focus_button(text("−").size(size::TITLE), tr!("lightbox-smaller"))
            .kind(Kind::Quiet)
            .width(HIT_TARGET)
            .padding(0.0)
            .tooltip(tr!("lightbox-smaller"))
            .on_press_maybe(close.then_some(Message::Zoomed(false)));
        let tools = row![
            before,
            smaller,
            icon_button(Icon::Plus, tr!("lightbox-larger")).on_press(Message::Zoomed(true)),
            icon_button(Icon::Copy, tr!("lightbox-copy")).on_press(Message::CopyPressed),
            icon_button(Icon::Download, tr!("lightbox-save")).on_press(Message::SavePressed),
            after
        ]
        .spacing(space::XS)
        .align_y(Center)
        .wrap();
        let tools = container(tools).padding(space::S).center_x(Fill);
        let middle = container(shown).width(Fill).height(Fill);
        let page = column![self.head(context), middle, tools]
            .width(Fill)
            .height(Fill);
        let page = container(page).style(surface::window);
        accessible(Role::Dialog, tr!("lightbox-title"), focus::scope(page)).into()
    }

    fn head<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let (name, at) = match self.current() {
            Some(current) => (current.file.name.as_str(), current.which.0.at),
            None => ("", context.now),
        };
        let count = tr!(
            "lightbox-count",
            at = self.at + 1,
            count = self.pictures.len()
        );
        let line = [count, format::moment(at, context.now)].join(&tr!("separator"));
        let name = one_line(name).size(size::MESSAGE).font(font::SEMIBOLD);
        let shown = one_line(line.clone())
            .size(size::CAPTION)
            .style(words::quiet);
        let lines = column![name, accessible(Role::Status, line, shown)].spacing(2.0);
        let parts = row![
            icon_button(Icon::X, tr!("lightbox-close"))
                .id(CLOSE)
                .on_press(Message::Closed),
            container(lines).width(Fill)
        ]
        .spacing(space::XS)
        .align_y(Center);
        let head = container(parts)
            .padding([0.0, space::M])
            .height(HEAD)
            .center_y(HEAD);
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        column![head, edge].into()
    }
}
