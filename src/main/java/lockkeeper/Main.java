package lockkeeper;

import java.util.Map;

final class Main {
    private Main() {}

    sealed interface A permits B, C {}

    record B(int x, String y) implements A {}

    record C(String z) implements A {}

    public static void main(String[] args) {
        A a = new B(1, "x");
        System.out.println(
                switch (a) {
                    case B(int x, _) -> "pid " + x;
                    case C(var z) -> z;
                });
        System.out.println(Map.of());
    }
}
