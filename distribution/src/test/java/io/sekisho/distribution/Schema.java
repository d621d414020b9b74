package io.sekisho.distribution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a database says of the JAR's tables. */
final class Schema {

    private final Connection connection;

    Schema(Connection connection) {
        this.connection = connection;
    }

    /** Columns, indexes and constraints, one in a line, in an order that does not depend on how they came about. */
    SortedSet<String> description() throws SQLException {
        SortedSet<String> lines = new TreeSet<>();
        lines.addAll(select("""
                select 'column', table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable, column_default
                from information_schema.columns where upper(table_name) like 'SEKISHO%'"""));
        lines.addAll(select("""
                select lower(c.constraint_type), c.table_name, c.constraint_name, k.ordinal_position, k.column_name
                from information_schema.table_constraints c
                join information_schema.key_column_usage k on k.constraint_schema = c.constraint_schema and k.constraint_name = c.constraint_name
                where upper(c.table_name) like 'SEKISHO%'"""));
        for (String table : columns().keySet()) {
            lines.addAll(indexes(table));
        }
        return lines;
    }

    private List<String> indexes(String table) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getIndexInfo(null, null, stored(table), false, false)) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME").toLowerCase(Locale.ROOT);
                // H2 numbers the indexes behind its constraints, all over the database.
                lines.add(String.join(
                        " ",
                        "index",
                        table,
                        name.replaceFirst("(primary_key|_index)_[0-9a-f]+$", "$1"),
                        rows.getBoolean("NON_UNIQUE") ? "" : "unique",
                        rows.getString("ORDINAL_POSITION"),
                        rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT)));
            }
        }
        return lines;
    }

    private String stored(String name) throws SQLException {
        return connection.getMetaData().storesLowerCaseIdentifiers() ? name : name.toUpperCase(Locale.ROOT);
    }

    /** Each table with its columns. */
    Map<String, List<String>> columns() throws SQLException {
        return select(
                        "select table_name, column_name from information_schema.columns where upper(table_name) like 'SEKISHO%' order by table_name, ordinal_position")
                .stream()
                .map(line -> line.split(" "))
                .collect(Collectors.groupingBy(
                        pair -> pair[0], LinkedHashMap::new, Collectors.mapping(pair -> pair[1], Collectors.toList())));
    }

    /** What stands in these columns, sorted. */
    Map<String, List<String>> rows(Map<String, List<String>> columns) throws SQLException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> table : columns.entrySet()) {
            rows.put(
                    table.getKey(),
                    select("select " + String.join(", ", table.getValue()) + " from " + table.getKey()).stream()
                            .sorted()
                            .toList());
        }
        return rows;
    }

    /** Each row as one line, names in small letters. */
    List<String> select(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData meta = rows.getMetaData();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= meta.getColumnCount(); column++) {
                    values.add(String.valueOf(rows.getString(column)));
                }
                lines.add(String.join(" ", values).toLowerCase(Locale.ROOT));
            }
        }
        return lines;
    }
}
