DROP TABLE bulk_values;
