//! What was lost, doubled or put out of order: every device's history beside the archive of its
//! account, and the archives beside each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use super::{ENGINES, GROUP, ROOMS, VOICES, is_room};

/// As many findings of each kind are told in words.
const TOLD: usize = 12;
/// As much of each label.
const WIDTH: usize = 40;

/// One message as it stands in a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The whole text, which begins with a label that no other message has.
    pub text: String,
    /// Shown as ours.
    pub own: bool,
    /// It waits, or has failed.
    pub unsettled: bool,
    /// The server ended about when it got this.
    pub at_an_end: bool,
    /// Its id on the wire, by which one that can't be read is known.
    pub id: String,
    /// In an archive: when it was said, in microseconds since 1970. It may have been encrypted at once, and have reached the
    /// server much later.
    pub said: i64,
    /// In an archive: the numbers of the devices it is encrypted for; nothing where it is in plain.
    pub sealed_for: Option<Vec<u32>>,
    /// On a device: why it can't be read there.
    pub unreadable: Option<String>,
}

/// A device of an account that was not there from the beginning. What it can't read because it was encrypted for others
/// only is no fault, as long as nobody could know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Birth {
    /// The engine.
    pub device: String,
    /// The account.
    pub account: String,
    /// Its number.
    pub number: u32,
    /// What was said before that, in microseconds since 1970, its sender may have encrypted without it.
    pub known: i64,
}

/// The reason of a message that was not encrypted for the device that shows it.
const NOT_FOR_US: &str = "NotForUs";

/// What one device, or the archive, has of one conversation, oldest first. The archive of a room is
/// nobody's: its `account` is the room, as its `with` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The device, or `archive`.
    pub device: String,
    /// Whose history it is.
    pub account: String,
    /// With whom.
    pub with: String,
    /// The messages.
    pub rows: Vec<Row>,
}

/// What is known at the end of a run.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// One for each conversation of each account.
    pub archives: Vec<History>,
    /// One for each conversation of each account on each device.
    pub devices: Vec<History>,
    /// What a device has told to be kept, or a server to have: account, other side, text.
    pub kept: BTreeSet<(String, String, String)>,
    /// What each device says is unread.
    pub unread: Vec<Unread>,
    /// Rows of archives that are left out, since the server took a message twice when it handed a
    /// session over.
    pub repeated: usize,
    /// What ours say to each other has to be encrypted.
    pub sealing: bool,
    /// The devices that were not there from the beginning.
    pub births: Vec<Birth>,
    /// A room gives those in it no ids (XEP-0421): who has said what stands in its archive, nobody can
    /// know for sure, and what one said on another device is taken for somebody else's. In the group the keys tell
    /// that of what can be read.
    pub nameless: bool,
}

/// What one device says is unread of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose conversation.
    pub account: &'static str,
    /// With whom.
    pub with: &'static str,
    /// The device.
    pub device: &'static str,
    /// How many messages.
    pub unread: u32,
}

/// The part of the rooms, both together, in the figures of a [`Verdict`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Of those that were kept.
    pub sent: usize,
    /// Of those that are lost.
    pub lost: usize,
    /// Of the rows too many.
    pub doubled: usize,
    /// Of the rows that would have to move.
    pub out_of_order: usize,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Different messages that were kept somewhere.
    pub sent: usize,
    /// Those among them that some history lacks.
    pub lost: usize,
    /// Rows too many, over all histories.
    pub doubled: usize,
    /// Rows that would have to move, over all histories.
    pub out_of_order: usize,
    /// Rows on the wrong side, or of the wrong state.
    pub misplaced: usize,
    /// Rows that can't be read, though they could have been encrypted for their device.
    pub unreadable: usize,
    /// Rows that can't be read because their device did not exist yet, each with where it stands and why.
    pub excused: Vec<(String, String)>,
    /// Messages that went through a server encrypted.
    pub sealed: usize,
    /// Messages that a server took from one side when it ended, and gave to nobody on the other.
    pub torn: usize,
    /// Rows that a server has made too many when it handed a session over.
    pub repeated: usize,
    /// What of all that is the rooms'.
    pub rooms: Part,
    /// In words.
    pub findings: Vec<String>,
}

impl Verdict {
    /// Compares.
    pub fn of(evidence: &Evidence) -> Self {
        let mut verdict = Self {
            repeated: evidence.repeated,
            ..Self::default()
        };
        let archives: HashMap<(&str, &str), &History> = evidence
            .archives
            .iter()
            .map(|archive| (archive.archive(), archive))
            .collect();
        verdict.losses(evidence);
        for history in evidence.archives.iter().chain(&evidence.devices) {
            verdict.doubles(history);
            verdict.sides(history, evidence.nameless);
        }
        for device in &evidence.devices {
            match archives.get(&device.archive()) {
                Some(archive) => verdict.order(device, archive),
                None => verdict.find(format!("{device}: there is no archive of it")),
            }
        }
        for archive in &evidence.archives {
            verdict.numbers(archive);
        }
        verdict.unread(evidence);
        verdict.secrets(evidence, &archives);
        verdict
    }

    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.lost + self.doubled + self.out_of_order + self.misplaced + self.unreadable == 0
            && self.findings.is_empty()
    }

    /// Adds that of another run.
    pub fn add(&mut self, other: &Self) {
        self.sent += other.sent;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
        self.misplaced += other.misplaced;
        self.unreadable += other.unreadable;
        self.excused.extend(other.excused.iter().cloned());
        self.sealed += other.sealed;
        self.torn += other.torn;
        self.repeated += other.repeated;
        self.rooms.sent += other.rooms.sent;
        self.rooms.lost += other.rooms.lost;
        self.rooms.doubled += other.rooms.doubled;
        self.rooms.out_of_order += other.rooms.out_of_order;
        self.findings.extend(other.findings.iter().cloned());
    }

    fn losses(&mut self, evidence: &Evidence) {
        let all = || evidence.archives.iter().chain(&evidence.devices);
        // Each conversation has two sides, and what one of them has the other has to have.
        let mut said: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for history in all() {
            let texts = history.rows.iter().map(|row| row.text.as_str());
            let talk = talk(&history.account, &history.with);
            said.entry(talk).or_default().extend(texts);
        }
        for (account, with, text) in &evidence.kept {
            said.entry(talk(account, with)).or_default().insert(text);
        }
        self.sent = said.values().map(BTreeSet::len).sum();
        let rooms = ROOMS.iter().filter_map(|room| said.get(&(*room, *room)));
        let in_rooms: BTreeSet<&str> = rooms.flatten().copied().collect();
        self.rooms.sent = in_rooms.len();
        let torn = torn(evidence);
        self.torn = torn.len();
        let mut lost = BTreeSet::new();
        for history in all() {
            let here: BTreeSet<&str> = history.rows.iter().map(|row| row.text.as_str()).collect();
            let Some(said) = said.get(&talk(&history.account, &history.with)) else {
                continue;
            };
            let missing = said.difference(&here).copied();
            let excused = |text: &str| torn.contains(text) && !is_by(text, &history.account);
            let missing: Vec<&str> = missing.filter(|text| !excused(text)).collect();
            for text in missing.iter().take(TOLD) {
                self.find(format!("{history}: lost: {}", short(text)));
            }
            if missing.len() > TOLD {
                self.find(format!("{history}: lost: {} in all", missing.len()));
            }
            lost.extend(missing);
        }
        self.lost = lost.len();
        self.rooms.lost = lost.intersection(&in_rooms).count();
    }

    fn doubles(&mut self, history: &History) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &history.rows {
            *times.entry(&row.text).or_default() += 1;
        }
        for (text, times) in times.into_iter().filter(|(_, times)| *times > 1) {
            self.doubled += times - 1;
            if is_room(&history.with) {
                self.rooms.doubled += times - 1;
            }
            self.find(format!("{history}: {times} times: {}", short(text)));
        }
    }

    fn sides(&mut self, history: &History, nameless: bool) {
        // The archive of a room is on nobody's side.
        let archive = is_room(&history.account);
        for row in &history.rows {
            // Without ids it is the key that tells who has said something, to whoever can read it.
            let read = history.with == GROUP && row.unreadable.is_none();
            let unsided = archive || nameless && is_room(&history.with) && !read;
            if !unsided && is_by(&row.text, &history.account) != row.own {
                self.misplaced += 1;
                self.find(format!(
                    "{history}: on the wrong side: {}",
                    short(&row.text)
                ));
            }
            if row.unsettled {
                self.misplaced += 1;
                self.find(format!("{history}: not sent: {}", short(&row.text)));
            }
        }
    }

    fn order(&mut self, device: &History, archive: &History) {
        let mut place = HashMap::new();
        for (index, row) in archive.rows.iter().enumerate() {
            place.entry(row.text.as_str()).or_insert(index);
        }
        let known = device.rows.iter().filter_map(|row| {
            let place = *place.get(row.text.as_str())?;
            Some((place, row))
        });
        self.ascending(device, known);
    }

    /// What one device has said in one conversation carries ascending numbers.
    fn numbers(&mut self, archive: &History) {
        let mut voices: BTreeMap<&str, Vec<(usize, &Row)>> = BTreeMap::new();
        for row in &archive.rows {
            let mut words = row.text.split(' ');
            let (Some(voice), Some(number)) = (words.next(), words.next()) else {
                continue;
            };
            if let Ok(number) = number.parse() {
                voices.entry(voice).or_default().push((number, row));
            }
        }
        for rows in voices.into_values() {
            self.ascending(archive, rows.into_iter());
        }
    }

    /// The devices of an account agree about what was read.
    fn unread(&mut self, evidence: &Evidence) {
        for (index, one) in evidence.unread.iter().enumerate() {
            let others = evidence.unread[index + 1..].iter();
            for other in others.filter(|it| (it.account, it.with) == (one.account, one.with)) {
                if other.unread != one.unread {
                    let Unread { account, with, .. } = one;
                    self.find(format!(
                        "of {account} with {with} are unread: {} on {}, {} on {}",
                        one.unread, one.device, other.unread, other.device
                    ));
                }
            }
        }
    }

    /// What ours say to each other and in the group is encrypted, and each device reads what could be encrypted for it.
    fn secrets(&mut self, evidence: &Evidence, archives: &HashMap<(&str, &str), &History>) {
        let ours = |account: &str| {
            let voices = VOICES.iter().filter(|voice| voice.account == account);
            let devices: Vec<&str> = voices.map(|voice| voice.device).collect();
            !devices.is_empty() && devices.iter().all(|device| ENGINES.contains(device))
        };
        let mut sealed = BTreeSet::new();
        for archive in &evidence.archives {
            let secret = archive.with == GROUP || ours(&archive.account) && ours(&archive.with);
            for row in &archive.rows {
                match row.sealed_for {
                    Some(_) => drop(sealed.insert(row.text.as_str())),
                    None if secret && evidence.sealing => {
                        self.find(format!("{archive}: in plain: {}", short(&row.text)));
                    }
                    None => {}
                }
            }
        }
        self.sealed = sealed.len();
        for device in &evidence.devices {
            let mut births = evidence.births.iter();
            let birth =
                births.rfind(|it| it.device == device.device && it.account == device.account);
            let archive = archives.get(&device.archive());
            for row in &device.rows {
                let Some(why) = &row.unreadable else {
                    continue;
                };
                let kept = archive.and_then(|it| it.rows.iter().find(|one| one.text == row.text));
                let before = kept.zip(birth).is_some_and(|(kept, birth)| {
                    let readers = kept.sealed_for.as_deref().unwrap_or_default();
                    kept.said < birth.known && !readers.contains(&birth.number)
                });
                if before && why == NOT_FOR_US {
                    let place = format!("{device}: {why}, sent before this device was known");
                    self.excused.push((place, short(&row.text)));
                } else {
                    self.unreadable += 1;
                    self.find(format!(
                        "{device}: can't be read ({why}): {}",
                        short(&row.text)
                    ));
                }
            }
        }
    }

    fn ascending<'a>(&mut self, whose: &History, rows: impl Iterator<Item = (usize, &'a Row)>) {
        let rows: Vec<(usize, &Row)> = rows.collect();
        let places: Vec<usize> = rows.iter().map(|(place, _)| *place).collect();
        let wrong = places.len() - longest_ascent(&places);
        self.out_of_order += wrong;
        if is_room(&whose.with) {
            self.rooms.out_of_order += wrong;
        }
        let falls = rows.windows(2).filter(|pair| pair[1].0 < pair[0].0);
        for pair in falls.take(if wrong == 0 { 0 } else { TOLD }) {
            let (before, after) = (short(&pair[0].1.text), short(&pair[1].1.text));
            self.find(format!("{whose}: {before} stands before {after}"));
        }
    }

    fn find(&mut self, words: String) {
        self.findings.push(words);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Part {
            sent,
            lost,
            doubled,
            out_of_order,
        } = self.rooms;
        let figures = [
            ("sent", self.sent, sent),
            ("lost", self.lost, lost),
            ("doubled", self.doubled, doubled),
            ("out of order", self.out_of_order, out_of_order),
            ("unreadable", self.unreadable, 0),
        ];
        for (index, (what, all, in_room)) in figures.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{what} {all}")?;
            if in_room > 0 {
                write!(f, " (rooms {in_room})")?;
            }
        }
        Ok(())
    }
}

impl History {
    /// Whose archive has it, and as a conversation with whom.
    fn archive(&self) -> (&str, &str) {
        match self.with.as_str() {
            room if is_room(room) => (room, room),
            with => (&self.account, with),
        }
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} with {}", self.device, self.account, self.with)
    }
}

/// What a server had taken from one side when it ended, or a session of the other's, and the other's archive does not have: a device of the other side
/// may have got it at once, the rest can't any more. Nobody but the server could still do something about it.
fn torn(evidence: &Evidence) -> BTreeSet<&str> {
    let others = |history: &History| {
        let (account, with) = (&history.with, &history.account);
        let others = evidence.archives.iter();
        let others = others.filter(move |it| it.account == *account && it.with == *with);
        let texts = others.flat_map(|it| it.rows.iter().map(|row| row.text.as_str()));
        texts.collect::<BTreeSet<&str>>()
    };
    let mut torn = BTreeSet::new();
    for archive in &evidence.archives {
        let others = others(archive);
        let rows = archive.rows.iter().filter(|row| row.own && row.at_an_end);
        let texts = rows.map(|row| row.text.as_str());
        torn.extend(texts.filter(|text| !others.contains(text)));
    }
    torn
}

/// The same name for a conversation from both sides, and for a room from all.
fn talk<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if is_room(other) {
        (other, other)
    } else if one < other {
        (one, other)
    } else {
        (other, one)
    }
}

/// Whether a message is of this account.
fn is_by(text: &str, account: &str) -> bool {
    text.split('/').next() == Some(account)
}

/// The label of a message.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').take(2).collect();
    words.join(" ").chars().take(WIDTH).collect()
}

/// The length of the longest part in which places never descend: the rest would have to move.
fn longest_ascent(places: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for place in places {
        let index = ends.partition_point(|end| end <= place);
        match ends.get_mut(index) {
            Some(end) => *end = *place,
            None => ends.push(*place),
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests;
