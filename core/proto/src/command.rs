//! Ad-hoc commands (XEP-0050): orders that a server takes as forms.
//!
//! What is here runs a command to its end in one or two steps: ordered, answered with a form, the form
//! filled in. A reply is bounded as forms are, and belongs to the command that was ordered or to none.

use minidom::Element;

use crate::data_form::{Form, FormError};
use crate::disco;
use crate::xml::{self, Tree};

/// The namespace, and the node under which commands are listed.
pub const NS: &str = "http://jabber.org/protocol/commands";

/// Bytes of a session's name: what a server makes of time and chance fits many times.
const MAX_SESSION: usize = 1024;

/// Characters of a note, for people.
const MAX_NOTE: usize = 1_000;

/// How far a command has come (§3.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// There are questions; the answers belong to this session.
    Asked {
        /// What the answers are sent with.
        session: Option<String>,
        /// The questions.
        form: Form,
    },
    /// It is done.
    Done {
        /// What came of it, where it says so.
        form: Option<Form>,
    },
    /// It failed, or was given up: what the server says about it, which may be nothing.
    Failed {
        /// For people.
        said: String,
    },
}

/// Asks which commands there are (§2.2).
#[must_use]
pub fn list_query() -> Element {
    disco::items_query(Some(NS))
}

/// Orders a command (§2.4).
#[must_use]
pub fn execute(node: &str) -> Element {
    Element::bare("command", NS)
        .with_attr("node", node)
        .with_attr("action", "execute")
}

/// Answers the questions of a command, which is all it needs (§2.4.2).
#[must_use]
pub fn complete(node: &str, session: Option<&str>, answers: Element) -> Element {
    Element::bare("command", NS)
        .with_attr("node", node)
        .with_attr_opt("sessionid", session)
        .with_attr("action", "complete")
        .with(answers)
}

/// Reads the reply to a command. `None`: it is none, or belongs to another command.
#[must_use]
pub fn parse(answer: Option<&Element>, node: &str) -> Option<Reply> {
    let command = answer.filter(|answer| answer.is("command", NS))?;
    if command.attr("node").is_some_and(|other| other != node) {
        return None;
    }
    let notes: Vec<_> = (command.children())
        .filter(|child| child.is("note", NS))
        .collect();
    let failed = |said: &str| Reply::Failed {
        said: xml::cut(said.trim(), MAX_NOTE),
    };
    // Servers complete what went wrong as well, and say so in a note only (§4.3).
    let error = notes.iter().find(|note| note.attr("type") == Some("error"));
    if let Some(error) = error {
        return Some(failed(&error.text()));
    }
    let form = match Form::find(command.children()) {
        Ok(form) => form,
        Err(FormError::TooLarge | FormError::Kind) => return Some(failed("")),
    };
    match (command.attr("status"), form) {
        (Some("completed"), form) => Some(Reply::Done { form }),
        (Some("executing"), Some(form)) => Some(Reply::Asked {
            session: command
                .attr("sessionid")
                .filter(|session| session.len() <= MAX_SESSION)
                .map(str::to_owned),
            form,
        }),
        _ => {
            let said = notes.first().map(|note| note.text()).unwrap_or_default();
            Some(failed(&said))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: &str = "urn:xmpp:invite#invite";

    fn read(text: &str) -> Option<Reply> {
        let element: Element = text.parse().unwrap();
        parse(Some(&element), NODE)
    }

    fn command(attributes: &str, inside: &str) -> String {
        format!("<command xmlns='{NS}' {attributes}>{inside}</command>")
    }

    #[test]
    fn a_command_runs_in_one_step_or_two() {
        let form = "<x xmlns='jabber:x:data' type='form'><field var='username'/></x>";
        let asked = read(&command(
            "node='urn:xmpp:invite#invite' sessionid='s' status='executing'",
            form,
        ));
        let Some(Reply::Asked { session, form }) = asked else {
            panic!("{asked:?}")
        };
        assert_eq!(session.as_deref(), Some("s"));
        assert_eq!(form.fields.len(), 1);
        let result =
            "<x xmlns='jabber:x:data' type='result'><field var='uri'><value>u</value></field></x>";
        let done = read(&command("status='completed'", result));
        assert!(
            matches!(done, Some(Reply::Done { form: Some(_) })),
            "{done:?}"
        );
        assert_eq!(
            read(&command("status='completed'", "")),
            Some(Reply::Done { form: None })
        );
    }

    #[test]
    fn what_went_wrong_is_said_and_nonsense_is_no_success() {
        let said = |said: &str| {
            Some(Reply::Failed {
                said: said.to_owned(),
            })
        };
        let note = "<note type='error'> Not for you </note>";
        assert_eq!(
            read(&command("status='completed'", note)),
            said("Not for you")
        );
        assert_eq!(
            read(&command("status='canceled'", "<note>Later</note>")),
            said("Later")
        );
        assert_eq!(read(&command("status='executing'", "")), said(""));
        assert_eq!(read(&command("", "")), said(""));
        assert_eq!(read(&command("status='completed' node='other'", "")), None);
        assert_eq!(
            read("<query xmlns='http://jabber.org/protocol/commands'/>"),
            None
        );
        assert_eq!(parse(None, NODE), None);
        let long = format!("<note type='error'>{}</note>", "x".repeat(100_000));
        let Some(Reply::Failed { said }) = read(&command("status='completed'", &long)) else {
            panic!("a failure")
        };
        assert_eq!(said.chars().count(), MAX_NOTE);
        let field = "<field var='a'/>".repeat(crate::data_form::MAX_FIELDS + 1);
        let large = format!("<x xmlns='jabber:x:data' type='result'>{field}</x>");
        assert!(matches!(
            read(&command("status='completed'", &large)),
            Some(Reply::Failed { .. })
        ));
    }
}
