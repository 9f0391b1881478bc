ALTER TABLE applications DROP COLUMN own_fields;
ALTER TABLE user_groups DROP COLUMN applied_version;
ALTER TABLE user_groups DROP COLUMN rule_version;
ALTER TABLE user_groups DROP COLUMN member_rule;
