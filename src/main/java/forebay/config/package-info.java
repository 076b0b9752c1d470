/**
 * forebay.yaml as validated records, all errors at once, and the watch that reloads it. ConfigLocation says where it
 * is, ConfigLoader reads it: YamlTree keeps the line of every part, Section and Value read typed values out of it and
 * collect what is wrong, a reader for each section holds its defaults. conf/forebay.yaml is the manual. Read
 * ConfigLoader first; the records that it fills are in the packages that use them.
 */
@NullMarked
package forebay.config;

import org.jspecify.annotations.NullMarked;
