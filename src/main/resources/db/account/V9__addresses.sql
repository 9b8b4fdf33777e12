-- Email addresses as they are compared since this version: in ASCII, the domain as A-labels. The program reads those that
-- exist, since SQL cannot; until then, and after a change by the version before, address_key is null.
--
-- Two accounts that become one by that stay two: address_twin is empty for the first that was read, for each other one its
-- own spelling. email_key is what the version before looks for: as unique as ever, and no longer compared by this one.
ALTER TABLE account
  ADD COLUMN address_key text,
  ADD COLUMN address_twin text NOT NULL DEFAULT '',
  ADD CONSTRAINT account_address_unique UNIQUE (address_key, address_twin);

-- Those that cannot be found before they are read come first.
CREATE INDEX account_address_unread ON account (
  (email_key = lower(email COLLATE "C") AND octet_length(email) = length(email) AND strpos(email_key, 'xn--') = 0),
  created_at, id) WHERE address_key IS NULL;

CREATE FUNCTION forget_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.address_key := NULL;
  NEW.address_twin := '';
  RETURN NEW;
END $$;

CREATE TRIGGER account_address BEFORE UPDATE OF email ON account FOR EACH ROW
WHEN (NEW.email <> OLD.email AND NEW.address_key IS NOT DISTINCT FROM OLD.address_key)
EXECUTE FUNCTION forget_address();

-- For a letter that was asked for by an address, how this version compares it.
ALTER TABLE letter ADD COLUMN address_key text;
