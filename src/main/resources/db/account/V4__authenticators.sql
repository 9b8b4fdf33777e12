-- What else is changed across both schemas: authenticators one by one, recovery codes.
ALTER TABLE intent
  DROP CONSTRAINT intent_kind,
  ADD CONSTRAINT intent_kind CHECK (kind IN (
    'ACTIVATE', 'DEACTIVATE', 'RESET',
    'AUTHENTICATOR_ADDED', 'AUTHENTICATOR_REPLACED', 'AUTHENTICATOR_REMOVED',
    'RECOVERY_CODES_REPLACED', 'RECOVERY_CODE_USED'));
