//! Who may do what, and from where.

use crate::support::{ADA, BOB, Journal, application_token};
use axum::{
    body::Body,
    http::{Request, StatusCode, request::Builder},
};

const FORM: &str = "title=New+title&text=New+text";
const JSON: &str = r#"{"title": "New title", "text": "New text"}"#;

/// Each request, and its status for nobody, for Ada, who has written post 1, and for Bob. There is no post 9.
const TABLE: &str = "
    GET    /                 401 200 200
    GET    /?page=2          401 404 404
    GET    /posts/new        401 200 200
    GET    /posts/1          401 200 200
    GET    /posts/1/edit     401 200 403
    GET    /posts/1/delete   401 200 403
    GET    /posts/9          401 404 404
    GET    /posts/9/edit     401 404 404
    GET    /posts/one        401 404 404
    GET    /authors/one      401 404 404
    GET    /elsewhere        404 404 404
    POST   /posts            401 303 303
    POST   /posts/1/edit     401 303 403
    POST   /posts/9/edit     401 404 404
    POST   /posts/1/delete   401 303 403
    POST   /posts/9/delete   401 404 404
    POST   /posts/1          401 405 405
    GET    /api/posts        401 200 200
    POST   /api/posts        401 201 201
    GET    /api/posts/1      401 200 200
    PUT    /api/posts/1      401 200 403
    DELETE /api/posts/1      401 204 403
    GET    /api/posts/9      401 404 404
    PUT    /api/posts/9      401 404 404
    DELETE /api/posts/9      401 404 404
    GET    /api/posts/one    401 404 404
    PATCH  /api/posts/1      401 405 405
    GET    /api/elsewhere    404 404 404
    GET    /static/journal.js 200 200 200
";

fn request(method: &str, path: &str) -> (Builder, &'static str) {
    let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    let (media_type, body) = if path.starts_with("/api/") {
        ("application/json", JSON)
    } else {
        ("application/x-www-form-urlencoded", FORM)
    };
    (request.header("content-type", media_type), body)
}

#[tokio::test]
async fn only_authors_change_their_posts() {
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        for (who, expected) in [None, Some(ADA), Some(BOB)].into_iter().zip(&cells[2..]) {
            let journal = Journal::open().await;
            journal.publish(ADA, "Old title").await;
            let (mut request, body) = request(cells[0], cells[1]);
            if let Some(who) = who {
                request = request.header("x-vestibule-token", application_token(who));
            }
            let answer = journal.send(request.body(body.into()).unwrap()).await;
            assert_eq!(answer.status.as_str(), *expected, "{line} as {who:?}: {}", answer.body);
            let is_error = answer.status.is_client_error();
            let media_type =
                if cells[1].starts_with("/api/") { "application/problem+json" } else { "text/html; charset=utf-8" };
            assert!(!is_error || answer.header("content-type") == media_type, "{line} as {who:?}");
            if is_error {
                let post = journal.api(ADA, "GET", "/api/posts/1", ().into()).await.json();
                assert_eq!(post["title"], "Old title", "{line} as {who:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_401_says_how_to_authenticate_and_a_405_what_is_allowed() {
    let journal = Journal::open().await;
    let answer = journal.send(Request::get("/api/posts").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"journal\"");
    let answer = journal.api(ADA, "PATCH", "/api/posts/1", ().into()).await;
    for method in ["GET", "PUT", "DELETE"] {
        assert!(answer.header("allow").contains(method), "{}", answer.header("allow"));
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let journal = Journal::open().await;
    for (header, value, expected) in [
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        // Another host of the same site, which may be less trustworthy.
        ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("origin", "https://journal.example", StatusCode::SEE_OTHER),
        ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
    ] {
        let request = Request::post("/posts")
            .header("host", "journal.example")
            .header("x-vestibule-token", application_token(ADA))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(header, value);
        let answer = journal.send(request.body(FORM.into()).unwrap()).await;
        assert_eq!(answer.status, expected, "{header}: {value}");
    }
    let list = journal.api(ADA, "GET", "/api/posts", ().into()).await.json();
    assert_eq!(list["total"], 2, "only the two of this site");
}

#[tokio::test]
async fn plain_headers_are_not_believed() {
    let journal = Journal::open().await;
    let request = Request::get("/").header("remote-user", "ada").header("remote-user-id", ADA.to_string());
    let answer = journal.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_invalid_bearer_token_is_refused_beside_a_valid_token_of_forward_authentication() {
    let journal = Journal::open().await;
    let request = Request::get("/api/posts")
        .header("x-vestibule-token", application_token(ADA))
        .header("authorization", format!("Bearer {}x", application_token(ADA)));
    let answer = journal.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
