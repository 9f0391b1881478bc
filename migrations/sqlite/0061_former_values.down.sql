DROP TABLE former_values;
