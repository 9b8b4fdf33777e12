-- Look-up secrets (NIST SP 800-63B) for whoever has no authenticator at hand. Found by their first letters, which are no
-- secret; the hash of the whole is sealed.
CREATE TABLE recovery_code (
  id uuid CONSTRAINT recovery_code_pk PRIMARY KEY,
  account_id uuid NOT NULL,
  index_part text NOT NULL,
  sealed_hash bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT recovery_code_sealing_key_fk REFERENCES sealing_key,
  made_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX recovery_code_by_account ON recovery_code (account_id);

-- The codes as they were made, until the session that made them says that they are saved, or for some minutes.
CREATE TABLE shown_recovery_codes (
  id uuid CONSTRAINT shown_recovery_codes_pk PRIMARY KEY,
  account_id uuid NOT NULL CONSTRAINT shown_recovery_codes_one_an_account UNIQUE,
  session_id uuid NOT NULL,
  sealed_codes bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT shown_recovery_codes_sealing_key_fk REFERENCES sealing_key,
  expires_at timestamptz NOT NULL
);
CREATE INDEX shown_recovery_codes_by_expiry ON shown_recovery_codes (expires_at);

-- What those who guess at an account's recovery codes have left: as guess_budget, and apart from it.
CREATE TABLE recovery_budget (
  account_id uuid CONSTRAINT recovery_budget_pk PRIMARY KEY,
  in_a_row int NOT NULL,
  charges charge[] NOT NULL
);

-- What people call their authenticators; empty: the only one, which has no name yet.
ALTER TABLE authenticator ADD COLUMN name text NOT NULL DEFAULT '';

-- What becomes of a pending key: the first authenticator, one more, or one in the place of another.
ALTER TABLE pending_key
  ADD COLUMN purpose text NOT NULL DEFAULT 'FIRST'
    CONSTRAINT pending_key_purpose CHECK (purpose IN ('FIRST', 'ADD', 'REPLACE')),
  ADD COLUMN name text NOT NULL DEFAULT '',
  ADD COLUMN replaces uuid;
