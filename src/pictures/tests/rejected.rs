//! Rejected files, and the time and memory that it takes to reject them.

use super::*;
use crate::pictures::{MAX_UPLOADS, MAX_UPLOADS_PER_ACCOUNT, Pictures};
use image::ExtendedColorType;
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

#[test]
fn a_file_of_another_format_is_unknown() {
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
        assert_eq!(process(file), Err(PictureError::Unknown), "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn a_truncated_file_is_damaged() {
    let image = corners(60, 40);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encode(image.clone(), format);
        // The last chunk of a PNG only marks the end, so a file without it is complete.
        let whole = if format == ImageFormat::Png { file.len() - 12 } else { file.len() };
        for end in 12..whole {
            assert_eq!(process(&file[..end]), Err(PictureError::Damaged), "{format:?}, {end} of {}", file.len());
        }
    }
}

#[test]
fn data_after_a_picture_is_removed() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut file = encode(corners(60, 40), format);
        let clean = process(&file).unwrap();
        file.extend(b"GIF89a<script>alert(1)</script>PK\x03\x04evil.exe");
        assert_eq!(process(&file), Ok(clean), "{format:?}");
    }
}

/// The processor time of this process, with all its threads. Unlike wall-clock time, it does not depend on other processes.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// The position of `bytes` in a file.
fn find(file: &[u8], bytes: &[u8]) -> usize {
    file.windows(bytes.len()).position(|window| window == bytes).expect("the file contains the bytes")
}

#[test]
fn a_file_with_a_too_large_declared_size_is_rejected_before_it_is_decoded() {
    let image = corners(60, 40);
    let started = processor_time();

    let mut png = encode(image.clone(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    assert_eq!(process(&png), Err(PictureError::TooManyPixels), "50,000 by 50,000");

    let plain = encode(image.clone(), ImageFormat::Jpeg);
    let sized = |height: u16, width: u16| {
        let mut file = plain.clone();
        let frame = find(&file, &[0xff, 0xc0]);
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        file
    };
    assert_eq!(process(&sized(50_000, 50_000)), Err(PictureError::TooManyPixels));
    assert_eq!(process(&sized(1, 8193)), Err(PictureError::TooManyPixels));
    assert_eq!(process(&sized(7000, 6000)), Err(PictureError::TooManyPixels));
    assert_eq!(process(&sized(0, 60)), Err(PictureError::Damaged));

    // The decoder stores all coefficients of these files until the last scan.
    let mut progressive = sized(5500, 5500);
    let frame = find(&progressive, &[0xff, 0xc0]);
    progressive[frame + 1] = 0xc2;
    assert_eq!(process(&progressive), Err(PictureError::TooCostly));
    let mut scans = sized(5500, 5500);
    let scan = scans[find(&scans, &[0xff, 0xda])..scans.len() - 2].to_vec();
    let end = scans.len() - 2;
    scans.splice(end..end, scan);
    assert_eq!(process(&scans), Err(PictureError::TooCostly));

    let took = processor_time() - started;
    assert!(took < Duration::from_secs(2), "{took:?}");
}

/// A WebP file with these chunks: name, declared length and content.
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
fn a_webp_with_a_larger_size_in_an_inner_chunk_is_rejected() {
    let extended = |flags: u8| [flags, 0, 0, 0, 15, 0, 0, 15, 0, 0];
    let huge = [0x30, 0x01, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
    let lossless = [0x2f, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(process(&webp(&[(b"VP8X", 10, &extended(0)), (b"VP8 ", 10, &huge)])), Err(PictureError::TooManyPixels));
    let frame = [[0; 16].as_slice(), b"VP8 ", &10_u32.to_le_bytes(), &huge].concat();
    let animated = webp(&[(b"VP8X", 10, &extended(2)), (b"ANIM", 6, &[0; 6]), (b"ANMF", 34, &frame)]);
    assert_eq!(process(&animated), Err(PictureError::TooManyPixels));
    assert_eq!(process(&webp(&[(b"VP8L", 5, &lossless)])), Err(PictureError::TooManyPixels), "without padding");

    // A decoder would allocate memory for this length.
    let exif = webp(&[(b"VP8X", 10, &extended(8)), (b"EXIF", u32::MAX - 64, b"MM")]);
    assert_eq!(process(&exif), Err(PictureError::Damaged));
}

/// Runs `work` and returns by how many MiB the memory of the process grew. Each test runs in its own process.
fn growth(work: impl FnOnce()) -> u64 {
    let mebibytes = |name: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    };
    // Resets the peak (VmHWM) to the current size.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = mebibytes("VmRSS:");
    work();
    mebibytes("VmHWM:") - before
}

#[test]
fn decompression_bombs_take_bounded_time_and_memory() {
    let solid = encode(RgbaImage::new(8000, 5000), ImageFormat::Png);
    assert!(solid.len() < 1_000_000, "{}", solid.len());
    let mut profile = Vec::new();
    let mut encoder = PngEncoder::new(&mut profile);
    encoder.set_icc_profile(vec![0; 200_000_000]).unwrap();
    encoder.write_image(&[0; 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
    assert!(profile.len() < 1_000_000, "{}", profile.len());

    let started = processor_time();
    let grown = growth(|| assert_eq!(process(&solid).unwrap().media_type, "image/webp"));
    assert!(grown < 192, "40 transparent megapixels: {grown} MiB");
    let grown = growth(|| drop(process(&profile)));
    assert!(grown < 64, "a colour profile of 200 MB: {grown} MiB");
    let took = processor_time() - started;
    assert!(took < Duration::from_secs(20), "{took:?}");
}

/// A new account each time.
fn account() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u64_pair(0, LAST.fetch_add(1, Ordering::Relaxed))
}

#[tokio::test]
async fn the_number_of_concurrent_uploads_is_limited() {
    let pictures = Pictures::default();
    let mut slots: Vec<_> = (0..MAX_UPLOADS).map(|_| pictures.reserve(account()).expect("a slot")).collect();
    assert!(pictures.reserve(account()).is_err());
    let file = encode(corners(60, 40), ImageFormat::Png);
    slots.pop().expect("a slot").avatar(file).await.unwrap();
    assert!(pictures.reserve(account()).is_ok(), "a finished upload releases its slot");
}

#[tokio::test]
async fn one_account_cannot_occupy_all_slots() {
    let (pictures, slow) = (Pictures::default(), Uuid::from_u128(1));
    let mut slots: Vec<_> = (0..MAX_UPLOADS).filter_map(|_| pictures.reserve(slow).ok()).collect();
    assert_eq!(slots.len(), MAX_UPLOADS_PER_ACCOUNT);
    assert!(pictures.reserve(Uuid::from_u128(2)).is_ok());
    slots.pop();
    assert!(pictures.reserve(slow).is_ok(), "a released slot is available again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_with_corrupted_bytes_is_accepted_or_rejected_without_panic(
        kind in 0..3_usize,
        wrong in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP][kind];
        let mut file = encode(corners(20, 30), format);
        for (at, byte) in wrong {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(avatar) = process(&file) {
            prop_assert_eq!(decode(&avatar.large).dimensions(), (256, 256));
        }
    }
}
