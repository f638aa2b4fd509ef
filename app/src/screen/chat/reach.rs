//! Going to a day that is still on the server: it is fetched, with a bar that says so.

use iced::widget::{container, row, text};
use iced::{Center, Fill};
use waxwing_core::command::history::Command as C;
use waxwing_core::{AccountId, Command, ConversationId, Error, RequestId, Timestamp};

use super::conversation::place::Sought;
use super::{Message, State};
use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, text_button};
use crate::{engine, format, tr};

/// What is being fetched, or could not be.
#[derive(Clone, Debug)]
pub struct Reaching {
    request: RequestId,
    account: AccountId,
    conversation: ConversationId,
    until: Timestamp,
    failed: Option<Words>,
}

impl State {
    /// Has what was said around this time fetched, where it is not here.
    pub(super) fn reach(
        &mut self,
        conversation: ConversationId,
        until: Timestamp,
        context: &Context<'_>,
    ) -> Action<Message> {
        let world = context.world;
        let account = world.conversation(conversation).map(|entry| entry.account);
        let account = account.and_then(|id| world.account_by(id));
        let missing = |reached: Timestamp| reached > until;
        let Some(account) = account.filter(|one| one.history.reached.is_some_and(missing)) else {
            return Action::none();
        };
        let request = engine::request();
        self.reaching = Some(Reaching {
            request,
            account: account.id,
            conversation,
            until,
            failed: None,
        });
        Action::send(Command::History(C::FetchAround {
            request,
            account: account.id,
            at: until,
        }))
    }

    /// Takes in that everything is here, or can't be had.
    pub(super) fn finish_reach(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
    ) -> Action<Message> {
        let Some(reaching) = self.reaching.as_mut() else {
            return Action::none();
        };
        if reaching.request != request {
            return Action::none();
        }
        if let Err(error) = result {
            reaching.failed = Some(Words::of_error(error));
            return Action::none();
        }
        let (conversation, until) = (reaching.conversation, reaching.until);
        self.reaching = None;
        match self.open.as_mut().filter(|open| open.id() == conversation) {
            Some(open) => open.seek(Sought::Time(until)).map(Message::Conversation),
            None => Action::none(),
        }
    }

    /// Nothing more is fetched for it.
    pub(super) fn end_reach(&mut self) -> Action<Message> {
        match self.reaching.take() {
            Some(Reaching {
                account,
                failed: None,
                ..
            }) => Action::send(Command::History(C::Pause { account })),
            _ => Action::none(),
        }
    }

    /// The bar above the messages.
    pub(super) fn reach_bar<'a, M: Clone + 'a>(
        &'a self,
        id: ConversationId,
        end: M,
    ) -> Option<Element<'a, M>> {
        let reaching = self
            .reaching
            .as_ref()
            .filter(|one| one.conversation == id)?;
        let day = format::full_date(reaching.until);
        let (label, button, style) = match &reaching.failed {
            None => (
                tr!("reach-fetching", day = day),
                tr!("cancel"),
                words::quiet as fn(&iced::Theme) -> text::Style,
            ),
            Some(why) => (
                tr!("reach-failed", day = day, why = why.sentence()),
                tr!("close"),
                words::danger as fn(&iced::Theme) -> text::Style,
            ),
        };
        let role = match reaching.failed {
            None => Role::Status,
            Some(_) => Role::Alert,
        };
        let shown = text(label.clone()).size(size::LIST).style(style);
        let sign = Icon::Clock.view().size(16.0);
        let said = row![sign, shown].spacing(space::S).align_y(Center);
        let line = row![
            accessible(role, label, said),
            text_button(button).on_press(end)
        ];
        let line = line.spacing(space::M).align_y(Center).wrap();
        let bar = container(line.vertical_spacing(space::S)).padding([space::S, space::L]);
        Some(bar.width(Fill).into())
    }
}
