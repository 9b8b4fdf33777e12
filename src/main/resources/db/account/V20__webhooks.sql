-- Receivers of security events. state: active; failing: events do not arrive and are tried again; off: the receiver has
-- answered 410. since: when that state began. problem: of the last attempt that failed; empty: none since the last success.
CREATE TABLE webhook (
  id uuid CONSTRAINT webhook_pk PRIMARY KEY,
  url text NOT NULL,
  state text NOT NULL DEFAULT 'active' CONSTRAINT webhook_state CHECK (state IN ('active', 'failing', 'off')),
  since timestamptz NOT NULL,
  given_up bigint NOT NULL DEFAULT 0,
  problem text NOT NULL DEFAULT ''
);
CREATE INDEX webhook_that_is_sent_to ON webhook (id) WHERE state <> 'off';

-- What events are signed with: one key, or several while a key is replaced. ends_at null: in use.
CREATE TABLE webhook_key (
  id uuid CONSTRAINT webhook_key_pk PRIMARY KEY,
  webhook_id uuid NOT NULL CONSTRAINT webhook_key_webhook_fk REFERENCES webhook ON DELETE CASCADE,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT webhook_key_sealing_key_fk REFERENCES sealing_key,
  made_at timestamptz NOT NULL,
  ends_at timestamptz
);
CREATE INDEX webhook_key_by_webhook ON webhook_key (webhook_id);

-- Events that a receiver has still to get. account_id: zeros where the event has none. No foreign keys: what happens to an
-- account must not fail because a webhook is removed meanwhile.
CREATE TABLE webhook_delivery (
  webhook_id uuid NOT NULL,
  account_id uuid NOT NULL,
  event_nr bigint NOT NULL,
  made_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  tries int NOT NULL DEFAULT 0,
  CONSTRAINT webhook_delivery_pk PRIMARY KEY (webhook_id, account_id, event_nr)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at);
CREATE INDEX webhook_delivery_failing ON webhook_delivery (webhook_id) WHERE tries >= 3;

CREATE FUNCTION write_webhook_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account.webhook_delivery (webhook_id, account_id, event_nr, made_at, due_at)
  SELECT id, coalesce(NEW.account_id, '00000000-0000-0000-0000-000000000000'), NEW.nr, NEW.at, NEW.at
  FROM account.webhook WHERE state <> 'off';
  RETURN NULL;
END $$;

CREATE TRIGGER event_webhooks AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION write_webhook_deliveries();
