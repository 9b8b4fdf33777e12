package dev.ally.web.oauth2;

import dev.ally.bus.TextLimit;
import dev.ally.contract.oidc.ClientProof.Method;
import dev.ally.contract.oidc.ClientProof;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads how a client authenticates, in exactly one way (RFC 6749 §2.3, OpenID Connect Core §9). */
final class ClientProofs {
  private static final String BASIC = "Basic ";
  private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private ClientProofs() {}

  /**
   * @param requestId names this request
   * @throws ProtocolFailure where a client authenticates in more than one way
   */
  static ClientProof of(Request request, Parameters parameters, UUID requestId) {
    Optional<String> header = header(request);
    String clientId = TextLimit.CLIENT.cut(parameters.text("client_id"));
    Secret secret = parameters.secret("client_secret");
    Secret assertion = parameters.token("client_assertion");
    String assertionType = parameters.text("client_assertion_type");
    boolean asserted = !assertion.isEmpty() || !assertionType.isEmpty();
    if (Stream.of(header.isPresent(), !secret.isEmpty(), asserted).filter(used -> used).count() > 1) {
      throw new ProtocolFailure(Code.INVALID_REQUEST, "The client authenticates in more than one way.");
    }
    if (header.isPresent()) {
      return basic(header.get(), clientId, requestId);
    }
    if (asserted) {
      return asserted(clientId, assertion, assertionType, requestId);
    }
    Method method = clientId.isEmpty() ? Method.MISSING : secret.isEmpty() ? Method.NONE : Method.POST;
    return new ClientProof(method, clientId, secret, Secret.empty(), requestId);
  }

  private static Optional<String> header(Request request) {
    List<String> headers = request.headers().getAll("Authorization");
    if (headers.size() > 1) {
      throw new ProtocolFailure(Code.INVALID_REQUEST, "The header Authorization is there more than once.");
    }
    return headers.stream().findFirst();
  }

  private static ClientProof asserted(String clientId, Secret assertion, String type, UUID requestId) {
    if (assertion.isEmpty() || !type.equals(ASSERTION_TYPE)) {
      throw new ProtocolFailure(
          Code.INVALID_REQUEST, "client_assertion needs the client_assertion_type " + ASSERTION_TYPE + ".");
    }
    return new ClientProof(Method.PRIVATE_KEY_JWT, clientId, Secret.empty(), assertion, requestId);
  }

  /** Id and secret are encoded as in a form before they become a user name and a password (RFC 6749 §2.3.1). */
  private static ClientProof basic(String header, String clientId, UUID requestId) {
    String pair = header.regionMatches(true, 0, BASIC, 0, BASIC.length()) ? decoded(header) : "";
    int colon = pair.indexOf(':');
    if (colon < 1) {
      return new ClientProof(Method.MISSING, "", Secret.empty(), Secret.empty(), requestId);
    }
    String id = TextLimit.CLIENT.cut(formDecoded(pair.substring(0, colon)));
    if (!clientId.isEmpty() && !clientId.equals(id)) {
      throw new ProtocolFailure(Code.INVALID_REQUEST, "client_id is not the one of the header Authorization.");
    }
    String secret = TextLimit.PARAMETER.cut(formDecoded(pair.substring(colon + 1)));
    return new ClientProof(Method.BASIC, id, Secret.of(secret), Secret.empty(), requestId);
  }

  private static String decoded(String header) {
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      return new String(pair, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** What is not encoded so stays as it is: it is no client's id or secret of ours. */
  private static String formDecoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
