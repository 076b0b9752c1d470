package forebay.cache.flow;

import forebay.cache.StoredVariants;

/**
 * What a look-up that asked the shared store too came to.
 *
 * @param found what is stored and may be used; by this node's heap alone where the shared store did not answer
 * @param answered false where the shared store failed or took too long: who has waited for it once does not wait again
 */
public record LookUp(StoredVariants found, boolean answered) {}
