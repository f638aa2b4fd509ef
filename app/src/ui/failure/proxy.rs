//! What is wrong with a proxy, in words.

use waxwing_core::ProxyProblem;

use super::Words;
use crate::tr;

/// Words for a proxy that is no help.
pub(super) fn of_proxy(host: &str, problem: &ProxyProblem) -> Words {
    let check = || tr!("failure-proxy-advice");
    match problem {
        ProxyProblem::Unreachable(detail) => {
            Words::advised(tr!("failure-proxy", host = host), check()).with_detail(detail)
        }
        ProxyProblem::Lost(detail) => {
            Words::advised(tr!("failure-proxy-lost", host = host), check()).with_detail(detail)
        }
        ProxyProblem::TimedOut => {
            Words::advised(tr!("failure-proxy-timed-out", host = host), check())
        }
        ProxyProblem::NotSocks => {
            Words::advised(tr!("failure-proxy-not-socks", host = host), check())
        }
        ProxyProblem::LoginRefused => Words::advised(
            tr!("failure-proxy-login", host = host),
            tr!("failure-proxy-login-advice"),
        ),
        ProxyProblem::Forbidden => Words::advised(
            tr!("failure-proxy-forbidden", host = host),
            tr!("failure-proxy-forbidden-advice"),
        ),
        ProxyProblem::HostUnreachable
        | ProxyProblem::ConnectionRefused
        | ProxyProblem::Refused(_) => Words::advised(
            tr!("failure-proxy-behind", host = host),
            tr!("failure-proxy-behind-advice"),
        )
        .with_detail(&problem.to_string()),
        ProxyProblem::NameTooLong => Words::advised(
            tr!("failure-proxy-name", host = host),
            tr!("failure-proxy-name-advice"),
        ),
    }
}
