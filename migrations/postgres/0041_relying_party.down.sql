DROP TABLE relying_party;
