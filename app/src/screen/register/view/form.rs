//! A form of a server: a widget for each kind of field, what is wrong below it.

use iced::widget::{Column, column, container, image, row, text, text_editor};
use iced::{Center, Fill};
use waxwing_core::model::{Field, FieldKind, Media};

use super::{Message, complaint, quiet};
use crate::icon::Icon;
use crate::screen::register::filling::{Edit, Filling, Value};
use crate::theme::button::Kind;
use crate::theme::{editor, size, space, surface, text as words};
use crate::ui::strength;
use crate::ui::toggle::toggle;
use crate::widget::accessible::field as field_of;
use crate::widget::composer::spoken;
use crate::widget::{Element, Role, accessible, focus, focus_button, text_button, text_field};
use crate::{font, tr};

/// The widest a picture is shown.
const PICTURE: f32 = 360.0;

/// How much room lines of text get.
const LINES: f32 = 96.0;

/// The name of a field among the widgets.
pub(in crate::screen::register) fn field_id(place: usize) -> String {
    format!("register-field-{place}")
}

/// The form, or what goes on while its answers are with the server.
pub(super) fn view<'a>(
    domain: &str,
    filling: &'a Filling,
    busy: Option<String>,
) -> Column<'a, Message> {
    let idle = busy.is_none();
    let mut parts = column![].spacing(space::L);
    if !filling.form.instructions.is_empty() {
        parts = parts.push(quiet(filling.form.instructions.clone()));
    }
    for (place, field) in filling.form.fields.iter().enumerate() {
        if let Some(value) = filling.values.get(place) {
            parts = parts.push(one_field(domain, filling, place, field, value, idle));
        }
    }
    if let Some(said) = &filling.refused {
        parts = parts.push(complaint(said));
    }
    if let Some(said) = busy {
        return parts.push(status(said, Message::BackPressed));
    }
    parts = parts.push(
        text_button(tr!("register-submit"))
            .kind(Kind::Primary)
            .width(Fill)
            .on_press(Message::Submitted),
    );
    if filling.web.is_some() {
        let web = text_button(tr!("register-website-instead"))
            .kind(Kind::Link)
            .on_press(Message::WebsitePressed);
        parts = parts.push(web);
    }
    parts
}

/// What goes on, and the way to end it.
pub(super) fn status<'a>(said: String, cancel: Message) -> Element<'a, Message> {
    let shown = text(said.clone()).size(size::LIST).style(words::quiet);
    row![
        container(accessible(Role::Status, said, shown)).width(Fill),
        text_button(tr!("cancel")).on_press(cancel)
    ]
    .spacing(space::M)
    .align_y(Center)
    .into()
}

fn one_field<'a>(
    domain: &str,
    filling: &'a Filling,
    place: usize,
    field: &'a Field,
    value: &'a Value,
    idle: bool,
) -> Element<'a, Message> {
    let wrong = filling.wrong.get(&place).cloned();
    let shown: Element<'a, Message> = match value {
        Value::None => return quiet(field.values.join("\n")),
        Value::Line { text, revealed } => line(
            domain,
            place,
            field,
            (text.reveal(), *revealed),
            (wrong, idle),
        ),
        Value::Lines(content) => lines(place, field, content, wrong, idle),
        Value::Yes(yes) => {
            let pressed = idle.then_some(Message::Edited(place, Edit::Toggled));
            toggle(label(field), *yes, wrong, pressed)
        }
        Value::Picked(picked) => choices(place, field, picked, wrong, idle),
    };
    let mut parts = column![].spacing(space::S);
    if let Some((handle, width, height)) = filling.pictures.get(&place) {
        parts = parts.push(captcha(handle, *width, *height));
    } else if let Some(said) = unseen(&field.media) {
        parts = parts.push(quiet(said));
    }
    parts.push(shown).into()
}

fn captcha<'a>(handle: &image::Handle, width: f32, height: f32) -> Element<'a, Message> {
    let scale = (PICTURE / width).min(1.0);
    let picture = image(handle.clone())
        .width(width * scale)
        .height(height * scale);
    let framed = container(picture).padding(space::S).style(surface::card);
    accessible(Role::Image, tr!("register-captcha"), framed).into()
}

/// What is said of something that can't be shown here.
fn unseen(media: &[Media]) -> Option<String> {
    media.first().map(|first| match first {
        Media::Link { url, .. } => tr!("form-media-link", url = url.as_str()),
        Media::Bits { .. } | Media::Picture(_) => tr!("form-media-missing"),
    })
}

fn line<'a>(
    domain: &str,
    place: usize,
    field: &'a Field,
    (value, revealed): (&'a str, bool),
    (wrong, idle): (Option<String>, bool),
) -> Element<'a, Message> {
    let hint = match field.var.as_str() {
        "username" if !value.trim().is_empty() && !value.contains('@') => {
            let address = format!("{}@{domain}", value.trim());
            tr!("register-address", address = address)
        }
        "password" => strength::words(value),
        _ => field.description.clone(),
    };
    let mut line = text_field(label(field), value)
        .id(field_id(place))
        .error(wrong);
    if !hint.is_empty() {
        line = line.hint(hint);
    }
    if field.kind == FieldKind::TextPrivate {
        let toggled = Message::Edited(place, Edit::Revealed);
        line = line.secret(revealed, tr!("login-reveal"), toggled);
    }
    if idle {
        line = line
            .on_input(move |text| Message::Edited(place, Edit::Typed(text.into())))
            .on_submit(Message::Submitted);
    }
    line.into()
}

fn lines<'a>(
    place: usize,
    field: &Field,
    content: &'a text_editor::Content,
    wrong: Option<String>,
    idle: bool,
) -> Element<'a, Message> {
    let mut editor = text_editor(content)
        .id(field_id(place))
        .height(LINES)
        .padding([space::S, space::M])
        .size(size::LIST)
        .style(editor::composer);
    if idle {
        editor = editor.on_action(move |action| Message::Edited(place, Edit::Lines(action)));
    }
    let name = label(field);
    let named = field_of(Role::TextArea, name.clone(), "", editor).text(spoken(content));
    column![heading(name), named, below(wrong, &field.description)]
        .spacing(space::XS)
        .into()
}

fn choices<'a>(
    place: usize,
    field: &'a Field,
    picked: &[bool],
    wrong: Option<String>,
    idle: bool,
) -> Element<'a, Message> {
    let mut rows = column![].spacing(2.0);
    for (option, (choice, picked)) in field.options.iter().zip(picked).enumerate() {
        let pressed = idle.then_some(Message::Edited(place, Edit::Picked(option)));
        if field.kind == FieldKind::ListMulti {
            rows = rows.push(toggle(choice.label.clone(), *picked, None, pressed));
            continue;
        }
        let sign: Element<'a, Message> = match picked {
            true => Icon::Check.view().size(16.0).into(),
            false => iced::widget::space().width(16.0).into(),
        };
        let line = row![sign, text(choice.label.clone()).size(size::LIST)]
            .spacing(space::S)
            .align_y(Center);
        let button = focus_button(line, choice.label.clone())
            .kind(Kind::Row)
            .role(Role::RadioButton)
            .checked(*picked)
            .width(Fill)
            .padding([space::XS, space::S])
            .on_press_maybe(pressed);
        rows = rows.push(button);
    }
    let name = label(field);
    let group = accessible(Role::Group, name.clone(), focus::roving(rows));
    column![heading(name), group, below(wrong, &field.description)]
        .spacing(space::XS)
        .into()
}

fn heading<'a>(name: String) -> Element<'a, Message> {
    text(name).size(size::CAPTION).font(font::MEDIUM).into()
}

/// What is wrong, or else some words about the field.
fn below<'a>(wrong: Option<String>, description: &str) -> Element<'a, Message> {
    match wrong {
        Some(wrong) => {
            let shown = text(wrong.clone()).size(size::CAPTION).style(words::danger);
            accessible(Role::Alert, wrong, shown).into()
        }
        None if description.is_empty() => iced::widget::space().into(),
        None => text(description.to_owned())
            .size(size::CAPTION)
            .style(words::quiet)
            .into(),
    }
}

/// What a field is called: in our words where every server means the same, else in the server's;
/// with a mark where it may be left empty.
fn label(field: &Field) -> String {
    let name = match field.var.as_str() {
        "username" => tr!("register-field-username"),
        "password" => tr!("register-field-password"),
        "email" => tr!("register-field-email"),
        "name" | "nick" | "first" | "last" | "address" | "city" | "state" | "zip" | "phone"
        | "url" | "date" | "misc" | "text"
            if field.label.is_empty() =>
        {
            tr!("register-field", name = field.var.as_str())
        }
        _ if field.label.is_empty() => field.var.clone(),
        _ => field.label.clone(),
    };
    let is_line = matches!(
        field.kind,
        FieldKind::TextSingle
            | FieldKind::TextPrivate
            | FieldKind::JidSingle
            | FieldKind::TextMulti
    );
    match is_line && !field.required {
        true => tr!("form-optional", name = name),
        false => name,
    }
}
