package dev.ally.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other people's programs that read what Ally shows: a QR reader and an authenticator. */
public final class Tools {
  private static final Path ZBARIMG = Path.of("/usr/bin/zbarimg");
  private static final Path OATHTOOL = Path.of("/usr/bin/oathtool");

  private Tools() {}

  /** The text of the one QR code in this picture. */
  public static String readQr(Path picture) {
    Chromium.requireTool(ZBARIMG);
    return run(ZBARIMG, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture.toString());
  }

  /** The code that an app with this key shows; {@code when} as oathtool takes it: {@code now + 30 seconds}. */
  public static String code(String base32, String when) {
    Chromium.requireTool(OATHTOOL);
    return run(OATHTOOL, "--totp", "--base32", "--now", when, base32);
  }

  private static String run(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new AssertionError(program + " found nothing: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
