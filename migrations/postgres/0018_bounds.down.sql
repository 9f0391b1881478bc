-- The previous version could create a group of the same name, with the members of the deleted one. It computes missing words at the
-- next sweep.
UPDATE users SET words = '', group_names = array_to_string(ARRAY(
        SELECT value FROM unnest(string_to_array(group_names, ' ')) WITH ORDINALITY AS names (value, place)
        WHERE value NOT IN (SELECT name FROM deleted_groups) ORDER BY place), ' ')
    WHERE EXISTS (SELECT 1 FROM deleted_groups WHERE strpos(' ' || group_names || ' ', ' ' || name || ' ') > 0);

DROP TABLE deleted_groups;
DROP INDEX api_tokens_living;
