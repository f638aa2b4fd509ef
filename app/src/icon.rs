//! Lucide's signs, drawn as glyphs of a small font: sharp at every zoom, tinted by the text colour, and
//! rasterised once. The SVG renderer is avoided on purpose: it loads every font of the system a second time.
//!
//! `assets/icons` holds the sources, the licence and the script that makes the font.
use crate::font;
use crate::theme::size;
use crate::widget::direction;
use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Renderer as _};
use iced::advanced::widget::Tree;
use iced::advanced::{Widget, mouse, renderer};
use iced::alignment::Vertical;
use iced::{Color, Element, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme};

/// A sign; its number is its place in the icon font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    Archive = 0xe041,
    ArrowDown = 0xe042,
    ArrowLeft = 0xe048,
    At = 0xe04e,
    Ban = 0xe051,
    Bell = 0xe059,
    BellOff = 0xe05a,
    Check = 0xe06c,
    CheckCheck = 0xe38e,
    CheckCircle = 0xe226,
    ChevronDown = 0xe06d,
    ChevronLeft = 0xe06e,
    ChevronRight = 0xe06f,
    ChevronUp = 0xe070,
    Clock = 0xe087,
    Copy = 0xe09e,
    Download = 0xe0b2,
    Ellipsis = 0xe0b6,
    EllipsisVertical = 0xe0b7,
    Error = 0xe077,
    ExternalLink = 0xe0b9,
    Eye = 0xe0ba,
    EyeOff = 0xe0bb,
    File = 0xe0c0,
    Forward = 0xe0a8,
    Hash = 0xe0ef,
    Help = 0xe082,
    Home = 0xe0f5,
    Image = 0xe0f6,
    Info = 0xe0f9,
    Keyboard = 0xe284,
    Link = 0xe102,
    Lock = 0xe10b,
    LockOpen = 0xe10c,
    LogOut = 0xe10e,
    Menu = 0xe115,
    Message = 0xe116,
    Microphone = 0xe118,
    Moon = 0xe11e,
    Offline = 0xe1af,
    Paperclip = 0xe12d,
    Pause = 0xe12e,
    Pencil = 0xe1f9,
    Phone = 0xe133,
    Pin = 0xe259,
    Play = 0xe13c,
    Plus = 0xe13d,
    QrCode = 0xe1df,
    Quote = 0xe239,
    Redo = 0xe2a0,
    Refresh = 0xe145,
    Reply = 0xe0a7,
    Search = 0xe151,
    Send = 0xe4f2,
    Settings = 0xe154,
    Shield = 0xe158,
    ShieldCheck = 0xe1ff,
    Smile = 0xe164,
    Star = 0xe176,
    Stop = 0xe167,
    Sun = 0xe178,
    Trash = 0xe18e,
    Undo = 0xe2a1,
    User = 0xe19f,
    UserPlus = 0xe1a2,
    Users = 0xe1a4,
    Video = 0xe1a5,
    Warning = 0xe193,
    X = 0xe1b2,
}

/// Every sign there is.
pub const ALL: [Icon; 69] = [
    Icon::Archive,
    Icon::ArrowDown,
    Icon::ArrowLeft,
    Icon::At,
    Icon::Ban,
    Icon::Bell,
    Icon::BellOff,
    Icon::Check,
    Icon::CheckCheck,
    Icon::CheckCircle,
    Icon::ChevronDown,
    Icon::ChevronLeft,
    Icon::ChevronRight,
    Icon::ChevronUp,
    Icon::Clock,
    Icon::Copy,
    Icon::Download,
    Icon::Ellipsis,
    Icon::EllipsisVertical,
    Icon::Error,
    Icon::ExternalLink,
    Icon::Eye,
    Icon::EyeOff,
    Icon::File,
    Icon::Forward,
    Icon::Hash,
    Icon::Help,
    Icon::Home,
    Icon::Image,
    Icon::Info,
    Icon::Keyboard,
    Icon::Link,
    Icon::Lock,
    Icon::LockOpen,
    Icon::LogOut,
    Icon::Menu,
    Icon::Message,
    Icon::Microphone,
    Icon::Moon,
    Icon::Offline,
    Icon::Paperclip,
    Icon::Pause,
    Icon::Pencil,
    Icon::Phone,
    Icon::Pin,
    Icon::Play,
    Icon::Plus,
    Icon::QrCode,
    Icon::Quote,
    Icon::Redo,
    Icon::Refresh,
    Icon::Reply,
    Icon::Search,
    Icon::Send,
    Icon::Settings,
    Icon::Shield,
    Icon::ShieldCheck,
    Icon::Smile,
    Icon::Star,
    Icon::Stop,
    Icon::Sun,
    Icon::Trash,
    Icon::Undo,
    Icon::User,
    Icon::UserPlus,
    Icon::Users,
    Icon::Video,
    Icon::Warning,
    Icon::X,
];

impl Icon {
    /// Its place in the icon font.
    pub fn code_point(self) -> char {
        // It is the other turned around, and so is the font it is taken from.
        let drawn = match self {
            Self::Forward => Self::Reply,
            other => other,
        };
        char::from_u32(drawn as u32).unwrap_or('\u{fffd}')
    }

    /// Whether it points somewhere along the line, and so turns around with the direction of the language.
    fn points(self) -> bool {
        matches!(
            self,
            Self::ArrowLeft
                | Self::ChevronLeft
                | Self::ChevronRight
                | Self::ExternalLink
                | Self::Forward
                | Self::LogOut
                | Self::Quote
                | Self::Redo
                | Self::Reply
                | Self::Send
                | Self::Undo
        )
    }

    /// The font its glyph is in.
    pub fn font(self) -> Font {
        let turned = self.points() && direction::is_rtl();
        match turned != (self == Self::Forward) {
            true => font::ICONS_MIRRORED,
            false => font::ICONS,
        }
    }

    /// Draws the sign with this corner and edge.
    pub fn paint(self, renderer: &mut Renderer, at: Point, edge: f32, color: Color) {
        let bounds = Rectangle::new(at, Size::new(edge, edge));
        let glyph = text::Text {
            content: self.code_point().to_string(),
            bounds: bounds.size(),
            size: Pixels(edge),
            line_height: text::LineHeight::Relative(1.0),
            font: self.font(),
            align_x: text::Alignment::Left,
            align_y: Vertical::Top,
            shaping: text::Shaping::Basic,
            wrapping: text::Wrapping::None,
        };
        // Not centred: the software renderer takes the place of a centred text for its corner when it
        // looks for what has changed, and leaves a ghost behind. A glyph is as wide as its font size.
        // Clipped by its own bounds, not by the viewport: when it is told that all of the viewport is
        // to be drawn, the software renderer cuts nothing off, and a sign on the edge would show whole.
        renderer.fill_text(glyph, bounds.position(), color, bounds);
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
        let color = self.color.unwrap_or(style.text_color);
        self.icon
            .paint(renderer, bounds.position(), self.size, color);
    }
}

impl<M> From<Glyph> for Element<'_, M> {
    fn from(glyph: Glyph) -> Self {
        Element::new(glyph)
    }
}
/// The bird on its tile as RGBA, `edge` pixels in either direction; for the window and for pages.
pub fn bird(edge: u32) -> Vec<u8> {
    use resvg::{tiny_skia, usvg};
    let source = include_bytes!("../../assets/icons/waxwing.svg");
    let tree = usvg::Tree::from_data(source, &usvg::Options::default());
    let (Ok(tree), Some(mut pixels)) = (tree, tiny_skia::Pixmap::new(edge, edge)) else {
        return vec![0; (edge * edge * 4) as usize];
    };
    let scale = edge as f32 / tree.size().width();
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    let plain = pixels.pixels().iter().map(|pixel| pixel.demultiply());
    plain
        .flat_map(|c| [c.red(), c.green(), c.blue(), c.alpha()])
        .collect()
}

/// The bird as a picture for `image`, kept; draw it at half its `edge`, so that dense screens stay sharp.
pub fn bird_picture(edge: u32) -> iced::widget::image::Handle {
    use iced::widget::image::Handle;
    use std::collections::BTreeMap;
    use std::sync::{LazyLock, Mutex};
    static KEPT: LazyLock<Mutex<BTreeMap<u32, Handle>>> = LazyLock::new(Mutex::default);
    let make = || Handle::from_rgba(edge, edge, bird(edge));
    match KEPT.lock() {
        Ok(mut kept) => kept.entry(edge).or_insert_with(make).clone(),
        Err(_) => make(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::virtual_list::virtual_list;
    use iced::widget::{column, space};

    #[test]
    fn a_sign_on_the_edge_of_a_list_stays_inside_it() {
        const ABOVE: f32 = 40.0;
        // A list starts at its bottom, so the last sign but one stands across the upper edge.
        fn view(_: &()) -> Element<'_, ()> {
            let sign = |_: usize| Element::from(Icon::Check.view().size(64.0));
            let list = virtual_list(1, 9, |row| row, Some, sign);
            column![space().height(ABOVE), list].into()
        }
        let mut harness = Harness::new((), |(), ()| {}, view).with_size(64.0, ABOVE + 96.0);
        let (pixels, size) = harness.pixels(1.0);
        let (outside, inside) = pixels.split_at((size.width * ABOVE as u32 * 4) as usize);
        let is_painted = |pixels: &[u8]| pixels.chunks(4).any(|pixel| pixel != &pixels[..4]);
        assert!(is_painted(inside));
        assert!(!is_painted(outside));
    }

    #[test]
    fn every_sign_is_in_the_font_and_is_square() {
        crate::font::load();
        direction::set(direction::Direction::RightToLeft);
        let turned = ALL.into_iter().filter(|icon| icon.points());
        for (icon, font) in ALL
            .into_iter()
            .map(|icon| (icon, font::ICONS))
            .chain(turned.map(|icon| (icon, icon.font())))
        {
            let text = text::Text {
                content: icon.code_point().to_string(),
                bounds: Size::INFINITE,
                size: Pixels(20.0),
                line_height: text::LineHeight::Relative(1.0),
                font,
                align_x: text::Alignment::Left,
                align_y: Vertical::Top,
                shaping: text::Shaping::Basic,
                wrapping: text::Wrapping::None,
            };
            use iced::advanced::graphics::text::Paragraph;
            use text::Paragraph as _;
            let paragraph = Paragraph::with_text(text.as_ref());
            let run = paragraph.buffer().layout_runs().next();
            let glyph = run.and_then(|run| run.glyphs.first().cloned());
            let glyph = glyph.expect("a glyph");
            assert_eq!(
                (glyph.glyph_id != 0, glyph.w),
                (true, 20.0),
                "{icon:?} {font:?}"
            );
        }
    }

    #[test]
    fn the_bird_has_colours() {
        let pixels = bird(64);
        assert_eq!(pixels.len(), 64 * 64 * 4);
        let red = |p: &[u8]| p[0] > 190 && p[1] < 90 && p[3] == 255;
        assert!(pixels.chunks(4).filter(|p| red(p)).count() > 5);
    }
}
