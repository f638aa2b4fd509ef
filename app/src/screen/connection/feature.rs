//! Well-known features of servers in words.

use waxwing_core::model::Server;

use crate::tr;

/// What the server can do, in words, as far as there are any; each once.
pub(super) fn words(server: &Server) -> Vec<String> {
    let mut words = Vec::new();
    let all = server
        .account_features
        .iter()
        .chain(&server.server_features);
    for feature in all {
        if let Some(known) = word(feature)
            && !words.contains(&known)
        {
            words.push(known);
        }
    }
    words
}

fn word(feature: &str) -> Option<String> {
    Some(match feature {
        "urn:xmpp:mam:2" => tr!("feature-archive"),
        "urn:xmpp:carbons:2" => tr!("feature-carbons"),
        "urn:xmpp:blocking" => tr!("feature-blocking"),
        "urn:xmpp:push:0" => tr!("feature-push"),
        "http://jabber.org/protocol/pubsub#publish" => tr!("feature-profiles"),
        "urn:xmpp:bookmarks:1#compat" | "urn:xmpp:bookmarks:1#compat-pep" => {
            tr!("feature-bookmarks")
        }
        "msgoffline" => tr!("feature-offline"),
        "jabber:iq:register" => tr!("feature-registration"),
        "urn:xmpp:extdisco:2" => tr!("feature-calls"),
        "jabber:iq:last" => tr!("feature-last"),
        "urn:xmpp:ping" => tr!("feature-ping"),
        "http://jabber.org/protocol/commands" => tr!("feature-commands"),
        "urn:xmpp:invite" => tr!("feature-invitations"),
        "jabber:iq:version" => tr!("feature-version"),
        _ => return None,
    })
}
