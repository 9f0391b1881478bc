//! Adds made-up users to a database, to try the server with large numbers of accounts: for `vestibule seed`, tests and benchmarks,
//! which share the names. None of the users can sign in.

mod names;
mod own_values;

use crate::entropy::{Entropy, SystemEntropy};
use crate::identity::words::{self, SearchKeys};
use crate::passwords;
use crate::shared::fields::profile::Profile;
use crate::shared::ids::id_at;
use crate::shared::{GroupNames, OwnFieldName, Role, Status, Timestamp, UserId, days};
use crate::store::tables::ROWS_AT_ONCE;
use crate::store::users::Names;
use crate::store::{AdvisoryLock, Db, NewUser, StoreError, Tx, groups, locks, own_fields};
use names::{DOMAINS, FIRST, LAST};
use std::time::Duration;

/// Users are created within the last five years.
const CREATED_WITHIN: Duration = days(5 * 365);
/// Deleted users were deleted within this time: less than 30 days, so that they can still be restored.
const DELETED_WITHIN: Duration = days(29);

/// Adds `count` users, who were created before `now`, in one transaction, which blocks all other writers. Reports the number of
/// inserted users to `progress`. Returns the fields of one's own in which none of them has a value.
pub async fn add_users(
    db: &Db,
    now: Timestamp,
    count: u64,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Vec<OwnFieldName>, StoreError> {
    let entropy: &dyn Entropy = &SystemEntropy;
    let run_id = u32::from_be_bytes(entropy.bytes());
    let fields = db.read(async |mut conn| own_fields::list(&mut conn).await).await?;
    let (fields, empty) = own_values::fields(fields, count, run_id);
    let mut bulk_load = db.bulk_load().await?;
    let (mut rows, mut values) = (Vec::with_capacity(ROWS_AT_ONCE), Vec::new());
    for number in 0..count {
        let (own, own_words) = own_values::values(&fields, number, run_id, &entropy.bytes());
        let user = user(number, count, run_id, now, own_words, entropy);
        values.extend(own.into_iter().map(|new| new.into_row(user.id)));
        rows.push(user.into_row());
        if rows.len() == ROWS_AT_ONCE || number + 1 == count {
            bulk_load.add("users", std::mem::take(&mut rows)).await?;
            while !values.is_empty() {
                let rest = values.split_off(values.len().min(ROWS_AT_ONCE));
                bulk_load.add("own_field_values", std::mem::replace(&mut values, rest)).await?;
            }
            progress(number + 1);
        }
    }
    bulk_load.commit().await?;
    if !fields.is_empty() {
        // A server lets the new users follow the rules of groups.
        let job = async move |mut tx: Tx| {
            locks::acquire(&mut tx, AdvisoryLock::MemberRules).await?;
            groups::renew_member_rules(&mut tx).await
        };
        db.write(job).await?;
    }
    Ok(empty)
}

/// The user with this number. Users are created in the order of their usernames, which is the order of two indexes:
/// that makes the inserts faster.
fn user(number: u64, count: u64, run_id: u32, now: Timestamp, own_words: String, entropy: &dyn Entropy) -> NewUser {
    let dice: [u8; 16] = entropy.bytes();
    let pairs = (FIRST.len() * LAST.len()) as u64;
    // Any number of users is spread evenly over all pairs of names.
    let pair = (u128::from(number) * u128::from(pairs) / u128::from(count)) as usize;
    let (first, last) = (FIRST[pair / LAST.len()], LAST[pair % LAST.len()]);
    let names = names_of(first, last, number, run_id, dice[0], own_words);
    let created_at = now.minus(random_part(CREATED_WITHIN, &dice[1..5]));
    // About one user in five has never signed in.
    let login = (dice[5] >= 50).then(|| now.minus(random_part(created_at.until(now), &dice[6..10])));
    // One in 512 is an administrator.
    let role = if dice[10] == 0 && dice[11] < 128 { Role::Admin } else { Role::User };
    let status = match dice[12] {
        0..=5 => Status::Disabled,
        6..=8 => Status::Deleted,
        _ => Status::Active,
    };
    NewUser {
        id: UserId(id_at(created_at, &entropy.bytes())),
        names,
        role,
        status,
        email_verified: dice[13] < 200,
        password_hash: passwords::NONE.to_owned(),
        created_at,
        deleted_at: (status == Status::Deleted).then(|| now.minus(random_part(DELETED_WITHIN, &dice[6..10]))),
        last_login_at: login.unwrap_or(Timestamp(0)),
        import_number: 0,
        own_values: Vec::new(),
    }
}

/// Names, username and email address of a user. They are valid without parsing, because the lists contain valid names
/// only.
fn names_of(first: &str, last: &str, number: u64, run_id: u32, dice: u8, own_words: String) -> Names {
    let plain = |name: &str| words::name_key(name, None);
    let (first_plain, last_plain) = (plain(first), plain(last));
    // The run id keeps the usernames of several runs unique.
    let username = format!("{first_plain}.{last_plain}.{number}-{run_id:x}");
    let domain = DOMAINS[usize::from(dice) % DOMAINS.len()];
    let email = format!("{first_plain}.{last_plain}.{number}.{run_id:x}@{domain}");
    let profile = Profile::of_name((dice < 230).then(|| format!("{first} {last}")));
    let groups = GroupNames::default();
    let SearchKeys { name_key, words, word_bits } =
        SearchKeys::of(&username, &email, &profile, None, &own_words, &groups);
    Names {
        name_key,
        words,
        word_bits,
        username_key: username.clone(),
        username,
        email_key: email.clone(),
        email,
        profile,
        external_id: None,
        own_words,
        groups,
    }
}

/// A random part of `whole`.
fn random_part(whole: Duration, dice: &[u8]) -> Duration {
    let part = dice.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    whole.mul_f64(f64::from(part) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity;
    use crate::shared::fields::names::person_name;

    #[test]
    fn names_are_valid_and_usernames_are_sorted() {
        let pairs = FIRST.len() * LAST.len();
        let mut before = String::new();
        for pair in (0..pairs).step_by(37) {
            let (first, last) = (FIRST[pair / LAST.len()], LAST[pair % LAST.len()]);
            let names = names_of(first, last, 7, 0xabcd, 3, String::new());
            let username = identity::username(&names.username).expect("a username");
            let email = identity::email(&names.email).expect("an address");
            person_name(names.profile.name.as_deref().unwrap_or_default()).expect("a name");
            assert_eq!((&username.key, &email.key), (&names.username_key, &names.email_key));
            assert!(before < names.username, "{before} {}", names.username);
            before = names.username;
        }
    }
}
