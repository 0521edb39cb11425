package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextWidthTest {
    @Test
    void ideographsTakeTwoColumnsAndAccentsNone() {
        assertThat(TextWidth.of("abc")).isEqualTo(3);
        assertThat(TextWidth.of("表")).isEqualTo(2);
        assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
        assertThat(TextWidth.of("\ud83d\ude80")).isEqualTo(2);
        assertThat(TextWidth.of("ｱ")).isEqualTo(1);
        assertThat(TextWidth.of("└─ …")).isEqualTo(4);
    }

    @Test
    void aCutNeverSplitsACharacter() {
        assertThat(TextWidth.cut("表表", 3)).isEqualTo("表");
        assertThat(TextWidth.cut("\ud83d\ude80", 1)).isEmpty();
        assertThat(TextWidth.cut("abc", 5)).isEqualTo("abc");
    }

    @Test
    void wrapsBetweenWords() {
        assertThat(TextWidth.wrap("one two three", 7)).containsExactly("one two", "three");
        assertThat(TextWidth.wrap("unbreakable", 3)).containsExactly("unbreakable");
    }
}
