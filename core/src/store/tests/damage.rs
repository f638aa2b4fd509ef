//! Bytes that are not what was written, and files that are shorter: whatever is hit, the profile
//! opens, and either everything is there or it is told.

use std::fs;

use super::fault::furnished;
use super::*;

const STATE: &str = "store-v1/db";
const HISTORY: &str = "archive.db";

/// So many places of each file, each way.
const PLACES: u64 = 20;

/// Another number hits other places.
const SEED: u64 = 0x5eed_0a40;

/// What a person would miss, in one text.
async fn inventory(archive: &Archive, contents: &Contents) -> String {
    let page = archive.page(JUNE, None, 10).await;
    let page = page.map_or_else(|error| error.to_string(), |page| format!("{page:?}"));
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{page}",
        contents.accounts, contents.contacts, contents.conversations, contents.outbox
    )
}

/// A profile where there is something of everything.
async fn well_furnished() -> tempfile::TempDir {
    let profile = furnished().await;
    let (store, _archive, _) = open(profile.path());
    for n in 0..20 {
        let name = format!("friend{n}@example.com");
        let unit = Unit::new()
            .with(Op::PutContact(contact(ROMY, &name)))
            .with(Op::PutOutbox(outbox(ROMY, 3)));
        store.commit(unit).await.unwrap();
    }
    store.close().await;
    profile
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Damages copies of the profile and looks at each. How often it was told.
async fn damage(file: &str, hurt: impl Fn(&mut Vec<u8>, &mut Chance)) -> usize {
    let whole = well_furnished().await;
    let before = {
        let copied = tempfile::tempdir().unwrap();
        copy(whole.path(), copied.path());
        let (store, archive, contents) = open(copied.path());
        assert_eq!(contents.notices, []);
        let before = inventory(&archive, &contents).await;
        store.close().await;
        before
    };
    let (mut chance, mut told) = (Chance(SEED), 0);
    for round in 0..PLACES {
        let copied = tempfile::tempdir().unwrap();
        copy(whole.path(), copied.path());
        let path = copied.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        hurt(&mut bytes, &mut chance);
        fs::write(&path, bytes).unwrap();
        let (store, archive, mut contents) = open(copied.path());
        let after = inventory(&archive, &contents).await;
        store.close().await;
        let notice = !contents.notices.is_empty() || contents.faults.try_recv().is_ok();
        assert!(
            notice || after == before,
            "round {round} of seed {SEED:#x}: lost without a word\n{before}\n{after}"
        );
        assert_eq!(contents.accounts.len(), 1, "round {round}");
        told += usize::from(notice);
    }
    println!("{file}: {told} of {PLACES} told");
    told
}

/// Sixteen bytes anywhere where there is something.
fn flip(bytes: &mut [u8], chance: &mut Chance) {
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let at = used[chance.below(used.len() as u64) as usize];
    let end = bytes.len().min(at + 16);
    bytes[at..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
}

fn cut(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes.truncate(chance.below(used as u64) as usize);
}

#[tokio::test]
async fn flipped_bytes_of_the_state_are_told() {
    assert!(damage(STATE, |bytes, chance| flip(bytes, chance)).await > 0);
}

#[tokio::test]
async fn a_shortened_state_is_told() {
    assert!(damage(STATE, cut).await > 0);
}

/// What a page of a conversation does not show is looked at by the next start.
#[tokio::test]
async fn flipped_bytes_of_the_history_are_told() {
    assert!(damage(HISTORY, |bytes, chance| flip(bytes, chance)).await > 0);
}

/// A letter of a message was changed: it is shown as it is, told, and the rest is kept.
#[tokio::test]
async fn a_message_that_is_not_what_was_written_is_told() {
    let profile = furnished().await;
    let path = profile.path().join(HISTORY);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|part| part == b"text 2").unwrap();
    bytes[at..at + 4].copy_from_slice(b"lies");
    fs::write(&path, bytes).unwrap();
    let (store, archive, mut contents) = open(profile.path());
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(texts(&page), ["text 1", "lies 2", "text 3"]);
    let fault = contents.faults.recv().await;
    assert!(matches!(fault, Some(crate::Error::Damaged(_))), "{fault:?}");
    store.close().await;
    let (store, archive, contents) = open(profile.path());
    assert_eq!(contents.notices.len(), 1);
    let page = archive.page(JUNE, None, 10).await.unwrap();
    assert_eq!(texts(&page), ["text 1", "lies 2", "text 3"]);
    store.close().await;
    let (store, archive, contents) = open(profile.path());
    assert_eq!(archive.page(JUNE, None, 10).await.unwrap(), page);
    assert_eq!(contents.notices, [], "told once");
    store.close().await;
}

#[tokio::test]
async fn a_shortened_history_is_told() {
    assert!(damage(HISTORY, cut).await > 0);
}

/// Numbers that look like chance and are the same each time (SplitMix64).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}
