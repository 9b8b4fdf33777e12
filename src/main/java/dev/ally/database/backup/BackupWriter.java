package dev.ally.database.backup;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a file in the {@link BackupFormat}. */
final class BackupWriter {
  private final OutputStream raw;
  private final DigestOutputStream digested;
  private final GZIPOutputStream compressed;
  private final DataOutputStream out;
  private final Progress progress;

  BackupWriter(OutputStream raw, BackupHeader header, Progress progress) throws IOException {
    this.raw = new BufferedOutputStream(raw, BackupFormat.PIECE_BYTES);
    this.progress = progress;
    digested = new DigestOutputStream(this.raw, BackupFormat.checksum());
    String first = BackupFormat.FIRST_WORDS + BackupFormat.VERSION + "\n" + header.json() + "\n";
    digested.write(first.getBytes(StandardCharsets.UTF_8));
    compressed = new GZIPOutputStream(digested, BackupFormat.PIECE_BYTES);
    out = new DataOutputStream(compressed);
  }

  /** Writes the rows of a table to a stream. */
  interface Rows {
    /** @return how many */
    long writeTo(OutputStream pieces) throws IOException, SQLException;
  }

  void table(Catalog.Name name, List<String> columns, Rows rows) throws IOException, SQLException {
    out.writeUTF(name.schema());
    out.writeUTF(name.name());
    out.writeInt(columns.size());
    for (String column : columns) {
      out.writeUTF(column);
    }
    OutputStream pieces = new BufferedOutputStream(new Pieces(), BackupFormat.PIECE_BYTES);
    long count = rows.writeTo(pieces);
    pieces.flush();
    out.writeInt(0);
    out.writeLong(count);
    progress.table(count);
  }

  /** Writes the end and the checksum. */
  void finish() throws IOException {
    out.writeUTF("");
    out.flush();
    compressed.finish();
    digested.flush();
    raw.write(digested.getMessageDigest().digest());
    raw.flush();
  }

  private final class Pieces extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int piece = Math.min(BackupFormat.PIECE_BYTES, length - done);
        out.writeInt(piece);
        out.write(bytes, offset + done, piece);
        done += piece;
      }
      progress.bytes(length);
    }
  }
}
