-- Other e-mails that accounts ask for, which wait for a link mailed there: one an account, the newest. It holds while the
-- account is as it was when it was asked for.
CREATE TABLE email_change (
  id uuid CONSTRAINT email_change_pk PRIMARY KEY,
  account_id uuid NOT NULL CONSTRAINT email_change_account_fk REFERENCES account ON DELETE CASCADE
    CONSTRAINT email_change_one_an_account UNIQUE,
  -- Which asked for it, and lives on when the others end.
  session_id uuid NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  password_version int NOT NULL,
  factor_version int NOT NULL,
  asked_at timestamptz NOT NULL
);
CREATE INDEX email_change_by_age ON email_change (asked_at);

ALTER TABLE letter ADD COLUMN email_change_id uuid
  CONSTRAINT letter_email_change_fk REFERENCES email_change ON DELETE CASCADE;
CREATE INDEX letter_by_email_change ON letter (email_change_id);

ALTER TABLE link
  ADD COLUMN email_change_id uuid CONSTRAINT link_email_change_fk REFERENCES email_change ON DELETE CASCADE,
  -- The operation that used it, so that repeating that does nothing twice, and another finds it used.
  ADD COLUMN used_by uuid;
CREATE INDEX link_by_email_change ON link (email_change_id);
