-- When a code of an authenticator was last given in this session; a recovery code is none. Null: never, or a node of the
-- version before opened the session.
ALTER TABLE session ADD COLUMN code_at timestamptz;

-- What operators of the help desk do, each under the id of its operation, so that it is done once. One that turns the
-- second factor off stands here before its intent does, which has the same id.
CREATE TABLE help_desk_act (
  operation_id uuid CONSTRAINT help_desk_act_pk PRIMARY KEY,
  account_id uuid NOT NULL CONSTRAINT help_desk_act_account_fk REFERENCES account ON DELETE CASCADE,
  kind text NOT NULL,
  -- The operator's account. No foreign key: the act outlasts it.
  actor uuid NOT NULL,
  reason text NOT NULL,
  request text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX help_desk_act_by_account ON help_desk_act (account_id);
CREATE INDEX help_desk_act_by_age ON help_desk_act (at);

-- The help desk finds accounts by how their email address or name begins, a page at a time.
CREATE INDEX account_by_email ON account ((lower(email COLLATE "C")), id);
CREATE INDEX account_by_name ON account ((lower(name) COLLATE "C"), id);

-- A command's lock is told by the operator herself; one of the help desk by email.
CREATE TRIGGER activity_notice_of_help_desk AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.actor NOT IN ('', 'operator')
  AND NEW.what IN ('ACCOUNT_LOCKED', 'ACCOUNT_UNLOCKED', 'SESSIONS_ENDED_BY_OPERATOR'))
EXECUTE FUNCTION write_notice();
