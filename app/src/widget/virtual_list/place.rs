//! The layout: from the anchor outwards, until the viewport is full.
use super::state::{Anchor, Laid, Order, State};
use super::{Key, OVERSCAN, Place, Stick, VirtualList, Window};
use crate::widget::Element;
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::{Tree, operation};
use iced::{Point, Renderer, Size};
use std::collections::{HashMap, VecDeque};

/// Rows laid out at most, should they have no height.
const MOST_ROWS: usize = 1000;

/// A row being placed.
struct Row<'a, K, M> {
    laid: Laid<K>,
    element: Element<'a, M>,
    tree: Tree,
    node: Node,
}

/// The rows so far, and what new ones are made of.
struct Placing<'p, 'a, K, M> {
    list: &'p VirtualList<'a, K, M>,
    state: &'p mut State<K>,
    renderer: &'p Renderer,
    limits: Limits,
    /// Made by the same view for an earlier layout.
    elements: HashMap<K, Element<'a, M>>,
    trees: HashMap<K, Tree>,
    rows: VecDeque<Row<'a, K, M>>,
}

impl<'a, K: Key, M> Placing<'_, 'a, K, M> {
    /// Makes the row at `index` with its top at `y`.
    fn make(&mut self, index: usize, y: f32) -> Row<'a, K, M> {
        let key = (self.list.key_of)(index);
        let mut element = match self.elements.remove(&key) {
            Some(element) => element,
            None => (self.list.view)(index),
        };
        let shown = self.trees.remove(&key);
        let parked = shown.is_none();
        let known = shown.or_else(|| self.state.parked.take(self.state.feed, key));
        let (mut tree, returns) = match known {
            Some(mut tree) => {
                tree.diff(&element);
                (tree, parked)
            }
            None => (Tree::new(&element), false),
        };
        let node = element
            .as_widget_mut()
            .layout(&mut tree, self.renderer, &self.limits);
        if returns {
            // The focus went elsewhere while the row was away.
            element.as_widget_mut().operate(
                &mut tree,
                Layout::new(&node),
                self.renderer,
                &mut operation::focusable::unfocus::<()>(),
            );
        }
        let laid = Laid {
            key,
            index,
            y,
            height: node.size().height,
        };
        Row {
            laid,
            element,
            tree,
            node,
        }
    }

    fn grow_down(&mut self, until: f32) {
        while let Some(last) = self.rows.back().map(|row| row.laid) {
            let next = last.index + 1;
            if last.bottom() >= until || next >= self.list.count || self.rows.len() >= MOST_ROWS {
                break;
            }
            let row = self.make(next, last.bottom());
            self.rows.push_back(row);
        }
    }

    fn grow_up(&mut self, until: f32) {
        while let Some(first) = self.rows.front().map(|row| row.laid) {
            if first.y <= until || first.index == 0 || self.rows.len() >= MOST_ROWS {
                break;
            }
            let mut row = self.make(first.index - 1, first.y);
            row.laid.y -= row.laid.height;
            self.rows.push_front(row);
        }
    }

    fn shift(&mut self, by: f32) {
        for row in &mut self.rows {
            row.laid.y += by;
        }
    }

    /// The first row to place: the anchor's, or the nearest one known if that is gone.
    fn start(&mut self) {
        let count = self.list.count;
        let height = self.state.height;
        if let Some(Order::Row(key, place)) = self.take_order()
            && let Some(index) = (self.list.index_of)(key)
        {
            let mut row = self.make(index, 0.0);
            let free = height - row.laid.height;
            row.laid.y = match place {
                Place::Top => 0.0,
                Place::Centre => (free / 2.0).max(0.0),
                Place::Bottom => free,
            };
            self.rows.push_back(row);
            return;
        }
        let row = match self.known_anchor() {
            Anchor::Top => self.make(0, 0.0),
            Anchor::Bottom => {
                let mut row = self.make(count - 1, 0.0);
                row.laid.y = height - row.laid.height;
                row
            }
            Anchor::At { key, y } => match (self.list.index_of)(key) {
                Some(index) => self.make(index.min(count - 1), y),
                None => self.make(0, 0.0),
            },
        };
        self.rows.push_back(row);
    }

    fn take_order(&mut self) -> Option<Order<K>> {
        let order = self.state.order.take()?;
        if let Order::End = order {
            self.state.anchor = Anchor::Bottom;
        }
        Some(order)
    }

    /// The anchor, moved to a neighbour of its row if that row was removed or went elsewhere: what
    /// is being read is all the others.
    fn known_anchor(&self) -> Anchor<K> {
        let Anchor::At { key, .. } = self.state.anchor else {
            return self.state.anchor;
        };
        let rows = &self.state.rows;
        if (self.list.index_of)(key).is_some() {
            let stays = || self.neighbour_of_moved(key);
            return stays().unwrap_or(self.state.anchor);
        }
        let gone = rows.iter().position(|row| row.key == key).unwrap_or(0);
        let exists = |row: &&Laid<K>| (self.list.index_of)(row.key).is_some();
        let (before, after) = rows.split_at(gone.min(rows.len()));
        let neighbour = after.iter().find(exists);
        match neighbour.or_else(|| before.iter().rev().find(exists)) {
            Some(row) => Anchor::At {
                key: row.key,
                y: row.y,
            },
            None if self.state.stick == Stick::Top => Anchor::Top,
            None => Anchor::Bottom,
        }
    }

    /// The row beside this one, if this one alone has left its place between those around it.
    fn neighbour_of_moved(&self, key: K) -> Option<Anchor<K>> {
        let rows = &self.state.rows;
        let place = rows.iter().position(|row| row.key == key)?;
        let (before, after) = (rows.get(place.checked_sub(1)?)?, rows.get(place + 1)?);
        let now = |row: &Laid<K>| (self.list.index_of)(row.key);
        let (above, below) = (now(before)?, now(after)?);
        let between = (above..below).contains(&now(&rows[place])?);
        (!between && above < below).then_some(Anchor::At {
            key: after.key,
            y: after.y,
        })
    }

    /// Fills the viewport and keeps both ends of the list at its edges.
    fn fill(&mut self) {
        let height = self.state.height;
        let (above, below) = (-OVERSCAN, height + OVERSCAN);
        self.grow_down(below);
        self.bring_down(height);
        self.grow_up(above);
        let first = self.rows.front().map(|row| row.laid);
        if let Some(first) = first.filter(|row| row.index == 0 && row.y > 0.0) {
            let total: f32 = self.rows.iter().map(|row| row.laid.height).sum();
            let all = self.rows.len() == self.list.count;
            let short = all && total <= height;
            if !(short && self.state.stick == Stick::Bottom) {
                self.shift(-first.y);
                self.grow_down(below);
            }
        }
        self.reveal(height, above, below);
        let keep = |row: &Row<'_, K, M>| row.laid.bottom() >= above && row.laid.y <= below;
        while self.rows.len() > 1 && self.rows.front().is_some_and(|row| !keep(row)) {
            self.drop_row(true);
        }
        while self.rows.len() > 1 && self.rows.back().is_some_and(|row| !keep(row)) {
            self.drop_row(false);
        }
    }

    /// No gap below the last row.
    fn bring_down(&mut self, height: f32) {
        let last = self.rows.back().map(|row| row.laid);
        if let Some(last) = last
            && last.index + 1 == self.list.count
            && last.bottom() < height
        {
            self.shift(height - last.bottom());
        }
    }

    /// Moves a row that got the focus wholly into view.
    fn reveal(&mut self, height: f32, above: f32, below: f32) {
        let Some(key) = self.state.reveal.take() else {
            return;
        };
        let row = self.rows.iter().find(|row| row.laid.key == key);
        let Some(row) = row.map(|row| row.laid) else {
            return;
        };
        let by = if row.y < 0.0 || row.height > height {
            -row.y
        } else {
            (height - row.bottom()).min(0.0)
        };
        if by != 0.0 {
            self.shift(by);
            self.grow_up(above);
            self.grow_down(below);
        }
    }

    fn drop_row(&mut self, front: bool) {
        let row = if front {
            self.rows.pop_front()
        } else {
            self.rows.pop_back()
        };
        if let Some(row) = row {
            self.trees.insert(row.laid.key, row.tree);
        }
    }

    /// Remembers where everything stands now.
    fn settle(&mut self) {
        let (state, count) = (&mut *self.state, self.list.count);
        let rows: Vec<_> = self.rows.iter().map(|row| row.laid).collect();
        if rows != state.rows {
            state.turned = !state.turned;
            state.rows = rows;
        }
        for (key, tree) in self.trees.drain() {
            state.parked.park(state.feed, key, tree);
        }
        let (Some(first), Some(last)) = (state.rows.first(), state.rows.last()) else {
            return;
        };
        /// Positions are rounded to pixels when drawn.
        const HAIR: f32 = 0.5;
        let at_top = first.index == 0 && first.y >= -HAIR;
        let at_bottom = last.index + 1 == count && last.bottom() <= state.height + HAIR;
        let seen = |row: &&Laid<K>| row.bottom() > 0.0 && row.y < state.height;
        state.window = Some(Window {
            first: state.rows.iter().find(seen).map_or(0, |row| row.index),
            last: state.rows.iter().rev().find(seen).map_or(0, |r| r.index),
            at_bottom,
        });
        state.anchor = match (state.stick, state.steady_row()) {
            (Stick::Bottom, _) if at_bottom && !self.list.unfinished => Anchor::Bottom,
            (Stick::Top, _) if at_top => Anchor::Top,
            (_, Some(row)) => Anchor::At {
                key: row.key,
                y: row.y,
            },
            (Stick::Bottom, None) => Anchor::Bottom,
            (Stick::Top, None) => Anchor::Top,
        };
    }
}

impl<K: Key, M> VirtualList<'_, K, M> {
    /// Lays out what the viewport `size` shows.
    pub(super) fn place(&mut self, tree: &mut Tree, renderer: &Renderer, size: Size) -> Node {
        let state = tree.state.downcast_mut::<State<K>>();
        let keys: Vec<K> = state.rows.iter().map(|row| row.key).collect();
        let old_rows = std::mem::take(&mut self.rows);
        let elements = if old_rows.len() == keys.len() {
            keys.iter().copied().zip(old_rows).collect()
        } else {
            HashMap::new()
        };
        let mut trees: HashMap<K, Tree> = keys.into_iter().zip(tree.children.drain(..)).collect();
        if state.feed != self.feed {
            for (key, tree) in trees.drain() {
                state.parked.park(state.feed, key, tree);
            }
            state.turn_to(self.feed);
        }
        if let Some(row) = self.start
            && state.started != Some((self.feed, row))
            && (self.index_of)(row).is_some()
        {
            state.started = Some((self.feed, row));
            state.order = Some(Order::Row(row, Place::Top));
        }
        state.stick = self.stick;
        state.height = size.height;
        let mut placing = Placing {
            list: self,
            state,
            renderer,
            limits: Limits::new(Size::ZERO, Size::new(size.width, f32::INFINITY)),
            elements,
            trees,
            rows: VecDeque::new(),
        };
        if placing.list.count > 0 {
            placing.start();
            placing.fill();
        } else {
            placing.state.window = None;
        }
        placing.settle();
        let rows = placing.rows;
        let mut nodes = Vec::with_capacity(rows.len());
        for row in rows {
            nodes.push(row.node.move_to(Point::new(0.0, row.laid.y.round())));
            self.rows.push(row.element);
            tree.children.push(row.tree);
        }
        Node::with_children(size, nodes)
    }
}
