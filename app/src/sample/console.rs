//! What a console hears in the small world.

use std::sync::Arc;

use waxwing_core::event::console::{Batch, Direction, Entry, Event as Heard, Kind};
use waxwing_core::{Event, Timestamp};

use crate::sample::{ACCOUNT, NOW};

/// A login and a few words, as they look without their secrets.
pub fn talk() -> Vec<Entry> {
    use Direction::{In, Out};
    [
        (Out, Kind::Nonza, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>[removed]</auth>"),
        (In, Kind::Nonza, "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>[removed]</challenge>"),
        (Out, Kind::Iq, "<iq id='Yq1' type='get'><query xmlns='jabber:iq:roster'/></iq>"),
        (In, Kind::Iq, "<iq id='Yq1' type='result'><query xmlns='jabber:iq:roster' ver='7'><item jid='romy@example.org' name='Romy Keller' subscription='both'><group>Friends</group></item><item jid='ana@example.org' name='Ana Bauer' subscription='both'/></query></iq>"),
        (Out, Kind::Nonza, "<r xmlns='urn:xmpp:sm:3'/>"),
        (In, Kind::Nonza, "<a xmlns='urn:xmpp:sm:3' h='4'/>"),
        (In, Kind::Presence, "<presence from='romy@example.org/desk' to='mira@example.org/laptop'><show>away</show><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://waxwing.im' ver='a+1='/></presence>"),
        (In, Kind::Message, "<message from='romy@example.org/desk' to='mira@example.org/laptop' type='chat' id='b1'><body>Gate B, in front of the big clock 🎉</body><request xmlns='urn:xmpp:receipts'/></message>"),
        (Out, Kind::Message, "<message to='romy@example.org/desk' type='chat' id='b2'><received xmlns='urn:xmpp:receipts' id='b1'/></message>"),
    ]
    .into_iter()
    .zip(0..)
    .map(|((direction, kind, xml), second)| Entry {
        direction,
        at: Timestamp(NOW.0 + second * 41_000),
        kind,
        xml: xml.to_owned(),
        cut: 0,
    })
    .collect()
}

/// So many messages.
pub fn flood(count: u32) -> Vec<Entry> {
    let message = |number: u32| Entry {
        direction: match number % 2 {
            0 => Direction::In,
            _ => Direction::Out,
        },
        at: Timestamp(NOW.0 + i64::from(number) * 1_000),
        kind: Kind::Message,
        xml: format!(
            "<message from='romy@example.org/desk' type='chat' id='m{number}'><body>Number {number}</body></message>"
        ),
        cut: 0,
    };
    (0..count).map(message).collect()
}

/// Entries as an event.
pub fn heard(entries: Vec<Entry>) -> Event {
    let dropped = 0;
    Event::Console(Heard::Entries(Arc::new(Batch {
        account: ACCOUNT,
        entries,
        dropped,
    })))
}
