/// Tells people and programs elsewhere: Slack and webhooks. It must not know when somebody should
/// hear of something.
@NullMarked
package lockkeeper.notify;

import org.jspecify.annotations.NullMarked;
