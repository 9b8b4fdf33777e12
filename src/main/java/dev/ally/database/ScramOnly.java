package dev.ally.database;

import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Authenticates by SCRAM, which does not reveal the password, and gives the password to no server that asks for it in
 * another way. The class and its constructor are public because pgjdbc creates it by the name of the class.
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
