/// The demo: a real server, real clients, a careless migration, and the real daemon. Not part of
/// the release.
@NullMarked
package lockkeeper.demo;

import org.jspecify.annotations.NullMarked;
