//! Entity capabilities (XEP-0115): the answer to a disco query in 28 characters.
//!
//! The digest is over the parts of the answer with `<` between them, and nothing says which part is
//! what. So different answers can have the same digest, and whoever finds such a pair can make us
//! believe things of other people's software (XEP-0115 §5.4, XEP-0390 §1). [`verify`] refuses every
//! answer that could be read in another way; it then holds only for the one who gave it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::disco::{Form, Identity, Info};
use crate::xml::Tree;

/// A URI and a digest; more is no use to anybody and would be kept for every resource.
const MAX_TEXT: usize = 1024;

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/caps";

/// What a presence says about the software behind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caps {
    /// A URI of the software.
    pub node: String,
    /// How `ver` was made; `None` for clients from before version 1.4, whose `ver` proves nothing.
    pub hash: Option<String>,
    /// The digest of the disco answer.
    pub ver: String,
}

/// Why an answer must not be kept for a hash (XEP-0115 §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// The hash function is missing or unknown: the answer holds for the one asked only.
    #[error("no known hash function")]
    UnknownHash,
    /// The answer says something twice, or what could be read in two ways.
    #[error("ill-formed answer")]
    IllFormed,
    /// The answer is not the one the hash was made of.
    #[error("the hash does not match")]
    Mismatch,
}

impl Caps {
    /// Reads a `<c/>`.
    #[must_use]
    pub fn parse(c: &Element) -> Option<Self> {
        if !c.is("c", NS) {
            return None;
        }
        let text = |name: &'static str| {
            let fits = |text: &&str| !text.is_empty() && text.len() <= MAX_TEXT;
            c.attr(name).filter(fits).map(str::to_owned)
        };
        Some(Self {
            node: text("node")?,
            hash: text("hash"),
            ver: text("ver")?,
        })
    }

    /// The node to ask about: `node#ver`.
    #[must_use]
    pub fn query_node(&self) -> String {
        format!("{}#{}", self.node, self.ver)
    }
}

/// The `<c/>` for our presence.
#[must_use]
pub fn element(node: &str, own: &Info) -> Element {
    Element::bare("c", NS)
        .with_attr("hash", "sha-1")
        .with_attr("node", node)
        .with_attr("ver", &ver(own))
}

/// The digest of an answer, with SHA-1.
#[must_use]
pub fn ver(info: &Info) -> String {
    STANDARD.encode(Sha1::digest(hashed(info)))
}

/// The answer is the one that was promised, so it may be kept and used for whoever shows this hash.
///
/// # Errors
/// Why it may not.
pub fn verify(caps: &Caps, info: &Info) -> Result<(), Unverified> {
    let input = hashed(info);
    let ver = match caps.hash.as_deref() {
        Some("sha-1") => STANDARD.encode(Sha1::digest(input)),
        Some("sha-256") => STANDARD.encode(Sha256::digest(input)),
        Some("sha-512") => STANDARD.encode(Sha512::digest(input)),
        Some(_) | None => return Err(Unverified::UnknownHash),
    };
    if is_ill_formed(info) || is_ambiguous(info) {
        return Err(Unverified::IllFormed);
    }
    if ver == caps.ver {
        Ok(())
    } else {
        Err(Unverified::Mismatch)
    }
}

/// What is hashed (XEP-0115 §5.1).
fn hashed(info: &Info) -> String {
    let mut identities: Vec<&Identity> = info.identities.iter().collect();
    identities.sort();
    let identities = identities
        .into_iter()
        .map(|one| format!("{}/{}/{}/{}", one.category, one.kind, one.lang, one.name));
    let mut features = info.features.clone();
    features.sort();
    let forms = sorted_forms(info).into_iter().flat_map(|(_, parts)| parts);
    let mut input = String::new();
    for part in identities.chain(features).chain(forms) {
        input.push_str(&part);
        input.push('<');
    }
    input
}

/// The forms that count, sorted, each as the parts that are hashed.
fn sorted_forms(info: &Info) -> Vec<(&str, Vec<String>)> {
    let mut forms: Vec<_> = info
        .forms
        .iter()
        .filter_map(|form| form.form_type().map(|form_type| (form_type, form)))
        .map(|(form_type, form)| (form_type, parts(form_type, form)))
        .collect();
    forms.sort();
    forms
}

fn parts(form_type: &str, form: &Form) -> Vec<String> {
    let mut fields: Vec<_> = form
        .fields
        .iter()
        .filter(|field| field.name != "FORM_TYPE")
        .collect();
    fields.sort_by(|one, other| one.name.cmp(&other.name));
    let mut parts = vec![form_type.to_owned()];
    for field in fields {
        let mut values = field.values.clone();
        values.sort();
        parts.push(field.name.clone());
        parts.extend(values);
    }
    parts
}

/// Something is said twice (XEP-0115 §5.4, 3.3 to 3.5).
fn is_ill_formed(info: &Info) -> bool {
    let form_types = info.forms.iter().filter_map(Form::form_type);
    let disagrees = |form: &Form| {
        let mut types = form.fields.iter().filter(|field| field.name == "FORM_TYPE");
        let values = types.by_ref().flat_map(|field| &field.values);
        form.form_type()
            .is_some_and(|form_type| values.into_iter().any(|value| value != form_type))
    };
    has_duplicates(info.identities.iter())
        || has_duplicates(info.features.iter())
        || has_duplicates(form_types)
        || info.forms.iter().any(disagrees)
}

fn has_duplicates<T: Ord>(all: impl Iterator<Item = T>) -> bool {
    let mut all: Vec<T> = all.collect();
    all.sort();
    all.windows(2).any(|pair| pair.first() == pair.last())
}

/// Another answer would have the same digest: a part holds the separator, a feature passes for an
/// identity or the other way round, or the first form for the last features.
fn is_ambiguous(info: &Info) -> bool {
    let forms = sorted_forms(info);
    let identity_texts = |one: &Identity| {
        [&one.category, &one.kind, &one.lang]
            .into_iter()
            .any(|text| text.contains(['/', ':', '<']))
            || one.name.contains('<')
    };
    let passes_for_identity = |feature: &String| {
        let category = feature.split('/').next().unwrap_or_default();
        feature.matches('/').count() >= 3 && !category.contains(':')
    };
    let continues_features = forms.first().is_some_and(|(form_type, parts)| {
        let last = info.features.iter().max();
        last.is_some_and(|last| last.as_str() < *form_type)
            && parts
                .get(1)
                .is_none_or(|second| second.as_str() > *form_type)
    });
    info.identities.is_empty()
        || info.identities.iter().any(identity_texts)
        || info
            .features
            .iter()
            .any(|one| one.contains('<') || passes_for_identity(one))
        || forms
            .iter()
            .flat_map(|(_, parts)| parts)
            .any(|part| part.contains('<'))
        || continues_features
}

#[cfg(test)]
mod tests;
