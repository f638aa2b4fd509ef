//! The words around what was said, in the language of the window.

use waxwing_core::model::ExportWords;

use crate::i18n;
use crate::tr;
use crate::widget::direction::Direction;

/// All of them. What stands in braces is put in by the engine.
pub(super) fn spoken() -> ExportWords {
    let language = i18n::language();
    ExportWords {
        language: language.code().to_owned(),
        right_to_left: language.direction() == Direction::RightToLeft,
        title: tr!("export-heading", name = "{name}"),
        account: tr!("export-account"),
        address: tr!("export-address"),
        made: tr!("export-made"),
        day: tr!(
            "date-weekday-year",
            weekday = "{weekday}",
            day = "{day}",
            month = "{month}",
            year = "{year}"
        ),
        weekdays: (1..=7).map(|day| tr!("weekday", number = day)).collect(),
        months: (1..=12).map(|month| tr!("month", number = month)).collect(),
        edited: tr!("export-edited", time = "{time}"),
        before: tr!("export-before"),
        deleted: tr!("export-deleted"),
        answers: tr!("export-answers", name = "{name}"),
        failed: tr!("export-failed"),
        waiting: tr!("export-waiting"),
        spoiler: tr!("export-spoiler"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn each_language_leaves_room_for_what_is_put_in() {
        for language in Language::ALL {
            i18n::speak(language);
            let words = spoken();
            assert!(words.title.contains("{name}"), "{words:?}");
            assert!(words.answers.contains("{name}"), "{words:?}");
            assert!(words.edited.contains("{time}"), "{words:?}");
            for part in ["{weekday}", "{day}", "{month}", "{year}"] {
                assert!(words.day.contains(part), "{words:?}");
            }
            assert_eq!((words.weekdays.len(), words.months.len()), (7, 12));
        }
        i18n::speak(Language::English);
        assert_eq!(spoken().months, ExportWords::default().months);
        assert_eq!(spoken().day, ExportWords::default().day);
    }
}
