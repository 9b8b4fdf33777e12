-- The kind and the cost of a password hash that another program made, such as "bcrypt 12"; null: Ally's own. It goes with the
-- next right password. An address without an account costs what one of the kinds costs.
ALTER TABLE account ADD COLUMN foreign_hash text;
CREATE INDEX account_by_foreign_hash ON account (foreign_hash) WHERE foreign_hash IS NOT NULL;

-- A new password ends it too, whichever statement of whichever version writes that.
CREATE FUNCTION forget_foreign_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.foreign_hash := NULL;
  RETURN NEW;
END $$;

CREATE TRIGGER account_foreign_hash BEFORE UPDATE OF sealed_password_hash ON account FOR EACH ROW
WHEN (OLD.foreign_hash IS NOT NULL AND NEW.password_version <> OLD.password_version)
EXECUTE FUNCTION forget_foreign_hash();

-- A new account has no second factor; null is left to accounts from before, whose two-factor was not switched since V18.
ALTER TABLE account ALTER COLUMN two_factor SET DEFAULT false;

-- The lists of accounts that are few.
CREATE INDEX account_locked ON account (address_key, address_twin) WHERE locked_at IS NOT NULL;
CREATE INDEX account_with_two_factor ON account (address_key, address_twin) WHERE two_factor IS NOT FALSE;
