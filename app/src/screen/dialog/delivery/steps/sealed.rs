//! For which devices a message was encrypted, and for which it was not, as steps of its delivery.

use std::collections::BTreeSet;

use waxwing_core::Timestamp;
use waxwing_core::model::{Milestone, Stage};

use super::{Step, Tone};
use crate::icon::Icon;
use crate::{format, tr};

/// Why something was not encrypted for a device, as the engine calls it.
const REASONS: [&str; 4] = ["undecided", "distrusted", "unreachable", "other-version"];

/// What has happened, step by step; what was done for each device is one step for all of them.
pub(super) fn fold(
    all: &[Milestone],
    now: Timestamp,
    other: impl Fn(&Milestone) -> Step,
) -> Vec<Step> {
    let mut done = Vec::new();
    let mut rest = all;
    while let Some((first, after)) = rest.split_first() {
        let (devices, behind) = rest.split_at(together(rest));
        match devices.is_empty() {
            true => {
                done.push(other(first));
                rest = after;
            }
            false => {
                done.extend(steps(devices, now));
                rest = behind;
            }
        }
    }
    done
}

/// How many of the milestones at the beginning say for which devices it was encrypted.
fn together(told: &[Milestone]) -> usize {
    let ours = |one: &&Milestone| matches!(one.stage, Stage::Encrypted | Stage::NotEncrypted);
    told.iter().take_while(ours).count()
}

/// One step for those it was encrypted for, and one for each reason why not.
fn steps(told: &[Milestone], now: Timestamp) -> Vec<Step> {
    let Some(at) = told.first().map(|one| format::exact(one.at, now)) else {
        return Vec::new();
    };
    let places = |stage: Stage, why: Option<&str>| -> BTreeSet<&str> {
        let of = told.iter().filter(|one| one.stage == stage);
        let of = of.filter(|one| why.is_none_or(|why| reason(one) == why));
        of.flat_map(|one| one.place.split_whitespace()).collect()
    };
    let read = places(Stage::Encrypted, None);
    let mut steps = Vec::new();
    if !read.is_empty() {
        let title = tr!("step-encrypted", count = count(&read));
        steps.push(step(Icon::Lock, title, at.clone(), &read));
    }
    for why in REASONS.into_iter().chain([""]) {
        let left_out = places(Stage::NotEncrypted, Some(why));
        if !left_out.is_empty() {
            let title = words(why, count(&left_out));
            steps.push(step(Icon::LockOpen, title, at.clone(), &left_out));
        }
    }
    steps
}

/// A reason that is known; empty for any other.
fn reason(milestone: &Milestone) -> &str {
    let known = REASONS.contains(&milestone.detail.as_str());
    if known { &milestone.detail } else { "" }
}

fn words(why: &str, count: u32) -> String {
    match why {
        "undecided" => tr!("step-not-encrypted-undecided", count = count),
        "distrusted" => tr!("step-not-encrypted-distrusted", count = count),
        "unreachable" => tr!("step-not-encrypted-unreachable", count = count),
        "other-version" => tr!("step-not-encrypted-version", count = count),
        _ => tr!("step-not-encrypted", count = count),
    }
}

fn step(icon: Icon, title: String, caption: String, places: &BTreeSet<&str>) -> Step {
    // Whose it is and its number are told apart by more than a stroke.
    let each = places.iter().map(|place| place.replacen('/', " · ", 1));
    Step {
        icon,
        tone: Tone::Done,
        title,
        caption,
        each: each.collect(),
    }
}

fn count(places: &BTreeSet<&str>) -> u32 {
    u32::try_from(places.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::NOW;

    fn milestone(stage: Stage, place: &str, detail: &str) -> Milestone {
        Milestone {
            stage,
            at: NOW,
            place: place.to_owned(),
            detail: detail.to_owned(),
        }
    }

    #[test]
    fn the_devices_are_told_together_and_those_left_out_by_why() {
        let told = [
            milestone(Stage::Encrypted, "romy@example.org/27183", ""),
            milestone(Stage::NotEncrypted, "romy@example.org/16180", "undecided"),
            milestone(
                Stage::Encrypted,
                "mira@example.org/31415 romy@example.org/27183",
                "",
            ),
            milestone(Stage::Encrypted, "mira@example.org/31415", ""),
            milestone(Stage::NotEncrypted, "romy@example.org/14142", "tired"),
            milestone(Stage::Written, "", ""),
        ];
        assert_eq!(together(&told), 5);
        let steps = steps(&told[..5], NOW);
        let titles: Vec<_> = steps.iter().map(|step| step.title.as_str()).collect();
        assert_eq!(titles.len(), 3, "{titles:?}");
        assert_eq!(titles[0], tr!("step-encrypted", count = 2), "each once");
        assert_eq!(titles[1], tr!("step-not-encrypted-undecided", count = 1));
        assert_eq!(titles[2], tr!("step-not-encrypted", count = 1));
        assert_eq!(steps[0].each[1], "romy@example.org · 27183");
        assert_eq!(together(&told[5..]), 0);
    }
}
