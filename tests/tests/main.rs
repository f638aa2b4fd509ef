//! The scenarios: each is written once and played on the in-memory server, on Prosody and on
//! ejabberd.

/// Makes a test for each backend out of scenarios of the shape `async fn(Stage)`.
macro_rules! scenarios {
    ($($scenario:ident),+ $(,)?) => {
        scenarios!(@on memory, Memory, $($scenario),+);
        scenarios!(@on prosody, Prosody, $($scenario),+);
        scenarios!(@on ejabberd, Ejabberd, $($scenario),+);
        #[cfg(feature = "newer")]
        scenarios!(@on newer_prosody, NewerProsody, $($scenario),+);
        #[cfg(feature = "newer")]
        scenarios!(@on newer_ejabberd, NewerEjabberd, $($scenario),+);
    };
    (@on $module:ident, $backend:ident, $($scenario:ident),+) => {
        mod $module {
            $(
                #[tokio::test]
                async fn $scenario() {
                    let stage = waxwing_tests::Stage::on(waxwing_tests::Backend::$backend).await;
                    super::$scenario(&stage).await;
                }
            )+
        }
    };
}

mod accounts;
mod avatar;
mod away;
mod catch_up;
mod chat;
mod connection;
mod console;
mod cut;
mod delivery;
mod download;
mod export;
mod fault;
mod features;
mod forget;
mod hostile;
mod inviting;
mod keyring;
mod kill;
mod kit;
mod later;
mod levels;
mod links;
mod login;
mod matrix;
mod nameless;
mod notice;
mod omemo;
mod order;
mod people;
mod reach;
mod reading;
mod reconnect;
mod registration;
mod reporting;
mod restart;
mod revive;
mod rooms;
mod roster;
mod saying;
mod search;
mod strength;
mod torture;
mod upload;
mod voices;
