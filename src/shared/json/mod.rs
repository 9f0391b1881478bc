//! A small JSON deserializer for the browser, which reads what the server writes with `serde_json`.
//!
//! It replaces the deserializer of `serde_json`, whose floating point numbers and error positions would make the
//! WebAssembly file much larger. The types of this program need only integers, and one error for all cases; that with decimals
//! (`FieldValue`) reads their characters.
//! See decision 28.

mod deserializer;
#[cfg(test)]
mod tests;

use leptos::serde_json;
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::{self, DeserializeOwned};
use std::fmt;

/// The encoding of the responses of server functions.
pub type Json = Post<JsonEncoding>;

/// JSON that `serde_json` writes and [`read`] reads.
pub struct JsonEncoding;

impl ContentType for JsonEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonEncoding {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonEncoding {
    type Error = InvalidJson;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        read(&bytes)
    }
}

/// The JSON is invalid or of another type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidJson;

impl fmt::Display for InvalidJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid JSON")
    }
}

impl std::error::Error for InvalidJson {}

impl de::Error for InvalidJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Result<T, E = InvalidJson> = std::result::Result<T, E>;

/// Reads a complete JSON text.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let mut reader = Reader::of(json);
    let value = T::deserialize(&mut reader)?;
    if reader.is_at_end() { Ok(value) } else { Err(InvalidJson) }
}

/// The tokenizer: the rest of a JSON text, of which it reads one token after the other.
struct Reader<'a> {
    rest: &'a [u8],
    /// The string that was read last. Most are the names of members, which nobody keeps.
    last: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn of(json: &'a [u8]) -> Self {
        Self { rest: json, last: Vec::new() }
    }

    fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// The first byte of the next token.
    fn peek(&mut self) -> Result<u8> {
        self.skip_space();
        self.rest.first().copied().ok_or(InvalidJson)
    }

    fn next_byte(&mut self) -> Result<u8> {
        let (first, rest) = self.rest.split_first().ok_or(InvalidJson)?;
        self.rest = rest;
        Ok(*first)
    }

    /// Consumes `word` if it is next.
    fn take(&mut self, word: &str) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(word.as_bytes());
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, word: &str) -> Result<()> {
        if self.take(word) { Ok(()) } else { Err(InvalidJson) }
    }

    fn number(&mut self) -> Result<i64> {
        // Rejects misplaced signs, decimals, and numbers that are too large.
        self.digits()?.parse().map_err(|_| InvalidJson)
    }

    /// The characters of a number.
    fn digits(&mut self) -> Result<&'a str> {
        self.skip_space();
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.rest.iter().take_while(|byte| is_part(byte)).count();
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        if digits.is_empty() { Err(InvalidJson) } else { std::str::from_utf8(digits).map_err(|_| InvalidJson) }
    }

    fn string(&mut self) -> Result<&str> {
        self.expect("\"")?;
        // Bytes instead of characters: in UTF-8 no byte of a longer character equals a quote or a backslash.
        self.last.clear();
        loop {
            match self.next_byte()? {
                b'"' => return std::str::from_utf8(&self.last).map_err(|_| InvalidJson),
                b'\\' => {
                    let char = self.escaped()?;
                    self.last.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                }
                byte => self.last.push(byte),
            }
        }
    }

    fn escaped(&mut self) -> Result<char> {
        Ok(match self.next_byte()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            // Quotes, backslashes and slashes are escaped as themselves.
            other => char::from(other),
        })
    }

    /// Four hexadecimal digits, or two such escapes that form a surrogate pair.
    fn code_point(&mut self) -> Result<char> {
        let mut code = self.hex()?;
        // JSON escapes characters beyond U+FFFF as two surrogates. `from_u32` rejects a single one.
        if (0xd800..0xdc00).contains(&code) {
            self.expect("\\u")?;
            let low = self.hex()?.checked_sub(0xdc00).ok_or(InvalidJson)?;
            code = 0x10000 + ((code - 0xd800) << 10) + low;
        }
        char::from_u32(code).ok_or(InvalidJson)
    }

    fn hex(&mut self) -> Result<u32> {
        (0..4).try_fold(0, |code, _| {
            let digit = char::from(self.next_byte()?).to_digit(16).ok_or(InvalidJson)?;
            Ok(code * 16 + digit)
        })
    }

    /// Skips any value.
    fn skip(&mut self) -> Result<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'[' => self.list("[", "]", |reader| reader.skip()),
            b'{' => self.list("{", "}", |reader| {
                reader.string()?;
                reader.expect(":")?;
                reader.skip()
            }),
            b'n' => self.expect("null"),
            b't' => self.expect("true"),
            b'f' => self.expect("false"),
            _ => self.digits().map(drop),
        }
    }

    fn list(&mut self, open: &str, close: &str, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.expect(open)?;
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.take(close) {
                return Ok(());
            }
            self.expect(",")?;
        }
    }
}
