//! What a room says of itself (XEP-0045 §6.4), and what a service has (§6.3).

use crate::disco::{Form, Info};
use crate::xml;

use super::{moderation, one_line};

/// A name is a line.
const MAX_NAME: usize = 200;

/// A description is a paragraph.
const MAX_DESCRIPTION: usize = 2_000;

/// What Prosody's module calls the hash of a room's picture.
const PICTURE_OF_PROSODY: &str = "{http://modules.prosody.im/mod_vcard_muc}avatar#sha1";

/// What a room is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomInfo {
    /// Its name; may be empty.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// What is talked about now, where it says so; may be empty.
    pub subject: String,
    /// The language that is spoken; may be empty.
    pub language: String,
    /// How many are in it.
    pub occupants: Option<u32>,
    /// Only members may enter.
    pub members_only: bool,
    /// It stands in no list.
    pub hidden: bool,
    /// Everybody in it sees real addresses.
    pub non_anonymous: bool,
    /// Whoever enters has to be let speak.
    pub moderated: bool,
    /// It stays when the last one leaves.
    pub persistent: bool,
    /// One needs a password.
    pub password: bool,
    /// It has an archive (XEP-0313).
    pub archived: bool,
    /// It gives ids to those who speak (XEP-0421).
    pub occupant_ids: bool,
    /// It names messages (XEP-0359), which an archive implies.
    pub stanza_ids: bool,
    /// Moderators can take messages back (XEP-0425), in which version.
    pub moderation: Option<Moderation>,
    /// It can be asked whether we are in it without anybody else hearing of it (XEP-0410 §3.3).
    pub answers_pings: bool,
    /// Everybody may change the subject.
    pub open_subject: bool,
    /// The SHA-1 of its picture (XEP-0486); may be empty.
    pub picture: String,
    /// It says itself which hats people wear (XEP-0317).
    pub hats: bool,
    /// It counts the versions of who belongs to it (XEP-0463).
    pub affiliation_versions: bool,
    /// Seconds that have to pass between two messages of one occupant (XEP-0500).
    pub slow_mode: Option<u32>,
}

/// A version of XEP-0425.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderation {
    /// What servers of 2023 speak.
    Zero,
    /// The present one.
    One,
}

impl RoomInfo {
    /// Reads an answer. `None`: it is no room that we know how to enter.
    #[must_use]
    pub fn of(info: &Info) -> Option<Self> {
        let room = info.has(super::NS) || info.is("conference", "text");
        if !room || is_mix(info) {
            return None;
        }
        let form = info
            .forms
            .iter()
            .find(|form| form.form_type() == Some("http://jabber.org/protocol/muc#roominfo"));
        let value = |var: &str| form.and_then(|form| value(form, var)).unwrap_or_default();
        let identity = info
            .identities
            .iter()
            .find(|one| one.category == "conference");
        let named = identity.map_or("", |one| one.name.as_str());
        let name = match named.trim() {
            "" => value("muc#roomconfig_roomname"),
            name => name,
        };
        let archived = info.has("urn:xmpp:mam:2");
        Some(Self {
            name: xml::cut(&one_line(name), MAX_NAME),
            description: text(value("muc#roominfo_description")),
            subject: text(value("muc#roominfo_subject")),
            language: xml::cut(&one_line(value("muc#roominfo_lang")), MAX_NAME),
            occupants: value("muc#roominfo_occupants").trim().parse().ok(),
            members_only: info.has("muc_membersonly"),
            hidden: info.has("muc_hidden"),
            non_anonymous: info.has("muc_nonanonymous"),
            moderated: info.has("muc_moderated"),
            persistent: info.has("muc_persistent"),
            password: info.has("muc_passwordprotected"),
            archived,
            occupant_ids: info.has(super::OCCUPANT_ID),
            stanza_ids: archived || info.has("urn:xmpp:sid:0"),
            moderation: if info.has(moderation::NS) {
                Some(Moderation::One)
            } else {
                info.has(moderation::NS_0).then_some(Moderation::Zero)
            },
            hats: info.has(super::HATS),
            affiliation_versions: info.has(super::affiliations::NS),
            answers_pings: info.has("http://jabber.org/protocol/muc#self-ping-optimization"),
            open_subject: is_true(value("muc#roominfo_subjectmod"))
                || is_true(value("muc#roominfo_changesubject"))
                || is_true(value("muc#roomconfig_changesubject")),
            picture: picture(match value("muc#roominfo_avatarhash") {
                "" => value(PICTURE_OF_PROSODY),
                hash => hash,
            }),
            slow_mode: value("muc#roominfo_slow_mode_duration").trim().parse().ok(),
        })
    }
}

/// A room of the kind that came after (XEP-0369), which nobody here can enter.
#[must_use]
pub fn is_mix(info: &Info) -> bool {
    info.has("urn:xmpp:mix:core:1") || info.is("conference", "mix")
}

/// Something that has rooms.
#[must_use]
pub fn is_service(info: &Info) -> bool {
    info.has(super::NS)
        && info
            .identities
            .iter()
            .any(|one| one.category == "conference")
}

fn value<'a>(form: &'a Form, var: &str) -> Option<&'a str> {
    let mut fields = form.fields.iter();
    let field = fields.find(|field| field.name == var)?;
    field.values.first().map(String::as_str)
}

fn text(value: &str) -> String {
    xml::cut(&xml::unix_lines(value.trim()), MAX_DESCRIPTION)
}

fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true")
}

fn picture(hash: &str) -> String {
    let hash = hash.trim().to_ascii_lowercase();
    let right = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if right { hash } else { String::new() }
}
