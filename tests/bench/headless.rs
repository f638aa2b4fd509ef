//! `waxwing engine`: makes the profiles that the window is measured with, in the program's own way.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use waxwing_core::model::{ConnectSettings, Connection, Conversation};
use waxwing_core::{ConversationId, Event, RequestId, event};
use waxwing_tests::deadline::DEADLINE;

use crate::process::{program, rss_mb};

/// A running engine without a window. Dropping it unfinished ends it.
#[derive(Debug)]
pub(crate) struct Headless {
    child: Child,
    stdin: Option<ChildStdin>,
    events: Receiver<Event>,
}

impl Headless {
    /// Starts one in a profile and waits until it is ready.
    ///
    /// # Errors
    /// When it does not come up.
    pub(crate) fn start(profile: &Path) -> Result<Self, String> {
        let mut child = Command::new(program()?)
            .arg("engine")
            .arg("--profile")
            .arg(profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or("it has no output")?;
        let (sender, events) = channel();
        // Ends with the engine, whose output ends then.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                match serde_json::from_str(&line) {
                    Ok(event) => {
                        let _ = sender.send(event);
                    }
                    Err(error) => eprintln!("bench: {error}: {line}"),
                }
            }
        });
        let mut engine = Self {
            child,
            stdin,
            events,
        };
        engine.wait("the engine is ready", |event| {
            matches!(event, Event::Ready).then_some(())
        })?;
        Ok(engine)
    }

    /// Signs in to a new account.
    ///
    /// # Errors
    /// When the login fails.
    pub(crate) fn sign_in(
        &mut self,
        address: &str,
        password: &str,
        settings: &ConnectSettings,
    ) -> Result<(), String> {
        const REQUEST: RequestId = RequestId(1);
        self.tell(&json!({ "account": { "sign_in": {
            "request": REQUEST, "address": address, "password": password, "settings": settings,
        }}}))?;
        self.wait("the sign-in", |event| match event {
            Event::Done(REQUEST, outcome) => Some(outcome),
            _ => None,
        })?
        .map_err(|error| format!("can't sign in: {error}"))
    }

    /// Waits for news of a conversation that fit.
    ///
    /// # Errors
    /// When they do not come in time.
    pub(crate) fn wait_conversation(
        &mut self,
        what: &str,
        fits: impl Fn(&Conversation) -> bool,
    ) -> Result<ConversationId, String> {
        self.wait(what, |event| match event {
            Event::Conversation(event::conversation::Event::Changed(conversation)) => {
                fits(&conversation).then_some(conversation.id)
            }
            _ => None,
        })
    }

    /// Waits until the account is online, in the session that was cut or in another.
    ///
    /// # Errors
    /// When it does not come back in time.
    pub(crate) fn wait_online(&mut self) -> Result<(), String> {
        self.wait("the account is online", |event| match event {
            Event::Account(event::account::Event::Changed(account)) => {
                matches!(account.connection, Connection::Online { .. }).then_some(())
            }
            _ => None,
        })
    }

    /// Waits until the account is not online any more.
    ///
    /// # Errors
    /// When nothing happens.
    pub(crate) fn wait_cut(&mut self) -> Result<(), String> {
        self.wait("the connection is gone", |event| match event {
            Event::Account(event::account::Event::Changed(account)) => {
                (!matches!(account.connection, Connection::Online { .. })).then_some(())
            }
            _ => None,
        })
    }

    /// Gives it a command.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn tell(&mut self, command: &Value) -> Result<(), String> {
        let stdin = self.stdin.as_mut().ok_or("the engine has no input")?;
        writeln!(stdin, "{command}").map_err(|error| format!("the engine has ended: {error}"))
    }

    /// Its number among the processes.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory in use, in megabytes (10^6 bytes).
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn rss_mb(&self) -> Result<f64, String> {
        rss_mb(self.child.id())
    }

    /// Shuts it down in order.
    ///
    /// # Errors
    /// When it does not end well.
    pub(crate) fn shut_down(mut self) -> Result<(), String> {
        self.tell(&json!("shutdown"))?;
        while self.events.recv_timeout(DEADLINE).is_ok() {}
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if status.success() {
            return Ok(());
        }
        Err(format!("the engine ended with {status}"))
    }

    /// Waits for an event.
    ///
    /// # Errors
    /// When it does not come in time.
    pub(crate) fn wait<T>(
        &mut self,
        what: &str,
        mut look: impl FnMut(Event) -> Option<T>,
    ) -> Result<T, String> {
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left.max(Duration::from_millis(1))) {
                Ok(event) => {
                    if let Some(seen) = look(event) {
                        return Ok(seen);
                    }
                }
                Err(_) => return Err(format!("the engine does not tell: {what}")),
            }
        }
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
