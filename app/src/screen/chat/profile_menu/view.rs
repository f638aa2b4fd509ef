//! How the menu of our own accounts looks.

use iced::widget::{Column, Row, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::AccountId;
use waxwing_core::model::{Account, Connection, SecretPlace, Show};

use super::{Link, Message, State, Way};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::people;
use crate::theme::account::COLOURS;
use crate::theme::button::Kind;
use crate::theme::{self, HIT_TARGET, size, space, surface, text as words};
use crate::ui::toggle::toggle;
use crate::ui::{account, presence};
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus, focus_button, icon_button, text_field};
use crate::{font, tr};

/// The width of the menu.
const WIDTH: f32 = 316.0;
/// Edge of a face.
const FACE: f32 = 36.0;
/// Edge of a colour to choose.
const SWATCH: f32 = 18.0;
/// Edge of the colour in an account's row.
const DISC: f32 = 10.0;

/// The name among the widgets of the button that moves an account.
pub(super) fn mover(id: AccountId, way: Way) -> String {
    format!("account-{way:?}-{}", id.0)
}

impl State {
    /// The menu.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let accounts = context.world.accounts();
        let accounts = accounts.map(|one| self.account(one, context));
        let accounts = Column::with_children(accounts).spacing(2.0);
        let mut content = column![accounts, line()].spacing(space::XS);
        if context.world.has_several() {
            content = content.push(self.whose(context));
        }
        if let Some(subject) = self.subject(context) {
            content = content.push(choices(subject.presence.show));
        }
        let status = text_field(tr!("profile-status"), &self.status)
            .placeholder(tr!("profile-status-placeholder"))
            .on_input(Message::StatusTyped)
            .on_submit(Message::StatusSubmitted)
            .hint(tr!("profile-status-hint"));
        content = content
            .push(container(status).padding(space::S))
            .push(line());
        if let Some(subject) = self.subject(context) {
            let own = Message::PeoplePressed(people::Link::Own(subject.id));
            let blocked = Message::PeoplePressed(people::Link::Blocked(subject.id));
            let code = Message::CodePressed(subject.id);
            content = content
                .push(entry(Icon::User, tr!("own-open"), own))
                .push(entry(Icon::QrCode, tr!("code-open"), code))
                .push(entry(Icon::Ban, tr!("blocked-open"), blocked));
        }
        content = content
            .push(entry(
                Icon::UserPlus,
                tr!("account-add"),
                Message::Opened(Link::AddAccount),
            ))
            .push(entry(
                Icon::Settings,
                tr!("profile-settings"),
                Message::SettingsPressed,
            ));
        if let (Some(only), false) = (context.world.account(), context.world.has_several()) {
            let leave = Message::RemovePressed(only.id);
            content = content.push(entry(Icon::LogOut, tr!("profile-sign-out"), leave));
        }
        let scroll =
            scrollable(container(content).padding(space::S)).style(theme::list::scrollable);
        let card = container(scroll).width(WIDTH).style(surface::raised);
        accessible(Role::Menu, tr!("profile-menu"), focus::scope(card)).into()
    }

    /// An account, and what can be done to it.
    fn account<'a>(&'a self, one: &'a Account, context: &Context<'a>) -> Element<'a, Message> {
        let open = self.unfolded == Some(one.id);
        let state = account::state(one);
        let name = one_line(one.jid.as_str())
            .size(size::LIST)
            .font(font::MEDIUM);
        let below = one_line(state.clone())
            .size(size::CAPTION)
            .style(match one.connection {
                Connection::Stopped { .. } if one.enabled => words::danger,
                _ => words::quiet,
            });
        let mut first = row![].spacing(space::S).align_y(Center);
        if let Some(mark) = context.world.mark(one.id) {
            first = first.push(account::disc(mark.colour, DISC));
        }
        let sign = match open {
            true => Icon::ChevronUp,
            false => Icon::ChevronDown,
        };
        let content = row![
            presence::own_face(one, context.tokens, FACE),
            column![first.push(name), below].spacing(2.0).width(Fill),
            sign.view().size(16.0)
        ]
        .spacing(space::M)
        .align_y(Center);
        let spoken = tr!(
            "account-spoken",
            address = one.jid.as_str(),
            state = state.as_str()
        );
        let head = focus_button(content, spoken)
            .kind(Kind::Row)
            .role(Role::Button)
            .expanded(open)
            .on_press(Message::Unfolded(one.id));
        let mut parts = column![head];
        if open {
            parts = parts.push(container(self.deeds(one, context)).padding([0.0, space::S]));
        }
        parts.into()
    }

    fn deeds<'a>(&'a self, one: &'a Account, context: &Context<'a>) -> Column<'a, Message> {
        let id = one.id;
        let several = context.world.has_several();
        let mut parts = column![toggle(
            tr!("account-enabled"),
            one.enabled,
            None,
            Some(Message::EnabledToggled(id)),
        )];
        if several {
            parts = parts.push(colours(id, context.world.colour(id)));
        }
        if one.enabled {
            let again = Message::ReconnectPressed(id);
            parts = parts.push(entry(Icon::Refresh, tr!("account-reconnect"), again));
            let password = Message::PasswordPressed(id);
            let delete = Message::DeletePressed(id);
            parts = parts
                .push(entry(Icon::Lock, tr!("password-title"), password))
                .push(entry(Icon::Ban, tr!("delete-account-title"), delete));
        }
        let connection = Message::Opened(Link::Connection(id));
        // The shields are those of encryption.
        parts = parts.push(entry(Icon::Link, tr!("account-connection"), connection));
        let keys = Message::PeoplePressed(people::Link::Keys(id));
        parts = parts.push(entry(Icon::Shield, tr!("keys-title"), keys));
        let history = Message::Opened(Link::History(id));
        parts = parts.push(entry(Icon::Clock, tr!("account-history"), history));
        let console = Message::Opened(Link::Console(id));
        parts = parts.push(entry(Icon::Quote, tr!("account-console"), console));
        if let Some(place) = one.password_kept {
            parts = parts.push(kept(place));
        }
        if several {
            let leave = Message::RemovePressed(id);
            parts = parts
                .push(entry(Icon::Trash, tr!("account-remove"), leave))
                .push(movers(id, context));
        }
        parts
    }

    /// Whose presence is chosen below.
    fn whose<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let label = match self.subject(context) {
            Some(one) if !self.is_for_all(context) => {
                tr!("account-presence-of", address = one.jid.as_str())
            }
            _ => tr!("account-presence-all"),
        };
        let shown = one_line(label.clone())
            .size(size::CAPTION)
            .style(words::quiet);
        container(accessible(Role::Heading, label, shown))
            .padding([space::XS, space::M])
            .into()
    }
}

/// Where the password of an account is kept.
fn kept<'a>(place: SecretPlace) -> Element<'a, Message> {
    let said = match place {
        SecretPlace::Keyring => tr!("account-password-keyring"),
        SecretPlace::SealedFile => tr!("account-password-file"),
    };
    let shown = text(said.clone()).size(size::CAPTION).style(words::quiet);
    container(accessible(Role::Label, said, shown))
        .padding([space::XS, space::M])
        .into()
}

fn line<'a>() -> Element<'a, Message> {
    container(iced::widget::space().width(Fill).height(1))
        .style(surface::line)
        .into()
}

fn choices<'a>(chosen: Show) -> Element<'a, Message> {
    let all = presence::CHOICES.map(|show| choice(show, show == chosen));
    focus::roving(Column::with_children(all).spacing(2.0)).into()
}

fn choice<'a>(show: Show, chosen: bool) -> Element<'a, Message> {
    let label = presence::choice(show);
    let mut line = row![
        presence::bare_dot(show),
        container(text(label.clone()).size(size::LIST)).width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    if chosen {
        line = line.push(Icon::Check.view().size(16.0));
    }
    focus_button(line, label)
        .kind(Kind::Row)
        .role(Role::MenuItem)
        .checked(chosen)
        .on_press(Message::Chosen(show))
        .into()
}

fn entry<'a>(icon: Icon, label: String, message: Message) -> Element<'a, Message> {
    let content = row![icon.view().size(16.0), text(label.clone()).size(size::LIST)]
        .spacing(space::S)
        .align_y(Center);
    focus_button(content, label)
        .kind(Kind::Row)
        .role(Role::Button)
        .on_press(message)
        .into()
}

fn colours<'a>(id: AccountId, chosen: u8) -> Element<'a, Message> {
    let swatch = |place: u8| {
        let content = container(account::disc(place, SWATCH)).center(SWATCH);
        focus_button(content, account::colour_name(place))
            .kind(Kind::Quiet)
            .role(Role::MenuItem)
            .selected(place == chosen)
            .checked(place == chosen)
            .padding((HIT_TARGET - SWATCH) / 2.0)
            .tooltip(account::colour_name(place))
            .on_press(Message::ColourChosen(id, place))
            .into()
    };
    let all = Row::with_children((0..COLOURS).map(swatch));
    accessible(Role::Group, tr!("account-colour"), focus::roving(all)).into()
}

fn movers<'a>(id: AccountId, context: &Context<'a>) -> Element<'a, Message> {
    let ids: Vec<_> = context.world.accounts().map(|one| one.id).collect();
    let button = |icon, name: String, way, possible: bool| {
        icon_button(icon, name)
            .id(mover(id, way))
            .on_press_maybe(possible.then_some(Message::Moved(id, way)))
    };
    let up = button(
        Icon::ChevronUp,
        tr!("account-up"),
        Way::Up,
        ids.first() != Some(&id),
    );
    let down = button(
        Icon::ChevronDown,
        tr!("account-down"),
        Way::Down,
        ids.last() != Some(&id),
    );
    let label = container(text(tr!("account-order")).size(size::LIST)).width(Fill);
    container(row![label, up, down].align_y(Center))
        .padding([0.0, space::M])
        .into()
}
