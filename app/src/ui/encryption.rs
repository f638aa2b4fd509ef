//! End-to-end encryption in the words of people: what holds in a conversation, and how far a key is trusted.

use waxwing_core::model::{Conversation, Encryption, Mode, Trust, Unreadable};

use crate::icon::Icon;
use crate::theme::Tokens;
use crate::tr;
use crate::widget::hazard;
use crate::world::World;

/// The sign of what holds in a conversation.
pub fn sign(encryption: &Encryption) -> Icon {
    match encryption.mode {
        _ if encryption.locked || encryption.too_many => Icon::Shield,
        Mode::Unknown => Icon::Shield,
        Mode::Impossible | Mode::Off => Icon::LockOpen,
        Mode::On if encryption.verified => Icon::ShieldCheck,
        Mode::On => Icon::Lock,
    }
}

/// The lock beside what is written: its sign, and what holds in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The sign.
    pub sign: Icon,
    /// What holds.
    pub said: String,
    /// How it looks.
    pub look: Look,
}

/// How a lock looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Encrypted.
    Shut,
    /// It goes out as it is.
    Open,
    /// That is not known yet.
    Unknown,
}

/// The lock of a conversation.
pub fn lock(entry: &Conversation) -> Lock {
    Lock {
        sign: sign(&entry.encryption),
        said: state(entry),
        look: match entry.encryption.mode {
            _ if entry.encryption.locked || entry.encryption.too_many => Look::Unknown,
            Mode::On => Look::Shut,
            Mode::Off | Mode::Impossible => Look::Open,
            Mode::Unknown => Look::Unknown,
        },
    }
}

/// The lock of what is said to one of a group alone.
pub fn lock_of_private(entry: &Conversation, name: &str) -> Lock {
    if entry.encryption.locked {
        return lock(entry);
    }
    match entry.encryption.mode == Mode::On && is_private(entry) {
        true => Lock {
            sign: Icon::Lock,
            said: tr!("lock-private-on", name = name),
            look: Look::Shut,
        },
        false => Lock {
            sign: Icon::LockOpen,
            said: tr!("lock-private", name = name),
            look: Look::Open,
        },
    }
}

/// What holds in a conversation, in one text.
pub fn state(entry: &Conversation) -> String {
    let told = &entry.encryption;
    let room = entry.room.is_some();
    let name = entry.name.as_str();
    if told.locked {
        return tr!("lock-locked");
    }
    if told.too_many {
        return tr!("lock-too-many");
    }
    match told.mode {
        Mode::Unknown if room => tr!("lock-unknown-group"),
        Mode::Unknown => tr!("lock-unknown", name = name),
        Mode::Impossible if room && is_private(entry) => tr!("lock-impossible-large"),
        Mode::Impossible if room => tr!("lock-impossible-group"),
        Mode::Impossible => tr!("lock-impossible", name = name),
        Mode::Off => tr!("lock-off"),
        Mode::On => on(told).join(" "),
    }
}

/// Whether it is a group for members who know each other.
fn is_private(entry: &Conversation) -> bool {
    let room = entry.room.as_ref();
    let nature = room.and_then(|room| room.nature.as_ref());
    nature.is_some_and(|nature| nature.members_only && !nature.anonymous)
}

/// Who of a group has no device that could read what is encrypted.
pub fn without(entry: &Conversation, world: &World) -> String {
    let people = entry.encryption.without.iter();
    let names: Vec<&str> = people
        .map(|jid| world.name_of(entry.account, jid))
        .collect();
    match names.as_slice() {
        [one] => tr!("held-one", name = *one),
        [one, other] => tr!("held-two", one = *one, other = *other),
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            tr!("held-several", count = count)
        }
    }
}

/// Somebody asks for what is not encrypted, and what follows from that.
pub fn opted_out(name: &str, reason: &str) -> (String, String) {
    let reason = hazard::visible(reason);
    let detail = match reason.is_empty() {
        true => tr!("opted-out-detail"),
        false => tr!("opted-out-reason", reason = reason.as_ref()),
    };
    (tr!("opted-out", name = name), detail)
}

/// How far a key is trusted.
pub fn trust(how: Trust) -> String {
    match how {
        Trust::Undecided => tr!("trust-undecided"),
        Trust::Blind => tr!("trust-blind"),
        Trust::Verified => tr!("trust-verified"),
        Trust::Distrusted => tr!("trust-distrusted"),
    }
}

/// Why a message can't be read, in short.
pub fn unreadable(why: Unreadable) -> String {
    match why {
        Unreadable::NotForUs => tr!("unreadable-not-for-us"),
        Unreadable::NoSession | Unreadable::KeyGone | Unreadable::Broken => {
            tr!("unreadable-no-key")
        }
        Unreadable::TooManyDevices => tr!("unreadable-devices"),
        Unreadable::Version => tr!("unreadable-version"),
        Unreadable::Malformed => tr!("unreadable-malformed"),
        Unreadable::Changed => tr!("unreadable-changed"),
        Unreadable::Moved => tr!("unreadable-moved"),
        Unreadable::Lost => tr!("unreadable-lost"),
        Unreadable::OpenPgp | Unreadable::Ox => tr!("unreadable-with", kind = "OpenPGP"),
        Unreadable::Otr => tr!("unreadable-with", kind = "OTR"),
        Unreadable::Unknown => tr!("unreadable-unknown"),
    }
}

/// Why a message can't be read, in full, and what can be done about it.
pub fn explanation(why: Unreadable) -> String {
    match why {
        Unreadable::NotForUs => tr!("explain-not-for-us"),
        Unreadable::NoSession => tr!("explain-no-session"),
        Unreadable::KeyGone => tr!("explain-key-gone"),
        Unreadable::Broken => tr!("explain-broken"),
        Unreadable::TooManyDevices => tr!("explain-devices"),
        Unreadable::Version => tr!("explain-version"),
        Unreadable::Malformed => tr!("explain-malformed"),
        Unreadable::Changed => tr!("explain-changed"),
        Unreadable::Moved => tr!("explain-moved"),
        Unreadable::Lost => tr!("explain-lost"),
        Unreadable::OpenPgp | Unreadable::Ox | Unreadable::Otr | Unreadable::Unknown => {
            tr!("explain-other")
        }
    }
}

/// The colours of a lock.
pub fn colours(look: Look, theme: &iced::Theme) -> iced::widget::container::Style {
    let tokens = Tokens::of(theme);
    iced::widget::container::Style {
        text_color: Some(match look {
            Look::Shut => tokens.success,
            Look::Open => tokens.attention,
            Look::Unknown => tokens.text,
        }),
        ..iced::widget::container::Style::default()
    }
}

/// Who can read what is encrypted, and who can't.
fn on(told: &Encryption) -> Vec<String> {
    let mut said = vec![match told.verified {
        true => tr!("lock-on-verified"),
        false => tr!("lock-on"),
    }];
    said.push(match told.readers {
        0 => tr!("lock-readers-none"),
        count => tr!("lock-readers", count = count),
    });
    if told.fresh > 0 {
        said.push(tr!("lock-fresh", count = told.fresh));
    }
    if told.undecided > 0 {
        said.push(tr!("lock-undecided", count = told.undecided));
    }
    if told.unreachable > 0 {
        said.push(tr!("lock-unreachable", count = told.unreachable));
    }
    if !told.without.is_empty() {
        let count = u32::try_from(told.without.len()).unwrap_or(u32::MAX);
        said.push(tr!("lock-without", count = count));
    }
    if told.held || told.opted_out.is_some() {
        said.push(tr!("lock-held"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn said(told: Encryption) -> String {
        let mut entry = sample::conversation(1, "Romy", None);
        entry.encryption = told;
        state(&entry)
    }

    #[test]
    fn each_mode_says_what_holds() {
        let mode = |mode| Encryption {
            mode,
            ..Encryption::default()
        };
        assert!(said(mode(Mode::Unknown)).contains("which devices Romy has"));
        assert!(said(mode(Mode::Impossible)).starts_with("Not encrypted: Romy"));
        assert!(said(mode(Mode::Off)).contains("you have switched it off"));
        let held = Encryption {
            readers: 1,
            without: vec![sample::address("theo@example.org")],
            held: true,
            ..mode(Mode::On)
        };
        assert_eq!(
            said(held),
            "Encrypted. One device can read it. One person has no device that can read it. Nothing is sent \
             until you decide about that."
        );
        let on = Encryption {
            mode: Mode::On,
            readers: 3,
            fresh: 1,
            undecided: 1,
            unreachable: 2,
            ..Encryption::default()
        };
        assert_eq!(
            said(on.clone()),
            "Encrypted. 3 devices can read it. One of them is new. One new device can’t until you have decided whether \
             to trust it. 2 devices can’t read it, because they can’t be reached."
        );
        assert_eq!(sign(&on), Icon::Lock);
        let verified = Encryption {
            verified: true,
            ..on
        };
        assert!(said(verified.clone()).contains("verified"));
        assert_ne!(sign(&verified), sign(&mode(Mode::Off)));
    }
}
