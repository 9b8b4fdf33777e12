-- The keys under which rows of this schema are sealed; without one of them the verticle does not start. A row cannot
-- name one that is not here, and none goes from here while a row names it.
CREATE TABLE sealing_key (
  id text CONSTRAINT sealing_key_pk PRIMARY KEY,
  first_used_at timestamptz NOT NULL
);
