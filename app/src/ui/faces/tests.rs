use super::*;

fn png(edge: u32, rgb: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, edge, edge);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let pixels = rgb.repeat((edge * edge) as usize);
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn avatar(folder: &Path, name: &str, bytes: &[u8]) -> Avatar {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    Avatar {
        id: name.to_owned(),
        path,
    }
}

/// Waits for the thread to stir us.
fn await_one(stirred: &mpsc::Receiver<()>) {
    stirred.recv_timeout(Duration::from_secs(20)).unwrap();
    take_in();
}

fn ear() -> mpsc::Receiver<()> {
    let (stir, stirred) = mpsc::channel();
    let stir = Mutex::new(stir);
    listen(move || {
        let _ = stir.lock().unwrap().send(());
    });
    stirred
}

#[test]
fn a_picture_is_read_aside_and_shown_when_it_is_there() {
    let stirred = ear();
    let folder = tempfile::tempdir().unwrap();
    let romy = avatar(folder.path(), "romy", &png(140, [10, 20, 200]));
    assert!(picture(&romy, 36.0).is_none());
    assert!(picture(&romy, 36.0).is_none(), "it is asked for once");
    await_one(&stirred);
    let Some(Handle::Rgba { width, pixels, .. }) = picture(&romy, 36.0) else {
        panic!("a picture");
    };
    assert_eq!(width, 72);
    assert_eq!(pixels[(36 * 72 + 36) * 4..][..4], [10, 20, 200, 255]);
    assert_eq!(pixels[3], 0, "nothing in the corner");
    assert!(any_size(&romy).is_some());
    assert!(stirred.try_recv().is_err());
}

#[test]
fn what_can_not_be_read_leaves_letters_and_is_not_tried_all_the_time() {
    let stirred = ear();
    let folder = tempfile::tempdir().unwrap();
    let mut huge = png(40, [0; 3]);
    huge[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    let odd = [
        avatar(folder.path(), "words", b"<svg/>"),
        avatar(folder.path(), "bomb", &huge),
        avatar(folder.path(), "half", &png(40, [0; 3])[..60]),
        Avatar {
            id: "gone".to_owned(),
            path: folder.path().join("gone"),
        },
    ];
    for one in &odd {
        assert!(picture(one, 36.0).is_none());
        await_one(&stirred);
        assert!(picture(one, 36.0).is_none());
        assert!(any_size(one).is_none());
    }
    assert!(stirred.try_recv().is_err());
}

#[test]
fn what_was_looked_at_least_recently_is_forgotten_first() {
    read_at_once();
    let folder = tempfile::tempdir().unwrap();
    let bytes = png(600, [9; 3]);
    let one = avatar(folder.path(), "0", &bytes);
    let large = 256.0;
    // Each is a megabyte.
    for name in 0..12 {
        let other = avatar(folder.path(), &name.to_string(), &bytes);
        assert!(picture(&other, large).is_some());
        assert!(picture(&one, large).is_some(), "it is still on screen");
    }
    FACES.with_borrow(|faces| {
        assert!(faces.bytes <= MOST_BYTES);
        assert_eq!(faces.bytes, faces.kept.len() * 1024 * 1024);
        let edge = (large * FINENESS) as u32;
        assert!(faces.kept.contains_key(&("0".to_owned(), edge)));
        assert!(!faces.kept.contains_key(&("1".to_owned(), edge)));
    });
}
