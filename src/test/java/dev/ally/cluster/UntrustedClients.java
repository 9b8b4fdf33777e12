package dev.ally.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Who comes to a port of this machine and shows no certificate; and what is logged meanwhile. */
final class UntrustedClients implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final List<Socket> open = new ArrayList<>();
  private final int port;
  private final int patienceMillis;

  /** @param patienceMillis how long each waits for an answer */
  UntrustedClients(int port, int patienceMillis) {
    this.port = port;
    this.patienceMillis = patienceMillis;
    said.start();
    log.addAppender(said);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(patienceMillis);
    open.add(socket);
    return socket;
  }

  /** Who came first. */
  Socket first() {
    return open.get(0);
  }

  List<ILoggingEvent> said() {
    return List.copyOf(said.list);
  }

  List<String> lines() {
    return said().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** All of them go. */
  @Override
  public void close() throws IOException {
    log.detachAppender(said);
    for (Socket socket : open) {
      socket.close();
    }
  }
}
