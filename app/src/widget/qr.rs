//! A QR code (ISO/IEC 18004), drawn square by square: dark on white with its quiet zone in every theme,
//! because that is what cameras read.
use super::{Element, Role, accessible};
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::Tree;
use iced::advanced::{Renderer as _, Widget, mouse, renderer};
use iced::border::rounded;
use iced::{Color, Length, Point, Rectangle, Renderer, Size, Theme};
use qrcode::{EcLevel, QrCode};

/// Squares of white around it; readers need four (§6.3.8).
const QUIET: usize = 4;

/// About as wide as it is drawn: a camera reads it from an arm's length.
const WIDTH: usize = 232;

/// A square is never smaller, whatever that makes of the whole.
const SMALLEST: usize = 3;

/// Pixels of a square in a picture: it can be printed, and is still small.
const PICTURE: usize = 8;

/// A text as squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Squares of a side, without the quiet zone.
    side: usize,
    /// Row by row; dark or not.
    dark: Vec<bool>,
}

impl Code {
    /// The code of a text. `None`: it is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let dark = code.to_colors().into_iter();
        Some(Self {
            side: code.width(),
            dark: dark.map(|square| square == qrcode::Color::Dark).collect(),
        })
    }

    /// Squares of a side, with the quiet zone.
    fn whole(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Whether a square is dark; the quiet zone counts.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => self.dark[y * self.side + x],
            _ => false,
        }
    }

    /// The code as a picture: its width, and a grey value for each pixel.
    pub fn pixels(&self) -> (usize, Vec<u8>) {
        let width = self.whole() * PICTURE;
        let shade = |at: usize| match self.is_dark(at % width / PICTURE, at / width / PICTURE) {
            true => 0,
            false => u8::MAX,
        };
        (width, (0..width * width).map(shade).collect())
    }

    /// The code as a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let (width, pixels) = self.pixels();
        let edge = u32::try_from(width).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, edge, edge);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }

    /// The dark squares that lie side by side: column, row and how many.
    fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let whole = self.whole();
        (0..whole).flat_map(move |y| {
            let mut x = 0;
            std::iter::from_fn(move || {
                while x < whole && !self.is_dark(x, y) {
                    x += 1;
                }
                let begin = x;
                while x < whole && self.is_dark(x, y) {
                    x += 1;
                }
                (x > begin).then_some((begin, y, x - begin))
            })
        })
    }
}

/// Shows a code; `label` says what it holds to those who can't see it.
pub fn qr<'a, M: 'a>(code: &'a Code, label: String) -> Element<'a, M> {
    accessible(Role::Image, label, Element::new(Squares { code })).into()
}

struct Squares<'a> {
    code: &'a Code,
}

impl<M> Widget<M, Theme, Renderer> for Squares<'_> {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let whole = self.code.whole();
        let edge = (whole * (WIDTH / whole).max(SMALLEST)) as f32;
        let edge = edge.min(limits.max().width);
        Node::new(Size::new(edge, edge))
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let square = bounds.width / self.code.whole() as f32;
        let ground = Quad {
            bounds,
            border: rounded(square * 2.0),
            ..Quad::default()
        };
        renderer.fill_quad(ground, Color::WHITE);
        for (x, y, length) in self.code.runs() {
            let place = Point::new(bounds.x + x as f32 * square, bounds.y + y as f32 * square);
            let run = Quad {
                bounds: Rectangle::new(place, Size::new(length as f32 * square, square)),
                ..Quad::default()
            };
            renderer.fill_quad(run, Color::BLACK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(width: usize, pixels: &[u8]) -> String {
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| pixels[y * width + x]);
        let found = seen.detect_grids();
        assert_eq!(found.len(), 1, "one code");
        found[0].decode().expect("it can be read").1
    }

    #[test]
    fn what_is_drawn_can_be_read_by_others() {
        let token = "mzxw6ytbojtg633cmfzgm33p";
        for text in [
            "xmpp:mira@example.org".to_owned(),
            format!("xmpp:mira@example.org?roster;preauth={token};name=Mira%20K"),
            format!("https://example.org/{}", "x".repeat(600)),
        ] {
            let code = Code::of(&text).expect("a code");
            let (width, pixels) = code.pixels();
            assert_eq!(read(width, &pixels), text);
            let png = code.png().expect("a picture");
            let mut reader = png::Decoder::new(std::io::Cursor::new(png))
                .read_info()
                .unwrap();
            let mut back = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut back).unwrap();
            assert_eq!((info.width as usize, back), (width, pixels));
        }
    }

    #[test]
    fn the_runs_are_all_that_is_dark_and_the_edge_is_free() {
        let code = Code::of("xmpp:mira@example.org").unwrap();
        let painted: usize = code.runs().map(|(_, _, length)| length).sum();
        assert_eq!(painted, code.dark.iter().filter(|dark| **dark).count());
        for (x, y, length) in code.runs() {
            assert!(x >= QUIET && y >= QUIET, "{x} {y}");
            assert!(x + length <= QUIET + code.side && y < QUIET + code.side);
        }
    }

    #[test]
    fn a_text_without_end_has_no_code() {
        assert_eq!(Code::of(&"x".repeat(3_000)), None);
    }
}
