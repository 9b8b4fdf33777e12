-- From where a switch was requested that no session requested; its activity and its email say so.
ALTER TABLE intent
  ADD COLUMN address text NOT NULL DEFAULT '',
  ADD COLUMN user_agent text NOT NULL DEFAULT '';
