//! Our accounts: the colour that marks what belongs to one of them, and how it stands, in words.

use std::sync::Arc;

use iced::widget::container;
use waxwing_core::model::{Account, Connection};

use crate::theme::{self, Tokens};
use crate::tr;
use crate::ui::failure::{self, Words};
use crate::ui::presence;
use crate::widget::{Element, tooltip};

/// The width of the mark of a row.
const BAR: f32 = 4.0;
/// Its height.
const BAR_HEIGHT: f32 = 28.0;

/// Which account something belongs to; only told where there are several.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// The account.
    pub account: &'a Account,
    /// The place of its colour in the palette.
    pub colour: u8,
}

impl<'a> Mark<'a> {
    /// A narrow bar in the account's colour, with its address as the tooltip.
    pub fn bar<M: 'a>(self) -> Element<'a, M> {
        tooltip(
            paint(self.colour, BAR, BAR_HEIGHT),
            self.account.jid.as_str(),
        )
    }
}

/// A disc in a colour of the palette.
pub fn disc<'a, M: 'a>(colour: u8, edge: f32) -> Element<'a, M> {
    paint(colour, edge, edge)
}

/// A colour of the palette by its name.
pub fn colour_name(place: u8) -> String {
    tr!(
        "account-colour-name",
        place = place % theme::account::COLOURS
    )
}

/// How an account stands, in words.
pub fn state(account: &Account) -> String {
    match &account.connection {
        _ if !account.enabled => tr!("account-off"),
        Connection::Online { .. } => presence::own_line(account),
        Connection::Connecting { step, .. } => failure::step(*step),
        Connection::Waiting { failure, .. } | Connection::Stopped { failure, .. } => {
            Words::of(failure).what
        }
        Connection::Offline => tr!("show-offline"),
    }
}

/// Several accounts in two short lines: how many there are, and how they stand.
pub fn summary<'a>(accounts: impl Iterator<Item = &'a Arc<Account>>) -> (String, String) {
    let (mut online, mut without, mut off) = (0, 0, 0);
    for account in accounts {
        // One that is being switched off is still connected for a moment.
        match account.connection {
            _ if !account.enabled => off += 1,
            Connection::Online { .. } => online += 1,
            _ => without += 1,
        }
    }
    let all: usize = online + without + off;
    let mut parts = vec![tr!("accounts-online", count = online)];
    if without > 0 {
        parts.push(tr!("accounts-without", count = without));
    }
    if off > 0 {
        parts.push(tr!("accounts-off", count = off));
    }
    (
        tr!("accounts-count", count = all),
        parts.join(&tr!("separator")),
    )
}

fn paint<'a, M: 'a>(colour: u8, width: f32, height: f32) -> Element<'a, M> {
    container(iced::widget::space().width(width).height(height))
        .style(move |theme| {
            let colour = theme::account::colour(colour, Tokens::of(theme));
            container::Style {
                background: Some(colour.into()),
                border: iced::border::rounded(width.min(height) / 2.0),
                ..container::Style::default()
            }
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use waxwing_core::Failure;

    #[test]
    fn every_state_has_words() {
        assert_eq!(state(&sample::account(sample::online())), "online");
        let stopped = Connection::Stopped {
            failure: Failure::WrongPassword,
            since: sample::NOW,
        };
        let mut account = sample::account(stopped);
        assert_eq!(state(&account), "Address or password is wrong.");
        account.enabled = false;
        assert_eq!(state(&account), "switched off");
    }

    #[test]
    fn an_account_that_is_being_switched_off_is_counted_once() {
        let online = Arc::new(sample::account(sample::online()));
        let mut leaving = sample::account(sample::online());
        leaving.enabled = false;
        let leaving = Arc::new(leaving);
        let waiting = Arc::new(sample::account(Connection::Offline));
        let said = |all: &[&Arc<Account>]| summary(all.iter().copied());
        assert_eq!(said(&[&online, &leaving]).1, "1 online · 1 switched off");
        let (all, how) = said(&[&online, &waiting, &leaving]);
        assert_eq!(all, "3 accounts");
        assert_eq!(how, "1 online · 1 without a connection · 1 switched off");
    }

    #[test]
    fn every_colour_has_a_name_of_its_own() {
        let mut names: Vec<_> = (0..theme::account::COLOURS).map(colour_name).collect();
        names.dedup();
        assert_eq!(names.len(), usize::from(theme::account::COLOURS));
        assert!(names.iter().all(|name| !name.contains("colour")));
    }
}
