//! The folder `tests/pictures` as cameras, editors and phones write them (`make.py` there), and what
//! strangers send instead.

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

macro_rules! file {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("../../tests/pictures/", $name)).as_slice(),
        )
    };
}

type File = (&'static str, &'static [u8]);

/// All that show the four quarters.
const STILL: &[File] = &[
    file!("turned-1.jpg"),
    file!("turned-2.jpg"),
    file!("turned-3.jpg"),
    file!("turned-4.jpg"),
    file!("turned-5.jpg"),
    file!("turned-6.jpg"),
    file!("turned-7.jpg"),
    file!("turned-8.jpg"),
    file!("turned-6.png"),
    file!("turned-6.webp"),
    file!("cmyk.jpg"),
    file!("progressive.jpg"),
    file!("profile.jpg"),
    file!("film.jpg"),
    file!("palette.png"),
    file!("clear.png"),
    file!("interlaced.png"),
    file!("sixteen.png"),
    file!("still.gif"),
    file!("lossy.webp"),
    file!("clear.webp"),
    file!("clear-lossy.webp"),
];

const GREY: &[File] = &[file!("grey.jpg"), file!("grey.png")];

const MOVING: &[File] = &[
    file!("moving.gif"),
    file!("moving.png"),
    file!("moving.webp"),
    file!("hidden.png"),
];

const REFUSED: &[(File, Format)] = &[
    (file!("refused.avif"), Format::Avif),
    (file!("refused.heic"), Format::Heic),
    (file!("refused.svg"), Format::Svg),
    (file!("refused.bmp"), Format::Bmp),
    (file!("refused.tiff"), Format::Tiff),
    (file!("refused.ico"), Format::Ico),
];

const RED: [u8; 3] = [220, 30, 30];
const GREEN: [u8; 3] = [30, 180, 40];
const BLUE: [u8; 3] = [30, 40, 220];
const WHITE: [u8; 3] = [255, 255, 255];

#[track_caller]
fn assert_colour(name: &str, pixels: &Pixels, (x, y): (u32, u32), wanted: [u8; 3]) {
    let [red, green, blue, alpha] = pixels.at(x, y).unwrap();
    let near = [red, green, blue]
        .iter()
        .zip(wanted)
        .all(|(is, wanted)| is.abs_diff(wanted) < 30);
    assert!(
        near && alpha == 255,
        "{name} at {x} {y}: {:?}",
        pixels.at(x, y)
    );
}

/// The four quarters, in a picture of any size.
#[track_caller]
fn assert_quarters(name: &str, pixels: &Pixels) {
    let Sides { width, height } = pixels.sides();
    let at = |x: u32, y: u32| (width * x / 4, height * y / 4);
    assert_colour(name, pixels, at(1, 1), RED);
    assert_colour(name, pixels, at(3, 1), GREEN);
    assert_colour(name, pixels, at(1, 3), BLUE);
    assert_colour(name, pixels, at(3, 3), WHITE);
}

#[test]
fn pictures_of_all_kinds_show_right() {
    for (name, bytes) in STILL {
        let facts = probe(bytes).unwrap();
        let pixels = decode(bytes, Sides::ANY).unwrap_or_else(|flaw| panic!("{name}: {flaw}"));
        assert_eq!(pixels.sides(), facts.sides, "{name}");
        assert_eq!(facts.sides.width * 2, facts.sides.height * 3, "{name}");
        assert!(!facts.moves, "{name}");
        assert_quarters(name, &pixels);
        let small = decode(bytes, Sides::square(6)).unwrap();
        assert_eq!(
            small.sides(),
            Sides {
                width: 6,
                height: 4
            },
            "{name}"
        );
        assert_quarters(name, &small);
    }
    for (name, bytes) in GREY {
        let pixels = decode(bytes, Sides::ANY).unwrap();
        assert_colour(name, &pixels, (18, 12), WHITE);
    }
}

#[test]
fn what_shines_through_stays_clear() {
    for (name, bytes) in [
        file!("clear.png"),
        file!("clear.webp"),
        file!("clear-lossy.webp"),
    ] {
        let pixels = decode(bytes, Sides::ANY).unwrap();
        assert_eq!(pixels.at(0, 0).unwrap()[3], 0, "{name}");
        assert!(!pixels.is_opaque());
    }
}

#[test]
fn other_kinds_are_refused_by_name() {
    for ((name, bytes), format) in REFUSED {
        assert_eq!(probe(bytes), Err(Flaw::Unsupported(*format)), "{name}");
        assert_eq!(decode(bytes, Sides::ANY), Err(Flaw::Unsupported(*format)));
        assert_eq!(strip(bytes), Err(Flaw::Unsupported(*format)));
        assert!(prepare(bytes, true).is_err());
    }
    for bytes in [&b""[..], b"hello", b"%PDF-1.7", b"\x7fELF"] {
        assert_eq!(probe(bytes), Err(Flaw::NoPicture));
    }
}

#[test]
fn pictures_move_frame_by_frame_and_begin_again() {
    for (name, bytes) in MOVING {
        assert!(probe(bytes).unwrap().moves, "{name}");
        let still = decode(bytes, Sides::ANY).unwrap();
        assert_colour(name, &still, (2, 2), RED);
        let mut animation = Animation::open(Arc::from(*bytes), Sides::ANY).unwrap();
        let hidden = *name == "hidden.png";
        // Pillow puts two further frames behind the picture for others there.
        let first = if hidden { 1 } else { 0 };
        for round in 0..2 {
            for index in first..3 {
                let frame = animation
                    .next_frame()
                    .unwrap_or_else(|flaw| panic!("{name}: {flaw}"));
                let name = format!("{name}, round {round}, frame {index}");
                assert_eq!(frame.pixels.sides(), still.sides());
                assert_colour(&name, &frame.pixels, (2, 2), RED);
                let right = if index > 0 { GREEN } else { RED };
                assert_colour(&name, &frame.pixels, (20, 2), right);
                let below = if index > 1 { BLUE } else { RED };
                assert_colour(&name, &frame.pixels, (2, 12), below);
                let delays = if hidden { [100; 3] } else { [50, 200, 100] };
                assert_eq!(frame.delay, Duration::from_millis(delays[index]), "{name}");
            }
        }
        let small = Sides::square(12);
        let mut animation = Animation::open(Arc::from(*bytes), small).unwrap();
        let frame = animation.next_frame().unwrap();
        assert_eq!(
            frame.pixels.sides(),
            Sides {
                width: 12,
                height: 8
            }
        );
    }
    let (_, still) = file!("still.gif");
    assert!(Animation::open(Arc::from(still), Sides::ANY).is_err());
}

#[test]
fn what_is_not_seen_is_taken_out_and_the_pixels_stay() {
    for (name, bytes) in STILL.iter().chain(GREY).chain(MOVING) {
        let stripped = strip(bytes).unwrap_or_else(|flaw| panic!("{name}: {flaw}"));
        for secret in ["secret", "Camera", "ftypmp42"] {
            let secret = secret.as_bytes();
            let said = stripped.windows(secret.len()).any(|part| part == secret);
            assert!(!said, "{name}");
        }
        let same = decode(&stripped, Sides::ANY) == decode(bytes, Sides::ANY);
        assert!(same, "{name}: other pixels");
        assert_eq!(probe(&stripped), probe(bytes), "{name}");
        let twice = strip(&stripped).unwrap();
        assert!(matches!(twice, std::borrow::Cow::Borrowed(_)), "{name}");
    }
    let (_, colours) = file!("profile.jpg");
    assert!(jpeg::profile(&strip(colours).unwrap()).is_some());
}

#[test]
fn pictures_are_sent_upright_and_without_what_is_not_seen() {
    for (name, bytes) in STILL {
        for original in [false, true] {
            let prepared = prepare(bytes, original).unwrap();
            let facts = probe(&prepared.bytes).unwrap();
            assert_eq!(facts.sides, prepared.sides, "{name}");
            assert_eq!(facts.format, prepared.format, "{name}");
            assert!(
                original || facts.orientation == Orientation::Upright,
                "{name}"
            );
            assert!(!prepared.smaller);
            assert_quarters(name, &decode(&prepared.bytes, Sides::ANY).unwrap());
            let hash = from_thumbhash(&prepared.thumbhash).unwrap();
            assert!(hash.sides().width > hash.sides().height, "{name}");
        }
    }
}

/// A picture with some content, in the four colours.
fn drawn(sides: Sides) -> Pixels {
    let mut rgba = Vec::new();
    for y in 0..sides.height {
        for x in 0..sides.width {
            let colour = match (x * 2 < sides.width, y * 2 < sides.height) {
                (true, true) => RED,
                (false, true) => GREEN,
                (true, false) => BLUE,
                (false, false) => WHITE,
            };
            // A little noise, or nothing would be gained by fewer pixels.
            let mixed = (x ^ y.rotate_left(16)).wrapping_mul(0x9e37_79b1);
            let noise = (mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca6b) >> 28;
            let noise = u8::try_from(noise).unwrap();
            rgba.extend(colour.map(|value| value.saturating_sub(noise)));
            rgba.push(255);
        }
    }
    Pixels::new(sides, rgba).unwrap()
}

#[test]
fn large_pictures_are_made_smaller() {
    let sides = Sides {
        width: 3000,
        height: 2000,
    };
    let wanted = Sides {
        width: LONGEST,
        height: 1707,
    };
    let large = drawn(sides);
    for (bytes, format) in [
        (to_jpeg(&large, 95).unwrap(), Format::Jpeg),
        (to_png(&large).unwrap(), Format::Png),
    ] {
        let prepared = prepare(&bytes, false).unwrap();
        assert_eq!((prepared.format, prepared.smaller), (format, true));
        assert_eq!(prepared.sides, wanted);
        assert!(prepared.bytes.len() < bytes.len());
        assert_quarters("large", &decode(&prepared.bytes, Sides::ANY).unwrap());
        let original = prepare(&bytes, true).unwrap();
        assert_eq!(original.sides, sides);
    }
}

/// Hardly anybody writes such files, and our decoder shows them wrong; so it says why not.
#[test]
fn photographs_in_scans_of_their_own_are_refused() {
    let sides = Sides {
        width: 40,
        height: 40,
    };
    let pixels = drawn(sides);
    let rgb: Vec<u8> = pixels
        .rgba()
        .chunks_exact(4)
        .flat_map(|it| it[..3].to_vec())
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    // That makes a scan for each component.
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(&rgb, 40, 40, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    assert_eq!(probe(&bytes).unwrap().sides, sides);
    assert!(matches!(decode(&bytes, Sides::ANY), Err(Flaw::Broken(_))));
}

#[test]
fn what_we_write_is_read_back() {
    let pixels = drawn(Sides {
        width: 33,
        height: 21,
    });
    assert_eq!(
        decode(&to_png(&pixels).unwrap(), Sides::ANY).unwrap(),
        pixels
    );
    let jpeg = decode(&to_jpeg(&pixels, 90).unwrap(), Sides::ANY).unwrap();
    assert_quarters("jpeg", &jpeg);
    let clear = Pixels::new(Sides::square(1), vec![0; 4]).unwrap();
    assert_eq!(decode(&to_png(&clear).unwrap(), Sides::ANY).unwrap(), clear);
    let white = decode(&to_jpeg(&clear, 90).unwrap(), Sides::ANY).unwrap();
    assert_eq!(white.rgba(), [255; 4]);
}

#[test]
fn a_picture_of_a_few_bytes_shows_its_colours() {
    let hash = thumbhash(&drawn(Sides {
        width: 300,
        height: 200,
    }));
    assert!(hash.len() <= MOST_THUMBHASH);
    let shown = from_thumbhash(&hash).unwrap();
    assert_eq!(
        shown.sides(),
        Sides {
            width: 32,
            height: 23
        }
        .within(shown.sides())
    );
    let [red, green, ..] = shown.at(4, 4).unwrap();
    assert!(red > green, "red at the left above");
    for odd in [
        &b""[..],
        &[0; 4],
        &[255; 65],
        &[0; 5],
        &[255; 5],
        &[0xff, 0xff, 0xff, 0, 0],
    ] {
        let _ = from_thumbhash(odd);
    }
    assert_eq!(from_thumbhash(&[255; 65]), None);
}

/// The head of a PNG of these sides, and nothing else that it claims.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = file!("sixteen.png").1.to_vec();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}

#[test]
fn bombs_are_known_before_they_go_off() {
    let side = 50_000;
    let large = Flaw::TooLarge {
        width: side,
        height: side,
    };
    assert_eq!(probe(&claiming(side, side)), Err(large.clone()));
    assert_eq!(decode(&claiming(side, side), Sides::square(10)), Err(large));
    assert!(probe(&claiming(0, 9)).is_err());
    assert!(probe(&claiming(u32::MAX, u32::MAX)).is_err());
    // GIF and JPEG say it in sixteen bits.
    let mut gif = file!("still.gif").1.to_vec();
    gif[6..10].fill(0xff);
    assert!(matches!(
        decode(&gif, Sides::ANY),
        Err(Flaw::TooLarge { .. })
    ));
    let mut jpeg = file!("turned-1.jpg").1.to_vec();
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    assert!(matches!(
        decode(&jpeg, Sides::ANY),
        Err(Flaw::TooLarge { .. })
    ));
    let mut webp = file!("turned-6.webp").1.to_vec();
    webp[24..30].fill(0xff);
    assert!(decode(&webp, Sides::ANY).is_err());
    assert_eq!(
        probe(&vec![0; MOST_BYTES + 1]),
        Err(Flaw::TooLong(MOST_BYTES + 1))
    );
}

/// A GIF with as many frames as one likes is opened at once, and each frame costs what it shows.
#[test]
fn a_film_without_end_costs_what_is_looked_at() {
    let (_, bytes) = file!("moving.gif");
    let frame = bytes
        .windows(2)
        .position(|two| two == [0x21, 0xf9])
        .unwrap();
    let (head, frames) = bytes.split_at(frame);
    let frames = &frames[..frames.len() - 1];
    let mut long = head.to_vec();
    for _ in 0..300_000 {
        long.extend_from_slice(frames);
    }
    assert!(long.len() > 30_000_000, "{}", long.len());
    let started = Instant::now();
    assert!(probe(&long).unwrap().moves);
    let mut animation = Animation::open(Arc::from(long), Sides::ANY).unwrap();
    for _ in 0..30 {
        animation.next_frame().unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// What stands beside the pixels of a PNG may be packed, and a thousand times as long.
#[test]
fn text_that_is_packed_tight_is_not_unpacked() {
    let (_, bytes) = file!("sixteen.png");
    let mut info = ::png::Info::with_size(1, 1);
    info.color_type = ::png::ColorType::Rgba;
    info.bit_depth = ::png::BitDepth::Eight;
    let mut packed = Vec::new();
    let mut encoder = ::png::Encoder::with_info(&mut packed, info).unwrap();
    let long = "0".repeat(50_000_000);
    encoder.add_ztxt_chunk("Comment".to_owned(), long).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[1, 2, 3, 255]).unwrap();
    writer.finish().unwrap();
    assert!(packed.len() < 1_000_000);
    let pixels = decode(&packed, Sides::ANY).unwrap();
    assert_eq!(pixels.rgba(), [1, 2, 3, 255]);
    assert!(strip(&packed).unwrap().len() < bytes.len());
}

#[test]
fn pictures_that_are_cut_or_damaged_break_nothing() {
    for (_, good) in STILL.iter().chain(GREY).chain(MOVING) {
        for place in 0..good.len() {
            try_all(&good[..place]);
            for bits in [0x01, 0x80, 0xff] {
                let mut bytes = good.to_vec();
                bytes[place] ^= bits;
                try_all(&bytes);
            }
        }
    }
}

/// Everything that can be done with bytes; whatever comes out, it comes.
fn try_all(bytes: &[u8]) {
    let _ = probe(bytes);
    let small = decode(bytes, Sides::square(16));
    if let Ok(pixels) = small {
        assert!(pixels.sides().width <= 16 && pixels.sides().height <= 16);
    }
    let _ = strip(bytes);
    if let Ok(mut animation) = Animation::open(Arc::from(bytes), Sides::square(16)) {
        for _ in 0..4 {
            let _ = animation.next_frame();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn bytes_without_sense_are_no_picture(
        sign in prop::sample::select(STILL),
        keep in 0_usize..40,
        tail in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let (_, good) = sign;
        let mut bytes = good[..keep.min(good.len())].to_vec();
        bytes.extend_from_slice(&tail);
        try_all(&bytes);
    }

    #[test]
    fn short_pictures_are_what_they_are(hash in prop::collection::vec(any::<u8>(), 0..70)) {
        if let Some(pixels) = from_thumbhash(&hash) {
            prop_assert!(pixels.sides().width <= 32 && pixels.sides().height <= 32);
        }
    }

    #[test]
    fn no_sides_are_too_odd_to_fit(width: u32, height: u32, wide in 1_u32..5000, high in 1_u32..5000) {
        let frame = Sides { width: wide, height: high };
        let fits = Sides { width, height }.within(frame);
        prop_assert!(fits.width <= wide.max(1) && fits.height <= high.max(1));
    }
}
