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
