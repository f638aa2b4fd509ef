//! What a device tells of whom it trusts (XEP-0434), for automatic trust management (XEP-0450).
//!
//! A message counts only when it came encrypted, and only as a word of a device whose key is verified here: about that device's
//! own account's keys, or, from one of our own devices, about anybody's. One from a device that is not verified yet is
//! kept, and counts when it is.

/// The namespace of trust messages.
pub const NS: &str = "urn:xmpp:tm:1";

/// The namespace of automatic trust management.
pub const ATM: &str = "urn:xmpp:atm:1";

/// So many keys of one message are looked at.
const MAX_KEYS: usize = 256;

/// What a device says of keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustMessage {
    /// Person by person.
    pub owners: Vec<KeyOwner>,
}

/// What a device says of one person's keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyOwner {
    /// Whose keys: a bare address.
    pub jid: String,
    /// Keys to be trusted.
    pub trusted: Vec<[u8; 32]>,
    /// Keys not to be trusted.
    pub distrusted: Vec<[u8; 32]>,
}

impl TrustMessage {
    /// What of it the sender may say: a contact of its own keys only, our own devices of anybody's.
    #[must_use]
    pub fn allowed(mut self, sender: &str, ours: &str) -> Self {
        if sender != ours {
            self.owners.retain(|owner| owner.jid == sender);
        }
        self
    }

    /// Nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let says_nothing =
            |owner: &KeyOwner| owner.trusted.is_empty() && owner.distrusted.is_empty();
        self.owners.iter().all(says_nothing)
    }
}

#[cfg(feature = "xml")]
mod xml {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use minidom::Element;
    use minidom::rxml::{Namespace, NcName};

    use super::{ATM, KeyOwner, MAX_KEYS, NS, TrustMessage};
    use crate::Profile;

    impl TrustMessage {
        /// Reads `<trust-message/>`; `None` for one with another use or for another encryption.
        #[must_use]
        pub fn read(element: &Element) -> Option<Self> {
            let fits = element.is("trust-message", NS)
                && element.attr("usage") == Some(ATM)
                && element.attr("encryption") == Some(Profile::Omemo2.namespace());
            if !fits {
                return None;
            }
            let mut left = MAX_KEYS;
            let owners = element
                .children()
                .filter(|child| child.is("key-owner", NS))
                .filter_map(|owner| {
                    let owner = read_owner(owner, left)?;
                    left = left.saturating_sub(owner.trusted.len() + owner.distrusted.len());
                    Some(owner)
                });
            Some(Self {
                owners: owners.collect(),
            })
        }

        /// Writes `<trust-message/>`.
        #[must_use]
        pub fn write(&self) -> Element {
            let mut element = attr(Element::bare("trust-message", NS), "usage", ATM);
            element = attr(element, "encryption", Profile::Omemo2.namespace());
            for owner in &self.owners {
                let mut child = attr(Element::bare("key-owner", NS), "jid", &owner.jid);
                for (name, keys) in [("trust", &owner.trusted), ("distrust", &owner.distrusted)] {
                    for key in keys {
                        let mut said = Element::bare(name, NS);
                        said.append_text_node(STANDARD.encode(key));
                        child.append_child(said);
                    }
                }
                element.append_child(child);
            }
            element
        }
    }

    fn read_owner(element: &Element, most: usize) -> Option<KeyOwner> {
        let keys = |name: &'static str| {
            element
                .children()
                .filter(move |child| child.is(name, NS))
                .filter_map(|child| STANDARD.decode(child.text().trim()).ok()?.try_into().ok())
                .take(most)
                .collect()
        };
        Some(KeyOwner {
            jid: element.attr("jid")?.to_owned(),
            trusted: keys("trust"),
            distrusted: keys("distrust"),
        })
    }

    fn attr(mut element: Element, name: &'static str, value: &str) -> Element {
        if let Ok(name) = NcName::try_from(name) {
            element
                .attrs_mut()
                .insert(Namespace::NONE, name, value.to_owned());
        }
        element
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_example_of_the_text_is_read_and_written_again() {
            let element: Element = "<trust-message xmlns='urn:xmpp:tm:1' usage='urn:xmpp:atm:1' encryption='urn:xmpp:omemo:2'>\
                <key-owner jid='alice@example.org'><trust>aFABnX7Q/rbTgjBySYzrT2FsYCVYb49mbca5yB734KQ=</trust></key-owner>\
                <key-owner jid='bob@example.com'><trust>%</trust><distrust>tCP1CI3pqSTVGzFYFyPYUMfMZ9Ck/msmfD0wH/VtJBM=</distrust>\
                </key-owner><key-owner/></trust-message>"
                .parse()
                .expect("XML");
            let read = TrustMessage::read(&element).expect("a trust message");
            let counts: Vec<_> = read
                .owners
                .iter()
                .map(|it| (it.jid.as_str(), it.trusted.len(), it.distrusted.len()))
                .collect();
            assert_eq!(
                counts,
                [("alice@example.org", 1, 0), ("bob@example.com", 0, 1)]
            );
            assert_eq!(TrustMessage::read(&read.write()), Some(read));
        }

        #[test]
        fn another_use_is_none_of_ours() {
            let element: Element =
                "<trust-message xmlns='urn:xmpp:tm:1' usage='x' encryption='urn:xmpp:omemo:2'/>"
                    .parse()
                    .expect("XML");
            assert_eq!(TrustMessage::read(&element), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_speaks_for_its_own_keys_only() {
        let owner = |jid: &str| KeyOwner {
            jid: jid.to_owned(),
            trusted: vec![[1; 32]],
            distrusted: vec![],
        };
        let message = TrustMessage {
            owners: vec![owner("alice@example.org"), owner("bob@example.com")],
        };
        let of_bob = message
            .clone()
            .allowed("bob@example.com", "alice@example.org");
        assert_eq!(of_bob.owners, [owner("bob@example.com")]);
        assert_eq!(
            message
                .clone()
                .allowed("alice@example.org", "alice@example.org"),
            message
        );
        assert!(
            message
                .allowed("mallory@example.net", "alice@example.org")
                .is_empty()
        );
    }
}
