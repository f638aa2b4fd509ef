//! The scenarios: each is written once and played on the in-memory server, on Prosody and on
//! ejabberd.

/// Makes a test for each backend out of scenarios of the shape `async fn(Stage)`.
macro_rules! scenarios {
    ($($scenario:ident),+ $(,)?) => {
        scenarios!(@on memory, Memory, $($scenario),+);
        scenarios!(@on prosody, Prosody, $($scenario),+);
        scenarios!(@on ejabberd, Ejabberd, $($scenario),+);
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

mod away;
mod chat;
mod cut;
mod hostile;
mod kit;
mod login;
mod reach;
mod reconnect;
mod restart;
mod revive;
mod roster;
