//! The keyring of a Linux desktop: GNOME Keyring, KWallet, KeePassXC and others, by the Secret
//! Service API 0.2 of freedesktop.org over D-Bus.
//!
//! Every call has a limit, since a keyring that hangs is one that people have. Where it is locked
//! it asks the person itself, and that may take as long as typing a password takes. Secrets go over
//! the session's bus as they are ("plain"): whoever can listen there is the same person, or root.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use tokio::time::timeout;
use zbus::export::futures_core::Stream;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy};

use super::Place;
use crate::model::Secret;

/// The open keyring. Nothing is kept open for longer than there is something to do.
pub(super) struct Keyring {
    connection: Connection,
    session: OwnedObjectPath,
    profile: String,
}

/// Why the keyring is of no use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unavailable {
    /// There is none, or it refuses: in its words.
    #[error("no keyring: {0}")]
    Refused(#[from] zbus::Error),
    /// It did not answer.
    #[error("the keyring did not answer within {CALL:?}")]
    TimedOut,
    /// The person did not unlock it.
    #[error("the keyring stays locked")]
    Locked,
    /// What was put in did not come out again.
    #[error("the keyring did not keep what it was given")]
    Forgetful,
}

/// A secret on the bus: the session, no parameters, the value, its type.
type Wired = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// No call takes longer in a keyring that works.
const CALL: Duration = Duration::from_secs(3);

/// Typing the password of a keyring may take this long.
const PROMPT: Duration = Duration::from_secs(120);

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPTING: &str = "org.freedesktop.Secret.Prompt";

/// The object path that stands for none.
const NONE: &str = "/";

impl Keyring {
    /// Connects to it, for one profile.
    pub(super) async fn open(profile: &str) -> Result<Self, Unavailable> {
        let opening = async {
            let bus = zbus::connection::Builder::session()?.method_timeout(CALL);
            let connection = bus.build().await?;
            let service = proxy(&connection, PATH, SERVICE).await?;
            let plain = ("plain", Value::from(""));
            let (_, session): (OwnedValue, OwnedObjectPath) =
                service.call("OpenSession", &plain).await?;
            drop(service);
            Ok(Self {
                connection,
                session,
                profile: profile.to_owned(),
            })
        };
        within(opening).await
    }

    /// What it keeps for a place.
    pub(super) async fn get(&self, place: Place) -> Result<Option<Secret>, Unavailable> {
        let Some(item) = self.find(place).await? else {
            return Ok(None);
        };
        let item = proxy(&self.connection, item.as_str(), ITEM).await?;
        let (_, _, value, _): Wired =
            within(async { Ok(item.call("GetSecret", &(&self.session,)).await?) }).await?;
        Ok(String::from_utf8(value).ok().map(Secret::from))
    }

    /// Keeps a secret, and makes sure that it did.
    pub(super) async fn put(
        &self,
        place: Place,
        secret: &Secret,
        label: &str,
    ) -> Result<(), Unavailable> {
        let service = proxy(&self.connection, PATH, SERVICE).await?;
        let home: OwnedObjectPath =
            within(async { Ok(service.call("ReadAlias", &("default",)).await?) }).await?;
        if home.as_str() == NONE {
            return Err(Unavailable::Locked);
        }
        let home = proxy(&self.connection, home.as_str(), COLLECTION).await?;
        let locked = within(async { Ok(home.get_property::<bool>("Locked").await?) }).await?;
        if locked {
            self.unlock(home.path().as_str()).await?;
        }
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from(label)),
            (
                "org.freedesktop.Secret.Item.Attributes",
                Value::from(self.attributes(place)),
            ),
        ]);
        let nothing: &[u8] = &[];
        let wired = (
            &self.session,
            nothing,
            secret.reveal().as_bytes(),
            "text/plain",
        );
        let arguments = (properties, wired, true);
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) =
            within(async { Ok(home.call("CreateItem", &arguments).await?) }).await?;
        self.answer(&prompt).await?;
        match self.get(place).await? {
            Some(kept) if kept == *secret => Ok(()),
            _ => Err(Unavailable::Forgetful),
        }
    }

    /// Forgets what it keeps for a place.
    pub(super) async fn remove(&self, place: Place) -> Result<(), Unavailable> {
        let Some(item) = self.find(place).await? else {
            return Ok(());
        };
        let item = proxy(&self.connection, item.as_str(), ITEM).await?;
        let prompt: OwnedObjectPath = within(async { Ok(item.call("Delete", &()).await?) }).await?;
        self.answer(&prompt).await
    }

    /// The item of a place, unlocked.
    async fn find(&self, place: Place) -> Result<Option<OwnedObjectPath>, Unavailable> {
        let service = proxy(&self.connection, PATH, SERVICE).await?;
        let attributes = self.attributes(place);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            within(async { Ok(service.call("SearchItems", &(attributes,)).await?) }).await?;
        if let Some(item) = open.into_iter().next() {
            return Ok(Some(item));
        }
        let Some(item) = locked.into_iter().next() else {
            return Ok(None);
        };
        self.unlock(item.as_str()).await?;
        Ok(Some(item))
    }

    /// What an item is found again by.
    fn attributes(&self, (account, slot): Place) -> HashMap<&'static str, String> {
        HashMap::from([
            ("application", "im.waxwing.Waxwing".to_owned()),
            ("profile", self.profile.clone()),
            ("account", account.0.to_string()),
            ("slot", slot.name().to_owned()),
        ])
    }

    async fn unlock(&self, path: &str) -> Result<(), Unavailable> {
        let service = proxy(&self.connection, PATH, SERVICE).await?;
        let path = OwnedObjectPath::try_from(path).map_err(zbus::Error::from)?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            within(async { Ok(service.call("Unlock", &(vec![path],)).await?) }).await?;
        self.answer(&prompt).await
    }

    /// Lets the keyring ask the person, where it has to.
    async fn answer(&self, prompt: &OwnedObjectPath) -> Result<(), Unavailable> {
        if prompt.as_str() == NONE {
            return Ok(());
        }
        let prompt = proxy(&self.connection, prompt.as_str(), PROMPTING).await?;
        let mut completed = within(async { Ok(prompt.receive_signal("Completed").await?) }).await?;
        let () = within(async { Ok(prompt.call("Prompt", &("",)).await?) }).await?;
        let next = poll_fn(|context| Pin::new(&mut completed).poll_next(context));
        let said = timeout(PROMPT, next).await.ok().flatten();
        let said = said.ok_or(Unavailable::Locked)?;
        let (dismissed, _): (bool, OwnedValue) = said.body().deserialize()?;
        match dismissed {
            true => Err(Unavailable::Locked),
            false => Ok(()),
        }
    }
}

async fn proxy<'a>(
    connection: &'a Connection,
    path: &str,
    interface: &'static str,
) -> Result<Proxy<'a>, Unavailable> {
    let path = OwnedObjectPath::try_from(path).map_err(zbus::Error::from)?;
    within(async { Ok(Proxy::new(connection, NAME, path, interface).await?) }).await
}

/// What a keyring does on its own must not take longer than [`CALL`].
async fn within<T>(call: impl Future<Output = Result<T, Unavailable>>) -> Result<T, Unavailable> {
    timeout(CALL, call)
        .await
        .map_err(|_| Unavailable::TimedOut)?
}
