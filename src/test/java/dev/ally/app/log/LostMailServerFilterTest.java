package dev.ally.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class LostMailServerFilterTest {
  private static final String CONTEXT = "io.vertx.core.impl.ContextImpl";
  private static final String CLIENT = "io.vertx.ext.mail.impl.SMTPSendMail";

  private static FilterReply said(String by, Throwable thrown, String... classes) {
    return VertxTrace.decided(new LostMailServerFilter(), by, thrown, classes);
  }

  @Test
  void dropsWhatVertxSaysOfAReplyThatNeverCame() {
    assertThat(said(CONTEXT, new NullPointerException(), CLIENT, "io.vertx.core.impl.future.FutureImpl"))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void keepsEverythingElse() {
    assertThat(said(CONTEXT, new NullPointerException(), "dev.ally.mail.SmtpTransport", CLIENT))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(said(CONTEXT, new IllegalStateException(), CLIENT)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(said("dev.ally.account.mailed.Outbox", new NullPointerException(), CLIENT))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(new LostMailServerFilter().decide(
        null, new LoggerContext().getLogger(CONTEXT), Level.ERROR, "no trace", null, null))
        .isEqualTo(FilterReply.NEUTRAL);
  }
}
