//! `<bundle/>`: the same in both profiles but for its names.

use minidom::Element;

use super::{attr, base64_element, base64_of, child, children, number};
use crate::Profile;
use crate::message::MAX_PREKEYS;
use crate::x3dh::BundleParts;

/// What its parts are called.
pub(super) struct Names {
    pub(super) profile: Profile,
    pub(super) signed_prekey: &'static str,
    pub(super) signed_prekey_id: &'static str,
    pub(super) signature: &'static str,
    pub(super) identity: &'static str,
    pub(super) prekey: &'static str,
    pub(super) prekey_id: &'static str,
}

impl Names {
    /// What is missing is empty, and no bundle by that: it is told from one that is not there.
    pub(super) fn read(&self, element: &Element) -> Option<BundleParts> {
        if !element.is("bundle", self.profile.namespace()) {
            return None;
        }
        let part = |name| child(element, name, self.profile);
        let bytes = |name| part(name).and_then(base64_of).unwrap_or_default();
        let signed = part(self.signed_prekey);
        let number = |element, name| Some(number(element, name)?.get());
        let signed_id = signed.and_then(|signed| number(signed, self.signed_prekey_id));
        let prekeys = part("prekeys").map(|prekeys| {
            children(prekeys, self.prekey, self.profile)
                .take(MAX_PREKEYS)
                .filter_map(|key| Some((number(key, self.prekey_id)?, base64_of(key)?)))
                .collect()
        });
        Some(BundleParts {
            identity: bytes(self.identity),
            // Without a number nobody could say which one was taken.
            signed_prekey: signed_id
                .and(signed)
                .and_then(base64_of)
                .unwrap_or_default(),
            signed_prekey_id: signed_id.unwrap_or_default(),
            signature: bytes(self.signature),
            prekeys: prekeys.unwrap_or_default(),
        })
    }

    pub(super) fn write(&self, parts: &BundleParts) -> Element {
        let key = |name, bytes: &[u8]| base64_element(name, self.profile, bytes);
        let numbered = |element, name, id: u32| attr(element, name, &id.to_string());
        let namespace = self.profile.namespace();
        let mut prekeys = Element::bare("prekeys", namespace);
        for (id, bytes) in &parts.prekeys {
            prekeys.append_child(numbered(key(self.prekey, bytes), self.prekey_id, *id));
        }
        let mut bundle = Element::bare("bundle", namespace);
        bundle.append_child(numbered(
            key(self.signed_prekey, &parts.signed_prekey),
            self.signed_prekey_id,
            parts.signed_prekey_id,
        ));
        bundle.append_child(key(self.signature, &parts.signature));
        bundle.append_child(key(self.identity, &parts.identity));
        bundle.append_child(prekeys);
        bundle
    }
}
