-- What belongs to a client is found by it, however much belongs to others. The collation is not the columns', so that
-- only a statement that names it uses these indexes: one that knows an account or a session too would otherwise read all
-- that a client has, where PostgreSQL does not know yet how much that is.
CREATE INDEX application_grant_by_client ON application_grant (client_id COLLATE "C");
CREATE INDEX authorization_request_by_client ON authorization_request (client_id COLLATE "C");
CREATE INDEX consent_by_client ON consent (client_id COLLATE "C");
CREATE INDEX logout_delivery_by_client ON logout_delivery (client_id COLLATE "C", next_try_at);

CREATE INDEX client_secret_by_expiry ON client_secret (expires_at) WHERE expires_at IS NOT NULL;
