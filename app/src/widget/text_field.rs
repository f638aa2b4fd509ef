//! A labelled line of input with room for what is wrong with it.
use super::accessible::{Role, accessible};
use super::{Element, direction, icon_button, text_button};
use crate::font;
use crate::icon::Icon;
use crate::theme::{input, size, space, text as words};
use iced::Center;
use iced::advanced::widget::Id;
use iced::widget::{column, row, text, text_input};
use std::rc::Rc;

/// A field called `label` that holds `value`.
pub fn text_field<'a, M: Clone + 'a>(label: impl Into<String>, value: &'a str) -> TextField<'a, M> {
    TextField {
        label: label.into(),
        value,
        placeholder: String::new(),
        id: None,
        on_input: None,
        on_submit: None,
        error: None,
        hint: None,
        secret: None,
        chooser: None,
    }
}

/// See [`text_field`].
pub struct TextField<'a, M> {
    label: String,
    value: &'a str,
    placeholder: String,
    id: Option<Id>,
    on_input: Option<Box<dyn Fn(String) -> M + 'a>>,
    on_submit: Option<M>,
    error: Option<String>,
    hint: Option<String>,
    secret: Option<Secret<M>>,
    chooser: Option<(String, M)>,
}

struct Secret<M> {
    revealed: bool,
    name: String,
    on_toggle: M,
}

impl<'a, M> TextField<'a, M> {
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = words.into();
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Without it the field is disabled.
    pub fn on_input(mut self, f: impl Fn(String) -> M + 'a) -> Self {
        self.on_input = Some(Box::new(f));
        self
    }

    pub fn on_submit(mut self, message: M) -> Self {
        self.on_submit = Some(message);
        self
    }

    /// What is wrong, in words, below the field.
    pub fn error(mut self, words: Option<impl Into<String>>) -> Self {
        self.error = words.map(Into::into);
        self
    }

    /// A word of help where the error would stand.
    pub fn hint(mut self, words: impl Into<String>) -> Self {
        self.hint = Some(words.into());
        self
    }

    /// Dots instead of letters; a button called `name` sends `on_toggle` to reveal them.
    pub fn secret(mut self, revealed: bool, name: impl Into<String>, on_toggle: M) -> Self {
        self.secret = Some(Secret {
            revealed,
            name: name.into(),
            on_toggle,
        });
        self
    }

    /// A button called `name` beside the field, for whoever would rather choose than type.
    pub fn chooser(mut self, name: impl Into<String>, on_press: M) -> Self {
        self.chooser = Some((name.into(), on_press));
        self
    }
}

impl<'a, M: Clone + 'a> From<TextField<'a, M>> for Element<'a, M> {
    fn from(field: TextField<'a, M>) -> Self {
        let invalid = field.error.is_some();
        let hidden = field.secret.as_ref().is_some_and(|s| !s.revealed);
        let side = direction::side_of(match field.value.is_empty() {
            true => &field.placeholder,
            false => field.value,
        });
        let on_input = field.on_input.map(Rc::new);
        let typed = on_input.clone().map(|f| move |value| f(value));
        let mut line = text_input(&field.placeholder, field.value)
            .on_input_maybe(typed)
            .on_submit_maybe(field.on_submit)
            .secure(hidden)
            .padding([space::S, space::M])
            .size(size::LIST)
            .align_x(side)
            .style(if invalid {
                input::invalid
            } else {
                input::field
            });
        if let Some(id) = field.id {
            line = line.id(id);
        }
        let more = field.error.as_ref().or(field.hint.as_ref());
        let named =
            super::accessible::field(Role::TextField, field.label.clone(), field.value, line)
                .secret(hidden)
                .placeholder(field.placeholder.clone())
                .description(more.cloned())
                .invalid(invalid)
                .on_value_maybe(on_input.map(|f| move |value| f(value)));
        let mut entry = row![named].spacing(space::XS).align_y(Center);
        if let Some(secret) = field.secret {
            let icon = if secret.revealed {
                Icon::EyeOff
            } else {
                Icon::Eye
            };
            let button = icon_button(icon, secret.name).checked(secret.revealed);
            entry = entry.push(button.on_press(secret.on_toggle));
        }
        if let Some((name, on_press)) = field.chooser {
            entry = entry.push(text_button(name).on_press(on_press));
        }
        let label = text(field.label).size(size::CAPTION).font(font::MEDIUM);
        let mut parts = column![label, entry].spacing(space::XS);
        if let Some(error) = field.error {
            let sign = Icon::Error.view().size(14.0);
            let line = text(error.clone()).size(size::CAPTION);
            let error = accessible(Role::Alert, error, line.style(words::danger));
            let sign =
                iced::widget::container(sign).style(|theme| iced::widget::container::Style {
                    text_color: Some(crate::theme::Tokens::of(theme).danger),
                    ..Default::default()
                });
            parts = parts.push(row![sign, error].spacing(space::XS));
        } else if let Some(hint) = field.hint {
            parts = parts.push(text(hint).size(size::CAPTION).style(words::quiet));
        }
        parts.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;

    #[derive(Debug, Clone)]
    enum Message {
        Typed(String),
        Toggle,
        Submit,
    }

    #[derive(Default)]
    struct Form {
        value: String,
        revealed: bool,
        submitted: bool,
    }

    fn form() -> Harness<Form, Message> {
        let update = |form: &mut Form, message| match message {
            Message::Typed(value) => form.value = value,
            Message::Toggle => form.revealed = !form.revealed,
            Message::Submit => form.submitted = true,
        };
        Harness::new(Form::default(), update, |form| {
            text_field("Password", &form.value)
                .on_input(Message::Typed)
                .on_submit(Message::Submit)
                .secret(form.revealed, "Show password", Message::Toggle)
                .error((form.value == "wrong").then_some("That is not it"))
                .into()
        })
    }

    #[test]
    fn typing_reaches_it_and_enter_submits() {
        let mut h = form();
        h.click_role(Role::TextField, "Password");
        h.type_text("wrong");
        assert_eq!(h.state().value, "wrong");
        assert!(h.role(Role::Alert, "That is not it").is_some());
        h.key(iced::keyboard::key::Named::Enter);
        assert!(h.state().submitted);
    }

    #[test]
    fn a_password_is_told_only_when_revealed() {
        let mut h = form();
        h.click_role(Role::TextField, "Password");
        h.type_text("geheim");
        let told = |h: &mut Harness<Form, Message>| {
            let field = h.role(Role::TextField, "Password").expect("field");
            field.report.value
        };
        assert_eq!(told(&mut h).as_deref(), Some("••••••"));
        h.click_role(Role::Button, "Show password");
        assert_eq!(told(&mut h).as_deref(), Some("geheim"));
    }
}
