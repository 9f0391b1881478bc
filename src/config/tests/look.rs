//! The settings of the look.

use super::*;
use image::{DynamicImage, ImageFormat, RgbImage};
use std::fs;
use std::io::Cursor;

/// The look with these settings, or the error.
fn look(values: &[(&str, &str)]) -> Result<Look, String> {
    load(&[&[SECRET][..], values].concat()).map(|config| config.look).map_err(|error| error.to_string())
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(width, height)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn without_settings_the_look_is_that_of_the_product() {
    let look = look(&[]).unwrap();
    assert!(look.logo.is_none() && look.logo_file.is_none() && look.accent.is_none());
    assert_eq!((look.terms_url, look.privacy_url, look.support_email), (None, None, None));
}

#[test]
fn a_logo_is_read_and_another_file_is_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("logo.png");
    let setting = ("VESTIBULE_LOGO", path.to_str().unwrap());
    let missing = look(&[setting]).unwrap_err();
    let start = format!("VESTIBULE_LOGO is `{}`: ", path.display());
    assert!(missing.starts_with(&format!("{start}use the path of a readable file (")), "{missing}");

    fs::write(&path, png(96, 64)).unwrap();
    let found = look(&[setting]).unwrap();
    assert_eq!(found.logo.map(|logo| (logo.width, logo.height)), Some((96, 64)));
    assert_eq!(found.logo_file.as_deref(), Some(path.as_path()));
    for (file, sentence) in [
        (
            b"<svg/>".to_vec(),
            "use a PNG file: not all mail programs show other pictures, and an SVG can contain scripts.",
        ),
        (vec![0; 1 << 20], "use a file of at most 64 KiB, because every message contains it."),
        (png(32, 32), "use a picture of 56 to 1024 pixels in height and at most 1024 in width, not 32 × 32."),
        (png(60, 130), "use a picture at most twice as high as wide and eight times as wide as high, not 60 × 130."),
        (png(64, 64)[..40].to_vec(), "use a complete PNG file: this one is damaged."),
    ] {
        fs::write(&path, file).unwrap();
        assert_eq!(look(&[setting]).unwrap_err(), format!("{start}{sentence}"));
    }
}

#[test]
fn one_colour_is_enough_and_a_second_is_for_the_dark_theme() {
    let fills = |values: &[(&str, &str)]| {
        let accent = look(values).unwrap().accent.unwrap();
        (accent.light.fill.digits(), accent.dark.fill.digits())
    };
    let (light, derived) = fills(&[("VESTIBULE_ACCENT", "#0B5FFF")]);
    assert!(light == "0b5fff" && derived != light, "{light} {derived}");
    let both = [("VESTIBULE_ACCENT", "0b5fff"), ("VESTIBULE_ACCENT_DARK", "ffd400")];
    assert_eq!(fills(&both), ("0b5fff".to_owned(), "ffd400".to_owned()));
}

#[test]
fn a_colour_that_cannot_be_seen_is_refused_in_the_theme_where_it_cannot() {
    let bright = look(&[("VESTIBULE_ACCENT", "ffd400")]).unwrap_err();
    assert!(bright.starts_with("VESTIBULE_ACCENT is `ffd400`: use a darker colour, such as "), "{bright}");
    assert!(bright.contains("the grounds of the light theme is only 1.25:1"), "{bright}");
    let dark = look(&[("VESTIBULE_ACCENT", "0b5fff"), ("VESTIBULE_ACCENT_DARK", "00247a")]).unwrap_err();
    assert!(dark.starts_with("VESTIBULE_ACCENT_DARK is `00247a`: use a lighter colour, such as "), "{dark}");
    let word = look(&[("VESTIBULE_ACCENT", "green")]).unwrap_err();
    assert!(word.starts_with("VESTIBULE_ACCENT is `green`: use six hexadecimal digits, such as 1a5847;"), "{word}");
    let alone = look(&[("VESTIBULE_ACCENT_DARK", "ffd400")]).unwrap_err();
    assert!(alone.starts_with("VESTIBULE_ACCENT_DARK is set without VESTIBULE_ACCENT, "), "{alone}");
}

#[test]
fn links_are_absolute_and_lead_to_pages_or_an_address() {
    let base = ("VESTIBULE_BASE_URL", "https://accounts.example.org");
    let found = look(&[
        base,
        ("VESTIBULE_TERMS_URL", "/terms?version=2"),
        ("VESTIBULE_PRIVACY_URL", "https://WWW.example.org/privacy"),
        ("VESTIBULE_SUPPORT_EMAIL", " help@example.org "),
    ]);
    let found = found.unwrap();
    assert_eq!(found.terms_url.as_deref(), Some("https://accounts.example.org/terms?version=2"));
    assert_eq!(found.privacy_url.as_deref(), Some("https://www.example.org/privacy"));
    assert_eq!(found.support_email.as_deref(), Some("help@example.org"));

    let email = "use an email address, such as help@example.org.";
    let url = "use a URL such as https://www.example.org/terms, or a path on this origin such as /terms.";
    for (name, value, sentence) in [
        ("VESTIBULE_TERMS_URL", "terms", url),
        ("VESTIBULE_TERMS_URL", "//example.org", url),
        ("VESTIBULE_PRIVACY_URL", "javascript:alert(1)", url),
        ("VESTIBULE_PRIVACY_URL", "data:text/html,hello", url),
        ("VESTIBULE_SUPPORT_EMAIL", "example.org", email),
        ("VESTIBULE_SUPPORT_EMAIL", "a@example.org?bcc=b@example.org", email),
    ] {
        assert_eq!(look(&[(name, value)]).unwrap_err(), format!("{name} is `{value}`: {sentence}"));
    }
}
