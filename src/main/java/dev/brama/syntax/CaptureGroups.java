package dev.brama.syntax;

/// Gives the unnamed groups of a regular expression names.
///
/// nginx copies unnamed captures by code that has had heap overflows (CVE-2026-42945,
/// CVE-2026-9256); captures with a name are plain variables. So what is rendered has names only.
public final class CaptureGroups {
    private static final String PREFIX = "rewrite_";
    private static final int MOST_GROUPS = 9;

    private CaptureGroups() {}

    /// The expression with its unnamed groups named `rewrite_1`, `rewrite_2` and so on.
    ///
    /// Those after the ninth stay as they are: no replacement can ask for them, and names for
    /// hundreds of groups would make an expression longer than nginx can hold.
    public static Regex named(Regex regex) {
        String text = regex.value();
        StringBuilder named = new StringBuilder(text.length() + 32);
        int group = 0;
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            named.append(c);
            if (c == '\\' && i + 1 < text.length()) {
                named.append(text.charAt(++i));
            } else if (inClass && text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
                int end = text.indexOf(":]", i) + 1;
                named.append(text, i + 1, end + 1);
                i = end;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                // A bracket right after the opening one is a member of the class.
                if (text.startsWith("^]", i + 1)) {
                    named.append("^]");
                    i += 2;
                } else if (text.startsWith("]", i + 1)) {
                    named.append(']');
                    i++;
                }
            } else if (c == '(') {
                if (isUnnamed(text, i)) {
                    group++;
                    if (group <= MOST_GROUPS) {
                        named.append("?<").append(PREFIX).append(group).append('>');
                    }
                } else if (isNamed(text, i)) {
                    // A name of the user's own would be a variable that no replacement asks for.
                    group++;
                    if (group <= MOST_GROUPS) {
                        named.append("?<").append(PREFIX).append(group).append('>');
                        i = nameEnd(text, i);
                    }
                }
            }
        }
        return new Regex(named.toString());
    }

    /// The replacement with `$1` turned into `$rewrite_1`, up to the number of groups.
    ///
    /// @param groups how many groups the expression has; a higher number yields nothing
    public static String replacement(String text, int groups) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c == '$' && next >= '1' && next <= '9') {
                if (next - '0' <= groups) {
                    result.append("${").append(PREFIX).append(next).append('}');
                }
                i++;
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }

    /// How many capturing groups an expression that went through [#named] has.
    public static int count(Regex named) {
        int count = 0;
        int at = -1;
        while ((at = named.value().indexOf("(?<" + PREFIX, at + 1)) >= 0) {
            count++;
        }
        return count;
    }

    private static boolean isUnnamed(String text, int open) {
        return !text.startsWith("?", open + 1) && !text.startsWith("*", open + 1);
    }

    private static boolean isNamed(String text, int open) {
        return ((text.startsWith("?<", open + 1)
                                && !text.startsWith("?<=", open + 1)
                                && !text.startsWith("?<!", open + 1))
                        || text.startsWith("?P<", open + 1)
                        || text.startsWith("?'", open + 1))
                && nameEnd(text, open) > 0;
    }

    private static int nameEnd(String text, int open) {
        return text.indexOf(text.startsWith("?'", open + 1) ? '\'' : '>', open + 3);
    }
}
