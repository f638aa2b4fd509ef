//! How the page of the keys looks: one card for each device.

use iced::widget::scrollable::Direction;
use iced::widget::{Column, Row, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::Timestamp;
use waxwing_core::model::{DeviceKey, DeviceKeys, Trust};

use super::{Message, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, Tokens, size, space, surface, text as words};
use crate::ui::encryption::trust;
use crate::ui::fingerprint::fingerprint;
use crate::ui::page_head::page_head;
use crate::widget::one_line::one_line;
use crate::widget::pill::{Tone, pill};
use crate::widget::{Element, Role, accessible, hazard, text_button};
use crate::{font, format, tr};

/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// The page's name among the widgets.
const PAGE: &str = "keys-page";
/// A device of ours of which nothing was heard for so long, in microseconds, is perhaps not in use any more.
const STALE: i64 = 30 * 24 * 3600 * 1_000_000;

impl State {
    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let about = match self.own {
            true => self.jid.to_string(),
            false => self.name.clone(),
        };
        let head = page_head(tr!("keys-title"), about, Message::Closed, None);
        let intro = match self.own {
            true => tr!("keys-intro-own"),
            false => tr!("keys-intro", name = self.name.as_str()),
        };
        let intro = text(intro).size(size::LIST).style(words::quiet);
        let code = text_button(tr!("keys-code")).on_press(Message::VerifyPressed(None));
        let mut parts = column![intro, code].spacing(space::L).width(Fill);
        parts = match context.world.keys(self.account, &self.jid) {
            None => parts.push(status(tr!("keys-asking"))),
            Some(told) if told.keys.is_empty() && told.unknown.is_empty() => {
                parts.push(status(tr!("keys-none", name = self.name.as_str())))
            }
            Some(told) => parts.push(self.devices(told, context)),
        };
        if !self.own {
            parts = parts.push(self.repair());
        }
        let page = container(parts)
            .max_width(WIDEST)
            .padding([space::L, space::L]);
        let scroll = scrollable(container(page).center_x(Fill))
            .id(PAGE)
            .width(Fill)
            .height(Fill)
            .direction(Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        column![head, scroll].into()
    }

    fn devices<'a>(&self, told: &'a DeviceKeys, context: &Context<'a>) -> Element<'a, Message> {
        // The one that one sits at comes first.
        let this = told.keys.iter().filter(|key| key.this);
        let others = told.keys.iter().filter(|key| !key.this);
        let keys = this.chain(others).map(|key| self.device(key, context));
        let unknown = told.unknown.iter().map(|number| unreachable(*number));
        let all = keys.chain(unknown);
        accessible(
            Role::List,
            tr!("keys-list"),
            Column::with_children(all).spacing(space::M),
        )
        .into()
    }

    fn device<'a>(&self, key: &'a DeviceKey, context: &Context<'a>) -> Element<'a, Message> {
        let name = match hazard::visible(key.label.trim()) {
            label if label.is_empty() => tr!("keys-nameless"),
            label => label.into_owned(),
        };
        let title = one_line(name.clone())
            .size(size::LIST)
            .font(font::SEMIBOLD)
            .width(Fill);
        let mut head = row![title].spacing(space::S).align_y(Center);
        if key.this {
            head = head.push(pill(tr!("keys-this"), Tone::Quiet));
        }
        let caption = text(facts(key, self.own, context))
            .size(size::CAPTION)
            .style(words::quiet);
        let mut parts = column![head].spacing(space::S);
        // There is nothing to decide about the one that one sits at.
        if !key.this {
            parts = parts.push(trusted(key.trust));
        }
        parts = parts
            .push(fingerprint(&key.fingerprint, context))
            .push(caption);
        let buttons = self.buttons(key);
        if !buttons.is_empty() {
            let buttons = Row::with_children(buttons).spacing(space::S).wrap();
            parts = parts.push(buttons.vertical_spacing(space::S));
        }
        let trust = match key.this {
            true => tr!("keys-this"),
            false => trust(key.trust),
        };
        let said = [name, trust].join(", ");
        accessible(Role::ListItem, said, card(parts)).into()
    }

    /// What can be decided about a key.
    fn buttons<'a>(&self, key: &'a DeviceKey) -> Vec<Element<'a, Message>> {
        if key.this {
            let name = Message::NamePressed(key.label.clone());
            return vec![text_button(tr!("keys-name")).on_press(name).into()];
        }
        let decide = |to: Trust, label: String, kind: Kind| -> Element<'a, Message> {
            let message = Message::Decided(key.fingerprint.clone(), to);
            text_button(label).kind(kind).on_press(message).into()
        };
        let mut all: Vec<Element<'a, Message>> = Vec::new();
        if key.trust != Trust::Verified {
            let kind = match key.trust {
                Trust::Undecided => Kind::Primary,
                _ => Kind::Secondary,
            };
            let verify = Message::VerifyPressed(Some(key.fingerprint.clone()));
            all.push(
                text_button(tr!("keys-verify"))
                    .kind(kind)
                    .on_press(verify)
                    .into(),
            );
        }
        match key.trust {
            Trust::Undecided => {
                all.push(decide(Trust::Blind, tr!("keys-trust"), Kind::Secondary));
            }
            Trust::Distrusted => {
                all.push(decide(
                    Trust::Blind,
                    tr!("keys-trust-again"),
                    Kind::Secondary,
                ));
            }
            // Back to what it was before it was compared.
            Trust::Verified => {
                all.push(decide(Trust::Blind, tr!("keys-unverify"), Kind::Secondary));
            }
            Trust::Blind => {}
        }
        if key.trust != Trust::Distrusted {
            all.push(decide(
                Trust::Distrusted,
                tr!("keys-refuse"),
                Kind::Secondary,
            ));
        }
        if let Some(number) = key.devices.first().filter(|_| self.own) {
            let remove = text_button(tr!("keys-remove"));
            all.push(remove.on_press(Message::RemovePressed(*number)).into());
        }
        all
    }

    /// To begin anew with all of them.
    fn repair<'a>(&self) -> Element<'a, Message> {
        let name = self.name.as_str();
        let question = text(tr!("keys-repair-question", name = name)).size(size::LIST);
        let hint = text(tr!("keys-repair-hint", name = name))
            .size(size::CAPTION)
            .style(words::quiet);
        let press = (!self.repaired).then_some(Message::RepairPressed);
        let renew = text_button(tr!("sealed-repair")).on_press_maybe(press);
        let asked = column![question, hint].spacing(2.0);
        let mut parts = column![asked, renew].spacing(space::S);
        if self.repaired {
            let said = tr!("keys-repaired", name = name);
            let shown = text(said.clone()).size(size::LIST).style(words::success);
            parts = parts.push(accessible(Role::Status, said, shown));
        }
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        column![edge, parts].spacing(space::L).into()
    }
}

/// A device of which only the number is known.
fn unreachable<'a>(number: u32) -> Element<'a, Message> {
    let title = tr!("keys-unreachable");
    let shown = text(title.clone()).size(size::LIST).font(font::SEMIBOLD);
    let hint = text(tr!("keys-unreachable-hint"))
        .size(size::LIST)
        .style(words::quiet);
    let number = text(tr!("keys-number-alone", number = number.to_string()))
        .size(size::CAPTION)
        .style(words::quiet);
    let parts = column![shown, hint, number].spacing(space::XS);
    accessible(Role::ListItem, title, card(parts)).into()
}

/// How far a key is trusted, with a sign.
fn trusted<'a>(how: Trust) -> Element<'a, Message> {
    let sign = match how {
        Trust::Undecided => Icon::Help,
        Trust::Blind => Icon::Check,
        Trust::Verified => Icon::ShieldCheck,
        Trust::Distrusted => Icon::Ban,
    };
    let colour = move |theme: &iced::Theme| {
        let tokens = Tokens::of(theme);
        container::Style {
            text_color: Some(match how {
                Trust::Undecided => tokens.attention,
                Trust::Blind => tokens.quiet,
                Trust::Verified => tokens.success,
                Trust::Distrusted => tokens.danger,
            }),
            ..container::Style::default()
        }
    };
    let said = trust(how);
    let line = row![
        container(sign.view().size(16.0)).style(colour),
        text(said).size(size::LIST)
    ];
    line.spacing(space::S).align_y(Center).into()
}

/// Since when it is known, and its number for whoever asks.
fn facts(key: &DeviceKey, own: bool, context: &Context<'_>) -> String {
    let time = |at| format::moment(at, context.now);
    let mut facts = Vec::new();
    // This device has not met itself.
    if !key.this {
        facts.push(tr!("keys-first-seen", time = time(key.first_seen)));
    }
    if let Some(at) = key.last_read {
        facts.push(tr!("keys-last-read", time = time(at)));
    }
    if key.devices.is_empty() {
        facts.push(tr!("keys-gone"));
    } else if own && is_stale(key, context.now) {
        facts.push(tr!("keys-stale"));
    }
    for number in &key.devices {
        facts.push(tr!("keys-number", number = number.to_string()));
    }
    facts.join(&tr!("separator"))
}

/// Whether nothing was heard of a device of ours for so long that it is perhaps not in use any more.
fn is_stale(key: &DeviceKey, now: Timestamp) -> bool {
    let heard = key
        .last_read
        .unwrap_or(key.first_seen)
        .0
        .max(key.first_seen.0);
    !key.this && now.0.saturating_sub(heard) > STALE
}

fn card<'a>(content: Column<'a, Message>) -> Element<'a, Message> {
    container(content)
        .padding(space::M)
        .width(Fill)
        .style(surface::card)
        .into()
}

fn status<'a>(said: String) -> Element<'a, Message> {
    let shown = text(said.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Status, said, shown).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::encryption::own_keys;

    #[test]
    fn a_device_that_is_silent_for_a_month_is_stale() {
        let now = Timestamp(100 * STALE);
        let mut key = own_keys().keys.swap_remove(0);
        for (first_seen, last_read, stale) in [
            (STALE + 1, None, true),
            (STALE - 1, None, false),
            (2 * STALE, Some(STALE - 1), false),
            (2 * STALE, Some(STALE + 1), true),
        ] {
            key.first_seen = Timestamp(now.0 - first_seen);
            key.last_read = last_read.map(|age| Timestamp(now.0 - age));
            assert_eq!(is_stale(&key, now), stale, "{first_seen} {last_read:?}");
            key.this = true;
            assert!(!is_stale(&key, now), "it is this one");
            key.this = false;
        }
    }
}
