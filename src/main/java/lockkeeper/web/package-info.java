/// The HTTP interface: JSON, server-sent events and the page. It must not know how the server is
/// read nor how a decision is made.
@NullMarked
package lockkeeper.web;

import org.jspecify.annotations.NullMarked;
