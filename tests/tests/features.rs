//! What is claimed is shown by tests that are there, and every page that claims it says the same.
//! `make doap` (`WAXWING_BLESS=1`) writes the pages anew.

use std::path::{Path, PathBuf};

use waxwing_tests::features::{List, between, doap, missing, rows, table};
use waxwing_tests::golden;

/// The attacks that have been taken up so far; each has a test.
const ROWS: [u32; 30] = [
    1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 29, 30, 32, 33, 34, 35, 36,
    37, 38, 39, 40,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn list() -> List {
    List::read(&read("tests/features.txt")).unwrap_or_else(|error| panic!("features.txt: {error}"))
}

#[test]
fn every_feature_has_a_good_and_a_hostile_test() {
    let list = list();
    let named = list
        .xeps
        .iter()
        .flat_map(|xep| xep.good.iter().chain(&xep.hostile));
    assert_eq!(missing(&root(), named), [] as [&str; 0], "not there");
}

#[test]
fn every_row_of_attacks_has_a_test() {
    let rows = rows(&read("tests/hostile-rows.txt")).expect("rows");
    for row in &rows {
        assert!(!row.tests.is_empty(), "row {}", row.number);
    }
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert!(numbers.is_sorted());
    let left: Vec<_> = ROWS.iter().filter(|row| !numbers.contains(row)).collect();
    assert_eq!(left, [] as [&u32; 0], "rows without a test");
    let named = rows.iter().flat_map(|row| &row.tests);
    assert_eq!(missing(&root(), named), [] as [&str; 0], "not there");
}

#[test]
fn the_description_of_the_project_is_that_of_the_list() {
    let mut languages: Vec<String> = std::fs::read_dir(root().join("i18n"))
        .expect("languages")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    languages.sort();
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    golden::assert_file(
        &root().join("docs/waxwing.doap"),
        &doap(&list(), &languages),
    );
}

#[test]
fn the_table_of_the_readme_is_that_of_the_list() {
    let new = between(&read("README.md"), &table(&list())).expect("marks in the README");
    golden::assert_file(&root().join("README.md"), &new);
}
