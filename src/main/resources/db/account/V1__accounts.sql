-- The keys under which rows of this schema are sealed; without one of them the verticle does not start. A row cannot
-- name one that is not here, and none goes from here while a row names it.
CREATE TABLE sealing_key (
  id text CONSTRAINT sealing_key_pk PRIMARY KEY,
  first_used_at timestamptz NOT NULL
);

-- People. email_key is the e-mail as it is compared: trimmed, NFKC, case-folded.
CREATE TABLE account (
  id uuid CONSTRAINT account_pk PRIMARY KEY,
  email text NOT NULL,
  email_key text NOT NULL CONSTRAINT account_email_unique UNIQUE,
  name text NOT NULL,
  sealed_password_hash bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT account_sealing_key_fk REFERENCES sealing_key,
  password_version int NOT NULL DEFAULT 1,
  -- The operation that changed it last, so that repeating it changes nothing.
  password_operation uuid,
  -- Raised whenever two-factor is switched: a login that began before does not end after.
  factor_version int NOT NULL DEFAULT 1,
  -- The switch of two-factor that is being made, if one is: nobody is signed in meanwhile.
  open_intent uuid,
  created_at timestamptz NOT NULL
);

-- Switches of two-factor, written before totp is asked, so that whoever finds one open can finish it.
CREATE TABLE intent (
  operation_id uuid CONSTRAINT intent_pk PRIMARY KEY,
  account_id uuid NOT NULL CONSTRAINT intent_account_fk REFERENCES account ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT intent_kind CHECK (kind IN ('ACTIVATE', 'DEACTIVATE', 'RESET')),
  session_id uuid,
  outcome text,
  opened_at timestamptz NOT NULL
);
CREATE INDEX intent_by_account ON intent (account_id);
CREATE INDEX intent_open ON intent (opened_at) WHERE outcome IS NULL;

CREATE TABLE session (
  token_hash bytea CONSTRAINT session_pk PRIMARY KEY,
  id uuid NOT NULL CONSTRAINT session_id_unique UNIQUE,
  account_id uuid NOT NULL CONSTRAINT session_account_fk REFERENCES account ON DELETE CASCADE,
  address text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_age ON session (last_seen_at);

-- Right passwords that wait for a code.
CREATE TABLE pending_login (
  token_hash bytea CONSTRAINT pending_login_pk PRIMARY KEY,
  id uuid NOT NULL CONSTRAINT pending_login_id_unique UNIQUE,
  account_id uuid NOT NULL CONSTRAINT pending_login_account_fk REFERENCES account ON DELETE CASCADE,
  password_version int NOT NULL,
  factor_version int NOT NULL,
  misses int NOT NULL DEFAULT 0,
  last_operation uuid,
  created_at timestamptz NOT NULL
);
CREATE INDEX pending_login_by_account ON pending_login (account_id);
CREATE INDEX pending_login_by_age ON pending_login (created_at);

CREATE TABLE known_browser (
  account_id uuid NOT NULL CONSTRAINT known_browser_account_fk REFERENCES account ON DELETE CASCADE,
  browser_hash bytea NOT NULL,
  last_login_at timestamptz NOT NULL,
  CONSTRAINT known_browser_pk PRIMARY KEY (account_id, browser_hash)
);

-- Wrong passwords in a row. subject is a keyed hash: of an e-mail, known or not, or of an account's browser.
CREATE TABLE password_budget (
  subject bytea CONSTRAINT password_budget_pk PRIMARY KEY,
  in_a_row int NOT NULL,
  last_operation uuid NOT NULL,
  charged_at timestamptz NOT NULL
);
CREATE INDEX password_budget_by_age ON password_budget (charged_at);

-- Accounts made from one network since the beginning of its hour; subject is a keyed hash.
CREATE TABLE sign_up_budget (
  subject bytea CONSTRAINT sign_up_budget_pk PRIMARY KEY,
  made int NOT NULL,
  last_operation uuid NOT NULL,
  since timestamptz NOT NULL
);
CREATE INDEX sign_up_budget_by_age ON sign_up_budget (since);

-- What happened to an account.
CREATE TABLE activity (
  id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT activity_pk PRIMARY KEY,
  account_id uuid NOT NULL CONSTRAINT activity_account_fk REFERENCES account ON DELETE CASCADE,
  at timestamptz NOT NULL,
  what text NOT NULL,
  address text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT ''
);
CREATE INDEX activity_by_account ON activity (account_id, at);
