//! What is not let in, and what it may cost to find that out.

use super::*;
use crate::pictures::{PLACES, PLACES_OF_ONE, Pictures};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use proptest::prelude::*;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};
use uuid::Uuid;

#[test]
fn what_is_no_picture_of_the_three_kinds_is_unknown() {
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let files: [&[u8]; 9] = [
        b"",
        b"\xff\xd8",
        gif,
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"RIFF\x04\0\0\0WAVE",
    ];
    for file in files {
        assert_eq!(made(file), Err(PictureError::Unknown), "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn a_file_that_ends_too_early_is_damaged_wherever_it_ends() {
    let image = corners(60, 40);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encoded(image.clone(), format);
        // The last chunk of a PNG says nothing but that it is the last.
        let whole = if format == ImageFormat::Png { file.len() - 12 } else { file.len() };
        for end in 12..whole {
            assert_eq!(made(&file[..end]), Err(PictureError::Damaged), "{format:?}, {end} of {}", file.len());
        }
    }
}

#[test]
fn what_stands_behind_a_picture_is_left_behind() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut file = encoded(corners(60, 40), format);
        let clean = made(&file).unwrap();
        file.extend(b"GIF89a<script>alert(1)</script>PK\x03\x04evil.exe");
        assert_eq!(made(&file), Ok(clean), "{format:?}");
    }
}

/// The place of `what` in a file.
fn find(file: &[u8], what: &[u8]) -> usize {
    file.windows(what.len()).position(|bytes| bytes == what).expect("it is there")
}

#[test]
fn files_that_announce_too_much_are_refused_before_anything_is_decoded() {
    let image = corners(60, 40);
    let started = Instant::now();

    let mut png = encoded(image.clone(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    assert_eq!(made(&png), Err(PictureError::TooManyPixels), "50,000 by 50,000");

    let plain = encoded(image.clone(), ImageFormat::Jpeg);
    let sized = |height: u16, width: u16| {
        let mut file = plain.clone();
        let frame = find(&file, &[0xff, 0xc0]);
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        file
    };
    assert_eq!(made(&sized(50_000, 50_000)), Err(PictureError::TooManyPixels));
    assert_eq!(made(&sized(1, 8193)), Err(PictureError::TooManyPixels));
    assert_eq!(made(&sized(7000, 6000)), Err(PictureError::TooManyPixels));
    assert_eq!(made(&sized(0, 60)), Err(PictureError::Damaged));

    // All of these is kept until the last scan.
    let mut progressive = sized(5500, 5500);
    let frame = find(&progressive, &[0xff, 0xc0]);
    progressive[frame + 1] = 0xc2;
    assert_eq!(made(&progressive), Err(PictureError::TooCostly));
    let mut scans = sized(5500, 5500);
    let scan = scans[find(&scans, &[0xff, 0xda])..scans.len() - 2].to_vec();
    let end = scans.len() - 2;
    scans.splice(end..end, scan);
    assert_eq!(made(&scans), Err(PictureError::TooCostly));

    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

/// A WebP file of these chunks.
fn webp(chunks: &[(&[u8; 4], u32, &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, length, content) in chunks {
        body.extend(*name);
        body.extend(length.to_le_bytes());
        body.extend(*content);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF".as_slice(), &length, &body].concat()
}

#[test]
fn a_webp_that_announces_less_outside_than_inside_is_refused() {
    let extended = |flags: u8| [flags, 0, 0, 0, 15, 0, 0, 15, 0, 0];
    let huge = [0x30, 0x01, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
    let lossless = [0x2f, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(made(&webp(&[(b"VP8X", 10, &extended(0)), (b"VP8 ", 10, &huge)])), Err(PictureError::TooManyPixels));
    let frame = [[0; 16].as_slice(), b"VP8 ", &10_u32.to_le_bytes(), &huge].concat();
    let animated = webp(&[(b"VP8X", 10, &extended(2)), (b"ANIM", 6, &[0; 6]), (b"ANMF", 34, &frame)]);
    assert_eq!(made(&animated), Err(PictureError::TooManyPixels));
    assert_eq!(made(&webp(&[(b"VP8L", 5, &lossless)])), Err(PictureError::TooManyPixels), "without padding");

    // A decoder would make room for it.
    let exif = webp(&[(b"VP8X", 10, &extended(8)), (b"EXIF", u32::MAX - 64, b"MM")]);
    assert_eq!(made(&exif), Err(PictureError::Damaged));
}

/// Runs `work` and tells by how many MiB the process grew meanwhile. Each test has a process of its own.
fn growth(work: impl FnOnce()) -> u64 {
    let kept = |name: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    };
    // The highest that was reached is forgotten.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = kept("VmRSS:");
    work();
    kept("VmHWM:") - before
}

#[test]
fn small_files_that_unfold_far_take_bounded_time_and_memory() {
    let solid = encoded(RgbaImage::new(8000, 5000), ImageFormat::Png);
    assert!(solid.len() < 1_000_000, "{}", solid.len());
    let mut profile = Vec::new();
    let mut encoder = PngEncoder::new(&mut profile);
    encoder.set_icc_profile(vec![0; 200_000_000]).unwrap();
    encoder.write_image(&[0; 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
    assert!(profile.len() < 1_000_000, "{}", profile.len());

    let started = Instant::now();
    let grown = growth(|| assert_eq!(made(&solid).unwrap().media_type, "image/webp"));
    assert!(grown < 192, "40 megapixels of nothing: {grown} MiB");
    let grown = growth(|| drop(made(&profile)));
    assert!(grown < 64, "200 MB of a profile: {grown} MiB");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// Another one each time.
fn account() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u64_pair(0, LAST.fetch_add(1, Ordering::Relaxed))
}

#[tokio::test]
async fn only_so_many_files_may_be_on_their_way_in() {
    let pictures = Pictures::default();
    let mut places: Vec<_> = (0..PLACES).map(|_| pictures.enter(account()).expect("a place")).collect();
    assert!(pictures.enter(account()).is_err());
    let file = encoded(corners(60, 40), ImageFormat::Png);
    places.pop().expect("a place").avatar(file).await.unwrap();
    assert!(pictures.enter(account()).is_ok(), "the place of what is done is free");
}

#[tokio::test]
async fn one_account_leaves_places_to_others() {
    let (pictures, slow) = (Pictures::default(), Uuid::from_u128(1));
    let mut places: Vec<_> = (0..PLACES).filter_map(|_| pictures.enter(slow).ok()).collect();
    assert_eq!(places.len(), PLACES_OF_ONE);
    assert!(pictures.enter(Uuid::from_u128(2)).is_ok());
    places.pop();
    assert!(pictures.enter(slow).is_ok(), "a place that it gave back is its own again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_with_wrong_bytes_is_a_picture_or_refused(
        kind in 0..3_usize,
        wrong in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP][kind];
        let mut file = encoded(corners(20, 30), format);
        for (at, byte) in wrong {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(avatar) = made(&file) {
            prop_assert_eq!(shown(&avatar.large).dimensions(), (256, 256));
        }
    }
}
