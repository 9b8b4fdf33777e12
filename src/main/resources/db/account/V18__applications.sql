-- What the verticle oidc asks about sessions and accounts. Nodes of the version before write none of it themselves: columns
-- have defaults, and triggers write the rest.

-- sid is the session as applications know it: a login again in the same browser keeps it, and never has two sessions at a
-- time. second_factor: a code was given at the login, or at an enrolment in this session.
ALTER TABLE session
  ADD COLUMN sid uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN second_factor boolean NOT NULL DEFAULT false;
CREATE INDEX session_by_sid ON session (sid);

-- That of the session which the login replaces, if there is one; it goes on once the code was right.
ALTER TABLE pending_login ADD COLUMN sid uuid;
CREATE INDEX pending_login_by_sid ON pending_login (sid) WHERE sid IS NOT NULL;

-- grant_generation is raised by what ends all that applications were given. verified_email is the address to which a link
-- was mailed that was opened; once the account has another address, it is none of the account's any more. two_factor: whether
-- a code is asked for at login; null: not switched since this migration.
ALTER TABLE account
  ADD COLUMN grant_generation int NOT NULL DEFAULT 0,
  ADD COLUMN verified_email text,
  ADD COLUMN two_factor boolean;

CREATE FUNCTION end_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.grant_generation := OLD.grant_generation + 1;
  RETURN NEW;
END $$;

CREATE TRIGGER account_grants BEFORE UPDATE OF locked_at, password_operation ON account FOR EACH ROW
WHEN (OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL
  OR NEW.password_operation IS DISTINCT FROM OLD.password_operation)
EXECUTE FUNCTION end_grants();

CREATE FUNCTION note_two_factor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account.account SET two_factor = NEW.kind = 'ACTIVATE' WHERE id = NEW.account_id;
  IF NEW.kind = 'ACTIVATE' THEN
    UPDATE account.session SET second_factor = true WHERE id = NEW.session_id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER intent_two_factor AFTER UPDATE OF outcome ON intent FOR EACH ROW
WHEN (OLD.outcome IS NULL AND NEW.outcome = 'DONE'
  AND NEW.kind IN ('ACTIVATE', 'DEACTIVATE', 'RESET', 'TWO_FACTOR_UNDO'))
EXECUTE FUNCTION note_two_factor();

-- Groups of accounts; a group is there while it has a member.
CREATE TABLE account_group (
  account_id uuid NOT NULL CONSTRAINT account_group_account_fk REFERENCES account ON DELETE CASCADE,
  name text COLLATE "C" NOT NULL CONSTRAINT account_group_name CHECK (name ~ '^[A-Za-z0-9._-]{1,64}$'),
  CONSTRAINT account_group_pk PRIMARY KEY (account_id, name)
);
CREATE INDEX account_group_by_name ON account_group (name);

-- What the activity is about: the name of an application or of a group.
ALTER TABLE activity ADD COLUMN detail text NOT NULL DEFAULT '';

CREATE TRIGGER activity_notice_of_applications AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.what = 'TOKEN_REUSED')
EXECUTE FUNCTION write_notice();

-- When an event of an application was last noted in the activity of an account: often enough for its owner, and so seldom
-- that nobody fills the table.
CREATE TABLE application_note (
  account_id uuid NOT NULL CONSTRAINT application_note_account_fk REFERENCES account ON DELETE CASCADE,
  application text NOT NULL,
  event text NOT NULL,
  operation_id uuid NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT application_note_pk PRIMARY KEY (account_id, application, event)
);
CREATE INDEX application_note_by_age ON application_note (at);

-- Sessions and accounts that have ended, for oidc, which asks what came after the last id that it knows. nr is taken when
-- the row is written, and a transaction with a smaller one may commit later. So a row gets its id once it is committed, when
-- oidc asks; whoever gives ids holds the row of ending_counter, so that none appears below one that was told.
CREATE TABLE ending (
  nr bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ending_pk PRIMARY KEY,
  id bigint CONSTRAINT ending_id_unique UNIQUE,
  account_id uuid NOT NULL,
  sid uuid,
  kind text NOT NULL CONSTRAINT ending_kind CHECK (kind IN ('SESSION', 'LOCKED', 'DELETED', 'PASSWORD')),
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ending_sid CHECK ((kind = 'SESSION') = (sid IS NOT NULL))
);
CREATE INDEX ending_without_id ON ending (nr) WHERE id IS NULL;
CREATE INDEX ending_by_age ON ending (at);

CREATE TABLE ending_counter (
  one boolean DEFAULT true CONSTRAINT ending_counter_pk PRIMARY KEY CONSTRAINT ending_counter_one_row CHECK (one),
  last_id bigint NOT NULL
);
INSERT INTO ending_counter (last_id) VALUES (0);

CREATE FUNCTION write_ending_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM account.session WHERE sid = OLD.sid)
    AND NOT EXISTS (SELECT FROM account.pending_login WHERE sid = OLD.sid) THEN
    INSERT INTO account.ending (account_id, sid, kind) VALUES (OLD.account_id, OLD.sid, 'SESSION');
  END IF;
  RETURN NULL;
END $$;

-- A session that merely expired is no ending. It is the sweep that deletes it, by a statement which begins like this in
-- every version.
CREATE TRIGGER session_ending AFTER DELETE ON session FOR EACH ROW
WHEN (current_query() NOT LIKE 'DELETE FROM account.session WHERE last\_seen\_at <= %')
EXECUTE FUNCTION write_ending_of_session();

-- A login that replaced a session and was never completed ends that session.
CREATE TRIGGER pending_login_ending AFTER DELETE ON pending_login FOR EACH ROW
WHEN (OLD.sid IS NOT NULL)
EXECUTE FUNCTION write_ending_of_session();

CREATE FUNCTION write_ending_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO account.ending (account_id, kind) VALUES (OLD.id, 'DELETED');
    RETURN NULL;
  END IF;
  IF OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL THEN
    INSERT INTO account.ending (account_id, kind) VALUES (NEW.id, 'LOCKED');
  END IF;
  IF NEW.password_operation IS DISTINCT FROM OLD.password_operation THEN
    INSERT INTO account.ending (account_id, kind) VALUES (NEW.id, 'PASSWORD');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER account_ending AFTER UPDATE OF locked_at, password_operation ON account FOR EACH ROW
WHEN (NEW.grant_generation <> OLD.grant_generation)
EXECUTE FUNCTION write_ending_of_account();

CREATE TRIGGER account_deleted AFTER DELETE ON account FOR EACH ROW EXECUTE FUNCTION write_ending_of_account();
