package dev.ally.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LateWorkFilterTest {
  private static final String BY = "io.vertx.core.impl.TaskQueue";
  private static final String WORK = "io.vertx.core.impl.ExecuteBlocking$1";

  private static FilterReply said(String by, Throwable thrown, String... classes) {
    return VertxTrace.decided(new LateWorkFilter(), by, thrown, classes);
  }

  @Test
  void dropsWhatVertxSaysOfWorkThatEndsAfterItsEventLoop() {
    assertThat(said(BY, new RejectedExecutionException(), "io.vertx.core.Promise", WORK)).isEqualTo(FilterReply.DENY);
  }

  @Test
  void keepsEverythingElse() {
    assertThat(said(BY, new IllegalStateException(), WORK)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(said(BY, new RejectedExecutionException(), "io.vertx.core.Promise")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(said("dev.ally.app.Node", new RejectedExecutionException(), WORK)).isEqualTo(FilterReply.NEUTRAL);
  }
}
