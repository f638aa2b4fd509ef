//! What each server offers as the kit sets it up, in the order of the alphabet. A server that offers
//! something else is another server than the one that was looked at.

use waxwing_tests::{Backend, Offer};

/// What is offered over both ways of TLS.
pub(super) fn expected(backend: Backend) -> Offer {
    match backend {
        Backend::Memory => offer("", "", "", ""),
        // Bound logins are there for TLS 1.2 only.
        Backend::Prosody => offer("PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "", "", ""),
        // It says nowhere what can be bound; it is `tls-unique`.
        Backend::Ejabberd => offer(EJABBERD, "", "", ""),
        Backend::NewerProsody => offer(
            PROSODY,
            PROSODY,
            "tls-exporter",
            "HT-SHA-256-EXPR HT-SHA-256-NONE",
        ),
        Backend::NewerEjabberd => offer(
            EJABBERD,
            EJABBERD,
            "tls-exporter tls-server-end-point",
            "HT-SHA-256-ENDP HT-SHA-256-EXPR HT-SHA-256-NONE HT-SHA-256-UNIQ",
        ),
    }
}

const PROSODY: &str = "PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS";

const EJABBERD: &str = "DIGEST-MD5 EXTERNAL PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 \
     SCRAM-SHA-256-PLUS SCRAM-SHA-512 SCRAM-SHA-512-PLUS X-OAUTH2";

fn offer(first: &str, second: &str, bindings: &str, tokens: &str) -> Offer {
    let names = |list: &str| list.split_whitespace().map(str::to_owned).collect();
    Offer {
        first: names(first),
        second: names(second),
        bindings: names(bindings),
        tokens: names(tokens),
    }
}
