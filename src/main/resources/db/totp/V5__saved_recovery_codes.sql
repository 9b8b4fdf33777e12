-- When the person showed that the recovery codes are saved, by typing one back; null: never. Of codes from before nothing
-- is known, unless they are still shown; they count as saved.
ALTER TABLE recovery_code ADD COLUMN saved_at timestamptz;
UPDATE recovery_code c SET saved_at = made_at
WHERE NOT EXISTS (SELECT FROM shown_recovery_codes s WHERE s.account_id = c.account_id);
