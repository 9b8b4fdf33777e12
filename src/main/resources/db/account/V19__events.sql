-- Who did it, within which request, and why. actor: empty: the person, or the operator where only the operator can;
-- "operator": a command; else the id of the account of the help desk. Nodes of the version before write none of the three.
ALTER TABLE activity
  ADD COLUMN actor text NOT NULL DEFAULT '',
  ADD COLUMN request text NOT NULL DEFAULT '',
  ADD COLUMN reason text NOT NULL DEFAULT '';

-- Security events: what the audit log and webhooks tell. All of the activity is among them, whichever statement of whichever
-- version writes it, and attempts that failed at no account. No foreign key: events outlast their account.
CREATE TABLE event (
  nr bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_pk PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL,
  what text NOT NULL,
  account_id uuid,
  -- Empty: not known; "operator"; else the id of an account.
  actor text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  outcome text NOT NULL DEFAULT 'success' CONSTRAINT event_outcome CHECK (outcome IN ('success', 'failure')),
  request text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  logged boolean NOT NULL DEFAULT false
);
CREATE INDEX event_not_logged ON event (nr) WHERE NOT logged;
CREATE INDEX event_by_age ON event (at);

CREATE FUNCTION write_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account.event (at, what, account_id, actor, address, outcome, request, reason)
  VALUES (NEW.at, NEW.what, NEW.account_id,
    CASE
      WHEN NEW.actor <> '' THEN NEW.actor
      WHEN NEW.what IN (
        'ACCOUNT_LOCKED', 'ACCOUNT_UNLOCKED', 'RESET_LINK_MADE', 'TWO_FACTOR_RESET', 'GROUP_ADDED', 'GROUP_REMOVED')
        THEN 'operator'
      ELSE NEW.account_id::text
    END,
    NEW.address,
    CASE WHEN NEW.what IN ('LOGIN_CODE_WRONG', 'TOKEN_REUSED') THEN 'failure' ELSE 'success' END,
    NEW.request, coalesce(nullif(NEW.reason, ''), NEW.detail));
  RETURN NULL;
END $$;

-- CODE_WRONG only tells the owner, once an hour, of what stands in LOGIN_CODE_WRONG already.
CREATE TRIGGER activity_event AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.what <> 'CODE_WRONG')
EXECUTE FUNCTION write_event();
