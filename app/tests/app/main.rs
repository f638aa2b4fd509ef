//! Waxwing as a person or a program meets it: keys and clicks in, words and commands out.

mod chat;
mod login;
mod program;
mod protocol;
