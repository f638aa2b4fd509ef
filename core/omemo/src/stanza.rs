//! The stanzas of both profiles, read item by item.
//!
//! Strict readers lose a whole list of devices to one entry that can't be read, and a whole message to one bad key of
//! *another* device. Here a bad item costs that item: numbers may have a sign, base64 may have blanks in
//! it, attributes may be missing, and what is unknown is skipped.

mod bundle;
pub mod legacy;
pub mod omemo2;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use minidom::Element;
use minidom::rxml::{Namespace, NcName};

use crate::Profile;
use crate::account::Mark;
use crate::message::{DeviceList, Message};
use crate::profile::DeviceId;
use crate::x3dh::BundleParts;

/// The namespace of the hint that says which encryption was used (XEP-0380).
pub const EME: &str = "urn:xmpp:eme:0";

/// Padding is neither asked for nor refused.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The message in the payloads of a stanza. Where one has both profiles (a client that does so may exist), omemo:2 is
/// the first.
#[must_use]
pub fn find_messages(payloads: &[Element]) -> Vec<(Profile, Message)> {
    let read = |profile| {
        payloads
            .iter()
            .find_map(|element| Some((profile, read_message(profile, element)?)))
    };
    [Profile::Omemo2, Profile::Legacy]
        .into_iter()
        .filter_map(read)
        .collect()
}

/// Reads `<encrypted/>` of the profile.
#[must_use]
pub fn read_message(profile: Profile, element: &Element) -> Option<Message> {
    match profile {
        Profile::Legacy => legacy::read_message(element),
        Profile::Omemo2 => omemo2::read_message(element),
    }
}

/// Writes `<encrypted/>` of the profile.
#[must_use]
pub fn write_message(profile: Profile, message: &Message) -> Element {
    match profile {
        Profile::Legacy => legacy::write_message(message),
        Profile::Omemo2 => omemo2::write_message(message),
    }
}

/// Reads the list of devices, `<list/>` or `<devices/>`.
#[must_use]
pub fn read_devices(profile: Profile, element: &Element) -> Option<DeviceList> {
    match profile {
        Profile::Legacy => legacy::read_devices(element),
        Profile::Omemo2 => omemo2::read_devices(element),
    }
}

/// Writes the list of devices.
#[must_use]
pub fn write_devices(profile: Profile, list: &DeviceList) -> Element {
    match profile {
        Profile::Legacy => legacy::write_devices(list),
        Profile::Omemo2 => omemo2::write_devices(list),
    }
}

/// Reads `<bundle/>`; [`crate::Bundle::check`] comes next.
#[must_use]
pub fn read_bundle(profile: Profile, element: &Element) -> Option<BundleParts> {
    match profile {
        Profile::Legacy => legacy::read_bundle(element),
        Profile::Omemo2 => omemo2::read_bundle(element),
    }
}

/// Writes `<bundle/>`.
#[must_use]
pub fn write_bundle(profile: Profile, parts: &BundleParts) -> Element {
    match profile {
        Profile::Legacy => legacy::write_bundle(parts),
        Profile::Omemo2 => omemo2::write_bundle(parts),
    }
}

/// The node that an account publishes its list of devices on.
#[must_use]
pub const fn devices_node(profile: Profile) -> &'static str {
    match profile {
        Profile::Legacy => "eu.siacs.conversations.axolotl.devicelist",
        Profile::Omemo2 => "urn:xmpp:omemo:2:devices",
    }
}

/// The node and the item that a device publishes its bundle on.
#[must_use]
pub fn bundle_place(profile: Profile, device: DeviceId) -> (String, String) {
    match profile {
        // A node for each device, with a single item.
        Profile::Legacy => (
            format!("eu.siacs.conversations.axolotl.bundles:{device}"),
            "current".to_owned(),
        ),
        Profile::Omemo2 => ("urn:xmpp:omemo:2:bundles".to_owned(), device.to_string()),
    }
}

/// The private node (XEP-0223) that a device leaves its [`Mark`] on, with its number as the item.
pub const MARKS_NODE: &str = "urn:x-omemo-rs:marks:0";

/// Reads the mark of a device.
#[must_use]
pub fn read_mark(element: &Element) -> Option<Mark> {
    let bytes = |name| BASE64.decode(element.attr(name)?.trim()).ok();
    element.is("mark", MARKS_NODE).then_some(())?;
    Some(Mark {
        generation: element.attr("generation")?.trim().parse().ok()?,
        run: bytes("run")?.try_into().ok()?,
        signature: bytes("signature")?.try_into().ok()?,
    })
}

/// Writes the mark of a device.
#[must_use]
pub fn write_mark(mark: &Mark) -> Element {
    let element = Element::bare("mark", MARKS_NODE);
    let element = attr(element, "generation", &mark.generation.to_string());
    let element = attr(element, "run", &BASE64.encode(mark.run));
    attr(element, "signature", &BASE64.encode(mark.signature))
}

/// The hint for those who can't read it (XEP-0380).
#[must_use]
pub fn encryption_hint(profile: Profile) -> Element {
    let hint = attr(
        Element::bare("encryption", EME),
        "namespace",
        profile.namespace(),
    );
    attr(hint, "name", "OMEMO")
}

/// The element with an attribute.
fn attr(mut element: Element, name: &'static str, value: &str) -> Element {
    // Every name is a literal of ours.
    if let Ok(name) = NcName::try_from(name) {
        element
            .attrs_mut()
            .insert(Namespace::NONE, name, value.to_owned());
    }
    element
}

/// An element with base64 in it.
fn base64_element(name: &str, profile: Profile, bytes: &[u8]) -> Element {
    let mut element = Element::bare(name, profile.namespace());
    element.append_text_node(BASE64.encode(bytes));
    element
}

/// The bytes in an element; blanks don't matter. `None` for what is no base64.
fn base64_of(element: &Element) -> Option<Vec<u8>> {
    let text: String = element.text().split_ascii_whitespace().collect();
    BASE64.decode(text).ok()
}

fn child<'a>(element: &'a Element, name: &str, profile: Profile) -> Option<&'a Element> {
    element.get_child(name, profile.namespace())
}

fn children<'a>(
    element: &'a Element,
    name: &'a str,
    profile: Profile,
) -> impl Iterator<Item = &'a Element> {
    element
        .children()
        .filter(move |child| child.is(name, profile.namespace()))
}

fn number(element: &Element, name: &str) -> Option<DeviceId> {
    element.attr(name).and_then(DeviceId::parse)
}

/// An attribute of the type that XML Schema calls boolean.
fn flag(element: &Element, name: &str) -> bool {
    matches!(element.attr(name).map(str::trim), Some("true" | "1"))
}

#[cfg(test)]
mod tests;
