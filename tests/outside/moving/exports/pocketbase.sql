-- The collection `users` of PocketBase 0.23 and later, as in pb_data/data.db.
CREATE TABLE `users` (
    `avatar` TEXT DEFAULT '' NOT NULL,
    `created` TEXT DEFAULT '' NOT NULL,
    `email` TEXT DEFAULT '' NOT NULL,
    `emailVisibility` BOOLEAN DEFAULT FALSE NOT NULL,
    `id` TEXT PRIMARY KEY DEFAULT ('r' || lower(hex(randomblob(7)))) NOT NULL,
    `name` TEXT DEFAULT '' NOT NULL,
    `password` TEXT DEFAULT '' NOT NULL,
    `tokenKey` TEXT DEFAULT '' NOT NULL,
    `updated` TEXT DEFAULT '' NOT NULL,
    `verified` BOOLEAN DEFAULT FALSE NOT NULL
);
INSERT INTO `users` VALUES (
    '', '2024-03-04 09:12:00.123Z', 'pia@example.org', FALSE, 'r5w1k8d0q3z7m2x', 'Pia Holt',
    '$2a$10$Vq3sZ0xT8mKpLwQ5nR2dYuMRdZ8bIukNrzHmRm.s3Iwv9vlpXIY6K',
    '0Hk2nWfXo8vTq5rLz7yBcD1eJgMsPaUi3xVtNwQb6Rd4KfYhZm', '2024-03-05 10:00:00.000Z', TRUE
);
