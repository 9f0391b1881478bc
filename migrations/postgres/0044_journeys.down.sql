ALTER TABLE one_time_tokens DROP COLUMN journey;
DROP TABLE journeys;
