-- Registered applications, each as the operator's file has it. What belongs to a client refers to it, and goes with it.
CREATE TABLE client (
  id text COLLATE "C" CONSTRAINT client_pk PRIMARY KEY,
  definition text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- The protected hosts of clients of type proxy; a host has one client.
CREATE TABLE client_host (
  host text COLLATE "C" CONSTRAINT client_host_pk PRIMARY KEY,
  client_id text COLLATE "C" NOT NULL CONSTRAINT client_host_client_fk REFERENCES client ON DELETE CASCADE
);
CREATE INDEX client_host_by_client ON client_host (client_id);

-- The origins of the redirect addresses of browser clients.
CREATE TABLE client_origin (
  origin text COLLATE "C",
  client_id text COLLATE "C" CONSTRAINT client_origin_client_fk REFERENCES client ON DELETE CASCADE,
  CONSTRAINT client_origin_pk PRIMARY KEY (origin, client_id)
);
CREATE INDEX client_origin_by_client ON client_origin (client_id);

-- Hashes of secrets, sealed, so that one that somebody else wrote is none. The newest has no end.
CREATE TABLE client_secret (
  id uuid CONSTRAINT client_secret_pk PRIMARY KEY,
  client_id text COLLATE "C" NOT NULL CONSTRAINT client_secret_client_fk REFERENCES client ON DELETE CASCADE,
  sealed_hash bytea NOT NULL,
  sealing_key_id text NOT NULL CONSTRAINT client_secret_sealing_key_fk REFERENCES sealing_key,
  made_at timestamptz NOT NULL,
  expires_at timestamptz
);
CREATE INDEX client_secret_by_client ON client_secret (client_id);

-- Assertions of private_key_jwt that were used, until they expire. They stay when their client goes.
CREATE TABLE used_assertion (
  client_id text COLLATE "C",
  jti_hash bytea,
  request_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT used_assertion_pk PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX used_assertion_by_expiry ON used_assertion (expires_at);

-- What became of each change of the registry, so that asking again does nothing twice. There is no secret in it.
CREATE TABLE registry_operation (
  id uuid CONSTRAINT registry_operation_pk PRIMARY KEY,
  outcome text NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX registry_operation_by_age ON registry_operation (decided_at);
