//! What only the owners of a room do (XEP-0045 §10): its configuration, and its end.

use minidom::Element;

use crate::Address;
use crate::data_form::{self, Form, FormError};
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/muc#owner";

/// What the form of a configuration is for.
const CONFIG: &str = "http://jabber.org/protocol/muc#roomconfig";

/// Asks for the configuration.
#[must_use]
pub fn query() -> Element {
    Element::bare("query", NS)
}

/// Reads the answer to [`query`].
///
/// # Errors
/// [`FormError::TooLarge`]. `Ok(None)` where there is no form.
pub fn parse(answer: Option<&Element>) -> Result<Option<Form>, FormError> {
    let query = answer.filter(|answer| answer.is("query", NS));
    query.map_or(Ok(None), |query| Form::find(query.children()))
}

/// Gives a room this configuration; what stands in `form` is an answer to the room's form.
#[must_use]
pub fn configure(form: Element) -> Element {
    Element::bare("query", NS).with(form)
}

/// Gives a new room these settings, and the rest as its service has it.
#[must_use]
pub fn configure_new(settings: &[(&str, &str)]) -> Element {
    let field = |var: &str, value: &str| {
        Element::bare("field", data_form::NS)
            .with_attr("var", var)
            .with(Element::bare("value", data_form::NS).with_text(value))
    };
    let mut form = Element::bare("x", data_form::NS)
        .with_attr("type", "submit")
        .with(field("FORM_TYPE", CONFIG).with_attr("type", "hidden"));
    for (var, value) in settings {
        form.append_child(field(var, value));
    }
    configure(form)
}

/// Leaves the configuration as it is, and a new room unmade (XEP-0045 §10.1.3).
#[must_use]
pub fn cancel() -> Element {
    configure(Element::bare("x", data_form::NS).with_attr("type", "cancel"))
}

/// Puts an end to a room.
#[must_use]
pub fn destroy(alternative: Option<&Address>, reason: &str) -> Element {
    let alternative = alternative.map(ToString::to_string);
    let mut destroy = Element::bare("destroy", NS).with_attr_opt("jid", alternative.as_deref());
    if !reason.is_empty() {
        destroy.append_child(Element::bare("reason", NS).with_text(reason));
    }
    Element::bare("query", NS).with(destroy)
}
