//! The upload service of the in-memory server (XEP-0363), at an address of its own.

use minidom::Element;

use super::hub::State;
use crate::certificate::DOMAIN;
use crate::depot::Depot;
use crate::xml;

/// The service.
const NS: &str = "urn:xmpp:http:upload:0";

/// What the server does with files.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Where they are kept.
    pub depot: Depot,
    /// The largest that it takes.
    pub most: u64,
    /// What it answers to the next that want a place, one each: the inside of an `<error/>`.
    pub refuse: Vec<String>,
}

/// Its address.
pub(super) fn address() -> String {
    format!("upload.{DOMAIN}")
}

impl State {
    /// What belongs to the server.
    pub(super) fn items(&self) -> String {
        let item = self.policy.upload.as_ref().map(|_| {
            let address = address();
            format!("<item jid='{address}' name='Files'/><item jid='none.{DOMAIN}'/>")
        });
        let items = item.unwrap_or_default();
        let rooms = super::room::service();
        format!(
            "<query xmlns='http://jabber.org/protocol/disco#items'>{items}\
             <item jid='{rooms}' name='Rooms'/></query>"
        )
    }

    /// Answers a question to the service; `false` where it is not for it.
    pub(super) fn upload_iq(&mut self, full: &str, iq: &Element, to: &str) -> bool {
        let Some(upload) = self.policy.upload.clone().filter(|_| to == address()) else {
            return false;
        };
        let Some(payload) = iq.children().next() else {
            return false;
        };
        match (payload.name(), payload.ns().as_str()) {
            ("query", "http://jabber.org/protocol/disco#info") => {
                let most = upload.most;
                let info = format!(
                    "<query xmlns='http://jabber.org/protocol/disco#info'>\
                     <identity category='store' type='file' name='Files'/><feature var='{NS}'/>\
                     <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>\
                     <value>{NS}</value></field><field var='max-file-size'><value>{most}</value>\
                     </field></x></query>"
                );
                self.answer(full, iq, &info);
            }
            ("request", NS) => self.give_place(full, iq, payload, &upload),
            _ => self.refuse(full, iq, "cancel", "feature-not-implemented"),
        }
        true
    }

    fn give_place(&mut self, full: &str, iq: &Element, asked: &Element, upload: &Upload) {
        if !upload.refuse.is_empty() {
            let refuse = &mut self.policy.upload.as_mut().expect("a service").refuse;
            let inside = refuse.remove(0);
            let id = xml::escape(iq.attr("id").unwrap_or_default());
            let error = format!(
                "<iq type='error' id='{id}' to='{}' from='{}'><error {inside}</error></iq>",
                xml::escape(full),
                address()
            );
            self.deliver(full, &xml::parse(&error));
            return;
        }
        let name = asked.attr("filename").unwrap_or_default();
        let size = asked.attr("size").and_then(|size| size.parse().ok());
        let (url, words) = upload.depot.place(name, size.unwrap_or_default());
        let slot = format!(
            "<slot xmlns='{NS}'><put url='{url}'><header name='Authorization'>{words}</header>\
             <header name='X-Evil'>yes</header></put><get url='{url}'/></slot>"
        );
        self.answer(full, iq, &slot);
    }
}
