//! Being told to end from outside: a session that logs out, a service manager, Ctrl+C. The streams are
//! closed in order, as when the window is closed.

use std::io;

use futures::stream::{self, Stream};

/// One item, when the process shall end.
pub fn end() -> impl Stream<Item = ()> {
    stream::once(async {
        let ended = match Signals::listen() {
            Ok(mut signals) => signals.wait().await,
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            tracing::warn!(%error, "no signals");
            std::future::pending::<()>().await;
        }
    })
}

/// Calls `then` on a thread of its own when the process shall end; from the return of this function
/// on no signal is missed.
pub fn on_end(then: impl FnOnce() + Send + 'static) {
    let listening = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .and_then(|runtime| {
            let signals = {
                let _inside = runtime.enter();
                Signals::listen()?
            };
            Ok((runtime, signals))
        });
    match listening {
        Ok((runtime, mut signals)) => {
            std::thread::spawn(move || {
                if runtime.block_on(signals.wait()).is_ok() {
                    then();
                }
            });
        }
        Err(error) => tracing::warn!(%error, "no signals"),
    }
}

/// The signals that ask a process to end.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn wait(&mut self) -> io::Result<()> {
        let [terminate, interrupt, hangup] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        Ok(())
    }
}

/// The signals that ask a process to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
