package dev.ally.benchmark;

import dev.ally.benchmark.Tally.Step;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.TreeMap;

/**
 * One load on one deployment.
 *
 * @param deployment one process or three
 * @param ceiling the mean of what was measured just before it and just after
 * @param seconds that were measured
 * @param serverCpu seconds of processor time, of all Ally's processes; postgresCpu and driverCpu likewise
 * @param hashCpu what of serverCpu the threads used that hash
 * @param idle seconds in which processors had nothing to do, all of them together
 * @param statements sent to PostgreSQL outside of transactions, and transactions as one
 * @param asked questions on the event bus
 */
record Measured(
    String deployment, String load, Ceiling ceiling, double seconds, Tally tally, double serverCpu, double hashCpu,
    double postgresCpu, double driverCpu, double idle, double statements, double transactions, double asked) {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final double MILLIS = 1_000;

  static final String HEADING = String.format(Locale.ROOT,
      "%-34s %8s %8s %8s %8s %8s | %-17s | %-17s | %8s %8s %8s | %7s %7s %7s %4s | %5s %5s %5s | %s",
      "load", "logins/s", "hashed/s", "ceiling", "of it", "adjusted", "password 50/95/99", "code 50/95/99",
      "login pg", "other pg", "refusal", "cpu-hsh", "pg cpu", "driver", "idle", "stmt", "tx", "bus", "refused");

  double loginsPerSecond() {
    return tally.logins / seconds;
  }

  /** Wrong passwords too: each costs a hash. */
  double hashedPerSecond() {
    return (tally.logins + tally.wrongPasswords) / seconds;
  }

  /** Of what the machine could hash, had it nothing else to do. */
  double ofCeiling() {
    return hashedPerSecond() / ceiling.perSecond();
  }

  /** Likewise, of the part of the machine that the driver and PostgreSQL left. */
  double ofCeilingLeft() {
    return ofCeiling() / (1 - (driverCpu + postgresCpu) / (CORES * seconds));
  }

  /** Milliseconds of the server's processor time for each login, beside the hash. */
  double beside() {
    return (serverCpu - hashCpu) / (tally.logins + tally.wrongPasswords) * MILLIS;
  }

  String line() {
    int all = Math.max(1, tally.logins + tally.wrongPasswords);
    return String.format(Locale.ROOT,
        "%-34s %8.1f %8.1f %8.1f %8.2f %8.2f | %5.0f %5.0f %5.0f | %5.0f %5.0f %5.0f | %8.1f %8.1f %8.1f | %7.2f %7.2f %7.2f %4.2f | %5.1f %5.1f %5.1f | %s",
        deployment + ", " + load, loginsPerSecond(), hashedPerSecond(),
        ceiling.perSecond(), ofCeiling(), ofCeilingLeft(),
        tally.millis(Step.PASSWORD, 50), tally.millis(Step.PASSWORD, 95), tally.millis(Step.PASSWORD, 99),
        tally.millis(Step.CODE, 50), tally.millis(Step.CODE, 95), tally.millis(Step.CODE, 99),
        tally.millis(Step.LOGIN_PAGE, 99), tally.millis(Step.OTHER_PAGE, 99), tally.millis(Step.REFUSAL, 99),
        beside(), postgresCpu / all * MILLIS, driverCpu / all * MILLIS, idle / (CORES * seconds),
        statements / all, transactions / all, asked / all, tally.refused);
  }

  JsonObject json() {
    JsonObject steps = new JsonObject();
    for (Step step : Step.values()) {
      steps.put(step.words, new JsonObject()
          .put("count", tally.count(step))
          .put("p50Millis", tally.millis(step, 50))
          .put("p95Millis", tally.millis(step, 95))
          .put("p99Millis", tally.millis(step, 99)));
    }
    int all = Math.max(1, tally.logins + tally.wrongPasswords);
    return new JsonObject()
        .put("deployment", deployment)
        .put("load", load)
        .put("seconds", seconds)
        .put("logins", tally.logins)
        .put("wrongPasswords", tally.wrongPasswords)
        .put("loginsPerSecond", loginsPerSecond())
        .put("hashedPerSecond", hashedPerSecond())
        .put("hashCeilingPerSecond", ceiling.perSecond())
        .put("ofCeiling", ofCeiling())
        .put("ofCeilingLeft", ofCeilingLeft())
        .put("hashCpuMillis", ceiling.cpuSeconds() * MILLIS)
        .put("serverCpuMillisBesideHash", beside())
        .put("postgresCpuMillis", postgresCpu / all * MILLIS)
        .put("driverCpuMillis", driverCpu / all * MILLIS)
        .put("hashCpuMillisUnderLoad", hashCpu / all * MILLIS)
        .put("idleShare", idle / (CORES * seconds))
        .put("statements", statements / all)
        .put("transactions", transactions / all)
        .put("busQuestions", asked / all)
        .put("knownBrowsersBegan", tally.begunByKnownBrowsers)
        .put("knownBrowsersLoggedIn", tally.loginsOfKnownBrowsers)
        .put("refused", new JsonObject(new TreeMap<String, Object>(tally.refused)))
        .put("steps", steps);
  }
}
