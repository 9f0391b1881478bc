-- First the locks of the tables whose triggers change the counts: a program of the version before that adds an account at the
-- same time waits, and does not find a constraint missing that its statement names.
LOCK TABLE imports, users IN SHARE ROW EXCLUSIVE MODE;
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
    SELECT class, import_number, SUM(count)::BIGINT AS count FROM user_counts GROUP BY class, import_number;
DELETE FROM user_counts;
ALTER TABLE user_counts DROP CONSTRAINT user_counts_pkey;
ALTER TABLE user_counts DROP COLUMN slot;
ALTER TABLE user_counts ADD PRIMARY KEY (class, import_number);
INSERT INTO user_counts (class, import_number, count) SELECT class, import_number, count FROM counted;
DROP TABLE counted;

CREATE OR REPLACE FUNCTION users_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(import_number), COUNT(*) FROM rows_added GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits)
        SELECT jsonb_array_elements_text(words::jsonb), id, low_word_bits, high_word_bits FROM rows_added WHERE words <> '';
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION users_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(import_number), -COUNT(*) FROM rows_removed GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    DELETE FROM user_words USING (
        SELECT jsonb_array_elements_text(words::jsonb) AS word, id FROM rows_removed WHERE words <> '') gone
        WHERE user_words.word = gone.word AND user_words.user_id = gone.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION users_classed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(NEW.import_number), step
        FROM (VALUES (OLD.class, -1), (NEW.class, 1)) AS steps (class, step) ORDER BY class
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION imports_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, 0, count FROM user_counts WHERE import_number = NEW.number ORDER BY class
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    DELETE FROM user_counts WHERE import_number = NEW.number;
    RETURN NULL;
END $$;

DROP FUNCTION count_users(BIGINT, BIGINT, BIGINT);
