-- Undos of two-factor that wait because the password was reset after the enrolment; one an account.
CREATE TABLE waiting_undo (
  account_id uuid CONSTRAINT waiting_undo_pk PRIMARY KEY
    CONSTRAINT waiting_undo_account_fk REFERENCES account ON DELETE CASCADE,
  -- Which says that it was asked for. No foreign key: activity is swept, and this must not go with it.
  activity_id bigint NOT NULL,
  -- Wrong codes since then count against it.
  reset_at timestamptz NOT NULL,
  acts_at timestamptz NOT NULL
);
CREATE INDEX waiting_undo_by_time ON waiting_undo (acts_at);

ALTER TABLE link
  DROP CONSTRAINT link_kind,
  ADD CONSTRAINT link_kind CHECK (kind IN ('RESET', 'UNDO', 'STOP_UNDO', 'SIGN_UP', 'EMAIL', 'BROWSER'));

-- A waiting undo ends with what its holder of the second factor did, whichever statement of whichever version wrote that:
-- a login with a code or recovery code, a change of password or email address (which take password and code), a lock by
-- the operator. A switch of two-factor ends it without a word, since its own notification says enough. The account's row
-- is taken first, as whoever makes the undo does; while it is being made, it is too late.
CREATE FUNCTION end_waiting_undo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM account.waiting_undo WHERE account_id = NEW.account_id) THEN
    RETURN NULL;
  END IF;
  IF NEW.what NOT LIKE 'TWO_FACTOR_%' AND NEW.what <> 'ACCOUNT_LOCKED' THEN
    PERFORM FROM account.account WHERE id = NEW.account_id AND open_intent IS NULL FOR SHARE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  DELETE FROM account.waiting_undo WHERE account_id = NEW.account_id;
  IF FOUND AND NEW.what NOT LIKE 'TWO_FACTOR_%' THEN
    INSERT INTO account.activity (account_id, at, what, address, user_agent)
    VALUES (NEW.account_id, NEW.at, 'UNDO_STOPPED', NEW.address, NEW.user_agent);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER activity_ends_undo AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.what LIKE 'TWO_FACTOR_%' OR NEW.what IN (
  'LOGIN_CODE', 'RECOVERY_CODE_USED', 'PASSWORD_CHANGED', 'EMAIL_CHANGE_ASKED', 'ACCOUNT_LOCKED'))
EXECUTE FUNCTION end_waiting_undo();

CREATE TRIGGER activity_notice_of_links AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.what IN ('UNDO_ASKED', 'UNDO_STOPPED', 'RESET_LINK_MADE', 'PASSWORD_RESET_BY_OPERATOR'))
EXECUTE FUNCTION write_notice();
