//! One account: the actor and what it stands on.

pub(crate) mod stream;

mod connect;
mod failure;
mod wire;
