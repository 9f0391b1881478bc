//! Long-running work stops when its actor loses the permission for it: by being disabled, demoted or signed out.

use crate::support::*;
use futures::channel::mpsc::{self, UnboundedSender};
use futures::{Stream, StreamExt as _};
use std::pin::pin;
use tokio::task::JoinHandle;
use vestibule::shared::api_tokens::CreateApiTokenRequest;
use vestibule::shared::audit::EventKind;
use vestibule::shared::audit_query::AuditRequest;
use vestibule::shared::bulk::{BulkRequest, FilterRequest};
use vestibule::shared::export::ExportRequest;
use vestibule::shared::import::{ImportReport, ImportRequest};

/// How the actor loses the permission.
#[derive(Clone, Copy, Debug)]
enum Loss {
    Disabled,
    Demoted,
    SignedOut,
}

const LOSSES: [Loss; 3] = [Loss::Disabled, Loss::Demoted, Loss::SignedOut];

impl Loss {
    fn code(self) -> ErrorCode {
        match self {
            Self::Demoted => ErrorCode::Forbidden,
            Self::Disabled | Self::SignedOut => ErrorCode::TokenRevoked,
        }
    }

    /// Takes the permission away, as a request of another administrator does.
    async fn apply(self, app: &TestApp, actor: UserId) {
        match self {
            Self::Disabled => app.change("actor", "disable").await,
            Self::Demoted => app.change("actor", "set_role:user").await,
            Self::SignedOut => {
                app.accounts.sessions().end_sessions_of(&Caller::system(), actor).await.expect("a change")
            }
        }
    }

    /// SQL with the same effect once `condition` holds, for a trigger inside a running transaction.
    fn sql(self, condition: &str) -> String {
        let of_actor = "(SELECT id FROM users WHERE username = 'actor')";
        let change = match self {
            Self::Disabled => "UPDATE users SET status = 'disabled' WHERE status = 'active' AND id = ",
            Self::Demoted => "UPDATE users SET role = 'user' WHERE role = 'admin' AND id = ",
            Self::SignedOut => "UPDATE sessions SET ended_at = 1 WHERE ended_at IS NULL AND user_id = ",
        };
        format!("{change}{of_actor} AND {condition}")
    }
}

/// An application with two administrators: the actor, and one who keeps the permission.
async fn app_with_actor() -> (TestApp, Caller) {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    let (_, tokens) = app.administrator("actor").await;
    let actor = app.caller(&tokens.access).await;
    (app, actor)
}

async fn count(app: &TestApp, what: &str) -> u64 {
    app.database.run(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {what}")).await[0].parse().expect("a number")
}

/// A bulk request that applies `action` to everyone except administrators.
fn to_all_users(action: &str) -> BulkRequest {
    let filter = FilterRequest { role: "user".into(), ..FilterRequest::default() };
    BulkRequest { action: action.into(), filter: Expected::Given(filter), ..BulkRequest::default() }
}

const CHANGED_IN_BULK: &str = "users WHERE bulk_id IS NOT NULL";

#[tokio::test]
async fn a_bulk_change_stops_after_the_batch_in_which_its_actor_loses_the_permission() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        app.seed(400).await;
        let half_of_the_second_batch = format!("(SELECT COUNT(*) FROM {CHANGED_IN_BULK}) = 150");
        app.database.after("UPDATE OF status ON users", &loss.sql(&half_of_the_second_batch)).await;
        let outcome = app.accounts.directory().change_many(&caller, &to_all_users("delete")).await;
        assert_eq!(code(outcome), loss.code(), "{loss:?}");
        assert_eq!(count(&app, CHANGED_IN_BULK).await, 200, "{loss:?}");
    }
}

#[tokio::test]
async fn undoing_a_bulk_change_stops_when_its_actor_loses_the_permission() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        app.seed(400).await;
        let request = to_all_users("delete");
        let report = app.accounts.directory().change_many(&Caller::system(), &request).await.unwrap();
        let changed = count(&app, CHANGED_IN_BULK).await;
        assert!(changed > 200, "{changed}");
        let half_of_the_second_batch = format!("(SELECT COUNT(*) FROM {CHANGED_IN_BULK}) = {}", changed - 150);
        app.database.after("UPDATE OF status ON users", &loss.sql(&half_of_the_second_batch)).await;
        let outcome = app.accounts.directory().undo_many(&caller, report.bulk_id).await;
        assert_eq!(code(outcome), loss.code(), "{loss:?}");
        assert_eq!(count(&app, CHANGED_IN_BULK).await, changed - 200, "{loss:?}");
    }
}

type Chunk = Result<String, AppError>;

/// Starts an import; the caller sends the file afterwards, chunk by chunk.
fn import(
    app: &TestApp,
    caller: &Caller,
    dry_run: &str,
) -> (UnboundedSender<Chunk>, JoinHandle<Result<ImportReport, AppError>>) {
    let (file, chunks) = mpsc::unbounded();
    let (accounts, caller) = (app.accounts.clone(), caller.clone());
    let request = ImportRequest { dry_run: dry_run.into(), ..ImportRequest::default() };
    let work = async move { accounts.imports().import_users(&caller, &request, chunks).await };
    (file, tokio::spawn(work))
}

/// CSV rows; every fiftieth user is an administrator.
fn rows(from: u32, count: u32) -> String {
    let role = |number| if number % 50 == 0 { "admin" } else { "user" };
    let row = |number| format!("p{number}@example.org,guest{number},{}\n", role(number));
    (from..from + count).map(row).collect()
}

async fn nothing_was_imported(app: &TestApp) -> bool {
    count(app, "users").await == 2 && count(app, "imports").await == 0
}

#[tokio::test]
async fn a_slow_upload_stops_when_its_actor_loses_the_permission() {
    for (loss, dry_run) in LOSSES.into_iter().flat_map(|loss| [(loss, "false"), (loss, "true")]) {
        let (app, caller) = app_with_actor().await;
        let (file, import) = import(&app, &caller, dry_run);
        file.unbounded_send(Ok(format!("email,username,role\n{}", rows(0, 420)))).unwrap();
        while !file.is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(!import.is_finished());
        loss.apply(&app, caller.user_id().unwrap()).await;
        // Fails if the import has stopped already, at the rows that it has.
        let _ = file.unbounded_send(Ok(rows(420, 210)));
        drop(file);
        assert_eq!(code(import.await.unwrap()), loss.code(), "{loss:?} {dry_run}");
        assert!(nothing_was_imported(&app).await, "{loss:?} {dry_run}");
    }
}

#[tokio::test]
async fn an_import_stops_after_the_batch_in_which_its_actor_loses_the_permission() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        app.database.run("CREATE TABLE batches (done BIGINT)").await;
        let batch = if app.database.is_postgres() { 500 } else { 200 };
        let lost = loss.sql(&format!("(SELECT MAX(done) FROM imports) = {}", 2 * batch));
        let sql = format!("INSERT INTO batches (done) SELECT done FROM imports WHERE published_at IS NULL; {lost}");
        app.database.after("UPDATE OF done ON imports", &sql).await;
        let (file, import) = import(&app, &caller, "false");
        file.unbounded_send(Ok(format!("email,username,role\n{}", rows(0, 1100)))).unwrap();
        drop(file);
        assert_eq!(code(import.await.unwrap()), loss.code(), "{loss:?}");
        assert!(nothing_was_imported(&app).await, "{loss:?}");
        let batches = app.database.run("SELECT CAST(done AS TEXT) FROM batches ORDER BY batches.done").await;
        assert_eq!(batches, [batch.to_string(), (2 * batch).to_string()], "{loss:?}");
    }
}

#[tokio::test]
async fn an_import_is_not_published_if_its_actor_loses_the_permission_at_the_last_row() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        app.database.after("UPDATE OF done ON imports", &loss.sql("(SELECT MAX(done) FROM imports) = 120")).await;
        let (file, import) = import(&app, &caller, "false");
        file.unbounded_send(Ok(format!("email,username,role\n{}", rows(0, 120)))).unwrap();
        drop(file);
        assert_eq!(code(import.await.unwrap()), loss.code(), "{loss:?}");
        assert!(nothing_was_imported(&app).await, "{loss:?}");
    }
}

/// Reads the first chunk of an export, takes the permission away, and returns the error of the next chunk.
async fn error_after_loss<T, E>(
    app: &TestApp,
    loss: Loss,
    actor: UserId,
    file: impl Stream<Item = Result<Vec<T>, E>>,
) -> Option<E> {
    let mut file = pin!(file);
    let chunk = file.next().await.expect("a chunk");
    assert!(chunk.is_ok_and(|chunk| !chunk.is_empty()));
    loss.apply(app, actor).await;
    file.next().await.expect("more").err()
}

#[tokio::test]
async fn an_export_stops_when_its_actor_loses_the_permission() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        let actor = caller.user_id().unwrap();
        app.seed(1_200).await;
        let request = ExportRequest { format: Text::from("jsonl"), ..ExportRequest::default() };
        let export = app.accounts.directory().export_users(&caller, &request).await.unwrap();
        let error = error_after_loss(&app, loss, actor, export.file()).await.expect("an error");
        assert_eq!(error.downcast_ref::<AppError>().expect("an answer").code, loss.code(), "{loss:?}");
    }
}

#[tokio::test]
async fn an_audit_export_stops_when_its_actor_loses_the_permission() {
    for loss in LOSSES {
        let (app, caller) = app_with_actor().await;
        let actor = caller.user_id().unwrap();
        app.seed(600).await;
        // Creates more events than one batch of the export contains.
        let disable = to_all_users("disable");
        app.accounts.directory().change_many(&Caller::system(), &disable).await.unwrap();
        let request = AuditRequest {
            format: "jsonl".to_owned(),
            event: EventKind::UserDisable.to_string(),
            ..AuditRequest::default()
        };
        let export = app.accounts.audit().export_audit(&caller, &request).await.unwrap();
        let error = error_after_loss(&app, loss, actor, export.events).await.expect("an error");
        assert_eq!(error.code, loss.code(), "{loss:?}");
    }
}

/// An application with a token of an administrator.
async fn app_with_token() -> (TestApp, Caller) {
    let (app, caller) = app_with_actor().await;
    let request = CreateApiTokenRequest {
        name: Text::from("Backup"),
        scopes: texts(&["users:read", "users:write"]),
        ..CreateApiTokenRequest::default()
    };
    let id = caller.user_id().unwrap();
    let new = app.accounts.api_tokens().create_api_token(&caller, id, request).await.expect("a token");
    let actor = app.caller(&new.secret).await;
    (app, actor)
}

#[tokio::test]
async fn a_bulk_change_stops_after_the_batch_in_which_its_token_is_revoked() {
    let (app, caller) = app_with_token().await;
    app.seed(400).await;
    let half_of_the_second_batch = format!("(SELECT COUNT(*) FROM {CHANGED_IN_BULK}) = 150");
    let revoke =
        format!("UPDATE api_tokens SET revoked_at = 1 WHERE revoked_at IS NULL AND {half_of_the_second_batch}");
    app.database.after("UPDATE OF status ON users", &revoke).await;
    let outcome = app.accounts.directory().change_many(&caller, &to_all_users("delete")).await;
    assert_eq!(code(outcome), ErrorCode::TokenRevoked);
    assert_eq!(count(&app, CHANGED_IN_BULK).await, 200);
}

#[tokio::test]
async fn an_export_stops_when_its_token_is_revoked() {
    let (app, caller) = app_with_token().await;
    let (operator, actor) = (Caller::system(), caller.user_id().unwrap());
    app.seed(1_200).await;
    let request = ExportRequest { format: Text::from("jsonl"), ..ExportRequest::default() };
    let mut file = pin!(app.accounts.directory().export_users(&caller, &request).await.unwrap().file());
    assert!(file.next().await.expect("a chunk").is_ok());
    let tokens = app.accounts.api_tokens().list_api_tokens(&operator, actor).await.unwrap();
    app.accounts.api_tokens().revoke_api_token(&operator, actor, tokens[0].id).await.unwrap();
    let error = file.next().await.expect("more").expect_err("an error");
    assert_eq!(error.downcast_ref::<AppError>().expect("an answer").code, ErrorCode::TokenRevoked);
}
