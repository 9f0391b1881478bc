//! An import goes on beside everyone else, and nobody sees any of it before all of it is there.

use crate::support::TestApp;
use futures::channel::mpsc::{self, UnboundedSender};
use std::time::Duration;
use tokio::task::JoinHandle;
use vestibule::{
    accounts::{Caller, ImportError, Principal},
    shared::{
        directory::ListUsersRequest,
        error::AppError,
        import::{ImportOutcome, ImportReport, ImportRequest},
    },
};

type Piece = Result<String, AppError>;

/// Begins an import of a file that is still to come.
fn begin(app: &TestApp) -> (UnboundedSender<Piece>, JoinHandle<Result<ImportReport, ImportError>>) {
    let (file, pieces) = mpsc::unbounded();
    let accounts = app.accounts.clone();
    let request = ImportRequest::default();
    let work = async move { accounts.import_users(&Principal::System, &Caller::local(), &request, pieces).await };
    (file, tokio::spawn(work))
}

fn rows(from: u32, count: u32) -> String {
    (from..from + count).map(|number| format!("p{number}@example.org,guest{number},person {number}\n")).collect()
}

/// How many people there are of all kinds, and how many are found by a word.
async fn seen(app: &TestApp) -> (u64, u64) {
    let total = async |q: &str| {
        let request = ListUsersRequest { q: q.into(), per_page: "1".into(), ..ListUsersRequest::default() };
        app.accounts.list_users(&Principal::System, &request).await.expect("a list").pagination.total
    };
    (total("").await, total("person").await)
}

/// Waits until so many accounts of imports are in the database, seen or not.
async fn until_stored(app: &TestApp, count: usize) {
    for _ in 0..400 {
        if app.database.run("SELECT username FROM users WHERE import_number > 0").await.len() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("there were never {count}");
}

#[tokio::test]
async fn nobody_is_seen_before_all_are_there() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let (file, import) = begin(&app);
    file.unbounded_send(Ok(format!("email,username,name\n{}", rows(0, 300)))).unwrap();
    until_stored(&app, 300).await;

    assert_eq!(seen(&app).await, (1, 0));
    assert!(app.accounts.find_by_login(&Principal::System, "guest7").await.is_err());
    let other = begin(&app).1.await.unwrap();
    assert!(matches!(other, Err(ImportError::AtWork)), "{other:?}");
    app.register("jonas").await;
    assert_eq!(seen(&app).await, (2, 0));

    file.unbounded_send(Ok(rows(300, 50))).unwrap();
    drop(file);
    let report = import.await.unwrap().expect("a report");
    assert_eq!((report.outcome, report.good), (ImportOutcome::Imported, 350));
    assert_eq!(seen(&app).await, (352, 350));
    assert!(app.accounts.find_by_login(&Principal::System, "guest7").await.is_ok());
    app.change("guest7", "disable").await;
    app.change("guest8", "delete").await;
    assert_eq!(seen(&app).await, (351, 349));
}

#[tokio::test]
async fn of_what_breaks_off_nothing_is_left() {
    let app = TestApp::new().await;
    let (file, import) = begin(&app);
    file.unbounded_send(Ok(format!("email,username,name\n{}", rows(0, 450)))).unwrap();
    until_stored(&app, 400).await;
    let broken = AppError::new(vestibule::shared::error::ErrorCode::Malformed, "broken off");
    file.unbounded_send(Err(broken.clone())).unwrap();
    let outcome = import.await.unwrap();
    assert!(matches!(&outcome, Err(ImportError::Broken(error)) if *error == broken), "{outcome:?}");
    assert_eq!(seen(&app).await, (0, 0));
    for table in ["users", "user_words", "user_counts WHERE count > 0", "imports"] {
        assert_eq!(app.database.run(&format!("SELECT '1' FROM {table}")).await.len(), 0, "{table}");
    }
    app.register("guest7").await;
}

#[tokio::test]
async fn what_a_dead_process_has_left_makes_way_after_two_minutes() {
    let app = TestApp::new().await;
    let (file, import) = begin(&app);
    file.unbounded_send(Ok(format!("email,username,name\n{}", rows(0, 300)))).unwrap();
    until_stored(&app, 300).await;

    // Of this one nothing is heard any more; another process goes by its clock.
    let other = app.replica(|_| {}).await;
    app.clock.advance(Duration::from_secs(120));
    assert_eq!(other.accounts.sweep().await.unwrap().unpublished, 0);
    app.clock.advance(Duration::from_secs(1));
    let (next, second) = begin(&other);
    next.unbounded_send(Ok(format!("email,username,name\n{}", rows(0, 200)))).unwrap();
    drop(next);
    assert_eq!(second.await.unwrap().expect("a report").good, 200);
    assert_eq!(seen(&app).await, (200, 200));

    // The first was not dead: it learns that it is.
    file.unbounded_send(Ok(rows(300, 100))).unwrap();
    drop(file);
    let late = import.await.unwrap();
    assert!(matches!(late, Err(ImportError::TakenOut)), "{late:?}");
    assert_eq!(seen(&app).await, (200, 200));
}
