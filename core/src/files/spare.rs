//! Which files go where there is to be more room: the oldest, and none that is still needed.

use std::collections::HashSet;

use super::Kept;

/// What has to go so that at most `bytes` are left, the oldest first; none that `needed` names.
pub(crate) fn spare(mut all: Vec<Kept>, needed: &HashSet<String>, bytes: u64) -> Vec<Kept> {
    let mut left: u64 = all.iter().map(|kept| kept.size).sum();
    all.retain(|kept| !needed.contains(&kept.sha256));
    all.sort_by(|one, other| (one.at, &one.sha256).cmp(&(other.at, &other.sha256)));
    all.into_iter()
        .take_while(|kept| {
            let goes = left > bytes;
            left = left.saturating_sub(kept.size);
            goes
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn kept(name: &str, size: u64, age: u64) -> Kept {
        Kept {
            sha256: name.to_owned(),
            path: name.into(),
            size,
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 - age),
        }
    }

    fn names(spare: &[Kept]) -> Vec<&str> {
        spare.iter().map(|kept| kept.sha256.as_str()).collect()
    }

    #[test]
    fn the_oldest_go_until_there_is_room() {
        let all = vec![
            kept("new", 10, 1),
            kept("old", 10, 9),
            kept("older", 10, 10),
        ];
        let none = HashSet::new();
        assert_eq!(names(&spare(all.clone(), &none, 30)), [""; 0]);
        assert_eq!(names(&spare(all.clone(), &none, 29)), ["older"]);
        assert_eq!(names(&spare(all.clone(), &none, 15)), ["older", "old"]);
        assert_eq!(names(&spare(all, &none, 0)), ["older", "old", "new"]);
    }

    #[test]
    fn what_is_needed_stays() {
        let all = vec![
            kept("new", 10, 1),
            kept("old", 10, 9),
            kept("older", 10, 10),
        ];
        let needed = HashSet::from(["older".to_owned()]);
        assert_eq!(names(&spare(all.clone(), &needed, 29)), ["old"]);
        assert_eq!(names(&spare(all, &needed, 0)), ["old", "new"]);
    }
}
