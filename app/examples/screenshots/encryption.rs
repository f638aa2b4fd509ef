//! Who can read what is written, and what can't be read.

use waxwing::sample::encryption;
use waxwing_core::model::{Encryption, Mode};

use super::Shot;

const USUAL: (f32, f32) = (1000.0, 760.0);
const NARROW: (f32, f32) = (360.0, 700.0);

pub(super) const SHOTS: &[Shot] = &[
    ("encryption", |look| encryption::calm((USUAL, look))),
    ("encryption-plain", |look| encryption::plain((USUAL, look))),
    ("encryption-plain-narrow", |look| {
        encryption::plain((NARROW, look))
    }),
    ("encryption-lock", |look| {
        encryption::lock((USUAL, look), encryption::undecided())
    }),
    ("encryption-lock-off", |look| {
        let off = Encryption {
            mode: Mode::Off,
            ..Encryption::default()
        };
        encryption::lock((USUAL, look), off)
    }),
    ("encryption-lock-narrow", |look| {
        encryption::lock((NARROW, look), encryption::undecided())
    }),
    ("encryption-lock-group", |look| {
        encryption::lock_of_group((USUAL, look))
    }),
    ("encryption-held", |look| encryption::held((USUAL, look), 9)),
    ("encryption-held-narrow", |look| {
        encryption::held((NARROW, look), 9)
    }),
    ("encryption-held-nobody", |look| {
        encryption::held((USUAL, look), 0)
    }),
    ("encryption-held-lock", |look| {
        encryption::held_lock((USUAL, look))
    }),
    ("encryption-copied", |look| {
        encryption::copied((USUAL, look))
    }),
    ("encryption-copied-narrow", |look| {
        encryption::copied((NARROW, look))
    }),
    ("encryption-too-many", |look| {
        encryption::too_many((USUAL, look))
    }),
    ("encryption-lost", |look| encryption::lost((USUAL, look))),
    ("encryption-locked", |look| {
        encryption::locked((USUAL, look))
    }),
    ("encryption-locked-narrow", |look| {
        encryption::locked((NARROW, look))
    }),
    ("encryption-new-keys", |look| {
        encryption::making_new_keys((USUAL, look))
    }),
    ("encryption-alone", |look| encryption::alone((USUAL, look))),
    ("encryption-opted-out", |look| {
        encryption::opted_out((USUAL, look))
    }),
    ("encryption-off", |look| {
        encryption::switching_off((USUAL, look))
    }),
    ("encryption-trouble", |look| {
        encryption::trouble((USUAL, look))
    }),
    ("encryption-trouble-narrow", |look| {
        encryption::trouble((NARROW, look))
    }),
    ("encryption-unfolded", |look| {
        encryption::unfolded((USUAL, look))
    }),
    ("encryption-settings", |look| {
        encryption::settings((USUAL, look))
    }),
    ("encryption-name", |look| encryption::naming((USUAL, look))),
    ("encryption-explained", |look| {
        encryption::explained((USUAL, look))
    }),
    ("encryption-banner", |look| {
        encryption::banner((USUAL, look), false)
    }),
    ("encryption-banner-changed", |look| {
        encryption::banner((NARROW, look), true)
    }),
    ("encryption-keys", |look| {
        encryption::keys(((1000.0, 1100.0), look))
    }),
    ("encryption-keys-wide", |look| {
        encryption::keys(((1440.0, 900.0), look))
    }),
    ("encryption-keys-narrow", |look| {
        encryption::keys((NARROW, look))
    }),
    ("encryption-keys-ours", |look| {
        encryption::keys_of_ours((USUAL, look))
    }),
    ("encryption-verify", |look| {
        encryption::verifying((USUAL, look))
    }),
    ("encryption-verify-narrow", |look| {
        encryption::verifying((NARROW, look))
    }),
    ("encryption-verify-code", |look| {
        encryption::verifying_by_code(((1000.0, 900.0), look))
    }),
    ("encryption-delivery", |look| {
        encryption::delivered(((1000.0, 900.0), look))
    }),
];
