package dev.ally.oidc.client;

import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ClientProof.Method;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.crypto.Keyring;
import dev.ally.oidc.client.Client.AuthMethod;
import dev.ally.oidc.client.PgClientProofs.Found;
import dev.ally.oidc.key.ClientKeys;
import dev.ally.oidc.key.KeyWorkers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client authentication at the addresses of the protocol (RFC 6749 §2.3, RFC 7523 §2.2, OpenID Connect Core §9). A
 * client is told nothing but that it did not authenticate; the log says what to change.
 */
public final class ClientAuthentication {
  private static final Logger LOG = LoggerFactory.getLogger(ClientAuthentication.class);

  private static final ProtocolError REFUSED =
      new ProtocolError(ProtocolError.Code.INVALID_CLIENT, "Client authentication failed");

  private static final Map<Method, AuthMethod> METHODS = Map.of(
      Method.BASIC, AuthMethod.CLIENT_SECRET_BASIC,
      Method.POST, AuthMethod.CLIENT_SECRET_POST,
      Method.PRIVATE_KEY_JWT, AuthMethod.PRIVATE_KEY_JWT,
      Method.NONE, AuthMethod.NONE);

  private final PgClientProofs store;
  private final KeyWorkers workers;
  private final ClientSecrets secrets;
  private final Clock clock;
  private final String issuer;

  /**
   * @param client empty: refused
   * @param error {@code INVALID_CLIENT}, the same whatever was wrong; {@link ProtocolError#NONE} with a client
   */
  public record Verdict(Optional<Client> client, ProtocolError error) {}

  /**
   * @param issuer the audience of an assertion
   * @param workers verify assertions that RSA keys have signed
   */
  public ClientAuthentication(
      Pool pool, Keyring keyring, Clock clock, SecureRandom random, String issuer, KeyWorkers workers) {
    this.store = new PgClientProofs(pool);
    this.workers = workers;
    this.secrets = new ClientSecrets(keyring, random);
    this.clock = clock;
    this.issuer = issuer;
  }

  /** Whether the proof is that of a client, by the method that it is registered with. An assertion is used up. */
  public Future<Verdict> authenticate(ClientProof proof) {
    Optional<String> id = clientId(proof);
    if (id.isEmpty()) {
      return refused("A client did not authenticate: nothing names it, or more than one thing");
    }
    Instant now = clock.instant();
    return store.find(id.get(), now).compose(found -> found.isEmpty()
        ? refused("Client {} did not authenticate: no client of this id is registered", id.get())
        : authenticate(proof, found.get(), now));
  }

  /** An assertion names its client itself; where the request names one too, it is the same. */
  private static Optional<String> clientId(ClientProof proof) {
    if (proof.method() == Method.MISSING) {
      return Optional.empty();
    }
    Optional<String> named = Optional.of(proof.clientId()).filter(id -> !id.isEmpty());
    return (proof.method() == Method.PRIVATE_KEY_JWT
        ? ClientKeys.claimedIssuer(proof.assertion().revealText())
            .filter(issuer -> named.isEmpty() || named.get().equals(issuer))
        : named).filter(Client::isId);
  }

  private Future<Verdict> authenticate(ClientProof proof, Found found, Instant now) {
    Client client = found.client();
    if (client.type() == Client.Type.PROXY) {
      return refused("Client {} did not authenticate: it is of type proxy, which has no part in the protocol",
          client.id());
    }
    if (METHODS.get(proof.method()) != client.authMethod()) {
      return refused("Client {} did not authenticate: it came with {}, and is registered with auth_method {}",
          client.id(), ClientReader.inFile(METHODS.get(proof.method())), ClientReader.inFile(client.authMethod()));
    }
    return switch (client.authMethod()) {
      case NONE -> accepted(client);
      case PRIVATE_KEY_JWT -> assertion(proof, client, now);
      case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> found.secrets().stream().anyMatch(stored ->
              secrets.fits(stored.sealed(), stored.id(), client.id(), proof.secret()))
          ? accepted(client)
          : refused("Client {} did not authenticate: its secret is wrong, or has ended; \"client secret\" makes a new"
              + " one", client.id());
    };
  }

  private Future<Verdict> assertion(ClientProof proof, Client client, Instant now) {
    String assertion = proof.assertion().revealText();
    Future<Optional<Map<String, Object>>> verified = ClientKeys.takesTime(assertion)
        ? workers.run(() -> verify(client, assertion))
        : Future.succeededFuture(verify(client, assertion));
    return verified.compose(claims -> assertion(proof, client, claims, now));
  }

  private static Optional<Map<String, Object>> verify(Client client, String assertion) {
    return client.jwks().flatMap(jwks -> ClientKeys.of(jwks).verify(assertion));
  }

  private Future<Verdict> assertion(
      ClientProof proof, Client client, Optional<Map<String, Object>> claims, Instant now) {
    if (claims.isEmpty()) {
      return refused("Client {} did not authenticate: none of its registered jwks signed the assertion", client.id());
    }
    Assertion.Checked checked = Assertion.check(claims.get(), client.id(), issuer, now);
    if (checked.assertion().isEmpty()) {
      return refused("Client {} did not authenticate with its assertion: {}", client.id(), checked.problem());
    }
    Assertion assertion = checked.assertion().get();
    byte[] jtiHash = ClientSecrets.sha256().digest(assertion.jti().getBytes(StandardCharsets.UTF_8));
    return store.use(client.id(), jtiHash, proof.requestId(), assertion.expiresAt()).compose(isFirst -> isFirst
        ? accepted(client)
        : refused("Client {} did not authenticate: its assertion was used before; each request needs a new one with a"
            + " jti of its own", client.id()));
  }

  private static Future<Verdict> accepted(Client client) {
    return Future.succeededFuture(new Verdict(Optional.of(client), ProtocolError.NONE));
  }

  /** An id in a line is that of a client, or could be one; the log bounds how many lines there are. */
  private static Future<Verdict> refused(String line, Object... arguments) {
    LOG.warn(line, arguments);
    return Future.succeededFuture(new Verdict(Optional.empty(), REFUSED));
  }
}
