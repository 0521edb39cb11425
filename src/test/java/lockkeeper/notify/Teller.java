package lockkeeper.notify;

import lockkeeper.setting.Secret;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/// Asks a webhook whether it is there and then sends it a message, as a program of its own: `Teller
/// URL ALLOWED…`. Says what came of either.
public final class Teller {
    private Teller() {}

    public static void main(String... arguments) throws InterruptedException {
        var hook = new WebhookSettings(new Secret(arguments[0]), null);
        var allowed = Arrays.asList(arguments).subList(1, arguments.length);
        var alerts = new AlertSettings(List.of(), List.of(hook), allowed);
        System.out.println(new ReceiverProbe(alerts).ask(hook.url()));
        try (var all = new Alerts(alerts, null, (_, _) -> {}, InstantSource.system())) {
            System.out.println(all.sendTest());
        }
    }
}
