DROP TABLE own_field_values;
DROP TABLE own_fields;
