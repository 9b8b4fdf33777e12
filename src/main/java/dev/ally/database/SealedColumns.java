package dev.ally.database;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.stream.Collectors;

/** All sealed values of a schema, each bound to what its {@link SealedColumn} says. */
public record SealedColumns(Schema schema, List<SealedColumn> columns) implements Resealing.Table {
  /** The columns of every part of the union; no rows. */
  private static final String NONE = """
      SELECT 0 AS sealed_column, NULL::uuid AS id, NULL::bytea AS sealed, NULL::text AS sealing_key_id WHERE false""";

  public SealedColumns {
    columns = List.copyOf(columns);
  }

  @Override
  public String older() {
    StringBuilder all = new StringBuilder(NONE);
    for (int i = 0; i < columns.size(); i++) {
      all.append(" UNION ALL SELECT ").append(i).append(", id, ").append(columns.get(i).column())
          .append(", sealing_key_id FROM ").append(table(columns.get(i)));
    }
    return "SELECT * FROM (" + all + ") AS everything WHERE sealing_key_id <> $1 AND id > $2 ORDER BY id LIMIT $3";
  }

  @Override
  public String update(Row row) {
    SealedColumn sealed = of(row);
    return "UPDATE " + table(sealed) + " SET " + sealed.column() + " = $3, sealing_key_id = $4 WHERE id = $1 AND "
        + sealed.column() + " = $2";
  }

  @Override
  public String owner(Row row) {
    return of(row).owner(row.getUUID("id"));
  }

  @Override
  public String retire() {
    return "DELETE FROM " + schema.sqlName() + ".sealing_key k WHERE id <> $1" + columns.stream()
        .map(sealed -> " AND NOT EXISTS (SELECT FROM " + table(sealed) + " WHERE sealing_key_id = k.id)")
        .collect(Collectors.joining());
  }

  private SealedColumn of(Row row) {
    return columns.get(row.getInteger("sealed_column"));
  }

  private String table(SealedColumn sealed) {
    return schema.sqlName() + "." + sealed.table();
  }
}
