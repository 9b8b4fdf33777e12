package dev.ally.web.home;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangePicture;
import dev.ally.harness.Browser;
import dev.ally.harness.Pictures;
import dev.ally.web.Site;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PicturePageTest {
  private static final String PAGE = "/settings/profile/picture";
  private static final Pattern SHOWN = Pattern.compile("class=\"portrait\" src=\"([^\"]+)\"");

  private final Site site = Site.open();
  private final Browser ada = site.signedIn();

  @AfterEach
  void close() {
    site.close();
  }

  private HttpResponse<String> upload(byte[] file) throws Exception {
    return upload(ada.token(PAGE), file);
  }

  private HttpResponse<String> upload(String token, byte[] file) throws Exception {
    Buffer body = Buffer.buffer("--xYz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token
            + "\r\n--xYz\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n")
        .appendBytes(file).appendString("\r\n--xYz--\r\n");
    return post(body, "multipart/form-data; boundary=xYz");
  }

  private HttpResponse<String> post(Buffer body, String type) throws Exception {
    return HttpClient.newHttpClient().send(
        ada.request(PAGE).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body.getBytes())).build(),
        BodyHandlers.ofString());
  }

  private String shown() {
    Matcher shown = SHOWN.matcher(ada.get("/settings/profile").body());
    return shown.find() ? shown.group(1) : "";
  }

  @Test
  void showsInitialsOnTheAccountsColourWhereThereIsNone() {
    assertThat(ada.get("/settings/profile").body())
        .containsPattern("class=\"initials tone-[0-9]+\" data-initials=\"AL\"").doesNotContain("class=\"portrait\"");
  }

  @Test
  void saysThatTheSessionHasEndedToWhoeverChoseAPictureBefore() throws Exception {
    String token = ada.token(PAGE);
    ada.cookies.remove("ally_session");

    HttpResponse<String> answer = upload(token, Pictures.of("png", 30, 30));

    assertThat(location(answer)).startsWith("/login?next=");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .anyMatch(cookie -> cookie.startsWith("ally_flash=SESSION_OVER;"));
  }

  @Test
  void showsThePictureThatWasUploadedToItsOwnerAlone() throws Exception {
    HttpResponse<String> changed = upload(Pictures.of("png", 300, 300));
    assertThat(changed.statusCode()).isEqualTo(303);
    assertThat(location(changed)).isEqualTo("/settings/profile");
    String address = shown();
    HttpResponse<String> picture = ada.get(address);
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(picture.headers().allValues("Content-Security-Policy"))
        .containsExactly("default-src 'none'; frame-ancestors 'none'; sandbox");
    assertThat(picture.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(location(site.browser().get(address))).startsWith("/login");
    assertThat(ada.get(PAGE + ".jpg").statusCode()).isEqualTo(404);
    assertThat(ada.get(address.replaceAll("=.*", "=" + "0".repeat(8))).statusCode()).isEqualTo(404);
  }

  @Test
  void showsInitialsAgainOnceItIsRemoved() throws Exception {
    upload(Pictures.of("jpeg", 300, 300));
    assertThat(ada.get(PAGE).body()).contains(">Remove picture</button>");
    HttpResponse<String> removed = ada.post(PAGE + "/remove", "csrf=" + ada.token(PAGE));
    assertThat(removed.statusCode()).isEqualTo(303);
    assertThat(ada.get("/settings/profile").body()).contains("Your picture has been removed.");
    assertThat(shown()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    assertRefused(upload(new byte[0]), "Choose a picture first.");
    assertRefused(upload("no picture".getBytes()), "That file can’t be read as a picture.");
    assertRefused(upload(Pictures.pngHeader(100_000, 100_000)), "That picture has too many pixels.");
    assertRefused(ada.submit(PAGE, "picture", "x"), "Choose a picture first.");
    assertThat(site.account.wasAsked(ChangePicture.class)).isFalse();
  }

  private static void assertRefused(HttpResponse<String> refused, String said) {
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("<a href=\"#picture\">" + said);
  }

  @Test
  void takesNoFileThatIsTooLargeAndNoneWithoutTheToken() throws Exception {
    for (int sizeBytes : new int[] {2 * 1024 * 1024 + 1, 5 * 1024 * 1024}) {
      HttpResponse<String> refused = upload(new byte[sizeBytes]);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body())
          .contains("<a href=\"#picture\">That file is too large. Choose one of up to 2 MB.", "type=\"file\"");
    }
    assertThat(upload("", Pictures.of("png", 300, 300)).statusCode()).isEqualTo(403);
    assertThat(site.account.wasAsked(ChangePicture.class)).isFalse();
  }

  /** Eight are read at a time: as many strangers as there are places keep nobody waiting, however slowly they send. */
  @Test
  void leavesItsPlacesToPeopleWhoAreSignedIn() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Socket stranger = new Socket(site.url.getHost(), site.url.getPort());
        strangers.add(stranger);
        stranger.getOutputStream().write(("POST " + PAGE + " HTTP/1.1\r\nHost: " + site.url.getAuthority()
            + "\r\nOrigin: " + site.publicUrl + "\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            + "Content-Length: 100000\r\n\r\n--x").getBytes(StandardCharsets.US_ASCII));
        assertThat(new BufferedReader(new InputStreamReader(stranger.getInputStream())).readLine())
            .as("answered though it has sent four bytes").startsWith("HTTP/1.1 303");
      }
      assertThat(upload(Pictures.of("png", 300, 300)).statusCode()).isEqualTo(303);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void takesNoBodyThatIsNoForm() throws Exception {
    assertThat(post(Buffer.buffer("--x"), "multipart/form-data; boundary=x").statusCode()).isEqualTo(400);
    assertThat(post(Buffer.buffer("--x--"), "multipart/form-data").statusCode()).isEqualTo(400);
    assertThat(post(Buffer.buffer("--x--"), "multipart/mixed; boundary=x").statusCode()).isEqualTo(415);
    assertThat(post(Buffer.buffer("--x--"), "multipart/form-data; boundary=x").statusCode()).isEqualTo(403);
  }

  /** On any other page a form with a file is no form. */
  @Test
  void isTheOnlyPageThatTakesAFile() throws IOException, InterruptedException {
    HttpResponse<String> refused = HttpClient.newHttpClient().send(
        ada.request("/settings/profile").header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString("--x--")).build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(415);
  }
}
