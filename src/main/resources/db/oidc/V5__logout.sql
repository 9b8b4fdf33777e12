-- The last of account's endings that was acted on.
CREATE TABLE ending_cursor (
  one boolean DEFAULT true CONSTRAINT ending_cursor_pk PRIMARY KEY CONSTRAINT ending_cursor_one_row CHECK (one),
  last_id bigint NOT NULL
);
INSERT INTO ending_cursor (last_id) VALUES (0);

-- When a logout token for the session of the grant was put on its way: there is one for each application and session.
ALTER TABLE application_grant ADD COLUMN logout_told_at timestamptz;

-- Logout tokens that applications have not accepted yet. The token itself is made for each try.
CREATE TABLE logout_delivery (
  id uuid CONSTRAINT logout_delivery_pk PRIMARY KEY,
  client_id text NOT NULL,
  account_id uuid NOT NULL,
  sid uuid NOT NULL,
  made_at timestamptz NOT NULL,
  tries int NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL
);
CREATE INDEX logout_delivery_by_time ON logout_delivery (next_try_at);
