-- From where an email was requested that tells of no activity: the /24 or /48 of the client, since its reader may be
-- another person than the one who requested it, and the client's header. Null: not known, or written by an older node.
ALTER TABLE letter
  ADD COLUMN requested_from text,
  ADD COLUMN requested_by text;
