//! Writing, reading, changing and deleting, as pages and as JSON.

use crate::support::{ADA, BOB, Journal, application_token};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_post_is_written_changed_and_deleted_without_javascript() {
    let journal = Journal::open().await;
    let answer = journal.submit(ADA, "/posts", "title=+First+&text=One%0D%0ATwo").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/posts/1?notice=published"));
    let page = journal.page(ADA, "/posts/1?notice=published").await.body;
    assert!(page.contains("The post is published.") && page.contains("One\nTwo"), "{page}");

    let page = journal.page(ADA, "/posts/1/edit").await.body;
    assert!(page.contains(r#"value="First""#), "{page}");
    let answer = journal.submit(ADA, "/posts/1/edit", "title=Second&text=Three").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/posts/1?notice=changed"));

    let answer = journal.submit(ADA, "/posts/1/delete", "").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/?notice=deleted"));
    assert_eq!(journal.page(ADA, "/posts/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(journal.publish(ADA, "Next").await, 2, "the id of a deleted post is not used again");
}

#[tokio::test]
async fn every_page_has_a_form_that_signs_out_at_vestibule() {
    let journal = Journal::open().await;
    journal.publish(ADA, "Title").await;
    let form = r#"<form method="post" action="/.vestibule/logout"><button>Sign out</button></form>"#;
    for path in ["/", "/posts/1", "/posts/new", "/posts/1/delete"] {
        let answer = journal.page(ADA, path).await;
        assert!(answer.body.contains(form), "{path}: {}", answer.body);
        // The root of the journal leads on to the sign-in page, and browsers compare redirects after a form as well.
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("form-action 'self' https://id.example.org;"), "{policy}");
    }
}

#[tokio::test]
async fn a_post_is_written_changed_and_deleted_as_json() {
    let journal = Journal::open().await;
    let created = journal.api(ADA, "POST", "/api/posts", json!({ "title": "First", "text": "One" })).await;
    assert_eq!((created.status, created.header("location")), (StatusCode::CREATED, "/api/posts/1"));
    let post = created.json();
    assert_eq!((&post["id"], &post["title"], &post["text"]), (&json!(1), &json!("First"), &json!("One")));
    assert!(post["created_at"].as_str().unwrap().ends_with('Z'), "{post}");
    assert_eq!(journal.api(BOB, "GET", "/api/posts/1", ().into()).await.json(), post);

    let changed = journal.api(ADA, "PUT", "/api/posts/1", json!({ "title": "Second", "text": "Two" })).await.json();
    assert_eq!((&changed["title"], &changed["text"]), (&json!("Second"), &json!("Two")));
    let deleted = journal.api(ADA, "DELETE", "/api/posts/1", ().into()).await;
    assert_eq!((deleted.status, deleted.body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(journal.api(ADA, "GET", "/api/posts/1", ().into()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_errors_are_reported_at_once() {
    let journal = Journal::open().await;
    journal.publish(ADA, "Title").await;
    for (method, path) in [("POST", "/api/posts"), ("PUT", "/api/posts/1")] {
        let answer = journal.api(ADA, method, path, json!({ "title": "x".repeat(121) })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let errors = json!([
            { "field": "title", "code": "too_long", "message": "The title has 121 characters. Shorten it to 120." },
            { "field": "text", "code": "required", "message": "Write a text." },
        ]);
        assert_eq!(answer.json()["errors"], errors);
    }
}

#[tokio::test]
async fn a_form_with_errors_keeps_what_was_typed() {
    let journal = Journal::open().await;
    journal.publish(ADA, "Title").await;
    for path in ["/posts", "/posts/1/edit"] {
        let answer = journal.submit(ADA, path, "title=&text=A+long+story").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for expected in ["Write a title.", "A long story</textarea>", r#"aria-invalid="true""#] {
            assert!(answer.body.contains(expected), "{expected} is missing in {}", answer.body);
        }
        assert!(!answer.body.contains("Write a text."));
    }
}

#[tokio::test]
async fn html_in_a_post_is_text() {
    let journal = Journal::open().await;
    let attack = r#"</textarea></title><script>alert(1)</script>"onmouseover="alert(1)"#;
    journal.vestibule.lock().unwrap().users.get_mut(&ADA).unwrap()["name"] = json!(attack);
    journal.api(ADA, "POST", "/api/posts", json!({ "title": attack, "text": attack })).await;
    for path in ["/", "/posts/1", "/posts/1/edit", "/posts/1/delete"] {
        let answer = journal.page(ADA, path).await;
        assert!(!answer.body.contains("<script>"), "{path}: {}", answer.body);
        assert!(!answer.body.contains(r#""onmouseover"#), "{path}: {}", answer.body);
        assert!(answer.header("content-security-policy").contains("script-src 'self';"));
    }
}

#[tokio::test]
async fn lists_are_newest_first_in_pages_of_ten() {
    let journal = Journal::open().await;
    for number in 1..=25 {
        journal.publish(if number % 5 == 0 { BOB } else { ADA }, &format!("Post {number}.")).await;
    }
    let list = journal.api(ADA, "GET", "/api/posts?page=2", ().into()).await.json();
    assert_eq!((&list["page"], &list["pages"], &list["total"]), (&json!(2), &json!(3), &json!(25)));
    assert_eq!(titles(&list), (6..=15).rev().map(|number| format!("Post {number}.")).collect::<Vec<_>>());
    let list = journal.api(ADA, "GET", &format!("/api/posts?author={BOB}"), ().into()).await.json();
    assert_eq!(titles(&list), ["Post 25.", "Post 20.", "Post 15.", "Post 10.", "Post 5."]);

    let page = journal.page(ADA, "/?page=2").await.body;
    assert!(page.contains(r#"<a href="/?page=1">1</a><a aria-current="page">2</a><a href="/?page=3">3</a>"#), "{page}");
    let page = journal.page(ADA, &format!("/authors/{BOB}")).await.body;
    assert!(page.contains("Post 25.") && !page.contains("Post 24."), "{page}");

    for path in ["/?page=4", "/api/posts?page=4"] {
        assert_eq!(journal.page(ADA, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/?page=0", "/?page=x", "/api/posts?page=-1", "/api/posts?author=bob"] {
        assert_eq!(journal.page(ADA, path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

fn titles(list: &Value) -> Vec<&str> {
    list["posts"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_a_problem() {
    let journal = Journal::open().await;
    for (media_type, body, expected) in [
        ("text/plain", "{}".to_owned(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/json", "{".to_owned(), StatusCode::BAD_REQUEST),
        ("application/json", r#"{"title": 1}"#.to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("application/json", "x".repeat(300_000), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = Request::post("/api/posts")
            .header("authorization", format!("Bearer {}", application_token(ADA)))
            .header("content-type", media_type);
        let answer = journal.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!((answer.status, answer.header("content-type")), (expected, "application/problem+json"));
        assert_eq!(answer.json()["status"], expected.as_u16());
    }
}
