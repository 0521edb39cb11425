package lockkeeper.preflight;

import lockkeeper.statement.Advice;
import lockkeeper.statement.Footprint;
import lockkeeper.statement.LockRequest;
import lockkeeper.statement.Name;
import lockkeeper.statement.Scope;
import lockkeeper.statement.Work;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A statement and what it will ask for, to be held against what is on the server.
///
/// @param made what earlier statements of the text create: it need not exist yet, and nobody is on
///   it
record Plan(
        int line,
        String sql,
        String readBy,
        Footprint footprint,
        List<Name> made,
        @Nullable Advice advice) {
    /// Less than this is read or rewritten before anybody minds.
    private static final long LARGE = 16L << 20;

    StatementReport report(Scene scene) {
        var locks = locks(scene);
        return new StatementReport(
                line,
                sql,
                footprint.tag().text(),
                readBy,
                verdict(locks, missing(scene)),
                footprint.work(),
                footprint.outside(),
                locks,
                missing(scene),
                footprint.notes(),
                advice);
    }

    private List<LockReport> locks(Scene scene) {
        var strongest = new LinkedHashMap<Asked, Target>();
        for (var target : scene.targets()) {
            if (!footprint.locks().contains(target.request())) continue;
            strongest.merge(Asked.of(target), target, Plan::stronger);
        }
        return strongest.values().stream()
                .filter(target -> decides(target, strongest))
                .map(this::lock)
                .toList();
    }

    /// What is certain and what is not are two answers on one relation.
    private record Asked(long oid, boolean certain) {
        static Asked of(Target target) {
            return new Asked(target.relation().oid(), target.request().certain());
        }
    }

    private static Target stronger(Target one, Target other) {
        return one.request().mode().compareTo(other.request().mode()) >= 0 ? one : other;
    }

    /// An uncertain lock says nothing more beside a certain one that is as strong.
    private static boolean decides(Target target, Map<Asked, Target> strongest) {
        var certain = strongest.get(new Asked(target.relation().oid(), true));
        return target.request().certain()
                || certain == null
                || target.request().mode().compareTo(certain.request().mode()) > 0;
    }

    private LockReport lock(Target target) {
        var request = target.request();
        var ahead = target.occupants().stream().filter(o -> isAhead(request, o)).toList();
        return new LockReport(
                target.relation(),
                request.mode(),
                request.scope(),
                request.certain(),
                LockReport.keepsOut(request.mode()),
                ahead);
    }

    /// In its way: a lock that conflicts, a request for one that came earlier, or, for a command
    /// that waits for transactions, one that must end first.
    private boolean isAhead(LockRequest request, Occupant occupant) {
        var drained = footprint.waitsOut(request.scope());
        return occupant.mode().conflictsWith(request.mode())
                || (drained != null
                        && occupant.granted()
                        && occupant.mode().conflictsWith(drained));
    }

    private Verdict verdict(List<LockReport> locks, List<String> missing) {
        var verdict = footprint.placed() && missing.isEmpty() ? Verdict.CLEAR : Verdict.UNKNOWN;
        for (var lock : locks) {
            if (!lock.ahead().isEmpty())
                verdict = verdict.or(lock.certain() ? Verdict.WAITS : Verdict.UNKNOWN);
            else if (holdsLong(lock)) verdict = verdict.or(Verdict.HOLDS);
        }
        return verdict;
    }

    private boolean holdsLong(LockReport lock) {
        return lock.mode().stopsClientWork()
                && footprint.work().compareTo(Work.SCAN) >= 0
                && lock.relation().bytes() >= LARGE;
    }

    private List<String> missing(Scene scene) {
        return footprint.locks().stream()
                .filter(request -> request.scope() == Scope.NAMED && request.certain())
                .map(LockRequest::name)
                .filter(name -> !isMade(name))
                .map(Name::sql)
                .filter(scene.missing()::contains)
                .distinct()
                .toList();
    }

    /// A name without schema may be one with, and the other way round.
    private boolean isMade(Name name) {
        return made.stream()
                .anyMatch(
                        other ->
                                other.last().equals(name.last())
                                        && (other.schema() == null
                                                || name.schema() == null
                                                || name.parts().equals(other.parts())));
    }
}
