//! What the page does with messages of the open conversation: its dialogs about them.

use std::sync::Arc;

use waxwing_core::model::{Message as Said, Version};
use waxwing_core::{ConversationId, ItemId};

use super::conversation::Wish;
use super::{Message, State, lightbox};
use crate::screen::dialog::{Dialog, encryption, forward, react, retract, sealed, versions};
use crate::screen::{Action, Context};

impl State {
    pub(super) fn fulfil_wish(&mut self, wish: Wish, context: &Context<'_>) -> Action<Message> {
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        let id = open.id();
        match wish {
            Wish::Versions(item) => match open.message(item) {
                Some(message) => {
                    let shown = versions::State::new(id, message);
                    let follow = Action::send(shown.follow());
                    follow.and(self.show(Dialog::Versions(shown)))
                }
                None => Action::none(),
            },
            Wish::React(item) => match open.message(item) {
                Some(message) => {
                    let message = Arc::clone(message);
                    self.show(Dialog::React(react::State::new(id, message)))
                }
                None => Action::none(),
            },
            Wish::Delete(items) => {
                let Some(entry) = context.world.conversation(id) else {
                    return Action::none();
                };
                let found = items.iter().filter_map(|item| open.message(*item));
                let found: Vec<&Said> = found.map(AsRef::as_ref).collect();
                match retract::State::new(entry, &found) {
                    Some(question) => self.show(Dialog::Retract(question)),
                    None => Action::none(),
                }
            }
            Wish::Remind(item) => self.ask_reminder(id, item, context),
            Wish::Plan => self.ask_when(context),
            Wish::Look(item, index) => {
                let pictures = open.loaded().iter().flat_map(|one| lightbox::seen(one));
                let pictures = pictures.collect();
                self.look_at(id, pictures, (item, index))
            }
            Wish::File(which, deed) => self.do_with_file(which, deed),
            Wish::Encryption => self.show(Dialog::Encryption(encryption::State::new(id))),
            Wish::Explain(item) => {
                let entry = context.world.conversation(id);
                match entry.zip(open.message(item)) {
                    Some((entry, message)) => match sealed::State::new(entry, message, context) {
                        Some(shown) => self.show(Dialog::Sealed(shown)),
                        None => Action::none(),
                    },
                    None => Action::none(),
                }
            }
            Wish::Attach => self.choose_files(context),
            Wish::Paste(found) => self.send_files(id, found, context),
            Wish::Listen(which, act) => self.listen(which, act),
            Wish::Record { held } => self.speak(held),
            Wish::Forward(items) if items.is_empty() => Action::none(),
            Wish::Forward(items) => self.show(Dialog::Forward(forward::State::new(id, items))),
        }
    }

    /// Takes in what a message said before.
    pub fn tell_versions(
        &mut self,
        id: ConversationId,
        item: ItemId,
        versions: Vec<Version>,
    ) -> Action<Message> {
        if let Some(Dialog::Versions(shown)) = &mut self.dialog {
            shown.told(id, item, versions);
        }
        Action::none()
    }
}
