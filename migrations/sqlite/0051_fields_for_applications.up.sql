-- Groups whose members are those that a rule over fields of one's own says (docs/decisions/0107-what-applications-get-of-fields.md).
-- Empty: an administrator says who belongs to the group.
ALTER TABLE user_groups ADD COLUMN member_rule TEXT NOT NULL DEFAULT '';
-- Counts the changes of the rule, and of the fields that it may name; and up to which one all accounts follow it.
ALTER TABLE user_groups ADD COLUMN rule_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_groups ADD COLUMN applied_version INTEGER NOT NULL DEFAULT 0;
-- The fields of one's own that an application learns: names separated by spaces.
ALTER TABLE applications ADD COLUMN own_fields TEXT NOT NULL DEFAULT '';
