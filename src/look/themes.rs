//! What the accent of a theme depends on: the grounds on which it stands, and the lightness of each colour that is derived from it.

use super::colour::{Oklch, Rgb};

/// The smallest step in which a lightness is moved.
pub(super) const STEP: f64 = 0.005;

/// A lightness, and the part of the accent's chroma that goes with it, up to a maximum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone(pub f64, pub f64, pub f64);

/// A theme. The grounds and inks are those of style/tokens.css, which a test compares.
#[derive(Debug)]
pub struct Theme {
    pub(super) name: &'static str,
    /// How a colour must be changed that has too little contrast.
    pub(super) better: &'static str,
    /// The step of lightness that brings a colour nearer to the ink, and further from the grounds.
    pub(super) towards_ink: f64,
    /// The lightness of the product's own accent.
    pub(super) fill_lightness: f64,
    pub(super) canvas: Oklch,
    pub(super) surface: Oklch,
    pub(super) raised: Oklch,
    pub(super) sunken: Oklch,
    pub(super) inverse: Oklch,
    pub(super) ink_muted: Oklch,
    pub(super) ink: Tone,
    pub(super) soft: Tone,
    pub(super) line: Tone,
    pub(super) dot: Tone,
    pub(super) focus: Tone,
    pub(super) inverse_link: Tone,
    pub(super) mark_light: Tone,
    pub(super) door: Tone,
    pub(super) door_shade: Tone,
}

impl Theme {
    pub(super) fn grounds(&self) -> [Rgb; 4] {
        [self.canvas, self.surface, self.raised, self.sunken].map(Oklch::rgb)
    }
}

pub const LIGHT: Theme = Theme {
    name: "light",
    better: "darker",
    towards_ink: -STEP,
    fill_lightness: 0.415,
    canvas: Oklch::new(0.978, 0.0055, 84.0),
    surface: Oklch::new(0.995, 0.0025, 84.0),
    raised: Oklch::new(0.998, 0.0015, 84.0),
    sunken: Oklch::new(0.957, 0.008, 84.0),
    inverse: Oklch::new(0.262, 0.012, 70.0),
    ink_muted: Oklch::new(0.427, 0.013, 70.0),
    ink: Tone(0.4, 1.0, 0.16),
    soft: Tone(0.945, 0.2, 0.03),
    line: Tone(0.855, 0.42, 0.07),
    dot: Tone(0.56, 1.3, 0.15),
    focus: Tone(0.5, 1.2, 0.16),
    inverse_link: Tone(0.84, 1.1, 0.1),
    mark_light: Tone(0.87, 0.9, 0.09),
    door: Tone(0.47, 0.9, 0.09),
    door_shade: Tone(0.4, 0.85, 0.085),
};

pub const DARK: Theme = Theme {
    name: "dark",
    better: "lighter",
    towards_ink: STEP,
    fill_lightness: 0.715,
    canvas: Oklch::new(0.186, 0.006, 58.0),
    surface: Oklch::new(0.22, 0.007, 58.0),
    raised: Oklch::new(0.254, 0.008, 58.0),
    sunken: Oklch::new(0.262, 0.008, 58.0),
    inverse: Oklch::new(0.325, 0.01, 60.0),
    ink_muted: Oklch::new(0.81, 0.009, 80.0),
    ink: Tone(0.82, 1.0, 0.16),
    soft: Tone(0.28, 0.28, 0.05),
    line: Tone(0.4, 0.5, 0.07),
    dot: Tone(0.74, 1.3, 0.15),
    focus: Tone(0.76, 1.2, 0.16),
    inverse_link: Tone(0.84, 1.1, 0.1),
    mark_light: Tone(0.34, 0.6, 0.06),
    door: Tone(0.46, 0.8, 0.08),
    door_shade: Tone(0.36, 0.65, 0.065),
};
