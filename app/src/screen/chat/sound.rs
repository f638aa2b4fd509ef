//! What is heard and spoken on the main page: one thing is played at a time, also while another
//! conversation is open, and what was spoken waits in its conversation until it is decided about.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use waxwing_core::command::file as command;
use waxwing_core::model::{Attachment, AttachmentKind, Place, Voice};
use waxwing_core::{Command, ConversationId, ItemId};
use waxwing_media::sound::voice::MEDIA_TYPE;
use waxwing_media::sound::{Recorded, Source};

use super::State;
use crate::screen::{Action, Context};
use crate::ui::composer;
use crate::ui::recording;
use crate::ui::sound::{self, Act, What};

/// What is listened to, and what was recorded.
#[derive(Debug, Default)]
pub struct Sounds {
    heard: sound::State,
    recordings: HashMap<ConversationId, recording::State>,
    turns: u64,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Message {
    /// With what is listened to.
    Heard(sound::Message),
    /// With a recording.
    Recording(ConversationId, recording::Message),
}

impl Sounds {
    /// What is listened to.
    pub fn heard(&self) -> &sound::State {
        &self.heard
    }

    /// What was recorded in a conversation, with what is known of it while it is listened to.
    pub fn recording(
        &self,
        id: ConversationId,
    ) -> Option<(&recording::State, Option<sound::Heard<'_>>)> {
        let recording = self.recordings.get(&id)?;
        Some((recording, self.heard.heard(What::Draft(id))))
    }
}

impl State {
    /// Takes in what happened.
    pub(super) fn update_sound(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        match message {
            Message::Heard(message) => match self.sounds.heard.update(message) {
                Some(what) => self.play_on(what),
                None => Action::none(),
            },
            Message::Recording(id, message) => {
                let Some(recording) = self.sounds.recordings.get_mut(&id) else {
                    return Action::none();
                };
                let action = recording.update(message, context.now);
                self.follow_recording(id, action)
            }
        }
    }

    /// Begins to record in the open conversation, or ends it; `held`: until the button is let go.
    pub(super) fn speak(&mut self, held: bool) -> Action<super::Message> {
        let Some(id) = self.open_id() else {
            return Action::none();
        };
        if let Some(recording) = self.sounds.recordings.get(&id) {
            recording.finish();
            return Action::none();
        }
        // One microphone, and nothing of what was playing in it.
        for recording in self.sounds.recordings.values() {
            recording.finish();
        }
        self.sounds.heard.pause();
        self.sounds.turns += 1;
        let devices = self.sounds.heard.devices();
        let (mut recording, heard) = recording::State::begin(self.sounds.turns, devices);
        if held {
            recording.hold();
        }
        self.sounds.recordings.insert(id, recording);
        let wrap = move |message| super::Message::Sound(Message::Recording(id, message));
        Action::run(heard.map(wrap))
    }

    /// Whoever leaves a conversation does not go on speaking into it.
    pub(super) fn fall_silent(&self, id: ConversationId) {
        if let Some(recording) = self.sounds.recordings.get(&id) {
            recording.finish();
        }
    }

    /// Does something with a file that can be listened to.
    pub(super) fn listen(
        &mut self,
        (item, index): (ItemId, u32),
        act: Act,
    ) -> Action<super::Message> {
        let found = self.open.as_ref().and_then(|open| {
            let what = What::File(open.id(), item.seq, index);
            let file = open.file(item, index)?;
            Some((what, source(file)?, file.duration_ms))
        });
        match found {
            Some((what, source, duration)) => self.hear(what, act, source, duration),
            None => Action::none(),
        }
    }

    /// Reads the shapes of the voice messages on screen that came without one. Other programs send them as
    /// sounds of any kind: of those, the small ones.
    pub(super) fn measure(&mut self) -> Action<super::Message> {
        let Some(open) = &self.open else {
            return Action::none();
        };
        let id = open.id();
        let mut bare: Vec<(What, PathBuf)> = Vec::new();
        for item in open.on_screen() {
            for (index, file) in (0..).zip(&item.attachments) {
                let what = What::File(id, item.id.seq, index);
                if let ([], Place::Here(path)) = (file.waveform.as_slice(), &file.place)
                    && is_spoken(file, path)
                {
                    bare.push((what, path.clone()));
                }
            }
        }
        bare.into_iter().fold(Action::none(), |all, (what, path)| {
            all.and(self.hear(what, Act::Measure, Source::File(path), None))
        })
    }

    fn hear(
        &mut self,
        what: What,
        act: Act,
        source: Source,
        duration: Option<u64>,
    ) -> Action<super::Message> {
        let told = self.sounds.heard.act(what, act, source, duration);
        Action::run(told.map(|one| super::Message::Sound(Message::Heard(one))))
    }

    /// The next voice message plays after one that has ended.
    fn play_on(&mut self, ended: What) -> Action<super::Message> {
        let What::File(id, row, index) = ended else {
            return Action::none();
        };
        let open = self.open.as_ref().filter(|open| open.id() == id);
        let was_voice = |file: &Attachment| file.kind == AttachmentKind::Voice;
        let next = open
            .filter(|open| open.file_of_row(row, index).is_some_and(was_voice))
            .and_then(|open| open.voice_after(row, index));
        next.map_or_else(Action::none, |next| self.listen(next, Act::Toggle))
    }

    fn follow_recording(
        &mut self,
        id: ConversationId,
        action: recording::Action,
    ) -> Action<super::Message> {
        let wrap = move |message| super::Message::Sound(Message::Recording(id, message));
        match action {
            recording::Action::Run(task) => Action::run(task.map(wrap)),
            recording::Action::Gone => {
                self.forget_recording(id);
                self.focus()
            }
            recording::Action::Listen(act) => {
                let recording = self.sounds.recordings.get(&id);
                match recording.and_then(recording::State::source) {
                    Some((source, duration)) => {
                        self.hear(What::Draft(id), act, source, Some(duration))
                    }
                    None => Action::none(),
                }
            }
            recording::Action::Send(path, recorded) => {
                self.forget_recording(id);
                let open = self.open.as_mut().filter(|open| open.id() == id);
                let address = open.map(|open| open.take_address()).unwrap_or_default();
                let sent = Action::send(Command::File(send(id, path, recorded, address)));
                match self.open_id() == Some(id) {
                    true => sent.and(Action::run(composer::State::focus())),
                    false => sent,
                }
            }
        }
    }

    fn forget_recording(&mut self, id: ConversationId) {
        self.sounds.heard.stop(What::Draft(id));
        self.sounds.recordings.remove(&id);
    }
}

fn source(file: &Attachment) -> Option<Source> {
    match &file.place {
        Place::Here(path) => Some(Source::File(path.clone())),
        Place::Remote(_) | Place::Moving | Place::Failed(_) => None,
    }
}

fn send(
    conversation: ConversationId,
    path: PathBuf,
    recorded: Recorded,
    (reply_to, private): (Option<ItemId>, Option<String>),
) -> command::Command {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    command::Command::Send {
        conversation,
        files: vec![command::Outgoing {
            name: name.unwrap_or_default(),
            path,
            media_type: Some(MEDIA_TYPE.to_owned()),
            description: String::new(),
            original: true,
            voice: Some(Voice {
                duration_ms: recorded.duration_ms,
                waveform: recorded.waveform,
            }),
        }],
        text: String::new(),
        reply_to,
        spoiler: None,
        private,
    }
}

/// Some minutes of speech; music is longer, and to read it all for its shape takes its time.
const SPEECH: u64 = 2_000_000;

/// Whether its shape says something.
fn is_spoken(file: &Attachment, path: &Path) -> bool {
    let size = || std::fs::metadata(path).map(|file| file.len());
    match file.kind {
        AttachmentKind::Voice => true,
        AttachmentKind::Audio => size().is_ok_and(|size| size <= SPEECH),
        _ => false,
    }
}
