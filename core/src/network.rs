//! Notices that the network may be another one: addresses or routes of this machine changed, or it
//! has slept.
//!
//! Costs nothing while nothing changes: the kernel tells (on Linux a netlink socket for addresses and
//! routes, and a timer that is cancelled when the clock is set, which waking up does). What exactly
//! changed is of no interest, since connections are asked whether they live. Elsewhere nobody tells,
//! and a dead connection is found by its silence.

use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Tells each time that the network may have changed.
#[derive(Debug)]
pub(crate) struct Network {
    changes: mpsc::Receiver<()>,
    _watching: JoinSet<()>,
}

impl Network {
    /// Begins to listen. Must be called inside a tokio runtime.
    pub(crate) fn watch() -> Self {
        let (changed, changes) = mpsc::channel(1);
        let mut watching = JoinSet::new();
        #[cfg(target_os = "linux")]
        linux::watch(&mut watching, &changed);
        // Without anybody to tell, the channel is closed and `changed` waits for ever.
        drop(changed);
        Self {
            changes,
            _watching: watching,
        }
    }

    /// Waits for a change. Nothing is lost if the future is dropped before it is ready.
    pub(crate) async fn changed(&mut self) {
        if self.changes.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    use rustix::fs::Timespec;
    use rustix::net::netlink::SocketAddrNetlink;
    use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType};
    use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;
    use tokio::sync::mpsc;
    use tokio::task::JoinSet;
    use tokio::time::sleep;

    /// `RTMGRP_IPV4_IFADDR`, `_IPV4_ROUTE`, `_IPV6_IFADDR` and `_IPV6_ROUTE` of linux/rtnetlink.h.
    const GROUPS: u32 = 0x10 | 0x40 | 0x100 | 0x400;

    /// A change of network is a burst of small ones; the last of them makes it usable.
    const SETTLING: Duration = Duration::from_secs(1);

    /// Far enough to never come: only the cancellation counts.
    const NEVER: i64 = 1 << 40;

    /// Starts to listen to whatever can be had.
    pub(super) fn watch(tasks: &mut JoinSet<()>, changed: &mpsc::Sender<()>) {
        match routes() {
            Ok(socket) => {
                tasks.spawn(tell(socket, drain_socket, changed.clone()));
            }
            Err(error) => tracing::info!(%error, "nobody tells of changes of the network"),
        }
        match clock() {
            Ok(timer) => {
                tasks.spawn(tell(timer, rearm, changed.clone()));
            }
            Err(error) => tracing::info!(%error, "nobody tells of a machine that wakes up"),
        }
    }

    fn routes() -> io::Result<AsyncFd<OwnedFd>> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let (family, kind) = (AddressFamily::NETLINK, SocketType::RAW);
        // Without a protocol it is NETLINK_ROUTE.
        let socket = rustix::net::socket_with(family, kind, flags, None)?;
        rustix::net::bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        readable(socket)
    }

    #[allow(
        deprecated,
        reason = "unsound for what only claims to own its file; ours does, and the other way is unsafe"
    )]
    fn readable(file: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
        AsyncFd::with_interest(file, Interest::READABLE)
    }

    /// A timer that is cancelled when the clock jumps.
    fn clock() -> io::Result<AsyncFd<OwnedFd>> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = rustix::time::timerfd_create(TimerfdClockId::Realtime, flags)?;
        arm(&timer)?;
        readable(timer)
    }

    fn arm(timer: &OwnedFd) -> io::Result<()> {
        let at = |tv_sec| Timespec { tv_sec, tv_nsec: 0 };
        let never = Itimerspec {
            it_interval: at(0),
            it_value: at(NEVER),
        };
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        rustix::time::timerfd_settime(timer, flags, &never)?;
        Ok(())
    }

    /// Tells each burst of news once.
    pub(super) async fn tell(
        source: AsyncFd<OwnedFd>,
        drain: fn(&OwnedFd) -> io::Result<()>,
        changed: mpsc::Sender<()>,
    ) {
        loop {
            let Ok(mut ready) = source.readable().await else {
                return;
            };
            sleep(SETTLING).await;
            if drain(source.get_ref()).is_err() {
                return;
            }
            ready.clear_ready();
            // Who has not looked at the last one yet needs no second.
            let _ = changed.try_send(());
            if changed.is_closed() {
                return;
            }
        }
    }

    /// Reads until there is nothing more.
    pub(super) fn drain_socket(socket: &OwnedFd) -> io::Result<()> {
        let mut bytes = [0; 4096];
        loop {
            match rustix::net::recv(socket, &mut bytes, RecvFlags::DONTWAIT) {
                // There was more than the kernel could keep: that is a change too.
                Ok(_) | Err(rustix::io::Errno::NOBUFS | rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes the cancellation, and waits for the next.
    fn rearm(timer: &OwnedFd) -> io::Result<()> {
        let _ = rustix::io::read(timer, &mut [0; 8]);
        arm(timer)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::io::Write;
        use std::os::unix::net::UnixStream;

        #[tokio::test]
        async fn the_kernel_lets_us_listen() {
            routes().unwrap();
            let timer = clock().unwrap();
            rearm(timer.get_ref()).unwrap();
        }

        #[tokio::test(start_paused = true)]
        async fn a_burst_of_news_is_told_once() {
            let (mut kernel, ours) = UnixStream::pair().unwrap();
            ours.set_nonblocking(true).unwrap();
            let (changed, mut changes) = mpsc::channel(1);
            let ours = readable(OwnedFd::from(ours)).unwrap();
            let task = tokio::spawn(tell(ours, drain_some, changed));
            for _ in 0..3 {
                for _ in 0..50 {
                    kernel.write_all(b"news").unwrap();
                }
                changes.recv().await.unwrap();
                assert!(changes.try_recv().is_err());
            }
            drop(changes);
            kernel.write_all(b"news").unwrap();
            task.await.unwrap();
        }

        /// A stream, unlike a netlink socket, has an end.
        fn drain_some(socket: &OwnedFd) -> io::Result<()> {
            let mut bytes = [0; 4096];
            match rustix::net::recv(socket, &mut bytes, RecvFlags::DONTWAIT) {
                Ok(_) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }
    }
}
