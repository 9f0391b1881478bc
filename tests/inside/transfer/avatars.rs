//! Copies and backups include the pictures unchanged.

use crate::support::picture::{self, photograph};
use crate::support::{TestApp, TestDatabase};
use axum::http::Method;
use std::sync::Arc;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::Db;
use vestibule::transfer::{Existing, back_up, copy, restore};

fn wrapping() -> Wrapping {
    Wrapping::new(&MasterSecret::new(vec![7; 32]), None)
}

/// Registers an account with a picture and returns the address of the picture.
async fn picture_in(app: &TestApp) -> String {
    let (user, tokens) = app.member("maren").await;
    let path = format!("/api/users/{}/avatar", user["id"].as_str().unwrap());
    let put = app.call(Method::PUT, &path).bearer(&tokens.access).header("content-type", "image/jpeg");
    let set = put.body(photograph()).send().await;
    set.json()["avatar_url"].as_str().expect("an address").to_owned()
}

async fn bytes(app: &TestApp, url: &str) -> Vec<Vec<u8>> {
    let mut sizes = Vec::new();
    for path in [url.to_owned(), picture::small(url)] {
        let picture = app.get(&path).expect_status(200).await;
        sizes.push(picture.body);
    }
    sizes
}

#[tokio::test]
async fn a_copy_includes_pictures() {
    let app = TestApp::new().await;
    let url = picture_in(&app).await;
    let database = Arc::new(TestDatabase::new().await);
    let db = Db::connect(database.url().expose()).await.unwrap();
    db.migrations().up(None).await.unwrap();
    copy(&app.db, &db, &wrapping(), &SystemEntropy, Existing::Refuse, &mut |_| {}).await.unwrap();

    let moved = TestApp::on_database(database).await;
    assert_eq!(bytes(&moved, &url).await, bytes(&app, &url).await);
    let tokens = moved.log_in("maren").await;
    let me = moved.get("/api/auth/me").bearer(&tokens.access).send().await;
    assert_eq!(me.json()["avatar_url"], url.as_str());
}

#[tokio::test]
async fn a_backup_includes_pictures() {
    let app = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let url = picture_in(&app).await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();

    let recovered = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let keep = recovered.database.folder().join("kept.db");
    restore(&file, &recovered.db, &wrapping(), &SystemEntropy, false, &keep, &mut |_| {}).await.unwrap();
    assert_eq!(bytes(&recovered, &url).await, bytes(&app, &url).await);
}
