//! From the rate of a file to ours: each new sample is a sum of those around its place, weighted by a
//! windowed sinc. Files come at 44,100 or 16,000 samples a second as often as at 48,000.

use std::collections::VecDeque;

use super::RATE;

/// Weights on each side of a sample, at the lower of both rates.
const REACH: usize = 24;
/// The curve of weights is kept at so many places between two samples; between those it is a line.
const PHASES: usize = 256;
/// How much of the band below half of the lower rate is kept.
const KEPT: f64 = 0.94;
/// Rates that files have; others are damage or a joke.
pub(super) const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Two channels on their way to another rate.
pub(super) struct Resampler {
    /// Samples of the file for one of ours.
    step: f64,
    /// Weights on each side, at the rate of the file.
    reach: usize,
    /// One row of `2 * reach` weights for each phase, and one more to draw the last line to.
    weights: Vec<Vec<f32>>,
    /// What is not used up yet, each with both channels.
    frames: VecDeque<[f32; 2]>,
    /// The place of the next sample, counted from the first of `frames`.
    place: f64,
}

impl Resampler {
    /// From such a rate to ours; `None` where nothing has to be done, or can be.
    pub(super) fn new(rate: u32) -> Option<Self> {
        if rate == RATE || !RATES.contains(&rate) {
            return None;
        }
        let step = f64::from(rate) / f64::from(RATE);
        let cut = KEPT / step.max(1.0);
        let reach = (REACH as f64 * step.max(1.0)).ceil() as usize;
        let weights = (0..=PHASES)
            .map(|phase| row(phase as f64 / PHASES as f64, reach, cut))
            .collect();
        let mut resampler = Self {
            step,
            reach,
            weights,
            frames: VecDeque::new(),
            place: 0.0,
        };
        resampler.reset();
        Some(resampler)
    }

    /// Forgets what was given in, for what comes next is from somewhere else.
    pub(super) fn reset(&mut self) {
        self.frames.clear();
        // Silence before the beginning, so that the first sample has neighbours.
        self.frames
            .extend(std::iter::repeat_n([0.0; 2], self.reach));
        self.place = self.reach as f64;
    }

    /// Takes in samples of two channels in turns, and gives those that are complete by now.
    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        for frame in samples.chunks_exact(2) {
            if let [left, right] = *frame {
                self.frames.push_back([left, right]);
            }
        }
        while (self.place as usize) + self.reach < self.frames.len() {
            out.extend_from_slice(&self.at(self.place));
            self.place += self.step;
        }
        let used = (self.place as usize).saturating_sub(self.reach);
        let used = used.min(self.frames.len());
        self.frames.drain(..used);
        self.place -= used as f64;
    }

    /// Gives what still waits for samples that will not come.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        let silence = vec![0.0; 2 * self.reach];
        self.push(&silence, out);
    }

    fn at(&self, place: f64) -> [f32; 2] {
        let whole = place as usize;
        let between = (place - whole as f64) * PHASES as f64;
        let phase = between as usize;
        let part = (between - phase as f64) as f32;
        let (Some(low), Some(high)) = (self.weights.get(phase), self.weights.get(phase + 1)) else {
            return [0.0; 2];
        };
        // The first of the frames that count, and those after it.
        let first = whole + 1 - self.reach.min(whole + 1);
        let frames = self.frames.iter().skip(first);
        let weights = low.iter().zip(high);
        let mut sum = [0.0; 2];
        for ([left, right], (low, high)) in frames.zip(weights) {
            let weight = low + (high - low) * part;
            sum = [sum[0] + left * weight, sum[1] + right * weight];
        }
        sum
    }
}

/// The weights of the samples around a place that lies by `part` behind one of them.
fn row(part: f64, reach: usize, cut: f64) -> Vec<f32> {
    use std::f64::consts::PI;
    let reach_far = reach as f64;
    let weight = |at: usize| {
        let away = at as f64 - (reach_far - 1.0) - part;
        let sinc = match away * cut {
            x if x.abs() < 1e-9 => 1.0,
            x => (PI * x).sin() / (PI * x),
        };
        // Blackman's window: what it lets through beside the band is below what anybody hears.
        let turn = (away / reach_far).clamp(-1.0, 1.0) * PI;
        let window = 0.42 + 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos();
        cut * sinc * window
    };
    let all: Vec<f64> = (0..2 * reach).map(weight).collect();
    let sum: f64 = all.iter().sum();
    all.into_iter().map(|one| (one / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::fake::{noise_below_tone, tone};

    fn resampled(rate: u32, samples: &[f32]) -> Vec<f32> {
        let mut resampler = Resampler::new(rate).unwrap();
        let both: Vec<f32> = samples.iter().flat_map(|one| [*one, *one]).collect();
        let mut out = Vec::new();
        // In pieces as a decoder gives them.
        for piece in both.chunks(1152) {
            resampler.push(piece, &mut out);
        }
        resampler.finish(&mut out);
        let (left, right): (Vec<f32>, Vec<f32>) =
            out.chunks_exact(2).map(|one| (one[0], one[1])).unzip();
        assert_eq!(left, right);
        left
    }

    #[test]
    fn a_tone_stays_the_same_tone() {
        for rate in [8_000, 16_000, 22_050, 44_100, 96_000] {
            let heard = resampled(rate, &tone(rate, 1000.0, 0.5, rate as usize));
            let expected = RATE as i64;
            assert!((heard.len() as i64 - expected).abs() < 10, "{rate}");
            let middle = &heard[2_000..heard.len() - 2_000];
            let clean = noise_below_tone(middle, 1000.0);
            assert!(clean > 60.0, "{rate}: {clean} dB");
        }
    }

    #[test]
    fn what_no_speaker_of_ours_can_play_is_gone_and_does_not_come_back_as_another_tone() {
        let heard = resampled(96_000, &tone(96_000, 40_000.0, 0.5, 96_000));
        let loudest = heard[2_000..46_000]
            .iter()
            .fold(0.0f32, |loud, one| loud.max(one.abs()));
        assert!(loudest < 0.001, "{loudest}");
    }

    #[test]
    fn our_own_rate_and_impossible_ones_need_nothing() {
        for rate in [RATE, 0, 1, u32::MAX] {
            assert!(Resampler::new(rate).is_none(), "{rate}");
        }
    }
}
