//! Stanzas as texts in tests, and comparing what came with what was meant.

use std::collections::BTreeMap;

use minidom::Element;
use minidom::rxml::{Namespace, NcName};

/// What the `$names` of a pattern stood for.
pub type Captures = BTreeMap<String, String>;

/// Reads one stanza; `jabber:client` need not be declared.
///
/// # Panics
/// When it is not well-formed.
pub fn parse(xml: &str) -> Element {
    read(xml).unwrap_or_else(|error| panic!("a test wrote bad XML ({error}): {xml}"))
}

/// The same for what may be anything.
pub fn read(xml: &str) -> Result<Element, minidom::Error> {
    Element::from_reader_with_prefixes(xml.trim().as_bytes(), "jabber:client".to_owned())
}

/// One stanza as it goes over the stream.
pub fn write(element: &Element) -> String {
    let mut out = Vec::new();
    waxwing_proto::stream::writer::element(element, &mut out);
    String::from_utf8(out).expect("the writer writes UTF-8")
}

/// Sets a plain attribute.
pub fn set(element: &mut Element, name: &str, value: &str) {
    let name = NcName::try_from(name).expect("an attribute name");
    element.set_attr(Namespace::NONE, name, value);
}

/// Makes a text safe between tags and in attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

/// Compares a stanza with a pattern: what the pattern lists must be there, more may be.
///
/// The same name and namespace; each attribute with the same value, where `*` stands for any and
/// `$name` for any that is wanted back; the same text where the pattern has one; each child in any
/// place.
pub fn compare(pattern: &Element, actual: &Element) -> Result<Captures, String> {
    let mut captures = Captures::new();
    compare_into(pattern, actual, &mut captures)?;
    Ok(captures)
}

fn compare_into(
    pattern: &Element,
    actual: &Element,
    captures: &mut Captures,
) -> Result<(), String> {
    if pattern.name() != actual.name() || pattern.ns() != actual.ns() {
        return Err(format!("a <{}/> of {:?}", actual.name(), actual.ns()));
    }
    for ((_, name), wanted) in pattern.attrs().iter() {
        let Some(value) = actual.attr(name.as_str()) else {
            return Err(format!("no {name} in <{}/>", actual.name()));
        };
        if let Some(capture) = wanted.strip_prefix('$') {
            captures.insert(capture.to_owned(), value.to_owned());
        } else if wanted != "*" && wanted != value {
            return Err(format!("{name} is {value:?}, not {wanted:?}"));
        }
    }
    let text = pattern.text();
    if !text.trim().is_empty() && text != actual.text() {
        return Err(format!("the text {:?}, not {text:?}", actual.text()));
    }
    for child in pattern.children() {
        compare_child(child, actual, captures)?;
    }
    Ok(())
}

fn compare_child(child: &Element, actual: &Element, captures: &mut Captures) -> Result<(), String> {
    let mut why = format!("no <{}/> of {:?}", child.name(), child.ns());
    for candidate in actual.children() {
        let mut found = Captures::new();
        match compare_into(child, candidate, &mut found) {
            Ok(()) => {
                captures.append(&mut found);
                return Ok(());
            }
            Err(difference) if candidate.name() == child.name() => why = difference,
            Err(_) => {}
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(pattern: &str, actual: &str) -> Result<Captures, String> {
        compare(&parse(pattern), &parse(actual))
    }

    #[test]
    fn a_pattern_asks_for_no_more_than_it_says() {
        let captures = differ(
            "<iq type='get' id='$id'><query xmlns='jabber:iq:roster'/></iq>",
            "<iq to='a@b' id='x1' type='get'><query xmlns='jabber:iq:roster' ver=''/></iq>",
        )
        .unwrap();
        assert_eq!(captures["id"], "x1");
        assert!(
            differ(
                "<message to='*'/>",
                "<message to='x'><body>a</body></message>"
            )
            .is_ok()
        );
    }

    #[test]
    fn a_difference_is_named() {
        let other = differ("<iq type='get'/>", "<iq type='set'/>").unwrap_err();
        assert_eq!(other, "type is \"set\", not \"get\"");
        let text = differ(
            "<message><body>a</body></message>",
            "<message><body>b</body></message>",
        );
        assert_eq!(text.unwrap_err(), "the text \"b\", not \"a\"");
        assert!(differ("<a xmlns='x'/>", "<a xmlns='y'/>").is_err());
        assert!(differ("<message to='*'/>", "<message/>").is_err());
    }
}
