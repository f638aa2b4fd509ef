//! What an account proves itself with beside its password, and what it remembers of its logins.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use waxwing_proto::login::{Inline, Remembered, Strength};
use waxwing_proto::sasl::mechanism::strongest_scram;
use waxwing_proto::sasl::{BindingType, Hash, Mechanism, Token, TokenMechanism};
use zeroize::Zeroizing;

use crate::account::Account;
use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::model::Secret;
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::supervisor::Report;
use crate::{AccountId, Error};

/// What an account has beside its password.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// What it remembers of its logins.
    pub(crate) memory: Memory,
    /// A token that spares the password, as [`seal`] writes it.
    pub(crate) token: Option<Secret>,
    /// What opens the file with its certificate.
    pub(crate) passphrase: Option<Secret>,
}

/// What an account remembers of its logins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// By which servers know this account on this machine (XEP-0388 §2.3).
    pub(crate) agent: String,
    /// How strong its logins were.
    pub(crate) remembered: Remembered,
    /// What the server offers along with a login.
    pub(crate) shortcut: Option<Inline>,
}

/// The version of [`Note`].
const VERSION: u8 = 1;

/// The one thing on the shelf.
const NAME: &str = "";

/// A [`Memory`] as it stands in the store.
#[derive(Serialize, Deserialize)]
struct Note {
    agent: String,
    /// The strongest SCRAM, by name and without `-PLUS`; empty for none.
    mechanism: String,
    /// What it was bound to; empty for nothing.
    binding: String,
    external: bool,
    refused: bool,
    /// Resume, bind, enable.
    shortcut: Option<(bool, bool, bool)>,
}

/// A token as it stands in the vault.
#[derive(Serialize, Deserialize)]
struct Sealed {
    version: u32,
    mechanism: String,
    token: String,
    expiry: Option<i64>,
}

impl Access {
    /// Of an account that has never signed in.
    pub(crate) fn new(passphrase: Option<Secret>) -> Self {
        Self {
            memory: Memory::new(),
            token: None,
            passphrase,
        }
    }

    /// The token, if it can be read.
    pub(crate) fn token(&self) -> Option<Token> {
        unseal(self.token.as_ref()?)
    }
}

/// A resource that no other program has (RFC 6120 §7.6); it does not name a person or a machine.
pub(crate) fn new_resource() -> String {
    format!("waxwing-{:08x}", Uuid::new_v4().as_fields().0)
}

impl Default for Access {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Memory {
    /// Of an account that has never signed in.
    pub(crate) fn new() -> Self {
        Self {
            agent: Uuid::new_v4().to_string(),
            remembered: Remembered::default(),
            shortcut: None,
        }
    }

    /// What an account has written down. Where that can't be read it begins anew, as at its first
    /// login: an account that can't sign in any more would help nobody.
    pub(crate) async fn load(store: &Store, account: AccountId) -> Self {
        let notes = store.notes(account, Shelf::Login).await;
        let note = notes.map(|notes| notes.into_iter().find(|note| note.name == NAME));
        match note.and_then(|note| note.map(|note| Self::read(&note)).transpose()) {
            Ok(memory) => memory.unwrap_or_else(Self::new),
            Err(error) => {
                tracing::warn!(%error, "what is known of earlier logins can't be read");
                Self::new()
            }
        }
    }

    /// As it is kept.
    ///
    /// # Errors
    /// [`Error::Store`] where it can't be encoded.
    pub(crate) fn note(&self, account: AccountId) -> Result<Op, Error> {
        let note = Note::from(self);
        let record = NoteRecord::new(account, Shelf::Login, NAME, VERSION, &note)?;
        Ok(Op::PutNote(record))
    }

    fn read(record: &NoteRecord) -> Result<Self, Error> {
        if record.version != VERSION {
            return Err(Error::ProfileTooNew);
        }
        Ok(Self::from(record.read::<Note>()?))
    }
}

impl From<&Memory> for Note {
    fn from(memory: &Memory) -> Self {
        let scram = memory.remembered.scram;
        let mechanism = scram.map_or("", |one| Mechanism::Scram(one.hash).name());
        let binding = scram
            .and_then(|one| one.binding)
            .map_or("", BindingType::name);
        Self {
            agent: memory.agent.clone(),
            mechanism: mechanism.to_owned(),
            binding: binding.to_owned(),
            external: memory.remembered.external,
            refused: memory.remembered.refused,
            shortcut: memory
                .shortcut
                .map(|one| (one.resume, one.bind, one.enable)),
        }
    }
}

impl From<Note> for Memory {
    fn from(note: Note) -> Self {
        let strength = |hash| Strength {
            hash,
            binding: BindingType::parse(&note.binding),
        };
        Self {
            remembered: Remembered {
                scram: strongest_scram(&Hash::ALL, std::slice::from_ref(&note.mechanism), false)
                    .map(strength),
                external: note.external,
                refused: note.refused,
            },
            shortcut: note.shortcut.map(|(resume, bind, enable)| Inline {
                resume,
                bind,
                enable,
            }),
            agent: note.agent,
        }
    }
}

impl Account {
    /// A login has shown something worth remembering.
    pub(super) fn remember(&mut self, memory: Memory, turn: &mut Turn) {
        self.line.access().memory = memory;
        self.write_memory(turn);
    }

    /// A token came or has lost its worth.
    pub(super) fn keep_token(&mut self, token: Option<Secret>) {
        self.line.access().token.clone_from(&token);
        let report = Report::Token(self.record.id, token);
        let _ = self.parts.reports.send(report);
    }

    /// What is stored is a copy: whoever it is a copy of may be online, by the same name.
    pub(crate) fn be_another_client(&mut self, turn: &mut Turn) {
        let resource = new_resource();
        self.record.settings.resource.clone_from(&resource);
        let agent = Memory::new().agent;
        self.line.send(ToStream::BeAnother { resource, agent });
        self.keep_token(None);
        self.write_memory(turn);
        self.keep_record(turn);
        // Whoever is on the way already goes by the old name.
        self.line.send(ToStream::Close);
    }

    /// The person takes a weaker login for what it is.
    pub(super) fn forget_logins(&mut self, turn: &mut Turn) {
        self.line.send(ToStream::ForgetLogins);
        self.write_memory(turn);
    }

    /// An account whose first login has not succeeded leaves nothing behind.
    pub(super) fn write_memory(&mut self, turn: &mut Turn) {
        if !self.kept {
            return;
        }
        match self.line.access().memory.note(self.record.id) {
            Ok(op) => turn.ops.push(op),
            Err(error) => turn.failed = Some(error),
        }
    }
}

/// A token in the form in which the vault keeps it.
pub(crate) fn seal(token: &Token) -> Option<Secret> {
    let sealed = Sealed {
        version: 1,
        mechanism: token.mechanism.name().to_owned(),
        token: token.secret.to_string(),
        expiry: token.expiry,
    };
    let text = serde_json::to_string(&sealed).map(Secret::from).ok();
    drop(Zeroizing::new(sealed.token));
    text
}

fn unseal(secret: &Secret) -> Option<Token> {
    let sealed: Sealed = serde_json::from_str(secret.reveal()).ok()?;
    let text = Zeroizing::new(sealed.token);
    if sealed.version != 1 {
        return None;
    }
    Token::new(
        TokenMechanism::parse(&sealed.mechanism)?,
        text,
        sealed.expiry,
    )
}

#[cfg(test)]
mod tests {
    use waxwing_proto::sasl::Hash;

    use super::*;
    use crate::store::Unit;

    fn memory() -> Memory {
        Memory {
            agent: "d4565fa7-4d72-4749-b3d3-740edbf87770".to_owned(),
            remembered: Remembered {
                scram: Some(Strength {
                    binding: Some(BindingType::TlsExporter),
                    hash: Hash::Sha256,
                }),
                external: true,
                refused: false,
            },
            shortcut: Some(Inline {
                resume: true,
                bind: true,
                enable: false,
            }),
        }
    }

    #[tokio::test]
    async fn what_is_remembered_is_there_after_a_restart() {
        let profile = tempfile::tempdir().unwrap();
        let (store, _archive, _) = Store::open(profile.path()).unwrap();
        let unknown = Memory::load(&store, AccountId(1)).await;
        assert_eq!(unknown.remembered, Remembered::default());
        assert_eq!(unknown.agent.len(), 36);
        for memory in [memory(), Memory::new()] {
            let op = memory.note(AccountId(1)).unwrap();
            store.commit(Unit::from(op)).await.unwrap();
            assert_eq!(Memory::load(&store, AccountId(1)).await, memory);
        }
        assert_ne!(
            Memory::load(&store, AccountId(2)).await.agent,
            unknown.agent
        );
    }

    #[test]
    fn the_sample_of_version_1_can_be_read() {
        let sample = include_str!("../../../tests/old-store/login-v1.hex").trim();
        let bytes: Vec<u8> = sample
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        let note: Note = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(Memory::from(note), memory());
        assert_eq!(postcard::to_stdvec(&Note::from(&memory())).unwrap(), bytes);
    }

    #[test]
    fn a_newer_note_is_not_guessed_at() {
        let note = Note::from(&memory());
        let newer = NoteRecord::new(AccountId(1), Shelf::Login, NAME, 2, &note).unwrap();
        assert_eq!(Memory::read(&newer), Err(Error::ProfileTooNew));
    }

    #[test]
    fn a_token_is_kept_whole_and_not_shown() {
        let secret = Zeroizing::new("se\"cret".to_owned());
        let token = Token::new(TokenMechanism::Exporter, secret, Some(7)).unwrap();
        let sealed = seal(&token).unwrap();
        assert_eq!(unseal(&sealed), Some(token));
        for broken in [
            "",
            "{}",
            "{\"version\":2,\"mechanism\":\"HT-SHA-256-EXPR\",\"token\":\"x\",\"expiry\":null}",
            "{\"version\":1,\"mechanism\":\"HT-SHA-3\",\"token\":\"x\",\"expiry\":null}",
        ] {
            assert_eq!(unseal(&Secret::from(broken)), None, "{broken}");
        }
    }
}
