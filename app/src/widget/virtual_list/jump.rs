//! Moving a list from outside.
use super::state::Order;
use super::{Key, Place};
use iced::advanced::widget::{Id, Operation};
use iced::{Rectangle, Task};
use std::any::Any;

/// Puts the row `key` of the list `id` at `place`; a row that is not there is ignored.
pub fn jump_to<K: Key, T: Send + 'static>(id: impl Into<Id>, key: K, place: Place) -> Task<T> {
    iced::advanced::widget::operate(jump(id, key, place))
}

/// The operation behind [`jump_to`].
pub fn jump<K: Key>(id: impl Into<Id>, key: K, place: Place) -> Deliver<K> {
    Deliver {
        id: id.into(),
        order: Order::Row(key, place),
    }
}

/// Goes to the last row and stays there.
pub fn jump_to_end<K: Key, T: Send + 'static>(id: impl Into<Id>) -> Task<T> {
    iced::advanced::widget::operate(end::<K>(id))
}

/// The operation behind [`jump_to_end`].
pub fn end<K: Key>(id: impl Into<Id>) -> Deliver<K> {
    Deliver {
        id: id.into(),
        order: Order::<K>::End,
    }
}

/// Carries an order to the list `id`; the layout that follows obeys.
#[derive(Debug)]
pub struct Deliver<K> {
    id: Id,
    order: Order<K>,
}

impl<K: Key, T> Operation<T> for Deliver<K> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn custom(&mut self, id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if id == Some(&self.id)
            && let Some(order) = state.downcast_mut::<Option<Order<K>>>()
        {
            *order = Some(self.order);
        }
    }
}
