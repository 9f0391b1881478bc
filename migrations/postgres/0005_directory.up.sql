-- The directory: everyone, found and sorted at any size (docs/decisions/0020-directory.md).

-- What brings many accounts at once. Those of an import that is not published are there, and nobody sees them.
CREATE TABLE imports (
    number       BIGINT NOT NULL PRIMARY KEY,
    -- of the process that works on it, now and then: without news it is given up
    touched_at   BIGINT NOT NULL,
    -- how many accounts there are to add, and how many have been
    total        BIGINT NOT NULL,
    done         BIGINT NOT NULL,
    published_at BIGINT
);

-- One at a time.
CREATE UNIQUE INDEX imports_hidden ON imports ((published_at IS NULL)) WHERE published_at IS NULL;

-- Links that open an account once: to choose a first password, or another one. Of a link only the SHA-256 is kept.
CREATE TABLE password_links (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    user_id    UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_expiry ON password_links (expires_at);

-- By what people are sorted, the words by which they are found, as a JSON array, and the bits of these words: who lacks one
-- of those that a search has need not be looked at. The program computes them (src/identity/words.rs). Empty: not computed yet,
-- the row is older than this.
ALTER TABLE users ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN low_word_bits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN high_word_bits BIGINT NOT NULL DEFAULT 0;
-- What was changed last, and by which piece of bulk work: the way back.
ALTER TABLE users ADD COLUMN status_before TEXT COLLATE "C";
ALTER TABLE users ADD COLUMN role_before TEXT COLLATE "C";
ALTER TABLE users ADD COLUMN bulk_id UUID;
ALTER TABLE users ADD COLUMN import_number BIGINT NOT NULL DEFAULT 0;
-- Role and status in one number, a bit for each pair: 1 for a user and 2 for an administrator, 4 times that for the
-- disabled, 16 times for the deleted. So one comparison tells whether a row is of one of several classes.
ALTER TABLE users ADD COLUMN class BIGINT NOT NULL GENERATED ALWAYS AS
    (CASE role WHEN 'admin' THEN 2 ELSE 1 END * CASE status WHEN 'active' THEN 1 WHEN 'disabled' THEN 4 ELSE 16 END)
    STORED;

-- Each order has in its index all that decides whether a row belongs to a list: half a million are passed over without
-- looking at one of them.
CREATE INDEX users_by_created ON users (created_at, id) INCLUDE (class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_username ON users (username_key, id) INCLUDE (class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_email ON users (email_key, id) INCLUDE (class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_name ON users (name_key, id) INCLUDE (class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_login ON users (last_login_at, id) INCLUDE (class, import_number, low_word_bits, high_word_bits, words);
-- The few of a rare kind are sorted when they are asked for; an import that is not published is stepped over.
CREATE INDEX users_by_class ON users (class, import_number);
CREATE INDEX users_of_import ON users (import_number) WHERE import_number > 0;
CREATE INDEX users_of_bulk ON users (bulk_id) WHERE bulk_id IS NOT NULL;
CREATE INDEX users_past ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_without_words ON users (id) WHERE words = '';

CREATE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);

-- SQLite's name for it, so that a statement is written once.
CREATE FUNCTION instr(text, text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT strpos($1, $2)';

-- What follows from the rows above. Triggers keep it true, whoever writes.

-- How many there are of each class: under 0 those that are published, under its number those of the import at work.
CREATE TABLE user_counts (
    class         BIGINT NOT NULL,
    import_number BIGINT NOT NULL,
    count         BIGINT NOT NULL,
    PRIMARY KEY (class, import_number)
);

CREATE TABLE user_words (
    word    TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL,
    -- of all words of the account
    low_word_bits BIGINT NOT NULL,
    high_word_bits BIGINT NOT NULL,
    PRIMARY KEY (word, user_id) INCLUDE (low_word_bits, high_word_bits)
);

INSERT INTO user_counts (class, import_number, count)
    SELECT class, 0, COUNT(*) FROM users GROUP BY class;

CREATE FUNCTION unpublished(number BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS
    'SELECT COALESCE((SELECT imports.number FROM imports WHERE imports.number = $1 AND published_at IS NULL), 0)';

-- Rows that come or go together are counted together, always in the order of the classes: two transactions that wait for
-- each other would be one too many.
CREATE FUNCTION users_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(import_number), COUNT(*) FROM rows_added GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits)
        SELECT jsonb_array_elements_text(words::jsonb), id, low_word_bits, high_word_bits FROM rows_added WHERE words <> '';
    RETURN NULL;
END $$;

CREATE FUNCTION users_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(import_number), -COUNT(*) FROM rows_removed GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    DELETE FROM user_words USING (
        SELECT jsonb_array_elements_text(words::jsonb) AS word, id FROM rows_removed WHERE words <> '') gone
        WHERE user_words.word = gone.word AND user_words.user_id = gone.id;
    RETURN NULL;
END $$;

CREATE FUNCTION users_classed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, unpublished(NEW.import_number), step
        FROM (VALUES (OLD.class, -1), (NEW.class, 1)) AS steps (class, step) ORDER BY class
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    RETURN NULL;
END $$;

CREATE FUNCTION users_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM user_words WHERE user_id = OLD.id
        AND word IN (SELECT jsonb_array_elements_text(NULLIF(OLD.words, '')::jsonb));
    INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits)
        SELECT jsonb_array_elements_text(NULLIF(NEW.words, '')::jsonb), NEW.id, NEW.low_word_bits, NEW.high_word_bits;
    RETURN NULL;
END $$;

CREATE FUNCTION imports_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_counts AS c (class, import_number, count)
        SELECT class, 0, count FROM user_counts WHERE import_number = NEW.number ORDER BY class
        ON CONFLICT (class, import_number) DO UPDATE SET count = c.count + excluded.count;
    DELETE FROM user_counts WHERE import_number = NEW.number;
    RETURN NULL;
END $$;

CREATE TRIGGER users_added AFTER INSERT ON users
    REFERENCING NEW TABLE AS rows_added FOR EACH STATEMENT EXECUTE FUNCTION users_added();
CREATE TRIGGER users_removed AFTER DELETE ON users
    REFERENCING OLD TABLE AS rows_removed FOR EACH STATEMENT EXECUTE FUNCTION users_removed();
CREATE TRIGGER users_classed AFTER UPDATE OF role, status ON users
    FOR EACH ROW WHEN (OLD.class <> NEW.class) EXECUTE FUNCTION users_classed();
CREATE TRIGGER users_renamed AFTER UPDATE OF words ON users
    FOR EACH ROW WHEN (OLD.words <> NEW.words) EXECUTE FUNCTION users_renamed();
CREATE TRIGGER imports_published AFTER UPDATE OF published_at ON imports
    FOR EACH ROW WHEN (OLD.published_at IS NULL AND NEW.published_at IS NOT NULL) EXECUTE FUNCTION imports_published();
