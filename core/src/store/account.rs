//! Our accounts, by id.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::record::{self, Flaw, Record};
use super::{key, tree::Tree};
use crate::AccountId;
use crate::model::{ConnectSettings, OwnPresence, Proxy, Show, Transport};

/// An account of ours, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountRecord {
    /// Given by [`super::Store::next_account`].
    pub(crate) id: AccountId,
    /// Its address.
    pub(crate) jid: BareJid,
    /// Where and how it connects.
    pub(crate) settings: ConnectSettings,
    /// What the contacts see.
    pub(crate) presence: OwnPresence,
    /// Whether it connects by itself.
    pub(crate) enabled: bool,
    /// Its place among the accounts.
    pub(crate) order: u32,
    /// The version of the roster we hold (RFC 6121 §2.6); empty for none.
    pub(crate) roster_version: String,
    /// Its colour, as a place in the palette; `None` for the one its place gives it.
    pub(crate) colour: Option<u8>,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    jid: String,
    host: String,
    port: Option<u16>,
    direct_tls: bool,
    resource: String,
    ca_file: String,
    allow_plain: bool,
    show: StoredShow,
    status: String,
    enabled: bool,
    order: u32,
    roster_version: String,
}

#[derive(Serialize, Deserialize)]
struct V2 {
    first: V1,
    client_certificate: String,
    anonymous: bool,
    proxy: Option<(String, u16)>,
    colour: Option<u8>,
}

/// Only ever add at the end.
#[derive(Serialize, Deserialize)]
enum StoredShow {
    Chat,
    Online,
    Away,
    ExtendedAway,
    DoNotDisturb,
    Offline,
}

impl Record for AccountRecord {
    const TREE: Tree = Tree::Account;
    const VERSION: u8 = 2;

    fn key(&self) -> Vec<u8> {
        key::account(self.id)
    }

    fn encode(&self) -> Result<Vec<u8>, Flaw> {
        let first = V1 {
            jid: self.jid.to_string(),
            host: self.settings.host.clone(),
            port: self.settings.port,
            direct_tls: self.settings.transport == Transport::DirectTls,
            resource: self.settings.resource.clone(),
            ca_file: self.settings.ca_file.clone(),
            allow_plain: self.settings.allow_plain,
            show: self.presence.show.into(),
            status: self.presence.status.clone(),
            enabled: self.enabled,
            order: self.order,
            roster_version: self.roster_version.clone(),
        };
        let proxy = self.settings.proxy.as_ref();
        record::to_bytes(&V2 {
            first,
            client_certificate: self.settings.client_certificate.clone(),
            anonymous: self.settings.anonymous,
            proxy: proxy.map(|proxy| (proxy.host.clone(), proxy.port)),
            colour: self.colour,
        })
    }

    fn decode(key: &[u8], version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        let id = AccountId(key::read_u32(key, 0)?);
        match version {
            1 => record::from_bytes::<V1>(bytes)?.into_record(id),
            2 => record::from_bytes::<V2>(bytes)?.into_record(id),
            _ => Err(Flaw::TooNew),
        }
    }
}

impl V1 {
    fn into_record(self, id: AccountId) -> Result<AccountRecord, Flaw> {
        Ok(AccountRecord {
            id,
            jid: record::address(&self.jid)?,
            settings: ConnectSettings {
                host: self.host,
                port: self.port,
                transport: if self.direct_tls {
                    Transport::DirectTls
                } else {
                    Transport::StartTls
                },
                resource: self.resource,
                ca_file: self.ca_file,
                allow_plain: self.allow_plain,
                ..ConnectSettings::default()
            },
            presence: OwnPresence {
                show: self.show.into(),
                status: self.status,
            },
            enabled: self.enabled,
            order: self.order,
            roster_version: self.roster_version,
            colour: None,
        })
    }
}

impl V2 {
    fn into_record(self, id: AccountId) -> Result<AccountRecord, Flaw> {
        let mut record = self.first.into_record(id)?;
        record.settings.client_certificate = self.client_certificate;
        record.settings.anonymous = self.anonymous;
        record.settings.proxy = self.proxy.map(|(host, port)| Proxy { host, port });
        record.colour = self.colour;
        Ok(record)
    }
}

impl From<Show> for StoredShow {
    fn from(show: Show) -> Self {
        match show {
            Show::Chat => Self::Chat,
            Show::Online => Self::Online,
            Show::Away => Self::Away,
            Show::ExtendedAway => Self::ExtendedAway,
            Show::DoNotDisturb => Self::DoNotDisturb,
            Show::Offline => Self::Offline,
        }
    }
}

impl From<StoredShow> for Show {
    fn from(show: StoredShow) -> Self {
        match show {
            StoredShow::Chat => Self::Chat,
            StoredShow::Online => Self::Online,
            StoredShow::Away => Self::Away,
            StoredShow::ExtendedAway => Self::ExtendedAway,
            StoredShow::DoNotDisturb => Self::DoNotDisturb,
            StoredShow::Offline => Self::Offline,
        }
    }
}
