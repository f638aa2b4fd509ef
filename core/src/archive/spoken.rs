//! Who has said what in rooms, to whom, and who took it back; and who may change what there.
//!
//! A nick belongs to nobody: whoever comes next may go by it. So what a person said in a room is theirs by
//! the id that the room gave them (XEP-0421), or by their address where the room tells it, and by nothing
//! else. Where neither is known, nobody can change what was said.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Trouble;
use super::fold::Kind;
use crate::model::{Author, ChangeKind, Direction, Message, Moderated, Sealing, Trust};
use crate::{BareJid, ConversationId};

/// Who does something to a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Doer {
    /// Whether it is us.
    pub(crate) direction: Direction,
    /// Who of a room.
    pub(crate) author: Option<Author>,
    /// The room itself says that a moderator did it.
    pub(crate) moderates: bool,
    /// How that came through encryption.
    pub(crate) sealing: Option<Sealing>,
}

impl Doer {
    /// Whether they may do this to a message.
    pub(crate) fn may(&self, kind: ChangeKind, to: &Message) -> bool {
        may(kind.into(), self, to, to.author.as_ref())
    }
}

impl From<&Message> for Doer {
    fn from(message: &Message) -> Self {
        Self {
            direction: message.direction,
            author: message.author.clone(),
            // What the room itself says has no author; what occupants say of themselves counts for nothing.
            moderates: message.moderated.is_some() && message.author.is_none(),
            sealing: message.sealing,
        }
    }
}

/// Writes down who has said a message.
pub(super) fn put(
    db: &Connection,
    conversation: ConversationId,
    message: &Message,
) -> Result<(), Trouble> {
    if message.author.is_none() && message.private.is_none() && message.moderated.is_none() {
        return Ok(());
    }
    let author = message.author.as_ref();
    let author = author.map(|author| number(db, conversation, author));
    let moderated = message.moderated.as_ref();
    let sql = "INSERT OR REPLACE INTO spoken (seq, author, private, moderator, reason)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    db.prepare_cached(sql)?.execute(params![
        message.id.seq.cast_signed(),
        author.transpose()?,
        message.private,
        moderated.map(|one| one.by.as_str()),
        moderated.map(|one| one.reason.as_str()),
    ])?;
    Ok(())
}

/// Most of what is said in a room is said by few.
fn number(db: &Connection, conversation: ConversationId, author: &Author) -> Result<i64, Trouble> {
    let jid = author.jid.as_ref().map_or("", |jid| jid.as_str());
    let key = params![conversation.0, author.nick, author.occupant_id, jid];
    let sql = "SELECT id FROM author
        WHERE conversation = ?1 AND nick = ?2 AND occupant = ?3 AND jid = ?4";
    let known = db.prepare_cached(sql)?.query_row(key, |row| row.get(0));
    if let Some(id) = known.optional()? {
        return Ok(id);
    }
    let sql = "INSERT INTO author (conversation, nick, occupant, jid) VALUES (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(key)?;
    Ok(db.last_insert_rowid())
}

/// A message with who has said it.
pub(super) fn fill(db: &Connection, message: &mut Message) -> Result<(), Trouble> {
    let sql = "SELECT nick, occupant, jid, private, moderator, reason
        FROM spoken LEFT JOIN author ON author.id = spoken.author WHERE seq = ?1";
    let mut one = db.prepare_cached(sql)?;
    let mut found = one.query([message.id.seq.cast_signed()])?;
    if let Some(row) = found.next()? {
        message.author = read(row)?;
        message.private = row.get(3)?;
        let by: Option<String> = row.get(4)?;
        message.moderated = match by {
            Some(by) => Some(Moderated {
                by,
                reason: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            }),
            None => None,
        };
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Option<Author>> {
    let Some(nick) = row.get(0)? else {
        return Ok(None);
    };
    let jid: String = row.get(2)?;
    Ok(Some(Author {
        nick,
        occupant_id: row.get(1)?,
        jid: BareJid::new(&jid).ok(),
    }))
}

/// Who has said a message.
pub(super) fn author(db: &Connection, seq: u64) -> Result<Option<Author>, Trouble> {
    let mut message = Message::default();
    message.id.seq = seq;
    fill(db, &mut message)?;
    Ok(message.author)
}

/// There is more to a message than its words, of what stands here.
pub(super) fn is_there(db: &Connection, seq: u64) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM spoken WHERE seq = ?1";
    Ok(db.prepare_cached(sql)?.exists([seq.cast_signed()])?)
}

/// Whether somebody may do this to a message by `author`.
pub(super) fn may(kind: Kind, doer: &Doer, to: &Message, author: Option<&Author>) -> bool {
    let direction = to.direction;
    // Whoever carries a message could say something else in its place. That it is gone the older version always says
    // in plain, and who carries it could have kept it back.
    let is_trusted =
        |sealing| matches!(sealing, Some(Sealing::Read(Trust::Blind | Trust::Verified)));
    let forged = is_trusted(to.sealing) && !is_trusted(doer.sealing);
    if kind.is_for_authors()
        && kind != Kind::Retraction
        && direction == Direction::Incoming
        && forged
    {
        return false;
    }
    if !kind.is_for_authors() || (doer.moderates && kind == Kind::Retraction) {
        return true;
    }
    if doer.direction != direction {
        return false;
    }
    match (doer.author.as_ref(), author) {
        _ if direction == Direction::Outgoing => true,
        (None, None) => true,
        (Some(one), Some(other)) => is_same(one, other),
        _ => false,
    }
}

/// Two that are one person for sure.
fn is_same(one: &Author, other: &Author) -> bool {
    if !one.occupant_id.is_empty() && !other.occupant_id.is_empty() {
        return one.occupant_id == other.occupant_id;
    }
    one.jid.is_some() && one.jid == other.jid
}

/// By which somebody in a room is told from the others, as well as can be.
pub(super) fn identity(author: &Author) -> String {
    match &author.jid {
        _ if !author.occupant_id.is_empty() => author.occupant_id.clone(),
        Some(jid) => jid.to_string(),
        None => author.nick.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(nick: &str, id: &str, jid: &str) -> Author {
        Author {
            nick: nick.to_owned(),
            occupant_id: id.to_owned(),
            jid: BareJid::new(jid).ok(),
        }
    }

    fn corrects(one: &Author, other: &Author) -> bool {
        let doer = Doer {
            author: Some(one.clone()),
            ..Doer::default()
        };
        may(
            Kind::Correction,
            &doer,
            &said(Direction::Incoming, None),
            Some(other),
        )
    }

    fn said(direction: Direction, sealing: Option<Sealing>) -> Message {
        Message {
            direction,
            sealing,
            ..Message::default()
        }
    }

    #[test]
    fn what_was_encrypted_is_not_changed_by_what_was_not() {
        let all = [
            Trust::Undecided,
            Trust::Blind,
            Trust::Verified,
            Trust::Distrusted,
        ];
        let changes = |kind, change, sealing| {
            let doer = Doer {
                sealing: change,
                ..Doer::default()
            };
            may(kind, &doer, &said(Direction::Incoming, sealing), None)
        };
        for before in all {
            let trusted = matches!(before, Trust::Blind | Trust::Verified);
            let before = Some(Sealing::Read(before));
            assert_eq!(changes(Kind::Correction, None, before), !trusted);
            assert!(changes(Kind::Retraction, None, before));
            for after in all {
                let fits = !trusted || matches!(after, Trust::Blind | Trust::Verified);
                let after = Some(Sealing::Read(after));
                assert_eq!(changes(Kind::Correction, after, before), fits);
            }
        }
        let after = Some(Sealing::Read(Trust::Undecided));
        assert!(changes(Kind::Correction, after, None));
    }

    #[test]
    fn a_nick_is_nobodys_own() {
        let nick = author("jo", "", "");
        assert!(!corrects(&nick, &nick));
        assert!(corrects(&author("jo", "a", ""), &author("ann", "a", "")));
        assert!(!corrects(&author("jo", "a", ""), &author("jo", "b", "")));
        assert!(corrects(
            &author("jo", "", "jo@e.org"),
            &author("ann", "a", "jo@e.org")
        ));
        assert!(!corrects(
            &author("jo", "a", "jo@e.org"),
            &author("jo", "b", "jo@e.org")
        ));
        assert!(!corrects(
            &author("jo", "", "jo@e.org"),
            &author("jo", "", "ann@e.org")
        ));
    }

    #[test]
    fn moderators_take_back_and_nothing_else() {
        let doer = Doer {
            moderates: true,
            ..Doer::default()
        };
        let ours = &said(Direction::Outgoing, None);
        assert!(may(Kind::Retraction, &doer, ours, None));
        assert!(!may(Kind::Correction, &doer, ours, None));
        let somebody = author("jo", "a", "");
        assert!(!may(
            Kind::Correction,
            &doer,
            &said(Direction::Incoming, None),
            Some(&somebody)
        ));
        assert!(may(Kind::Reaction, &Doer::default(), ours, None));
    }
}
