-- The previous version could create a group of the same name, with the members of the deleted one. It computes missing words at the
-- next sweep.
UPDATE users SET words = '', group_names = COALESCE((
        SELECT group_concat(value, ' ') FROM json_each('["' || replace(group_names, ' ', '","') || '"]')
        WHERE value NOT IN (SELECT name FROM deleted_groups)), '')
    WHERE EXISTS (SELECT 1 FROM deleted_groups WHERE instr(' ' || group_names || ' ', ' ' || name || ' ') > 0);

DROP TABLE deleted_groups;
DROP INDEX api_tokens_living;
