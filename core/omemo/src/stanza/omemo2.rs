//! `urn:xmpp:omemo:2`: XEP-0384 since version 0.8.

use minidom::Element;

use super::bundle::Names;
use super::{attr, base64_element, base64_of, child, children, flag, number};
use crate::Profile;
use crate::message::{DeviceList, Key, Label, ListedDevice, MAX_DEVICES, MAX_KEYS, Message};
use crate::x3dh::BundleParts;

const PROFILE: Profile = Profile::Omemo2;
const NS: &str = PROFILE.namespace();

const BUNDLE: Names = Names {
    profile: PROFILE,
    signed_prekey: "spk",
    signed_prekey_id: "id",
    signature: "spks",
    identity: "ik",
    prekey: "pk",
    prekey_id: "id",
};

/// Longest name of a device that is kept, in characters; less than 53 is recommended (§5.3.1).
const MAX_LABEL: usize = 128;

/// Reads `<encrypted/>` (§5.5). `None` without a header that names its sender.
#[must_use]
pub fn read_message(element: &Element) -> Option<Message> {
    if !element.is("encrypted", NS) {
        return None;
    }
    let header = child(element, "header", PROFILE)?;
    let keys = children(header, "keys", PROFILE).flat_map(|of| {
        let jid = of.attr("jid").map(str::to_owned);
        children(of, "key", PROFILE).filter_map(move |key| {
            Some(Key {
                jid: Some(jid.clone()?),
                rid: number(key, "rid")?,
                key_exchange: flag(key, "kex"),
                bytes: base64_of(key)?,
            })
        })
    });
    Some(Message {
        sid: number(header, "sid")?,
        keys: keys.take(MAX_KEYS).collect(),
        iv: Vec::new(),
        payload: child(element, "payload", PROFILE).map(|it| base64_of(it).unwrap_or_default()),
    })
}

/// Writes `<encrypted/>`. Keys of the same person stand together.
#[must_use]
pub fn write_message(message: &Message) -> Element {
    let mut groups: Vec<(&str, Element)> = Vec::new();
    for key in &message.keys {
        let jid = key.jid.as_deref().unwrap_or_default();
        let mut element = attr(
            base64_element("key", PROFILE, &key.bytes),
            "rid",
            &key.rid.to_string(),
        );
        if key.key_exchange {
            element = attr(element, "kex", "true");
        }
        match groups.iter_mut().find(|(owner, _)| *owner == jid) {
            Some((_, group)) => {
                group.append_child(element);
            }
            None => {
                let mut group = attr(Element::bare("keys", NS), "jid", jid);
                group.append_child(element);
                groups.push((jid, group));
            }
        }
    }
    let mut header = attr(Element::bare("header", NS), "sid", &message.sid.to_string());
    for (_, group) in groups {
        header.append_child(group);
    }
    let mut encrypted = Element::bare("encrypted", NS);
    encrypted.append_child(header);
    if let Some(payload) = &message.payload {
        encrypted.append_child(base64_element("payload", PROFILE, payload));
    }
    encrypted
}

/// Reads `<devices/>` (§5.3.1).
#[must_use]
pub fn read_devices(element: &Element) -> Option<DeviceList> {
    if !element.is("devices", NS) {
        return None;
    }
    let mut list = DeviceList::default();
    for device in children(element, "device", PROFILE).take(MAX_DEVICES) {
        if let Some(id) = number(device, "id") {
            let written = device.attr("id").filter(|text| **text != id.to_string());
            list.add(ListedDevice {
                id,
                written: written.map(str::to_owned),
                label: label(device),
            });
        }
    }
    Some(list)
}

/// A name without a signature is none.
fn label(device: &Element) -> Option<Label> {
    use base64::Engine;

    let text = device
        .attr("label")
        .filter(|text| text.chars().count() <= MAX_LABEL)?;
    let signature = super::BASE64.decode(device.attr("labelsig")?.trim()).ok()?;
    Some(Label {
        text: text.to_owned(),
        signature,
    })
}

/// Writes `<devices/>`.
#[must_use]
pub fn write_devices(list: &DeviceList) -> Element {
    use base64::Engine;

    let mut element = Element::bare("devices", NS);
    for device in &list.devices {
        let id = device
            .written
            .clone()
            .unwrap_or_else(|| device.id.to_string());
        let mut entry = attr(Element::bare("device", NS), "id", &id);
        if let Some(label) = &device.label {
            entry = attr(entry, "label", &label.text);
            entry = attr(entry, "labelsig", &super::BASE64.encode(&label.signature));
        }
        element.append_child(entry);
    }
    element
}

/// Reads `<bundle/>` (§5.3.2).
#[must_use]
pub fn read_bundle(element: &Element) -> Option<BundleParts> {
    BUNDLE.read(element)
}

/// Writes `<bundle/>`.
#[must_use]
pub fn write_bundle(parts: &BundleParts) -> Element {
    BUNDLE.write(parts)
}
