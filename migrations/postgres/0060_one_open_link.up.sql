-- The index of migration 59 takes its place.
DROP INDEX one_time_tokens_open;
