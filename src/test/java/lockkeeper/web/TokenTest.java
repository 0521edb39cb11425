package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.stream.Stream;

class TokenTest {
    private final Token token = new Token(new Secret("s3cret"));

    @Test
    void isTheWholeText() {
        assertThat(token.isBorneBy("Bearer s3cret")).isTrue();
        assertThat(token.isBorneBy("bearer  s3cret ")).isTrue();
        assertThat(token.isBorneBy(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer s3cre",
                "Bearer s3crett",
                "Bearer S3CRET",
                "Bearer",
                "Bearer ",
                "s3cret",
                ""
            })
    void anythingElseIsNot(String authorization) {
        assertThat(token.isBorneBy(authorization)).isFalse();
    }

    /// A time that tells how much of a guess is right cannot be measured reliably, so the test
    /// looks at what the class calls: the one comparison of the JDK that is made for this, and no
    /// other.
    @Test
    void isComparedInConstantTime() throws IOException {
        assertThat(calls())
                .contains("java/security/MessageDigest.isEqual")
                .noneMatch(
                        call ->
                                call.matches(
                                        ".*[./](equals\\w*|compare\\w*|\\w*[mM]ismatch|"
                                            + "contentEquals|startsWith|endsWith|contains|matches)"));
    }

    private static List<String> calls() throws IOException {
        try (var in = Token.class.getResourceAsStream("Token.class")) {
            if (in == null) throw new IOException("no class file");
            return ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .flatMap(TokenTest::code)
                    .filter(InvokeInstruction.class::isInstance)
                    .map(InvokeInstruction.class::cast)
                    .map(call -> call.owner().asInternalName() + "." + call.name().stringValue())
                    .filter(call -> !call.equals("lockkeeper/web/Token.matches"))
                    .toList();
        }
    }

    private static Stream<CodeElement> code(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream());
    }
}
