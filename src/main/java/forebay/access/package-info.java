/**
 * Who is asking and whether they may: Apache Shiro with realms for keys, passwords and bearer tokens, from a
 * shiro.ini that is reloaded when it changes. Read
 * ReloadingShiroFilter and AccessPolicy first; PolicyLoader builds one. forebay.cache.servlet comes next.
 */
@NullMarked
package forebay.access;

import org.jspecify.annotations.NullMarked;
