package dev.brama.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProblemTest {
    private static final ObjectRef APP = new ObjectRef("Ingress", "shop", "app");

    @Test
    void textsAreOneLineWhateverStandsInThem() {
        Problem problem =
                Problem.error(APP, "a\nb", Reason.INVALID_FIELD, "x\r\ny\u0000\u2028z", "f\tg");
        assertThat(problem.field()).isEqualTo("a?b");
        assertThat(problem.message()).isEqualTo("x??y??z");
        assertThat(problem.fix()).isEqualTo("f?g");
    }

    @Test
    void textsAreOfBoundedLength() {
        String text = "x".repeat(100_000);
        assertThat(Problem.error(APP, "", Reason.INVALID_FIELD, text, "").message())
                .hasSizeLessThan(1000);
    }

    @Test
    void excerptShowsShortTextOnOneLine() {
        assertThat(Excerpt.of("a\nb\u0000")).isEqualTo("\"a\\nb\\u0000\"");
        assertThat(Excerpt.of("x".repeat(61)))
                .isEqualTo("\"" + "x".repeat(60) + "\"... (61 characters)");
    }

    @Test
    void tokensOfReasonsAreDistinctAndStable() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::token))
                .doesNotHaveDuplicates()
                .allMatch(token -> token.matches("([A-Z][a-z]+)+"))
                .contains("PathClaimed", "NoEndpoints", "RefusedByNginx");
    }

    @Test
    void referenceNamesNamespaceOnlyWhereThereIsOne() {
        assertThat(APP).hasToString("Ingress shop/app");
        assertThat(ObjectRef.file("x.yaml")).hasToString("File x.yaml");
    }
}
