-- The key pairs that sign tokens. Each is sealed as a whole, so that a row that someone else wrote is never published.
-- Of each algorithm the highest generation that has started signs; the one before it still verifies.
CREATE TABLE signing_key (
  id uuid CONSTRAINT signing_key_pk PRIMARY KEY,
  algorithm text NOT NULL,
  generation int NOT NULL,
  starts_at timestamptz NOT NULL,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT signing_key_sealing_key_fk REFERENCES sealing_key,
  operation_id uuid,
  -- Nodes that make a key at the same time agree on the first.
  CONSTRAINT signing_key_one_a_generation UNIQUE (algorithm, generation)
);
