//! What stands in the list, in order: the conversations, or while something is looked for those whose
//! names have it, and then the messages that do.

use waxwing_core::ConversationId;

use super::State;
use crate::screen::Context;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// Above the conversations.
    People,
    /// A conversation.
    Talk(ConversationId),
    /// Above the messages.
    Messages,
    /// A message that was found, by its row.
    Hit(u64),
    /// What is missing, and why.
    Condition,
}

/// So many conversations stand above the messages that were found.
const ABOVE: usize = 5;

/// The rows of the list.
pub fn rows(state: &State, context: &Context<'_>) -> Vec<Row> {
    let talks = state.rows(context).into_iter().map(Row::Talk);
    let search = state.search();
    if search.query().is_empty() {
        let wrong = search.query().wrong.first();
        let condition = wrong.map(|_| Row::Condition).into_iter();
        return condition.chain(talks).collect();
    }
    let mut rows: Vec<Row> = talks.take(ABOVE).collect();
    if !rows.is_empty() {
        rows.insert(0, Row::People);
    }
    if !search.hits().is_empty() {
        rows.push(Row::Messages);
    }
    let hits = search.hits().iter();
    rows.extend(hits.map(|hit| Row::Hit(hit.message.id.seq)));
    rows.push(Row::Condition);
    rows
}
