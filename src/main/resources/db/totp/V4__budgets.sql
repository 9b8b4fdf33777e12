-- Guesses that were made at browsers that the account knows, and those that a password reset by mail gave beyond the
-- caps; both are among the charges too. in_a_row is that of all other browsers.
ALTER TABLE guess_budget
  ADD COLUMN known_in_a_row int NOT NULL DEFAULT 0,
  ADD COLUMN known_operations uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN fresh_operations uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN fresh_at timestamptz;
ALTER TABLE recovery_budget
  ADD COLUMN known_in_a_row int NOT NULL DEFAULT 0,
  ADD COLUMN known_operations uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN fresh_operations uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN fresh_at timestamptz;

-- The operations by which codes were tried on it, so that asking one of them again counts nothing.
ALTER TABLE pending_key ADD COLUMN tried uuid[] NOT NULL DEFAULT '{}';
