//! Data forms (XEP-0004): questions of a server to a person, and the answers.
//!
//! Also read are what a form is for (XEP-0068), which values fit a field (XEP-0122) and the pictures
//! that belong to one (XEP-0221). A form is bounded, and whole or not there: leaving fields out of an
//! oversized one would make an answer that nobody has asked for.

mod answer;
mod field;
mod media;

use std::collections::HashSet;

use minidom::Element;
use serde::{Deserialize, Serialize};

pub use answer::{Answer, Problem};
pub use field::{Choice, Field, Kind, Validation};
pub use media::{Media, Picture};

use crate::xml;

/// The namespace of forms.
pub const NS: &str = "jabber:x:data";

/// Nobody fills in more; configurations of rooms, the longest forms there are, have some fifty.
pub const MAX_FIELDS: usize = 256;

/// Options of all fields together: a list of languages or time zones fits twice.
pub const MAX_OPTIONS: usize = 2048;

/// Values of one field.
pub const MAX_VALUES: usize = 1024;

/// Characters of a title, label or option: a long sentence.
pub const MAX_LABEL: usize = 500;

/// Characters of instructions and descriptions: a page.
pub const MAX_TEXT: usize = 8_000;

/// Bytes of one value.
pub const MAX_VALUE: usize = 32 * 1024;

/// The name of the field that says what a form is for (XEP-0068).
const FORM_TYPE: &str = "FORM_TYPE";

/// A form to fill in, or a filled one that was sent as a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its heading; may be empty.
    pub title: String,
    /// What to do with it, in lines; may be empty.
    pub instructions: String,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// Why a form can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It is a cancellation, an answer, or something else that asks nothing.
    #[error("not a form to fill in")]
    Kind,
    /// It goes beyond one of the bounds above.
    #[error("the form is too large")]
    TooLarge,
}

impl Form {
    /// The first form to fill in among these elements.
    ///
    /// # Errors
    /// [`FormError::TooLarge`] where that one is. `Ok(None)` where there is none.
    pub fn find<'a>(
        elements: impl IntoIterator<Item = &'a Element>,
    ) -> Result<Option<Self>, FormError> {
        let mut forms = elements.into_iter().filter(|one| one.is("x", NS));
        let found = forms.find_map(|one| match Self::parse(one) {
            Err(FormError::Kind) => None,
            read => Some(read),
        });
        found.transpose()
    }

    /// Reads an `<x/>`.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn parse(x: &Element) -> Result<Self, FormError> {
        if !x.is("x", NS) || !matches!(x.attr("type"), Some("form" | "result")) {
            return Err(FormError::Kind);
        }
        let mut form = Self::default();
        let (mut known, mut options, mut count) = (HashSet::new(), 0, 0);
        for child in x.children().filter(|child| child.has_ns(NS)) {
            match child.name() {
                "title" => form.title = xml::cut(child.text().trim(), MAX_LABEL),
                "instructions" => form.instruct(&child.text()),
                "field" => {
                    count += 1;
                    if count > MAX_FIELDS {
                        return Err(FormError::TooLarge);
                    }
                    let Some(field) = Field::parse(child)? else {
                        continue;
                    };
                    options += field.options.len();
                    if options > MAX_OPTIONS {
                        return Err(FormError::TooLarge);
                    }
                    // A name that comes twice would make two answers of one.
                    if field.var.is_empty() || known.insert(field.var.clone()) {
                        form.fields.push(field);
                    }
                }
                _ => {}
            }
        }
        Ok(form)
    }

    /// What the form is for (XEP-0068 §3): only a hidden field says it.
    #[must_use]
    pub fn purpose(&self) -> Option<&str> {
        let field = self.field(FORM_TYPE)?;
        (field.kind == Kind::Hidden).then_some(())?;
        field.values.first().map(String::as_str)
    }

    /// The field of this name.
    #[must_use]
    pub fn field(&self, var: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.var == var)
    }

    /// The form as a person sees it: without the fields that are hidden.
    #[must_use]
    pub fn visible(&self) -> Self {
        let shown = self.fields.iter().filter(|field| field.is_visible());
        Self {
            fields: shown.cloned().collect(),
            ..self.clone()
        }
    }

    /// Whether a picture or a sound belongs to one of the fields: such a form can be answered once.
    #[must_use]
    pub fn has_media(&self) -> bool {
        self.fields.iter().any(|field| !field.media.is_empty())
    }

    fn instruct(&mut self, line: &str) {
        if !self.instructions.is_empty() {
            self.instructions.push('\n');
        }
        self.instructions.push_str(line.trim());
        self.instructions = xml::cut(&xml::unix_lines(&self.instructions), MAX_TEXT);
    }
}

#[cfg(test)]
mod tests;
