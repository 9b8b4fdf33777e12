package dev.ally.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file to which lines are appended, by one process or by several. A new one has mode 640. It is opened again when its
 * path names another file or none, so that it can be renamed and replaced while it is written, as logrotate does.
 */
public final class LineFile implements LineLog {
  private static final String MODE = "rw-r-----";

  private final Path path;
  private FileChannel channel;
  /** What tells the open file from another under the same name; null: the file system does not say. */
  private Object key;
  private boolean endsInPart;

  private LineFile(Path path) {
    this.path = path;
  }

  /** @throws IOException if it cannot be made or written */
  public static LineFile open(Path path) throws IOException {
    LineFile file = new LineFile(path);
    file.open();
    return file;
  }

  @Override
  public synchronized void write(List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    if (wasReplaced()) {
      channel.close();
      open();
    }
    // After a failure the file may end within a line.
    ByteBuffer bytes = ByteBuffer.wrap(LineLog.bytes(endsInPart ? withEmptyFirst(lines) : lines));
    endsInPart = true;
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    endsInPart = false;
  }

  private static List<String> withEmptyFirst(List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    all.add(0, "");
    return all;
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }

  private void open() throws IOException {
    channel = FileChannel.open(
        path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
        PrivateFile.ownerOnly(MODE));
    key = key();
    endsInPart = false;
  }

  private boolean wasReplaced() throws IOException {
    try {
      return key != null && !key.equals(key());
    } catch (NoSuchFileException renamed) {
      return true;
    }
  }

  private Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
