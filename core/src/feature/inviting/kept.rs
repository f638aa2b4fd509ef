//! Invitations as they are written down, each under its token.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::model::{Invitation, InvitationPurpose};
use crate::store::{NoteRecord, Shelf, Store};
use crate::{AccountId, Error, Timestamp};

const VERSION: u8 = 1;

/// An invitation, and who has come with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    pub(super) invitation: Invitation,
    /// Who was let in by it; nobody else is.
    pub(super) taken: Option<BareJid>,
}

/// As it is stored.
#[derive(Serialize, Deserialize)]
struct InvitingV1 {
    account: bool,
    link: String,
    page: Option<String>,
    registers: bool,
    by_server: bool,
    made: i64,
    expires: Option<i64>,
    taken: Option<String>,
}

/// All of an account's, oldest first.
pub(super) async fn recall(store: &Store, account: AccountId) -> Vec<Kept> {
    let notes = store.notes(account, Shelf::Inviting).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "invitations can't be read"))
        .unwrap_or_default();
    let mut kept: Vec<Kept> = notes.iter().filter_map(Kept::read).collect();
    kept.sort_by_key(|one| one.invitation.made);
    kept
}

/// A time that a server says, unless it is one that nobody will see.
pub(super) fn believable(expires: Option<i64>, now: Timestamp) -> Option<Timestamp> {
    let most = now.0.saturating_add(LONGEST);
    expires.filter(|at| *at <= most).map(Timestamp)
}

impl Kept {
    pub(super) fn new(invitation: Invitation) -> Self {
        Self {
            invitation,
            taken: None,
        }
    }

    /// Whether it lets somebody in who shows this token. The server lets in by those it has made.
    pub(super) fn lets_in(&self, token: &str, who: &BareJid, now: Timestamp) -> bool {
        !self.invitation.by_server
            && self.invitation.purpose == InvitationPurpose::Contact
            && self.invitation.token == token
            && !self.is_over(now)
            && self.taken.as_ref().is_none_or(|one| one == who)
    }

    /// It holds no longer.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.invitation.expires.is_some_and(|end| end <= now)
    }

    pub(super) fn note(&self, account: AccountId) -> Result<NoteRecord, Error> {
        let one = self.invitation.clone();
        let stored = InvitingV1 {
            account: one.purpose == InvitationPurpose::Account,
            link: one.link,
            page: one.page,
            registers: one.registers,
            by_server: one.by_server,
            made: one.made.0,
            expires: one.expires.map(|at| at.0),
            taken: self.taken.as_ref().map(ToString::to_string),
        };
        NoteRecord::new(account, Shelf::Inviting, &one.token, VERSION, &stored)
    }

    fn read(note: &NoteRecord) -> Option<Self> {
        let stored: InvitingV1 = (note.version == VERSION).then(|| note.read().ok())??;
        // Whoever came can't be told any more: nobody else may take their place.
        let taken = match stored.taken {
            Some(jid) => Some(jid.parse().ok()?),
            None => None,
        };
        Some(Self {
            invitation: Invitation {
                token: note.name.clone(),
                purpose: match stored.account {
                    true => InvitationPurpose::Account,
                    false => InvitationPurpose::Contact,
                },
                link: stored.link,
                page: stored.page,
                registers: stored.registers,
                by_server: stored.by_server,
                made: Timestamp(stored.made),
                expires: stored.expires.map(Timestamp),
            },
            taken,
        })
    }
}

/// In microseconds: what expires in a hundred years does not expire.
const LONGEST: i64 = 100 * 366 * 24 * 60 * 60 * 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept::new(Invitation {
            token: "mzxw6ytbojtg633cmfzgm33p".to_owned(),
            purpose: InvitationPurpose::Contact,
            link: "xmpp:mira@example.org?roster;preauth=mzxw6ytbojtg633cmfzgm33p".to_owned(),
            page: None,
            registers: false,
            by_server: false,
            made: Timestamp(1_794_908_460_000_000),
            expires: Some(Timestamp(1_795_513_260_000_000)),
        })
    }

    #[test]
    fn a_token_lets_one_in_until_it_is_over() {
        let (romy, nadia) = ("romy@a.example", "nadia@a.example");
        let [romy, nadia]: [BareJid; 2] = [romy, nadia].map(|jid| jid.parse().unwrap());
        let now = Timestamp(1_794_908_470_000_000);
        let mut one = kept();
        let token = one.invitation.token.clone();
        assert!(one.lets_in(&token, &romy, now));
        assert!(!one.lets_in("another", &romy, now));
        assert!(!one.lets_in("", &romy, now));
        assert!(!one.lets_in(&token, &romy, Timestamp(1_795_513_260_000_000)));
        one.taken = Some(romy.clone());
        assert!(one.lets_in(&token, &romy, now), "after a crash");
        assert!(!one.lets_in(&token, &nadia, now));
        one.taken = None;
        one.invitation.by_server = true;
        assert!(!one.lets_in(&token, &romy, now));
    }

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let mut one = kept();
        one.taken = Some("romy@a.example".parse().unwrap());
        let note = one.note(AccountId(1)).unwrap();
        assert_eq!(Kept::read(&note), Some(one.clone()));
        let stored: InvitingV1 = note.read().unwrap();
        let written = postcard::to_stdvec(&stored).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/inviting-v1.hex").trim();
        assert_eq!(written, sample);
        let newer = NoteRecord::new(AccountId(1), Shelf::Inviting, "t", 9, &1_u8).unwrap();
        let odd = InvitingV1 {
            taken: Some("@@".to_owned()),
            ..stored
        };
        let odd = NoteRecord::new(AccountId(1), Shelf::Inviting, "t", VERSION, &odd).unwrap();
        assert_eq!(Kept::read(&newer), None);
        assert_eq!(Kept::read(&odd), None);
    }

    #[test]
    fn a_time_beyond_all_lives_is_none() {
        let now = Timestamp(1_794_908_460_000_000);
        assert_eq!(believable(Some(i64::MAX), now), None);
        assert_eq!(believable(Some(now.0 + 1), now), Some(Timestamp(now.0 + 1)));
        assert_eq!(believable(None, now), None);
    }
}
