//! How loud something is from its beginning to its end, in a few bytes: what is drawn of a voice message.

use super::RATE;

/// A waveform has so many values at most, as the words for attachments say.
pub const MOST: usize = 128;
/// Loudness is taken of pieces this long: 10 ms.
const PIECE: usize = (RATE / 100) as usize;
/// Pieces are joined in twos when there are more, so that an hour needs no more memory than a minute.
const MOST_PIECES: usize = 4096;
/// What is quieter than this part of the loudest is drawn as silence.
const FLOOR: f32 = 0.01;

/// Takes in sound and tells its waveform.
#[derive(Clone, Debug)]
pub struct Waveform {
    /// The loudness of each piece that is complete.
    pieces: Vec<f32>,
    /// Samples that make a piece.
    length: usize,
    /// Of the piece that is not complete: the sum of squares, and of how many.
    sum: f32,
    count: usize,
}

impl Default for Waveform {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            length: PIECE,
            sum: 0.0,
            count: 0,
        }
    }
}

impl Waveform {
    /// Takes in samples of one channel.
    pub fn push(&mut self, samples: &[f32]) {
        for sample in samples {
            self.sum += sample * sample;
            self.count += 1;
            if self.count >= self.length {
                self.close();
            }
        }
    }

    /// The waveform: at most `most` values and never more than [`MOST`], the loudest of them 255. It is
    /// empty where nothing was taken in, and zero where there was silence.
    pub fn finish(mut self, most: usize) -> Vec<u8> {
        if self.count > self.length / 2 || self.pieces.is_empty() && self.count > 0 {
            self.close();
        }
        let most = most.clamp(1, MOST).min(self.pieces.len());
        let loud = |pieces: &[f32]| pieces.iter().copied().fold(0.0, f32::max);
        let loudest = loud(&self.pieces);
        let count = self.pieces.len();
        (0..most)
            .map(|at| {
                let part = at * count / most..(at + 1) * count / most;
                let value = loud(self.pieces.get(part).unwrap_or_default());
                scaled(value, loudest)
            })
            .collect()
    }

    fn close(&mut self) {
        let mean = (self.sum / self.count.max(1) as f32).sqrt();
        self.pieces.push(if mean.is_finite() { mean } else { 0.0 });
        (self.sum, self.count) = (0.0, 0);
        if self.pieces.len() >= MOST_PIECES {
            let joined = self.pieces.chunks(2);
            self.pieces = joined
                .map(|two| two.iter().copied().fold(0.0, f32::max))
                .collect();
            self.length *= 2;
        }
    }
}

/// How loud a piece of sound is right now, from 0 to 1, as a person feels it: from -50 dB up.
pub fn level(samples: &[f32]) -> f32 {
    /// What is quieter than this counts as silence.
    const QUIETEST: f32 = -50.0;
    if samples.is_empty() {
        return 0.0;
    }
    let squares: f32 = samples.iter().map(|sample| sample * sample).sum();
    let decibels = 10.0 * (squares / samples.len() as f32).max(1e-10).log10();
    ((decibels - QUIETEST) / -QUIETEST).clamp(0.0, 1.0)
}

/// A loudness beside the loudest. The root makes quiet words visible beside loud ones.
fn scaled(value: f32, loudest: f32) -> u8 {
    // Nothing in a file that is silent, or nearly, is as loud as a word.
    let loudest = loudest.max(FLOOR);
    let part = (value / loudest).clamp(0.0, 1.0);
    match part {
        part if part < FLOOR => 0,
        part => (part.sqrt() * 255.0).round() as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(loud: f32, milliseconds: usize) -> Vec<f32> {
        let samples = milliseconds * RATE as usize / 1000;
        let wave = |at: usize| (at as f32 * 440.0 * std::f32::consts::TAU / RATE as f32).sin();
        (0..samples).map(|at| loud * wave(at)).collect()
    }

    #[test]
    fn loud_is_high_and_silence_is_low() {
        let mut waveform = Waveform::default();
        waveform.push(&tone(0.8, 500));
        waveform.push(&vec![0.0; 24_000]);
        waveform.push(&tone(0.2, 500));
        let drawn = waveform.finish(30);
        assert_eq!(drawn.len(), 30);
        assert_eq!(drawn[5], 255);
        assert_eq!(drawn[15], 0);
        assert!((100..160).contains(&drawn[25]), "{drawn:?}");
    }

    #[test]
    fn it_never_has_more_values_than_there_was_sound() {
        assert_eq!(Waveform::default().finish(128), Vec::<u8>::new());
        let mut short = Waveform::default();
        short.push(&[0.5; 100]);
        assert_eq!(short.finish(128), [255]);
        let mut silent = Waveform::default();
        silent.push(&vec![0.0; 48_000]);
        assert_eq!(silent.finish(1000), [0; 100]);
    }

    #[test]
    fn an_hour_takes_no_more_room_than_a_minute() {
        let mut waveform = Waveform::default();
        let second = tone(0.5, 1000);
        for _ in 0..600 {
            waveform.push(&second);
        }
        assert!(waveform.pieces.len() < MOST_PIECES);
        assert_eq!(waveform.finish(usize::MAX).len(), MOST);
    }

    #[test]
    fn a_level_grows_with_what_is_heard() {
        assert!(level(&[]).abs() < f32::EPSILON);
        assert!(level(&[0.0; 480]).abs() < f32::EPSILON);
        assert!(level(&tone(0.01, 20)) < level(&tone(0.1, 20)));
        assert!(level(&tone(1.0, 20)) > 0.9);
        assert!(level(&[f32::NAN; 4]) <= 1.0);
    }
}
