//! What an account is known by: username, email address and profile, with the keys by which it is unique, sorted and found.

use super::{User, UsernameRights, usernames};
use crate::accounts::own_fields::values::stored_words;
use crate::accounts::{Action, UnitOfWork};
use crate::identity;
use crate::identity::words::SearchKeys;
use crate::language::{Message, message};
use crate::shared::fields::profile::Profile;
use crate::shared::{AppError, FieldError, Fields, Identifier, Problem, Text, UserId};
use crate::store::former_values;
use crate::store::users::{self, Names, Taken};
use crate::store::{Conn, StoreError, UserRow};

/// Parses what an account is known by, and reports errors to `fields`. Invalid values are left empty, like the keys, which
/// [`with_keys`] computes. Also returns whether the username was derived from the email address.
pub(in crate::accounts) fn parse_names(
    fields: &mut Fields,
    rights: UsernameRights,
    username: &Text,
    email: &Text,
    profile: &Profile<Text>,
) -> (Names, bool) {
    let is_derived = username.is_missing();
    // A missing username is derived from the email address below, so it is no error of its own.
    let chosen = (!is_derived).then(|| fields.parse("username", username, |text| rights.parse(text)));
    let email = fields.parse("email", email, identity::ordinary_address);
    let username = chosen.unwrap_or_else(|| email.as_ref().map(usernames::derived_from));
    let names = Names {
        username: username.map(|name| name.username.to_string()).unwrap_or_default(),
        email: email.map(|email| email.email.to_string()).unwrap_or_default(),
        profile: profile.parse(fields),
        ..Names::default()
    };
    (names, is_derived)
}

/// The names of an existing account, without their keys.
pub(in crate::accounts) fn names_of(user: &User) -> Names {
    Names {
        username: user.username.clone(),
        email: user.email.clone(),
        profile: user.profile(),
        external_id: user.external_id.clone(),
        groups: user.groups.clone(),
        ..Names::default()
    }
}

/// Computes the columns that are derived from the others.
pub(in crate::accounts) fn with_keys(names: Names) -> Names {
    let Names { username, email, profile, external_id, own_words, groups, .. } = &names;
    let SearchKeys { name_key, words, word_bits } =
        SearchKeys::of(username, email, profile, external_id.as_deref(), own_words, groups);
    let (username_key, email_key) = (identity::key(username), identity::key(email));
    Names { username_key, email_key, name_key, words, word_bits, ..names }
}

/// One error for each key that is taken. External IDs come only from imports, which report them separately.
pub(in crate::accounts) fn taken_errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut add = |field, message: Message| errors.push(Problem::new("taken", message).of(field));
    if taken.username {
        add("username", message::user_change_username_taken(username.to_owned()));
    }
    if taken.email {
        add("email", message::email_has_account());
    }
    errors
}

/// Changes the names of an account, and reserves those that it loses; None if it is no longer as in `before`.
pub(in crate::accounts) async fn change_names(
    tx: &mut UnitOfWork,
    before: &User,
    names: &Names,
    email_verified: bool,
) -> Result<Option<UserRow>, AppError> {
    // Before the update, because on PostgreSQL a transaction with a unique violation cannot be queried.
    reject_taken(tx, before, names).await?;
    tx.reserve_former_names(before, names).await?;
    let row = write_names(tx, before, names, email_verified).await?;
    // After it, because the update waits for a concurrent change of address, which only a later statement sees.
    reject_taken(tx, before, names).await?;
    Ok(row)
}

/// Writes the names of an account, which are free, and its search words, which are those of its custom fields as well; None if it is no
/// longer as in `before`.
pub(in crate::accounts) async fn write_names(
    tx: &mut UnitOfWork,
    before: &User,
    names: &Names,
    email_verified: bool,
) -> Result<Option<UserRow>, StoreError> {
    let now = tx.now();
    let fields = tx.indexed_fields().await?;
    let own_words = stored_words(tx, &fields, before.id).await?;
    let searched = with_keys(Names { own_words, ..names.clone() });
    users::change_profile(tx, before.id, before.version, &searched, email_verified, now).await
}

/// Fails if another account has one of the names, or can take back the address.
pub(super) async fn reject_taken(tx: &mut UnitOfWork, user: &User, names: &Names) -> Result<(), AppError> {
    let now = tx.now();
    let taken = users::taken(tx, names, user.id, now).await?;
    if taken == Taken::default() {
        return Ok(());
    }
    if taken.username
        && tx.caller().may(Action::ManageUsernames)
        && let Some(problem) = reserved_for(tx, names, user.id).await?
    {
        return Err(AppError::taken(vec![problem.of("username")]));
    }
    Err(AppError::taken(taken_errors(taken, &names.username)))
}

/// Says for whom a username is reserved, and how an administrator releases it. None: an account has it.
pub(super) async fn reserved_for(conn: &mut Conn, names: &Names, id: UserId) -> Result<Option<Problem>, StoreError> {
    if users::find_by_key(conn, &names.username_key).await?.is_some_and(|row| row.id != id.0) {
        return Ok(None);
    }
    let owner = former_values::owner(conn, Identifier::Username, &names.username_key, id).await?;
    let kept = |owner| message::user_change_username_kept(owner, names.username.clone());
    Ok(owner.map(|owner| Problem::new("taken", kept(owner))))
}
