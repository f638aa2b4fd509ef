//! No core dumps: they would hold passwords and messages.
//!
//! By the limit alone, which systemd-coredump keeps to as well. Marking the process as not dumpable
//! would also stop debuggers, and with them the desktop's portals, which look into `/proc`.

/// From now on a crash leaves no copy of the memory behind.
pub fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "core dumps stay possible");
        }
    }
}
