//! What Waxwing can do of XMPP, as `tests/features.txt` lists it with the tests that show it, and what
//! is made of that list: a description of the project in DOAP (XEP-0453) and a table for the README.

mod doap;
mod list;
mod proof;
mod table;

pub use doap::doap;
pub use list::{Feature, List, Support};
pub use proof::{Proofs, missing};
pub use table::{between, table};

/// One row of `tests/hostile-rows.txt`: something the world throws at a client, and who catches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the list of attacks.
    pub number: u32,
    /// What is thrown.
    pub attack: String,
    /// The tests that throw it.
    pub tests: Vec<String>,
}

/// Reads the rows.
///
/// # Errors
/// The line that can't be read.
pub fn rows(text: &str) -> Result<Vec<Row>, String> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let (Some(test), Some(row)) = (line.strip_prefix("  "), rows.last_mut()) {
            row.tests.push(test.to_owned());
            continue;
        }
        let (number, attack) = line.split_once(' ').ok_or(line)?;
        let number = number.parse().map_err(|_| line)?;
        let attack = attack.to_owned();
        rows.push(Row {
            number,
            attack,
            tests: Vec::new(),
        });
    }
    Ok(rows)
}
