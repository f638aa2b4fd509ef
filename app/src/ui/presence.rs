//! Who is there, in words and as a dot.

use iced::widget::container;
use waxwing_core::model::{
    Account, Avatar as Picture, ChatState, Connection, Conversation, Show, Subscription,
};

use crate::theme::{Tokens, contact};
use crate::tr;
use crate::ui::{faces, failure};
use crate::widget::Element;
use crate::widget::avatar::{Avatar, Presence, avatar};

/// Edge of a dot that stands alone.
const DOT: f32 = 10.0;

/// What a person can choose to show of themselves, in the order of the menu.
pub const CHOICES: [Show; 5] = [
    Show::Online,
    Show::Chat,
    Show::Away,
    Show::ExtendedAway,
    Show::DoNotDisturb,
];

/// An availability in words.
pub fn show(show: Show) -> String {
    match show {
        Show::Chat => tr!("show-chat"),
        Show::Online => tr!("show-online"),
        Show::Away => tr!("show-away"),
        Show::ExtendedAway => tr!("show-extended-away"),
        Show::DoNotDisturb => tr!("show-do-not-disturb"),
        Show::Offline => tr!("show-offline"),
    }
}

/// How somebody is there, or that it is a group.
pub fn word(entry: &Conversation) -> String {
    match entry.room {
        Some(_) => tr!("room-word"),
        None => show(entry.show),
    }
}

/// An availability as the name of a choice.
pub fn choice(show: Show) -> String {
    match show {
        Show::Chat => tr!("choice-chat"),
        Show::Online => tr!("choice-online"),
        Show::Away => tr!("choice-away"),
        Show::ExtendedAway => tr!("choice-extended-away"),
        Show::DoNotDisturb => tr!("choice-do-not-disturb"),
        Show::Offline => tr!("choice-offline"),
    }
}

/// The dot alone, for the menu; the words stand beside it.
pub fn bare_dot<'a, M: 'a>(show: Show) -> Element<'a, M> {
    container(iced::widget::space().width(DOT).height(DOT))
        .style(move |theme| {
            let tokens = Tokens::of(theme);
            let color = match dot(show) {
                Presence::Available => tokens.success,
                Presence::Away => tokens.attention,
                Presence::Busy => tokens.danger,
                Presence::Offline => tokens.quiet,
            };
            container::Style {
                background: Some(color.into()),
                border: iced::border::rounded(DOT / 2.0),
                ..container::Style::default()
            }
        })
        .into()
}

/// The dot of an availability.
pub fn dot(show: Show) -> Presence {
    match show {
        Show::Chat | Show::Online => Presence::Available,
        Show::Away | Show::ExtendedAway => Presence::Away,
        Show::DoNotDisturb => Presence::Busy,
        Show::Offline => Presence::Offline,
    }
}

/// The face of somebody we know.
pub fn face(conversation: &Conversation, tokens: &Tokens, diameter: f32) -> Avatar {
    let disc = contact::disc(conversation.jid.as_str(), tokens);
    let face = avatar(&conversation.name, disc).size(diameter);
    let face = pictured(face, conversation.avatar.as_ref(), diameter);
    match conversation.subscription {
        _ if conversation.notes || conversation.room.is_some() => face,
        // Of these nothing is known, which is not the same as being away.
        Subscription::Stranger | Subscription::None | Subscription::From
            if conversation.show == Show::Offline =>
        {
            face
        }
        _ => face.presence(dot(conversation.show)),
    }
}

/// Our own face, with what the others see.
pub fn own_face(account: &Account, tokens: &Tokens, diameter: f32) -> Avatar {
    let disc = contact::disc(account.jid.as_str(), tokens);
    let seen = match account.connection {
        Connection::Online { .. } => account.presence.show,
        _ => Show::Offline,
    };
    let face = avatar(account.jid.as_str(), disc).size(diameter);
    pictured(face, account.avatar.as_ref(), diameter).presence(dot(seen))
}

/// The picture somebody shows takes the place of letters as soon as it is read.
pub(super) fn pictured(face: Avatar, shown: Option<&Picture>, diameter: f32) -> Avatar {
    let here = shown.and_then(|shown| Some((faces::picture(shown, diameter)?, &*shown.path)));
    match here {
        Some((picture, path)) => face.picture(picture).file(path),
        None => face,
    }
}

/// The line under a name: `online · 2 devices · back at noon`.
pub fn line(conversation: &Conversation) -> String {
    match conversation.chat_state {
        ChatState::Composing => return tr!("typing"),
        ChatState::Paused => return tr!("typing-paused"),
        _ => {}
    }
    if conversation.notes {
        return tr!("notes-line");
    }
    if let Some(here) = &conversation.room {
        return super::room::line(here);
    }
    if conversation.blocked {
        return tr!("presence-blocked");
    }
    let mut parts = vec![match (conversation.subscription, conversation.show) {
        (Subscription::Stranger, Show::Offline) => tr!("presence-stranger"),
        (Subscription::Asked, Show::Offline) => tr!("presence-asked"),
        (Subscription::None | Subscription::From, Show::Offline) => tr!("presence-unknown"),
        (_, availability) => show(availability),
    }];
    if conversation.resources > 1 {
        parts.push(tr!("presence-devices", count = conversation.resources));
    }
    if !conversation.status.is_empty() {
        parts.push(conversation.status.replace('\n', " "));
    }
    parts.join(&tr!("separator"))
}

/// Who sees when the other is online, in a sentence.
pub fn who_sees_whom(entry: &Conversation) -> String {
    let name = entry.name.as_str();
    match entry.subscription {
        _ if entry.blocked => tr!("sight-blocked", name = name),
        Subscription::Stranger if entry.request => tr!("sight-asks", name = name),
        Subscription::Stranger => tr!("sight-stranger", name = name),
        Subscription::None if entry.request => tr!("sight-asks", name = name),
        Subscription::None => tr!("sight-none", name = name),
        Subscription::Asked => tr!("sight-asked", name = name),
        Subscription::To => tr!("sight-to", name = name),
        Subscription::From => tr!("sight-from", name = name),
        Subscription::Both => tr!("sight-both", name = name),
    }
}

/// How we stand ourselves, for the foot of the sidebar.
pub fn own_line(account: &Account) -> String {
    match &account.connection {
        Connection::Online { .. } if account.presence.status.is_empty() => {
            show(account.presence.show)
        }
        Connection::Online { .. } => account.presence.status.replace('\n', " "),
        Connection::Connecting { step, .. } => failure::step(*step),
        Connection::Waiting { .. } => tr!("own-waiting"),
        Connection::Offline | Connection::Stopped { .. } => tr!("show-offline"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_line_says_what_is_known() {
        let mut romy = sample::conversation(1, "Romy", None);
        assert_eq!(line(&romy), "online");
        romy.resources = 2;
        romy.status = "back\nat noon".to_owned();
        assert_eq!(line(&romy), "online · 2 devices · back at noon");
        romy.chat_state = ChatState::Composing;
        assert_eq!(line(&romy), "typing…");
    }

    #[test]
    fn somebody_unseen_is_not_called_offline() {
        let mut romy = sample::conversation(1, "Romy", None);
        romy.show = Show::Offline;
        romy.resources = 0;
        assert_eq!(line(&romy), "offline");
        romy.subscription = Subscription::Asked;
        assert!(line(&romy).contains("waiting"), "{}", line(&romy));
        romy.subscription = Subscription::Stranger;
        assert!(line(&romy).contains("not in your contacts"));
    }
}
