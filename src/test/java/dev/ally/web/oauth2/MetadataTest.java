package dev.ally.web.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.ally.harness.Browser;
import dev.ally.web.Addresses;
import dev.ally.web.Site;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metadata, as an application reads them. */
class MetadataTest {
  private final Site site = Site.open();
  private final Browser program = site.browser();

  @AfterEach
  void close() {
    site.close();
  }

  private JsonObject document(String path) {
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return new JsonObject(answer.body());
  }

  @Test
  void areReadByAnotherLibrary() throws Exception {
    OIDCProviderMetadata read =
        OIDCProviderMetadata.parse(program.get("/.well-known/openid-configuration").body());
    assertThat(read.getIssuer().getValue()).isEqualTo(site.publicUrl.toString());
    assertThat(read.getResponseTypes()).containsExactly(ResponseType.CODE);
    assertThat(read.getResponseModes()).containsExactly(ResponseMode.QUERY, ResponseMode.FORM_POST);
    assertThat(read.getGrantTypes()).containsExactly(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN);
    assertThat(read.getCodeChallengeMethods()).containsExactly(CodeChallengeMethod.S256);
    assertThat(read.getSubjectTypes()).containsExactly(SubjectType.PUBLIC);
    assertThat(read.getIDTokenJWSAlgs()).extracting("name").containsExactly("RS256", "ES256", "EdDSA");
    assertThat(read.getTokenEndpointAuthMethods()).containsExactly(
        ClientAuthenticationMethod.CLIENT_SECRET_BASIC, ClientAuthenticationMethod.CLIENT_SECRET_POST,
        ClientAuthenticationMethod.PRIVATE_KEY_JWT, ClientAuthenticationMethod.NONE);
    assertThat(read.getIntrospectionEndpointAuthMethods()).doesNotContain(ClientAuthenticationMethod.NONE);
    assertThat(read.supportsRequestParam()).isFalse();
    assertThat(read.supportsRequestURIParam()).isFalse();
    assertThat(read.supportsClaimsParam()).isTrue();
    assertThat(read.supportsAuthorizationResponseIssuerParam()).isTrue();
    assertThat(read.supportsBackChannelLogout()).isTrue();
    assertThat(read.supportsBackChannelLogoutSession()).isTrue();
    assertThat(read.supportsFrontChannelLogout()).isFalse();
    assertThat(read.requiresPushedAuthorizationRequests()).isFalse();
  }

  @Test
  void nameAddressesThatThereAre() {
    JsonObject metadata = document("/.well-known/openid-configuration");
    List<String> addresses = metadata.fieldNames().stream()
        .filter(name -> name.endsWith("_endpoint") || name.endsWith("_uri"))
        .map(metadata::getString).toList();
    assertThat(addresses).hasSize(8).allSatisfy(address -> {
      assertThat(address).startsWith(site.publicUrl + "/oauth2/");
      assertThat(Addresses.all()).contains(URI.create(address).getPath());
    });
  }

  @Test
  void areTheSameForOAuth() {
    assertThat(document("/.well-known/oauth-authorization-server"))
        .isEqualTo(document("/.well-known/openid-configuration"));
  }

  @Test
  void areKeptForAMinuteAsTheKeysAre() {
    assertThat(program.get("/.well-known/openid-configuration").headers().firstValue("Cache-Control"))
        .contains("public, max-age=60");
    HttpResponse<String> keys = program.get("/oauth2/jwks");
    assertThat(keys.headers().firstValue("Content-Type")).contains("application/jwk-set+json");
    assertThat(keys.headers().firstValue("Cache-Control")).contains("public, max-age=60");
    assertThat(keys.body()).isEqualTo("{\"keys\":[]}");
  }
}
