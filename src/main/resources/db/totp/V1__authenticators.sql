-- The keys under which rows of this schema are sealed; without one of them the verticle does not start. A row cannot
-- name one that is not here, and none goes from here while a row names it.
CREATE TABLE sealing_key (
  id text CONSTRAINT sealing_key_pk PRIMARY KEY,
  first_used_at timestamptz NOT NULL
);

-- Confirmed authenticators. A code is accepted only for a time step above last_step, which it then becomes.
CREATE TABLE authenticator (
  id uuid CONSTRAINT authenticator_pk PRIMARY KEY,
  account_id uuid NOT NULL,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT authenticator_sealing_key_fk REFERENCES sealing_key,
  algorithm text NOT NULL,
  digits smallint NOT NULL,
  period_seconds smallint NOT NULL,
  last_step bigint NOT NULL,
  confirmed_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL
);
CREATE INDEX authenticator_by_account ON authenticator (account_id);

-- Keys shown to a session and not confirmed yet; a session has one at most.
CREATE TABLE pending_key (
  id uuid CONSTRAINT pending_key_pk PRIMARY KEY,
  account_id uuid NOT NULL,
  session_id uuid NOT NULL CONSTRAINT pending_key_one_a_session UNIQUE,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT pending_key_sealing_key_fk REFERENCES sealing_key,
  algorithm text NOT NULL,
  digits smallint NOT NULL,
  period_seconds smallint NOT NULL,
  tries int NOT NULL DEFAULT 0,
  last_operation uuid,
  expires_at timestamptz NOT NULL
);
CREATE INDEX pending_key_by_account ON pending_key (account_id);
CREATE INDEX pending_key_by_expiry ON pending_key (expires_at);

-- A guess that was counted, and the operation that made it.
CREATE TYPE charge AS (at timestamptz, operation_id uuid);

-- What an account's guessers have left. One row holds all that decides, so that one statement can.
CREATE TABLE guess_budget (
  account_id uuid CONSTRAINT guess_budget_pk PRIMARY KEY,
  in_a_row int NOT NULL,
  charges charge[] NOT NULL
);

-- What became of each operation, so that repeating one does nothing twice.
CREATE TABLE operation (
  id uuid CONSTRAINT operation_pk PRIMARY KEY,
  account_id uuid NOT NULL,
  outcome text NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX operation_by_age ON operation (decided_at);
