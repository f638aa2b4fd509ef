//! Which settings there are, in which section, and the words by which each is found.

use super::files;
use crate::i18n::Language;
use crate::spelling::choice;
use crate::tr;
use crate::ui::composer::language_name;
use crate::ui::privacy::Topic;

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// How it looks.
    Appearance,
    /// What is told of messages that come in.
    Notices,
    /// The tray, and how the program starts.
    Tray,
    /// What contacts are told.
    Privacy,
    /// Our own keys and devices.
    Encryption,
    /// What is done with files.
    Files,
    /// What it speaks.
    Language,
    /// What the keys do.
    Keyboard,
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Light or dark.
    Theme,
    /// How far colours are apart.
    Contrast,
    /// How large everything is.
    Zoom,
    /// How close things stand.
    Density,
    /// How much notices show.
    NoticeText,
    /// Of which messages.
    NoticesFor,
    /// With a sound.
    NoticeSound,
    /// None for a while.
    Calm,
    /// None at certain hours.
    Quiet,
    /// A sign in the tray.
    Tray,
    /// Closing the window leaves the program there.
    CloseToTray,
    /// It starts there.
    StartHidden,
    /// It starts with the desktop.
    Autostart,
    /// The order of the contacts.
    Arrangement,
    /// What contacts are told of one thing.
    Privacy(Topic),
    /// Our own keys and devices.
    Keys,
    /// What is done with files.
    Files(files::Topic),
    /// What the window speaks.
    Language,
    /// Whether what is written is checked.
    Spelling,
    /// The sheet of the shortcuts.
    Shortcuts,
}

impl Section {
    /// Its heading.
    pub fn title(self) -> String {
        match self {
            Self::Appearance => tr!("settings-appearance"),
            Self::Notices => tr!("settings-notices"),
            Self::Tray => tr!("settings-tray"),
            Self::Privacy => tr!("settings-privacy"),
            Self::Encryption => tr!("encryption-title"),
            Self::Files => tr!("settings-files"),
            Self::Language => tr!("settings-language"),
            Self::Keyboard => tr!("settings-keyboard"),
        }
    }
}

impl Entry {
    /// Every setting, in the order of the page.
    pub const ALL: [Self; 31] = [
        Self::Theme,
        Self::Contrast,
        Self::Zoom,
        Self::Density,
        Self::Arrangement,
        Self::NoticeText,
        Self::NoticesFor,
        Self::NoticeSound,
        Self::Calm,
        Self::Quiet,
        Self::Tray,
        Self::CloseToTray,
        Self::StartHidden,
        Self::Autostart,
        Self::Privacy(Topic::Receipts),
        Self::Privacy(Topic::Markers),
        Self::Privacy(Topic::Typing),
        Self::Privacy(Topic::LastSeen),
        Self::Privacy(Topic::Version),
        Self::Keys,
        Self::Files(files::Topic::From),
        Self::Files(files::Topic::Picture),
        Self::Files(files::Topic::Voice),
        Self::Files(files::Topic::Sound),
        Self::Files(files::Topic::Video),
        Self::Files(files::Topic::Other),
        Self::Files(files::Topic::Quota),
        Self::Files(files::Topic::Room),
        Self::Language,
        Self::Spelling,
        Self::Shortcuts,
    ];

    /// Where it stands.
    pub fn section(self) -> Section {
        match self {
            Self::NoticeText | Self::NoticesFor | Self::NoticeSound | Self::Calm | Self::Quiet => {
                Section::Notices
            }
            Self::Tray | Self::CloseToTray | Self::StartHidden | Self::Autostart => Section::Tray,
            Self::Theme | Self::Contrast | Self::Zoom | Self::Density | Self::Arrangement => {
                Section::Appearance
            }
            Self::Privacy(_) => Section::Privacy,
            Self::Keys => Section::Encryption,
            Self::Files(_) => Section::Files,
            Self::Language | Self::Spelling => Section::Language,
            Self::Shortcuts => Section::Keyboard,
        }
    }

    /// Its name.
    pub fn title(self) -> String {
        match self {
            Self::Theme => tr!("setting-theme"),
            Self::Contrast => tr!("setting-contrast"),
            Self::Zoom => tr!("setting-zoom"),
            Self::Density => tr!("setting-density"),
            Self::NoticeText => tr!("setting-notice-text"),
            Self::NoticesFor => tr!("setting-notices-for"),
            Self::NoticeSound => tr!("setting-notice-sound"),
            Self::Calm => tr!("setting-calm"),
            Self::Quiet => tr!("setting-quiet"),
            Self::Tray => tr!("setting-tray"),
            Self::CloseToTray => tr!("setting-close-to-tray"),
            Self::StartHidden => tr!("setting-start-hidden"),
            Self::Autostart => tr!("setting-autostart"),
            Self::Arrangement => tr!("setting-contacts"),
            Self::Privacy(topic) => topic.title(),
            Self::Keys => tr!("setting-keys"),
            Self::Files(topic) => topic.title(),
            Self::Language => tr!("setting-language"),
            Self::Spelling => tr!("setting-spelling"),
            Self::Shortcuts => tr!("setting-shortcuts"),
        }
    }

    /// What it does, where the name does not say it.
    pub fn hint(self) -> Option<String> {
        match self {
            Self::Contrast => Some(tr!("setting-contrast-hint")),
            Self::Zoom => Some(tr!("setting-zoom-hint")),
            Self::Spelling => Some(spelling_hint()),
            Self::Density => Some(tr!("setting-density-hint")),
            Self::Arrangement => Some(tr!("setting-contacts-hint")),
            Self::Privacy(topic) => Some(topic.hint()),
            Self::Keys => Some(tr!("setting-keys-hint")),
            Self::Files(topic) => topic.hint(),
            Self::NoticeText => Some(tr!("setting-notice-text-hint")),
            Self::NoticesFor => Some(tr!("setting-notices-for-hint")),
            Self::Calm => Some(tr!("setting-calm-hint")),
            Self::Quiet => Some(tr!("setting-quiet-hint")),
            Self::Tray => Some(tr!("setting-tray-hint")),
            Self::NoticeSound
            | Self::CloseToTray
            | Self::StartHidden
            | Self::Autostart
            | Self::Theme
            | Self::Language
            | Self::Shortcuts => None,
        }
    }

    /// All the words by which it is found: its own, those of its section, and what one might call it.
    pub fn words(self) -> String {
        let others = match self {
            Self::Theme => tr!("setting-theme-words"),
            Self::Contrast => tr!("setting-contrast-words"),
            Self::Zoom => tr!("setting-zoom-words"),
            Self::Density => tr!("setting-density-words"),
            Self::NoticeText | Self::NoticesFor => tr!("settings-notices-words"),
            Self::NoticeSound => tr!("setting-notice-sound-words"),
            Self::Calm => tr!("setting-calm-words"),
            Self::Quiet => tr!("setting-quiet-words"),
            Self::Tray | Self::CloseToTray | Self::StartHidden | Self::Autostart => {
                tr!("settings-tray-words")
            }
            Self::Arrangement => tr!("setting-contacts-words"),
            Self::Privacy(_) => tr!("settings-privacy-words"),
            Self::Keys => tr!("setting-keys-words"),
            Self::Files(_) => tr!("settings-files-words"),
            // In every language: whoever looks for their own may not read the one that is spoken.
            Self::Language => {
                let names = Language::ALL.map(Language::own_name).join(" ");
                tr!("setting-language-words", names = names)
            }
            Self::Spelling => tr!("setting-spelling-words"),
            Self::Shortcuts => tr!("setting-shortcuts-words"),
        };
        let hint = self.hint().unwrap_or_default();
        [self.title(), hint, self.section().title(), others].join(" ")
    }

    /// Its first control among the widgets.
    pub fn id(self) -> &'static str {
        match self {
            Self::Theme => "setting-theme",
            Self::Contrast => "setting-contrast",
            Self::Zoom => "setting-zoom",
            Self::Density => "setting-density",
            Self::NoticeText => "setting-notice-text",
            Self::NoticesFor => "setting-notices-for",
            Self::NoticeSound => "setting-notice-sound",
            Self::Calm => "setting-calm",
            Self::Quiet => "setting-quiet",
            Self::Tray => "setting-tray",
            Self::CloseToTray => "setting-close-to-tray",
            Self::StartHidden => "setting-start-hidden",
            Self::Autostart => "setting-autostart",
            Self::Arrangement => "setting-contacts",
            Self::Privacy(Topic::Receipts) => "setting-receipts",
            Self::Privacy(Topic::Markers) => "setting-markers",
            Self::Privacy(Topic::Typing) => "setting-typing",
            Self::Privacy(Topic::LastSeen) => "setting-last-seen",
            Self::Privacy(Topic::Version) => "setting-version",
            Self::Keys => "setting-keys",
            Self::Files(topic) => topic.id(),
            Self::Language => "setting-language",
            Self::Spelling => "setting-spelling",
            Self::Shortcuts => "setting-shortcuts",
        }
    }
}

/// Which languages can be checked.
fn spelling_hint() -> String {
    let all = choice::dictionaries();
    if all.is_empty() {
        return tr!("setting-spelling-none");
    }
    let names: Vec<String> = all.iter().map(|one| language_name(&one.language)).collect();
    tr!(
        "setting-spelling-hint",
        languages = names.join(&tr!("separator"))
    )
}
