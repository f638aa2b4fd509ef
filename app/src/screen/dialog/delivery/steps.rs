//! The words of a delivery: one step for each thing that happened, and one for what is awaited.

mod sealed;

use waxwing_core::model::{
    Account, Connection, Message, Milestone, Progress, Room, Seen, Stage, State,
};
use waxwing_core::{BareJid, Timestamp};

use crate::icon::Icon;
use crate::ui::failure;
use crate::ui::message::readers;
use crate::widget::hazard;
use crate::{format, tr};

/// A step, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) icon: Icon,
    pub(super) tone: Tone,
    pub(super) title: String,
    /// When, and on which device.
    pub(super) caption: String,
    /// Several of them, each on a line of its own.
    pub(super) each: Vec<String>,
}

/// How a step looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// It happened.
    Done,
    /// It happened, and it is bad.
    Failed,
    /// It has not happened yet.
    Awaited,
}

/// What a delivery is told with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The account that sends.
    pub(super) account: &'a Account,
    /// Where it was said, if that is a room.
    pub(super) room: Option<&'a Room>,
    pub(super) now: Timestamp,
}

/// All steps of a message, oldest first.
pub(super) fn steps(message: &Message, told: &[Milestone], around: Around<'_>) -> Vec<Step> {
    let mut all = told.to_vec();
    all.extend(missing(message, told));
    let done = sealed::fold(&all, around.now, |one| happened(one, around));
    let read = readers_of(message, around);
    let awaited = awaited(message, told, around).filter(|_| read.is_empty());
    let read = read.into_iter().map(|one| was_read(one, around));
    done.into_iter().chain(read).chain(awaited).collect()
}

/// Who of a group has read it, the first first.
fn readers_of<'a>(message: &Message, around: Around<'a>) -> Vec<&'a Seen> {
    let room = around.room;
    let mut readers = room.map_or_else(Vec::new, |room| readers(message, room));
    readers.reverse();
    readers
}

/// Where somebody has read on, when they read this is not known: only until when.
fn was_read(one: &Seen, around: Around<'_>) -> Step {
    let at = format::exact(one.at, around.now);
    let name = hazard::visible(&one.by.nick).into_owned();
    Step {
        icon: Icon::Eye,
        tone: Tone::Done,
        title: tr!("step-read-by", name = name),
        caption: tr!("step-read-until", time = at),
        each: Vec::new(),
    }
}

/// What the message itself knows, where nothing was written down: it is from before there were
/// milestones, or another device of ours has sent it.
fn missing(message: &Message, told: &[Milestone]) -> Vec<Milestone> {
    let has = |stage| told.iter().any(|one| one.stage == stage);
    let with_server = has(Stage::Acked) || has(Stage::Archived);
    let times = [
        (Stage::Acked, message.sent_at.filter(|_| !with_server)),
        (Stage::Delivered, message.delivered_at),
        (Stage::Displayed, message.displayed_at),
    ];
    times
        .into_iter()
        .filter(|(stage, _)| !has(*stage))
        .filter_map(|(stage, at)| {
            Some(Milestone {
                stage,
                at: at?,
                place: String::new(),
                detail: String::new(),
            })
        })
        .collect()
}

fn happened(milestone: &Milestone, around: Around<'_>) -> Step {
    let server = match milestone.place.as_str() {
        "" => around.account.jid.domain().as_str(),
        place => place,
    };
    let (icon, title) = match milestone.stage {
        Stage::Queued => (Icon::File, tr!("step-queued")),
        Stage::Written => (Icon::Send, tr!("step-written")),
        Stage::Acked => (Icon::Check, tr!("step-acked", server = server)),
        Stage::Archived => (Icon::Archive, tr!("step-archived", server = server)),
        // Whom the room has handed it to, nobody knows.
        Stage::Delivered if around.room.is_some() => (Icon::CheckCheck, tr!("step-handed-out")),
        Stage::Delivered => (Icon::CheckCheck, tr!("step-delivered")),
        Stage::Displayed => (Icon::Eye, tr!("step-displayed")),
        Stage::Retried => (Icon::Refresh, tr!("step-retried")),
        Stage::Planned => (Icon::Clock, tr!("step-planned")),
        // They stand together, `sealed`.
        Stage::Encrypted | Stage::NotEncrypted => (Icon::Lock, String::new()),
        Stage::Failed => {
            let (condition, text) = milestone.failure().unwrap_or_default();
            let why = failure::undelivered(condition, text);
            (Icon::Error, tr!("message-failed", why = why.sentence()))
        }
    };
    let at = format::exact(milestone.at, around.now);
    let room = around.room.is_some() && milestone.stage == Stage::Delivered;
    let caption = match where_it_was(milestone).filter(|_| !room) {
        Some(place) => [at, place].join(&tr!("separator")),
        None => at,
    };
    let tone = match milestone.stage {
        Stage::Failed => Tone::Failed,
        _ => Tone::Done,
    };
    Step {
        icon,
        tone,
        title,
        caption,
        each: Vec::new(),
    }
}

/// The device, or what the server said, where the title does not say it.
fn where_it_was(milestone: &Milestone) -> Option<String> {
    let words = match milestone.stage {
        Stage::Queued
        | Stage::Written
        | Stage::Retried
        | Stage::Planned
        | Stage::Encrypted
        | Stage::NotEncrypted
        | Stage::Acked
        | Stage::Archived => "",
        Stage::Delivered | Stage::Displayed => device(&milestone.place),
        Stage::Failed => {
            let (condition, text) = milestone.failure().unwrap_or_default();
            match text {
                "" => condition,
                text => text,
            }
        }
    };
    (!words.is_empty()).then(|| words.to_owned())
}

/// How a device is called: what stands behind the address of its owner.
fn device(place: &str) -> &str {
    match place.split_once('/') {
        Some((_, device)) if !device.is_empty() => device,
        _ => place,
    }
}

/// What would happen next.
fn awaited(message: &Message, told: &[Milestone], around: Around<'_>) -> Option<Step> {
    let (title, caption) = match &message.state {
        State::Received | State::Displayed | State::Failed { .. } => return None,
        State::Pending => waiting(told, around),
        State::Sent => (tr!("await-arrive"), tr!("await-arrive-hint")),
        // In a large room nobody tells.
        State::Delivered if around.room.is_some_and(|room| !is_told_in(room)) => return None,
        State::Delivered => (tr!("await-seen"), tr!("await-seen-hint")),
    };
    Some(Step {
        icon: Icon::Clock,
        tone: Tone::Awaited,
        title,
        caption,
        each: Vec::new(),
    })
}

/// In larger groups nobody tells what they have read.
const SMALL: usize = 30;

/// Those in a room may tell each other what they have read.
fn is_told_in(room: &Room) -> bool {
    let nature = room.nature.as_ref();
    let private = nature.is_some_and(|nature| nature.members_only && !nature.anonymous);
    let people = room.members.len().max(room.occupants as usize);
    private && people <= SMALL
}

/// Why it is still here.
fn waiting(told: &[Milestone], around: Around<'_>) -> (String, String) {
    let since = |since: Timestamp| {
        let at = format::moment(since, around.now);
        tr!("await-since", time = at)
    };
    match &around.account.connection {
        Connection::Offline => (tr!("await-switched-off"), tr!("await-switched-off-hint")),
        Connection::Stopped { since: at, .. } => (tr!("await-stopped"), since(*at)),
        Connection::Connecting { since: at, .. } | Connection::Waiting { since: at, .. } => {
            (tr!("await-connection"), since(*at))
        }
        Connection::Online { .. } if is_written(told) => {
            let server: &BareJid = &around.account.jid;
            let server = server.domain().as_str().to_owned();
            (tr!("await-accept", server = server), String::new())
        }
        Connection::Online { .. } if around.account.history.progress == Progress::News => {
            (tr!("await-news"), tr!("await-news-hint"))
        }
        Connection::Online { .. } => (tr!("await-send"), String::new()),
    }
}

/// Whether the last try has reached the connection.
fn is_written(told: &[Milestone]) -> bool {
    let try_at = told
        .iter()
        .rposition(|one| matches!(one.stage, Stage::Queued | Stage::Retried));
    let since = told.get(try_at.unwrap_or_default()..).unwrap_or_default();
    since.iter().any(|one| one.stage == Stage::Written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, NOW};
    use waxwing_core::Failure;
    use waxwing_core::model::Direction;

    fn milestone(stage: Stage, place: &str) -> Milestone {
        Milestone {
            stage,
            at: NOW,
            place: place.to_owned(),
            detail: String::new(),
        }
    }

    fn said(state: State) -> Message {
        Message {
            state,
            sent_at: None,
            delivered_at: None,
            ..sample::message(1, 5, Direction::Outgoing, "hi")
        }
    }

    fn titles(message: &Message, told: &[Milestone], connection: Connection) -> Vec<String> {
        let account = sample::account(connection);
        let around = Around {
            account: &account,
            room: None,
            now: NOW,
        };
        let steps = steps(message, told, around);
        steps.into_iter().map(|step| step.title).collect()
    }

    #[test]
    fn what_waits_says_why() {
        let lost = Connection::Waiting {
            failure: Failure::Lost {
                detail: String::new(),
            },
            since: NOW,
            retry_at: NOW,
        };
        let queued = [milestone(Stage::Queued, "")];
        let pending = said(State::Pending);
        let last = |told: &[Milestone], connection| titles(&pending, told, connection).pop();
        assert_eq!(last(&queued, lost), Some(tr!("await-connection")));
        assert_eq!(
            last(&queued, Connection::Offline),
            Some(tr!("await-switched-off"))
        );
        assert_eq!(last(&queued, sample::online()), Some(tr!("await-send")));
        let written = [queued[0].clone(), milestone(Stage::Written, "")];
        assert_eq!(
            last(&written, sample::online()),
            Some(tr!("await-accept", server = "example.org"))
        );
        let mut account = sample::account(sample::online());
        account.history.progress = Progress::News;
        let around = Around {
            account: &account,
            room: None,
            now: NOW,
        };
        let last = steps(&pending, &queued, around).pop();
        assert_eq!(last.map(|step| step.title), Some(tr!("await-news")));
        let last = |told: &[Milestone], connection| titles(&pending, told, connection).pop();
        // Nothing of the try before counts.
        let again = [&written[..], &[milestone(Stage::Retried, "")]].concat();
        assert_eq!(last(&again, sample::online()), Some(tr!("await-send")));
    }

    #[test]
    fn a_group_says_who_has_read_it() {
        let account = sample::account(sample::online());
        let own = said(State::Delivered);
        let seen = |nick: &str, seq: u64, at: i64| Seen {
            by: waxwing_core::model::Author {
                nick: nick.to_owned(),
                ..Default::default()
            },
            upto: waxwing_core::ItemId { at: own.id.at, seq },
            at: Timestamp(NOW.0 + at),
        };
        let mut room = Room {
            seen: vec![
                seen("theo", own.id.seq + 1, 2),
                seen("ana", own.id.seq, 1),
                seen("pia", 0, 3),
            ],
            ..Room::default()
        };
        let told = [milestone(Stage::Delivered, "den@rooms.example.org")];
        let last = |room: &Room, count: usize| {
            let around = Around {
                account: &account,
                room: Some(room),
                now: NOW,
            };
            let steps = steps(&own, &told, around).split_off(1);
            let titles: Vec<_> = steps.into_iter().map(|step| step.title).collect();
            assert_eq!(titles.len(), count, "{titles:?}");
            titles
        };
        let names = ["ana", "theo"].map(|name| tr!("step-read-by", name = name));
        assert_eq!(last(&room, 2), names);
        room.seen.clear();
        assert_eq!(last(&room, 0), Vec::<String>::new(), "nobody would tell");
        room.nature = Some(waxwing_core::model::Nature {
            members_only: true,
            ..Default::default()
        });
        assert_eq!(last(&room, 1), [tr!("await-seen")]);
    }

    #[test]
    fn every_device_has_a_step_and_an_old_message_has_what_it_knows() {
        let told = [
            milestone(Stage::Queued, ""),
            milestone(Stage::Acked, "example.org"),
            milestone(Stage::Delivered, "romy@example.org/phone"),
            milestone(Stage::Delivered, "romy@example.org/desk"),
        ];
        let around = Around {
            account: &sample::account(sample::online()),
            room: None,
            now: NOW,
        };
        let all = steps(&said(State::Delivered), &told, around);
        assert_eq!(all.len(), 5, "and what is awaited");
        assert!(all[2].caption.ends_with("phone") && all[3].caption.ends_with("desk"));
        let old = Message {
            sent_at: Some(NOW),
            delivered_at: Some(NOW),
            ..said(State::Delivered)
        };
        let server = tr!("step-acked", server = "example.org");
        assert_eq!(
            titles(&old, &[], sample::online()),
            [server, tr!("step-delivered"), tr!("await-seen")]
        );
    }
}
