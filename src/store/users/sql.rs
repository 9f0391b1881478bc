//! What statements about accounts have in common.

/// The groups of the account with the column `id`, as one text, without those that are being deleted. These are looked up once for a
/// statement.
macro_rules! group_names {
    () => {
        "COALESCE((SELECT string_agg(group_name, ' ') FROM group_members WHERE user_id = id AND group_name NOT IN \
         (SELECT name FROM user_groups WHERE deleted_at IS NOT NULL)), '')"
    };
}
pub(in crate::store) use group_names;

/// Whether the account with the column `id` has an authenticator app, or a passkey that can be used. Passkeys have an `id` as well, so their owner is
/// named differently.
macro_rules! has_second_factor {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM authenticators WHERE user_id = id) \
             OR EXISTS (SELECT 1 FROM (SELECT user_id AS owner FROM passkeys WHERE ",
            $crate::store::factors::passkeys::is_usable!(),
            ") AS owned WHERE owner = id))"
        )
    };
}
pub(in crate::store) use has_second_factor;
