//! Where to connect: SRV records (RFC 6120 §3.2, RFC 2782), with direct TLS among them (XEP-0368).

/// Port of a host without records (RFC 6120 §3.2.2).
const PORT: u16 = 5222;

/// Most places tried for one login. Real domains have fewer than ten; each try may cost a timeout.
const MAX_TARGETS: usize = 16;

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Lower first.
    pub priority: u16,
    /// Share among the records of one priority.
    pub weight: u16,
    /// The host; `.` for "no such service".
    pub host: String,
    /// The port.
    pub port: u16,
}

/// One place to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Host name, to be resolved to addresses. The certificate is checked for the account's domain.
    pub host: String,
    /// Port.
    pub port: u16,
    /// TLS from the first byte (XEP-0368) instead of STARTTLS.
    pub direct_tls: bool,
}

/// Why there is nowhere to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SrvError {
    /// The domain says that it has no XMPP service.
    #[error("the domain has no XMPP service")]
    NoService,
}

/// Every place to try, in order. `direct` are the `_xmpps-client` records and `starttls` the
/// `_xmpp-client` ones, weighed together as XEP-0368 §3 wants. If there are none of either kind, it is
/// the domain itself with STARTTLS. `random` is uniform over all of `u64`.
pub fn targets(
    domain: &str,
    direct: &[Record],
    starttls: &[Record],
    random: &mut dyn FnMut() -> u64,
) -> Result<Vec<Target>, SrvError> {
    if direct.is_empty() && starttls.is_empty() {
        return Ok(vec![Target {
            host: domain.to_owned(),
            port: PORT,
            direct_tls: false,
        }]);
    }
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for (records, direct_tls) in [(direct, true), (starttls, false)] {
        let usable = records.iter().filter(|record| is_service(record));
        candidates.extend(usable.map(|record| Candidate { record, direct_tls }));
    }
    if candidates.is_empty() {
        return Err(SrvError::NoService);
    }
    // Stable: direct TLS stays first among equals of weight 0.
    candidates.sort_by_key(|candidate| candidate.record.priority);
    let mut targets = Vec::new();
    for group in candidates.chunk_by(|a, b| a.record.priority == b.record.priority) {
        weighed(group.to_vec(), random, &mut targets);
    }
    targets.truncate(MAX_TARGETS);
    Ok(targets)
}

#[derive(Clone, Copy)]
struct Candidate<'a> {
    record: &'a Record,
    direct_tls: bool,
}

fn is_service(record: &Record) -> bool {
    !record.host.trim_end_matches('.').is_empty() && record.port != 0
}

/// The choice of RFC 2782: again and again one of the rest, with a chance as its weight.
fn weighed(
    mut group: Vec<Candidate<'_>>,
    random: &mut dyn FnMut() -> u64,
    targets: &mut Vec<Target>,
) {
    // Weight 0 goes first in the running sum, which gives it a very small chance.
    group.sort_by_key(|candidate| candidate.record.weight != 0);
    while !group.is_empty() && targets.len() < MAX_TARGETS {
        let total: u64 = group.iter().map(|candidate| weight(candidate)).sum();
        let mut drawn = random() % (total + 1);
        let position = group.iter().position(|candidate| {
            let chosen = drawn <= weight(candidate);
            drawn = drawn.saturating_sub(weight(candidate));
            chosen
        });
        let chosen = group.remove(position.unwrap_or(0));
        targets.push(Target {
            host: chosen.record.host.trim_end_matches('.').to_owned(),
            port: chosen.record.port,
            direct_tls: chosen.direct_tls,
        });
    }
}

fn weight(candidate: &Candidate<'_>) -> u64 {
    u64::from(candidate.record.weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(priority: u16, weight: u16, host: &str, port: u16) -> Record {
        Record {
            priority,
            weight,
            host: host.to_owned(),
            port,
        }
    }

    /// Hosts in order, `!` before those with direct TLS.
    fn order(direct: &[Record], starttls: &[Record], random: u64) -> Vec<String> {
        let targets = targets("wonderland.example", direct, starttls, &mut || random).unwrap();
        let name = |target: Target| {
            let mark = if target.direct_tls { "!" } else { "" };
            format!("{mark}{}:{}", target.host, target.port)
        };
        targets.into_iter().map(name).collect()
    }

    #[test]
    fn without_records_it_is_the_domain_itself() {
        assert_eq!(order(&[], &[], 0), ["wonderland.example:5222"]);
    }

    #[test]
    fn both_kinds_are_merged_by_priority() {
        let direct = [record(20, 0, "b.", 5223), record(5, 0, "d.", 443)];
        let starttls = [record(30, 0, "c.", 5222), record(10, 0, "a.", 5222)];
        let expected = ["!d:443", "a:5222", "!b:5223", "c:5222"];
        assert_eq!(order(&direct, &starttls, 7), expected);
    }

    #[test]
    fn direct_tls_comes_first_among_equals() {
        let direct = [record(1, 0, "x", 5223)];
        let starttls = [record(1, 0, "x", 5222)];
        assert_eq!(order(&direct, &starttls, 0), ["!x:5223", "x:5222"]);
    }

    #[test]
    fn a_point_means_no_service() {
        let none = [record(0, 0, ".", 0)];
        let error = Err(SrvError::NoService);
        assert_eq!(targets("x.example", &none, &none, &mut || 0), error);
        assert_eq!(targets("x.example", &[], &none, &mut || 0), error);
        assert_eq!(targets("x.example", &none, &[], &mut || 0), error);
        // One kind may be absent and the other there.
        let some = [record(0, 0, "a", 5222)];
        assert_eq!(order(&none, &some, 0), ["a:5222"]);
    }

    #[test]
    fn records_that_lead_nowhere_are_left_out() {
        let starttls = [
            record(0, 0, "", 5222),
            record(0, 0, "a", 0),
            record(1, 0, "b", 5222),
        ];
        assert_eq!(order(&[], &starttls, 0), ["b:5222"]);
    }

    #[test]
    fn weights_are_chances() {
        let starttls = [record(0, 10, "small", 1), record(0, 90, "big", 2)];
        let mut state = 1_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state >> 33
        };
        let mut first_big = 0;
        for _ in 0..1000 {
            let targets = targets("x.example", &[], &starttls, &mut random).unwrap();
            assert_eq!(targets.len(), 2);
            first_big += usize::from(targets[0].host == "big");
        }
        assert!((850..950).contains(&first_big), "{first_big}");
    }

    #[test]
    fn weight_zero_has_a_small_chance() {
        let starttls = [record(0, 9, "a", 1), record(0, 0, "zero", 2)];
        assert_eq!(order(&[], &starttls, 0), ["zero:2", "a:1"]);
        assert_eq!(order(&[], &starttls, 1), ["a:1", "zero:2"]);
        assert_eq!(order(&[], &starttls, u64::MAX), ["a:1", "zero:2"]);
    }

    #[test]
    fn thousands_of_records_are_cut() {
        let many: Vec<_> = (0..5000)
            .map(|n| record(n % 3, u16::MAX, "a", n + 1))
            .collect();
        assert_eq!(order(&many, &many, u64::MAX).len(), MAX_TARGETS);
    }
}
