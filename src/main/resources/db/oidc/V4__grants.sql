-- The key of the hashes by which requests, codes and tokens are found. There is one. It stays when the sealing key is
-- replaced: refresh tokens live longer than an operator keeps an old line in the key file.
CREATE TABLE token_key (
  id uuid CONSTRAINT token_key_pk PRIMARY KEY,
  sealed_key bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT token_key_sealing_key_fk REFERENCES sealing_key
);

-- Authorization requests that wait for a person, and pushed ones that wait for a browser. One that was answered stays
-- until it expires, so that asking again gets the same answer and nobody else gets one.
CREATE TABLE authorization_request (
  token_hash bytea CONSTRAINT authorization_request_pk PRIMARY KEY,
  client_id text NOT NULL,
  demand text NOT NULL,
  pushed boolean NOT NULL,
  login_id uuid,
  begun_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  answered_by uuid,
  answer text
);
CREATE INDEX authorization_request_by_expiry ON authorization_request (expires_at);

-- What a person let an application have, once: a login, its code, and the family of tokens that comes of it.
-- refresh_number counts the refresh tokens of the family; only the hash of the latest is here. kept_until has days, so
-- that a refresh changes no index.
CREATE TABLE application_grant (
  id uuid CONSTRAINT application_grant_pk PRIMARY KEY,
  client_id text NOT NULL,
  account_id uuid NOT NULL,
  sid uuid NOT NULL,
  login_id uuid NOT NULL,
  generation int NOT NULL,
  auth_time timestamptz NOT NULL,
  second_factor boolean NOT NULL,
  acr text NOT NULL,
  scopes text[] NOT NULL,
  id_token_claims text[] NOT NULL,
  user_info_claims text[] NOT NULL,
  nonce text NOT NULL,
  redirect_uri text NOT NULL,
  code_challenge text NOT NULL,
  code_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  redeemed_by uuid,
  redeemed_at timestamptz,
  offline boolean NOT NULL,
  ends_with_session boolean NOT NULL,
  refresh_number int NOT NULL DEFAULT 0,
  refresh_hash bytea,
  refreshed_at timestamptz,
  ended_at timestamptz,
  reuse_untold boolean NOT NULL DEFAULT false,
  kept_until date NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX application_grant_by_account ON application_grant (account_id, made_at);
CREATE INDEX application_grant_by_session ON application_grant (sid);
CREATE INDEX application_grant_by_age ON application_grant (kept_until);
CREATE INDEX application_grant_to_tell ON application_grant (id) WHERE reuse_untold;

-- Access tokens; of one that is a JSON Web Token, its id. They are good while their grant is.
CREATE TABLE access_token (
  token_hash bytea CONSTRAINT access_token_pk PRIMARY KEY,
  grant_id uuid NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX access_token_by_expiry ON access_token (expires_at);

-- What a person has agreed to once and for all, of applications whose registration asks for it.
CREATE TABLE consent (
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  scopes text[] NOT NULL,
  given_at timestamptz NOT NULL,
  CONSTRAINT consent_pk PRIMARY KEY (account_id, client_id)
);
