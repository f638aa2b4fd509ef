//! A session on its connection: what the client says, what others say to it, acknowledgements.

use minidom::Element;
use waxwing_proto::stream::Frame;

use super::hub::{Hub, Out};
use super::link::Link;
use super::login::{Live, enable};
use super::management::SM;

/// Serves a session until the connection ends.
pub(super) async fn live(mut link: Link, mut session: Live, hub: &Hub) {
    loop {
        tokio::select! {
            biased;
            out = session.out.recv() => match out {
                Some(Out::Bytes(bytes)) => link.write(&bytes).await,
                Some(Out::End(words)) => {
                    link.write(words.as_bytes()).await;
                    // The client may still be writing; its own close or end comes next.
                    while link.next().await.is_some_and(|frame| frame != Frame::Close) {}
                    link.shut().await;
                    return;
                }
                Some(Out::Cut) | None => return,
            },
            frame = link.next() => match frame {
                Some(Frame::Element(element)) => {
                    if let Some(answer) = handle(element, &session, hub) {
                        link.write(answer.as_bytes()).await;
                    }
                }
                Some(Frame::Close) => {
                    closed(&session, hub);
                    link.write(b"</stream:stream>").await;
                    link.shut().await;
                    return;
                }
                Some(Frame::Open(_)) | None => return lost(&session, hub),
            },
        }
    }
}

fn closed(session: &Live, hub: &Hub) {
    let mut state = hub.state();
    state.counters.closed += 1;
    state.note(&format!("< {}: </stream:stream>", session.full));
    state.drop_session(&session.full);
}

fn lost(session: &Live, hub: &Hub) {
    let mut state = hub.state();
    state.counters.lost += 1;
    state.note(&format!("< {}: lost", session.full));
    let Some(known) = state.sessions.get_mut(&session.full) else {
        return;
    };
    if known.connection != session.connection {
        return;
    }
    known.out = None;
    if known.management.is_none() {
        state.drop_session(&session.full);
    }
}

/// What to say at once.
fn handle(element: Element, session: &Live, hub: &Hub) -> Option<String> {
    if element.ns() == SM {
        return manage(&element, session, hub);
    }
    let mut state = hub.state();
    if let Some(known) = state.sessions.get_mut(&session.full) {
        if known.connection != session.connection {
            return None;
        }
        if let Some(management) = &mut known.management {
            management.handled = management.handled.wrapping_add(1);
        }
    }
    state.handle(&session.full, element);
    None
}

fn manage(element: &Element, session: &Live, hub: &Hub) -> Option<String> {
    if element.name() == "enable" {
        let offered = hub.state().policy.management;
        let refused = format!("<failed xmlns='{SM}'/>");
        return Some(if offered {
            enable(&session.full, hub)
        } else {
            refused
        });
    }
    let mut state = hub.state();
    let policy = (state.policy.swallow_acks, state.policy.false_count);
    let known = state.sessions.get_mut(&session.full)?;
    let management = known.management.as_mut()?;
    match (element.name(), policy) {
        ("a", _) => {
            let count = element.attr("h")?.parse().ok()?;
            management.acknowledge(count);
            None
        }
        ("r", (false, false_count)) => {
            let handled = false_count.unwrap_or(management.handled);
            Some(format!("<a xmlns='{SM}' h='{handled}'/>"))
        }
        _ => None,
    }
}
