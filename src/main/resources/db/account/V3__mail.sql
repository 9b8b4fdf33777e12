-- A login from a browser that the account had not known.
ALTER TABLE activity ADD COLUMN new_browser boolean NOT NULL DEFAULT false;

-- When it was last noted that somebody has the password and no right code; within an hour that is noted once.
ALTER TABLE account ADD COLUMN wrong_codes_noted_at timestamptz;

-- Sign-ups that wait for their mailed link; id is that of the account to be.
CREATE TABLE sign_up (
  id uuid CONSTRAINT sign_up_pk PRIMARY KEY,
  email text NOT NULL,
  email_key text NOT NULL,
  name text NOT NULL,
  sealed_password_hash bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT sign_up_sealing_key_fk REFERENCES sealing_key,
  made_at timestamptz NOT NULL
);
CREATE INDEX sign_up_by_age ON sign_up (made_at);

-- Mails that are to be sent. One that was sent is gone; one that was taken is due again later, should its node be gone.
CREATE TABLE letter (
  id uuid CONSTRAINT letter_pk PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  -- Whose it is; for a letter that was asked for by an e-mail, known or not, that e-mail instead.
  account_id uuid CONSTRAINT letter_account_fk REFERENCES account ON DELETE CASCADE,
  email_key text,
  activity_id bigint CONSTRAINT letter_activity_fk REFERENCES activity ON DELETE CASCADE,
  sign_up_id uuid CONSTRAINT letter_sign_up_fk REFERENCES sign_up ON DELETE CASCADE,
  -- Where it goes; to the account's own e-mail where it names none.
  address text,
  made_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  tries int NOT NULL DEFAULT 0
);
CREATE INDEX letter_by_due ON letter (due_at);
CREATE INDEX letter_by_account ON letter (account_id);
CREATE INDEX letter_by_activity ON letter (activity_id);
CREATE INDEX letter_by_sign_up ON letter (sign_up_id);

-- Links in mails, by keyed hashes of their tokens. Each opens what its kind says, while what it was made for still holds.
CREATE TABLE link (
  token_hash bytea CONSTRAINT link_pk PRIMARY KEY,
  kind text NOT NULL CONSTRAINT link_kind CHECK (kind IN ('RESET', 'UNDO', 'SIGN_UP', 'EMAIL', 'BROWSER')),
  account_id uuid CONSTRAINT link_account_fk REFERENCES account ON DELETE CASCADE,
  password_version int,
  activity_id bigint CONSTRAINT link_activity_fk REFERENCES activity ON DELETE CASCADE,
  sign_up_id uuid CONSTRAINT link_sign_up_fk REFERENCES sign_up ON DELETE CASCADE,
  address text,
  made_at timestamptz NOT NULL
);
CREATE INDEX link_by_account ON link (account_id);
CREATE INDEX link_by_activity ON link (activity_id);
CREATE INDEX link_by_sign_up ON link (sign_up_id);
CREATE INDEX link_by_age ON link (made_at);

-- A change and its notice are written together, whichever statement of whichever version writes the change.
CREATE FUNCTION write_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account.letter (kind, account_id, activity_id, made_at, due_at)
  VALUES (CASE WHEN NEW.what LIKE 'LOGIN_%' THEN 'NEW_BROWSER' ELSE NEW.what END, NEW.account_id, NEW.id, NEW.at, NEW.at);
  RETURN NULL;
END $$;

CREATE TRIGGER activity_notice AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.new_browser OR NEW.what IN (
  'TWO_FACTOR_ACTIVATE', 'TWO_FACTOR_DEACTIVATE', 'TWO_FACTOR_RESET', 'TWO_FACTOR_UNDO',
  'AUTHENTICATOR_ADDED', 'AUTHENTICATOR_REMOVED', 'AUTHENTICATOR_REPLACED',
  'RECOVERY_CODE_USED', 'RECOVERY_CODES_REPLACED',
  'PASSWORD_CHANGED', 'PASSWORD_RESET', 'CODE_WRONG'))
EXECUTE FUNCTION write_notice();
