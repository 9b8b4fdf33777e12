package dev.ally.contract.account;

import java.util.UUID;

/** Whose session it is. */
public record Person(UUID accountId, String email, String name) {
}
