DROP INDEX one_time_tokens_open;
