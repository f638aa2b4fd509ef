//! One account: the actor and what it stands on.

pub(crate) mod stream;
