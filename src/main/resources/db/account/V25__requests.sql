-- The id of the request that opened the intent. Empty: there was none, or a node of the version before opened it.
ALTER TABLE intent ADD COLUMN request text NOT NULL DEFAULT '';

-- As before, but a waiting undo that is stopped has the request, and by a lock the actor, of what stopped it.
CREATE OR REPLACE FUNCTION end_waiting_undo() RETURNS trigger LANGUAGE plpgsql AS $$
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
    INSERT INTO account.activity (account_id, at, what, address, user_agent, actor, request)
    VALUES (NEW.account_id, NEW.at, 'UNDO_STOPPED', NEW.address, NEW.user_agent,
      CASE WHEN NEW.what = 'ACCOUNT_LOCKED' THEN coalesce(nullif(NEW.actor, ''), 'operator') ELSE NEW.actor END,
      NEW.request);
  END IF;
  RETURN NULL;
END $$;
