package dev.ally.web.exchange;

import dev.ally.bus.TextLimit;
import java.util.UUID;
import java.util.List;
import java.util.function.UnaryOperator;

/** Every field that a form or a query of this site has, each with the length up to which it is read. */
public enum Field {
  EMAIL("email", TextLimit.EMAIL),
  NEW_EMAIL("new_email", TextLimit.EMAIL),
  NAME("name", TextLimit.NAME),
  PASSWORD("password", TextLimit.PASSWORD),
  NEW_PASSWORD("new_password", TextLimit.PASSWORD),
  TOTP("totp", TextLimit.CODE),
  RECOVERY_CODE("recovery_code", TextLimit.CODE),
  /** Which of the two a person wants to enter. */
  BY("by", Length.CHOICE),
  /** The token of a mailed link. */
  TOKEN("token", TextLimit.TOKEN),
  /** Which of the mailed links that a browser has opened. */
  LINK("link", Length.REFERENCE),
  /** The form token. */
  CSRF("csrf", Length.FORM_TOKEN),
  /** Which two-factor method. */
  METHOD("method", Length.CHOICE),
  /** Which authenticator. */
  AUTHENTICATOR("authenticator", Length.UUID),
  /** Which pending key. */
  KEY("key", Length.UUID),
  /** Which session; its id, not its token. */
  SESSION("session", Length.UUID),
  /** Which application; the id of its client. */
  CLIENT("client", TextLimit.CLIENT),
  /** Which picture; in an upload, the file. */
  PICTURE("picture", Length.UUID),
  /** What an operator of the help desk looks for. */
  SEARCH("search", TextLimit.EMAIL),
  /** Where a page of what was found ends. */
  AFTER("after", Length.PLACE),
  /** Why an operator of the help desk acts. */
  REASON("reason", TextLimit.REASON),
  /** Where a page of the activity log ends. */
  BEFORE("before", Length.NUMBER),
  /** The tag of a language. */
  LANGUAGE("language", Length.CHOICE),
  /** Where a login leads. */
  NEXT("next", Length.PATH),
  /** The token of an authorization request that waits for a login. */
  REQUEST("request", TextLimit.TOKEN),
  /** What a person decides about an application's request. */
  DECISION("decision", Length.CHOICE),
  /** Whether a person wants to log out, as an application asks. */
  CONFIRM("confirm", Length.CHOICE),
  /** Which protected host waits for a login, sealed. */
  DESTINATION("destination", TextLimit.PARAMETER),
  /** Opens a session of a protected host. */
  TICKET("ticket", TextLimit.TOKEN);

  /** In characters, for fields that only {@code web} uses. */
  private static final class Length {
    static final int UUID = 36;
    static final int PLACE = 42;
    static final int NUMBER = 18;
    static final int CHOICE = 20;
    static final int REFERENCE = 12;
    static final int FORM_TOKEN = 60;
    static final int PATH = 2000;
  }

  /**
   * Fields of forms of a session that are kept in the address when the person has to log in before the form is sent. An
   * email address is none: a link with another one in it would lie ready to be sent.
   */
  public static final List<Field> KEPT = List.of(AUTHENTICATOR, METHOD, NAME, NEXT, REQUEST);

  private final String id;
  private final int longest;
  private final UnaryOperator<String> cut;

  Field(String id, TextLimit limit) {
    this(id, limit.longest(), limit::cut);
  }

  Field(String id, int longest) {
    this(id, longest, text -> TextLimit.cut(text, longest));
  }

  Field(String id, int longest, UnaryOperator<String> cut) {
    this.id = id;
    this.longest = longest;
    this.cut = cut;
  }

  /** Its name in forms and queries, and its id on pages. */
  public String id() {
    return id;
  }

  /** Characters. */
  public int longest() {
    return longest;
  }

  /** The text, cut; a text that is too long stays recognisable as too long, see {@link TextLimit#cut(String)}. */
  String cut(String text) {
    return cut.apply(text);
  }
}
