//! The virtual list by itself, without a window: a program of the app measures update, view and
//! layout, and prints one JSON object, which `scripts/bench` keeps in a file for us.

use std::path::Path;

use serde_json::Value;

use crate::results::Results;

/// What the program measures.
const KEYS: [&str; 3] = [
    "list100k_wheel_p99_ms",
    "list100k_resize_p99_ms",
    "list100k_prepend_p99_ms",
];

/// What the one with the pictures measures.
pub(crate) const MEDIA: [&str; 2] = ["media_scroll_p99_ms", "media_rss_mb"];

/// Takes over what was measured.
///
/// # Errors
/// When it was not.
pub(crate) fn measure(directory: &Path, results: &mut Results) -> Result<(), String> {
    take_over(directory, "list.json", &KEYS, results)
}

/// Takes over what another program has measured.
///
/// # Errors
/// When it has not.
pub(crate) fn take_over(
    directory: &Path,
    file: &str,
    keys: &[&'static str],
    results: &mut Results,
) -> Result<(), String> {
    let path = directory.join(file);
    let shown = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{shown}: {error}"))?;
    let found: Value = serde_json::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    for key in keys {
        let number = found[key].as_f64();
        results.set(key, number.ok_or_else(|| format!("{shown} has no {key}"))?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_over_what_is_there_and_says_what_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let mut results = Results::default();
        assert!(measure(directory.path(), &mut results).is_err());
        let path = directory.path().join("list.json");
        let text = r#"{"list100k_wheel_p99_ms":0.25,"list100k_resize_p99_ms":0.5}"#;
        std::fs::write(path, text).unwrap();
        let error = measure(directory.path(), &mut results).unwrap_err();
        assert!(error.contains("list100k_prepend_p99_ms"), "{error}");
        assert_eq!(results.json()["list100k_wheel_p99_ms"], 0.25);
    }
}
