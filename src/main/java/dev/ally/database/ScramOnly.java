package dev.ally.database;

import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Proves a password by SCRAM, which tells nothing of it, and hands it to no server that asks for it in another way.
 * Public, as is its constructor, for pgjdbc, which makes one by the class's name.
 */
public final class ScramOnly implements AuthenticationPlugin {
  private final Properties connection;

  public ScramOnly(Properties connection) {
    this.connection = connection;
  }

  @Override
  public char[] getPassword(AuthenticationRequestType asked) throws PSQLException {
    if (asked != AuthenticationRequestType.SASL) {
      throw new PSQLException("it asks for the password otherwise than by SCRAM", PSQLState.CONNECTION_REJECTED);
    }
    String password = PGProperty.PASSWORD.getOrDefault(connection);
    return password == null ? new char[0] : password.toCharArray();
  }
}
