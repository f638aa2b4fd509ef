//! What a server wants to know of a new account: a form, the older plain fields, or a web page.

use minidom::Element;

use super::NS;
use crate::data_form::{Answer, Field, Form, FormError, Kind, MAX_TEXT, Media, Picture};
use crate::uri::web_address;
use crate::xml::{self, Tree};
use crate::{bob, data_form};

/// The namespace of links beside a form (XEP-0066).
const OOB: &str = "jabber:x:oob";

/// The plain fields that there are (XEP-0077 §14), in the order in which people are used to them.
const FIELDS: [&str; 18] = [
    "username", "password", "nick", "name", "first", "last", "email", "address", "city", "state",
    "zip", "phone", "url", "date", "misc", "text", "key", "answer",
];

/// The questions of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The form; the plain fields as one where there is none.
    pub form: Form,
    /// The page of the web where accounts are made; beside the form or instead of it.
    pub web: Option<String>,
    /// We have an account there already.
    pub registered: bool,
    /// The form is made of plain fields.
    plain: bool,
}

impl Query {
    /// Reads a `<query/>`. The pictures come from elsewhere, see [`Query::take_bits`].
    ///
    /// # Errors
    /// [`FormError::TooLarge`].
    pub fn parse(query: &Element) -> Result<Self, FormError> {
        let web = query
            .get_child("x", OOB)
            .and_then(|oob| oob.get_child("url", OOB))
            .and_then(|url| web_address(&url.text()));
        let registered = query.has_child("registered", NS);
        let form = Form::find(query.children())?;
        let plain = form.is_none();
        Ok(Self {
            form: form.unwrap_or_else(|| plain_form(query)),
            web,
            registered,
            plain,
        })
    }

    /// The order to make the account.
    #[must_use]
    pub fn submit(&self, answers: &[Answer]) -> Element {
        let query = Element::bare("query", NS);
        if !self.plain {
            return query.with(self.form.submit(answers));
        }
        let mut filled = query;
        for field in &self.form.fields {
            let values = match field.kind {
                Kind::Hidden => field.values.iter().cloned().map(Into::into).collect(),
                _ => field.fitting(answers),
            };
            let Some(name) = FIELDS.into_iter().find(|name| *name == field.var) else {
                continue;
            };
            let value = values.first().map_or("", |value| value.as_str());
            filled.append_child(Element::bare(name, NS).with_text(value));
        }
        filled
    }

    /// The bits that some fields need and that have not come.
    #[must_use]
    pub fn missing_bits(&self) -> Vec<bob::Cid> {
        let media = self.form.fields.iter().flat_map(|field| &field.media);
        media
            .filter_map(|one| match one {
                Media::Bits { cid, .. } => Some(cid.clone()),
                _ => None,
            })
            .collect()
    }

    /// Puts bits where they belong; those of a wrong hash belong nowhere. Gives whether they did.
    pub fn take_bits(&mut self, data: &Element) -> bool {
        let mut taken = false;
        for field in &mut self.form.fields {
            for media in &mut field.media {
                let Media::Bits { cid, mime } = media else {
                    continue;
                };
                if let Ok(bytes) = cid.read(data) {
                    let mime = std::mem::take(mime);
                    *media = Media::Picture(Picture { mime, bytes });
                    taken = true;
                }
            }
        }
        taken
    }

    /// Whether a person can make an account by filling in the form: it asks for a name and a
    /// password.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let asks = |var| {
            let field: Option<&Field> = self.form.field(var);
            field.is_some_and(Field::takes_answers)
        };
        asks("username") && asks("password")
    }

    /// Whether the same answers fit another query as well: the same fields, and nothing in them
    /// that is good for one answer only.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let vars = |query: &Self| -> Vec<(String, Kind)> {
            let fields = query.form.fields.iter();
            fields
                .map(|field| (field.var.clone(), field.kind))
                .collect()
        };
        self.plain == other.plain && vars(self) == vars(other) && !other.form.has_media()
    }
}

/// The plain fields as a form. All that is asked for must be given (XEP-0077 §3.1).
fn plain_form(query: &Element) -> Form {
    let instructions = query.get_child("instructions", NS).map(Element::text);
    let instructions = instructions.unwrap_or_default();
    let asked = FIELDS.into_iter().filter_map(|name| {
        let child = query.get_child(name, NS)?;
        let kind = match name {
            "password" => Kind::TextPrivate,
            "key" => Kind::Hidden,
            _ => Kind::TextSingle,
        };
        let value = child.text();
        let usable = !value.is_empty() && value.len() <= data_form::MAX_VALUE;
        Some(Field {
            required: true,
            values: if usable { vec![value] } else { Vec::new() },
            ..Field::new(name, kind)
        })
    });
    Form {
        title: String::new(),
        instructions: xml::cut(xml::unix_lines(&instructions).trim(), MAX_TEXT),
        fields: asked.collect(),
    }
}
