//! Copy, backup and restore of databases. tests/inside/postgres/recovery.rs copies between the engines.

mod backup;
mod copy;
mod factors;
pub mod fields;
mod tables;

use crate::support::picture::{self, photograph};
use crate::support::*;
use vestibule::config::MasterSecret;
use vestibule::keys::Wrapping;

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The secret of the test applications.
fn wrapping() -> Wrapping {
    Wrapping::new(&MasterSecret::new(vec![7; 32]), None)
}

/// Registers and signs in an account with a picture; returns the address of the picture as well.
async fn member_with_picture(app: &TestApp) -> (Tokens, String) {
    let (user, tokens) = app.member("maren").await;
    let put = app.put(&format!("{}/avatar", path_of(&user))).bearer(&tokens.access);
    let set = put.header("content-type", "image/jpeg").body(photograph()).expect_status(200).await;
    (tokens, set.json()["avatar_url"].as_str().expect("an address").to_owned())
}

/// The files of a picture, in both sizes.
async fn picture_files(app: &TestApp, url: &str) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for path in [url.to_owned(), picture::small(url)] {
        files.push(app.get(&path).expect_status(200).await.body);
    }
    files
}
