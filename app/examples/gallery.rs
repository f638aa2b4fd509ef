//! Every widget in every theme, as pictures:
//!
//!     cargo run --example gallery -- target/gallery
fn main() {}
