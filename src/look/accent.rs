//! The accent: from one colour of the operator for each theme, all colours that pages and messages derive from it.
//!
//! The colour itself fills buttons and checked boxes. The others have its hue, and the lightness of the token in style/tokens.css
//! whose place they take, moved until their contrast suffices. So only the colour itself can be wrong.

use super::colour::{Oklch, Rgb};
use super::themes::{DARK, STEP, Theme, Tone};
use std::fmt::Write as _;

/// Text, in the ratio of WCAG 2.2 at level AA (1.4.3).
const TEXT: f64 = 4.5;
/// Links and other coloured text, at level AAA (1.4.6), as the text of the product's own accent.
const COLOURED_TEXT: f64 = 7.0;
/// Edges of what can be pressed, and the ring of the focus (1.4.11).
const EDGE: f64 = 3.0;

/// The accent in both themes.
#[derive(Clone, Debug)]
pub struct Accent {
    pub light: Palette,
    pub dark: Palette,
}

impl Accent {
    /// The stylesheet that replaces the tokens of the product. Without `light-dark()`, which some browsers lack.
    pub fn stylesheet(&self) -> String {
        let (light, dark) = (self.light.declarations(), self.dark.declarations());
        format!(
            ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
             :root[data-theme=dark]{{{dark}}}\n"
        )
    }
}

/// The colours of one theme.
#[derive(Clone, Debug)]
pub struct Palette {
    /// The colour of the operator.
    pub fill: Rgb,
    /// Text on it.
    pub on_fill: Rgb,
    /// Links.
    pub ink: Rgb,
    /// All colours by the names of their tokens, without `--color-`.
    tokens: Vec<(&'static str, Rgb)>,
}

impl Palette {
    /// The colours from the value of a setting.
    ///
    /// # Errors
    /// What to set instead, if it is no colour, or one that cannot be distinguished from the grounds of the theme.
    pub fn parse(value: &str, theme: &Theme) -> Result<Self, String> {
        let fill = Rgb::parse(value)
            .ok_or("use six hexadecimal digits, such as 1a5847; a # in front needs quotes in a file of settings")?;
        let ratio = lowest_contrast(fill, &theme.grounds());
        if ratio >= EDGE {
            return Ok(Self::of(fill, theme));
        }
        let better = with_contrast(fill.oklch(), &theme.grounds(), EDGE, theme.towards_ink);
        Err(format!(
            "use a {} colour, such as {}: its contrast to the grounds of the {} theme is only {:.2}:1, and buttons need \
             3:1 (WCAG 2.2, 1.4.11)",
            theme.better,
            better.digits(),
            theme.name,
            // Rounded down, so that it never shows the ratio that it lacks.
            (ratio * 100.0).floor() / 100.0
        ))
    }

    /// The dark theme for this accent of the light one: the same hue, as light as that of the product, or lighter if necessary.
    pub fn in_the_dark(&self) -> Self {
        let base = self.fill.oklch();
        let start = Oklch { lightness: base.lightness.max(DARK.fill_lightness), ..base };
        Self::of(with_contrast(start, &DARK.grounds(), EDGE, DARK.towards_ink), &DARK)
    }

    fn of(fill: Rgb, theme: &Theme) -> Self {
        let base = fill.oklch();
        let tone = |Tone(lightness, part, most): Tone| Oklch {
            lightness,
            chroma: (base.chroma * part).min(most),
            hue: base.hue,
        };
        // Secondary text must stay readable on it, as in a selected row: so it moves away from the ink.
        let soft = with_contrast(tone(theme.soft), &[theme.ink_muted.rgb()], COLOURED_TEXT, -theme.towards_ink);
        let mut grounds = theme.grounds().to_vec();
        let focus = with_contrast(tone(theme.focus), &grounds, EDGE, theme.towards_ink);
        grounds.push(soft);
        let readable = |start: Tone, ratio: f64| with_contrast(tone(start), &grounds, ratio, theme.towards_ink);
        let ink = readable(theme.ink, COLOURED_TEXT);
        let on_fill = text_on(fill);
        let [hover, press] = steps(base, on_fill);
        // Toasts and the selection bar are dark in both themes.
        let inverse_link = with_contrast(tone(theme.inverse_link), &[theme.inverse.rgb()], TEXT, STEP);
        let tokens = vec![
            ("accent", fill),
            ("accent-hover", hover),
            ("accent-press", press),
            ("on-accent", on_fill),
            ("accent-ink", ink),
            ("accent-soft", soft),
            ("accent-line", tone(theme.line).rgb()),
            ("accent-dot", readable(theme.dot, EDGE)),
            ("focus", focus),
            ("inverse-link", inverse_link),
            ("mark", fill),
            ("mark-light", tone(theme.mark_light).rgb()),
            ("door", tone(theme.door).rgb()),
            ("door-shade", tone(theme.door_shade).rgb()),
        ];
        Self { fill, on_fill, ink, tokens }
    }

    fn declarations(&self) -> String {
        let mut css = String::new();
        for (name, colour) in &self.tokens {
            // Cannot fail: the text is in memory.
            _ = write!(css, "--color-{name}:{colour};");
        }
        css
    }
}

fn lowest_contrast(colour: Rgb, to: &[Rgb]) -> f64 {
    to.iter().map(|other| colour.contrast(*other)).fold(f64::INFINITY, f64::min)
}

/// The first colour on the way from `start`, in steps of lightness, that has this contrast to all others.
fn with_contrast(start: Oklch, to: &[Rgb], ratio: f64, step: f64) -> Rgb {
    let mut colour = start;
    while lowest_contrast(colour.rgb(), to) < ratio && (-STEP..=1.0 + STEP).contains(&colour.lightness) {
        colour.lightness += step;
    }
    colour.rgb()
}

/// The text on a colour: nearly white or nearly black in its hue, or if neither is readable, white or black. One of those is.
fn text_on(fill: Rgb) -> Rgb {
    let Oklch { chroma, hue, .. } = fill.oklch();
    let tinted = [Oklch::new(0.99, chroma.min(0.006), hue).rgb(), Oklch::new(0.185, chroma.min(0.025), hue).rgb()];
    let readable = tinted.into_iter().find(|text| text.contrast(fill) >= TEXT);
    let plain = if Rgb::WHITE.contrast(fill) > Rgb::BLACK.contrast(fill) { Rgb::WHITE } else { Rgb::BLACK };
    readable.unwrap_or(plain)
}

/// The colour under the pointer, and while it is pressed: further from its text, so that this stays readable. At the end of the
/// scale there is no room, and the steps go the other way.
fn steps(base: Oklch, text: Rgb) -> [Rgb; 2] {
    let is_text_lighter = text.oklch().lightness > base.lightness;
    let direction = match base.lightness {
        // Steps between dark colours are hard to see.
        lightness if is_text_lighter && lightness < 0.2 => 3.0,
        lightness if !is_text_lighter && lightness > 0.88 => -1.0,
        _ if is_text_lighter => -1.0,
        _ => 1.0,
    };
    [0.045, 0.08].map(|step| Oklch { lightness: base.lightness + direction * step, ..base }.rgb())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::themes::LIGHT;
    use proptest::prelude::*;

    const TOKENS: &str = include_str!("../../style/tokens.css");

    /// The value of a token in both themes, as it is written.
    fn token(name: &str) -> [String; 2] {
        let (_, rest) = TOKENS.split_once(&format!("--color-{name}: light-dark(oklch(")).expect("a token");
        let (light, rest) = rest.split_once("), oklch(").expect("two values");
        let (dark, _) = rest.split_once("))").expect("an end");
        [light.to_owned(), dark.to_owned()]
    }

    fn written(Oklch { lightness, chroma, hue }: Oklch) -> String {
        format!("{lightness} {chroma} {hue}")
    }

    #[test]
    fn grounds_and_inks_are_those_of_the_tokens() {
        type Ground = (&'static str, fn(&Theme) -> Oklch);
        let grounds: [Ground; 6] = [
            ("canvas", |theme| theme.canvas),
            ("surface", |theme| theme.surface),
            ("raised", |theme| theme.raised),
            ("sunken", |theme| theme.sunken),
            ("inverse", |theme| theme.inverse),
            ("ink-muted", |theme| theme.ink_muted),
        ];
        for (name, of) in grounds {
            assert_eq!(token(name), [&LIGHT, &DARK].map(|theme| written(of(theme))), "{name}");
        }
        let lightness = token("accent").map(|value| value.split(' ').next().unwrap().parse::<f64>().unwrap());
        assert_eq!(lightness, [LIGHT.fill_lightness, DARK.fill_lightness]);
    }

    #[test]
    fn every_colour_that_is_replaced_is_a_token() {
        for (name, _) in &Palette::parse("1a5847", &LIGHT).unwrap().tokens {
            assert!(TOKENS.contains(&format!("  --color-{name}: light-dark(")), "{name}");
        }
    }

    #[test]
    fn the_stylesheet_has_both_themes_and_nothing_but_colours() {
        let light = Palette::parse("0b5fff", &LIGHT).unwrap();
        let css = Accent { dark: light.in_the_dark(), light }.stylesheet();
        assert!(css.starts_with(":root{--color-accent:#0b5fff;--color-accent-hover:#"), "{css}");
        assert_eq!(css.matches("--color-accent:").count(), 3, "{css}");
        assert!(!css.contains("url(") && !css.contains("light-dark"), "{css}");
    }

    #[test]
    fn a_colour_without_contrast_is_refused_with_one_that_has_it() {
        for (value, theme, start) in [
            ("ffd400", &LIGHT, "use a darker colour, such as "),
            ("ffffff", &LIGHT, "use a darker colour, such as "),
            ("1a5847", &DARK, "use a lighter colour, such as "),
            ("000000", &DARK, "use a lighter colour, such as "),
        ] {
            let error = Palette::parse(value, theme).unwrap_err();
            let better = error.strip_prefix(start).unwrap_or_else(|| panic!("{error}")).split(':').next().unwrap();
            assert!(Palette::parse(better, theme).is_ok(), "{value}: {error}");
            assert!(error.contains("is only ") && error.ends_with("need 3:1 (WCAG 2.2, 1.4.11)"), "{error}");
        }
    }

    fn assert_readable(palette: &Palette, theme: &Theme) {
        let colour = |name: &str| palette.tokens.iter().find(|(token, _)| *token == name).expect("a colour").1;
        let soft = colour("accent-soft");
        let mut grounds = theme.grounds().to_vec();
        grounds.push(soft);
        for name in ["accent", "accent-hover", "accent-press"] {
            let contrast = colour("on-accent").contrast(colour(name));
            assert!(contrast >= TEXT, "{} {name} {contrast}", palette.fill);
        }
        assert!(lowest_contrast(colour("accent-ink"), &grounds) >= COLOURED_TEXT, "{} ink", palette.fill);
        assert!(lowest_contrast(colour("accent-dot"), &grounds) >= EDGE, "{} dot", palette.fill);
        assert!(lowest_contrast(colour("focus"), &theme.grounds()) >= EDGE, "{} focus", palette.fill);
        assert!(lowest_contrast(palette.fill, &theme.grounds()) >= EDGE, "{} fill", palette.fill);
        assert!(theme.ink_muted.rgb().contrast(soft) >= COLOURED_TEXT, "{} soft", palette.fill);
        assert!(colour("inverse-link").contrast(theme.inverse.rgb()) >= TEXT, "{} link", palette.fill);
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_readable_in_both_themes(red: u8, green: u8, blue: u8) {
            let value = format!("{red:02x}{green:02x}{blue:02x}");
            if let Ok(light) = Palette::parse(&value, &LIGHT) {
                assert_readable(&light, &LIGHT);
                assert_readable(&light.in_the_dark(), &DARK);
            }
            if let Ok(dark) = Palette::parse(&value, &DARK) {
                assert_readable(&dark, &DARK);
            }
        }
    }
}
