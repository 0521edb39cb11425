package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;

import java.util.ArrayList;

/// Whose session it is: `flyway, user deploy`.
final class Who {
    private Who() {}

    static String of(Session session) {
        var words = new ArrayList<String>();
        var type = session.backendType();
        if (type != null && !type.equals("client backend")) words.add(type);
        else if (session.application() != null && !session.application().isBlank())
            words.add(session.application());
        if (session.user() != null) words.add("user " + session.user());
        return String.join(", ", words);
    }
}
