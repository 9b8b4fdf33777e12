package dev.ally.harness;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ally.config.MailSettings;
import dev.ally.crypto.Secret;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real SMTP server on a port of its own, which can be killed and brought back. */
public final class MailServer implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 20_000;
  private static final Pattern LINK = Pattern.compile("http[^\\s\"<]*\\?token=[^\\s\"<]*");

  private final List<MimeMessage> earlier = new ArrayList<>();
  private GreenMail server;
  private final int port;

  public MailServer() {
    server = start(0);
    port = server.getSmtp().getPort();
  }

  private static GreenMail start(int port) {
    ServerSetup setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    GreenMail server = new GreenMail(setup)
        .withConfiguration(GreenMailConfiguration.aConfig().withUser("ally@example.org", "ally", "a password"));
    server.start();
    return server;
  }

  /** Where it listens, with the login that it knows. */
  public MailSettings settings() {
    return new MailSettings(
        Optional.of(new MailSettings.Smtp(
            "127.0.0.1", port, MailSettings.Tls.NONE, Optional.of("ally"), Secret.of("a password"))),
        "ally@example.org");
  }

  public void kill() {
    earlier.addAll(Arrays.asList(server.getReceivedMessages()));
    server.stop();
  }

  public void bringBack() {
    server = start(port);
  }

  /** All that came for this address, the newest last. */
  public List<MimeMessage> to(String address) {
    List<MimeMessage> all = new ArrayList<>(earlier);
    all.addAll(Arrays.asList(server.getReceivedMessages()));
    return all.stream().filter(message -> isTo(message, address)).toList();
  }

  /** Returns when so many have come for this address. */
  public List<MimeMessage> await(String address, int count) {
    for (int all = 1; to(address).size() < count; all++) {
      if (!server.waitForIncomingEmail(PATIENCE_MILLIS, Math.max(all, server.getReceivedMessages().length + 1))
          && to(address).size() < count) {
        throw new AssertionError("no mail to " + address);
      }
    }
    return to(address);
  }

  /** Returns when so many with these words in their subject have come for this address. */
  public List<MimeMessage> await(String address, String subject, int count) {
    for (int all = 1; about(address, subject).size() < count; all++) {
      await(address, all);
    }
    return about(address, subject);
  }

  private List<MimeMessage> about(String address, String subject) {
    return to(address).stream().filter(message -> subject(message).contains(subject)).toList();
  }

  /** The path and the query of the link in the newest of them. */
  public String awaitLink(String address, String subject, int count) {
    List<MimeMessage> found = await(address, subject, count);
    return pathOfLink(found.get(found.size() - 1));
  }

  private static boolean isTo(MimeMessage message, String address) {
    try {
      return message.getAllRecipients()[0].toString().equalsIgnoreCase(address);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String subject(MimeMessage message) {
    try {
      return message.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its part of plain text, as a person reads it. */
  public static String text(MimeMessage message) {
    return part(message, 0);
  }

  public static String html(MimeMessage message) {
    return part(message, 1);
  }

  private static String part(MimeMessage message, int index) {
    try {
      return ((MimeMultipart) message.getContent()).getBodyPart(index).getContent().toString();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address to open that stands in it. */
  public static String link(MimeMessage message) {
    Matcher link = LINK.matcher(text(message));
    if (!link.find()) {
      throw new AssertionError("no link in " + text(message));
    }
    return link.group();
  }

  public static String pathOfLink(MimeMessage message) {
    URI link = URI.create(link(message));
    return link.getRawPath() + "?" + link.getRawQuery();
  }

  @Override
  public void close() {
    server.stop();
  }
}
