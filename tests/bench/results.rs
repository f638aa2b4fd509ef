//! What is measured, what we aim for, and how it is written down: `results.json` is one flat
//! object with every key, and `null` where nothing was measured.

use serde_json::{Map, Value};

/// A number that a run is to find.
pub(crate) struct Figure {
    /// Its key in the file.
    pub(crate) key: &'static str,
    /// What we aim for, if there is a goal: not more than this.
    pub(crate) goal: Option<f64>,
    /// The other way round: not less than the goal.
    pub(crate) at_least: bool,
    /// What others need, on a quiet machine.
    pub(crate) others: &'static str,
}

const fn figure(key: &'static str, goal: Option<f64>, others: &'static str) -> Figure {
    Figure {
        key,
        goal,
        at_least: false,
        others,
    }
}

const fn at_least(key: &'static str, goal: f64, others: &'static str) -> Figure {
    Figure {
        key,
        goal: Some(goal),
        at_least: true,
        others,
    }
}

/// Every figure, in the order of the table.
pub(crate) const FIGURES: &[Figure] = &[
    figure("first_frame_ms", Some(100.0), "Psi+ 220, Dino 340"),
    figure(
        "start_cpu_s",
        Some(0.2),
        "Profanity 0.12, Psi+ 0.21, Dino 0.81",
    ),
    figure(
        "rss_idle_mb",
        Some(60.0),
        "Profanity 41, Psi+ 120, Dino 179",
    ),
    figure("idle_cpu_s_per_10s", Some(0.0), ""),
    figure("send_to_receiver_ms", Some(20.0), ""),
    figure(
        "stanza_to_pixel_ms",
        Some(16.0),
        "Dino 19, the sender's cost in it",
    ),
    figure("reconnect_ms", Some(30.0), ""),
    figure("binary_mb", Some(40.0), ""),
    figure("yardstick_ms", None, ""),
    figure("list100k_open_ms", Some(100.0), ""),
    figure("list100k_wheel_p99_ms", Some(1.0), ""),
    figure("list100k_resize_p99_ms", Some(1.0), ""),
    figure("list100k_prepend_p99_ms", Some(1.0), ""),
    figure("media_scroll_p99_ms", Some(8.0), "200 photographs"),
    figure("media_rss_mb", Some(150.0), ""),
    at_least("files_up_vs_curl", 0.9, "the speed of curl is 1"),
    at_least("files_down_vs_curl", 0.9, ""),
    figure("files_rss_mb", Some(20.0), "above rest"),
    // With the engine's store, on the disk after each turn, as when it catches up.
    at_least("omemo_legacy_vs_libomemo_c", 2.0, "its speed is 1"),
    at_least("omemo_2_vs_libomemo_c", 2.0, ""),
    figure("omemo_encrypt_50_cpu_ms", Some(3.0), "on the disk"),
    // Of 20,000 encrypted messages, by the engine alone.
    figure("omemo_catchup_cpu_ms_per_message", Some(0.5), ""),
    figure("scroll_cpu_ms_per_notch", Some(15.0), ""),
    figure("start_ratio_1m", Some(1.1), "of a start with none"),
    figure("open_1m_ms", Some(30.0), ""),
    figure("search_1m_p95_ms", Some(15.0), ""),
    figure("search_during_catchup_p95_ms", Some(25.0), ""),
    figure("archive_bytes_per_text_byte", Some(3.2), ""),
    figure("rss_1m_mb", Some(120.0), ""),
    figure("send_to_receiver_1m_ms", Some(20.0), ""),
    figure("stanza_to_pixel_1m_ms", Some(16.0), ""),
    // Of 50,000 messages; `complete` is 1 where each is there once and nothing else is.
    figure(
        "catchup_messages",
        None,
        "Dino 50000, Gajim 3822, Kaidan 20",
    ),
    figure("catchup_complete", None, ""),
    figure("catchup_cpu_ms_per_message", Some(0.2), "Dino 2.6"),
    figure("catchup_server_cpu_ms_per_message", None, "with Dino 0.49"),
    figure("catchup_reference_cpu_ms_per_message", None, "slixmpp"),
    figure("catchup_wall_ratio", Some(1.15), "of slixmpp's time"),
    figure("catchup_ui_p99_ms", Some(8.0), ""),
    figure("catchup_rss_mb", Some(80.0), "Dino 211"),
    figure("search_ui_p99_ms", Some(8.0), "while it catches up"),
    // A room of 2,000 with 10 changes of presence and 20 messages a second.
    figure("room2000_join_s", Some(1.5), "the server's time in it"),
    figure("room2000_ui_p99_ms", Some(8.0), ""),
    figure("room2000_cpu_share", Some(0.25), "of a core"),
    figure("room2000_rss_growth_mb", Some(15.0), ""),
    figure("room_history_cpu_ms_per_message", Some(0.2), ""),
    figure("autojoin100_max_delay_ms", Some(100.0), ""),
    // As many as there are programs in use: 20.
    figure("disco_queries_per_2000", Some(20.0), ""),
];

/// What a run has found so far.
#[derive(Debug, Default)]
pub(crate) struct Results {
    found: Map<String, Value>,
    notes: Vec<String>,
}

impl Results {
    /// Writes a number down.
    ///
    /// # Panics
    /// When there is no such figure: a typing error here must not make a key of its own.
    pub(crate) fn set(&mut self, key: &str, value: f64) {
        assert!(is_known(key), "no figure is called {key}");
        // Four significant digits are more than any of the clocks is worth.
        let rounded: f64 = format!("{value:.3e}")
            .parse()
            .expect("a number that we wrote");
        self.found.insert(key.to_owned(), rounded.into());
    }

    /// Says something beside the numbers: a cross-check, or why one is missing.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Everything as one flat object, with every key.
    pub(crate) fn json(&self) -> Value {
        let entry = |figure: &Figure| {
            let found = self.found.get(figure.key).cloned();
            (figure.key.to_owned(), found.unwrap_or(Value::Null))
        };
        FIGURES.iter().map(entry).collect::<Map<_, _>>().into()
    }

    /// Whether every figure has a number.
    pub(crate) fn is_complete(&self) -> bool {
        FIGURES
            .iter()
            .all(|figure| self.found.contains_key(figure.key))
    }

    /// The table for people.
    pub(crate) fn table(&self) -> String {
        let mut table = format!("{:<36} {:>10} {:>8}      others\n", "", "measured", "goal");
        for figure in FIGURES {
            let found = self.found.get(figure.key).and_then(Value::as_f64);
            let measured = found.map_or("-".to_owned(), |number| number.to_string());
            let goal = figure
                .goal
                .map_or(String::new(), |goal| match figure.at_least {
                    true => format!(">= {goal}"),
                    false => format!("<= {goal}"),
                });
            let verdict = match (found, figure.goal) {
                (Some(found), Some(goal)) if figure.at_least && found < goal => "under",
                (Some(found), Some(goal)) if !figure.at_least && found > goal => "over",
                (Some(_), Some(_)) => "ok",
                _ => "",
            };
            let (key, others) = (figure.key, figure.others);
            table += &format!("{key:<36} {measured:>10} {goal:>8} {verdict:<5} {others}\n");
        }
        for note in &self.notes {
            table += &format!("  {note}\n");
        }
        table
    }
}

fn is_known(key: &str) -> bool {
    FIGURES.iter().any(|figure| figure.key == key)
}

/// The middle of some numbers.
pub(crate) fn median(numbers: &[f64]) -> Option<f64> {
    let sorted = sorted(numbers);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// The smallest number that so many of a hundred do not exceed.
pub(crate) fn percentile(numbers: &[f64], percent: f64) -> Option<f64> {
    let sorted = sorted(numbers);
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// "12.3 (11.0 to 14.2, n = 5)", for the notes.
pub(crate) fn spread(numbers: &[f64]) -> String {
    let sorted = sorted(numbers);
    match (median(numbers), sorted.first(), sorted.last()) {
        (Some(median), Some(least), Some(most)) => {
            let count = sorted.len();
            format!("{median:.2} ({least:.2} to {most:.2}, n = {count})")
        }
        _ => "nothing".to_owned(),
    }
}

fn sorted(numbers: &[f64]) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_one_flat_object_with_every_key() {
        let mut results = Results::default();
        results.set("first_frame_ms", 61.237_91);
        results.set("idle_cpu_s_per_10s", 0.0);
        let written = serde_json::to_string(&results.json()).unwrap();
        let read: Value = serde_json::from_str(&written).unwrap();
        let read = read.as_object().unwrap();
        assert_eq!(read.len(), FIGURES.len());
        for figure in FIGURES {
            let value = &read[figure.key];
            assert!(
                value.is_number() || value.is_null(),
                "{}: {value}",
                figure.key
            );
        }
        assert_eq!(read["first_frame_ms"], 61.24);
        assert_eq!(read["idle_cpu_s_per_10s"], 0.0);
        assert!(read["binary_mb"].is_null());
        assert!(!results.is_complete());
    }

    #[test]
    fn no_key_stands_there_twice() {
        for (index, figure) in FIGURES.iter().enumerate() {
            let first = FIGURES.iter().position(|other| other.key == figure.key);
            assert_eq!(first, Some(index));
        }
    }

    #[test]
    fn the_table_says_what_is_over_and_what_is_missing() {
        let mut results = Results::default();
        results.set("binary_mb", 41.0);
        results.set("rss_idle_mb", 55.5);
        results.set("files_up_vs_curl", 0.5);
        results.set("files_down_vs_curl", 0.95);
        results.note("with two contacts");
        let table = results.table();
        let line = |key: &str| table.lines().find(|line| line.starts_with(key)).unwrap();
        assert!(line("binary_mb").contains("over"), "{table}");
        assert!(line("rss_idle_mb").contains("ok"), "{table}");
        assert!(line("files_up_vs_curl").contains("under"), "{table}");
        assert!(line("files_down_vs_curl").contains("ok"), "{table}");
        assert!(line("start_cpu_s").contains('-'), "{table}");
        assert!(table.contains("with two contacts"));
    }

    #[test]
    fn middles_and_tails() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&hundred, 99.0), Some(99.0));
        assert_eq!(percentile(&[7.0], 99.0), Some(7.0));
        assert_eq!(percentile(&[], 99.0), None);
    }
}
