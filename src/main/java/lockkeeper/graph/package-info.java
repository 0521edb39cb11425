/// Who waits for whom, and what would be granted if somebody left. Pure: the same sample always
/// gives the same graph. It must not know the time, PostgreSQL's protocol, or what is done with its
/// answers.
@NullMarked
package lockkeeper.graph;

import org.jspecify.annotations.NullMarked;
