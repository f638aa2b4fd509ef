//! The window itself: its size and focus, its colours, its first frame and its end.

use iced::theme::Mode;
use iced::{Task, window};
use waxwing_core::Command;

use super::{App, Message, PATIENCE};
use crate::notification::Order;
use crate::settings::Contrast;
use crate::widget::picture;

impl App {
    pub(super) fn update_window(&mut self, event: window::Event) -> Task<Message> {
        match event {
            window::Event::Resized(size) => self.window.size = size,
            window::Event::Unfocused => {
                self.window.focused = false;
                picture::attend(false);
                self.accessibility.set_focused(false);
                self.send(Command::Unattended(Some(self.now)));
            }
            window::Event::Focused => {
                self.window.focused = true;
                picture::attend(true);
                self.send(Command::Unattended(None));
                self.accessibility.set_focused(true);
                let chat = self.with_chat(|chat, context| chat.refresh(context));
                return Task::batch([chat, self.returned()]);
            }
            window::Event::CloseRequested => return self.close_window(),
            window::Event::Rescaled(density) => {
                self.window.density = density;
                self.settle_down();
            }
            _ => {}
        }
        Task::none()
    }

    /// Whoever comes back may come from the settings of the desktop, which tells of other colours and
    /// of nothing else.
    fn returned(&self) -> Task<Message> {
        match self.settings.contrast {
            Contrast::System if self.window.drawn => Self::ask_for_contrast(),
            _ => Task::none(),
        }
    }

    pub(super) fn opened(&mut self, id: window::Id) -> Task<Message> {
        self.window.id = id;
        window::scale_factor(id).map(Message::Fineness)
    }

    pub(super) fn drawn(&mut self) -> Task<Message> {
        if !std::mem::replace(&mut self.window.drawn, true) {
            let after = self.startup.started.elapsed();
            tracing::debug!(target: "waxwing::frame", milliseconds = after.as_millis(), "first frame");
            self.accessibility.start(self.window.focused);
        }
        Task::none()
    }

    pub(super) fn set_mode(&mut self, mode: Mode) -> Task<Message> {
        self.system.mode = mode;
        Task::none()
    }

    /// Closes the window at once and gives the engine its time.
    pub(super) fn quit(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.window.closing, true) {
            return Task::none();
        }
        if let Some(profile) = &self.startup.profile {
            crate::doorbell::take_down(profile);
        }
        self.remember();
        let kept = self.with_chat(|chat, _| chat.keep());
        if self.notices.clear() {
            self.desktop.order(Order::Clear);
        }
        let hide = window::close(self.window.id);
        if self.commands.is_none() {
            return hide.chain(iced::exit());
        }
        self.send(Command::Shutdown);
        let patience = Task::perform(async { tokio::time::sleep(PATIENCE).await }, |()| {
            Message::PatienceOver
        });
        Task::batch([kept, hide, patience])
    }

    pub(super) fn give_up(&self) -> Task<Message> {
        tracing::warn!("the engine did not end in time");
        iced::exit()
    }
}
