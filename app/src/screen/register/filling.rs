//! A form of a server while a person fills it in.

use std::collections::HashMap;
use std::sync::Arc;

use iced::widget::text_editor::{self, Content};
use waxwing_core::Error;
use waxwing_core::model::{Answer, Field, FieldKind, Form, Problem, Secret};

use super::picture;
use crate::tr;
use crate::ui::failure::Words;

/// A form and what stands in it.
#[derive(Debug)]
pub(super) struct Filling {
    /// What is asked.
    pub(super) form: Arc<Form>,
    /// The page of the web where accounts are made as well, or only.
    pub(super) web: Option<String>,
    /// The form makes an account.
    pub(super) complete: bool,
    /// What stands in each field.
    pub(super) values: Vec<Value>,
    /// The pictures of the fields that have one, with their sizes.
    pub(super) pictures: HashMap<usize, (iced::widget::image::Handle, f32, f32)>,
    /// What is wrong with fields, by their place.
    pub(super) wrong: HashMap<usize, String>,
    /// What is wrong with none in particular.
    pub(super) refused: Option<Words>,
}

/// What stands in a field.
#[derive(Debug)]
pub(super) enum Value {
    /// Nothing can.
    None,
    /// A line, perhaps a secret one.
    Line { text: Secret, revealed: bool },
    /// Lines.
    Lines(Content),
    /// Yes or no.
    Yes(bool),
    /// Which of the options.
    Picked(Vec<bool>),
}

/// What a person does to a field.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The line was changed.
    Typed(Secret),
    /// A secret line is shown, or no longer.
    Revealed,
    /// The lines were changed.
    Lines(text_editor::Action),
    /// Yes became no, or the other way round.
    Toggled,
    /// An option was chosen.
    Picked(usize),
}

impl Filling {
    /// A form as it comes; what a person has typed into fields of the same name before stays.
    pub(super) fn new(
        form: Arc<Form>,
        web: Option<String>,
        complete: bool,
        refused: Option<&Error>,
        before: Option<&Self>,
    ) -> Self {
        let kept = |field: &Field| {
            let before = before?;
            let same = |one: &Field| one.var == field.var && one.kind == field.kind;
            let place = before.form.fields.iter().position(same)?;
            // Each picture wants an answer of its own.
            (field.media.is_empty()).then(|| before.values.get(place)?.again())?
        };
        let values = form
            .fields
            .iter()
            .map(|one| kept(one).unwrap_or_else(|| Value::of(one)));
        let pictures = form.fields.iter().enumerate();
        let pictures =
            pictures.filter_map(|(place, field)| Some((place, picture::first(&field.media)?)));
        let mut filling = Self {
            values: values.collect(),
            pictures: pictures.collect(),
            form,
            web,
            complete,
            wrong: HashMap::new(),
            refused: None,
        };
        if let Some(error) = refused {
            filling.complain(error);
        }
        filling
    }

    /// Takes in a change of a field; what was said about it does not hold any more.
    pub(super) fn edit(&mut self, place: usize, edit: Edit) {
        let Some(value) = self.values.get_mut(place) else {
            return;
        };
        if !matches!(edit, Edit::Revealed) {
            self.wrong.remove(&place);
        }
        let single = self
            .form
            .fields
            .get(place)
            .is_some_and(|field| field.kind == FieldKind::ListSingle);
        match (value, edit) {
            (Value::Line { text, .. }, Edit::Typed(typed)) => *text = typed,
            (Value::Line { revealed, .. }, Edit::Revealed) => *revealed = !*revealed,
            (Value::Lines(content), Edit::Lines(action)) => content.perform(action),
            (Value::Yes(yes), Edit::Toggled) => *yes = !*yes,
            (Value::Picked(picked), Edit::Picked(option)) => {
                for (other, chosen) in picked.iter_mut().enumerate() {
                    if other == option {
                        *chosen = single || !*chosen;
                    } else if single {
                        *chosen = false;
                    }
                }
            }
            _ => {}
        }
    }

    /// The answers, or the first field that has a problem.
    pub(super) fn check(&mut self) -> Result<Vec<Answer>, usize> {
        let answers = self.answers();
        let filled: Vec<_> = answers.iter().map(Answer::filled_in).collect();
        let problems = self.form.problems(&filled);
        self.refused = None;
        self.wrong = problems
            .iter()
            .filter_map(|(var, problem)| {
                let place = self
                    .form
                    .fields
                    .iter()
                    .position(|field| field.var == *var)?;
                Some((place, words(*problem)))
            })
            .collect();
        match self.wrong.keys().min() {
            Some(first) => Err(*first),
            None => Ok(answers),
        }
    }

    /// The field to begin with: the first that is empty.
    pub(super) fn first_empty(&self) -> Option<usize> {
        self.values.iter().position(|value| match value {
            Value::Line { text, .. } => text.reveal().is_empty(),
            _ => false,
        })
    }

    fn answers(&self) -> Vec<Answer> {
        let fields = self.form.fields.iter().zip(&self.values);
        fields
            .filter(|(field, _)| field.takes_answers())
            .map(|(field, value)| Answer {
                var: field.var.clone(),
                values: value.answer(field),
            })
            .collect()
    }

    /// Puts a refusal of the server where it belongs.
    fn complain(&mut self, error: &Error) {
        let place_of = |var: &str| self.form.fields.iter().position(|field| field.var == var);
        let pictured = self
            .form
            .fields
            .iter()
            .position(|field| !field.media.is_empty());
        let condition = match error {
            Error::Refused { condition, .. } => condition.as_str(),
            Error::InvalidAddress(_) => "jid-malformed",
            _ => "",
        };
        let (place, said) = match condition {
            "conflict" => (place_of("username"), tr!("register-taken")),
            "jid-malformed" => (place_of("username"), tr!("register-name-invalid")),
            "not-allowed" | "not-acceptable" | "forbidden" if pictured.is_some() => {
                (pictured, tr!("register-captcha-wrong"))
            }
            _ => (None, String::new()),
        };
        match place {
            Some(place) => {
                self.wrong.insert(place, said);
            }
            None => self.refused = Some(super::words_of(error)),
        }
    }
}

impl Value {
    fn of(field: &Field) -> Self {
        match field.kind {
            FieldKind::Fixed | FieldKind::Hidden => Self::None,
            FieldKind::Boolean => Self::Yes(field.is_true()),
            FieldKind::ListSingle | FieldKind::ListMulti => {
                let options = field.options.iter();
                Self::Picked(
                    options
                        .map(|one| field.values.contains(&one.value))
                        .collect(),
                )
            }
            FieldKind::TextMulti | FieldKind::JidMulti => {
                Self::Lines(Content::with_text(&field.values.join("\n")))
            }
            FieldKind::TextPrivate | FieldKind::TextSingle | FieldKind::JidSingle => Self::Line {
                text: Secret::from(field.value()),
                revealed: false,
            },
        }
    }

    /// The same once more.
    fn again(&self) -> Option<Self> {
        Some(match self {
            Self::None => return None,
            Self::Line { text, revealed } => Self::Line {
                text: text.clone(),
                revealed: *revealed,
            },
            Self::Lines(content) => Self::Lines(Content::with_text(&content.text())),
            Self::Yes(yes) => Self::Yes(*yes),
            Self::Picked(picked) => Self::Picked(picked.clone()),
        })
    }

    fn answer(&self, field: &Field) -> Vec<Secret> {
        match self {
            Self::None => Vec::new(),
            Self::Line { text, .. } => vec![text.clone()],
            Self::Lines(content) => vec![Secret::from(content.text())],
            Self::Yes(yes) => vec![Secret::from(if *yes { "true" } else { "false" })],
            Self::Picked(picked) => {
                let options = field.options.iter().zip(picked);
                let chosen = options.filter(|(_, picked)| **picked);
                chosen
                    .map(|(option, _)| Secret::from(option.value.as_str()))
                    .collect()
            }
        }
    }
}

fn words(problem: Problem) -> String {
    match problem {
        Problem::Missing => tr!("form-missing"),
        Problem::NotAnOption => tr!("form-not-an-option"),
        Problem::NotAnAddress => tr!("address-invalid"),
        Problem::NotANumber => tr!("form-not-a-number"),
        Problem::OutOfRange => tr!("form-out-of-range"),
        Problem::TooLong => tr!("form-too-long"),
    }
}
