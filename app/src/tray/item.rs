//! Our item on the bus, by `ksni`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::channel::mpsc;
use ksni::menu::{CheckmarkItem, StandardItem};
use ksni::{Category, Icon, MenuItem, OfflineReason, Status, TextDirection, ToolTip, TrayMethods};

use super::{Heard, Look, Order, sign};
use crate::app::APPLICATION_ID;

/// Where there is no bus, it is looked for again after so long, and only when something changes.
const RETRY: Duration = Duration::from_secs(30);

/// What the tray asks us.
struct Item<F> {
    look: Look,
    tell: F,
    /// There is a tray that shows it.
    shown: Arc<AtomicBool>,
}

/// Starts the thread; what happens in the tray goes to `tell`.
pub(super) fn begin<F>(tell: F) -> impl Fn(Order) + Send
where
    F: Fn(Heard) + Clone + Send + Sync + 'static,
{
    let (orders, todo) = mpsc::unbounded();
    let thread = std::thread::Builder::new()
        .name("tray".to_owned())
        .spawn(
            move || match tokio::runtime::Builder::new_current_thread().build() {
                Ok(runtime) => runtime.block_on(run(todo, tell)),
                Err(error) => tracing::warn!(%error, "no runtime"),
            },
        );
    if let Err(error) = thread {
        tracing::warn!(%error, "no thread for the tray");
    }
    move |order| {
        let _ = orders.unbounded_send(order);
    }
}

async fn run<F>(mut todo: mpsc::UnboundedReceiver<Order>, tell: F)
where
    F: Fn(Heard) + Clone + Send + Sync + 'static,
{
    let mut handle: Option<ksni::Handle<Item<F>>> = None;
    let mut tried: Option<Instant> = None;
    while let Some(order) = todo.next().await {
        match (order, &handle) {
            (Order::Show(look), Some(handle)) => {
                handle.update(|item| item.look = look).await;
            }
            (Order::Show(look), None) => {
                if tried.is_none_or(|at| at.elapsed() > RETRY) {
                    tried = Some(Instant::now());
                    handle = show(look, &tell).await;
                }
            }
            (Order::End, Some(shown)) => {
                shown.shutdown().await;
                tell(Heard::There(false));
                (handle, tried) = (None, None);
            }
            (Order::End, None) => {}
        }
    }
}

async fn show<F>(look: Look, tell: &F) -> Option<ksni::Handle<Item<F>>>
where
    F: Fn(Heard) + Clone + Send + Sync + 'static,
{
    let shown = Arc::new(AtomicBool::new(true));
    let item = Item {
        look,
        tell: tell.clone(),
        shown: Arc::clone(&shown),
    };
    // A panel that comes later than we do is waited for.
    let spawned = item.assume_sni_available(true).spawn().await;
    let handle = spawned
        .inspect_err(|error| tracing::info!(%error, "no tray"))
        .ok();
    let there = handle.is_some() && shown.load(Ordering::SeqCst);
    tell(Heard::There(there));
    handle
}

impl<F: Fn(Heard) + Clone + Send + Sync + 'static> ksni::Tray for Item<F> {
    fn id(&self) -> String {
        APPLICATION_ID.to_owned()
    }

    fn title(&self) -> String {
        "Waxwing".to_owned()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn status(&self) -> Status {
        match self.look.unread {
            0 => Status::Active,
            _ => Status::NeedsAttention,
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        sign::pixels(self.look.unread)
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        sign::pixels(self.look.unread)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.title(),
            description: self.look.hint.clone(),
            ..ToolTip::default()
        }
    }

    fn text_direction(&self) -> TextDirection {
        match self.look.rtl {
            true => TextDirection::RightToLeft,
            false => TextDirection::LeftToRight,
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.tell)(Heard::Opened);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let open = StandardItem {
            label: self.look.open.clone(),
            activate: Box::new(|item: &mut Self| (item.tell)(Heard::Opened)),
            ..StandardItem::default()
        };
        let calm = CheckmarkItem {
            label: self.look.calm_name.clone(),
            checked: self.look.calm,
            activate: Box::new(|item: &mut Self| (item.tell)(Heard::CalmToggled)),
            ..CheckmarkItem::default()
        };
        let quit = StandardItem {
            label: self.look.quit.clone(),
            activate: Box::new(|item: &mut Self| (item.tell)(Heard::Quit)),
            ..StandardItem::default()
        };
        vec![open.into(), calm.into(), MenuItem::Separator, quit.into()]
    }

    fn watcher_online(&self) {
        self.shown.store(true, Ordering::SeqCst);
        (self.tell)(Heard::There(true));
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.shown.store(false, Ordering::SeqCst);
        (self.tell)(Heard::There(false));
        // Another one may come.
        true
    }
}
