package dev.ally.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A text file of SHA-1 hashes in the format of Have I Been Pwned's downloads: on each line 40 upper-case hex digits, a
 * colon and a count, in the order of the hashes. It may be larger than the memory: a look-up reads some 30 small pieces
 * of it and keeps nothing. Its methods block, and may be called by several threads at once.
 */
public final class HashFile implements Closeable {
  private static final int HASH_CHARACTERS = 40;
  private static final int LONGEST_LINE_BYTES = 64;
  /** What is left of a look-up is read line by line. */
  private static final int PIECE_BYTES = 4 * 1024;
  private static final int CHECKED_WHOLLY_BYTES = 8 * 1024 * 1024;
  /** Of a larger file; more than a piece lies between two of them. */
  private static final int CHECKED_PLACES = 1_000;

  private final FileChannel file;
  private final long size;

  private HashFile(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  /**
   * Opens a file and checks it: all of a small one, lines at a thousand places of a large one.
   *
   * @throws IllegalArgumentException if it has another format or is not sorted
   * @throws IOException if it cannot be read
   */
  public static HashFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      HashFile opened = new HashFile(file);
      opened.check();
      return opened;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void check() throws IOException {
    if (size == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    if (size <= CHECKED_WHOLLY_BYTES) {
      check(0, size, "");
      return;
    }
    String before = "";
    for (int place = 0; place < CHECKED_PLACES; place++) {
      long start = lineAfter(size / CHECKED_PLACES * place);
      before = check(start, start + 1, before);
    }
    check(lineAfter(size - PIECE_BYTES), size, before);
  }

  /** Checks the lines that begin in this range; returns the last hash. */
  private String check(long from, long to, String before) throws IOException {
    String last = before;
    long at = from;
    while (at < to) {
      Line line = line(at);
      if (line.hash.compareTo(last) <= 0) {
        throw new IllegalArgumentException("it is not sorted by hash, at byte " + at);
      }
      last = line.hash;
      at = line.next;
    }
    return last;
  }

  /**
   * Whether the hash is in the file.
   *
   * @param hash 40 upper-case hex digits
   * @throws IOException if the file cannot be read, or has another format at a place that was not checked
   */
  public boolean contains(String hash) throws IOException {
    long from = 0;
    long to = size;
    try {
      while (to - from > PIECE_BYTES) {
        Line middle = line(lineAfter(from + (to - from) / 2));
        int order = hash.compareTo(middle.hash);
        if (order == 0) {
          return true;
        }
        from = order < 0 ? from : middle.next;
        to = order < 0 ? middle.start : to;
      }
      while (from < to) {
        Line line = line(from);
        if (line.hash.equals(hash)) {
          return true;
        }
        from = line.next;
      }
      return false;
    } catch (IllegalArgumentException malformed) {
      throw new IOException(malformed.getMessage(), malformed);
    }
  }

  /** @param next where the next line begins */
  private record Line(String hash, long start, long next) {}

  /** The beginning of the first line that begins there or later; the end of the file, if there is none. */
  private long lineAfter(long position) throws IOException {
    if (position == 0) {
      return 0;
    }
    byte[] read = read(position - 1);
    int end = indexOf(read, (byte) '\n');
    return end < 0 ? size : position + end;
  }

  private Line line(long start) throws IOException {
    byte[] read = read(start);
    int end = indexOf(read, (byte) '\n');
    int length = end < 0 ? read.length : end;
    if (end < 0 && start + length < size || !isLine(read, length)) {
      throw new IllegalArgumentException("the line at byte " + start + " is not HASH:COUNT");
    }
    String hash = new String(read, 0, HASH_CHARACTERS, StandardCharsets.US_ASCII);
    return new Line(hash, start, start + length + 1);
  }

  private static boolean isLine(byte[] read, int length) {
    int end = length > 0 && read[length - 1] == '\r' ? length - 1 : length;
    if (end < HASH_CHARACTERS + 2 || read[HASH_CHARACTERS] != ':') {
      return false;
    }
    for (int i = 0; i < end; i++) {
      boolean digit = read[i] >= '0' && read[i] <= '9';
      boolean letter = i < HASH_CHARACTERS && read[i] >= 'A' && read[i] <= 'F';
      if (i != HASH_CHARACTERS && !digit && !letter) {
        return false;
      }
    }
    return true;
  }

  private byte[] read(long position) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(LONGEST_LINE_BYTES);
    while (piece.hasRemaining() && file.read(piece, position + piece.position()) > 0) {
      continue;
    }
    return Arrays.copyOf(piece.array(), piece.position());
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
