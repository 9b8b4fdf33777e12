-- The activity page turns its leaves by id; the broom finds the oldest by age.
CREATE INDEX activity_by_account_and_id ON activity (account_id, id);
CREATE INDEX activity_by_age ON activity (at);

-- A locked account is refused like a wrong password, whoever asks.
ALTER TABLE account ADD COLUMN locked_at timestamptz;

-- Deleting an account spans both schemas too, so it is an intent first. It is never given up.
ALTER TABLE intent DROP CONSTRAINT intent_kind;
ALTER TABLE intent ADD CONSTRAINT intent_kind CHECK (kind IN ('ACTIVATE', 'DEACTIVATE', 'RESET', 'DELETE'));

-- Deletions that are done, so that repeating one is answered alike; of whom is not kept.
CREATE TABLE deletion (
  operation_id uuid CONSTRAINT deletion_pk PRIMARY KEY,
  deleted_at timestamptz NOT NULL
);
CREATE INDEX deletion_by_age ON deletion (deleted_at);
