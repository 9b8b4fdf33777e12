-- A notice goes to whom it concerns: the e-mail that the account had when it happened, also when it is sent later.
CREATE OR REPLACE FUNCTION write_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account.letter (kind, account_id, activity_id, address, made_at, due_at)
  SELECT CASE WHEN NEW.what LIKE 'LOGIN_%' THEN 'NEW_BROWSER' ELSE NEW.what END, NEW.account_id, NEW.id, a.email, NEW.at,
    NEW.at
  FROM account.account a WHERE a.id = NEW.account_id;
  RETURN NULL;
END $$;
