-- The order by creation also has the last sign-in, so that a list of those who have not signed in for long passes over all others
-- without looking at one of them, also newest first (docs/decisions/0020-directory.md).
DROP INDEX users_by_created;
CREATE INDEX users_by_created_and_login ON users
    (created_at, id, class, import_number, low_word_bits, high_word_bits, words, last_login_at);
