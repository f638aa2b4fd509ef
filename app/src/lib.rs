//! Waxwing's window: screens over the engine, and the widgets, fonts, icons and colours they are made of.
pub mod font;
#[cfg(any(test, feature = "harness"))]
pub mod harness;
pub mod icon;
pub mod theme;
pub mod widget;
