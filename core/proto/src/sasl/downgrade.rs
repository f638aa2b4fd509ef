//! SCRAM downgrade protection (XEP-0474 0.5): the server signs what it offered.
//!
//! The hash of the offer comes with the server's first message, which both proofs cover. If it fits
//! what we have seen, nobody took anything out of the offer on its way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Hash;

/// Between two names of a list; XML has no such character, so no name has it.
const NAMES: &str = "\u{1e}";

/// Between the two lists.
const LISTS: &str = "\u{1f}";

/// The hash of an offer (XEP-0474 §5.1), in base64; `bindings` are `None` where none were announced.
pub fn list_hash(hash: Hash, mechanisms: &[String], bindings: Option<&[String]>) -> String {
    let mut text = sorted(mechanisms).join(NAMES);
    if let Some(bindings) = bindings {
        text.push_str(LISTS);
        text.push_str(&sorted(bindings).join(NAMES));
    }
    BASE64.encode(&*hash.digest(text.as_bytes()))
}

fn sorted(names: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn the_example_of_the_xep_is_met() {
        let mechanisms = names(&["SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"]);
        let bindings = names(&["tls-server-end-point", "tls-exporter"]);
        let hash = list_hash(Hash::Sha1, &mechanisms, Some(&bindings));
        assert_eq!(hash, "G6k/rBLDqgOhRRaCuuatSDFkJ08=");
    }

    #[test]
    fn every_change_of_an_offer_shows() {
        let mechanisms = names(&["SCRAM-SHA-1", "SCRAM-SHA-256"]);
        let bindings = names(&["tls-exporter"]);
        let whole = list_hash(Hash::Sha256, &mechanisms, Some(&bindings));
        let changed = [
            list_hash(Hash::Sha256, &mechanisms[..1], Some(&bindings)),
            list_hash(Hash::Sha256, &mechanisms, None),
            list_hash(Hash::Sha256, &mechanisms, Some(&[])),
            list_hash(Hash::Sha1, &mechanisms, Some(&bindings)),
        ];
        assert!(!changed.contains(&whole));
    }
}
