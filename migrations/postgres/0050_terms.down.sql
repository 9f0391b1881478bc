DROP TABLE terms_acceptances;
DROP TABLE terms_versions;
