-- Two-factor turned off by the link in the mail that told of turning it on; all kinds of switch that there are.
ALTER TABLE intent
  DROP CONSTRAINT intent_kind,
  ADD CONSTRAINT intent_kind CHECK (kind IN (
    'ACTIVATE', 'DEACTIVATE', 'RESET', 'TWO_FACTOR_UNDO',
    'AUTHENTICATOR_ADDED', 'AUTHENTICATOR_REPLACED', 'AUTHENTICATOR_REMOVED',
    'RECOVERY_CODES_REPLACED', 'RECOVERY_CODE_USED'));
