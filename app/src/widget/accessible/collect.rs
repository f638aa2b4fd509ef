//! The walk over all widgets, to look at them or to give one an order.
use super::{Node, NodeKey, Order, Report, Role, Set};
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Focusable, Operation, Outcome, Scrollable, TextInput};
use iced::{Rectangle, Vector};
use std::any::Any;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// An operation whose outcome is the tree of everything on screen.
pub fn collect() -> impl Operation<Vec<Node>> {
    Collect::new(None)
}

/// An operation that gives the node `to` an order. Its outcome is the tree as it was found; a node that
/// has gone meanwhile gets nothing.
pub fn deliver(to: NodeKey, order: Order) -> impl Operation<Vec<Node>> {
    Collect::new(Some((to, order)))
}

/// What a list says before it lets one of its rows be walked, and again after it.
#[derive(Debug)]
pub struct Row {
    /// Never changes and is never used for another row.
    pub key: u64,
    pub set: Set,
    pub end: bool,
    /// Told at the end: something inside shall be seen.
    pub reveal: bool,
}

/// Depth-first: a reported node waits in `pending`; the next `traverse` makes it the parent.
struct Collect {
    roots: Vec<Node>,
    open: Vec<Node>,
    pending: Option<Node>,
    scopes: Vec<Scope>,
    entering: Option<Entering>,
    /// How far what is walked has been scrolled, and by how many areas.
    scrolled: Vector,
    areas: u32,
    order: Option<(NodeKey, Order)>,
    /// The last node that was named is the one with the order.
    found: bool,
    /// The order is to be seen, and it was found since a row began.
    reveal: bool,
}

/// What is between two nodes and no node itself.
enum Entering {
    Row { key: u64, set: Set },
    Scrolled(Vector),
}

/// Where names are unique: below a node, or in a row.
struct Scope {
    name: u64,
    counts: HashMap<(Role, Option<String>), u32>,
    set: Option<Set>,
}

impl Scope {
    fn new(name: u64, set: Option<Set>) -> Self {
        Self {
            name,
            counts: HashMap::new(),
            set,
        }
    }
}

fn name(parent: u64, own: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (parent, own).hash(&mut hasher);
    hasher.finish()
}

impl Collect {
    fn new(order: Option<(NodeKey, Order)>) -> Self {
        Self {
            roots: Vec::new(),
            open: Vec::new(),
            pending: None,
            scopes: vec![Scope::new(0, None)],
            entering: None,
            scrolled: Vector::ZERO,
            areas: 0,
            order,
            found: false,
            reveal: false,
        }
    }

    /// The name of the next node here: the same in every walk that finds the same things.
    fn next_key(&mut self, report: &Report) -> NodeKey {
        let Some(scope) = self.scopes.last_mut() else {
            return NodeKey(0);
        };
        // Who asks for "Add" must never get what stands in its place a moment later.
        let title = report.role.is_what_it_is_called().then_some(&report.name);
        let kind = (report.role, title.cloned());
        let count = scope.counts.entry(kind).or_default();
        *count += 1;
        NodeKey(name(scope.name, (report.role, *count, title)))
    }

    fn node(&mut self, report: &mut Report, bounds: Rectangle) -> Node {
        let key = self.next_key(report);
        self.found = false;
        if let Some((to, order)) = &self.order
            && *to == key
        {
            self.found = true;
            self.reveal |= matches!(order, Order::Reveal | Order::Focus);
            report.order = Some(order.clone());
        }
        let mut node = Node::new(
            key,
            Report {
                order: None,
                ..report.clone()
            },
            bounds - self.scrolled,
        );
        node.scrolls = self.areas > 0;
        node.set = match report.role {
            Role::ListItem => self.scopes.last().and_then(|scope| scope.set),
            _ => None,
        };
        node
    }

    fn settle(&mut self) {
        if let Some(node) = self.pending.take() {
            self.place(node);
        }
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn current(&mut self) -> Option<&mut Node> {
        self.pending.as_mut().or(self.open.last_mut())
    }

    fn below(&mut self, node: Node, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Node>>)) {
        self.scopes.push(Scope::new(node.key.0, None));
        self.open.push(node);
        operate(self);
        self.settle();
        self.scopes.pop();
        if let Some(node) = self.open.pop() {
            self.place(node);
        }
    }

    fn row(&mut self, row: &mut Row) {
        self.settle();
        if row.end {
            row.reveal = std::mem::take(&mut self.reveal);
        } else {
            self.reveal = false;
            self.entering = Some(Entering::Row {
                key: row.key,
                set: row.set,
            });
        }
    }
}

impl Operation<Vec<Node>> for Collect {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Node>>)) {
        if let Some(node) = self.pending.take() {
            return self.below(node, operate);
        }
        match self.entering.take() {
            Some(Entering::Row { key, set }) => {
                let around = self.scopes.last().map_or(0, |scope| scope.name);
                self.scopes.push(Scope::new(name(around, key), Some(set)));
                operate(self);
                self.settle();
                self.scopes.pop();
            }
            Some(Entering::Scrolled(by)) => {
                self.scrolled += by;
                self.areas += 1;
                operate(self);
                self.settle();
                self.scrolled -= by;
                self.areas -= 1;
            }
            None => operate(self),
        }
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        if let Some(report) = state.downcast_mut::<Report>() {
            self.settle();
            self.pending = Some(self.node(report, bounds));
        } else if let Some(row) = state.downcast_mut::<Row>() {
            self.row(row);
        }
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        _content_bounds: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.settle();
        self.entering = Some(Entering::Scrolled(translation));
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if matches!(self.order, Some((_, Order::Focus))) {
            match self.found {
                true => state.focus(),
                false => state.unfocus(),
            }
        }
        let focused = state.is_focused();
        if let Some(node) = self.current() {
            node.focusable = true;
            node.focused |= focused;
        }
    }

    fn text_input(&mut self, _id: Option<&Id>, _bounds: Rectangle, _state: &mut dyn TextInput) {
        // What stands in it is told by the field around it, which knows whether it may be told.
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        let said = self.current().is_some_and(|node| node.says(text));
        if !said {
            self.settle();
            let node = self.node(&mut Report::new(Role::Label, text), bounds);
            self.place(node);
        }
    }

    fn finish(&self) -> Outcome<Vec<Node>> {
        let mut roots = self.roots.clone();
        roots.extend(self.pending.clone());
        Outcome::Some(roots)
    }
}
