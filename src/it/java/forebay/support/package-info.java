/** What the integration tests share: origins, clients and servers on real sockets. */
@NullUnmarked
package forebay.support;

import org.jspecify.annotations.NullUnmarked;
