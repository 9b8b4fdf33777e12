package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Takes a pushed authorization request (RFC 9126).
 *
 * @param newRequest what the {@code request_uri} will end with, made by the asker
 * @param address the IP address of the application
 */
public record PushAuthorization(
    UUID operationId, ClientProof client, AuthorizationDemand demand, Secret newRequest, String address) {
  /** @param life how long the {@code request_uri} can be used; once */
  public record Answer(ProtocolError error, Duration life) {}

  public static final BusOperation<PushAuthorization, Answer> OPERATION =
      BusOperation.of("oidc.authorize.push.v1", Hop.WEB_TO_OIDC, PushAuthorization.class, Answer.class);
}
