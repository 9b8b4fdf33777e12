package dev.ally.database.backup;

import dev.ally.database.DatabaseRefused;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A backup that was found to be whole. */
public final class BackupFile {
  private static final int BLOCK_BYTES = 1024 * 1024;
  private static final int LONGEST_FIRST_LINE = 64;

  private final Path file;
  private final long contentBytes;
  private final BackupHeader header;

  private BackupFile(Path file, long contentBytes, BackupHeader header) {
    this.file = file;
    this.contentBytes = contentBytes;
    this.header = header;
  }

  /**
   * Reads the whole file once, to see that nothing of it is missing or altered.
   *
   * @throws DatabaseRefused when it is no backup of Ally, one of a newer format, or not whole
   */
  public static BackupFile open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new DatabaseRefused(file + " is a directory, and no backup of Ally");
      }
      requireFormat(file);
      long content = Files.size(file) - BackupFormat.CHECKSUM_BYTES;
      requireWhole(file, content);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        line(in, LONGEST_FIRST_LINE);
        return new BackupFile(file, content, BackupHeader.of(line(in, BackupFormat.LONGEST_HEADER_BYTES)));
      }
    } catch (NoSuchFileException e) {
      throw new DatabaseRefused("There is no file " + file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DatabaseRefused unreadable(Path file, IOException e) {
    return new DatabaseRefused(
        "The backup " + file + " cannot be read: " + e.getClass().getSimpleName() + ": " + e.getMessage(), e);
  }

  private static void requireFormat(Path file) throws IOException {
    String first;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      first = line(in, LONGEST_FIRST_LINE);
    }
    if (!first.matches(BackupFormat.FIRST_WORDS + "[0-9]{1,9}")) {
      throw new DatabaseRefused(file + " is no backup that \"ally.jar backup\" has written");
    }
    String format = first.substring(BackupFormat.FIRST_WORDS.length());
    if (Integer.parseInt(format) != BackupFormat.VERSION) {
      throw new DatabaseRefused("The backup " + file + " has the format " + format + ", and this Ally knows "
          + BackupFormat.VERSION + ": restore it with the version of Ally that wrote it, or a newer one");
    }
  }

  private static void requireWhole(Path file, long content) throws IOException {
    MessageDigest checksum = BackupFormat.checksum();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      for (long left = content; left > 0; ) {
        int read = in.read(block, 0, (int) Math.min(block.length, left));
        if (read < 0) {
          break;
        }
        checksum.update(block, 0, read);
        left -= read;
      }
      if (!MessageDigest.isEqual(checksum.digest(), in.readNBytes(BackupFormat.CHECKSUM_BYTES))) {
        throw new DatabaseRefused("The backup " + file + " is cut off or altered: its checksum does not fit. Take"
            + " another one");
      }
    }
  }

  /** A line without its end; shorter where the file or the limit ends. */
  private static String line(InputStream in, int limit) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n' && line.size() < limit; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  public BackupHeader header() {
    return header;
  }

  /** The rows of one table, which are to be read to their end. */
  interface Table {
    /** @return how many rows were taken */
    long take(Catalog.Name name, List<String> columns, InputStream rows) throws IOException, SQLException;
  }

  /** Reads all tables. */
  void read(Table table) throws SQLException {
    try (InputStream whole = new BufferedInputStream(Files.newInputStream(file), BackupFormat.PIECE_BYTES)) {
      InputStream content = new Part(whole, contentBytes);
      line(content, LONGEST_FIRST_LINE);
      line(content, BackupFormat.LONGEST_HEADER_BYTES);
      DataInputStream in = new DataInputStream(
          new BufferedInputStream(new GZIPInputStream(content, BackupFormat.PIECE_BYTES), BackupFormat.PIECE_BYTES));
      for (String schema = in.readUTF(); !schema.isEmpty(); schema = in.readUTF()) {
        Catalog.Name name = new Catalog.Name(schema, in.readUTF());
        List<String> columns = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          columns.add(in.readUTF());
        }
        long taken = table.take(name, columns, new Pieces(in));
        long rows = in.readLong();
        if (taken != rows) {
          throw new DatabaseRefused("The backup has " + rows + " rows of " + name + ", and " + taken + " came in");
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The first bytes of a stream. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long bytes) {
      this.in = in;
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = left == 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }
  }

  /** The pieces of a table, up to the empty one. */
  private static final class Pieces extends InputStream {
    private final DataInputStream in;
    private int left;
    private boolean ended;

    Pieces(DataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && !ended) {
        left = in.readInt();
        ended = left == 0;
      }
      if (ended) {
        return -1;
      }
      int read = in.read(bytes, offset, Math.min(length, left));
      if (read < 0) {
        throw new EOFException("a table ends early");
      }
      left -= read;
      return read;
    }
  }
}
