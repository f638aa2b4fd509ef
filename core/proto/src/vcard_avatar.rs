//! The older way to a picture (XEP-0153): its hash stands in the presence, its bytes on the visiting
//! card. Read for whoever publishes no other; written only where a server does not make the one of
//! the other by itself (XEP-0398).

use minidom::Element;

use crate::avatar::shape::Shape;
use crate::avatar::{self, Id, PictureError, shape};
use crate::vcard;
use crate::xml::{self, Tree};

/// The namespace of what stands in the presence.
pub const NS: &str = "vcard-temp:x:update";

/// A server with this feature makes the card of what is published (XEP-0398 §2).
pub const CONVERSION: &str = "urn:xmpp:pep-vcard-conversion:0";

/// What a presence says of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There is none.
    None,
    /// There is this one.
    One(Id),
}

/// Reads it out of a presence. `None`: it says nothing, or not yet (§4.1).
#[must_use]
pub fn shown(payloads: &[Element]) -> Option<Shown> {
    let photo = xml::find(payloads, "x", NS)?.get_child("photo", NS)?.text();
    // Prosody puts the name of an item there that says that there is none.
    Some(photo.parse().map_or(Shown::None, Shown::One))
}

/// Says in a presence that there is this picture on our card.
#[must_use]
pub fn element(id: &Id) -> Element {
    let photo = Element::bare("photo", NS).with_text(id.as_str());
    Element::bare("x", NS).with(photo)
}

/// The picture on a card. What it is, its bytes say, and not the card (§5).
///
/// # Errors
/// [`PictureError`]; [`PictureError::Missing`] where there is none.
pub fn photo(card: Option<&Element>) -> Result<Vec<u8>, PictureError> {
    let value = card
        .filter(|card| card.is("vCard", vcard::NS))
        .and_then(|card| card.get_child("PHOTO", vcard::NS))
        .and_then(|photo| photo.get_child("BINVAL", vcard::NS));
    let bytes = avatar::decode(&value.ok_or(PictureError::Missing)?.text())?;
    match shape::of(&bytes) {
        Some(_) => Ok(bytes),
        None => Err(PictureError::NoPicture),
    }
}

/// The picture on a card, where its name is this one.
///
/// # Errors
/// [`PictureError`].
pub fn named(card: Option<&Element>, id: &Id) -> Result<Vec<u8>, PictureError> {
    let bytes = photo(card)?;
    match Id::of(&bytes) == *id {
        true => Ok(bytes),
        false => Err(PictureError::Mismatch),
    }
}

/// Our card with another picture, or with none; everything else on it stays.
#[must_use]
pub fn with_photo(old: Option<&Element>, picture: Option<(Shape, &[u8])>) -> Element {
    let mut card = vcard::query();
    let kept = old
        .filter(|old| old.is("vCard", vcard::NS))
        .into_iter()
        .flat_map(Element::children)
        .filter(|child| child.name() != "PHOTO");
    for child in kept {
        card.append_child(child.clone());
    }
    let text = |name, text: &str| Element::bare(name, vcard::NS).with_text(text);
    match picture {
        Some((shape, bytes)) => card.with(
            Element::bare("PHOTO", vcard::NS)
                .with(text("TYPE", shape.kind.media_type()))
                .with(text("BINVAL", &avatar::encode(bytes))),
        ),
        None => card,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

    fn said(inside: &str) -> Option<Shown> {
        let x = format!("<x xmlns='{NS}'>{inside}</x>");
        shown(&[x.parse().unwrap()])
    }

    #[test]
    fn a_presence_says_whether_there_is_a_picture() {
        let id = Id::of(PIXEL);
        let upper = id.as_str().to_uppercase();
        assert_eq!(
            said(&format!("<photo>\n{upper}</photo>")),
            Some(Shown::One(id.clone()))
        );
        assert_eq!(said("<photo/>"), Some(Shown::None));
        assert_eq!(said(""), None, "not ready yet");
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[element(&id)]), Some(Shown::One(id)));
    }

    #[test]
    fn a_hash_that_is_none_stands_for_no_picture() {
        for odd in ["../../x", "<a/>x", &"a".repeat(1_000_000)] {
            let shown = said(&format!("<photo>{odd}</photo>"));
            assert_eq!(shown, Some(Shown::None));
        }
    }

    #[test]
    fn our_card_gets_a_picture_and_keeps_the_rest() {
        let old: Element =
            "<vCard xmlns='vcard-temp'><FN>Mira</FN><PHOTO><EXTVAL>x</EXTVAL></PHOTO>\
             <ADR><CTRY>Nowhere</CTRY></ADR></vCard>"
                .parse()
                .unwrap();
        assert_eq!(photo(Some(&old)), Err(PictureError::Missing));
        let shape = shape::of(PIXEL).unwrap();
        let new = with_photo(Some(&old), Some((shape, PIXEL)));
        assert_eq!(photo(Some(&new)).as_deref(), Ok(PIXEL));
        assert_eq!(named(Some(&new), &Id::of(PIXEL)).as_deref(), Ok(PIXEL));
        assert!(new.has_child("ADR", vcard::NS) && new.has_child("FN", vcard::NS));
        let none = with_photo(Some(&new), None);
        assert!(!none.has_child("PHOTO", vcard::NS) && none.has_child("FN", vcard::NS));
    }

    #[test]
    fn a_card_with_another_picture_is_refused() {
        let card = |inside: &str| -> Element {
            let card = format!("<vCard xmlns='vcard-temp'><PHOTO>{inside}</PHOTO></vCard>");
            card.parse().unwrap()
        };
        let text = avatar::encode(PIXEL);
        let other = card(&format!("<TYPE>text/html</TYPE><BINVAL>{text}</BINVAL>"));
        assert_eq!(
            named(Some(&other), &Id::of(b"another")),
            Err(PictureError::Mismatch)
        );
        assert!(photo(Some(&other)).is_ok(), "its bytes say what it is");
        let huge = card(&format!("<BINVAL>{}</BINVAL>", "A".repeat(2_000_000)));
        assert_eq!(photo(Some(&huge)), Err(PictureError::TooLarge));
        let words = card(&format!("<BINVAL>{}</BINVAL>", avatar::encode(b"<svg/>")));
        assert_eq!(photo(Some(&words)), Err(PictureError::NoPicture));
        assert_eq!(photo(None), Err(PictureError::Missing));
    }
}
