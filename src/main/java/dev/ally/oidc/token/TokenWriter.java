package dev.ally.oidc.token;

import dev.ally.config.Limit;
import dev.ally.contract.account.AccountClaims;
import dev.ally.crypto.Secret;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.key.Signer;
import dev.ally.oidc.token.Tokens.Purpose;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes access tokens and id tokens. */
record TokenWriter(Signer signer, String issuer) {
  private static final Logger LOG = LoggerFactory.getLogger(TokenWriter.class);
  /** As an id token may be at most that comes back as a hint, with other parameters, in the line of a request. */
  private static final int LONGEST = 6_000;

  /**
   * What is written of.
   *
   * @param scopes of the access token; all of the grant, or fewer, without those that the client may not have any more
   * @param at when it is issued
   */
  record Written(Grant grant, Client client, AccountClaims person, List<String> scopes, Instant at) {
    Written {
      scopes = client.within(scopes);
    }

    Instant accessEnds() {
      return at.plus(Limit.ACCESS_TOKEN_LIFE.duration());
    }
  }

  /** The hash to store the access token under that is made of this handle. */
  static Buffer hash(Tokens tokens, Client client, Secret handle) {
    return tokens.hash(isJwt(client) ? Purpose.JWT_ID : Purpose.ACCESS_TOKEN, handle);
  }

  /**
   * The access token.
   *
   * @param handle a random text: the token itself, or the id of a JSON Web Token (RFC 9068 §2.2)
   */
  Future<Secret> accessToken(Written written, Secret handle) {
    Client client = written.client;
    if (!isJwt(client)) {
      return Future.succeededFuture(handle);
    }
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", written.grant.accountId().toString());
    claims.put("aud", client.audience().orElse(issuer));
    claims.put("client_id", client.id());
    claims.put("iat", written.at.getEpochSecond());
    claims.put("exp", written.accessEnds().getEpochSecond());
    claims.put("jti", handle.revealText());
    claims.put("scope", Scope.write(written.scopes));
    putLogin(claims, written.grant);
    if (written.scopes.contains(Scope.GROUPS)) {
      claims.putAll(PersonClaim.values(List.of(), Set.of(PersonClaim.GROUPS.wireName()), written.person));
    }
    return sign(client, "at+jwt", claims);
  }

  /**
   * The id token (OpenID Connect Core §2 and §3.1.3.6). What the scopes open is at the userinfo endpoint (§5.4); here
   * is what was asked for by name.
   *
   * @param isFirst whether it comes for a code; one that comes for a refresh token has no nonce (§12.2)
   */
  Future<Secret> idToken(Written written, Secret accessToken, boolean isFirst) {
    Grant grant = written.grant;
    Client client = written.client;
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer);
    claims.put("sub", grant.accountId().toString());
    claims.put("aud", client.id());
    claims.put("iat", written.at.getEpochSecond());
    claims.put("exp", written.at.plus(Limit.ID_TOKEN_LIFE.duration()).getEpochSecond());
    if (isFirst && !grant.nonce().isEmpty()) {
      claims.put("nonce", grant.nonce());
    }
    claims.put("sid", grant.sid().toString());
    putLogin(claims, grant);
    claims.put("at_hash", hash(client.idTokenAlg(), accessToken));
    claims.putAll(PersonClaim.values(
        List.of(), PersonClaim.openedBy(client.scopes(), grant.idTokenClaims()), written.person));
    return sign(client, "JWT", claims);
  }

  /** A token with so many groups that nobody could send it goes without them; they are at the userinfo endpoint. */
  private Future<Secret> sign(Client client, String type, Map<String, Object> claims) {
    return signer.sign(client.idTokenAlg().wireName(), type, claims).compose(token -> {
      if (token.revealText().length() <= LONGEST || claims.remove(PersonClaim.GROUPS.wireName()) == null) {
        return Future.succeededFuture(token);
      }
      LOG.info("Client {} is given a token without the groups of a person who is in so many that it would have more than"
          + " {} characters; the userinfo endpoint has them", client.id(), LONGEST);
      return sign(client, type, claims);
    });
  }

  private static boolean isJwt(Client client) {
    return client.accessToken() == Client.AccessTokenForm.JWT;
  }

  private static void putLogin(Map<String, Object> claims, Grant grant) {
    claims.put("auth_time", grant.authTime().getEpochSecond());
    claims.put("acr", grant.acr());
    claims.put("amr", Acr.methods(grant.secondFactor()));
  }

  /** The left half of the hash that the signature's algorithm uses; Ed25519 uses SHA-512 (RFC 8032 §5.1). */
  private static String hash(Client.IdTokenAlg algorithm, Secret accessToken) {
    try {
      byte[] hash = MessageDigest.getInstance(algorithm == Client.IdTokenAlg.EDDSA ? "SHA-512" : "SHA-256")
          .digest(accessToken.revealText().getBytes(StandardCharsets.US_ASCII));
      return Tokens.text(Arrays.copyOf(hash, hash.length / 2)).revealText();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
  }
}
