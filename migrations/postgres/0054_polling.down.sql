DROP TABLE notification_mode;
DROP TABLE changes;
