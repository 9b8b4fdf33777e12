package dev.ally.account;

import dev.ally.account.event.AuditLog;
import dev.ally.account.event.AuditScope;
import dev.ally.account.event.FailedAttempts;
import dev.ally.account.event.PgEventStore;
import dev.ally.account.mailed.EmailWriter;
import dev.ally.account.mailed.MailedLinks;
import dev.ally.account.mailed.Outbox;
import dev.ally.account.mailed.PgOutboxStore;
import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.password.PgPasswordStore;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgAddressStore;
import dev.ally.account.person.PgBudgetKeys;
import dev.ally.account.person.StoredAddresses;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.CommonPasswords;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.account.webhook.WebhookKeys;
import dev.ally.account.webhook.WebhookSender;
import dev.ally.bus.Bus;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.database.Outage;
import dev.ally.database.Prerequisites;
import dev.ally.database.Rounds;
import dev.ally.database.Schema;
import dev.ally.files.HashFile;
import dev.ally.files.LineLog;
import dev.ally.language.Languages;
import dev.ally.mail.MailTransport;
import dev.ally.metrics.Meters;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the {@code account.…} operations. Every decision about what a person or the operator may do is made here. */
public final class AccountVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AccountVerticle.class);
  private static final Duration SETTLE_EVERY = Duration.ofSeconds(5);
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration AUDIT_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final Duration GIVE_UP_WEBHOOKS_EVERY = Duration.ofMinutes(10);

  private final Pool pool;
  private final Keyring keyring;
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final PgUpkeep upkeep;
  private final Optional<Bus> givenBus;
  private final Optional<MailTransport> transport;
  private final PgBudgetKeys budgetKeys;
  private Optional<HashFile> breached = Optional.empty();
  private final FailedAttempts failures;
  private final Rounds rounds = new Rounds(LOG);
  private Meters meters = Meters.NONE;
  private Supplier<Optional<AuditLog>> audited = Optional::empty;
  private Optional<AuditLog> audit = Optional.empty();
  private Optional<Outbox> outbox = Optional.empty();
  private boolean sendsWebhooks;
  private Optional<WebhookSender> webhooks = Optional.empty();
  private OutgoingHttp outgoing;
  private Bus bus;
  private HashQueue hashQueue;
  private Tokens tokens;
  private Languages languages;
  private StoredAddresses addresses;

  /**
   * For one process: it talks to the verticles that are deployed in the same Vert.x. Its start fails, and says what to do,
   * if the schema is missing, the keyring lacks a key under which rows are sealed, or the database is unreachable.
   *
   * @param pool connects with a database role that may use the schema {@code account}, made by
   *     {@link dev.ally.database.Pools#open}; it stays open when the verticle stops
   * @param keyring seals password hashes and hashes tokens
   * @param clock decides when sessions and waits end
   */
  public AccountVerticle(Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random) {
    this(pool, keyring, settings, clock, random, Optional.empty(), Optional.empty());
  }

  /**
   * @param bus serves the operations and reaches {@code totp}; empty: the bus of the verticle's own Vert.x
   * @param transport sends the emails that are due; empty: other nodes send them
   */
  public AccountVerticle(
      Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Optional<Bus> bus,
      Optional<MailTransport> transport) {
    this.pool = pool;
    this.keyring = keyring;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.givenBus = bus;
    this.transport = transport;
    this.upkeep = new PgUpkeep(pool, settings.activityLife());
    this.failures = new FailedAttempts(new PgEventStore(pool), clock);
    this.budgetKeys = new PgBudgetKeys(pool, keyring, random);
  }

  /** Has the verticle count what it does. */
  public AccountVerticle countedBy(Meters counting) {
    meters = counting;
    return this;
  }

  /**
   * Has the verticle tell security events.
   *
   * @param lines where; it stays open when the verticle stops
   */
  public AccountVerticle auditedBy(LineLog lines, AuditScope scope) {
    audited = () -> Optional.of(new AuditLog(vertx, new PgEventStore(pool), lines, scope, clock));
    return this;
  }

  /** Has the verticle send security events to webhooks; without it another node sends them. */
  public AccountVerticle sendingWebhooks() {
    sendsWebhooks = true;
    return this;
  }

  @Override
  public Future<?> start() {
    audit = audited.get();
    outgoing = new OutgoingHttp(vertx, settings.outgoingPrivate(), Limit.WEBHOOK_TIMEOUT.duration());
    bus = givenBus.orElseGet(() -> Bus.local(vertx));
    hashQueue = new HashQueue(vertx, settings.hash()).countedBy(meters);
    addresses = new StoredAddresses(new PgAddressStore(pool));
    // Files are read while the database answers.
    Future<Languages> texts = vertx.executeBlocking(() -> Languages.read(settings.site()));
    Future<Void> tables = vertx.executeBlocking(AccountVerticle::readAddressTables);
    Future<NewPasswords> chosen = vertx.executeBlocking(this::newPasswords);
    return Prerequisites.require(vertx, pool, Schema.ACCOUNT, keyring)
        .compose(met -> upkeep.useKey(keyring, clock.instant()))
        .compose(marked -> budgetKeys.tokens())
        .onSuccess(opened -> tokens = opened)
        .compose(opened -> texts)
        .onSuccess(read -> languages = read)
        .compose(read -> tables)
        .compose(read -> addresses.readThoseNotFound().recover(failure -> quietly("read addresses", failure)))
        .compose(read -> chosen)
        .compose(passwords -> rehearse(passwords)
            .compose(rehearsed -> vertx.executeBlocking(
                () -> passwordVerifier(passwords.rules()).countedBy(meters).notedBy(failures)))
            .map(verifier -> new AccountOperations(parts(), passwords, verifier).countedBy(meters)))
        .compose(operations -> operations.begin().otherwiseEmpty().map(operations))
        .compose(operations -> operations.serve().onSuccess(served -> repeat(operations)))
        .onFailure(failure -> chosen.eventually(this::closeFiles));
  }

  /** In a cluster other nodes serve meanwhile. A failure is no reason not to start: the first person meets it. */
  private Future<Void> rehearse(NewPasswords chosen) {
    if (givenBus.isEmpty()) {
      return Future.succeededFuture();
    }
    HashQueue own = new HashQueue(vertx, settings.hash());
    return new AccountRehearsal(
        parts(), chosen, other -> passwordVerifier(other, chosen.rules(), own, PasswordHash.CHEAPEST))
        .run()
        .eventually(own::close)
        .onFailure(failure -> LOG.debug("the rehearsal ended early: {}", failure.toString()))
        .otherwiseEmpty();
  }

  private AccountOperations.Parts parts() {
    return new AccountOperations.Parts(
        vertx, pool, keyring, settings, clock, random, bus, budgetKeys, tokens, links(), addresses,
        failures, outgoing);
  }

  private void repeat(AccountOperations operations) {
    PgCounts.show(meters, vertx, pool, clock);
    operations.rounds().forEach((what, round) -> rounds.every(vertx, SETTLE_EVERY, what, round));
    transport.ifPresent(this::sendEmails);
    rounds.every(vertx, SWEEP_EVERY, "note refused attempts", failures::flush);
    if (sendsWebhooks) {
      sendWebhooks();
    }
    audit.ifPresent(log -> rounds.every(vertx, AUDIT_EVERY, "write the audit log", log::round));
    rounds.every(vertx, SWEEP_EVERY, "sweep", () -> upkeep.sweep(clock.instant()));
  }

  @Override
  public Future<?> stop() {
    webhooks.ifPresent(WebhookSender::stop);
    outbox.ifPresent(Outbox::stop);
    Future<?> ended = rounds.stop();
    Future<?> hashed = (hashQueue == null ? Future.succeededFuture() : hashQueue.close())
        .eventually(() -> ended)
        .eventually(this::tellTheLastEvents);
    return hashed.eventually(this::closeFiles);
  }

  private Future<Void> closeFiles() {
    return breached.isEmpty() ? Future.succeededFuture() : vertx.executeBlocking(() -> {
      breached.get().close();
      return null;
    });
  }

  private Future<?> tellTheLastEvents() {
    return failures.flush()
        .compose(flushed -> audit.map(AuditLog::drain).orElseGet(Future::succeededFuture))
        .recover(failure -> quietly("write the audit log", failure));
  }

  /** Succeeds while the database answers and can be written. */
  public Future<Void> ready() {
    return Outage.unavailableWhenAway(upkeep.ping());
  }

  /** Takes over the keys of a key file that was read again; the first key seals from then on. */
  public Future<Void> useKeys(Keyring newer) {
    return upkeep.useKey(newer, clock.instant()).onSuccess(marked -> keyring.replaceBy(newer));
  }

  private NewPasswords newPasswords() throws IOException {
    if (settings.breachedPasswords().isPresent()) {
      breached = Optional.of(HashFile.open(settings.breachedPasswords().get()));
    }
    return new NewPasswords(vertx, new PasswordRules(CommonPasswords.load(Limit.COMMON_PASSWORDS.count())), breached);
  }

  private static Void readAddressTables() {
    EmailAddress.readTables();
    return null;
  }

  private void sendEmails(MailTransport transport) {
    Outbox emails = new Outbox(
        new PgOutboxStore(pool), new EmailWriter(languages, settings.issuer(), links()), transport, clock, meters);
    outbox = Optional.of(emails);
    rounds.every(vertx, SEND_EVERY, "send", emails::round);
    rounds.every(vertx, SWEEP_EVERY, "give up", emails::giveUp);
  }

  private void sendWebhooks() {
    WebhookSender sender = new WebhookSender(pool, new WebhookKeys(keyring, random), outgoing, clock, meters);
    webhooks = Optional.of(sender);
    rounds.every(vertx, SEND_EVERY, "send to webhooks", sender::round);
    rounds.every(vertx, GIVE_UP_WEBHOOKS_EVERY, "give up events for webhooks", sender::sweep);
  }

  private PasswordVerifier passwordVerifier(PasswordRules rules) {
    return passwordVerifier(
        pool, rules, hashQueue, new PasswordHash(settings.hash().memoryKib(), settings.hash().iterations()));
  }

  private PasswordVerifier passwordVerifier(Pool on, PasswordRules rules, HashQueue queue, PasswordHash hash) {
    return new PasswordVerifier(
        new PgPasswordStore(on),
        new PgAccountStore(on),
        queue,
        hash,
        new SealedPasswords(keyring, random),
        rules,
        tokens,
        clock,
        random);
  }

  private MailedLinks links() {
    return new MailedLinks(pool, tokens, settings.publicUrl(), random, clock);
  }

  private static Future<Void> quietly(String what, Throwable failure) {
    Outage.orElse(failure, () -> LOG.warn("could not {}: {}", what, failure.toString()));
    return Future.succeededFuture();
  }
}
