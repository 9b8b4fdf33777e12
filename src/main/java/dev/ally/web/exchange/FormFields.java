package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form or of a query: {@code application/x-www-form-urlencoded}, as the URL Standard §5.1 reads it, but
 * strictly. Wrong percent-encoding, wrong UTF-8, NUL characters and too many fields are {@link Refusal#MALFORMED}; so
 * is a field that is present twice, when it is read. A value is read up to the length of its {@link Field}.
 */
public final class FormFields {
  private static final FormFields NONE = new FormFields(Map.of(), new byte[0]);
  private static final int MOST = 100;

  private final Map<String, List<String>> values;
  private final byte[] picture;

  private FormFields(Map<String, List<String>> values, byte[] picture) {
    this.values = values;
    this.picture = picture;
  }

  public static FormFields none() {
    return NONE;
  }

  public static FormFields parse(byte[] encoded) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    int from = 0;
    int count = 0;
    while (from < encoded.length) {
      int to = indexOf(encoded, '&', from, encoded.length);
      if (to > from) {
        if (++count > MOST) {
          throw new Refused(Refusal.MALFORMED);
        }
        int equals = indexOf(encoded, '=', from, to);
        String name = decode(encoded, from, equals);
        String value = equals < to ? decode(encoded, equals + 1, to) : "";
        values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
      }
      from = to + 1;
    }
    return new FormFields(values, NONE.picture);
  }

  /**
   * Of the parts of a {@code multipart/form-data}.
   *
   * @param parts by name; the file is {@link Field#PICTURE}
   */
  public static FormFields ofParts(Map<String, byte[]> parts) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    parts.forEach((name, content) -> {
      if (!name.equals(Field.PICTURE.id())) {
        values.put(name, List.of(text(content)));
      }
    });
    return new FormFields(values, parts.getOrDefault(Field.PICTURE.id(), NONE.picture));
  }

  /** The uploaded file; none of its bytes when there is none. */
  public byte[] picture() {
    return picture.clone();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The value of the field, cut where it is too long; empty when it is missing. */
  public Optional<String> find(Field field) {
    List<String> found = values.getOrDefault(field.id(), List.of());
    if (found.size() > 1) {
      throw new Refused(Refusal.MALFORMED);
    }
    return found.stream().findFirst().map(field::cut);
  }

  /** The same; the empty string when it is missing. */
  public String text(Field field) {
    return find(field).orElse("");
  }

  /** The same; an empty secret when it is missing. */
  public Secret secret(Field field) {
    return Secret.of(text(field));
  }

  /**
   * The first value of a parameter of a protocol, whose names are no fields of this site; of any length. Empty when it
   * is missing or has no value, which is the same (RFC 6749 §3.1).
   */
  public String first(String name) {
    return values.getOrDefault(name, List.of("")).get(0);
  }

  /** The names that are present more than once. */
  public List<String> repeated() {
    return values.entrySet().stream().filter(one -> one.getValue().size() > 1).map(Map.Entry::getKey).toList();
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int index = from;
    while (index < to && bytes[index] != wanted) {
      index++;
    }
    return index;
  }

  private static String decode(byte[] bytes, int from, int to) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(to - from);
    int index = from;
    while (index < to) {
      byte read = bytes[index++];
      if (read == '%') {
        decoded.write(hexPair(bytes, index, to));
        index += 2;
      } else {
        decoded.write(read == '+' ? ' ' : read);
      }
    }
    return text(decoded.toByteArray());
  }

  private static int hexPair(byte[] bytes, int from, int to) {
    int high = from + 1 < to ? Character.digit(bytes[from], 16) : -1;
    int low = from + 1 < to ? Character.digit(bytes[from + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw new Refused(Refusal.MALFORMED);
    }
    return high << 4 | low;
  }

  private static String text(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new Refused(Refusal.MALFORMED);
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Refused(Refusal.MALFORMED);
    }
  }

  /** Without the values: one may be a password. */
  @Override
  public String toString() {
    return "FormFields" + values.keySet();
  }
}
