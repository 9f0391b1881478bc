DROP INDEX users_by_created_and_login;
CREATE INDEX users_by_created ON users (created_at, id, class, import_number, low_word_bits, high_word_bits, words);
