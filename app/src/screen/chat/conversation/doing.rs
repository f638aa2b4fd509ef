//! What is done with a message.

use std::collections::HashSet;

use iced::Task;
use waxwing_core::command::conversation as command;
use waxwing_core::command::room;
use waxwing_core::{Command, ItemId};

use super::marking::wish;
use super::{Message, State};
use crate::clipboard::{self, Found};
use crate::format;
use crate::screen::Action;
use crate::ui::message::Doing;
use crate::ui::message::attachment::{Deed, Which};
use crate::ui::sound::Act;
use crate::ui::timeline::Row;

/// What only the page can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Show what a message said before.
    Versions(ItemId),
    /// Ask whether these shall be deleted.
    Delete(Vec<ItemId>),
    /// Ask where these shall be said again.
    Forward(Vec<ItemId>),
    /// Ask what to feel about a message.
    React(ItemId),
    /// Ask when to be reminded of a message.
    Remind(ItemId),
    /// Ask when what is written shall be said.
    Plan,
    /// Look closely at a picture of a message.
    Look(ItemId, u32),
    /// Do something with a file of a message.
    File(Which, Deed),
    /// Say in full who can read what is written.
    Encryption,
    /// Say why a message can't be read, or is marked.
    Explain(ItemId),
    /// Ask which files shall be sent.
    Attach,
    /// Send what was pasted.
    Paste(Found),
    /// Listen to a file of a message, or no longer.
    Listen((ItemId, u32), Act),
    /// Record a voice message.
    Record {
        /// For as long as the button is held.
        held: bool,
    },
}

impl State {
    pub(super) fn do_it(&mut self, doing: Doing) -> Action<Message> {
        match doing {
            Doing::Copy(text) => Action::run(clipboard::copy(text)),
            // What it would do is asked first, and done here.
            Doing::Follow(link) if link.to_lowercase().starts_with("xmpp:") => {
                Action::run(Task::done(Message::LinkFollowed(link)))
            }
            Doing::Follow(link) => Action::open(link),
            Doing::Resend(item) => self.command(command::Command::Resend { item }),
            Doing::LeaveOut(people) => self.command(command::Command::LeaveOut { people }),
            Doing::Discard(item) => self.command(command::Command::Discard { item }),
            Doing::Unfold(item) => {
                self.unfolded.insert(item.seq);
                Action::none()
            }
            Doing::UnfoldRun(item) => {
                let rows = self.run(item);
                self.unfolded.extend(rows);
                Action::none()
            }
            Doing::FoldRun(item) => {
                let rows = self.run(item);
                self.unfolded.retain(|row| !rows.contains(row));
                Action::none()
            }
            Doing::Explain(item) => wish(Wish::Explain(item)),
            Doing::Uncover(item) => {
                self.uncovered.insert(item.seq);
                Action::none()
            }
            Doing::Ignore(author, on) => Action::send(Command::Room(room::Command::Ignore {
                conversation: self.id,
                author,
                on,
            })),
            Doing::Delivery(item) => Action::run(Task::done(Message::DeliveryWanted(item))),
            Doing::Reply(item) => self.answer(item),
            Doing::ReplyAlone(item) => self.answer_alone(item),
            Doing::Edit(item) => self.correct(item),
            Doing::React(item, emoji) => self.react(item, emoji),
            Doing::ReactMore(item) => wish(Wish::React(item)),
            Doing::Retract(item) | Doing::Forget(item) => wish(Wish::Delete(vec![item])),
            Doing::Versions(item) => wish(Wish::Versions(item)),
            Doing::Listen(which, act) => wish(Wish::Listen(which, act)),
            Doing::Forward(item) => wish(Wish::Forward(vec![item])),
            Doing::Remind(item) => wish(Wish::Remind(item)),
            Doing::Mark(item) => self.mark(item),
            Doing::MarkOn(item, steps) => self.mark_on(item, steps),
            Doing::Jump(item) => self.go_to(item),
            Doing::Look(item, index) => wish(Wish::Look(item, index)),
            Doing::File(which, deed) => wish(Wish::File(which, deed)),
        }
    }

    /// Those that can't be read for the same reason as this, which is the last of them.
    fn run(&self, last: ItemId) -> HashSet<Row> {
        let Some(end) = self.timeline.index_of(last) else {
            return HashSet::new();
        };
        let items = self.timeline.items();
        let why = items.get(end).map(|item| item.sealing);
        let day = format::day(last.at);
        let before = items.iter().take(end + 1).rev();
        let run =
            before.take_while(|item| Some(item.sealing) == why && format::day(item.id.at) == day);
        run.map(|item| item.id.seq).collect()
    }

    /// Feels so about a message, or no longer.
    fn react(&self, item: ItemId, emoji: String) -> Action<Message> {
        let Some(message) = self.message(item) else {
            return Action::none();
        };
        let emojis = toggled(message, emoji);
        self.command(command::Command::React { item, emojis })
    }
}

/// All that we feel about a message once this is added, or taken away where it was there.
pub fn toggled(message: &waxwing_core::model::Message, emoji: String) -> Vec<String> {
    let ours = message.reactions.iter().filter(|one| one.mine);
    let mut emojis: Vec<String> = ours.map(|one| one.emoji.clone()).collect();
    match emojis.iter().position(|one| *one == emoji) {
        Some(place) => {
            emojis.remove(place);
        }
        None => emojis.push(emoji),
    }
    emojis
}
