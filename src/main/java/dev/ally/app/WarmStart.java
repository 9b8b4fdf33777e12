package dev.ally.app;

import dev.ally.management.Metrics;
import dev.ally.web.WebVerticle;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Prepares the metrics, Vert.x and the web verticle on another thread while the database starts, which takes most of
 * the time of a start.
 */
final class WarmStart {
  private record Made(Metrics metrics, Vertx vertx, WebVerticle web) {}

  private final FutureTask<Made> task;

  private WarmStart(FutureTask<Made> task) {
    this.task = task;
  }

  /**
   * Starts the preparation.
   *
   * @param forApplications whether the pages serve applications too
   */
  static WarmStart of(Verticles verticles, boolean forApplications) {
    FutureTask<Made> task = new FutureTask<>(() -> {
      Metrics metrics = verticles.metrics();
      Vertx vertx = verticles.vertx(Optional.of(metrics));
      return new Made(metrics, vertx, verticles.web(Optional.empty(), forApplications).prepare(vertx));
    });
    Thread thread = new Thread(task, "warm-start");
    thread.setDaemon(true);
    thread.start();
    return new WarmStart(task);
  }

  Metrics metrics() throws InterruptedException {
    return made().metrics;
  }

  Vertx vertx() throws InterruptedException {
    return made().vertx;
  }

  WebVerticle web() throws InterruptedException {
    return made().web;
  }

  private Made made() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }
  }
}
