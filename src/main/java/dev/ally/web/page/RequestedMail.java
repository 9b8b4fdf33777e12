package dev.ally.web.page;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.exchange.WaitingLogin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * An email that this browser has asked for. A cookie carries it to the page that says where it went, and back to the
 * form, where the address can be corrected. It tells nothing that was not typed in this browser.
 *
 * @param address as it was typed
 * @param name as it was typed at a sign-up; otherwise empty
 */
public record RequestedMail(Kind kind, String address, String name) {
  /** What the link in it is for. */
  public enum Kind {
    RESET,
    SIGN_UP,
    BROWSER;

    /** As in the ids of texts. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public RequestedMail(Kind kind, String address) {
    this(kind, address, "");
  }

  /** The newest one; empty: there is none, or the cookie is malformed. */
  public static Optional<RequestedMail> of(Request request) {
    return request.find(Cookie.MAILED).flatMap(cookie -> read(cookie.revealText()));
  }

  /** The address of the newest one; no characters if there is none. */
  public static String addressOf(Request request) {
    return of(request).map(RequestedMail::address).orElse("");
  }

  /**
   * Leads to the page that says where it went; that also says so if the same one was asked for before. The application
   * that waits for the person is kept until the link is used.
   */
  public Reply sent(Request request) {
    Reply page = Reply.seeOther(Paths.CHECK_MAIL).set(Cookie.MAILED, written());
    Reply keeping = WaitingLogin.at(LocalPath.wantedBy(request)).map(login -> login.on(page)).orElse(page);
    return of(request).equals(Optional.of(this)) ? Notice.MAIL_ASKED_AGAIN.on(keeping) : keeping;
  }

  private Secret written() {
    return Secret.of(kind + "." + encode(address) + "." + encode(name));
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<RequestedMail> read(String cookie) {
    String[] parts = cookie.split("\\.", -1);
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.name().equals(parts[0]))
        .findFirst()
        .flatMap(kind -> decode(parts[1])
            .flatMap(address -> decode(parts[2]).map(name -> new RequestedMail(kind, address, name))));
  }

  /** The character NUL is in no field of a form either. */
  private static Optional<String> decode(String encoded) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
      return Optional.of(text).filter(decoded -> decoded.indexOf('\0') < 0);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Without the address. */
  @Override
  public String toString() {
    return "RequestedMail[" + kind + "]";
  }
}
