/**
 * Which test holds which requirement of the caching specifications. Requirements are a resource; a test names those
 * that it holds by {@link forebay.coverage.Holds}, or row by row in the first column of its table; CoverageTest compares
 * and keeps src/docs/rfc9111-coverage.md.
 */
@NullMarked
package forebay.coverage;

import org.jspecify.annotations.NullMarked;
