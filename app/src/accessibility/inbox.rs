//! What the screen reader says, on its way from the thread of the bus to the window.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use futures::stream::{self, Stream, StreamExt};
use iced::Subscription;

use super::Heard;

/// Whoever asks for more than this before the window can answer is not obeyed.
const MOST: usize = 64;

/// See the module.
pub(super) struct Inbox {
    sender: mpsc::Sender<Heard>,
    receiver: Receiver,
}

/// Taken by the first who listens.
#[derive(Clone)]
struct Receiver(Arc<Mutex<Option<mpsc::Receiver<Heard>>>>);

impl Inbox {
    pub(super) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(MOST);
        Self {
            sender,
            receiver: Receiver(Arc::new(Mutex::new(Some(receiver)))),
        }
    }

    /// Puts something in; never waits.
    pub(super) fn sender(&self) -> impl Fn(Heard) + Clone + Send + use<> {
        let sender = self.sender.clone();
        move |heard| {
            if sender.clone().try_send(heard).is_err() {
                tracing::warn!("a screen reader asks for more than can be done");
            }
        }
    }

    pub(super) fn subscription(&self) -> Subscription<Heard> {
        Subscription::run_with(self.receiver.clone(), Receiver::stream)
    }
}

impl Receiver {
    fn stream(&self) -> impl Stream<Item = Heard> + use<> {
        let receiver = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        stream::iter(receiver).flatten()
    }
}

// There is one window and one inbox.
impl Hash for Receiver {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "accessibility".hash(state);
    }
}
