use std::os::unix::fs::PermissionsExt as _;

use super::*;

/// SHA-256 of "hello".
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

fn profile() -> (tempfile::TempDir, Files) {
    let directory = tempfile::tempdir().unwrap();
    let files = Files::new(directory.path());
    (directory, files)
}

/// How many bytes what is on its way takes.
fn part_bytes(files: &Files) -> u64 {
    let parts = entries(&files.folder.join(PARTS)).unwrap();
    let sizes = parts.iter().map(|(_, path)| fs::metadata(path).unwrap());
    sizes.map(|is| is.len()).sum()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_stands_under_what_is_in_it() {
    let (directory, files) = profile();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    let mut part = files.begin("1", 0).unwrap();
    part.write(b"hel").unwrap();
    part.write(b"lo").unwrap();
    assert_eq!(part.sha256(), HELLO);
    assert_eq!(files.find(HELLO), None);
    assert_eq!(part_bytes(&files), 5);
    let kept = part.finish().unwrap();
    assert_eq!(kept.sha256, HELLO);
    assert_eq!(kept.size, 5);
    let (shelf, name) = HELLO.split_at(2);
    let folder = directory.path().join("files");
    assert_eq!(kept.path, folder.join(shelf).join(name));
    assert_eq!(fs::read(&kept.path).unwrap(), b"hello");
    assert_eq!(mode(&kept.path), 0o600);
    for private in [&folder, &folder.join(shelf), &folder.join("part")] {
        assert_eq!(mode(private), 0o700, "{}", private.display());
    }
    assert_eq!(part_bytes(&files), 0);
    assert_eq!(files.all().unwrap(), [files.find(HELLO).unwrap()]);
    assert_eq!(files.remove(HELLO).unwrap(), 5);
    assert_eq!(files.remove(HELLO).unwrap(), 0);
    assert_eq!(files.all().unwrap(), []);
}

#[test]
fn a_part_is_gone_on_with_as_far_as_it_is_sure() {
    let (_directory, files) = profile();
    let mut part = files.begin("1", 0).unwrap();
    part.write(b"hello, not sure").unwrap();
    drop(part);
    let mut part = files.begin("1", 4).unwrap();
    assert_eq!(part.length(), 4);
    part.write(b"o").unwrap();
    assert_eq!(part.finish().unwrap().sha256, HELLO);
    // More than there is counts for what there is.
    let mut part = files.begin("2", 100).unwrap();
    assert_eq!(part.length(), 0);
    part.write(b"other").unwrap();
    part.restart().unwrap();
    part.write(b"hello").unwrap();
    assert_eq!(part.finish().unwrap().sha256, HELLO);
}

#[test]
fn the_same_file_is_kept_once_and_counts_as_new() {
    let (_directory, files) = profile();
    let mut part = files.begin("1", 0).unwrap();
    part.write(b"hello").unwrap();
    let first = part.finish().unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let file = fs::File::options().write(true).open(&first.path).unwrap();
    file.set_modified(long_ago).unwrap();
    let mut part = files.begin("2", 0).unwrap();
    part.write(b"hello").unwrap();
    let second = part.finish().unwrap();
    assert_eq!(second.path, first.path);
    assert!(second.at > long_ago);
    assert_eq!(files.all().unwrap().len(), 1);
    assert_eq!(part_bytes(&files), 0);
    // A disk that has lost half of it gets it again.
    fs::write(&first.path, "he").unwrap();
    let mut part = files.begin("3", 0).unwrap();
    part.write(b"hello").unwrap();
    part.finish().unwrap();
    assert_eq!(fs::read(&first.path).unwrap(), b"hello");
}

#[test]
fn what_is_given_up_leaves_nothing() {
    let (_directory, files) = profile();
    let mut part = files.begin("1", 0).unwrap();
    part.write(b"hello").unwrap();
    part.discard();
    assert_eq!(part_bytes(&files), 0);
    let mut part = files.begin("1", 0).unwrap();
    part.write(b"hello").unwrap();
    drop(part);
    files.drop_part("1");
    files.drop_part("never");
    assert_eq!(part_bytes(&files), 0);
}

#[test]
fn only_a_hash_is_a_name() {
    let (directory, files) = profile();
    for bad in [
        "",
        "../../../../etc/passwd",
        &HELLO.to_uppercase(),
        &HELLO[1..],
        &format!("{}/", &HELLO[1..]),
        &format!("{}\u{e9}", &HELLO[2..]),
        &"/".repeat(64),
    ] {
        assert_eq!(files.path(bad), None, "{bad}");
        assert_eq!(files.find(bad), None, "{bad}");
        assert_eq!(files.remove(bad).unwrap(), 0, "{bad}");
    }
    // What stands there without being ours is left alone.
    let path = files.path(HELLO).unwrap();
    fs::create_dir_all(&path).unwrap();
    fs::write(directory.path().join("files/note.txt"), "mine").unwrap();
    fs::write(path.with_file_name("x"), "mine").unwrap();
    assert_eq!(files.find(HELLO), None);
    assert_eq!(files.all().unwrap(), []);
}

#[test]
fn what_was_begun_long_ago_is_forgotten() {
    let (_directory, files) = profile();
    for name in ["left", "new"] {
        let mut part = files.begin(name, 0).unwrap();
        part.write(b"hello").unwrap();
        if name != "new" {
            let long_ago = SystemTime::now() - 2 * STALE;
            part.handle().unwrap().set_modified(long_ago).unwrap();
        }
    }
    files.drop_stale_parts();
    assert_eq!(part_bytes(&files), 5);
    assert_eq!(files.begin("left", 100).unwrap().length(), 0);
    assert_eq!(files.begin("new", 100).unwrap().length(), 5);
}

#[test]
fn a_disk_says_how_much_it_has_left() {
    let (_directory, files) = profile();
    assert!(files.room().unwrap() > 0);
}
