//! The cells of the matrix: each is run by itself, so that one that fails keeps no other from being
//! run, and all of them are shown.

use std::fmt::Write as _;
use std::future::Future;

/// A cell in words: what happened, or what should not have.
pub(super) type Outcome = Result<String, String>;

/// What was run so far on one server.
#[derive(Debug)]
pub(super) struct Table {
    server: String,
    cells: Vec<(String, Outcome)>,
    notes: Vec<String>,
}

impl Table {
    /// An empty one.
    pub(super) fn of(server: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            cells: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Runs a cell; one that panics has failed.
    pub(super) async fn cell(
        &mut self,
        name: impl Into<String>,
        cell: impl Future<Output = Outcome> + Send + 'static,
    ) {
        let outcome = match tokio::spawn(cell).await {
            Ok(outcome) => outcome,
            Err(error) => Err(error.into_panic().downcast_ref::<String>().map_or_else(
                || "it panicked".to_owned(),
                |words| words.lines().take(40).collect::<Vec<_>>().join("\n"),
            )),
        };
        self.cells.push((name.into(), outcome));
    }

    /// Writes something down that is no cell.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Shows all of it.
    ///
    /// # Panics
    /// Where a cell has failed, or there are more or fewer than expected: then the matrix has
    /// changed, and somebody should have a look.
    pub(super) fn finish(self, expected: usize) {
        let failed = self.cells.iter().filter(|(_, cell)| cell.is_err()).count();
        let mut shown = format!("{}: {} cells\n", self.server, self.cells.len());
        for note in &self.notes {
            let _ = writeln!(shown, "       {note}");
        }
        for (name, outcome) in &self.cells {
            let _ = match outcome {
                Ok(words) => writeln!(shown, "  ok   {name:<58} {words}"),
                Err(words) => writeln!(shown, "  BAD  {name:<58} {words}"),
            };
        }
        assert!(failed == 0, "{failed} cells failed\n{shown}");
        assert!(
            self.cells.len() == expected,
            "{expected} cells were expected\n{shown}"
        );
        println!("{shown}");
    }
}
