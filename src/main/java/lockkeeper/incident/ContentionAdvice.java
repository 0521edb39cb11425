package lockkeeper.incident;

import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.Advice;
import lockkeeper.statement.SqlName;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/// What helps where no DDL is to blame: now, by hand, and the next time.
final class ContentionAdvice {
    private static final String HOT_ROW =
            """
            Transactions that change the same row run one after the other. Keep each of them short: change \
            that row last, just before COMMIT, and wait for nothing outside of the database in between. Where \
            they only count, insert a row for each and add them up later, or spread the count over several rows. \
            Workers that take jobs from a table pass each other with SELECT … FOR UPDATE SKIP LOCKED.\
            """;
    private static final String IDLE =
            """
            A session that idles in its transaction keeps every row and table it has locked. Let the program \
            commit before it waits for anything else: a user, another service, a queue. The server can end such \
            sessions by itself. A cancel does not reach one that waits for its client; ending the session does.\
            """;
    private static final String ADVISORY =
            """
            An advisory lock means what the program says it means: migration tools (Flyway, Rails, \
            golang-migrate) take one so that only one of them runs, and job queues do likewise. If its holder \
            works, let it. If it hangs, or a pooler has kept its session, end that session. The next time, wait \
            with a lock_timeout, or try with pg_try_advisory_lock, so that the others do not fill the pool.\
            """;
    private static final String PREPARED =
            """
            A prepared transaction keeps its locks until somebody decides, over restarts, too. Whoever prepared \
            it knows whether it is to be committed; a transaction manager that is gone never will. Watch \
            pg_prepared_xacts, and set max_prepared_transactions to 0 where nothing needs them.\
            """;
    private static final String WRAPAROUND =
            """
            This vacuum has to be. Ended, it begins anew, and later means more work. Let it finish, and plan DDL \
            on its table for afterwards. The next time, vacuum large tables in quiet hours, before their age \
            reaches autovacuum_freeze_max_age.\
            """;

    private static final String OWN_BUILD =
            """
            A CONCURRENTLY command waits for the end of every older transaction, also of one that its own program \
            keeps open meanwhile: then neither ever ends. Flyway keeps its lock in such a transaction; set \
            flyway.postgresql.transactional.lock=false. Cancel the command, clear what it leaves behind, and run \
            the migration again.\
            """;

    private ContentionAdvice() {}

    /// Null where there is nothing to say.
    ///
    /// @param shown what of a query's text may be kept
    static @Nullable String of(Contention contention, UnaryOperator<@Nullable String> shown) {
        if (contention.ownBuild() != null)
            return OWN_BUILD + ofOwnBuild(contention.ownBuild(), shown);
        return switch (contention.kind()) {
            case HOT_ROW -> HOT_ROW;
            case IDLE_IN_TRANSACTION -> IDLE + idle(contention);
            case ADVISORY -> ADVISORY + terminate(contention);
            case PREPARED_TRANSACTION -> PREPARED + prepared(contention);
            case WRAPAROUND_VACUUM -> WRAPAROUND;
            case DDL, OTHER -> null;
        };
    }

    private static String ofOwnBuild(Backend build, UnaryOperator<@Nullable String> shown) {
        var cleanUp = Advice.forStatement(shown.apply(build.query()), LockMode.SHARE, true);
        return "\n\nSELECT pg_cancel_backend(%d);\n%s".formatted(build.id().pid(), cleanUp.block());
    }

    private static String idle(Contention contention) {
        var backend = contention.backend();
        return terminate(contention) + (backend == null ? "" : limit(backend));
    }

    private static String terminate(Contention contention) {
        return contention.root() instanceof BackendId(int pid, _)
                ? "\n\nSELECT pg_terminate_backend(%d);".formatted(pid)
                : "";
    }

    private static String limit(Backend backend) {
        var role = backend.user();
        if (role == null) return "";
        return "\nALTER ROLE %s SET idle_in_transaction_session_timeout = '60s';"
                .formatted(new SqlName(role));
    }

    private static String prepared(Contention contention) {
        if (!(contention.root() instanceof PreparedTransaction(_, _, var gid)) || gid == null)
            return "";
        var literal = ContentionSentence.quoted(gid);
        return "\n\nCOMMIT PREPARED %s;\n-- or\nROLLBACK PREPARED %s;".formatted(literal, literal);
    }
}
