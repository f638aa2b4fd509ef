//! `urn:xmpp:omemo:2`: XEP-0384 since version 0.8.

use minidom::Element;

use super::{attr, base64_element, base64_of, child, children, flag, number};
use crate::Profile;
use crate::message::{
    DeviceList, Key, Label, ListedDevice, MAX_DEVICES, MAX_KEYS, MAX_PREKEYS, Message,
};
use crate::x3dh::BundleParts;

const PROFILE: Profile = Profile::Omemo2;
const NS: &str = PROFILE.namespace();

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
    if !element.is("bundle", NS) {
        return None;
    }
    let signed = child(element, "spk", PROFILE)?;
    let prekeys = child(element, "prekeys", PROFILE).map(|prekeys| {
        children(prekeys, "pk", PROFILE)
            .take(MAX_PREKEYS)
            .filter_map(|key| Some((number(key, "id")?.get(), base64_of(key)?)))
            .collect()
    });
    Some(BundleParts {
        identity: base64_of(child(element, "ik", PROFILE)?)?,
        signed_prekey_id: number(signed, "id")?.get(),
        signed_prekey: base64_of(signed)?,
        signature: base64_of(child(element, "spks", PROFILE)?)?,
        prekeys: prekeys.unwrap_or_default(),
    })
}

/// Writes `<bundle/>`.
#[must_use]
pub fn write_bundle(parts: &BundleParts) -> Element {
    let signed = base64_element("spk", PROFILE, &parts.signed_prekey);
    let mut prekeys = Element::bare("prekeys", NS);
    for (id, key) in &parts.prekeys {
        prekeys.append_child(attr(
            base64_element("pk", PROFILE, key),
            "id",
            &id.to_string(),
        ));
    }
    let mut bundle = Element::bare("bundle", NS);
    bundle.append_child(attr(signed, "id", &parts.signed_prekey_id.to_string()));
    bundle.append_child(base64_element("spks", PROFILE, &parts.signature));
    bundle.append_child(base64_element("ik", PROFILE, &parts.identity));
    bundle.append_child(prekeys);
    bundle
}
