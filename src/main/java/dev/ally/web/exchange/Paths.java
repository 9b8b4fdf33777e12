package dev.ally.web.exchange;

/**
 * The paths that handlers and views use, for redirects and links. All other paths are only in the table of routes; the
 * paths of mailed links are in {@link dev.ally.contract.account.MailedLinkKind}.
 */
public final class Paths {
  public static final String HOME = "/";
  public static final String LOGIN = "/login";
  public static final String LOGIN_CODE = LOGIN + "/code";
  public static final String SIGN_UP = "/signup";
  public static final String FORGOT = "/forgot";
  public static final String CHECK_MAIL = "/check-mail";

  public static final String PROFILE = "/settings/profile";
  public static final String PICTURE = PROFILE + "/picture";
  public static final String SESSIONS = "/settings/sessions";
  public static final String ACTIVITY = "/settings/activity";
  public static final String APPLICATIONS = "/settings/applications";

  public static final String SECURITY = "/settings/security";
  public static final String PASSWORD = SECURITY + "/password";
  public static final String LINK = SECURITY + "/link";
  public static final String QR = LINK + "/qr.png";
  public static final String DEACTIVATE = SECURITY + "/deactivate";
  public static final String RECOVERY = SECURITY + "/recovery";
  public static final String AUTHENTICATORS = SECURITY + "/authenticators";

  public static final String HELP_DESK = "/admin";

  public static final String OAUTH2 = "/oauth2";
  public static final String AUTHORIZE = OAUTH2 + "/authorize";
  public static final String END_SESSION = OAUTH2 + "/logout";

  public static final String FORWARD = "/forward-auth";
  public static final String HOST_LOGIN = FORWARD + "/login";

  private Paths() {}
}
