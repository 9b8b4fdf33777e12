-- The activity page turns its leaves by id; the broom finds the oldest by age.
CREATE INDEX activity_by_account_and_id ON activity (account_id, id);
CREATE INDEX activity_by_age ON activity (at);

-- A locked account is refused like a wrong password, whoever asks.
ALTER TABLE account ADD COLUMN locked_at timestamptz;

-- Deletions of accounts, written before totp is asked, so that whoever finds one open goes on with it. While it is open
-- its id stands in account.open_intent, so that nobody is signed in and nothing is switched. Once it is done it is kept
-- for a while, so that repeating it is answered alike; of whom it was is not kept.
CREATE TABLE deletion (
  operation_id uuid CONSTRAINT deletion_pk PRIMARY KEY,
  account_id uuid CONSTRAINT deletion_one_an_account UNIQUE,
  opened_at timestamptz NOT NULL
);
CREATE INDEX deletion_by_age ON deletion (opened_at);
