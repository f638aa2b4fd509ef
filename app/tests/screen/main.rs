//! The screens as a person meets them: keys and clicks in, words and commands out.

mod chat;
mod login;
