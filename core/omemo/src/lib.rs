#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod account;
mod codec;
pub mod content;
pub mod curve;
pub mod file;
mod gcm;
pub mod identity;
mod kdf;
pub mod message;
mod profile;
pub mod random;
pub mod ratchet;
pub mod record;
#[cfg(feature = "xml")]
pub mod sce;
#[cfg(feature = "xml")]
pub mod stanza;
pub mod store;
pub mod trust;
#[cfg(test)]
mod vectors;
pub mod wire;
mod x3dh;

pub use codec::CodecError;
pub use profile::{Address, DeviceId, Profile};
pub use x3dh::{Accepting, Bundle, BundleError, BundleParts};
