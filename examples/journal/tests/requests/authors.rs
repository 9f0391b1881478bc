//! Names and pictures of authors.

use crate::support::{ADA, BOB, Journal};
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

/// The author of post 1 in the API.
async fn author(journal: &Journal) -> Value {
    journal.api(BOB, "GET", "/api/posts/1", ().into()).await.json()["author"].clone()
}

#[tokio::test]
async fn a_post_shows_name_and_picture_as_they_are_now() {
    let journal = Journal::open().await;
    let picture = "https://id.example.org/avatars/1/256";
    {
        let mut vestibule = journal.vestibule.lock().unwrap();
        let user = vestibule.users.get_mut(&ADA).unwrap();
        user["name"] = json!("Ada Lovelace");
        user["avatar_url"] = json!(picture);
    }
    journal.publish(ADA, "Title").await;
    let expected = json!({ "id": ADA, "status": "member", "name": "Ada Lovelace", "avatar_url": picture });
    assert_eq!(author(&journal).await, expected);
    for path in ["/", "/posts/1", &format!("/authors/{ADA}")] {
        let page = journal.page(BOB, path).await;
        assert!(page.body.contains("Ada Lovelace") && page.body.contains(picture), "{path}: {}", page.body);
        assert!(page.header("content-security-policy").contains("img-src 'self' https://id.example.org;"));
    }
}

#[tokio::test]
async fn the_username_stands_for_a_missing_name() {
    let journal = Journal::open().await;
    journal.publish(ADA, "Title").await;
    assert_eq!(author(&journal).await["name"], "ada");
}

#[tokio::test]
async fn whose_account_is_deleted_is_a_former_member() {
    for is_visible in [false, true] {
        let journal = Journal::open().await;
        {
            let mut vestibule = journal.vestibule.lock().unwrap();
            let user = vestibule.users.get_mut(&ADA).unwrap();
            // Vestibule still has the account while it can be restored, and answers 404 after that.
            (user["status"], user["name"]) = (json!("deleted"), json!("Ada Lovelace"));
            if !is_visible {
                vestibule.users.remove(&ADA);
            }
        }
        journal.publish(ADA, "Title").await;
        let expected = json!({ "id": ADA, "status": "former", "name": "A former member", "avatar_url": null });
        assert_eq!(author(&journal).await, expected);
        assert!(journal.page(BOB, "/").await.body.contains("A former member"));
        assert_eq!(journal.page(BOB, &format!("/authors/{ADA}")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn posts_are_shown_when_vestibule_does_not_answer() {
    let journal = Journal::open().await;
    // The keys are known from here on.
    journal.page(BOB, "/posts/new").await;
    journal.vestibule.lock().unwrap().is_down = true;
    journal.publish(ADA, "Title").await;
    let page = journal.page(BOB, "/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Title") && page.body.contains("Unknown author"), "{}", page.body);
}

#[tokio::test]
async fn each_author_is_looked_up_once() {
    let journal = Journal::open().await;
    for who in [ADA, BOB, ADA, BOB] {
        journal.publish(who, "Title").await;
    }
    for _ in 0..3 {
        journal.page(ADA, "/").await;
    }
    assert_eq!(journal.vestibule.lock().unwrap().asked_for_users, 2);
}

#[tokio::test]
async fn a_page_of_an_author_needs_a_post_unless_it_is_the_own_one() {
    let journal = Journal::open().await;
    let status = async |id: Uuid| journal.page(ADA, &format!("/authors/{id}")).await.status;
    assert_eq!(status(ADA).await, StatusCode::OK);
    assert_eq!(status(BOB).await, StatusCode::NOT_FOUND);
    for number in 0..5 {
        assert_eq!(status(Uuid::from_u128(number)).await, StatusCode::NOT_FOUND);
    }
    let asked = journal.vestibule.lock().unwrap().asked_for_users;
    assert_eq!(asked, 1, "made-up ids do not use up the limits of the journal's account at Vestibule");
    journal.publish(BOB, "Title").await;
    assert_eq!(status(BOB).await, StatusCode::OK);
}
