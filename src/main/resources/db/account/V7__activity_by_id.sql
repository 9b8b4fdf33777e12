-- Nothing asks for an account's activity in any other order than that of its ids.
DROP INDEX activity_by_account;
