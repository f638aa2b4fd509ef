//! Forms of a server, as plain data: hidden fields never get this far.

pub use waxwing_proto::data_form::{
    Answer as FilledIn, Choice, Field, Form, Kind as FieldKind, Media, Picture, Problem, Validation,
};

use serde::{Deserialize, Serialize};

use crate::model::Secret;

/// What a person has put into one field. Any of them may be a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The name of the field.
    pub var: String,
    /// The values; several lines of text may be in one.
    pub values: Vec<Secret>,
}

impl Answer {
    /// For [`Form::problems`] and [`Form::submit`].
    #[must_use]
    pub fn filled_in(&self) -> FilledIn {
        FilledIn {
            var: self.var.clone(),
            values: self
                .values
                .iter()
                .map(|value| value.reveal().to_owned().into())
                .collect(),
        }
    }
}
