//! The sound system of Linux desktops: PulseAudio's protocol, which PipeWire speaks as well.
//!
//! A socket and a few messages, spoken here with the words of the crate `pulseaudio`: so no library of
//! a sound system has to be there for Waxwing to start, and none is loaded. A stream has a connection
//! and a thread of its own, and both end when it is dropped. The system mixes and converts the rate.

use std::env;
use std::ffi::CStr;
use std::io::{BufReader, Cursor, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    self, AuthParams, AuthReply, ChannelMap, Command, CommandReply, CreatePlaybackStreamReply,
    CreateRecordStreamReply, PlaybackStreamParams, Prop, Props, ProtocolError, PulseError,
    RecordStreamParams, SampleFormat, SampleSpec, SetClientNameReply,
};

use super::device::{Fill, Stream, Take};
use super::{RATE, SoundError};

/// A sound system that does not answer for so long hangs.
const PATIENCE: Duration = Duration::from_secs(3);
/// No message of a sound system to us is larger: sound comes in pieces of 20 ms.
const LARGEST: usize = 1024 * 1024;
/// Bytes of a sample.
const SAMPLE: usize = size_of::<f32>();
/// How much the speaker keeps of ours: enough for a busy machine, little enough to stop at once.
const SPEAKER_MS: u32 = 100;
/// How much the microphone collects before it hands it over.
const MICROPHONE_MS: u32 = 20;
const NAME: &CStr = c"Waxwing";
const ICON: &CStr = c"im.waxwing.Waxwing";
/// Speech and music alike: what nobody expects a special rule for.
const ROLE: &CStr = c"music";

/// Begins to play.
pub(super) fn speaker(
    socket: Option<PathBuf>,
    mut fill: Fill,
) -> Result<Box<dyn Stream>, SoundError> {
    let mut talk = Talk::begin(socket)?;
    let bytes = RATE / 1000 * 2 * SAMPLE as u32;
    let created: CreatePlaybackStreamReply =
        talk.ask(&Command::CreatePlaybackStream(PlaybackStreamParams {
            sample_spec: spec(2),
            channel_map: ChannelMap::stereo(),
            sink_name: Some(protocol::DEFAULT_SINK.to_owned()),
            buffer_attr: BufferAttr {
                target_length: bytes * SPEAKER_MS,
                minimum_request_length: bytes * SPEAKER_MS / 4,
                ..BufferAttr::default()
            },
            flags: adjusted(),
            props: props(),
            ..PlaybackStreamParams::default()
        }))?;
    let channel = created.channel;
    let mut wanted = created.requested_bytes as usize;
    talk.run(move |told, out| {
        if let Some(Told::Wants(more)) = told {
            wanted += more;
        }
        let piece = wanted.min(LARGEST) / (2 * SAMPLE) * (2 * SAMPLE);
        if piece == 0 {
            return Ok(());
        }
        wanted -= piece;
        let mut samples = vec![0.0; piece / SAMPLE];
        fill(&mut samples);
        let bytes: Vec<u8> = samples.iter().flat_map(|one| one.to_le_bytes()).collect();
        // In one piece: a message in five writes wakes the system five times.
        let mut message = Vec::with_capacity(bytes.len() + protocol::DESCRIPTOR_SIZE);
        protocol::write_memblock(&mut message, channel, &bytes, 0).map_err(of_protocol)?;
        out.write_all(&message).map_err(of_io)
    })
}

/// Begins to hear.
pub(super) fn microphone(
    socket: Option<PathBuf>,
    mut take: Take,
) -> Result<Box<dyn Stream>, SoundError> {
    let mut talk = Talk::begin(socket)?;
    let bytes = RATE / 1000 * SAMPLE as u32;
    let _created: CreateRecordStreamReply =
        talk.ask(&Command::CreateRecordStream(RecordStreamParams {
            sample_spec: spec(1),
            channel_map: ChannelMap::mono(),
            source_name: Some(protocol::DEFAULT_SOURCE.to_owned()),
            buffer_attr: BufferAttr {
                fragment_size: bytes * MICROPHONE_MS,
                ..BufferAttr::default()
            },
            flags: adjusted(),
            props: props(),
            ..RecordStreamParams::default()
        }))?;
    talk.run(move |told, _out| {
        if let Some(Told::Sound(bytes)) = told {
            let samples: Vec<f32> = bytes
                .chunks_exact(SAMPLE)
                .filter_map(|one| one.try_into().ok())
                .map(f32::from_le_bytes)
                .map(|one| if one.is_finite() { one } else { 0.0 })
                .collect();
            take(&samples);
        }
        Ok(())
    })
}

fn spec(channels: u8) -> SampleSpec {
    SampleSpec {
        format: SampleFormat::Float32Le,
        channels,
        sample_rate: RATE,
    }
}

fn adjusted() -> StreamFlags {
    StreamFlags {
        adjust_latency: true,
        ..StreamFlags::default()
    }
}

fn props() -> Props {
    let mut props = Props::new();
    props.set(Prop::MediaName, NAME);
    props.set(Prop::MediaRole, ROLE);
    props
}

/// A conversation with the sound system.
struct Talk {
    socket: BufReader<UnixStream>,
    version: u16,
    asked: u32,
}

/// What the sound system tells of a stream.
enum Told {
    /// It wants so many bytes.
    Wants(usize),
    /// It has heard this.
    Sound(Vec<u8>),
}

impl Talk {
    fn begin(socket: Option<PathBuf>) -> Result<Self, SoundError> {
        let usual = || sockets(|name| env::var(name).ok());
        let socket = connect(socket.map_or_else(usual, |one| vec![one]))?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(of_io)?;
        socket.set_write_timeout(Some(PATIENCE)).map_err(of_io)?;
        let mut talk = Self {
            socket: BufReader::new(socket),
            version: protocol::MAX_VERSION,
            asked: 0,
        };
        let reply: AuthReply = talk.ask(&Command::Auth(AuthParams {
            version: protocol::MAX_VERSION,
            supports_shm: false,
            supports_memfd: false,
            cookie: cookie(),
        }))?;
        talk.version = talk.version.min(reply.version);
        let mut props = Props::new();
        props.set(Prop::ApplicationName, NAME);
        props.set(Prop::ApplicationIconName, ICON);
        let _named: SetClientNameReply = talk.ask(&Command::SetClientName(props))?;
        Ok(talk)
    }

    /// Asks something; nothing else is told before the answer, for no stream runs yet.
    fn ask<R: CommandReply>(&mut self, command: &Command) -> Result<R, SoundError> {
        let mut message = Vec::new();
        protocol::write_command_message(&mut message, self.asked, command, self.version)
            .map_err(of_protocol)?;
        self.socket.get_mut().write_all(&message).map_err(of_io)?;
        self.asked += 1;
        let answer = protocol::read_reply_message(&mut self.socket, self.version);
        answer.map(|(_, reply)| reply).map_err(of_protocol)
    }

    /// Serves a stream on a thread of its own until it is dropped, or lost. `serve` is called once
    /// with nothing, and then with all that is told.
    fn run(
        mut self,
        mut serve: impl FnMut(Option<Told>, &mut UnixStream) -> Result<(), SoundError> + Send + 'static,
    ) -> Result<Box<dyn Stream>, SoundError> {
        let handle = self.socket.get_ref().try_clone().map_err(of_io)?;
        // A speaker that is paused by the system tells nothing for as long as it likes.
        handle.set_read_timeout(None).map_err(of_io)?;
        let failure = Arc::new(Mutex::new(None));
        let told_failure = Arc::clone(&failure);
        let thread = thread::Builder::new().name("sound".to_owned());
        let thread = thread.spawn(move || {
            let mut served = serve(None, self.socket.get_mut());
            while served.is_ok() {
                served = self.hear().and_then(|told| match told {
                    Some(told) => serve(Some(told), self.socket.get_mut()),
                    None => Ok(()),
                });
            }
            let mut failure = told_failure.lock().unwrap_or_else(PoisonError::into_inner);
            *failure = served.err();
        });
        Ok(Box::new(Open {
            socket: handle,
            failure,
            thread: Some(thread.map_err(of_io)?),
        }))
    }

    /// The next thing that is told, if it concerns us.
    fn hear(&mut self) -> Result<Option<Told>, SoundError> {
        let head = protocol::read_descriptor(&mut self.socket).map_err(of_protocol)?;
        let length = head.length as usize;
        if length > LARGEST {
            return Err(SoundError::Lost(
                "the sound system talks nonsense".to_owned(),
            ));
        }
        let mut body = vec![0; length];
        self.socket.read_exact(&mut body).map_err(of_io)?;
        if head.channel != u32::MAX {
            return Ok(Some(Told::Sound(body)));
        }
        match Command::read_tag_prefixed(&mut Cursor::new(body), self.version) {
            Ok((_, Command::Request(wanted))) => Ok(Some(Told::Wants(wanted.length as usize))),
            Ok((_, Command::PlaybackStreamKilled(_) | Command::RecordStreamKilled(_))) => {
                Err(SoundError::Lost("the device is gone".to_owned()))
            }
            // What else it tells (moved, suspended, started) changes nothing for us, and newer
            // systems may tell what this crate has no words for.
            Ok(_) | Err(_) => Ok(None),
        }
    }
}

struct Open {
    socket: UnixStream,
    failure: Arc<Mutex<Option<SoundError>>>,
    thread: Option<JoinHandle<()>>,
}

impl Stream for Open {
    fn failure(&self) -> Option<SoundError> {
        let failure = self.failure.lock();
        failure.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The thread reads: it wakes up when there is nothing left to read from.
        let _gone = self.socket.flush();
        let _gone = self.socket.shutdown(Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// Connects to the first sound system that answers.
fn connect(places: Vec<PathBuf>) -> Result<UnixStream, SoundError> {
    let mut refused = None;
    for path in places {
        match UnixStream::connect(&path) {
            Ok(socket) => return Ok(socket),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                refused = Some(SoundError::Refused(error.to_string()));
            }
            Err(_) => {}
        }
    }
    Err(refused.unwrap_or(SoundError::NoSystem))
}

/// Where a sound system may listen, as its own library looks for it: the first that is named wins.
fn sockets(variable: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let named = variable("PULSE_SERVER").unwrap_or_default();
    if !named.trim().is_empty() {
        // Several may be named, each with the machine it is on in front: "{id}unix:/path".
        let paths = named.split_whitespace().filter_map(|one| {
            let one = one.rsplit_once('}').map_or(one, |(_, after)| after);
            let path = one.strip_prefix("unix:").unwrap_or(one);
            path.starts_with('/').then(|| PathBuf::from(path))
        });
        return paths.collect();
    }
    let folder = |name: &str, below: &str| {
        let folder = variable(name).filter(|folder| !folder.is_empty());
        folder.map(|folder| PathBuf::from(folder).join(below))
    };
    let places = [
        folder("PULSE_RUNTIME_PATH", "native"),
        folder("XDG_RUNTIME_DIR", "pulse/native"),
    ];
    places.into_iter().flatten().collect()
}

/// What proves that we are the person who has started the sound system; zeros where there is nothing of
/// the kind, for others let us in without it, but nobody without so many bytes.
fn cookie() -> Vec<u8> {
    const LENGTH: usize = 256;
    let home = |below: &str| env::var_os("HOME").map(|home| PathBuf::from(home).join(below));
    let files = [
        env::var_os("PULSE_COOKIE").map(PathBuf::from),
        home(".config/pulse/cookie"),
        home(".pulse-cookie"),
    ];
    let read = |file: PathBuf| {
        let mut bytes = vec![0; LENGTH];
        let mut file = std::fs::File::open(file).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    };
    let found = files.into_iter().flatten().find_map(read);
    found.unwrap_or_else(|| vec![0; LENGTH])
}

fn of_protocol(error: ProtocolError) -> SoundError {
    match error {
        ProtocolError::ServerError(PulseError::NoEntity) => {
            SoundError::NoDevice("the sound system has none".to_owned())
        }
        ProtocolError::ServerError(
            error @ (PulseError::AccessDenied | PulseError::AuthKey | PulseError::Busy),
        ) => SoundError::Refused(error.to_string()),
        ProtocolError::Io(error) => of_io(error),
        other => SoundError::Lost(other.to_string()),
    }
}

fn of_io(error: std::io::Error) -> SoundError {
    SoundError::Lost(error.to_string())
}

#[cfg(test)]
mod tests;
