//! The settings about files: what is fetched unasked, how much is kept here, and the room it takes.

use iced::widget::{column, row, text};
use waxwing_core::RequestId;
use waxwing_core::command::file as command;
use waxwing_core::model::{FetchFrom, FilePolicy, FileUsage};
use waxwing_core::{Command, Error};

use super::Message;
use crate::screen::dialog::Progress;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::ui::file;
use crate::widget::{Element, Role, accessible, text_button};
use crate::world::World;
use crate::{engine, tr};

/// One thing that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Whose files are fetched.
    From,
    /// Pictures up to which size.
    Picture,
    /// Voice messages up to which size.
    Voice,
    /// Other sounds.
    Sound,
    /// Videos.
    Video,
    /// All other files.
    Other,
    /// How much is kept.
    Quota,
    /// The room that all of them take.
    Room,
}

const MEGABYTE: u64 = 1_000_000;

/// Sizes that can be chosen for what is fetched.
const SIZES: [Option<u64>; 4] = [
    None,
    Some(MEGABYTE),
    Some(10 * MEGABYTE),
    Some(100 * MEGABYTE),
];

/// Sizes that can be chosen for what is kept.
const QUOTAS: [Option<u64>; 4] = [
    Some(500 * MEGABYTE),
    Some(2_000 * MEGABYTE),
    Some(10_000 * MEGABYTE),
    None,
];

/// What can be left when space is freed.
const KEPT: [u64; 3] = [0, 100 * MEGABYTE, 500 * MEGABYTE];

/// How far freeing space has come.
#[derive(Clone, Debug, Default)]
pub struct Freeing {
    /// The question is shown.
    asked: bool,
    progress: Progress,
}

/// What is done about the room that files take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The question is wanted, or not any more.
    Asked,
    /// The oldest are to go until so many bytes are left.
    Freed(u64),
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::From,
        Self::Picture,
        Self::Voice,
        Self::Sound,
        Self::Video,
        Self::Other,
        Self::Quota,
        Self::Room,
    ];

    /// Its name.
    pub fn title(self) -> String {
        match self {
            Self::From => tr!("setting-files-from"),
            Self::Picture => tr!("setting-files-pictures"),
            Self::Voice => tr!("setting-files-voice"),
            Self::Sound => tr!("setting-files-sounds"),
            Self::Video => tr!("setting-files-videos"),
            Self::Other => tr!("setting-files-others"),
            Self::Quota => tr!("setting-files-quota"),
            Self::Room => tr!("setting-files-room"),
        }
    }

    /// What it does, where the name does not say it.
    pub fn hint(self) -> Option<String> {
        match self {
            Self::From => Some(tr!("setting-files-from-hint")),
            Self::Quota => Some(tr!("setting-files-quota-hint")),
            Self::Picture | Self::Voice | Self::Sound | Self::Video | Self::Other | Self::Room => {
                None
            }
        }
    }

    /// Its first control among the widgets.
    pub fn id(self) -> &'static str {
        match self {
            Self::From => "setting-files-from",
            Self::Picture => "setting-files-pictures",
            Self::Voice => "setting-files-voice",
            Self::Sound => "setting-files-sounds",
            Self::Video => "setting-files-videos",
            Self::Other => "setting-files-others",
            Self::Quota => "setting-files-quota",
            Self::Room => "setting-files-room",
        }
    }

    /// What is fetched of this kind.
    fn most(self, policy: &FilePolicy) -> Option<u64> {
        match self {
            Self::Picture => policy.picture,
            Self::Voice => policy.voice,
            Self::Sound => policy.audio,
            Self::Video => policy.video,
            Self::From | Self::Other | Self::Quota | Self::Room => policy.file,
        }
    }

    /// The same with another size for this kind.
    fn with_most(self, mut policy: FilePolicy, most: Option<u64>) -> FilePolicy {
        *match self {
            Self::Picture => &mut policy.picture,
            Self::Voice => &mut policy.voice,
            Self::Sound => &mut policy.audio,
            Self::Video => &mut policy.video,
            Self::From | Self::Other | Self::Quota | Self::Room => &mut policy.file,
        } = most;
        policy
    }
}

impl Freeing {
    /// Takes in a press; what the engine has to do.
    pub(super) fn press(&mut self, press: Press) -> Option<Command> {
        if self.progress.is_waiting() {
            return None;
        }
        match press {
            Press::Asked => {
                self.asked = !self.asked;
                self.progress = Progress::Idle;
                None
            }
            Press::Freed(keep) => {
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                let what = command::FreeUp::Keep(keep);
                Some(Command::File(command::Command::FreeUp { request, what }))
            }
        }
    }

    /// Takes in the end of a request; whether it was ours.
    pub(super) fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        if !matches!(self.progress, Progress::Waiting(ours) if ours == request) {
            return false;
        }
        self.progress = match result {
            Ok(()) => Progress::Idle,
            Err(error) => Progress::Wrong(Words::of_error(error)),
        };
        self.asked = result.is_err();
        true
    }
}

/// The control of a setting.
pub(super) fn control<'a>(
    topic: Topic,
    world: &World,
    freeing: &'a Freeing,
) -> Element<'a, Message> {
    let policy = world.file_policy().clone();
    let id = Some(topic.id());
    match topic {
        Topic::From => {
            let all = [FetchFrom::Contacts, FetchFrom::Everybody, FetchFrom::Nobody];
            let options = all.map(|from| (from, from_name(from)));
            choices(id, policy.from, options, move |from| {
                let policy = policy.clone();
                Message::Policy(FilePolicy { from, ..policy })
            })
        }
        Topic::Quota => {
            let options = offered(&QUOTAS, policy.quota).map(|quota| (quota, quota_name(quota)));
            choices(id, policy.quota, options, move |quota| {
                let policy = policy.clone();
                Message::Policy(FilePolicy { quota, ..policy })
            })
        }
        Topic::Room => room(world.file_usage(), freeing),
        _ => {
            let chosen = topic.most(&policy);
            let options = offered(&SIZES, chosen).map(|most| (most, size_name(most)));
            choices(id, chosen, options, move |most| {
                Message::Policy(topic.with_most(policy.clone(), most))
            })
        }
    }
}

/// What can be chosen, and what was chosen elsewhere.
fn offered(usual: &[Option<u64>], chosen: Option<u64>) -> impl Iterator<Item = Option<u64>> + '_ {
    let other = (!usual.contains(&chosen)).then_some(chosen);
    usual.iter().copied().chain(other)
}

fn room<'a>(usage: Option<FileUsage>, freeing: &'a Freeing) -> Element<'a, Message> {
    let said = match usage {
        None => tr!("files-usage-unknown"),
        Some(usage) => tr!(
            "files-usage",
            count = u32::try_from(usage.files).unwrap_or(u32::MAX),
            size = file::size(usage.bytes)
        ),
    };
    let free = usage.map_or(0, |usage| usage.free);
    let shown = text(said.clone()).size(size::LIST);
    let mut parts = column![accessible(Role::Status, said, shown)].spacing(space::S);
    if let Some(wrong) = freeing.progress.wrong() {
        let sentence = wrong.sentence();
        let shown = text(sentence.clone()).size(size::LIST).style(words::danger);
        parts = parts.push(accessible(Role::Alert, sentence, shown));
    }
    if freeing.progress.is_waiting() {
        let said = tr!("files-freeing");
        let shown = text(said.clone()).size(size::LIST).style(words::quiet);
        return parts.push(accessible(Role::Status, said, shown)).into();
    }
    if !freeing.asked {
        let ask = (free > 0).then_some(Message::Room(Press::Asked));
        let button = text_button(tr!("files-free"))
            .id(Topic::Room.id())
            .on_press_maybe(ask);
        return parts.push(button).into();
    }
    let question = tr!("files-free-question");
    let shown = text(question.clone()).size(size::LIST);
    parts = parts.push(accessible(Role::Status, question, shown));
    let mut deeds = row![].spacing(space::S);
    for keep in KEPT.into_iter().filter(|keep| *keep < free || *keep == 0) {
        let label = match keep {
            0 => tr!("files-free-all", size = file::size(free)),
            keep => tr!("files-free-keep", size = file::size(keep)),
        };
        let press = Message::Room(Press::Freed(keep));
        deeds = deeds.push(text_button(label).kind(Kind::Danger).on_press(press));
    }
    let cancel = text_button(tr!("cancel"))
        .id(Topic::Room.id())
        .on_press(Message::Room(Press::Asked));
    let deeds = deeds.push(cancel).wrap().vertical_spacing(space::S);
    parts.push(deeds).into()
}

fn from_name(from: FetchFrom) -> String {
    match from {
        FetchFrom::Contacts => tr!("files-from-contacts"),
        FetchFrom::Everybody => tr!("files-from-everybody"),
        FetchFrom::Nobody => tr!("files-from-nobody"),
    }
}

fn size_name(most: Option<u64>) -> String {
    match most {
        None => tr!("files-never"),
        Some(most) => tr!("files-up-to", size = file::size(most)),
    }
}

fn quota_name(quota: Option<u64>) -> String {
    match quota {
        None => tr!("files-no-quota"),
        Some(quota) => file::size(quota),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_size() {
        let kinds = [
            Topic::Picture,
            Topic::Voice,
            Topic::Sound,
            Topic::Video,
            Topic::Other,
        ];
        for kind in kinds {
            let policy = kind.with_most(FilePolicy::default(), Some(7));
            let changed: Vec<_> = kinds
                .into_iter()
                .filter(|one| one.most(&policy) == Some(7))
                .collect();
            assert_eq!(changed, [kind]);
        }
    }

    #[test]
    fn what_was_chosen_elsewhere_can_be_seen() {
        assert_eq!(offered(&SIZES, None).count(), SIZES.len());
        let all: Vec<_> = offered(&SIZES, Some(5)).collect();
        assert_eq!(all.last(), Some(&Some(5)));
    }

    #[test]
    fn space_is_freed_after_a_question_and_once() {
        let mut freeing = Freeing::default();
        assert_eq!(freeing.press(Press::Asked), None);
        let Some(Command::File(command::Command::FreeUp { request, what })) =
            freeing.press(Press::Freed(0))
        else {
            panic!("a command")
        };
        assert_eq!(what, command::FreeUp::Keep(0));
        assert_eq!(freeing.press(Press::Freed(0)), None, "it works on it");
        assert!(!freeing.finish(engine::request(), &Ok(())));
        assert!(freeing.finish(request, &Err(Error::Store("no".to_owned()))));
        assert!(freeing.asked && freeing.progress.wrong().is_some());
    }
}
