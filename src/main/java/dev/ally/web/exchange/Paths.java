package dev.ally.web.exchange;

/**
 * The paths that the code of a page names: its own, and those of the pages that it leads to. Every other path stands in
 * the table of routes alone, and those of mailed links in {@link dev.ally.contract.account.FindMailedLink.Kind}.
 */
public final class Paths {
  public static final String HOME = "/";
  public static final String LOGIN = "/login";
  public static final String LOGIN_CODE = LOGIN + "/code";
  public static final String FORGOT = "/forgot";

  public static final String PROFILE = "/settings/profile";
  public static final String SESSIONS = "/settings/sessions";
  public static final String ACTIVITY = "/settings/activity";

  public static final String SECURITY = "/settings/security";
  public static final String PASSWORD = SECURITY + "/password";
  public static final String LINK = SECURITY + "/link";
  public static final String QR = LINK + "/qr.png";
  public static final String DEACTIVATE = SECURITY + "/deactivate";
  public static final String RECOVERY = SECURITY + "/recovery";
  public static final String AUTHENTICATORS = SECURITY + "/authenticators";

  private Paths() {}
}
