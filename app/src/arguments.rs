//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::i18n::Language;
use lexopt::prelude::{Long, Short, Value, ValueExt};

/// What `--help` prints. Not translated: scripts and manuals quote it.
pub const HELP: &str = "\
Waxwing, a desktop client for XMPP

Usage: waxwing [OPTIONS] [xmpp:LINK]
       waxwing engine [OPTIONS]

`waxwing engine` runs without a window: commands come in on standard input and
events go out on standard output, one JSON object a line (docs/engine-protocol.md).

Options:
  --profile DIR        where accounts, messages and settings are kept
  --nameserver IP:PORT ask this DNS server instead of the system's
  --light, --dark      use this theme instead of the system's
  --scale N            make everything N times as large (0.75 to 2)
  --language CODE      speak this language instead of the chosen one (en, ar, pl)
  -h, --help           print this
  -V, --version        print the version

WAXWING_LOG sets what is logged to standard error, for example
WAXWING_LOG=waxwing=debug. Message texts and passwords are never logged.
";

/// The smallest and largest scale that leaves the window usable.
const SCALES: std::ops::RangeInclusive<f32> = 0.75..=2.0;

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Invocation {
    /// Open the window.
    Window(Options),
    /// Run the engine on standard input and output.
    Engine(Options),
    /// Print the help.
    Help,
    /// Print the version.
    Version,
}

/// The options of either way to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Where everything is kept; the usual place without.
    pub profile: Option<PathBuf>,
    /// The DNS server to ask.
    pub nameserver: Option<std::net::SocketAddr>,
    /// Light or dark, whatever the system says.
    pub mode: Option<iced::theme::Mode>,
    /// How large everything is.
    pub scale: Option<f32>,
    /// What is spoken, whatever was chosen.
    pub language: Option<Language>,
    /// A link to open.
    pub link: Option<String>,
}

/// What is wrong with the command line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An unknown option, a missing value and the like.
    #[error("{0}")]
    Syntax(#[from] lexopt::Error),
    /// A scale that is no number or out of bounds.
    #[error("--scale must be a number from 0.75 to 2, not {0:?}")]
    Scale(String),
    /// A language that is not there.
    #[error("--language must be one of en, ar and pl, not {0:?}")]
    Language(String),
    /// A name server that is no address.
    #[error("--nameserver must be an address with a port, as 127.0.0.1:53, not {0:?}")]
    Nameserver(String),
    /// An option that makes no sense without a window.
    #[error("{0} makes no sense without a window")]
    NeedsWindow(&'static str),
}

/// Reads the command line, without the name of the program.
///
/// # Errors
/// [`Error`], in words for the person who typed it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options::default();
    let mut engine = false;
    let mut first = true;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("profile") => options.profile = Some(parser.value()?.into()),
            Long("nameserver") => options.nameserver = Some(nameserver(parser.value()?)?),
            Long("light") => options.mode = Some(iced::theme::Mode::Light),
            Long("dark") => options.mode = Some(iced::theme::Mode::Dark),
            Long("language") => options.language = Some(language(parser.value()?)?),
            Long("scale") => options.scale = Some(scale(parser.value()?)?),
            Short('h') | Long("help") => return Ok(Invocation::Help),
            Short('V') | Long("version") => return Ok(Invocation::Version),
            Value(word) if first && word == "engine" => engine = true,
            Value(word) if options.link.is_none() && is_link(&word) => {
                options.link = Some(word.string()?);
            }
            other => return Err(other.unexpected().into()),
        }
        first = false;
    }
    match engine {
        true if options.link.is_some() => Err(Error::NeedsWindow("a link")),
        true if options.mode.is_some() => Err(Error::NeedsWindow("--light or --dark")),
        true if options.scale.is_some() => Err(Error::NeedsWindow("--scale")),
        true => Ok(Invocation::Engine(options)),
        false => Ok(Invocation::Window(options)),
    }
}

fn is_link(word: &OsString) -> bool {
    let word = word.to_string_lossy();
    let scheme = word.split(':').next().unwrap_or_default();
    word.contains(':') && scheme.eq_ignore_ascii_case("xmpp")
}

fn scale(value: OsString) -> Result<f32, Error> {
    let text = value.string()?;
    text.parse()
        .ok()
        .filter(|scale| SCALES.contains(scale))
        .ok_or(Error::Scale(text))
}

fn language(value: OsString) -> Result<Language, Error> {
    let text = value.string()?;
    Language::by_code(&text).ok_or(Error::Language(text))
}

fn nameserver(value: OsString) -> Result<std::net::SocketAddr, Error> {
    let text = value.string()?;
    text.parse().map_err(|_| Error::Nameserver(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation(line: &str) -> Result<Invocation, Error> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn reads_the_options_of_the_window() {
        let Invocation::Window(options) = invocation(
            "--profile here --dark --scale 1.25 --language ar --nameserver 127.0.0.1:5353",
        )
        .unwrap() else {
            panic!("a window was asked for")
        };
        assert_eq!(options.profile, Some("here".into()));
        assert_eq!(options.mode, Some(iced::theme::Mode::Dark));
        assert_eq!(options.scale, Some(1.25));
        assert_eq!(options.language, Some(Language::Arabic));
        assert_eq!(options.nameserver, Some("127.0.0.1:5353".parse().unwrap()));
    }

    #[test]
    fn reads_a_link() {
        let Ok(Invocation::Window(options)) = invocation("--dark XMPP:romy@example.org?message")
        else {
            panic!("a window was asked for")
        };
        assert_eq!(
            options.link.as_deref(),
            Some("XMPP:romy@example.org?message")
        );
        assert!(invocation("engine xmpp:romy@example.org").is_err());
        assert!(invocation("xmpp:a@b.example xmpp:c@d.example").is_err());
        assert!(invocation("mailto:romy@example.org").is_err());
    }

    #[test]
    fn reads_the_engine_and_the_questions() {
        assert!(matches!(
            invocation("engine --profile here").unwrap(),
            Invocation::Engine(_)
        ));
        assert_eq!(invocation("--help").unwrap(), Invocation::Help);
        assert_eq!(invocation("engine -V").unwrap(), Invocation::Version);
    }

    #[test]
    fn says_what_is_wrong() {
        for (line, words) in [
            ("--colour", "--colour"),
            ("window", "window"),
            ("--profile", "--profile"),
            ("--scale 9", "0.75 to 2"),
            ("--scale NaN", "0.75 to 2"),
            ("--nameserver home", "--nameserver"),
            ("engine --dark", "without a window"),
            ("engine engine", "engine"),
        ] {
            let error = invocation(line).unwrap_err().to_string();
            assert!(error.contains(words), "{line}: {error}");
        }
    }
}
