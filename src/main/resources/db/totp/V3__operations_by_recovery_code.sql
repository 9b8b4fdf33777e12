-- Whether a recovery code was spent for it, so that whoever settles it later can tell.
ALTER TABLE operation ADD COLUMN by_recovery_code boolean NOT NULL DEFAULT false;
