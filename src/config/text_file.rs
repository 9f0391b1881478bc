//! Text files as editors save them: with a byte order mark or without, in UTF-8 or UTF-16, and with the line ends of Windows.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The maximum size of a file with settings in bytes. The largest has a tenth of it.
pub(super) const MAX_BYTES: u64 = 1024 * 1024;

/// Reads a text file of at most `max` bytes. The text has no byte order mark, and its lines end with a line feed.
pub(super) fn read(path: &Path, max: u64) -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {}", size(max))));
    }
    let text = decoded(&bytes).map_err(|fix| io::Error::new(io::ErrorKind::InvalidData, fix))?;
    Ok(if text.contains('\r') { Zeroizing::new(text.replace("\r\n", "\n")) } else { text })
}

/// The text without its byte order mark. An error says how to fix the file.
fn decoded(bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    // UTF-16 without a mark has one next to each ASCII letter.
    if text.contains('\0') { Err("it has NUL characters: save it as UTF-8") } else { Ok(text) }
}

fn utf8(bytes: &[u8]) -> Result<Zeroizing<String>, &'static str> {
    std::str::from_utf8(bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| "it is not in UTF-8: save it as UTF-8")
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Zeroizing<String>, &'static str> {
    let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if bytes.len().is_multiple_of(2) => Ok(Zeroizing::new(text)),
        _ => Err("it is damaged UTF-16: save it as UTF-8"),
    }
}

fn size(bytes: u64) -> String {
    if bytes == MAX_BYTES { "1 MiB".to_owned() } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16_of(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn a_file_of_any_editor_is_the_same_text() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("settings");
        let text = "VESTIBULE_NAME='Söhne & Co'\nPORT=8080\n";
        let windows = text.replace('\n', "\r\n");
        for bytes in [
            text.as_bytes().to_vec(),
            windows.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", windows.as_bytes()].concat(),
            utf16_of(&windows, [0xff, 0xfe], u16::to_le_bytes),
            utf16_of(text, [0xfe, 0xff], u16::to_be_bytes),
        ] {
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(read(&path, MAX_BYTES).unwrap().as_str(), text, "{}", bytes.escape_ascii());
        }
        std::fs::write(&path, "x".repeat(11)).unwrap();
        assert_eq!(read(&path, 10).unwrap_err().to_string(), "it is larger than 10 bytes");
    }

    #[test]
    fn what_is_no_text_says_how_to_save_it() {
        for (bytes, fix) in [
            (&b"J\xf6rg"[..], "it is not in UTF-8: save it as UTF-8"),
            (&b"P\0O\0R\0T\0"[..], "it has NUL characters: save it as UTF-8"),
            (&b"\xff\xfeP\0O"[..], "it is damaged UTF-16: save it as UTF-8"),
            (&b"\xff\xfe\x00\xd8"[..], "it is damaged UTF-16: save it as UTF-8"),
        ] {
            assert_eq!(decoded(bytes).unwrap_err(), fix, "{}", bytes.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn no_file_causes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), mark in "(\u{feff})?") {
            _ = decoded(&[mark.as_bytes(), &bytes].concat());
            _ = decoded(&[b"\xff\xfe", bytes.as_slice()].concat());
        }
    }
}
