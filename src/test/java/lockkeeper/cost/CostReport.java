package lockkeeper.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Prints what watching costs, on servers that it starts itself: everything side by side, in turns,
/// as medians.
///
/// Arguments: `18` for another major than 15; any of the sections to leave out the others.
final class CostReport {
    private static final List<String> SECTIONS =
            List.of("server", "daemon", "relief", "throughput", "footprint");

    private CostReport() {}

    public static void main(String[] arguments) throws Exception {
        var wanted = new ArrayList<String>();
        var major = 15;
        for (var word : arguments)
            if (word.matches("\\d+")) major = Integer.parseInt(word);
            else wanted.add(word);
        if (!SECTIONS.containsAll(wanted)) {
            System.err.println("unknown section in " + Arrays.toString(arguments));
            System.err.println("there are: " + String.join(", ", SECTIONS));
            System.exit(2);
        }
        for (var section : wanted.isEmpty() ? SECTIONS : wanted) print(section, major);
    }

    private static void print(String section, int major) throws Exception {
        switch (section) {
            case "server" -> ServerTime.print(major);
            case "daemon" -> WholeDaemon.print(major);
            case "relief" -> TimeToRelief.print(major);
            case "throughput" -> Throughput.print(major);
            default -> Footprint.print(major);
        }
        System.out.println();
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
