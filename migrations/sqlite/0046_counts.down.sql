DROP TABLE installation_notes;
DROP TABLE active_people;
DROP TABLE counts;
