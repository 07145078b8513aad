package dev.brama.settings;

import java.util.Locale;

/// The page that lists all settings, made from their definitions.
public final class ReferencePage {
    private ReferencePage() {}

    /// The page in Markdown.
    public static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Settings

                        Made from the definitions in the code. Names, defaults and the effect of a bad value are those of
                        ingress-nginx.

                        ## Annotations

                        Below `nginx.ingress.kubernetes.io/`. A bad value of kind *default* leaves the annotation out, *refuse* keeps the
                        last accepted version of the Ingress in force, *close* makes its paths answer 503.

                        | annotation | value | risk | bad value | what it does |
                        |---|---|---|---|---|
                        """);
        appendAnnotations(page);
        appendConfigKeys(page);
        return page.toString();
    }

    private static void appendAnnotations(StringBuilder page) {
        for (Annotation<?> annotation : Annotations.ALL) {
            page.append("| ").append(annotation.name());
            annotation.aliases().forEach(alias -> page.append(" (also ").append(alias).append(')'));
            page.append(" | ")
                    .append(cell(annotation.valueType()))
                    .append(" | ")
                    .append(annotation.risk().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(
                            switch (annotation.onBadValue()) {
                                case USE_DEFAULT -> "default";
                                case REFUSE_INGRESS -> "refuse";
                                case CLOSE_LOCATIONS -> "close";
                            })
                    .append(" | ")
                    .append(cell(annotation.documentation()))
                    .append(" |\n");
        }
        page.append(
                """

                Known, but not carried out yet:
                """);
        NotCarriedOut.ANNOTATIONS.forEach((name, consequence) ->
                page.append("- ")
                        .append(name)
                        .append(
                                switch (consequence) {
                                    case IGNORED -> ": ignored, with a warning";
                                    case CLOSES -> ": the paths answer 503";
                                    case LEFT_OUT -> ": the Ingress gets no traffic";
                                })
                        .append('\n'));
    }

    private static void appendConfigKeys(StringBuilder page) {
        page.append(
                """

                ## ConfigMap keys

                | key | value | what it does |
                |---|---|---|
                """);
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            page.append("| ")
                    .append(key.name())
                    .append(" | ")
                    .append(cell(key.valueType()))
                    .append(" | ")
                    .append(cell(key.documentation()))
                    .append(" |\n");
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
