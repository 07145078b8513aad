import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A table in Markdown, with its columns set in line.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    void print(String title) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        System.out.println("\n## " + title + "\n");
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder("|");
            StringBuilder rule = new StringBuilder("|");
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r).get(i);
                String space = " ".repeat(widths[i] - cell.length());
                line.append(' ').append(i == 0 ? cell + space : space + cell).append(" |");
                rule.append("-".repeat(widths[i] + 1)).append(i == 0 ? "-|" : ":|");
            }
            System.out.println(line);
            if (r == 0) {
                System.out.println(rule);
            }
        }
    }
}
