//! The AT-SPI bus of a Linux desktop, through AccessKit. It has a thread of its own, which may wait for
//! D-Bus as long as it likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use accesskit::{
    ActionHandler, ActionRequest, ActivationHandler, DeactivationHandler, Rect, TreeUpdate,
};
use accesskit_unix::Adapter;

use super::{Heard, Mouth};

/// Our end of the bus.
pub(super) struct Bus {
    adapter: Adapter,
    /// How many times somebody has begun to listen.
    begun: Arc<AtomicU64>,
}

impl Bus {
    /// Gets in touch with the desktop; returns at once. What is heard there goes to `tell`.
    pub(super) fn new(tell: impl Fn(Heard) + Clone + Send + 'static) -> Self {
        let begun = Arc::new(AtomicU64::new(0));
        let ear = Ear {
            tell,
            begun: Arc::clone(&begun),
        };
        Self {
            adapter: Adapter::new(ear.clone(), ear.clone(), ear),
            begun,
        }
    }
}

impl Mouth for Bus {
    fn say(&mut self, known: u64, whole: &dyn Fn() -> TreeUpdate, change: TreeUpdate) {
        let begun = &self.begun;
        // Where somebody new listens by now, they know nothing; the count changes only while nothing
        // can be said.
        self.adapter
            .update_if_active(|| match begun.load(Ordering::SeqCst) == known {
                true => change,
                false => whole(),
            });
    }

    fn focus(&mut self, focused: bool) {
        self.adapter.update_window_focus_state(focused);
    }

    fn place(&mut self, outer: Rect, inner: Rect) {
        self.adapter.set_root_window_bounds(outer, inner);
    }
}

#[derive(Clone)]
struct Ear<F> {
    tell: F,
    begun: Arc<AtomicU64>,
}

impl<F: Fn(Heard) + Send> ActivationHandler for Ear<F> {
    fn request_initial_tree(&mut self) -> Option<TreeUpdate> {
        let begun = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        (self.tell)(Heard::Listens(begun));
        None
    }
}

impl<F: Fn(Heard) + Send> DeactivationHandler for Ear<F> {
    fn deactivate_accessibility(&mut self) {
        (self.tell)(Heard::Gone);
    }
}

impl<F: Fn(Heard) + Send> ActionHandler for Ear<F> {
    fn do_action(&mut self, request: ActionRequest) {
        (self.tell)(Heard::Asked(request));
    }
}
