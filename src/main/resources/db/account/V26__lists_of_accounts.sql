-- Accounts without a second factor are few where one is required.
CREATE INDEX account_without_two_factor ON account (address_key, address_twin) WHERE two_factor IS NOT TRUE;
