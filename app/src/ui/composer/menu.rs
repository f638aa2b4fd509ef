//! The menu of the composer.

use iced::Task;
use iced::widget::text_editor;

use super::{Action, Message, State, language_name};
use crate::clipboard;
use crate::icon::Icon;
use crate::spelling::choice;
use crate::tr;
use crate::widget::composer;
use crate::widget::context_menu::{Item, action};

/// What can be done with what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Put what is selected on the clipboard, and take it out.
    Cut,
    /// Put what is selected on the clipboard.
    Copy,
    /// Put in what stands on the clipboard.
    Paste,
    /// Select everything.
    All,
}

impl State {
    /// What the menu of the editor offers: what was meant, what can be done with the text, and the language.
    pub(super) fn items(&self) -> Vec<Item<Message>> {
        let wrong = self.spelt.at(&self.editor.text(), self.editor.caret());
        let mut items: Vec<Item<Message>> = Vec::new();
        if let Some(wrong) = wrong {
            for meant in &wrong.suggestions {
                let message = Message::Meant(wrong.clone(), meant.clone());
                items.push(action(meant.clone(), message).icon(Icon::Pencil).into());
            }
            let word = wrong.word;
            let label = tr!("spelling-add", word = word.as_str());
            let add = action(label, Message::WordAdded(word)).icon(Icon::Plus);
            items.extend([add.into(), Item::Separator]);
        }
        items.extend(self.edits());
        let languages = languages(self.spelt.conversation());
        if !languages.is_empty() {
            items.push(Item::Separator);
            items.extend(languages);
        }
        items
    }

    fn edits(&self) -> [Item<Message>; 4] {
        let selected = self.editor.selection().is_some();
        let item = |label: String, edit, possible: bool| {
            action(label, Message::Editing(edit))
                .enabled(possible)
                .into()
        };
        [
            item(tr!("edit-cut"), Edit::Cut, selected),
            item(tr!("edit-copy"), Edit::Copy, selected),
            item(tr!("edit-paste"), Edit::Paste, true),
            item(tr!("edit-select-all"), Edit::All, !self.editor.is_empty()),
        ]
    }

    pub(super) fn edit(&mut self, edit: Edit) -> Action {
        let selected = self.editor.selection();
        let done = match (edit, selected) {
            (Edit::Copy, Some(text)) => Action::Run(clipboard::copy(text)),
            (Edit::Cut, Some(text)) => {
                let gone = text_editor::Action::Edit(text_editor::Edit::Delete);
                let outcome = self.editor.update(composer::Action::Edit(gone));
                self.follow(outcome).then(clipboard::copy(text))
            }
            (Edit::Copy | Edit::Cut, None) => Action::None,
            (Edit::Paste, _) => Action::Run(Task::perform(clipboard::look(), Message::Pasted)),
            (Edit::All, _) => {
                let all = composer::Action::Edit(text_editor::Action::SelectAll);
                let outcome = self.editor.update(all);
                self.follow(outcome)
            }
        };
        done.then(Self::focus())
    }
}

/// The languages in which a conversation can be written; none without a dictionary, of which the settings
/// tell.
fn languages(conversation: u32) -> Vec<Item<Message>> {
    /// More have no room in a menu; the page of the settings names them all.
    const MOST: usize = 12;
    let all = choice::dictionaries();
    if all.is_empty() {
        return Vec::new();
    }
    let chosen = choice::of(conversation);
    let mut items: Vec<Item<Message>> = Vec::new();
    for one in all.iter().take(MOST) {
        let is_chosen = chosen.as_ref() == Some(one);
        let label = tr!("spelling-language", name = language_name(&one.language));
        let message = Message::LanguageChosen(Some(one.language.clone()));
        let line = action(label, message);
        let line = if is_chosen {
            line.icon(Icon::Check)
        } else {
            line
        };
        items.push(line.into());
    }
    let line = action(tr!("spelling-off"), Message::LanguageChosen(None));
    let line = if chosen.is_none() {
        line.icon(Icon::Check)
    } else {
        line
    };
    items.push(line.into());
    items
}
