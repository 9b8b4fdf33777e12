-- Tickets, by which a browser that is logged in gets a session of a protected host. A spent one is kept for an hour: it
-- counts, and leads back to the address that was asked for.
CREATE TABLE host_ticket (
  ticket_hash bytea CONSTRAINT host_ticket_pk PRIMARY KEY,
  -- What the login is for, sealed; it is of no use after an hour, so it is not sealed anew.
  destination bytea NOT NULL,
  account_id uuid NOT NULL,
  sid uuid NOT NULL,
  made_at timestamptz NOT NULL,
  -- The operation that spent it.
  redeemed_by uuid
);

CREATE INDEX host_ticket_of_account ON host_ticket (account_id, made_at);
CREATE INDEX host_ticket_by_age ON host_ticket (made_at);

-- What the cookies of protected hosts stand for. Whether the session that it came of is still open, account tells.
CREATE TABLE host_session (
  token_hash bytea CONSTRAINT host_session_pk PRIMARY KEY,
  host text NOT NULL,
  account_id uuid NOT NULL,
  sid uuid NOT NULL,
  made_at timestamptz NOT NULL
);

CREATE INDEX host_session_by_age ON host_session (made_at);
