//! Lucide's signs, drawn as glyphs of a small font: sharp at every zoom, tinted by the text colour, and
//! rasterised once. The SVG renderer is avoided on purpose: it loads every font of the system a second time.
//!
//! `assets/icons` holds the sources, the licence and the script that makes the font.
use crate::font;
use crate::theme::size;
use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::Tree;
use iced::advanced::{Widget, mouse, renderer};
use iced::alignment::Vertical;
use iced::{Color, Element, Length, Pixels, Rectangle, Renderer, Size, Theme};

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    Archive,
    ArrowDown,
    ArrowLeft,
    At,
    Ban,
    Bell,
    BellOff,
    Check,
    CheckCheck,
    CheckCircle,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    Clock,
    Copy,
    Download,
    Ellipsis,
    EllipsisVertical,
    Error,
    ExternalLink,
    Eye,
    EyeOff,
    File,
    Hash,
    Help,
    Home,
    Image,
    Info,
    Keyboard,
    Link,
    Lock,
    LockOpen,
    LogOut,
    Menu,
    Message,
    Microphone,
    Moon,
    Offline,
    Paperclip,
    Pencil,
    Phone,
    Pin,
    Plus,
    Quote,
    Redo,
    Refresh,
    Reply,
    Search,
    Send,
    Settings,
    Shield,
    ShieldCheck,
    Smile,
    Star,
    Sun,
    Trash,
    Undo,
    User,
    UserPlus,
    Users,
    Video,
    Warning,
    X,
}

impl Icon {
    /// Its place in the icon font.
    pub fn code_point(self) -> char {
        match self {
            Self::Archive => '\u{e041}',
            Self::ArrowDown => '\u{e042}',
            Self::ArrowLeft => '\u{e048}',
            Self::At => '\u{e04e}',
            Self::Ban => '\u{e051}',
            Self::Bell => '\u{e059}',
            Self::BellOff => '\u{e05a}',
            Self::Check => '\u{e06c}',
            Self::CheckCheck => '\u{e38e}',
            Self::CheckCircle => '\u{e226}',
            Self::ChevronDown => '\u{e06d}',
            Self::ChevronLeft => '\u{e06e}',
            Self::ChevronRight => '\u{e06f}',
            Self::ChevronUp => '\u{e070}',
            Self::Clock => '\u{e087}',
            Self::Copy => '\u{e09e}',
            Self::Download => '\u{e0b2}',
            Self::Ellipsis => '\u{e0b6}',
            Self::EllipsisVertical => '\u{e0b7}',
            Self::Error => '\u{e077}',
            Self::ExternalLink => '\u{e0b9}',
            Self::Eye => '\u{e0ba}',
            Self::EyeOff => '\u{e0bb}',
            Self::File => '\u{e0c0}',
            Self::Hash => '\u{e0ef}',
            Self::Help => '\u{e082}',
            Self::Home => '\u{e0f5}',
            Self::Image => '\u{e0f6}',
            Self::Info => '\u{e0f9}',
            Self::Keyboard => '\u{e284}',
            Self::Link => '\u{e102}',
            Self::Lock => '\u{e10b}',
            Self::LockOpen => '\u{e10c}',
            Self::LogOut => '\u{e10e}',
            Self::Menu => '\u{e115}',
            Self::Message => '\u{e116}',
            Self::Microphone => '\u{e118}',
            Self::Moon => '\u{e11e}',
            Self::Offline => '\u{e1af}',
            Self::Paperclip => '\u{e12d}',
            Self::Pencil => '\u{e1f9}',
            Self::Phone => '\u{e133}',
            Self::Pin => '\u{e259}',
            Self::Plus => '\u{e13d}',
            Self::Quote => '\u{e239}',
            Self::Redo => '\u{e2a0}',
            Self::Refresh => '\u{e145}',
            Self::Reply => '\u{e0a7}',
            Self::Search => '\u{e151}',
            Self::Send => '\u{e4f2}',
            Self::Settings => '\u{e154}',
            Self::Shield => '\u{e158}',
            Self::ShieldCheck => '\u{e1ff}',
            Self::Smile => '\u{e164}',
            Self::Star => '\u{e176}',
            Self::Sun => '\u{e178}',
            Self::Trash => '\u{e18e}',
            Self::Undo => '\u{e2a1}',
            Self::User => '\u{e19f}',
            Self::UserPlus => '\u{e1a2}',
            Self::Users => '\u{e1a4}',
            Self::Video => '\u{e1a5}',
            Self::Warning => '\u{e193}',
            Self::X => '\u{e1b2}',
        }
    }

    /// The sign as a widget, in the colour of the text around it.
    pub fn view(self) -> Glyph {
        Glyph {
            icon: self,
            size: DEFAULT_SIZE,
            color: None,
        }
    }
}

/// Edge of a sign beside [`size::LIST`] text.
const DEFAULT_SIZE: f32 = size::TITLE;

/// A sign on screen. Screen readers do not see it: whoever contains it has a name.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    icon: Icon,
    size: f32,
    color: Option<Color>,
}

impl Glyph {
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn color(self, color: Color) -> Self {
        Self {
            color: Some(color),
            ..self
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for Glyph {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size), Length::Fixed(self.size))
    }

    fn layout(&mut self, _tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, self.size, self.size)
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        let glyph = text::Text {
            content: self.icon.code_point().to_string(),
            bounds: bounds.size(),
            size: Pixels(self.size),
            line_height: text::LineHeight::Relative(1.0),
            font: font::ICONS,
            align_x: text::Alignment::Center,
            align_y: Vertical::Center,
            shaping: text::Shaping::Basic,
            wrapping: text::Wrapping::None,
        };
        let color = self.color.unwrap_or(style.text_color);
        renderer.fill_text(glyph, bounds.center(), color, *viewport);
    }
}

impl<M> From<Glyph> for Element<'_, M> {
    fn from(glyph: Glyph) -> Self {
        Element::new(glyph)
    }
}
