//! A sound system that is not there, one that hangs up, and one that talks.

use std::collections::HashMap;
use std::os::unix::net::UnixListener;
use std::sync::mpsc;

use pulseaudio::protocol::Request;

use super::*;

const LONG: Duration = Duration::from_secs(20);

fn places(variables: &[(&str, &str)]) -> Vec<PathBuf> {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    sockets(|name| variables.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn it_is_looked_for_where_it_says_it_is() {
    let usual = [("XDG_RUNTIME_DIR", "/run/user/7"), ("PULSE_SERVER", "")];
    assert_eq!(places(&usual), [PathBuf::from("/run/user/7/pulse/native")]);
    let own = [("PULSE_RUNTIME_PATH", "/p"), ("XDG_RUNTIME_DIR", "/x")];
    let expected = [PathBuf::from("/p/native"), "/x/pulse/native".into()];
    assert_eq!(places(&own), expected);
    let named = [
        ("PULSE_SERVER", "{8fa1}unix:/a/native tcp:elsewhere:4713 /b"),
        ("XDG_RUNTIME_DIR", "/x"),
    ];
    let expected = [PathBuf::from("/a/native"), "/b".into()];
    assert_eq!(
        places(&named),
        expected,
        "nothing is sent to another machine"
    );
    assert_eq!(places(&[]), Vec::<PathBuf>::new());
}

/// A talk with a sound system that is played by `play`, after the beginning.
fn talk(play: impl FnOnce(BufReader<UnixStream>) + Send + 'static) -> Talk {
    let (ours, theirs) = UnixStream::pair().unwrap();
    theirs.set_read_timeout(Some(LONG)).unwrap();
    thread::spawn(move || play(BufReader::new(theirs)));
    ours.set_read_timeout(Some(LONG)).unwrap();
    Talk {
        socket: BufReader::new(ours),
        version: protocol::MAX_VERSION,
        asked: 0,
    }
}

#[test]
fn what_is_wanted_is_played_and_what_is_heard_is_handed_over() {
    let (sender, played) = mpsc::channel();
    let talk = talk(move |mut theirs| {
        let wants = Command::Request(Request {
            channel: 3,
            length: 16,
        });
        let version = protocol::MAX_VERSION;
        protocol::write_command_message(theirs.get_mut(), u32::MAX, &wants, version).unwrap();
        let head = protocol::read_descriptor(&mut theirs).unwrap();
        let mut bytes = vec![0; head.length as usize];
        theirs.read_exact(&mut bytes).unwrap();
        sender.send((head.channel, bytes)).unwrap();
        protocol::write_memblock(theirs.get_mut(), 3, &[1, 2, 3, 4], 0).unwrap();
        let killed = Command::PlaybackStreamKilled(3);
        protocol::write_command_message(theirs.get_mut(), u32::MAX, &killed, version).unwrap();
        // Stays until the other side has gone.
        let _gone = theirs.read(&mut [0]);
    });
    let (sender, told) = mpsc::channel();
    let stream = talk.run(move |one, out| {
        let heard = match one {
            None => "begun".to_owned(),
            Some(Told::Wants(bytes)) => {
                protocol::write_memblock(out, 3, &vec![9; bytes], 0).map_err(of_protocol)?;
                format!("wants {bytes}")
            }
            Some(Told::Sound(bytes)) => format!("sound {bytes:?}"),
        };
        let _gone = sender.send(heard);
        Ok(())
    });
    let stream = stream.unwrap();
    assert_eq!(played.recv_timeout(LONG).unwrap(), (3, vec![9; 16]));
    let all: Vec<String> = told.iter().collect();
    assert_eq!(all, ["begun", "wants 16", "sound [1, 2, 3, 4]"]);
    assert!(matches!(stream.failure(), Some(SoundError::Lost(_))));
}

#[test]
fn a_stream_that_is_dropped_ends_its_thread() {
    let (sender, gone) = mpsc::channel();
    let talk = talk(move |mut theirs| {
        let end = theirs.read(&mut [0]);
        let _sent = sender.send(end.unwrap());
    });
    let stream = talk.run(|_, _| Ok(())).unwrap();
    assert!(stream.failure().is_none());
    drop(stream);
    assert_eq!(gone.recv_timeout(LONG).unwrap(), 0);
}

#[test]
fn nonsense_and_silence_are_said_so() {
    for nonsense in [vec![0xff; 64], vec![0; 3]] {
        let talk = talk(move |mut theirs| theirs.get_mut().write_all(&nonsense).unwrap());
        let (sender, ended) = mpsc::channel::<()>();
        let stream = talk.run(move |_, _| {
            let _kept = &sender;
            Ok(())
        });
        let stream = stream.unwrap();
        assert!(ended.recv_timeout(LONG).is_err());
        assert!(matches!(stream.failure(), Some(SoundError::Lost(_))));
    }
}

#[test]
fn a_refusal_has_its_reason() {
    for (error, expected) in [
        (PulseError::NoEntity, "there is no such device"),
        (PulseError::AccessDenied, "the sound system refuses"),
        (PulseError::Timeout, "the device was lost"),
    ] {
        let mut talk = talk(move |mut theirs| {
            let _asked = protocol::read_descriptor(&mut theirs).unwrap();
            protocol::write_error(theirs.get_mut(), 0, &error).unwrap();
        });
        let answer = talk.ask::<CreateRecordStreamReply>(&Command::Stat);
        let said = answer.err().map(|error| error.to_string());
        let said = said.unwrap_or_default();
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn nobody_is_asked_without_a_proof_of_the_right_length() {
    assert_eq!(cookie().len(), 256);
}

#[test]
fn a_socket_nobody_listens_at_is_no_sound_system() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("native");
    drop(UnixListener::bind(&path).unwrap());
    let gone = folder.path().join("gone");
    assert_eq!(connect(vec![path, gone]).err(), Some(SoundError::NoSystem));
}
