//! What threads of their own tell the window: put in from anywhere, listened to once.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use futures::stream::{self, Stream, StreamExt};
use iced::Subscription;

/// Whoever tells more than this before the window can listen is not heard.
const MOST: usize = 64;

/// See the module.
pub struct Mailbox<T> {
    sender: mpsc::Sender<T>,
    receiver: Receiver<T>,
}

/// Taken by the first who listens.
struct Receiver<T> {
    name: &'static str,
    receiver: Arc<Mutex<Option<mpsc::Receiver<T>>>>,
}

impl<T: Send + 'static> Mailbox<T> {
    /// An empty one; its name tells it from others in the same window.
    pub fn new(name: &'static str) -> Self {
        let (sender, receiver) = mpsc::channel(MOST);
        Self {
            sender,
            receiver: Receiver {
                name,
                receiver: Arc::new(Mutex::new(Some(receiver))),
            },
        }
    }

    /// Puts something in; never waits.
    pub fn sender(&self) -> impl Fn(T) + Clone + Send + Sync + use<T> {
        let sender = self.sender.clone();
        let name = self.receiver.name;
        move |told| {
            if sender.clone().try_send(told).is_err() {
                tracing::warn!(name, "more is told than the window can take in");
            }
        }
    }

    /// What is put in.
    pub fn subscription(&self) -> Subscription<T> {
        Subscription::run_with(self.receiver.clone(), Receiver::stream)
    }
}

impl<T: Send + 'static> Receiver<T> {
    fn stream(&self) -> impl Stream<Item = T> + use<T> {
        let mut kept = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        stream::iter(kept.take()).flatten()
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            receiver: Arc::clone(&self.receiver),
        }
    }
}

impl<T> Hash for Receiver<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
