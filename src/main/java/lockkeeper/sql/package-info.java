/// Reads SQL with a real grammar: the generated parser of Apache ShardingSphere. Loaded only when
/// somebody asks for a preflight of a text. It must not know locks, servers, or what its reading is
/// used for.
@NullMarked
package lockkeeper.sql;

import org.jspecify.annotations.NullMarked;
