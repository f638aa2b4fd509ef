//! Sound files of others: what can be listened to in them, bit by bit.
//!
//! Opus (what voice messages are), Vorbis, FLAC, MP3, AAC and WAV, in the containers they come in.
//! Symphonia opens the containers, libopus reads Opus. A file is read as it is played, never as a
//! whole: an hour of music takes no more memory than a word. Whatever it contains, it ends.

use std::fs::File;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use opus::Channels;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::common::Limit;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_ISOMP4;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Time, TimeBase, Timestamp};

use super::resample::{RATES, Resampler};
use super::waveform::Waveform;
use super::{RATE, SoundError};

/// So many packets in a row may be damaged, foreign or empty before a file counts as damaged.
const MOST_EMPTY: usize = 2_000;
/// The longest packet of Opus: 120 ms (RFC 6716 §2.1.4).
const LONGEST_PACKET: usize = (RATE / 1000 * 120) as usize;
/// Titles and pictures in files are nothing to us; this much of them may be held while they are stepped over.
const MOST_METADATA: usize = 256 * 1024;
/// More channels than any loudspeakers that people have; more is damage.
const MOST_CHANNELS: usize = 8;
/// Decoders need a little of what was before to sound right (RFC 7845 §4.6: 80 ms).
const RUN_UP_MS: u64 = 80;
/// A waveform is made of files up to this length only: longer ones are music, and would cost seconds.
pub const LONGEST_WAVEFORM_MS: u64 = 30 * 60 * 1000;

/// A sound file that is being read: two channels in turns, at [`RATE`].
pub struct Sound {
    format: Box<dyn FormatReader>,
    track: u32,
    base: Option<TimeBase>,
    decoder: Decoder,
    resampler: Option<Resampler>,
    duration_ms: Option<u64>,
    /// So many samples stand before the beginning (RFC 7845 §4.2, pre-skip).
    lead: u64,
    /// Samples (of each channel) that are decoded and thrown away, to get to a place exactly.
    skip: u64,
    ended: bool,
}

/// What makes sound of packets.
enum Decoder {
    Opus {
        decoder: opus::Decoder,
        /// Samples before the beginning (RFC 7845 §5.1, pre-skip).
        lead: u16,
        /// What the file says all of it is to be multiplied by (RFC 7845 §5.1, output gain).
        gain: f32,
        samples: Vec<f32>,
    },
    Other {
        decoder: Box<dyn AudioDecoder>,
        samples: Vec<f32>,
    },
}

impl Sound {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// It can't be read, or nothing here can make sound of it.
    pub fn open(path: &Path) -> Result<Self, SoundError> {
        let file = File::open(path).map_err(|error| SoundError::File(error.to_string()))?;
        Self::of(Box::new(file))
    }

    /// Opens bytes that are here.
    ///
    /// # Errors
    ///
    /// Nothing here can make sound of them.
    pub fn of_bytes(bytes: impl Into<Arc<[u8]>>) -> Result<Self, SoundError> {
        let bytes: Arc<[u8]> = bytes.into();
        Self::of(Box::new(std::io::Cursor::new(bytes)))
    }

    fn of(source: Box<dyn MediaSource>) -> Result<Self, SoundError> {
        guarded(|| Self::begin(source))
    }

    fn begin(source: Box<dyn MediaSource>) -> Result<Self, SoundError> {
        let stream = MediaSourceStream::new(source, Default::default());
        let limits = MetadataOptions::default()
            .limit_tag_bytes(Limit::Maximum(MOST_METADATA))
            .limit_visual_bytes(Limit::Maximum(MOST_METADATA));
        let format = symphonia::default::get_probe()
            .probe(&Hint::new(), stream, FormatOptions::default(), limits)
            .map_err(of_symphonia)?;
        let track = format
            .first_track_known_codec(TrackType::Audio)
            .ok_or_else(|| SoundError::Unsupported("no sound in it".to_owned()))?;
        let codec = track.codec_params.as_ref().and_then(|codec| codec.audio());
        let codec = codec.ok_or(SoundError::Damaged)?;
        let bigendian = format.format_info().format == FORMAT_ID_ISOMP4;
        let decoder = Decoder::new(codec, bigendian)?;
        // Where the container begins at zero, it counts what stands before the beginning.
        let counted = track.start_ts >= Timestamp::ZERO;
        let lead = if counted { decoder.lead() } else { 0 };
        let duration = track.duration.zip(track.time_base);
        let duration_ms = duration
            .and_then(|(duration, base)| base.calc_duration(duration))
            .map(|time| time.as_nanos() - i128::from(lead) * 1_000_000_000 / i128::from(RATE))
            .and_then(|nanoseconds| u64::try_from(nanoseconds / 1_000_000).ok());
        Ok(Self {
            track: track.id,
            base: track.time_base,
            decoder,
            resampler: None,
            duration_ms,
            lead,
            skip: lead,
            ended: false,
            format,
        })
    }

    /// How long it plays, in milliseconds, where the file says so.
    pub fn duration_ms(&self) -> Option<u64> {
        self.duration_ms
    }

    /// Appends what comes next, two channels in turns; whether there was anything.
    ///
    /// # Errors
    ///
    /// The file is damaged from here on.
    pub fn next(&mut self, out: &mut Vec<f32>) -> Result<bool, SoundError> {
        if self.ended {
            return Ok(false);
        }
        let read = guarded(|| self.read(out));
        self.ended = !matches!(read, Ok(true));
        read
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<bool, SoundError> {
        let before = out.len();
        for _ in 0..MOST_EMPTY {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) | Err(Error::ResetRequired) => return Ok(self.finish(out)),
                Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Ok(self.finish(out));
                }
                Err(error) => return Err(of_symphonia(error)),
            };
            if packet.track_id == self.track {
                self.decode(&packet, out)?;
            }
            if out.len() > before {
                return Ok(true);
            }
        }
        Err(SoundError::Damaged)
    }

    /// Appends what the packet holds; a damaged one holds nothing.
    fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<(), SoundError> {
        let Some((rate, samples)) = self.decoder.decode(packet)? else {
            return Ok(());
        };
        if rate == RATE {
            push(samples, &mut self.skip, out);
            return Ok(());
        }
        if !RATES.contains(&rate) {
            return Err(SoundError::Damaged);
        }
        if self.resampler.is_none() {
            self.resampler = Resampler::new(rate);
        }
        let mut ours = Vec::new();
        if let Some(resampler) = &mut self.resampler {
            resampler.push(samples, &mut ours);
        }
        push(&ours, &mut self.skip, out);
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<f32>) -> bool {
        let before = out.len();
        let mut rest = Vec::new();
        if let Some(mut resampler) = self.resampler.take() {
            resampler.finish(&mut rest);
        }
        push(&rest, &mut self.skip, out);
        self.ended = true;
        out.len() > before
    }

    /// Goes to a place, in milliseconds from the beginning.
    ///
    /// # Errors
    ///
    /// The file can't be read there.
    pub fn seek(&mut self, to_ms: u64) -> Result<(), SoundError> {
        let to_ms = self.duration_ms.map_or(to_ms, |end| to_ms.min(end));
        guarded(|| self.go(to_ms))
    }

    fn go(&mut self, to_ms: u64) -> Result<(), SoundError> {
        let lead_ms = self.lead * 1000 / u64::from(RATE);
        let begin = (to_ms + lead_ms).saturating_sub(RUN_UP_MS);
        let to = SeekTo::Time {
            time: Time::from_millis_u64(begin),
            track_id: Some(self.track),
        };
        let there = self.format.seek(SeekMode::Accurate, to);
        let there = there.map_err(of_symphonia)?;
        self.decoder.reset();
        if let Some(resampler) = &mut self.resampler {
            resampler.reset();
        }
        let at = self
            .base
            .map(|base| base.calc_time_saturating(there.actual_ts));
        let at = at.map_or(i128::from(begin) * 1_000_000, |time| time.as_nanos());
        let at = at * i128::from(RATE) / 1_000_000_000;
        let wanted = i128::from(to_ms) * i128::from(RATE) / 1000 + i128::from(self.lead);
        self.skip = u64::try_from(wanted - at).unwrap_or(0);
        self.ended = false;
        Ok(())
    }
}

impl Decoder {
    fn new(codec: &AudioCodecParameters, bigendian: bool) -> Result<Self, SoundError> {
        if codec.codec == CODEC_ID_OPUS {
            let head = codec.extra_data.as_deref().unwrap_or_default();
            return Self::opus(head, bigendian);
        }
        let channels = codec.channels.as_ref().map_or(1, |them| them.count());
        if channels > MOST_CHANNELS {
            return Err(SoundError::Unsupported(format!("{channels} channels")));
        }
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(codec, &AudioDecoderOptions::default())
            .map_err(of_symphonia)?;
        Ok(Self::Other {
            decoder,
            samples: Vec::new(),
        })
    }

    /// What is known of an Opus stream (RFC 7845 §5.1). MP4 has the same the other way round
    /// ("Encapsulation of Opus in ISO Base Media File Format" §4.3.2), and symphonia leaves it so.
    fn opus(head: &[u8], bigendian: bool) -> Result<Self, SoundError> {
        let channels = head.get(9).copied().unwrap_or(1);
        let family = head.get(18).copied().unwrap_or(0);
        if channels > 2 || family > 1 {
            return Err(SoundError::Unsupported(format!("{channels} channels")));
        }
        let lead = head.get(10..12).and_then(|lead| lead.try_into().ok());
        let gain = head.get(16..18).and_then(|gain| gain.try_into().ok());
        let (lead, gain) = match bigendian {
            true => (
                lead.map_or(0, u16::from_be_bytes),
                gain.map_or(0, i16::from_be_bytes),
            ),
            false => (
                lead.map_or(0, u16::from_le_bytes),
                gain.map_or(0, i16::from_le_bytes),
            ),
        };
        // libopus makes two channels of one itself.
        let decoder = opus::Decoder::new(RATE, Channels::Stereo);
        let decoder = decoder.map_err(|error| SoundError::Unsupported(error.to_string()))?;
        Ok(Self::Opus {
            decoder,
            lead,
            gain: 10f32.powf(f32::from(gain) / (20.0 * 256.0)),
            samples: vec![0.0; 2 * LONGEST_PACKET],
        })
    }

    /// The samples of a packet at their rate, two channels in turns; nothing where it is damaged.
    fn decode(&mut self, packet: &Packet) -> Result<Option<(u32, &[f32])>, SoundError> {
        match self {
            Self::Opus {
                decoder,
                gain,
                samples,
                ..
            } => {
                if packet.data.is_empty() {
                    return Ok(None);
                }
                let Ok(count) = decoder.decode_float(&packet.data, samples, false) else {
                    return Ok(None);
                };
                let trim = |duration: u64| usize::try_from(duration).unwrap_or(usize::MAX);
                let start = trim(packet.trim_start.get()).min(count);
                let end = count.saturating_sub(trim(packet.trim_end.get())).max(start);
                let kept = samples.get_mut(2 * start..2 * end).unwrap_or_default();
                if (*gain - 1.0).abs() > f32::EPSILON {
                    kept.iter_mut().for_each(|sample| *sample *= *gain);
                }
                Ok(Some((RATE, kept)))
            }
            Self::Other { decoder, samples } => {
                let decoded = match decoder.decode(packet) {
                    Ok(decoded) => decoded,
                    Err(Error::DecodeError(_) | Error::IoError(_)) => return Ok(None),
                    Err(error) => return Err(of_symphonia(error)),
                };
                let rate = decoded.spec().rate();
                let channels = decoded.spec().channels().count();
                let mut all: Vec<f32> = Vec::new();
                decoded.copy_to_vec_interleaved(&mut all);
                samples.clear();
                mix(&all, channels, samples);
                Ok(Some((rate, samples)))
            }
        }
    }

    fn lead(&self) -> u64 {
        match self {
            Self::Opus { lead, .. } => u64::from(*lead),
            Self::Other { .. } => 0,
        }
    }

    fn reset(&mut self) {
        match self {
            // It can't fail: there is nothing in its arguments to be wrong.
            Self::Opus { decoder, .. } => drop(decoder.reset_state()),
            Self::Other { decoder, .. } => decoder.reset(),
        }
    }
}

/// The waveform of a whole file and how long it plays, in milliseconds.
///
/// # Errors
///
/// It can't be read, is damaged, or is longer than [`LONGEST_WAVEFORM_MS`].
pub fn waveform(path: &Path, most: usize) -> Result<(Vec<u8>, u64), SoundError> {
    let mut sound = Sound::open(path)?;
    let mut waveform = Waveform::default();
    let (mut piece, mut frames) = (Vec::new(), 0u64);
    loop {
        piece.clear();
        match sound.next(&mut piece) {
            Ok(true) => {}
            // What could be read of it counts.
            Ok(false) => break,
            Err(_) if frames > 0 => break,
            Err(error) => return Err(error),
        }
        let mono: Vec<f32> = piece
            .chunks_exact(2)
            .map(|both| both.iter().sum::<f32>() / 2.0)
            .collect();
        frames += mono.len() as u64;
        waveform.push(&mono);
        if frames > LONGEST_WAVEFORM_MS * u64::from(RATE) / 1000 {
            return Err(SoundError::Unsupported("too long".to_owned()));
        }
    }
    Ok((waveform.finish(most), frames * 1000 / u64::from(RATE)))
}

/// Appends samples but for those that are to be skipped, and nothing that is no sound.
fn push(samples: &[f32], skip: &mut u64, out: &mut Vec<f32>) {
    let frames = (samples.len() / 2) as u64;
    let gone = (*skip).min(frames);
    *skip -= gone;
    let kept = samples.get(2 * gone as usize..).unwrap_or_default();
    let sane = |sample: &f32| match sample.is_finite() {
        true => sample.clamp(-1.0, 1.0),
        false => 0.0,
    };
    out.extend(kept.iter().map(sane));
}

/// Any number of channels as two: one is both, of more the even ones are left and the odd ones right.
fn mix(all: &[f32], channels: usize, out: &mut Vec<f32>) {
    let channels = channels.max(1);
    for frame in all.chunks_exact(channels) {
        let both = match frame {
            [one] => [*one, *one],
            [left, right] => [*left, *right],
            more => {
                let side = |first: usize| {
                    let its = || more.iter().skip(first).step_by(2);
                    its().sum::<f32>() / its().count().max(1) as f32
                };
                [side(0), side(1)]
            }
        };
        out.extend_from_slice(&both);
    }
}

fn of_symphonia(error: Error) -> SoundError {
    match error {
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => SoundError::Damaged,
        Error::IoError(error) => SoundError::File(error.to_string()),
        Error::Unsupported(what) => SoundError::Unsupported(what.to_owned()),
        _ => SoundError::Damaged,
    }
}

/// A decoder that stumbles over a file must not take anything else with it.
fn guarded<T>(read: impl FnOnce() -> Result<T, SoundError>) -> Result<T, SoundError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(SoundError::Damaged))
}

#[cfg(test)]
mod tests;
