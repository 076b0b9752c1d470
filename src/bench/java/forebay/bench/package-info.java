/**
 * Benches, run by hand: {@code mvn -Pbench test-compile exec:exec@load}. What they measured is in src/docs/benches.md.
 * LoadBench comes first; BenchServer is what it measures.
 */
@NullMarked
package forebay.bench;

import org.jspecify.annotations.NullMarked;
