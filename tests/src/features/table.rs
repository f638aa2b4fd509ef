//! The same list for people, as a table between two marks in the README.

use std::fmt::Write;

use super::list::List;

/// What stands before the table in the file, and after it.
const MARKS: [&str; 2] = ["<!-- features -->\n", "<!-- end of features -->"];

/// The table, in Markdown.
pub fn table(list: &List) -> String {
    let mut text = "\n| | | version | |\n|---|---|---|---|\n".to_owned();
    for xep in &list.xeps {
        let note = if xep.note.is_empty() {
            String::new()
        } else {
            format!(": {}", xep.note)
        };
        let _ = writeln!(
            text,
            "| [XEP-{0}](https://xmpp.org/extensions/xep-{0}.html) | {1} | {2} | {3}{4} |",
            xep.number,
            xep.name,
            xep.version,
            xep.support.word(),
            note.trim_end_matches('.'),
        );
    }
    let rfcs: Vec<String> = list
        .rfcs
        .iter()
        .map(|(number, name)| {
            format!("[{number}](https://www.rfc-editor.org/info/rfc{number}) ({name})")
        })
        .collect();
    let _ = writeln!(text, "\nRFCs: {}.\n", rfcs.join(", "));
    text
}

/// A file with something else between the marks; nothing where it has none.
pub fn between(file: &str, new: &str) -> Option<String> {
    let (before, rest) = file.split_once(MARKS[0])?;
    let (_, after) = rest.split_once(MARKS[1])?;
    Some(format!("{before}{}{new}{}{after}", MARKS[0], MARKS[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let file = "a\n<!-- features -->\nold\n<!-- end of features -->\nb\n";
        let new = between(file, "new\n").unwrap();
        assert_eq!(new, file.replace("old", "new"));
        assert_eq!(between("nothing", "new"), None);
    }
}
