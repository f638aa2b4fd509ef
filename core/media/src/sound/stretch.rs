//! Faster and still the same voice: pieces of the sound are laid over one another closer than they
//! stood, each where it fits the end of the one before best (WSOLA).

use std::collections::VecDeque;

use super::RATE;

/// A piece: 30 ms, in which a voice hardly changes.
const PIECE: usize = (RATE / 1000 * 30) as usize;
/// So far apart pieces stand in what is played: each overlaps with half of the next.
const HOP: usize = PIECE / 2;
/// So far from its place a piece is looked for, both ways: more than a period of a low voice.
const SEARCH: usize = (RATE / 1000 * 8) as usize;
/// The first search looks at each fourth place and compares each fourth sample; the second looks closer.
const COARSE: usize = 4;

/// Two channels on their way to another speed.
pub(super) struct Stretch {
    speed: f64,
    /// What was given in and may still be needed.
    frames: VecDeque<[f32; 2]>,
    /// Where the next piece would stand by the speed alone, from the first of `frames`.
    place: f64,
    /// Where what is playing would go on by itself.
    natural: usize,
    /// The second half of the piece before, that fades out.
    tail: Vec<[f32; 2]>,
}

impl Stretch {
    pub(super) fn new(speed: f64) -> Self {
        Self {
            speed,
            frames: VecDeque::new(),
            place: 0.0,
            natural: 0,
            tail: Vec::new(),
        }
    }

    /// Takes in samples of two channels in turns, and gives what can be played of them by now.
    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        if (self.speed - 1.0).abs() < f64::EPSILON {
            out.extend_from_slice(samples);
            return;
        }
        for frame in samples.chunks_exact(2) {
            if let [left, right] = *frame {
                self.frames.push_back([left, right]);
            }
        }
        while self.is_ready() {
            self.lay(out);
            self.forget();
        }
    }

    /// Gives what is left at the end.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        if (self.speed - 1.0).abs() < f64::EPSILON {
            return;
        }
        let silence = vec![0.0; 2 * (PIECE + 2 * SEARCH)];
        self.push(&silence, out);
    }

    fn is_ready(&self) -> bool {
        let needed = (self.place as usize + SEARCH).max(self.natural) + PIECE;
        needed < self.frames.len()
    }

    /// Plays the next piece.
    fn lay(&mut self, out: &mut Vec<f32>) {
        let start = self.best();
        let piece: Vec<[f32; 2]> = self
            .frames
            .iter()
            .skip(start)
            .take(PIECE)
            .copied()
            .collect();
        let (head, tail) = piece.split_at(HOP.min(piece.len()));
        for (at, [left, right]) in head.iter().enumerate() {
            let rising = at as f32 / HOP as f32;
            let before = self.tail.get(at).copied().unwrap_or([*left, *right]);
            let mix = |new: f32, old: f32| new * rising + old * (1.0 - rising);
            out.extend_from_slice(&[mix(*left, before[0]), mix(*right, before[1])]);
        }
        self.tail = tail.to_vec();
        self.natural = start + HOP;
        self.place += HOP as f64 * self.speed;
    }

    /// Where the next piece fits best: near its place, and most alike to what would go on by itself.
    fn best(&self) -> usize {
        let middle = self.place as usize;
        if self.tail.is_empty() {
            return middle;
        }
        let mono: Vec<f32> = self.window(self.natural, HOP);
        let from = middle.saturating_sub(SEARCH);
        let around = self.window(from, 2 * SEARCH + HOP);
        let places = (0..=2 * SEARCH).step_by(COARSE);
        let rough = most_alike(&mono, &around, places, COARSE);
        let close = rough.saturating_sub(COARSE)..=rough + COARSE;
        from + most_alike(&mono, &around, close, 1)
    }

    /// Both channels as one, from a place on.
    fn window(&self, from: usize, length: usize) -> Vec<f32> {
        let frames = self.frames.iter().skip(from).take(length);
        frames.map(|[left, right]| left + right).collect()
    }

    /// Lets go of what is behind both places.
    fn forget(&mut self) {
        let used = (self.place as usize)
            .saturating_sub(SEARCH)
            .min(self.natural)
            .min(self.frames.len());
        self.frames.drain(..used);
        self.place -= used as f64;
        self.natural -= used;
    }
}

/// The place in `around` whose samples are most like `wanted`, by their correlation.
fn most_alike(
    wanted: &[f32],
    around: &[f32],
    places: impl Iterator<Item = usize>,
    step: usize,
) -> usize {
    let likeness = |place: usize| {
        let there = around.get(place..).unwrap_or_default();
        let both = wanted.iter().zip(there).step_by(step);
        let (mut product, mut energy) = (0.0f32, 1e-9f32);
        for (one, other) in both {
            product += one * other;
            energy += other * other;
        }
        product / energy.sqrt()
    };
    let best = places
        .map(|place| (place, likeness(place)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    best.map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::fake::{noise_below_tone, tone};

    fn stretched(speed: f64, samples: &[f32]) -> Vec<f32> {
        let both: Vec<f32> = samples.iter().flat_map(|one| [*one, -*one]).collect();
        let both: Vec<f32> = both
            .chunks_exact(2)
            .flat_map(|one| [one[0], one[0]])
            .collect();
        let mut stretch = Stretch::new(speed);
        let mut out = Vec::new();
        for piece in both.chunks(1920) {
            stretch.push(piece, &mut out);
            let bound = PIECE + 4 * SEARCH + 2 * HOP + 960;
            assert!(stretch.frames.len() <= bound, "{}", stretch.frames.len());
        }
        stretch.finish(&mut out);
        out.chunks_exact(2).map(|one| one[0]).collect()
    }

    #[test]
    fn twice_as_fast_takes_half_the_time_and_keeps_its_pitch() {
        for (speed, seconds) in [(1.5, 2.0 / 1.5), (2.0, 1.0), (0.5, 4.0)] {
            let heard = stretched(speed, &tone(RATE, 220.0, 0.5, 2 * RATE as usize));
            let length = heard.len() as f64 / f64::from(RATE);
            assert!((length - seconds).abs() < 0.1, "{speed}: {length}");
            // A shift of phase between two pieces is noise for this measure; a wrong pitch is all noise.
            let middle = &heard[4_800..heard.len() - 9_600];
            for second in middle.chunks_exact(4_800) {
                let clean = noise_below_tone(second, 220.0);
                assert!(clean > 15.0, "{speed}: {clean} dB");
            }
        }
    }

    #[test]
    fn as_it_was_is_passed_on_as_it_is() {
        let samples = tone(RATE, 220.0, 0.5, 4_800);
        assert_eq!(stretched(1.0, &samples), samples);
    }
}
