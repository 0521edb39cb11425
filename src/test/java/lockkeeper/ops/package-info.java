/// What surrounds the daemon in operation - chart, rules, dashboards, image - held against the real
/// tools that will read it.
@NullMarked
package lockkeeper.ops;

import org.jspecify.annotations.NullMarked;
