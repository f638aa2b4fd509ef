//! Waxwing's window: screens over the engine, and the widgets, fonts, icons and colours they are
//! made of.

pub mod accessibility;
pub mod action;
pub mod app;
pub mod arguments;
pub mod autostart;
pub mod clipboard;
pub mod doorbell;
pub mod dumps;
pub mod engine;
pub mod file;
pub mod font;
pub mod format;
#[cfg(any(test, feature = "harness"))]
pub mod harness;
pub mod headless;
pub mod i18n;
pub mod icon;
pub mod mailbox;
pub mod moment;
pub mod notification;
pub mod opening;
#[cfg(any(test, feature = "harness"))]
pub mod sample;
#[cfg(any(test, feature = "harness"))]
pub mod scene;
pub mod screen;
pub mod settings;
pub mod shortcut;
pub mod signal;
pub mod spelling;
pub mod theme;
pub mod tray;
pub mod ui;
pub mod widget;
pub mod world;

use std::path::PathBuf;
use std::time::Instant;

use directories::ProjectDirs;
use waxwing_core::{Config, Timestamp};

use app::{App, Startup, Wishes};
use arguments::Options;
use engine::Source;
use i18n::Language;
use settings::{FILE, Problem, Settings};
use ui::failure::Words;

/// Set to `off`, the keyring of the desktop is left alone.
const KEYRING: &str = "WAXWING_KEYRING";

/// Opens the window and stays until it is closed.
///
/// # Errors
/// In words, where there is no place for the profile or no window can be opened.
pub fn run_window(options: Options, started: Instant) -> Result<(), String> {
    let language = Language::of_system(sys_locale::get_locales());
    i18n::speak(options.language.unwrap_or(language));
    let config = config(&options)?;
    if doorbell::ring(
        &config.directory,
        options.link.as_deref().unwrap_or_default(),
    ) {
        return Ok(());
    }
    let profile = config.directory.clone();
    let settings_file = settings_file(&options, &config);
    let source = Source::start(config);
    font::warm();
    let (settings, problem) = Settings::load(&settings_file);
    if let (None, Some(chosen)) = (options.language, settings.language) {
        i18n::speak(chosen);
    }
    let startup = Startup {
        source: source.clone(),
        settings,
        settings_file: Some(settings_file),
        profile: Some(profile),
        notes: problem.iter().map(problem_note).collect(),
        wishes: Wishes {
            mode: options.mode,
            scale: options.scale,
            language: options.language,
        },
        language,
        started,
        clock: Timestamp::now,
    };
    let link = options.link;
    let open = move || {
        let (app, opening) = App::open(startup.clone());
        let follow = link.clone().map(app::Message::LinkOpened);
        (
            app,
            opening.chain(follow.map_or_else(iced::Task::none, iced::Task::done)),
        )
    };
    iced::daemon(open, App::update, view)
        .settings(iced::Settings {
            id: Some(app::APPLICATION_ID.to_owned()),
            fonts: font::files(),
            default_font: font::INTER,
            default_text_size: theme::size::LIST.into(),
            antialiasing: true,
            ..iced::Settings::default()
        })
        .title(|app: &App, _| app.title())
        .theme(|app: &App, _| app.theme())
        .scale_factor(|app, _| app.scale())
        .subscription(App::subscription)
        .run()
        .map_err(|error| tr!("no-window", detail = error.to_string()))?;
    // The window has said it; whoever has started the program sees it by the way it ends.
    let refusal = source.refusal();
    refusal.map_or(Ok(()), |error| Err(Words::of_error(&error).sentence()))
}

/// Runs the engine on standard input and output.
///
/// # Errors
/// In words, where the profile can't be opened.
pub fn run_engine(options: &Options) -> Result<(), String> {
    let language = || Language::of_system(sys_locale::get_locales());
    i18n::speak(options.language.unwrap_or_else(language));
    let input = std::io::BufReader::new(std::io::stdin());
    headless::run(config(options)?, input, std::io::stdout())
        .map_err(|error| Words::of_error(&error).sentence())
}

fn view(app: &App, _window: iced::window::Id) -> widget::Element<'_, app::Message> {
    app.view()
}

fn config(options: &Options) -> Result<Config, String> {
    let directory = match &options.profile {
        Some(directory) => directory.clone(),
        None => project()
            .map(|project| project.data_dir().to_path_buf())
            .ok_or_else(|| tr!("no-home"))?,
    };
    let mut config = Config::new(directory);
    config.nameserver = options.nameserver;
    config.keyring = std::env::var_os(KEYRING).is_none_or(|wanted| wanted != "off");
    Ok(config)
}

/// A profile of its own keeps its own settings.
fn settings_file(options: &Options, config: &Config) -> PathBuf {
    match project() {
        Some(project) if options.profile.is_none() => project.config_dir().join(FILE),
        _ => config.directory.join(FILE),
    }
}

fn project() -> Option<ProjectDirs> {
    ProjectDirs::from("im", "waxwing", "waxwing")
}

fn problem_note(problem: &Problem) -> String {
    match problem {
        Problem::Broken {
            detail,
            kept: Some(kept),
        } => tr!(
            "note-settings-kept",
            detail = detail.as_str(),
            path = kept.display().to_string()
        ),
        Problem::Broken { detail, kept: None } => tr!("note-settings", detail = detail.as_str()),
        Problem::Mended(names) => tr!("note-settings-mended", names = names.join(", ")),
    }
}
