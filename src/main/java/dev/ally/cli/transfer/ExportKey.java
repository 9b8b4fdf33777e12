package dev.ally.cli.transfer;

import dev.ally.cli.Refused;
import dev.ally.crypto.Keyring;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The key file of a sealed export: one line, 32 bytes in base64. */
public final class ExportKey {
  private ExportKey() {}

  /** @throws Refused if it cannot be read, or is no such file */
  public static Keyring read(Path file) {
    try {
      Keyring key = Keyring.read(file);
      if (key.ids().size() != 1) {
        throw new Refused("The key file " + file + " must hold one key alone");
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw new Refused(e.getMessage());
    } catch (NoSuchFileException e) {
      throw new Refused("There is no key file " + file);
    } catch (CharacterCodingException e) {
      throw new Refused("The key file " + file + " is damaged: it is no text");
    } catch (IOException e) {
      throw Refused.unreadable("The key file " + file, e);
    }
  }
}
