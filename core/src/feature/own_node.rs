//! A node of our own account that all our devices write to (XEP-0163): whether we may write to it
//! now, and what follows from a refusal.
//!
//! What is published says what the node shall be like (XEP-0060 §7.1.5). A server that doesn't
//! understand that refuses; then the node is made by an order of its own, once in a session, and
//! until it is there nothing else is published.

/// How far we are with one node in this session.
#[derive(Debug, Default)]
pub(crate) struct OwnNode {
    /// The server can keep it to us.
    offered: bool,
    /// All that it holds was told, and it isn't just being made.
    open: bool,
    /// It was made by an order of its own.
    made: bool,
}

/// What follows from a refused order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The node is to be made now; then the order is repeated.
    Make,
    /// It is being made already: the order was given before.
    Wait,
    /// The server does not keep it, whatever it is asked.
    Never,
}

impl OwnNode {
    /// A session without a past.
    pub(crate) fn begin(&mut self, offered: bool) {
        *self = Self {
            offered,
            ..Self::default()
        };
    }

    /// May be written to.
    pub(crate) fn is_open(&self) -> bool {
        self.offered && self.open
    }

    /// An order has to say what the node shall be like.
    pub(crate) fn needs_options(&self) -> bool {
        !self.made
    }

    /// All that it holds was told, or it is there now.
    pub(crate) fn open(&mut self) {
        self.open = true;
    }

    /// An order was refused.
    pub(crate) fn refused(&mut self) -> Refusal {
        if !self.open {
            return Refusal::Wait;
        }
        if self.made {
            self.offered = false;
            return Refusal::Never;
        }
        self.made = true;
        self.open = false;
        Refusal::Make
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_made_once_and_given_up_after_that() {
        let mut node = OwnNode::default();
        node.begin(true);
        assert!(!node.is_open());
        node.open();
        assert!(node.is_open() && node.needs_options());
        assert_eq!(node.refused(), Refusal::Make);
        assert!(!node.is_open());
        node.open();
        assert!(node.is_open() && !node.needs_options());
        assert_eq!(node.refused(), Refusal::Never);
        node.open();
        assert!(!node.is_open());
        node.begin(true);
        node.open();
        assert!(node.is_open() && node.needs_options());
    }

    #[test]
    fn two_orders_that_are_refused_together_are_one_refusal() {
        let mut node = OwnNode::default();
        node.begin(true);
        node.open();
        assert_eq!(node.refused(), Refusal::Make);
        assert_eq!(node.refused(), Refusal::Wait);
        node.open();
        assert!(node.is_open());
    }
}
