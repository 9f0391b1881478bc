//! Parses the subset of HTTP/1.1 responses (RFC 9112) that our own server sends.

use crate::Result;

/// More than our server sends.
const MAX_HEADERS: usize = 64;

pub struct Response {
    pub status: u16,
    /// Not parsed into values: most requests look at none of them, and the load generator shares the processor with the server.
    head: Vec<u8>,
    end_of_body: EndOfBody,
    /// Without chunk headers, but still compressed.
    pub body: Vec<u8>,
    /// The bytes of all of it as sent.
    pub length: usize,
}

/// How the length of the body is known.
#[derive(Clone, Copy)]
enum EndOfBody {
    Length(usize),
    Chunks,
    Unknown,
}

impl Response {
    /// Parses the response at the start of `bytes`. None if it is incomplete.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>> {
        let Some((response, start)) = Self::parse_head(bytes)? else {
            return Ok(None);
        };
        let rest = &bytes[start..];
        let body = match response.end_of_body {
            EndOfBody::Chunks => unchunked(rest)?,
            EndOfBody::Length(length) => rest.get(..length).map(|body| (body.to_vec(), length)),
            EndOfBody::Unknown if response.status == 204 => Some((Vec::new(), 0)),
            EndOfBody::Unknown => {
                let head = String::from_utf8_lossy(&response.head);
                return Err(format!("the length of the response is unknown: {head}").into());
            }
        };
        Ok(body.map(|(body, length)| Self { body, length: start + length, ..response }))
    }

    /// Parses the head of the response at the start of `bytes`, and returns it with the position of the body. None if the head
    /// is incomplete.
    pub fn parse_head(bytes: &[u8]) -> Result<Option<(Self, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(start) = parsed.parse(bytes)? else {
            return Ok(None);
        };
        let status = parsed.code.ok_or("the response has no status")?;
        let mut end_of_body = EndOfBody::Unknown;
        for header in parsed.headers {
            if header.name.eq_ignore_ascii_case("transfer-encoding") && header.value.eq_ignore_ascii_case(b"chunked") {
                end_of_body = EndOfBody::Chunks;
            } else if header.name.eq_ignore_ascii_case("content-length") {
                end_of_body = EndOfBody::Length(str::from_utf8(header.value)?.parse()?);
            }
        }
        Ok(Some((Self { status, head: bytes[..start].to_vec(), end_of_body, body: Vec::new(), length: start }, start)))
    }

    pub fn is_chunked(&self) -> bool {
        matches!(self.end_of_body, EndOfBody::Chunks)
    }

    /// The value of the first header with this name. None also if it is not UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = str::from_utf8(&self.head).ok()?;
        let mut fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        let (_, value) = fields.find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        Some(value.trim())
    }
}

/// The decoded body and its encoded length. Trailers are not supported: our server does not send any.
fn unchunked(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut rest = bytes;
    while let Some(line) = find(rest, b"\r\n") {
        let size = usize::from_str_radix(str::from_utf8(&rest[..line])?, 16)?;
        let Some((chunk, after)) = rest[line + 2..].split_at_checked(size + 2) else {
            return Ok(None);
        };
        body.extend_from_slice(&chunk[..size]);
        rest = after;
        if size == 0 {
            return Ok(Some((body, bytes.len() - rest.len())));
        }
    }
    Ok(None)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
