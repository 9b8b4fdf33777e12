package dev.ally.oidc.authorize;

import dev.ally.config.Limit;
import dev.ally.contract.oidc.ProtocolError;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.token.ProtocolParts;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes pushed authorization requests (RFC 9126). */
public final class PushService {
  /** What the {@code request_uri} of a pushed request begins with (RFC 9126 §2.2). */
  public static final String REQUEST_URI = "urn:ietf:params:oauth:request_uri:";

  private static final Logger LOG = LoggerFactory.getLogger(PushService.class);

  private final ProtocolParts parts;
  private final PgRequestStore store;
  private final RequestReader reader;
  private final ParkingBudget budget = new ParkingBudget();

  public PushService(ProtocolParts parts) {
    this.parts = parts;
    this.store = new PgRequestStore(parts.pool());
    this.reader = new RequestReader(parts.signer(), parts.issuer());
  }

  public Future<PushAuthorization.Answer> push(PushAuthorization question) {
    return parts.authentication().authenticate(question.client()).compose(verdict -> verdict.client().isEmpty()
        ? Future.succeededFuture(new PushAuthorization.Answer(verdict.error(), Duration.ZERO))
        : push(question, verdict.client().get()));
  }

  private Future<PushAuthorization.Answer> push(PushAuthorization question, Client client) {
    String named = question.demand().clientId();
    if (!named.isEmpty() && !named.equals(client.id()) || question.demand().repeated().contains("client_id")) {
      return refused(client, new ProtocolError(
          ProtocolError.Code.INVALID_REQUEST, "client_id is not the client that authenticated"));
    }
    if (!question.demand().requestUri().isEmpty() || question.demand().repeated().contains("request_uri")) {
      return refused(client, new ProtocolError(
          ProtocolError.Code.INVALID_REQUEST, "request_uri cannot be pushed"));
    }
    if (question.demand().repeated().contains("redirect_uri")
        || !RedirectAddress.isOf(client, question.demand().redirectUri())) {
      return refused(client, new ProtocolError(
          ProtocolError.Code.INVALID_REQUEST, "redirect_uri is not registered"));
    }
    return reader.read(question.demand(), client).compose(read -> read.demand().isPresent()
        ? keep(question, client, read.demand().get())
        : refused(client, read.refusal().orElseThrow().asProtocolError()));
  }

  private Future<PushAuthorization.Answer> keep(PushAuthorization question, Client client, CheckedDemand demand) {
    Instant now = parts.clock().instant();
    Duration life = Limit.PUSHED_REQUEST_LIFE.duration();
    Future<Void> spent = client.isConfidential()
        ? Future.succeededFuture()
        : budget.count(question.address(), now);
    return spent.compose(allowed -> parts.keys().tokens())
        .compose(tokens -> store.push(
            tokens.hash(Purpose.REQUEST, question.newRequest()), client.id(), demand, now, now.plus(life)))
        .map(kept -> new PushAuthorization.Answer(ProtocolError.NONE, life));
  }

  private static Future<PushAuthorization.Answer> refused(Client client, ProtocolError error) {
    LOG.info("Client {} pushed a request that was refused: {}", client.id(), error.description());
    return Future.succeededFuture(new PushAuthorization.Answer(error, Duration.ZERO));
  }
}
