//! What a person has filled in, and the answer that is made from it (XEP-0004 §3.2).
//!
//! The answer holds the fields that the person saw, with what they put there, and the hidden ones
//! exactly as they came; nothing else, whatever names somebody might think of.

use minidom::Element;
use zeroize::Zeroizing;

use super::{Field, Form, Kind, MAX_VALUE, MAX_VALUES, NS};
use crate::address::parse_typed;
use crate::xml::Tree;

/// What was filled in for one field. Shows nothing in logs: it may be a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The name of the field.
    pub var: String,
    /// The values; several lines of text may be in one.
    pub values: Vec<Zeroizing<String>>,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is required.
    Missing,
    /// It is none of the options.
    NotAnOption,
    /// It is no address.
    NotAnAddress,
    /// It is no number.
    NotANumber,
    /// It is smaller or greater than what fits.
    OutOfRange,
    /// It is too long.
    TooLong,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, …)", self.var)
    }
}

impl Answer {
    /// One value.
    #[must_use]
    pub fn new(var: &str, value: &str) -> Self {
        Self {
            var: var.to_owned(),
            values: vec![Zeroizing::new(value.to_owned())],
        }
    }
}

impl Form {
    /// The first problem with each field that has one.
    #[must_use]
    pub fn problems(&self, answers: &[Answer]) -> Vec<(String, Problem)> {
        let visible = self.fields.iter().filter(|field| field.takes_answers());
        visible
            .filter_map(|field| Some((field.var.clone(), field.problem(answers)?)))
            .collect()
    }

    /// The `<x type='submit'/>`.
    #[must_use]
    pub fn submit(&self, answers: &[Answer]) -> Element {
        let mut x = Element::bare("x", NS).with_attr("type", "submit");
        for field in &self.fields {
            let values: Vec<Zeroizing<String>> = match field.kind {
                Kind::Fixed => continue,
                Kind::Hidden => field.values.iter().cloned().map(Zeroizing::new).collect(),
                _ => field.fitting(answers),
            };
            // Left empty is an answer too, but one that many servers take for a value.
            if values.is_empty() && field.is_visible() {
                continue;
            }
            let mut element = Element::bare("field", NS)
                .with_attr("var", &field.var)
                .with_attr("type", field.kind.as_str());
            for value in values {
                element.append_child(Element::bare("value", NS).with_text(&value));
            }
            x.append_child(element);
        }
        x
    }
}

impl Field {
    /// Whether a person can fill it in.
    #[must_use]
    pub fn takes_answers(&self) -> bool {
        !matches!(self.kind, Kind::Fixed | Kind::Hidden)
    }

    /// The values for this field that its kind can take.
    pub(crate) fn fitting(&self, answers: &[Answer]) -> Vec<Zeroizing<String>> {
        let Some(answer) = answers.iter().find(|answer| answer.var == self.var) else {
            return Vec::new();
        };
        let given = answer.values.iter();
        let lines = given.clone().flat_map(|value| value.lines());
        let owned = |text: &str| Zeroizing::new(text.to_owned());
        let not_empty = |text: &&str| !text.trim().is_empty();
        match self.kind {
            Kind::Fixed | Kind::Hidden => Vec::new(),
            Kind::Boolean => given
                .take(1)
                .map(|value| owned(if is_yes(value) { "1" } else { "0" }))
                .collect(),
            Kind::JidMulti => lines
                .filter(not_empty)
                .take(MAX_VALUES)
                .map(|line| owned(line.trim()))
                .collect(),
            Kind::TextMulti => {
                let lines: Vec<_> = lines.take(MAX_VALUES).map(owned).collect();
                match lines.iter().any(|line| !line.is_empty()) {
                    true => lines,
                    false => Vec::new(),
                }
            }
            Kind::ListMulti => given
                .filter(|value| self.offers(value))
                .take(MAX_VALUES)
                .cloned()
                .collect(),
            Kind::ListSingle => given.take(1).filter(|v| self.offers(v)).cloned().collect(),
            Kind::JidSingle => lines
                .filter(not_empty)
                .take(1)
                .map(|line| owned(line.trim()))
                .collect(),
            // A password may begin with a space.
            Kind::TextPrivate | Kind::TextSingle => lines
                .filter(|line| !line.is_empty())
                .take(1)
                .map(owned)
                .collect(),
        }
    }

    fn offers(&self, value: &str) -> bool {
        self.is_open() || self.options.iter().any(|option| option.value == value)
    }

    fn problem(&self, answers: &[Answer]) -> Option<Problem> {
        let values = self.fitting(answers);
        if values.iter().any(|value| value.len() > MAX_VALUE) {
            return Some(Problem::TooLong);
        }
        let given = answers.iter().filter(|answer| answer.var == self.var);
        let typed = given
            .flat_map(|answer| answer.values.iter())
            .any(|value| !value.is_empty());
        if values.is_empty() {
            let is_list = matches!(self.kind, Kind::ListSingle | Kind::ListMulti);
            return match (is_list && typed, self.required) {
                (true, _) => Some(Problem::NotAnOption),
                (false, true) => Some(Problem::Missing),
                (false, false) => None,
            };
        }
        if self.required && values.iter().all(|value| value.trim().is_empty()) {
            return Some(Problem::Missing);
        }
        let is_jid = matches!(self.kind, Kind::JidMulti | Kind::JidSingle);
        if is_jid && values.iter().any(|value| parse_typed(value).is_err()) {
            return Some(Problem::NotAnAddress);
        }
        values.iter().find_map(|value| self.misfit(value))
    }

    /// What XEP-0122 has to say about a value.
    fn misfit(&self, value: &str) -> Option<Problem> {
        let validation = self.validation.as_ref()?;
        if !is_number(&validation.datatype) {
            return None;
        }
        let Ok(number) = value.trim().parse::<f64>() else {
            return Some(Problem::NotANumber);
        };
        let least = validation.least.trim().parse::<f64>();
        let greatest = validation.greatest.trim().parse::<f64>();
        let outside = least.is_ok_and(|least| number < least)
            || greatest.is_ok_and(|greatest| number > greatest);
        outside.then_some(Problem::OutOfRange)
    }
}

fn is_yes(value: &str) -> bool {
    matches!(value.trim(), "1" | "true")
}

/// The number types of XML Schema that forms use (XEP-0122 §4).
fn is_number(datatype: &str) -> bool {
    matches!(
        datatype,
        "xs:integer"
            | "xs:int"
            | "xs:long"
            | "xs:short"
            | "xs:byte"
            | "xs:decimal"
            | "xs:double"
            | "xs:nonNegativeInteger"
            | "xs:positiveInteger"
            | "xs:unsignedInt"
    )
}
