//! A copy as a file: frames with checksums.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::database::{Database, Trouble};
use super::super::mark::{self, Epoch};
use super::super::record::{self, Flaw, Value, Write};
use super::super::tree::Tree;
use super::super::{migrate, profile};
use super::is_copied;
use crate::{Error, Timestamp};

/// What a copy holds.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Content {
    /// When it was made.
    pub(in super::super) at: Timestamp,
    /// How far the database had come.
    pub(in super::super) epoch: Epoch,
    /// The schema of what is in it.
    pub(in super::super) schema: u32,
    /// Everything, in the order of the trees.
    pub(in super::super) writes: Vec<Write>,
}

/// A copy that is being written.
#[derive(Debug)]
pub(super) struct Dump {
    out: BufWriter<File>,
    beside: PathBuf,
    target: PathBuf,
    /// The tree that is on, by its place among all.
    tree: usize,
    /// The key in it that was copied last.
    after: Option<Vec<u8>>,
    entries: u64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    at: i64,
    epoch: u64,
    schema: u32,
}

#[derive(Serialize, Deserialize)]
struct Entry<'a> {
    tree: &'a str,
    key: &'a [u8],
    version: u8,
    bytes: &'a [u8],
}

#[derive(Serialize, Deserialize)]
struct End {
    entries: u64,
}

const MAGIC: &[u8; 3] = b"WXB";

/// The format that is written; a file with another one is left alone.
const VERSION: u8 = 1;

const HEADER: u8 = 1;
const ENTRY: u8 = 2;
const END: u8 = 3;

/// So many values at a time, for whoever has something to store must not wait.
const PORTION: usize = 100;

/// A frame's kind and length; its checksum.
const BEFORE: usize = 1 + 4;
const AFTER: usize = 4;

impl Dump {
    /// Begins a copy.
    pub(super) fn begin(target: PathBuf, epoch: Epoch, at: Timestamp) -> Result<Self, Error> {
        let beside = profile::with_suffix(&target, ".new");
        let words = |error: io::Error| profile::failed(&beside, &error);
        let _ = fs::remove_file(&beside);
        let file = profile::private_file(&beside, true).map_err(words)?;
        let mut dump = Self {
            out: BufWriter::new(file),
            beside: beside.clone(),
            target,
            tree: 0,
            after: None,
            entries: 0,
        };
        let header = Header {
            at: at.0,
            epoch: epoch.0,
            schema: migrate::SCHEMA,
        };
        let begun = dump.out.write_all(MAGIC);
        begun
            .and_then(|()| dump.out.write_all(&[VERSION]))
            .map_err(words)?;
        dump.frame(HEADER, &header)?;
        Ok(dump)
    }

    /// Copies a little; whether that was all. Nothing may have changed since the last step.
    pub(super) fn step(&mut self, database: &Database) -> Result<bool, Error> {
        let Some(tree) = Tree::ALL.get(self.tree).copied() else {
            self.finish()?;
            return Ok(true);
        };
        let found = if is_copied(tree) {
            database.portion(tree, self.after.as_deref(), PORTION)?
        } else {
            Vec::new()
        };
        for (key, value) in &found {
            // What belongs to the one database and not to what it holds.
            if tree == Tree::Meta && (key == mark::KEY || key == migrate::KEY) {
                continue;
            }
            let entry = Entry {
                tree: tree.name(),
                key,
                version: value.version,
                bytes: &value.bytes,
            };
            self.frame(ENTRY, &entry)?;
            self.entries += 1;
        }
        match found.last() {
            Some((key, value)) => self.after = Some(record::last_piece_key(key, value)),
            None => (self.tree, self.after) = (self.tree + 1, None),
        }
        Ok(false)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let entries = self.entries;
        self.frame(END, &End { entries })?;
        let parent = self.target.parent().unwrap_or(Path::new("."));
        let done = self
            .out
            .flush()
            .and_then(|()| self.out.get_ref().sync_all())
            .and_then(|()| fs::rename(&self.beside, &self.target))
            .and_then(|()| profile::sync_directory(parent));
        done.map_err(|error| profile::failed(&self.target, &error))
    }

    fn frame(&mut self, kind: u8, content: &impl Serialize) -> Result<(), Error> {
        let content = record::to_bytes(content).map_err(Trouble::from)?;
        let length = u32::try_from(content.len())
            .map_err(|_| Error::Store("a value is too long for a backup".to_owned()))?;
        let mut frame = vec![kind];
        frame.extend_from_slice(&length.to_be_bytes());
        frame.extend_from_slice(&content);
        let sum = crc32fast::hash(&frame);
        frame.extend_from_slice(&sum.to_be_bytes());
        let written = self.out.write_all(&frame);
        written.map_err(|error| profile::failed(&self.beside, &error))
    }
}

impl Drop for Dump {
    /// What was not finished leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}

/// When a copy was made, by its beginning alone.
pub(super) fn made_at(path: &Path) -> Option<Timestamp> {
    /// Longer than the first frame ever is.
    const BEGINNING: u64 = 256;
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    let mut rest = bytes.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
    let (_, header) = frame(&mut rest).ok()?;
    Some(Timestamp(record::from_bytes::<Header>(header).ok()?.at))
}

/// Reads a copy; one that is not whole is of no use.
pub(super) fn read(path: &Path) -> Result<Content, Flaw> {
    let bytes = fs::read(path).map_err(|error| Flaw::Broken(error.to_string()))?;
    parse(&bytes)
}

/// From the bytes of a file.
pub(super) fn parse(bytes: &[u8]) -> Result<Content, Flaw> {
    let mut rest = match bytes.split_first_chunk::<4>() {
        Some(([b'W', b'X', b'B', VERSION], rest)) => rest,
        Some(([b'W', b'X', b'B', _], _)) => return Err(Flaw::TooNew),
        _ => return Err(broken("no backup at all")),
    };
    let (kind, header) = frame(&mut rest)?;
    if kind != HEADER {
        return Err(broken("no beginning"));
    }
    let header: Header = record::from_bytes(header)?;
    if header.schema > migrate::SCHEMA {
        return Err(Flaw::TooNew);
    }
    let mut writes = Vec::new();
    loop {
        match frame(&mut rest)? {
            (ENTRY, content) => writes.push(entry(content)?),
            (END, content) => {
                let end: End = record::from_bytes(content)?;
                if end.entries != writes.len() as u64 || !rest.is_empty() {
                    return Err(broken("another number of entries"));
                }
                break;
            }
            _ => return Err(broken("a frame of no known kind")),
        }
    }
    Ok(Content {
        at: Timestamp(header.at),
        epoch: Epoch(header.epoch),
        schema: header.schema,
        writes,
    })
}

fn entry(content: &[u8]) -> Result<Write, Flaw> {
    // Borrowed fields can't be told apart from "more than a record" by length alone: read whole.
    let entry: Entry<'_> = match postcard::take_from_bytes(content) {
        Ok((entry, [])) => entry,
        _ => return Err(broken("an entry")),
    };
    let mut trees = Tree::ALL.into_iter();
    let tree = trees.find(|tree| tree.name() == entry.tree);
    Ok(Write::Put {
        tree: tree.ok_or(Flaw::TooNew)?,
        key: entry.key.to_vec(),
        value: Value {
            version: entry.version,
            bytes: entry.bytes.to_vec(),
        },
    })
}

/// The kind and the content of the next frame.
fn frame<'a>(rest: &mut &'a [u8]) -> Result<(u8, &'a [u8]), Flaw> {
    let cut = || broken("cut off");
    let ([kind, length @ ..], behind) = rest.split_first_chunk::<BEFORE>().ok_or_else(cut)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (content, behind) = behind.split_at_checked(length).ok_or_else(cut)?;
    let (sum, behind) = behind.split_first_chunk::<AFTER>().ok_or_else(cut)?;
    let framed = rest.get(..BEFORE + length).ok_or_else(cut)?;
    if crc32fast::hash(framed) != u32::from_be_bytes(*sum) {
        return Err(broken("a wrong checksum"));
    }
    *rest = behind;
    Ok((*kind, content))
}

fn broken(how: &str) -> Flaw {
    Flaw::Broken(how.to_owned())
}
