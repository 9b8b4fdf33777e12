-- How many digits the code has that the page asks for; null: that depends on the authenticator, or is not known. Only
-- the page's words follow from it.
ALTER TABLE pending_login ADD COLUMN code_digits int;
