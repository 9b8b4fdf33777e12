-- Accounts whose recovery codes a restore has made void, since it is not known which were used. They get new ones at
-- their next login with a code of an authenticator.
CREATE TABLE void_recovery_codes (
  account_id uuid CONSTRAINT void_recovery_codes_pk PRIMARY KEY,
  since timestamptz NOT NULL
);
