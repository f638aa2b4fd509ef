//! `eu.siacs.conversations.axolotl`: XEP-0384 version 0.3, the common one.

use minidom::Element;

use super::bundle::Names;
use super::{attr, base64_element, base64_of, child, children, flag, number};
use crate::Profile;
use crate::message::{DeviceList, Key, ListedDevice, MAX_DEVICES, MAX_KEYS, Message};
use crate::x3dh::BundleParts;

const PROFILE: Profile = Profile::Legacy;
const NS: &str = PROFILE.namespace();

const BUNDLE: Names = Names {
    profile: PROFILE,
    signed_prekey: "signedPreKeyPublic",
    signed_prekey_id: "signedPreKeyId",
    signature: "signedPreKeySignature",
    identity: "identityKey",
    prekey: "preKeyPublic",
    prekey_id: "preKeyId",
};

/// Reads `<encrypted/>` (§4.5). `None` without a header that names its sender.
#[must_use]
pub fn read_message(element: &Element) -> Option<Message> {
    if !element.is("encrypted", NS) {
        return None;
    }
    let header = child(element, "header", PROFILE)?;
    let keys = children(header, "key", PROFILE)
        .take(MAX_KEYS)
        .filter_map(|key| {
            Some(Key {
                jid: None,
                rid: number(key, "rid")?,
                key_exchange: flag(key, "prekey"),
                bytes: base64_of(key)?,
            })
        });
    Some(Message {
        sid: number(header, "sid")?,
        keys: keys.collect(),
        iv: child(header, "iv", PROFILE)
            .and_then(base64_of)
            .unwrap_or_default(),
        // What is no base64 is there all the same, and can't be read.
        payload: child(element, "payload", PROFILE).map(|it| base64_of(it).unwrap_or_default()),
    })
}

/// Writes `<encrypted/>`.
#[must_use]
pub fn write_message(message: &Message) -> Element {
    let mut header = attr(Element::bare("header", NS), "sid", &message.sid.to_string());
    for key in &message.keys {
        let mut element = attr(
            base64_element("key", PROFILE, &key.bytes),
            "rid",
            &key.rid.to_string(),
        );
        if key.key_exchange {
            element = attr(element, "prekey", "true");
        } else {
            // Said although it is the default: one client reads a missing one wrongly.
            element = attr(element, "prekey", "false");
        }
        header.append_child(element);
    }
    header.append_child(base64_element("iv", PROFILE, &message.iv));
    let mut encrypted = Element::bare("encrypted", NS);
    encrypted.append_child(header);
    if let Some(payload) = &message.payload {
        encrypted.append_child(base64_element("payload", PROFILE, payload));
    }
    encrypted
}

/// Reads `<list/>` (§4.2).
#[must_use]
pub fn read_devices(element: &Element) -> Option<DeviceList> {
    if !element.is("list", NS) {
        return None;
    }
    let mut list = DeviceList::default();
    for device in children(element, "device", PROFILE).take(MAX_DEVICES) {
        if let Some(id) = number(device, "id") {
            let written = device.attr("id").filter(|text| **text != id.to_string());
            list.add(ListedDevice {
                id,
                written: written.map(str::to_owned),
                label: None,
            });
        }
    }
    Some(list)
}

/// Writes `<list/>`.
#[must_use]
pub fn write_devices(list: &DeviceList) -> Element {
    let mut element = Element::bare("list", NS);
    for device in &list.devices {
        let id = device
            .written
            .clone()
            .unwrap_or_else(|| device.id.to_string());
        element.append_child(attr(Element::bare("device", NS), "id", &id));
    }
    element
}

/// Reads `<bundle/>` (§4.3).
#[must_use]
pub fn read_bundle(element: &Element) -> Option<BundleParts> {
    BUNDLE.read(element)
}

/// Writes `<bundle/>`.
#[must_use]
pub fn write_bundle(parts: &BundleParts) -> Element {
    BUNDLE.write(parts)
}
