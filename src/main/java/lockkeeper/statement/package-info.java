/// What an SQL statement is: its command tag, its text without the literals, and what would be the
/// safer form of it. All of it reads hostile text in one pass and never fails. It must not know
/// databases, clocks or grammars; what text alone cannot tell, it does not guess.
@NullMarked
package lockkeeper.statement;

import org.jspecify.annotations.NullMarked;
