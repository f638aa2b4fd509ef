//! Whether a test that is named is there: the name of a function that is a test, in the file where it
//! is said to be.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What marks a function as a test.
const MARKS: [&str; 2] = ["#[test]", "#[tokio::test]"];

/// Files that were read already.
#[derive(Debug)]
pub struct Proofs {
    root: PathBuf,
    files: HashMap<PathBuf, Option<String>>,
}

impl Proofs {
    /// For the sources below this folder.
    pub fn below(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            files: HashMap::new(),
        }
    }

    /// Whether there is a test of this name: `FILE::name`, or `module::name` below `tests/tests`.
    pub fn has(&mut self, name: &str) -> bool {
        let Some((place, function)) = name.rsplit_once("::") else {
            return false;
        };
        let path = match Path::new(place).extension() {
            Some(_) => self.root.join(place),
            None => self
                .root
                .join(format!("tests/tests/{}.rs", place.replace("::", "/"))),
        };
        let text = self
            .files
            .entry(path)
            .or_insert_with_key(|path| std::fs::read_to_string(path).ok());
        text.as_deref().is_some_and(|text| is_test(text, function))
    }
}

/// Those of the names that no test has.
pub fn missing<'a>(root: &Path, names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut proofs = Proofs::below(root);
    names
        .filter(|name| !proofs.has(name))
        .map(String::as_str)
        .collect()
}

fn is_test(text: &str, function: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        let rest = line
            .strip_prefix("fn ")
            .and_then(|line| line.strip_prefix(function));
        rest.is_some_and(|rest| rest.starts_with('('))
    };
    let marked = |index: usize| {
        let above = lines[..index].iter().rev();
        let mut above = above.take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        above.any(|line| MARKS.contains(line))
    };
    let found = lines.iter().position(|line| declared(line));
    found.is_some_and(|index| marked(index) || is_scenario(text, function))
}

/// Whether it stands in the list of a `scenarios!`.
fn is_scenario(text: &str, function: &str) -> bool {
    let lists = text.split("scenarios!(").skip(1);
    let mut lists = lists.filter_map(|rest| rest.split(')').next());
    lists.any(|list| list.split(',').any(|name| name.trim() == function))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "scenarios!(\n    one,\n    two_of_them\n);\n\
        async fn one(stage: &Stage) {}\nasync fn two(stage: &Stage) {}\n\
        #[tokio::test]\n/// It is.\nasync fn three() {}\n    #[test]\n    fn four() {}\n";

    #[test]
    fn only_what_is_run_is_a_test() {
        for name in ["one", "three", "four"] {
            assert!(is_test(FILE, name), "{name}");
        }
        for name in ["two", "two_of_them", "five", "thre"] {
            assert!(!is_test(FILE, name), "{name}");
        }
    }

    #[test]
    fn a_test_is_looked_for_where_it_is_said_to_be() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut proofs = Proofs::below(&root);
        assert!(proofs.has("chat::both_sides_get_receipts"));
        assert!(proofs.has("tests/src/features/proof.rs::only_what_is_run_is_a_test"));
        assert!(!proofs.has("login::both_sides_get_receipts"));
        assert!(!proofs.has("nowhere::both_sides_get_receipts"));
        assert!(!proofs.has("both_sides_get_receipts"));
    }
}
