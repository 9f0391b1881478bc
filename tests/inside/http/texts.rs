//! The files with texts that browsers load: those for everybody, and those that only pages of administrators have.

use crate::support::*;
use vestibule::language::{Language, Readers};
use vestibule::texts::for_browsers;

/// The cookie with the language that was chosen.
const COOKIE: &str = "vestibule_language";

/// The address of the file with the texts of a page.
fn file_of_texts(page: &Reply) -> String {
    let html = page.text();
    let file = html.split('"').find(|text| text.starts_with("/pkg/") && text.contains("/texts/"));
    file.expect("the texts").to_owned()
}

#[tokio::test]
async fn the_texts_of_a_language_are_a_file_that_browsers_keep_for_a_year() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    assert!(file_of_texts(&ada.open("/account").await).ends_with("/texts/en.txt"));
    ada.jar.insert(COOKIE.to_owned(), "de".to_owned());
    let path = file_of_texts(&ada.open("/account").await);
    assert!(path.starts_with("/pkg/") && path.ends_with("/texts/de.txt"), "{path}");
    let file = app.get(&path).expect_status(200).await;
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    let texts = for_browsers(Language::German, Readers::Everybody);
    assert_eq!((file.header("content-encoding"), file.text()), ("", texts.clone()));
    let compressed = app.get(&path).header("accept-encoding", "gzip").expect_status(200).await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    assert!(texts.contains("Seite nicht gefunden") && !texts.contains("Page not found"));
    for of_mail in ["Testnachricht", "Antworten werden nicht gelesen"] {
        assert!(!texts.contains(of_mail), "{of_mail}");
    }
    for unknown in ["qaa", "DE", "de-AT", "de.", "de.administration", "administrators"] {
        app.get(&path.replace("de.txt", &format!("{unknown}.txt"))).expect_status(404).await;
    }
}

#[tokio::test]
async fn only_pages_of_administrators_load_the_texts_of_these() {
    let app = TestApp::new().await;
    let mut admin = app.administrator_in_browser("ada").await;
    let [theirs, everybodys] = ["/texts/en.administrators.txt\"", "/texts/en.txt\""];
    // The activity of an account has the table of the audit log.
    for path in [
        "/users",
        "/users/groups",
        "/applications",
        "/providers",
        "/audit",
        "/account/activity",
        "/overview",
        "/first-steps",
    ] {
        admin.open(path).await.assert_shows(&[theirs, everybodys]);
    }
    admin.submit("/actions/first-steps/note", &[("note", "first_steps.hidden")]).await;
    for path in ["/", "/account", "/account/security", "/account/tokens"] {
        let page = admin.open(path).await;
        page.assert_shows(&[everybodys]);
        page.assert_hides(&[theirs]);
    }
    app.get("/login").html().expect_status(200).await.assert_hides(&[theirs]);

    admin.jar.insert(COOKIE.to_owned(), "de".to_owned());
    let page = admin.open("/users").await;
    let html = page.text();
    let path = html.split('"').find(|text| text.ends_with("/texts/de.administrators.txt")).expect("the texts");
    let file = app.get(path).expect_status(200).await;
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    let [everybodys, theirs] = Readers::ALL.map(|readers| for_browsers(Language::German, readers));
    assert_eq!((file.header("content-encoding"), file.text()), ("", theirs.clone()));
    let compressed = app.get(path).header("accept-encoding", "gzip").expect_status(200).await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    for text in ["Benutzer suchen", "Import und Export"] {
        assert!(theirs.contains(text) && !everybodys.contains(text), "{text}");
    }
}
