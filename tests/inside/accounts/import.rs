//! Imports run concurrently with other requests and stay hidden until they are published.

use crate::support::*;
use futures::Stream;
use futures::channel::mpsc::{self, UnboundedSender};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use vestibule::identity::words::SearchKeys;
use vestibule::shared::directory::ListUsersRequest;
use vestibule::shared::fields::profile::Profile;
use vestibule::shared::groups::GroupNames;
use vestibule::shared::import::{ImportOutcome, ImportProgress, ImportReport, ImportRequest};
use vestibule::shared::views::Status;
use vestibule::store::imports::{self, ImportRun, Withdrawal};
use vestibule::store::users::{self, Names, NewUser};

type Chunk = Result<String, AppError>;

/// Starts an import; the caller sends the file afterwards, chunk by chunk.
fn start_import(app: &TestApp) -> (UnboundedSender<Chunk>, JoinHandle<Result<ImportReport, AppError>>) {
    let (file, chunks) = mpsc::unbounded();
    (file, import_file(app, chunks))
}

fn import_file(
    app: &TestApp,
    file: impl Stream<Item = Chunk> + Send + Unpin + 'static,
) -> JoinHandle<Result<ImportReport, AppError>> {
    let accounts = app.accounts.clone();
    let request = ImportRequest::default();
    tokio::spawn(async move { accounts.imports().import_users(&Caller::system(), &request, file).await })
}

fn rows(from: u32, count: u32) -> String {
    (from..from + count).map(|number| format!("p{number}@example.org,guest{number},person {number}\n")).collect()
}

/// The number of all visible users, and of those that a search for "person" finds.
async fn visible_users(app: &TestApp) -> (u64, u64) {
    let total = async |q: &str| {
        let request = ListUsersRequest { q: q.into(), per_page: "1".into(), ..ListUsersRequest::default() };
        app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list").pagination.total
    };
    (total("").await, total("person").await)
}

/// Adds users of an unfinished (hidden) import and returns the number of the import.
async fn start_hidden_import(app: &TestApp, guests: u32) -> i64 {
    let (now, total) = (app.accounts.now(), i64::from(guests));
    let begun = app.db.write(async move |mut tx: Tx| imports::begin(&mut tx, now, total, &[7; 32]).await).await;
    let number = begun.unwrap().expect("no other import is running");
    let users = (1_000..1_000 + guests).map(|id| guest(id, number, now)).collect();
    let added = app.db.write(async move |mut tx: Tx| users::add(&mut tx, users).await).await.unwrap();
    assert_eq!(added.len(), guests as usize);
    number
}

fn guest(number: u32, import_number: i64, now: Timestamp) -> NewUser {
    let (username, email) = (format!("guest{number}"), format!("p{number}@example.org"));
    let profile = Profile::of_name(Some(format!("person {number}")));
    let groups = GroupNames::default();
    let SearchKeys { name_key, words, word_bits } = SearchKeys::of(&username, &email, &profile, None, "", &groups);
    let names = Names {
        username_key: username.clone(),
        email_key: email.clone(),
        name_key,
        words,
        word_bits,
        profile,
        username,
        email,
        external_id: None,
        own_words: String::new(),
        groups,
    };
    NewUser {
        id: UserId(Uuid::from_u128(u128::from(number) + 1)),
        names,
        role: Role::User,
        status: Status::Active,
        email_verified: false,
        password_hash: "!".to_owned(),
        created_at: now,
        deleted_at: None,
        last_login_at: Timestamp(0),
        import_number,
        own_values: Vec::new(),
    }
}

#[tokio::test]
async fn imported_users_are_hidden_until_the_import_is_published() {
    let app = TestApp::with_user("maren").await;
    let number = start_hidden_import(&app, 150).await;
    assert_eq!(visible_users(&app).await, (1, 0));
    assert!(app.accounts.users().find_by_login(&Caller::system(), "guest1007").await.is_err());
    app.register("jonas").await;
    assert_eq!(visible_users(&app).await, (2, 0));
    let refused = start_import(&app).1.await.unwrap().expect_err("another import is running");
    assert_eq!(refused.code, ErrorCode::ImportRunning);
    assert!(refused.detail.say().starts_with("Another import is running."), "{refused:?}");
    let progress = app.accounts.imports().import_progress(&Caller::system()).await.unwrap();
    assert_eq!(progress, Some(ImportProgress { done: 0, total: 150 }));

    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    assert!(app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await).await.unwrap());
    assert_eq!(visible_users(&app).await, (152, 150));
    assert!(app.accounts.users().find_by_login(&Caller::system(), "guest1007").await.is_ok());
    app.change("guest1007", "disable").await;
    app.change("guest1008", "delete").await;
    assert_eq!(visible_users(&app).await, (151, 149));
    let failed = Withdrawal::Failed(import);
    let taken = app.db.write(async move |mut tx: Tx| imports::take(&mut tx, failed).await).await.unwrap();
    assert_eq!((taken, visible_users(&app).await), (None, (151, 149)), "what is published stays");
}

#[tokio::test]
async fn an_import_that_makes_progress_at_the_last_moment_is_not_withdrawn() {
    let app = TestApp::new().await;
    let number = start_hidden_import(&app, 30).await;
    app.wait(200);
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    let ((entered, has_entered), (go_on, may_go_on)) = (oneshot::channel(), oneshot::channel::<()>());
    let db = app.db.clone();
    let progress = tokio::spawn(async move {
        db.write(async move |mut tx: Tx| {
            assert!(imports::touch(&mut tx, import, now, 1).await?);
            entered.send(()).expect("the test waits");
            may_go_on.await.expect("the test goes on");
            Ok::<(), StoreError>(())
        })
        .await
    });
    has_entered.await.unwrap();
    let db = app.db.clone();
    let abandoned = Withdrawal::Abandoned { number, since: now.minus(Duration::from_secs(120)) };
    let withdrawal =
        tokio::spawn(async move { db.write(async move |mut tx: Tx| imports::take(&mut tx, abandoned).await).await });
    // The withdrawal now waits for the progress, which is not committed yet.
    tokio::time::sleep(Duration::from_millis(100)).await;
    go_on.send(()).unwrap();
    progress.await.unwrap().unwrap();
    assert_eq!(withdrawal.await.unwrap().unwrap(), None);
    assert!(app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await).await.unwrap());
    assert_eq!(visible_users(&app).await, (30, 30));
}

/// The process that works on it was paused, for example: it must not publish what is left.
#[tokio::test]
async fn an_import_that_is_being_withdrawn_is_published_and_resumed_by_nobody() {
    let app = TestApp::new().await;
    let number = start_hidden_import(&app, 450).await;
    app.wait(200);
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    let abandoned = Withdrawal::Abandoned { number, since: now.minus(Duration::from_secs(120)) };
    let withdraw_first = async move |mut tx: Tx| {
        let taken = imports::take(&mut tx, abandoned).await?.expect("the import is abandoned");
        imports::withdraw(&mut tx, taken, 200).await
    };
    assert_eq!(app.db.write(withdraw_first).await.unwrap(), 200);
    assert!(!app.db.write(async move |mut tx: Tx| imports::touch(&mut tx, import, now, 450).await).await.unwrap());
    assert!(!app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await).await.unwrap());
    let resume = async move |mut tx: Tx| imports::resume(&mut tx, number, &[7; 32], now, now).await;
    assert_eq!(app.db.write(resume).await.unwrap(), None);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().unpublished, 250, "another process deletes the rest");
    assert!(app.database.run("SELECT 'x' FROM imports").await.is_empty());
}

/// The database after a failover to a standby that lagged behind.
#[tokio::test]
async fn accounts_that_the_database_has_lost_are_inserted_again() {
    let app = TestApp::new().await;
    app.database.run("CREATE TABLE lost (number INTEGER)").await;
    let lose = "INSERT INTO lost VALUES (1); DELETE FROM users WHERE username IN ('guest1', 'guest7', 'guest700');";
    if app.database.is_postgres() {
        let function = format!(
            "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF NEW.done > 1000 AND NOT EXISTS (SELECT 1 FROM lost) THEN {lose} END IF; RETURN NEW; END $$"
        );
        app.database.run(&function).await;
        app.database.run("CREATE TRIGGER lose AFTER UPDATE ON imports FOR EACH ROW EXECUTE FUNCTION lose()").await;
    } else {
        let trigger = format!(
            "CREATE TRIGGER lose AFTER UPDATE ON imports WHEN NEW.done > 1000 AND NOT EXISTS (SELECT 1 FROM lost) \
             BEGIN {lose} END"
        );
        app.database.run(&trigger).await;
    }
    let report = import_text(&app, &format!("email,username,name\n{}", rows(0, 1_200))).await.expect("a report");
    assert_eq!((report.outcome, report.good, report.bad), (ImportOutcome::Imported, 1_200, 0));
    assert_eq!(visible_users(&app).await, (1_200, 1_200));
    assert_eq!(app.database.run("SELECT 'x' FROM lost").await.len(), 1);
}

#[tokio::test]
async fn an_import_accepts_rows_in_any_order() {
    let app = TestApp::new().await;
    let (file, import) = start_import(&app);
    file.unbounded_send(Ok("email,username,name\n".to_owned())).unwrap();
    for start in [600, 0, 300, 900] {
        file.unbounded_send(Ok(rows(start, 300))).unwrap();
    }
    drop(file);
    let report = import.await.unwrap().expect("a report");
    assert_eq!((report.outcome, report.rows, report.good), (ImportOutcome::Imported, 1_200, 1_200));
    assert_eq!(visible_users(&app).await, (1_200, 1_200));
    assert_eq!(app.accounts.imports().import_progress(&Caller::system()).await.unwrap(), None);
}

#[tokio::test]
async fn a_name_that_is_taken_during_an_import_is_a_row_error() {
    let app = TestApp::new().await;
    let (file, is_validated, end) = file_that_pauses(format!("email,username,name\n{}", rows(0, 200)));
    let import = import_file(&app, file);
    is_validated.await.expect("a request for more rows");
    app.register("guest7").await;
    end.send(()).expect("an import that waits");
    let report = import.await.unwrap().expect("a report");
    assert_eq!((report.outcome, report.good, report.bad), (ImportOutcome::NothingImported, 199, 1));
    assert_eq!((report.errors[0].row, &*report.errors[0].field), (9, "username"));
    assert_eq!(visible_users(&app).await, (1, 0));
    for table in ["users WHERE import_number > 0", "user_counts WHERE import_number > 0", "imports"] {
        assert_eq!(app.database.run(&format!("SELECT '1' FROM {table}")).await.len(), 0, "{table}");
    }
}

#[tokio::test]
async fn a_group_that_is_deleted_while_the_file_is_read_fails_the_import() {
    let app = TestApp::new().await;
    app.group("staff", &[]).await;
    let people: String = (0..200).map(|number| format!("p{number}@example.org,staff\n")).collect();
    let (file, is_validated, end) = file_that_pauses(format!("email,groups\n{people}"));
    let import = import_file(&app, file);
    is_validated.await.expect("a request for more rows");
    app.accounts.groups().delete_group(&Caller::system(), "staff").await.expect("no member yet");
    end.send(()).expect("an import that waits");
    let refused = import.await.unwrap().expect_err("the group is gone");
    assert_eq!(refused.code, ErrorCode::ValidationFailed);
    assert_eq!((&*refused.errors[0].field, &*refused.errors[0].code), ("groups", "unknown_group"));
    assert_eq!(visible_users(&app).await, (0, 0));
    assert_eq!(app.database.run("SELECT username FROM users").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_abandoned_import_is_replaced_after_two_minutes_and_removed_after_an_hour() {
    let app = TestApp::new().await;
    let number = start_hidden_import(&app, 150).await;
    app.clock.advance(Duration::from_secs(120));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().unpublished, 0);
    app.clock.advance(Duration::from_secs(1));
    let (file, import) = start_import(&app);
    file.unbounded_send(Ok(format!("email,username,name\n{}", rows(1_100, 200)))).unwrap();
    drop(file);
    let report = import.await.unwrap().expect("a report");
    assert_eq!((report.outcome, report.good), (ImportOutcome::Imported, 200));
    assert_eq!(visible_users(&app).await, (200, 200));

    // If the first process is still running after all, its next heartbeat and its publishing fail.
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    assert!(!app.db.write(async move |mut tx: Tx| imports::touch(&mut tx, import, now, 1).await).await.unwrap());
    assert!(!app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await).await.unwrap());

    app.clock.advance(Duration::from_secs(1));
    start_hidden_import(&app, 50).await;
    app.clock.advance(Duration::from_secs(60 * 60));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().unpublished, 0, "the same file could go on");
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().unpublished, 50);
    assert_eq!(visible_users(&app).await, (200, 200));
}

/// As if the process that has imported a file had been killed before it could publish the import, with the accounts that meet a
/// condition still missing. The database has no other accounts.
async fn interrupt(app: &TestApp, number: i64, missing: &str) {
    for sql in [
        format!("UPDATE imports SET published_at = NULL WHERE number = {number}"),
        format!("UPDATE user_counts SET import_number = {number}"),
        format!("DELETE FROM users WHERE {missing}"),
    ] {
        app.database.run(&sql).await;
    }
}

async fn import_text(app: &TestApp, text: &str) -> Result<ImportReport, AppError> {
    import_file(app, futures::stream::iter([Ok(text.to_owned())])).await.expect("an end")
}

#[tokio::test]
async fn an_import_that_was_interrupted_goes_on_with_the_same_file() {
    let app = TestApp::new().await;
    let people = rows(0, 300).replace('\n', ",\n");
    let file = format!("email,username,name,role\nboss@example.org,boss,person 0,admin\n{people}");
    let report = import_text(&app, &file).await.expect("a report");
    assert_eq!((report.good, report.administrators, report.resumed), (301, 1, 0), "{report:?}");
    let number = report.import.expect("an import");
    // 1, 10 to 19, and 100 to 199.
    interrupt(&app, number, "username LIKE 'guest1%'").await;
    let refused = import_text(&app, &file).await.expect_err("it may be running");
    assert_eq!(refused.code, ErrorCode::ImportRunning);

    app.wait(121);
    let report = import_text(&app, &file).await.expect("a report");
    assert_eq!(report.outcome, ImportOutcome::Imported, "{report:?}");
    assert_eq!((report.import, report.good, report.resumed), (Some(number), 301, 190));
    assert_eq!((report.administrators, report.without_password), (1, 301));
    assert_eq!(visible_users(&app).await, (301, 301));
    // The process that was thought to be dead can do nothing more.
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    assert!(!app.db.write(async move |mut tx: Tx| imports::touch(&mut tx, import, now, 1).await).await.unwrap());
}

/// An SQLite database has one server, so an open import is that of one which was killed, or of a command.
#[tokio::test]
async fn a_server_that_starts_takes_the_import_of_another_one_for_abandoned_but_not_that_of_a_command() {
    let app = TestApp::new().await;
    let (imports, file) = (app.accounts.imports(), format!("email,username,name\n{}", rows(0, 20)));
    start_hidden_import(&app, 10).await;
    let command = imports.hold_import().expect("a lock");
    assert_eq!(command.is_some(), !app.database.is_postgres());
    imports.abandon_import().await.expect("a start");
    assert_eq!(import_text(&app, &file).await.expect_err("a command imports").code, ErrorCode::ImportRunning);

    drop(command);
    imports.abandon_import().await.expect("a start");
    let imported = import_text(&app, &file).await;
    if app.database.is_postgres() {
        assert_eq!(imported.expect_err("a replica may import").code, ErrorCode::ImportRunning);
    } else {
        assert_eq!(imported.expect("a report").good, 20);
    }
}

#[tokio::test]
async fn another_file_takes_the_place_of_an_import_that_was_interrupted() {
    let app = TestApp::new().await;
    let file = |from: u32, count: u32| format!("email,username,name\n{}", rows(from, count));
    let first = import_text(&app, &file(0, 60)).await.expect("a report").import.expect("an import");
    interrupt(&app, first, "username = 'guest7'").await;
    app.wait(121);
    let report = import_text(&app, &file(30, 60)).await.expect("a report");
    assert_eq!((report.outcome, report.good, report.resumed), (ImportOutcome::Imported, 60, 0), "{report:?}");
    assert_eq!(visible_users(&app).await, (60, 60), "those of the first file are withdrawn");
    assert_ne!(report.import, Some(first));
}

/// One that somebody has begun to withdraw, for example.
#[tokio::test]
async fn an_import_that_has_other_accounts_than_its_file_begins_again() {
    let app = TestApp::new().await;
    let file = format!("email,username,name\n{}", rows(0, 60));
    let first = import_text(&app, &file).await.expect("a report").import.expect("an import");
    interrupt(&app, first, "username = 'guest7'").await;
    app.database.run("UPDATE users SET email_key = 'another@example.org' WHERE username = 'guest8'").await;
    app.wait(121);
    let report = import_text(&app, &file).await.expect("a report");
    assert_eq!((report.outcome, report.good, report.resumed), (ImportOutcome::Imported, 60, 0), "{report:?}");
    assert_eq!(visible_users(&app).await, (60, 60));
    assert_eq!(app.database.run("SELECT email_key FROM users WHERE username = 'guest8'").await, ["p8@example.org"]);
}

/// The list is cached. Users of a hidden import must not appear in it, and must not be missing after the import is
/// published.
#[tokio::test]
async fn a_cached_list_includes_an_import_once_it_is_published() {
    let app = TestApp::new().await;
    // Enough users that the query plan for the list does not change: only the import invalidates the cache.
    for username in ["maren", "elise", "holt"] {
        app.member(username).await;
    }
    let listed = async |q: &str| {
        let request = ListUsersRequest { q: q.into(), ..ListUsersRequest::default() };
        app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list").users.len()
    };
    assert_eq!((listed("").await, listed("person").await), (3, 0));
    let number = start_hidden_import(&app, 12).await;
    assert_eq!((listed("").await, listed("person").await), (3, 0));
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    let publish = app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await);
    assert!(publish.await.expect("an answer"));
    assert_eq!((listed("").await, listed("person").await), (15, 12));
}

#[tokio::test]
async fn the_users_of_a_server_for_tests_bring_their_groups() {
    let app = TestApp::new().await;
    app.group("staff", &[]).await;
    // The ids of events, which are their order, begin with the time.
    app.wait(1);
    let rows = |groups: &str| Ok::<_, AppError>(format!("email,username,groups\nmaren@example.org,maren,{groups}\n"));
    let seed = async |groups: &str| {
        app.accounts.imports().import_seed(futures::stream::iter([rows(groups)])).await.expect("a report").outcome
    };
    let groups = async || app.database.run("SELECT name FROM user_groups ORDER BY name").await;
    assert_eq!(seed("writers Staff").await, ImportOutcome::NothingImported);
    assert_eq!(groups().await, ["staff"], "with an error, no group is created either");
    assert_eq!(seed("writers staff").await, ImportOutcome::Imported);
    assert_eq!(groups().await, ["staff", "writers"]);
    let id = app.id_of("maren").await.parse().expect("an id");
    let user = app.accounts.users().find_user(&Caller::system(), id).await.expect("a user");
    assert_eq!(user.groups.joined(" "), "staff writers");
    let created = app.events("group.create").await.into_iter().filter_map(|event| event.detail);
    assert_eq!(created.collect::<Vec<_>>(), ["staff", "writers"]);

    // An import of a server that others use creates none.
    let (file, import) = start_import(&app);
    file.unbounded_send(Ok("email,groups\njonas@example.org,editors\n".to_owned())).expect("an import that reads");
    drop(file);
    let report = import.await.expect("an end").expect("a report");
    assert_eq!((report.outcome, &*report.errors[0].code), (ImportOutcome::NothingImported, "unknown_group"));
}
