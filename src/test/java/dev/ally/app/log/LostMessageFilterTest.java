package dev.ally.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class LostMessageFilterTest {
  private static final String SENDER = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

  private static FilterReply said(String by, Throwable thrown, String... classes) {
    return VertxTrace.decided(new LostMessageFilter(), by, thrown, classes);
  }

  @Test
  void dropsWhatVertxSaysOfAMessageToANodeThatIsGone() {
    assertThat(said("io.vertx.core.impl.ContextImpl", new IllegalStateException(), "io.vertx.core.Promise", SENDER))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void keepsEverythingElse() {
    assertThat(said("io.vertx.core.impl.ContextImpl", new IllegalStateException(), "io.vertx.core.Promise"))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(said("io.vertx.core.impl.ContextImpl", new NullPointerException(), SENDER))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(said("dev.ally.bus.cluster.ClusteredBus", new IllegalStateException(), SENDER))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(new LostMessageFilter().decide(
        null, new LoggerContext().getLogger("io.vertx.core.impl.ContextImpl"), Level.ERROR, "no trace", null, null))
        .isEqualTo(FilterReply.NEUTRAL);
  }
}
