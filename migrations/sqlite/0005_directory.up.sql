-- The directory: everyone, found and sorted at any size (docs/decisions/0020-directory.md).

-- What brings many accounts at once. Those of an import that is not published are there, and nobody sees them.
CREATE TABLE imports (
    number       INTEGER NOT NULL PRIMARY KEY,
    -- of the process that works on it, now and then: without news it is given up
    touched_at   INTEGER NOT NULL,
    -- how many accounts there are to add, and how many have been
    total        INTEGER NOT NULL,
    done         INTEGER NOT NULL,
    published_at INTEGER
) STRICT;

-- One at a time.
CREATE UNIQUE INDEX imports_hidden ON imports ((published_at IS NULL)) WHERE published_at IS NULL;

-- Links that open an account once: to choose a first password, or another one. Of a link only the SHA-256 is kept.
CREATE TABLE password_links (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_expiry ON password_links (expires_at);

-- By what people are sorted, the words by which they are found, as a JSON array, and the bits of these words: who lacks one
-- of those that a search has need not be looked at. The program computes them (src/identity/words.rs). Empty: not computed yet,
-- the row is older than this.
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN low_word_bits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN high_word_bits INTEGER NOT NULL DEFAULT 0;
-- What was changed last, and by which piece of bulk work: the way back.
ALTER TABLE users ADD COLUMN status_before TEXT;
ALTER TABLE users ADD COLUMN role_before TEXT;
ALTER TABLE users ADD COLUMN bulk_id BLOB;
ALTER TABLE users ADD COLUMN import_number INTEGER NOT NULL DEFAULT 0;
-- Role and status in one number, a bit for each pair: 1 for a user and 2 for an administrator, 4 times that for the
-- disabled, 16 times for the deleted. So one comparison tells whether a row is of one of several classes.
ALTER TABLE users ADD COLUMN class INTEGER NOT NULL
    AS (CASE role WHEN 'admin' THEN 2 ELSE 1 END * CASE status WHEN 'active' THEN 1 WHEN 'disabled' THEN 4 ELSE 16 END)
    VIRTUAL;

-- Each order has in its index all that decides whether a row belongs to a list: half a million are passed over without
-- looking at one of them.
CREATE INDEX users_by_created ON users (created_at, id, class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_username ON users (username_key, id, class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_email ON users (email_key, id, class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_name ON users (name_key, id, class, import_number, low_word_bits, high_word_bits, words);
CREATE INDEX users_by_login ON users (last_login_at, id, class, import_number, low_word_bits, high_word_bits, words);
-- The few of a rare kind are sorted when they are asked for; an import that is not published is stepped over.
CREATE INDEX users_by_class ON users (class, import_number);
CREATE INDEX users_of_import ON users (import_number) WHERE import_number > 0;
CREATE INDEX users_of_bulk ON users (bulk_id) WHERE bulk_id IS NOT NULL;
CREATE INDEX users_past ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_without_words ON users (id) WHERE words = '';

CREATE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);

-- What follows from the rows above. Triggers keep it true, whoever writes.

-- How many there are of each class: under 0 those that are published, under its number those of the import at work.
CREATE TABLE user_counts (
    class         INTEGER NOT NULL,
    import_number INTEGER NOT NULL,
    count         INTEGER NOT NULL,
    PRIMARY KEY (class, import_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_words (
    word    TEXT NOT NULL,
    user_id BLOB NOT NULL,
    -- of all words of the account
    low_word_bits INTEGER NOT NULL,
    high_word_bits INTEGER NOT NULL,
    PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;

INSERT INTO user_counts (class, import_number, count)
    SELECT class, 0, COUNT(*) FROM users GROUP BY class;

CREATE TRIGGER users_added AFTER INSERT ON users BEGIN
    INSERT INTO user_counts (class, import_number, count)
        VALUES (NEW.class,
            COALESCE((SELECT number FROM imports WHERE number = NEW.import_number AND published_at IS NULL), 0), 1)
        ON CONFLICT (class, import_number) DO UPDATE SET count = count + 1;
    INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits)
        SELECT value, NEW.id, NEW.low_word_bits, NEW.high_word_bits FROM json_each(NULLIF(NEW.words, ''));
END;

CREATE TRIGGER users_removed AFTER DELETE ON users BEGIN
    UPDATE user_counts SET count = count - 1
        WHERE class = OLD.class AND import_number =
            COALESCE((SELECT number FROM imports WHERE number = OLD.import_number AND published_at IS NULL), 0);
    DELETE FROM user_words
        WHERE user_id = OLD.id AND word IN (SELECT value FROM json_each(NULLIF(OLD.words, '')));
END;

CREATE TRIGGER users_classed AFTER UPDATE OF role, status ON users WHEN OLD.class <> NEW.class BEGIN
    UPDATE user_counts SET count = count - 1
        WHERE class = OLD.class AND import_number =
            COALESCE((SELECT number FROM imports WHERE number = OLD.import_number AND published_at IS NULL), 0);
    INSERT INTO user_counts (class, import_number, count)
        VALUES (NEW.class,
            COALESCE((SELECT number FROM imports WHERE number = NEW.import_number AND published_at IS NULL), 0), 1)
        ON CONFLICT (class, import_number) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER users_renamed AFTER UPDATE OF words ON users WHEN OLD.words <> NEW.words BEGIN
    DELETE FROM user_words
        WHERE user_id = OLD.id AND word IN (SELECT value FROM json_each(NULLIF(OLD.words, '')));
    INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits)
        SELECT value, NEW.id, NEW.low_word_bits, NEW.high_word_bits FROM json_each(NULLIF(NEW.words, ''));
END;

CREATE TRIGGER imports_published AFTER UPDATE OF published_at ON imports
    WHEN OLD.published_at IS NULL AND NEW.published_at IS NOT NULL BEGIN
    INSERT INTO user_counts (class, import_number, count)
        SELECT class, 0, count FROM user_counts WHERE import_number = NEW.number
        ON CONFLICT (class, import_number) DO UPDATE SET count = count + excluded.count;
    DELETE FROM user_counts WHERE import_number = NEW.number;
END;

-- The indexes that keep names unique know the order as well, but nothing else of a row: along them each one would have to be
-- looked at. So they are for finding one name (https://www.sqlite.org/fileformat2.html#stat1tab, "unordered").
ANALYZE imports;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('users', 'sqlite_autoindex_users_2', '1000000 1 unordered'),
    ('users', 'sqlite_autoindex_users_3', '1000000 1 unordered');
