-- Guesses at passwords that were counted within the last minute: by which operation, and by which of its requests. That
-- request alone may take the guess back, and not even that one once the operation was asked again (request_id is null
-- then): the other may have looked at the password.
CREATE TYPE recent_guess AS (operation_id uuid, request_id uuid, at timestamptz);
ALTER TABLE password_budget ADD COLUMN recent recent_guess[] NOT NULL DEFAULT '{}';

-- The operations that were counted lately, so that asking one of them again counts nothing, whatever came between.
ALTER TABLE sign_up_budget ADD COLUMN operations uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE pending_login ADD COLUMN missed_operations uuid[] NOT NULL DEFAULT '{}';

-- Keys of the hashes by which budgets are found. They stay when the key that seals them is replaced, so that nobody's
-- budget begins anew; the first are those of the sealing key in use when this table was made.
CREATE TABLE budget_key (
  id uuid CONSTRAINT budget_key_pk PRIMARY KEY,
  purpose text NOT NULL CONSTRAINT budget_key_one_a_purpose UNIQUE,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT budget_key_sealing_key_fk REFERENCES sealing_key
);

-- Accounts whose password was reset by mail, until totp has been asked to give them fresh guesses at codes.
CREATE TABLE fresh_guesses (
  account_id uuid CONSTRAINT fresh_guesses_pk PRIMARY KEY
    CONSTRAINT fresh_guesses_account_fk REFERENCES account ON DELETE CASCADE,
  operation_id uuid NOT NULL,
  asked_at timestamptz NOT NULL
);
