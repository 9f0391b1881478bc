//! How responses are read.

use super::*;

const WHOLE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello";
const CHUNKED: &[u8] =
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\nB\r\nlo\r\n\r\nworld\r\n0\r\n\r\n";

fn parse(bytes: &[u8]) -> Response {
    Response::parse(bytes).expect("a valid response").expect("a complete response")
}

#[test]
fn a_response_is_parsed_by_its_content_length_or_its_chunks() {
    let response = parse(WHOLE);
    assert_eq!((response.status, response.body.as_slice(), response.length), (200, &b"hello"[..], WHOLE.len()));
    assert_eq!((response.header("x-a"), response.header("x-b")), (Some("b"), None));
    let response = parse(CHUNKED);
    assert_eq!((response.body.as_slice(), response.length), (&b"hello\r\n\r\nworld"[..], CHUNKED.len()));
    let response = parse(b"HTTP/1.1 204 No Content\r\n\r\nHTTP");
    assert_eq!((response.status, response.body.len(), response.length), (204, 0, 27));
}

#[test]
fn a_truncated_response_is_incomplete() {
    for whole in [WHOLE, CHUNKED] {
        for length in 0..whole.len() {
            assert!(Response::parse(&whole[..length]).unwrap().is_none(), "{length}");
        }
    }
}

#[test]
fn a_response_of_unknown_length_is_rejected() {
    for head in ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\ncontent-length: x", "nonsense"] {
        assert!(Response::parse(format!("{head}\r\n\r\n").as_bytes()).is_err(), "{head}");
    }
    assert!(Response::parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n").is_err());
}

/// Decodes a body in pieces of `size` bytes. Returns the content, and whether the body is complete.
fn decode(body: &[u8], size: usize) -> (Vec<u8>, bool) {
    let (mut chunks, mut taken) = (ChunkDecoder::default(), Vec::new());
    for piece in body.chunks(size) {
        chunks.feed(piece, &mut |bytes| taken.extend_from_slice(bytes)).expect("chunks");
    }
    (taken, chunks.ended())
}

#[test]
fn a_streamed_body_is_decoded_in_pieces_of_any_size() {
    let (response, start) = Response::parse_head(CHUNKED).unwrap().expect("a complete head");
    assert!(response.is_chunked() && response.body.is_empty());
    let body = &CHUNKED[start..];
    for size in 1..=body.len() {
        assert_eq!(decode(body, size), (b"hello\r\n\r\nworld".to_vec(), true), "{size}");
    }
    for length in 0..body.len() {
        assert!(!decode(&body[..length], body.len()).1, "{length}");
    }
}

#[test]
fn an_invalid_streamed_body_is_rejected() {
    for body in [&b"x\r\n"[..], b"0\r\n\r\nHTTP", b"fffffffffffffffff\r\n"] {
        assert!(ChunkDecoder::default().feed(body, &mut |_| {}).is_err(), "{}", String::from_utf8_lossy(body));
    }
}
