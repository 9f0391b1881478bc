DROP TABLE limit_replicas;
DROP TABLE shared_limits;
