-- The language in which a person reads, by its tag (BCP 47); null: not known. A node of the version before writes none.
ALTER TABLE account ADD COLUMN language text;

-- That in which the sign-up was asked for: the account begins with it, in whichever browser it is completed.
ALTER TABLE sign_up ADD COLUMN language text;

-- That of the request, for an email to an address without an account.
ALTER TABLE letter ADD COLUMN language text;
