//! Widgets that iced lacks, generic over messages; none knows what XMPP is.
//!
//! Each one reports itself through `operate` (tests and screen readers see what it says), is reachable by
//! keyboard, and costs nothing while nothing happens.
#[macro_use]
mod wrap;

pub mod accessible;
pub mod apart;
pub mod avatar;
pub mod catch;
pub mod composer;
pub mod context_menu;
mod coverage;
pub mod crop;
pub mod direction;
pub mod emoji;
pub mod focus;
pub mod focus_button;
pub mod ground;
pub mod hazard;
pub mod hidden;
pub mod hold;
pub mod modal;
pub mod one_line;
pub mod picture;
pub mod pill;
pub mod qr;
pub mod rich_text;
pub mod share;
pub mod skeleton;
pub mod text_field;
pub mod toast;
pub mod tools;
pub mod tooltip;
pub mod viewer;
pub mod virtual_list;
pub mod waveform;
pub mod zoom;

pub use accessible::{Role, accessible, field};
pub use avatar::avatar;
pub use composer::Composer;
pub use context_menu::context_menu;
pub use focus_button::{focus_button, icon_button, text_button};
pub use modal::modal;
pub use one_line::one_line;
pub use pill::pill;
pub use rich_text::rich_text;
pub use text_field::text_field;
pub use tools::tools;
pub use tooltip::tooltip;
pub use virtual_list::virtual_list;
pub use waveform::waveform;

/// What every view of ours returns.
pub type Element<'a, M> = iced::Element<'a, M, iced::Theme, iced::Renderer>;
