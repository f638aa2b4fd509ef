//! The values that a setting can have, and what the file calls them.

/// Defines an enum whose variants have a word in the settings file.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
        pub enum $name {
            $($(#[$inner])* $variant,)+
        }

        impl $name {
            /// Every choice, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What the settings file calls it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The choice that the settings file calls so.
            pub fn by_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// Light or dark.
    Theme {
        /// As the system has it.
        #[default]
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

words! {
    /// How far colours are apart.
    Contrast {
        /// More of it if the system asks for it.
        #[default]
        System = "system",
        /// The warm colours of Waxwing.
        Off = "off",
        /// Colours that can be told apart by people who see little.
        On = "on",
    }
}

words! {
    /// How close things stand.
    Density {
        /// With air around them.
        #[default]
        Comfortable = "comfortable",
        /// As many as fit.
        Compact = "compact",
    }
}

words! {
    /// How much a notice tells.
    Told {
        /// Who has written, and what.
        #[default]
        Text = "text",
        /// Who has written.
        Sender = "sender",
        /// That somebody has written.
        Nothing = "nothing",
    }
}

words! {
    /// Which messages are worth a notice.
    Wanted {
        /// Every one.
        #[default]
        All = "all",
        /// Those that name us.
        Mentions = "mentions",
        /// None.
        Nothing = "nothing",
    }
}

words! {
    /// The order of the contacts.
    Arrangement {
        /// Whoever has written last comes first.
        #[default]
        Newest = "newest",
        /// The same within each group.
        Groups = "groups",
    }
}

/// How large everything is, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zoom(u16);

/// The steps of the keys; the file may hold anything between the first and the last.
const STEPS: [u16; 9] = [75, 80, 90, 100, 110, 125, 150, 175, 200];

impl Zoom {
    /// So many percent, if everything can still be used then.
    pub fn of(percent: u64) -> Option<Self> {
        let percent = u16::try_from(percent).ok()?;
        (STEPS[0]..=STEPS[STEPS.len() - 1])
            .contains(&percent)
            .then_some(Self(percent))
    }

    /// In percent.
    pub fn percent(self) -> u16 {
        self.0
    }

    /// As a factor.
    pub fn factor(self) -> f32 {
        f32::from(self.0) / 100.0
    }

    /// The next step up; `None` at the end.
    pub fn larger(self) -> Option<Self> {
        STEPS.into_iter().find(|step| *step > self.0).map(Self)
    }

    /// The next step down; `None` at the end.
    pub fn smaller(self) -> Option<Self> {
        let mut steps = STEPS.into_iter().rev();
        steps.find(|step| *step < self.0).map(Self)
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_walks_in_steps_and_stops_at_both_ends() {
        let mut zoom = Zoom::of(103).unwrap();
        zoom = zoom.larger().unwrap();
        assert_eq!(zoom.percent(), 110);
        while let Some(next) = zoom.larger() {
            zoom = next;
        }
        assert_eq!(zoom.factor(), 2.0);
        while let Some(next) = zoom.smaller() {
            zoom = next;
        }
        assert_eq!(zoom.factor(), 0.75);
        assert_eq!((Zoom::of(74), Zoom::of(201)), (None, None));
    }

    #[test]
    fn every_choice_has_a_word_of_its_own() {
        assert_eq!(Theme::by_word("dark"), Some(Theme::Dark));
        assert_eq!(Density::by_word("dense"), None);
        for contrast in Contrast::ALL {
            assert_eq!(Contrast::by_word(contrast.word()), Some(*contrast));
        }
    }
}
