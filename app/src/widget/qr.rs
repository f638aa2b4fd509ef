//! A QR code (ISO/IEC 18004): dark on white with its quiet zone in every theme,
//! because that is what cameras read.
use super::{Element, Role, accessible};
use iced::ContentFit;
use iced::widget::image;
use qrcode::{EcLevel, QrCode};

/// Squares of white around it; readers need four (§6.3.8).
const QUIET: usize = 4;

/// About as wide as it is drawn: a camera reads it from an arm's length.
const WIDTH: usize = 232;

/// A square is never smaller, whatever that makes of the whole.
const SMALLEST: usize = 3;

/// Pixels of what is drawn for each of the window's: the renderer puts pictures where a whole pixel of
/// theirs begins.
const FINENESS: usize = 2;

/// Pixels of a square in a file: it can be printed, and is still small.
const PICTURE: usize = 8;

/// A text as squares.
#[derive(Clone, Debug)]
pub struct Code {
    /// Squares of a side, without the quiet zone.
    side: usize,
    /// Row by row; dark or not.
    dark: Vec<bool>,
    /// As it is drawn, with the quiet zone.
    shown: image::Handle,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.dark == other.dark
    }
}

impl Code {
    /// The code of a text. `None`: it is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let dark = code.to_colors().into_iter();
        let mut code = Self {
            side: code.width(),
            dark: dark.map(|square| square == qrcode::Color::Dark).collect(),
            shown: image::Handle::from_rgba(0, 0, Vec::new()),
        };
        let (edge, shades) = code.pixels(code.square() * FINENESS);
        let edge = u32::try_from(edge).ok()?;
        let colours = shades
            .into_iter()
            .flat_map(|shade| [shade, shade, shade, u8::MAX]);
        code.shown = image::Handle::from_rgba(edge, edge, colours.collect::<Vec<u8>>());
        Some(code)
    }

    /// Squares of a side, with the quiet zone.
    fn whole(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// How wide a square is drawn.
    fn square(&self) -> usize {
        (WIDTH / self.whole()).max(SMALLEST)
    }

    /// Whether a square is dark; the quiet zone counts.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => self.dark[y * self.side + x],
            _ => false,
        }
    }

    /// The code as a picture with so many pixels to a square: its width, and a grey value for each pixel.
    fn pixels(&self, square: usize) -> (usize, Vec<u8>) {
        let width = self.whole() * square;
        let shade = |at: usize| match self.is_dark(at % width / square, at / width / square) {
            true => 0,
            false => u8::MAX,
        };
        (width, (0..width * width).map(shade).collect())
    }

    /// The code as a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let (width, pixels) = self.pixels(PICTURE);
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
}

/// Shows a code; `label` says what it holds to those who can't see it.
pub fn qr<'a, M: 'a>(code: &'a Code, label: String) -> Element<'a, M> {
    let edge = (code.whole() * code.square()) as f32;
    // A picture, made smaller without blending: no seams, whatever the place and the scale.
    let squares = image(code.shown.clone())
        .filter_method(image::FilterMethod::Nearest)
        .content_fit(ContentFit::Contain)
        .width(edge)
        .height(edge);
    accessible(Role::Image, label, squares).into()
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
            let (width, pixels) = code.pixels(PICTURE);
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
    fn the_edge_is_free() {
        let code = Code::of("xmpp:mira@example.org").unwrap();
        let whole = code.whole();
        for at in 0..whole * whole {
            let (x, y) = (at % whole, at / whole);
            let edge = [x, y].iter().any(|at| *at < QUIET || *at >= whole - QUIET);
            assert!(!edge || !code.is_dark(x, y), "{x} {y}");
        }
        assert!(code.is_dark(QUIET, QUIET), "a corner");
    }

    #[test]
    fn a_text_without_end_has_no_code() {
        assert_eq!(Code::of(&"x".repeat(3_000)), None);
    }
}
