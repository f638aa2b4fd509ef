//! Groups of contacts (RFC 6121 §2.3.3): they live in the entries of the roster, so that renaming
//! one means changing everybody who is in it.

use std::collections::BTreeSet;

use jid::BareJid;
use waxwing_proto::iq::Request;
use waxwing_proto::roster;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::{Error, RequestId};

/// A group that is being renamed.
#[derive(Debug)]
pub(crate) struct Job {
    /// So many entries have not been answered for.
    open: usize,
    /// The first thing that went wrong.
    wrong: Option<Error>,
}

impl Account {
    pub(crate) fn set_groups(
        &mut self,
        request: RequestId,
        jid: &BareJid,
        groups: &[String],
        turn: &mut Turn,
    ) {
        let Some(contact) = self.contacts.get(jid) else {
            turn.done.push((request, Err(Error::NotFound)));
            return;
        };
        let groups = tidy(groups);
        let change = roster::set(jid, &contact.name, &groups);
        self.order(request, change, Question::Change { request }, turn);
    }

    /// Another name for a group, or none.
    pub(crate) fn rename_group(
        &mut self,
        request: RequestId,
        group: &str,
        name: &str,
        turn: &mut Turn,
    ) {
        let members: Vec<_> = self
            .contacts
            .values()
            .filter(|one| one.groups.iter().any(|own| own == group))
            .map(|one| (one.jid.clone(), one.name.clone(), one.groups.clone()))
            .collect();
        if members.is_empty() {
            turn.done.push((request, Err(Error::NotFound)));
            return;
        }
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        let job = Job {
            open: members.len(),
            wrong: None,
        };
        self.book.jobs.insert(request, job);
        for (jid, shown, groups) in members {
            let renamed: Vec<String> = groups
                .into_iter()
                .map(|one| if one == group { name.to_owned() } else { one })
                .collect();
            let change = roster::set(&jid, &shown, &tidy(&renamed));
            let question = Question::About(About::Group { request });
            self.ask_of(None, Request::Set(change), question, turn);
        }
    }

    /// One entry was changed, or not.
    pub(crate) fn group_changed(&mut self, request: RequestId, outcome: Outcome, turn: &mut Turn) {
        let Some(job) = self.book.jobs.get_mut(&request) else {
            return;
        };
        job.open = job.open.saturating_sub(1);
        if let Err(unanswered) = outcome {
            job.wrong.get_or_insert(unanswered.into());
        }
        if job.open == 0
            && let Some(job) = self.book.jobs.remove(&request)
        {
            turn.done.push((request, job.wrong.map_or(Ok(()), Err)));
        }
    }
}

/// Trimmed, without empty ones and doubles, as many as fit.
fn tidy(groups: &[String]) -> BTreeSet<String> {
    groups
        .iter()
        .map(|one| one.trim().chars().take(GROUP_CHARS).collect::<String>())
        .filter(|one| !one.is_empty())
        .take(MAX_GROUPS)
        .collect()
}

/// A name longer than that is no name.
const GROUP_CHARS: usize = 100;

/// More groups than that no contact is in; a roster entry must fit into a stanza.
const MAX_GROUPS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_tidied() {
        let all = [" Work ", "", "Work", "  ", "Choir"].map(str::to_owned);
        let tidied: Vec<String> = tidy(&all).into_iter().collect();
        assert_eq!(tidied, ["Choir", "Work"]);
        let long = ["x".repeat(1_000)];
        assert_eq!(tidy(&long).first().unwrap().len(), GROUP_CHARS);
        let many: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
        assert_eq!(tidy(&many).len(), MAX_GROUPS);
    }
}
