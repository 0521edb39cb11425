package lockkeeper.pg;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Each of its tests shares no server with another, so they run beside each other, too. Those of
/// other classes come one after the other, because a class shares servers with itself and with what
/// its thread runs before and after it.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
public @interface HasOwnServers {}
