-- What passwords were ever hashed with: accounts that nobody has logged in to since keep an earlier one.
CREATE TABLE hash_setting (
  memory_kib int NOT NULL,
  iterations int NOT NULL,
  first_used_at timestamptz NOT NULL,
  CONSTRAINT hash_setting_pk PRIMARY KEY (memory_kib, iterations)
);
