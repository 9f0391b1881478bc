//! Applies the clients of the operator's file. One that has a mistake is closed, and keeps what was granted to it: the next version
//! of the file may be right again.

use super::claims::{group_of_claim, unknown_fields};
use super::is_active_service_account;
use super::request::{Requested, parse, unknown_account};
use super::stored::{self, Named, client, to_flawed_row};
use crate::accounts::UnitOfWork;
use crate::accounts::own_fields::read_fields;
use crate::applications::{DefinedClient, FileError, FileProblem};
use crate::identity;
use crate::own_fields::DefinedFields;
use crate::shared::{
    ApplicationSource, ClientRequest, ClientSecretId, EventKind, Expected, GroupName, GroupNames, GroupRule, Text,
    UserId,
};
use crate::store::clients::{self as rows, NewClientSecret};
use crate::store::{ClientRow, ClientSecretRow, Conn, StoreError, groups, users};

/// The mistakes of clients that cannot be seen without the database. `issuer`: the base URL. `fields`: of one's own, as the file makes
/// them.
pub(in crate::accounts) async fn client_problems(
    conn: &mut Conn,
    defined: &[DefinedClient],
    issuer: &str,
    fields: &DefinedFields,
) -> Result<Vec<FileProblem>, StoreError> {
    let mut problems = Vec::new();
    for one in defined.iter().filter(|one| one.mistake.is_none()) {
        problems.extend(problem_of(one, &read(conn, one, issuer).await?, fields));
    }
    Ok(problems)
}

/// A mistake that cannot be seen without the database. A claim with the value of a field that is not there closes nothing: the field may be
/// restored.
fn problem_of(defined: &DefinedClient, entry: &Entry, fields: &DefinedFields) -> Option<FileProblem> {
    let error = match entry {
        Entry::Mistaken(error) => error.clone(),
        Entry::Right(requested) => {
            let unknown = unknown_fields(&requested.definition.claims, fields).into_iter().next()?;
            FileError { line: defined.line_of(&unknown.field), message: unknown.message }
        }
    };
    Some(defined.problem(error))
}

/// Makes the clients of the file rows of the database, and deletes those that only an earlier file defined, unless it `keeps` them.
/// At most `room` rows of what belongs to these are deleted here. To be called when the applications of the file are stored. Writes only what differs. Returns the mistakes of
/// [`client_problems`], and what tells this file from another one.
pub(in crate::accounts) async fn apply_clients(
    tx: &mut UnitOfWork,
    defined: &[DefinedClient],
    keeps: bool,
    room: &mut u32,
) -> Result<(Vec<FileProblem>, String), StoreError> {
    let (stored, secrets) = (rows::list(tx).await?, rows::secrets(tx).await?);
    for row in &stored {
        if !keeps && row.of_file && defined.iter().all(|new| new.id.as_str() != row.client_id) {
            tx.delete_client(&row.client_id, room).await?;
        }
    }
    let (mut problems, mut content) = (Vec::new(), String::new());
    let fields = read_fields(tx).await?;
    let issuer = tx.accounts().settings().issuer.clone();
    for new in defined {
        let current = stored.iter().find(|row| row.client_id == new.id.as_str());
        let entry = read(tx, new, &issuer).await?;
        let is_right = matches!(entry, Entry::Right(_));
        if new.mistake.is_none() {
            problems.extend(problem_of(new, &entry, &fields));
        }
        let row = row_of(tx, new, current, entry);
        content += &format!("{} {} {} {:?}\n", row.client_id, row.application, row.definition, row.service_account);
        put(tx, row, current).await?;
        // The secrets of a mistaken entry may be the mistake.
        if is_right {
            content += &format!("{:?}\n", new.secrets);
            let own: Vec<_> = secrets.iter().filter(|row| row.client_id == new.id.as_str()).collect();
            apply_secrets(tx, new, &own).await?;
        }
    }
    Ok((problems, content))
}

/// What an entry defines.
enum Entry {
    Right(Box<Requested>),
    /// The first mistake.
    Mistaken(FileError),
}

async fn read(conn: &mut Conn, defined: &DefinedClient, issuer: &str) -> Result<Entry, StoreError> {
    if let Some(mistake) = &defined.mistake {
        return Ok(Entry::Mistaken(mistake.clone()));
    }
    let mut request = defined.request.clone();
    // In a file, the account has a name.
    let named = request.service_account.as_str().trim();
    if !named.is_empty() && named.parse::<UserId>().is_err() {
        let found = users::find_by_key(conn, &identity::key(named)).await?;
        request.service_account = found.map_or(Text::WrongType, |row| Text::from(UserId(row.id).to_string()));
    }
    let known: GroupNames = groups::names(conn).await?.iter().cloned().chain(named_groups(&request)).collect();
    let requested = match parse(&request, None, &known, issuer) {
        Ok(requested) => requested,
        Err(errors) => {
            let first = errors.into_iter().next();
            let (field, message) = first.map(|error| (error.field, error.message)).unwrap_or_default();
            return Ok(Entry::Mistaken(FileError { line: defined.line_of(&field), message }));
        }
    };
    if let Some(id) = requested.definition.service_account
        && !is_active_service_account(conn, id).await?
    {
        let line = defined.line_of("service_account");
        return Ok(Entry::Mistaken(FileError { line, message: unknown_account().message }));
    }
    Ok(Entry::Right(Box::new(requested)))
}

/// The groups on which claims depend, and those that the client learns. As for applications, the file may be older than they are.
fn named_groups(request: &ClientRequest) -> Vec<GroupName> {
    fn texts(list: &Expected<Vec<Text>>) -> &[Text] {
        if let Expected::Given(texts) = list { texts } else { &[] }
    }
    let of_claims = texts(&request.claims).iter().filter_map(|claim| group_of_claim(claim.as_str()));
    let learned = texts(&request.only_groups).iter().filter_map(|rule| GroupRule::parse(rule.as_str()).ok()?.group());
    of_claims.chain(learned).collect()
}

/// The row of a client. One with a mistake keeps its definition, so that the page can show it, and is closed.
fn row_of(tx: &UnitOfWork, new: &DefinedClient, current: Option<&ClientRow>, entry: Entry) -> ClientRow {
    let (definition, flaws) = match entry {
        Entry::Right(requested) => (requested.definition, Vec::new()),
        Entry::Mistaken(error) => {
            let before = current.and_then(|row| stored::from_rows(vec![row.clone()], Vec::new()).pop());
            let kept = before.map(|before| before.definition).unwrap_or_default();
            (kept, vec![new.problem(error).message().say()])
        }
    };
    let named = Named::new(new.id.clone(), new.application.clone(), ApplicationSource::File, tx.now());
    to_flawed_row(&client(named, definition, Vec::new()), flaws)
}

async fn put(tx: &mut UnitOfWork, row: ClientRow, current: Option<&ClientRow>) -> Result<(), StoreError> {
    let kind = match current {
        None => EventKind::ClientCreate,
        Some(current) => {
            let ClientRow { created_at, updated_at, last_used_at, .. } = *current;
            if (ClientRow { created_at, updated_at, last_used_at, ..row.clone() }) == *current {
                return Ok(());
            }
            if !current.of_file {
                tracing::warn!(
                    "the file of applications takes the place of a client of the database, which was {current:?}"
                );
            }
            EventKind::ClientUpdate
        }
    };
    rows::put(tx, &row).await?;
    tx.record(tx.event(kind).detail(&row.client_id));
    Ok(())
}

/// The client has the secrets of the file, and no others. `stored`: those that it has.
async fn apply_secrets(
    tx: &mut UnitOfWork,
    new: &DefinedClient,
    stored: &[&ClientSecretRow],
) -> Result<(), StoreError> {
    for row in stored {
        if new.secrets.iter().all(|secret| secret.hash[..] != row.secret_hash[..]) {
            rows::delete_secret(tx, ClientSecretId(row.id), new.id.as_str()).await?;
            tx.record(tx.event(EventKind::ClientSecretRemove).detail(&new.id));
        }
    }
    for secret in &new.secrets {
        if stored.iter().any(|row| secret.hash[..] == row.secret_hash[..]) {
            continue;
        }
        let added = NewClientSecret {
            id: ClientSecretId(tx.accounts().new_id()),
            hash: secret.hash,
            prefix: secret.prefix.clone(),
            of_file: true,
            created_at: tx.now(),
            expires_at: None,
        };
        if rows::insert_secret(tx, new.id.as_str(), &added).await? {
            tx.record(tx.event(EventKind::ClientSecretAdd).detail(&new.id));
        }
    }
    Ok(())
}
