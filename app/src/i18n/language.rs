//! The languages there are, and which one fits the wishes of a system.

use unic_langid::LanguageIdentifier;

use crate::widget::direction::Direction;

/// A language that is compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Measures all the others, and stands in for what they lack.
    English,
    /// With Latin digits throughout: both kinds are in use where it is spoken, these can be read everywhere,
    /// and they are the digits of addresses, ports and what other people send.
    Arabic,
    /// Also the Polish of systems that name no country.
    Polish,
}

impl Language {
    /// Every language, in the order of the settings.
    pub const ALL: [Self; 3] = [Self::English, Self::Arabic, Self::Polish];

    /// Its BCP 47 tag: the name of its folder, and what the settings file and the command line call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
            Self::Polish => "pl",
        }
    }

    /// What its speakers call it, whatever language is spoken now.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Arabic => "العربية",
            Self::Polish => "Polski",
        }
    }

    /// The language with this tag.
    pub fn by_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The first of the wishes of a system that can be met; English where none can.
    pub fn of_system(wishes: impl IntoIterator<Item = String>) -> Self {
        // "C" and "POSIX" name no language and so wish for nothing.
        wishes
            .into_iter()
            .find_map(|wish| Self::by_code(wish.split(['-', '_', '.', '@']).next()?))
            .unwrap_or(Self::English)
    }

    /// Which way its lines run.
    pub fn direction(self) -> Direction {
        match self {
            Self::Arabic => Direction::RightToLeft,
            Self::English | Self::Polish => Direction::LeftToRight,
        }
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.code().parse().unwrap_or_default()
    }

    pub(super) fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../../i18n/en/waxwing.ftl"),
            Self::Arabic => include_str!("../../../i18n/ar/waxwing.ftl"),
            Self::Polish => include_str!("../../../i18n/pl/waxwing.ftl"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wish_that_can_be_met_counts() {
        let of = |wishes: &[&str]| {
            Language::of_system(wishes.iter().map(|wish| (*wish).to_owned())).code()
        };
        assert_eq!(of(&[]), "en");
        assert_eq!(of(&["C", "POSIX"]), "en");
        assert_eq!(of(&["en_GB.UTF-8", "pl-PL"]), "en");
        assert_eq!(of(&["xx-XX", "pl_PL.UTF-8"]), "pl");
        assert_eq!(of(&["ar-EG-u-nu-arab", "en"]), "ar");
        assert_eq!(of(&["ar.UTF-8"]), "ar");
    }
}
