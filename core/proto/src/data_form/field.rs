//! One field of a form: its kind, its options, and which values fit (XEP-0004 §3.3, XEP-0122).

use minidom::Element;
use serde::{Deserialize, Serialize};

use super::{FormError, MAX_LABEL, MAX_OPTIONS, MAX_TEXT, MAX_VALUE, MAX_VALUES, Media, NS};
use crate::xml;

/// The namespace of validation.
const VALIDATE: &str = "http://jabber.org/protocol/xdata-validate";

/// Characters of a field's name.
const MAX_VAR: usize = 256;

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name on the wire; only a fixed text may have none.
    pub var: String,
    /// What it takes.
    pub kind: Kind,
    /// What it is called; may be empty.
    pub label: String,
    /// Some more words about it; may be empty.
    pub description: String,
    /// It must have a value.
    pub required: bool,
    /// What it holds already.
    pub values: Vec<String>,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Which values fit.
    pub validation: Option<Validation>,
    /// Pictures and sounds that belong to it.
    pub media: Vec<Media>,
}

/// What a field takes (XEP-0004 §3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Yes or no.
    Boolean,
    /// A text to read.
    Fixed,
    /// Nothing that a person sees; goes back as it came.
    Hidden,
    /// Addresses.
    JidMulti,
    /// An address.
    JidSingle,
    /// Some of the options.
    ListMulti,
    /// One of the options.
    ListSingle,
    /// Lines of text.
    TextMulti,
    /// A password or the like.
    TextPrivate,
    /// A line of text; also where the kind is missing or unknown.
    #[default]
    TextSingle,
}

/// One of the options of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it is called; its value where the form has no words for it.
    pub label: String,
    /// What is sent.
    pub value: String,
}

/// Which values fit (XEP-0122). Patterns are left to the server: they are its own, in a language
/// that every library reads differently, and may take for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// The kind of the values, as `xs:integer`.
    pub datatype: String,
    /// Other values than the options fit as well.
    pub open: bool,
    /// The least value; may be empty.
    pub least: String,
    /// The greatest value; may be empty.
    pub greatest: String,
}

impl Field {
    /// A field of this name that takes this.
    #[must_use]
    pub fn new(var: &str, kind: Kind) -> Self {
        Self {
            var: var.to_owned(),
            kind,
            ..Self::default()
        }
    }

    /// Reads a `<field/>`; `None` for one without a name, which nobody could answer.
    pub(super) fn parse(element: &Element) -> Result<Option<Self>, FormError> {
        let kind = Kind::parse(element.attr("type"));
        let var = element.attr("var").unwrap_or_default();
        if var.chars().count() > MAX_VAR {
            return Err(FormError::TooLarge);
        }
        if var.is_empty() && kind != Kind::Fixed {
            return Ok(None);
        }
        let mut field = Self::new(var, kind);
        field.label = xml::cut(element.attr("label").unwrap_or_default().trim(), MAX_LABEL);
        for child in element.children() {
            match (child.name(), child.ns().as_str()) {
                ("desc", NS) => field.description = xml::cut(child.text().trim(), MAX_TEXT),
                ("required", NS) => field.required = true,
                ("value", NS) => field.values.push(bounded(child.text())?),
                ("option", NS) => field.options.push(Choice::parse(child)?),
                ("validate", VALIDATE) => field.validation = Some(Validation::parse(child)),
                ("media", super::media::NS) => Media::read(child, &mut field.media),
                _ => {}
            }
            if field.values.len() > MAX_VALUES || field.options.len() > MAX_OPTIONS {
                return Err(FormError::TooLarge);
            }
        }
        Ok(Some(field))
    }

    /// Whether a person sees it.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.kind != Kind::Hidden
    }

    /// Whether other values than the options fit.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.validation.as_ref().is_some_and(|one| one.open)
    }

    /// What it holds already, as one value.
    #[must_use]
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Whether what it holds already is a yes (XEP-0004 §3.3, XML Schema's booleans).
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.value().trim(), "1" | "true")
    }
}

impl Kind {
    fn parse(name: Option<&str>) -> Self {
        match name {
            Some("boolean") => Self::Boolean,
            Some("fixed") => Self::Fixed,
            Some("hidden") => Self::Hidden,
            Some("jid-multi") => Self::JidMulti,
            Some("jid-single") => Self::JidSingle,
            Some("list-multi") => Self::ListMulti,
            Some("list-single") => Self::ListSingle,
            Some("text-multi") => Self::TextMulti,
            Some("text-private") => Self::TextPrivate,
            _ => Self::TextSingle,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Fixed => "fixed",
            Self::Hidden => "hidden",
            Self::JidMulti => "jid-multi",
            Self::JidSingle => "jid-single",
            Self::ListMulti => "list-multi",
            Self::ListSingle => "list-single",
            Self::TextMulti => "text-multi",
            Self::TextPrivate => "text-private",
            Self::TextSingle => "text-single",
        }
    }
}

impl Choice {
    fn parse(option: &Element) -> Result<Self, FormError> {
        let value = option.get_child("value", NS).map(Element::text);
        let value = bounded(value.unwrap_or_default())?;
        let label = match option.attr("label").map(str::trim) {
            Some(label) if !label.is_empty() => label,
            _ => value.as_str(),
        };
        Ok(Self {
            label: xml::cut(label, MAX_LABEL),
            value,
        })
    }
}

impl Validation {
    fn parse(validate: &Element) -> Self {
        let range = validate.get_child("range", VALIDATE);
        let bound = |name| {
            let bound = range.and_then(|range| range.attr(name)).unwrap_or_default();
            xml::cut(bound, MAX_LABEL)
        };
        let datatype = validate.attr("datatype").unwrap_or("xs:string");
        Self {
            datatype: xml::cut(datatype, MAX_LABEL),
            open: validate.has_child("open", VALIDATE),
            least: bound("min"),
            greatest: bound("max"),
        }
    }
}

/// A value is never shortened: what goes back must be what came.
fn bounded(value: String) -> Result<String, FormError> {
    match value.len() <= MAX_VALUE {
        true => Ok(value),
        false => Err(FormError::TooLarge),
    }
}
