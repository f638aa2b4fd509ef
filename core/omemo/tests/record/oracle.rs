//! A device that is told by JSON lines what to do, and plays it the same way each time: for the matrix against other
//! implementations (`tests/interop/omemo_matrix.py`), and for the transcripts that are recorded there and replayed by a
//! test of this crate. After each step all of it goes through the bytes of the store.

use omemo_rs::content::{self, Sealed};
use omemo_rs::curve::KeyPair;
use omemo_rs::identity::IdentityKeyPair;
use omemo_rs::random::{NoRandom, Random};
use omemo_rs::ratchet::Session;
use omemo_rs::record::Record;
use omemo_rs::wire::{KeyExchange, Signed};
use omemo_rs::{Accepting, Bundle, BundleParts, Profile};
use serde_json::{Value, json};

/// Bytes that anybody can foresee: SplitMix64. Never for anything but tests.
pub(crate) struct Foreseeable(u64);

impl Random for Foreseeable {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = self.0;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A device with one signed and twenty one-time keys, and its record of the other.
pub(crate) struct Oracle {
    profile: Profile,
    random: Foreseeable,
    identity: IdentityKeyPair,
    signed: KeyPair,
    prekeys: Vec<KeyPair>,
    record: Record,
}

impl Oracle {
    pub(crate) fn new(profile: &str, seed: u64) -> Self {
        let profile = match profile {
            "legacy" => Profile::Legacy,
            "omemo2" => Profile::Omemo2,
            other => panic!("no profile {other}"),
        };
        let mut random = Foreseeable(seed);
        let pair = |random: &mut Foreseeable| KeyPair::generate(random).expect("a pair");
        Self {
            profile,
            identity: IdentityKeyPair::generate(&mut random).expect("a pair"),
            signed: pair(&mut random),
            prekeys: (0..20).map(|_| pair(&mut random)).collect(),
            random,
            record: Record::default(),
        }
    }

    /// Does what a line says.
    pub(crate) fn handle(&mut self, line: &Value) -> Value {
        let answer = self
            .answer(line)
            .unwrap_or_else(|error| json!({ "error": error }));
        self.record = Record::decode(&self.record.encode()).expect("a record");
        answer
    }

    fn answer(&mut self, line: &Value) -> Result<Value, String> {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        match text(line, "op")? {
            "bundle" => self.bundle(),
            "init" => {
                let bundle = Bundle::check(self.profile, &parts(line)?).map_err(|it| said(&it))?;
                let session = Session::begin(&self.identity, &bundle, 1, &mut self.random);
                self.record.begin(session.map_err(|it| said(&it))?);
                Ok(json!({ "ok": true }))
            }
            "enc" => {
                let message = self
                    .record
                    .encrypt(&bytes(line, "key")?)
                    .map_err(|it| said(&it))?;
                let message = message.ok_or("no session")?;
                Ok(json!({ "kex": message.key_exchange, "data": hex(&message.bytes) }))
            }
            "dec" => self.decrypt(&bytes(line, "data")?, line["kex"] == true),
            "seal" => {
                let sealed = content::seal(self.profile, &bytes(line, "text")?, &mut self.random);
                let Sealed { key, iv, payload } = sealed.map_err(|it| said(&it))?;
                let iv = hex(&iv.map(Vec::from).unwrap_or_default());
                Ok(json!({ "key": hex(&key), "iv": iv, "payload": hex(&payload) }))
            }
            "open" => {
                let (key, iv) = (bytes(line, "key")?, bytes(line, "iv")?);
                let text = content::open(self.profile, &key, &iv, &bytes(line, "payload")?);
                Ok(json!({ "text": hex(&text.map_err(|it| said(&it))?) }))
            }
            "size" => Ok(json!({ "size": self.record.encode().len() })),
            other => Err(format!("no operation {other}")),
        }
    }

    fn bundle(&mut self) -> Result<Value, String> {
        let prekeys = [(1, self.prekeys[1].public())];
        let signed = (1, &self.signed.public());
        let bundle = BundleParts::sign(
            self.profile,
            &self.identity,
            signed,
            prekeys,
            &mut self.random,
        )
        .map_err(|error| error.to_string())?;
        Ok(json!({
            "ik": hex(&bundle.identity),
            "spk_id": "1",
            "spk": hex(&bundle.signed_prekey),
            "sig": hex(&bundle.signature),
            "pk_id": "1",
            "pk": hex(&bundle.prekeys[0].1),
        }))
    }

    fn decrypt(&mut self, data: &[u8], key_exchange: bool) -> Result<Value, String> {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let opened = if key_exchange {
            let exchange = KeyExchange::parse(self.profile, data).map_err(|it| said(&it))?;
            let keys = || {
                let prekey = usize::try_from(exchange.prekey)
                    .ok()
                    .and_then(|at| self.prekeys.get(at));
                Ok::<_, omemo_rs::ratchet::RatchetError>(Accepting {
                    identity: &self.identity,
                    signed_prekey: &self.signed,
                    prekey: prekey.ok_or(omemo_rs::ratchet::RatchetError::Mac)?,
                })
            };
            let accepted = self
                .record
                .accept(self.profile, &exchange, &mut self.random, keys);
            accepted.map_err(|it| said(&it))?.opened
        } else {
            let message = Signed::parse(self.profile, data).map_err(|it| said(&it))?;
            let opened = self
                .record
                .decrypt(&message, &mut self.random)
                .map_err(|it| said(&it))?;
            opened.ok_or("no session")?
        };
        Ok(json!({ "key": hex(&opened.plaintext) }))
    }
}

fn parts(line: &Value) -> Result<BundleParts, String> {
    let number = |name| {
        text(line, name)?
            .parse::<u32>()
            .map_err(|error| error.to_string())
    };
    Ok(BundleParts {
        identity: bytes(line, "ik")?,
        signed_prekey_id: number("spk_id")?,
        signed_prekey: bytes(line, "spk")?,
        signature: bytes(line, "sig")?,
        prekeys: vec![(number("pk_id")?, bytes(line, "pk")?)],
    })
}

fn text<'a>(line: &'a Value, name: &str) -> Result<&'a str, String> {
    line[name].as_str().ok_or_else(|| format!("no {name}"))
}

fn bytes(line: &Value, name: &str) -> Result<Vec<u8>, String> {
    let digits = text(line, name)?;
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2).unwrap_or("x"), 16))
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
