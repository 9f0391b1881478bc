-- How often something has happened, for the overview of administrators (src/store/tally.rs): in each hour, and after a week in each day.
-- `since`: when the hour or the day began. `shard`: rows among which transactions that count at the same time are spread.
CREATE TABLE counts (
    kind  TEXT    NOT NULL,
    since INTEGER NOT NULL,
    label TEXT    NOT NULL,
    shard INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, since, label, shard)
) STRICT, WITHOUT ROWID;

-- On which day a person was active last, and before that. Only of the last 30 days. Without a foreign key, so that whoever counts waits
-- for no change of the account.
CREATE TABLE active_people (
    user_id    BLOB    NOT NULL PRIMARY KEY,
    -- Days since 1970.
    day        INTEGER NOT NULL,
    day_before INTEGER
) STRICT;

CREATE INDEX active_people_day ON active_people (day);

-- What administrators have done for the whole installation, such as a backup, and when.
CREATE TABLE installation_notes (
    name     TEXT    NOT NULL PRIMARY KEY,
    noted_at INTEGER NOT NULL,
    detail   TEXT    NOT NULL
) STRICT;

-- What the audit log has. By which way somebody has signed in is known while the session is stored, and as it was shown last there.
INSERT INTO counts (kind, since, label, shard, count)
SELECT 'sign_ins', at - at % 3600000,
    CASE
        WHEN ' ' || methods || ' ' LIKE '% hwk %' THEN 'passkey'
        WHEN ' ' || methods || ' ' LIKE '% fed %' THEN 'provider'
        WHEN ' ' || methods || ' ' LIKE '% pwd %' AND (methods LIKE '%otp%' OR methods LIKE '%recovery%') THEN 'second_factor'
        WHEN ' ' || methods || ' ' LIKE '% pwd %' THEN 'password'
        ELSE 'other'
    END, 0, COUNT(*)
FROM audit_events LEFT JOIN sessions ON sessions.id = unhex(replace(detail, '-', ''))
WHERE event = 'session.start' AND result = 'success'
GROUP BY 2, 3;

INSERT INTO counts (kind, since, label, shard, count)
SELECT 'refusals', at - at % 3600000,
    CASE event
        WHEN 'session.start' THEN COALESCE(detail, 'other')
        WHEN 'application.enter' THEN 'not_admitted'
        ELSE 'provider'
    END, 0, COUNT(*)
FROM audit_events
WHERE result = 'refused' AND event IN ('session.start', 'application.enter', 'identity.link')
GROUP BY 2, 3;

-- Administrators of an import have events of their own, and are in its number.
INSERT INTO counts (kind, since, label, shard, count)
SELECT 'accounts', at - at % 3600000,
    CASE event WHEN 'user.register' THEN 'registration' WHEN 'user.import' THEN 'import' ELSE 'administrator' END, 0,
    SUM(CASE event WHEN 'user.import' THEN CAST(detail AS INTEGER) ELSE 1 END)
FROM audit_events
WHERE result = 'success' AND event IN ('user.register', 'user.create', 'user.set_up', 'user.import')
    AND NOT (event = 'user.create' AND request_id IS NOT NULL AND request_id IN (SELECT request_id FROM audit_events
        WHERE event = 'user.import' AND request_id IS NOT NULL))
GROUP BY 2, 3;

INSERT INTO counts (kind, since, label, shard, count)
SELECT 'entries', at - at % 3600000, detail, 0, COUNT(*)
FROM audit_events
WHERE event = 'application.enter' AND result = 'success' AND detail IS NOT NULL
GROUP BY 2, 3;

INSERT INTO counts (kind, since, label, shard, count)
SELECT 'mail', at - at % 3600000, 'given_up', 0, COUNT(*)
FROM audit_events
WHERE event = 'mail.failed' AND result = 'success'
GROUP BY 2;

-- Who has signed in on a day counts for it, and for each period of 7 or 30 days that ends later, until the next sign-in counts on.
WITH RECURSIVE
    days AS (
        SELECT DISTINCT target_id, at / 86400000 AS day FROM audit_events
        WHERE event = 'session.start' AND result = 'success' AND target_id IS NOT NULL
    ),
    steps AS (SELECT day, LAG(day) OVER (PARTITION BY target_id ORDER BY day) AS day_before FROM days),
    later(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM later WHERE number < 29),
    periods(kind, length) AS (VALUES ('active_1', 1), ('active_7', 7), ('active_30', 30))
INSERT INTO counts (kind, since, label, shard, count)
SELECT kind, (day + number) * 86400000, '', 0, COUNT(*)
FROM steps JOIN periods JOIN later ON number < length AND day + number >= COALESCE(day_before + length, day)
GROUP BY 1, 2;

INSERT INTO active_people (user_id, day)
SELECT target_id, MAX(at / 86400000) FROM audit_events
WHERE event = 'session.start' AND result = 'success' AND target_id IS NOT NULL
GROUP BY target_id;
