-- The first page of the list of users as one statement, in tables that the migrations of Vestibule have created: twenty accounts in
-- the order that the list has by default, without those of an import that is not published. A list does more: it counts, finds the
-- second factors and the groups of each account, and makes JSON of it.
SELECT id, username, email, name, role, status, email_verified, created_at, last_login_at FROM users
WHERE import_number <> -1 ORDER BY created_at DESC, id DESC LIMIT 20;
