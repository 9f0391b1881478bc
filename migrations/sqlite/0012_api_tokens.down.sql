DROP TABLE service_accounts;
DROP TABLE api_tokens;
